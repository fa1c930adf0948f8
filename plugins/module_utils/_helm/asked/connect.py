# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task's options mean: the cluster, the namespace and where release records are kept."""

from __future__ import annotations

from typing import Any, Mapping

from ..base.disk_cache import templates_cache
from ..base.env import Env
from ..base.errors import RequestError
from ..kube.client import Client
from ..kube.config import Connection
from .requests import Context

_DRIVERS = {
    "": "secret",
    "secret": "secret",
    "secrets": "secret",
    "configmap": "configmap",
    "configmaps": "configmap",
    "memory": "memory",
    "sql": "sql",
}


def connect(params: Mapping[str, Any], env: Env, environ: Mapping[str, str], *, check: bool) -> tuple[Context, str]:
    """Return what a release action runs in and the namespace: the option's, the context's, else default.

    check: the cache of compiled templates is only read, like all else. Nothing is sent to the API server before the
    action asks for the client. Raises RequestError, KubeError.
    """
    connection = Connection.from_options(params, environ)
    made = Client(connection, env)
    driver = params["driver"] or environ.get("HELM_DRIVER", "").lower()
    if driver not in _DRIVERS:
        hint = f"use one of {', '.join(sorted(set(_DRIVERS.values())))}"
        raise RequestError(f"unknown driver {driver!r}", doing="reading HELM_DRIVER", hint=hint)
    sql = str(params["sql_connection"] or "")
    if _DRIVERS[driver] == "sql" and not sql:
        raise RequestError(
            "the storage driver sql needs a database", doing="reading the options",
            hint="give sql_connection, or set HELM_DRIVER_SQL_CONNECTION_STRING",
        )  # fmt: skip
    cache = templates_cache(environ, writable=not check)
    context = Context(lambda: made, env, _DRIVERS[driver], cache, sql)
    return context, params["namespace"] or connection.namespace or "default"


def namespace(params: Mapping[str, Any], environ: Mapping[str, str]) -> str:
    """Return the context's namespace, else default, for a task that needs no cluster.

    As for helm, having no kubeconfig is no error then, unless the task names one: RequestError, which helm has not.
    """
    try:
        return Connection.from_options(params, environ).namespace or "default"
    except RequestError as error:
        if params["kubeconfig"] or params["context"]:
            raise RequestError(error.problem, doing=error.doing, subject=error.subject, hint=error.hint) from error
        return "default"


def client(params: Mapping[str, Any], env: Env, environ: Mapping[str, str]) -> Client:
    """Return the client of the cluster that the options mean; nothing is sent yet. Raises RequestError, KubeError."""
    return Client(Connection.from_options(params, environ), env)
