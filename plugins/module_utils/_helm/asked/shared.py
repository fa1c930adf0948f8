# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the releases of one task share: the clusters that are spoken to, indexes and charts, each fetched and read once.
Whatever a release changes is its own: its copy of a chart, its values, its secrets, its messages."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, Callable, Mapping, Optional, Sequence

from ..base.errors import RequestError
from ..fetch.sources.indexes import Indexes
from ..release.listed import Listed
from . import checks, connect, inputs

if TYPE_CHECKING:
    from ..base.env import Env
    from ..chart.model import Chart
    from .requests import Context

PLACE = (  # the options that say where a release and its records are
    "kubeconfig", "context", "host", "api_key", "client_cert", "client_key", "ca_cert", "validate_certs",
    "tls_server_name", "proxy", "no_proxy", "impersonate_user", "impersonate_groups", "in_cluster", "request_timeout",
    "driver", "sql_connection",
)  # fmt: skip
_CHART = (
    "chart", "chart_version", "chart_repo_url", "chart_repo_username", "chart_repo_password", "pass_credentials",
    "chart_ca_cert", "chart_client_cert", "chart_client_key", "chart_validate_certs", "insecure_skip_tls_verify",
    "plain_http", "devel", "digest", "verify", "keyring", "cosign_key", "cosign_identity", "cosign_issuer",
    "cosign_annotations", "cosign_trusted_root", "dependency_update", "update_repo_cache",
)  # fmt: skip


class Shared:
    """What is found or made for the first release that asks for it; others wait. env, environ, check: the task's.
    connected: told of each release's Context, before it is used."""

    def __init__(self, env: Env, environ: Mapping[str, str], *, check: bool) -> None:
        self.connected: Callable[[Context], None] = _nobody
        self._env = env
        self._environ = environ
        self._check = check
        self._contexts: dict[str, Context] = {}
        self._charts: dict[str, _Chart] = {}
        self._indexes = Indexes()
        self._lock = threading.Lock()

    def namespace_of(self, params: Mapping[str, Any]) -> str:
        """Return the namespace of a release: its own, the context's, else default. Raises RequestError."""
        return str(params["namespace"] or self._context(params).client().connection.namespace or "default")

    def connect(self, params: Mapping[str, Any], env: Env) -> tuple[Context, str]:
        """Return what a release's action runs in, and its namespace. Raises RequestError, KubeError."""
        context = self._context(params).beside(env)
        self.connected(context)
        return context, self.namespace_of(params)

    def ended(self, params: Mapping[str, Any], env: Env) -> None:
        """Have the others no longer wait for what a release was to make for all: it has ended, well or not."""
        context = self._contexts.get(_key(params, PLACE))
        shared = None if context is None else context.client().shared
        if shared is not None:
            shared.gives_up(env)

    def expect(self, releases: Sequence[Mapping[str, Any]]) -> None:
        """Expect releases in this order: of those of one namespace, the heads of their revisions are listed together,
        and their objects where many are looked at. Raises RequestError."""
        places: dict[str, list[Mapping[str, Any]]] = {}
        for params in releases:
            if checks.is_name(params["name"]):  # what is wrong with another is for its own task to say
                places.setdefault(_key(params, PLACE), []).append(params)
        for listed in places.values():
            names = [(self.namespace_of(params), params["name"]) for params in listed]
            context = self._context(listed[0])
            context.listed = Listed(names)
            context.client().expect(names)

    def only_place(self, releases: Sequence[Mapping[str, Any]]) -> Context:
        """Return what the one cluster is asked in that all releases are of. Raises RequestError where they are of
        several."""
        if len({_key(params, PLACE) for params in releases}) > 1:
            raise RequestError(
                "the releases of the list are in several clusters, or their records in several places",
                doing="looking for what is to be pruned",
                hint="nothing was touched; prune each cluster by a task of its own",
            )
        return self.connect(releases[0], self._env)[0]

    def open_chart(self, params: Mapping[str, Any], env: Env) -> Chart:
        """Return the chart that a release's options mean, as a copy of its own. Raises ChartError, FetchError."""
        with self._lock:
            found = self._charts.setdefault(_key(params, _CHART), _Chart())
        with found.lock:
            if found.chart is None:  # where it could not be read, the next one tries again
                found.chart = inputs.open_chart(
                    params, env, self._environ, check=self._check, indexes=self._indexes
                )
            return found.chart.copy()

    def _context(self, params: Mapping[str, Any]) -> Context:
        """The context that the releases' own are beside."""
        key = _key(params, PLACE)
        with self._lock:
            if key not in self._contexts:
                self._contexts[key] = connect.connect(params, self._env, self._environ, check=self._check)[0]
            return self._contexts[key]


class _Chart:
    """A chart as it was read. lock: whoever reads it holds it."""

    __slots__ = ("chart", "lock")

    def __init__(self) -> None:
        self.chart: Optional[Chart] = None
        self.lock = threading.Lock()


def _nobody(_context: Context) -> None:
    """Where nobody listens."""


def _key(params: Mapping[str, Any], options: tuple[str, ...]) -> str:
    """What tells one set of options from another: their values; of a file that the controller handed over, which."""
    return repr([(name, _identity(params[name])) for name in options])


def _identity(value: Any) -> Any:
    if isinstance(value, dict):
        return sorted((str(key), repr(_identity(item))) for key, item in value.items())
    if isinstance(value, list):
        return [_identity(item) for item in value]
    return value if value is None or isinstance(value, (str, int, float)) else (type(value).__name__, id(value))
