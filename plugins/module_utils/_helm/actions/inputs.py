# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the door needs from the rooms below: the chart, the values files and the cluster that a task's options mean."""

from __future__ import annotations

import os
from typing import Any, Mapping

from ..base.env import Env
from ..base.errors import RequestError, ValuesError
from ..chart import dependencies
from ..chart.model import Chart
from ..fetch import http, source
from ..fetch.paths import Paths
from .requests import Context

_DRIVERS = {
    "": "secret",
    "secret": "secret",
    "secrets": "secret",
    "configmap": "configmap",
    "configmaps": "configmap",
    "memory": "memory",
}
_VAULT = b"$ANSIBLE_VAULT;"


def chart_source(params: Mapping[str, Any]) -> source.ChartSource:
    """Return where the options chart, chart_version, chart_repo_* and digest say the chart is."""
    credentials = http.Credentials(
        username=params["chart_repo_username"] or "",
        password=params["chart_repo_password"] or "",
        ca_cert=params["chart_ca_cert"] or "",
        client_cert=params["chart_client_cert"] or "",
        client_key=params["chart_client_key"] or "",
        validate_certs=params["chart_validate_certs"] and not params["insecure_skip_tls_verify"],
        pass_credentials=params["pass_credentials"],
    )
    return source.ChartSource(
        chart=params["chart"],
        version=params["chart_version"] or "",
        repo_url=params["chart_repo_url"] or "",
        credentials=credentials,
        devel=params["devel"],
        digest=params["digest"] or "",
    )


def open_chart(wanted: source.ChartSource, env: Env, environ: Mapping[str, str], *, check: bool) -> Chart:
    """Return the chart, its dependencies in it. check: caches are only read. Raises ChartError, FetchError."""
    locator = source.Locator(Paths(environ), env, writable=not check)
    located = locator.locate(wanted)
    if dependencies.missing(located.chart):
        from ..fetch.dependencies import fetch_missing

        names = fetch_missing(located, locator)
        env.debug(f"not in charts/, fetched: {', '.join(names)}")
    return located.chart


def read_values_files(names: list[str]) -> list[tuple[str, bytes]]:
    """Return each values file's name and content, in order. names: paths or URLs. Raises ValuesError, FetchError."""
    session = http.HttpSession()
    return [(http.shown(name), _read_values(name, session)) for name in names]


def _read_values(name: str, session: http.HttpSession) -> bytes:
    if name.startswith(("http://", "https://")):
        return session.get(name, max_bytes=source.MAX_ARCHIVE_BYTES)
    doing = "reading the values file"
    try:
        with open(os.path.expanduser(name), "rb") as handle:
            data = handle.read()
    except OSError as error:
        problem = f"open {name}: {(error.strerror or str(error)).lower()}"
        hint = "the path is one of the host that the task runs on"
        raise ValuesError(problem, doing=doing, subject=name, hint=hint) from error
    if data.startswith(_VAULT):
        hint = "hand its content to values, through the file lookup and from_yaml: the lookup decrypts it"
        raise ValuesError("it is encrypted with ansible-vault", doing=doing, subject=name, hint=hint)
    return data


def connect(params: Mapping[str, Any], env: Env, environ: Mapping[str, str]) -> tuple[Context, str]:
    """Return what a release action runs in and the namespace: the option's, the context's, else default.

    Nothing is sent to the API server before the action asks for the client. Raises RequestError, KubeError.
    """
    from ..kube.client import Client
    from ..kube.config import Connection

    connection = Connection.from_options(params, environ)
    client = Client(connection, env)
    driver = params["driver"] or environ.get("HELM_DRIVER", "").lower()
    if driver not in _DRIVERS:
        hint = f"use one of {', '.join(sorted(set(_DRIVERS.values())))}"
        raise RequestError(f"unknown driver {driver!r}", doing="reading HELM_DRIVER", hint=hint)
    return Context(lambda: client, env, _DRIVERS[driver]), params["namespace"] or connection.namespace or "default"
