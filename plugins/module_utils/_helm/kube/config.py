# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The task's options, the environment and the kubeconfig made one Connection: where the API server is, and as whom."""

from __future__ import annotations

import os
import re
from typing import Any, Mapping, Optional

from ..base.errors import RequestError
from . import kubeconfig
from .credentials import Basic, Credentials, Token, TokenFile
from .tls import Tls, read_pem

# The environment variables, as kubernetes.core names them; the first that is set counts.
VARIABLES = {
    "client_cert": ("K8S_AUTH_CERT_FILE", "K8S_AUTH_CLIENT_CERT"),
    "client_key": ("K8S_AUTH_KEY_FILE", "K8S_AUTH_CLIENT_KEY"),
    "ca_cert": ("K8S_AUTH_SSL_CA_CERT", "K8S_AUTH_CA_CERT"),
    "validate_certs": ("K8S_AUTH_VERIFY_SSL", "K8S_AUTH_VALIDATE_CERTS"),
}
_TRUE = ("1", "on", "true", "y", "yes", "t")
_FALSE = ("0", "off", "false", "n", "no", "f")
_SERVICE_ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount"
# The API server ends a request after 60 s by itself, so this only ends what hangs on the way.
_REQUEST_TIMEOUT = 65.0
_DOING = "reading the connection's options"


class Connection:
    """server: URL. user: the name to show for who asks. namespace: the context's, else default. proxy: URL, or "".

    headers: impersonation, as pairs. request_timeout: seconds that one attempt may wait for the server.
    """

    __slots__ = (
        "cluster", "context", "credentials", "given", "headers", "kubeconfig", "namespace", "proxy", "request_timeout",
        "server", "tls", "user", "user_entry",
    )  # fmt: skip

    def __init__(self, server: str) -> None:
        self.server = server
        self.user = ""
        self.context = ""
        self.namespace = "default"
        self.proxy = ""
        self.tls = Tls()
        self.credentials = Credentials()
        self.headers: list[tuple[str, str]] = []
        self.request_timeout = _REQUEST_TIMEOUT
        self.given: Optional[_Options] = None  # this and what follows: for origins.py
        self.kubeconfig = ""
        self.cluster: Optional[kubeconfig.Entry] = None
        self.user_entry: Optional[kubeconfig.Entry] = None

    def __repr__(self) -> str:
        return f"Connection(server={self.server!r}, user={self.user!r}, namespace={self.namespace!r})"

    @classmethod
    def from_options(cls, options: Mapping[str, Any], environ: Mapping[str, str]) -> Connection:
        """Return the connection that the options of interface.md's Cluster group describe; nothing is sent yet.

        Each option falls back to K8S_AUTH_*; the kubeconfig to KUBECONFIG, then ~/.kube/config. It is not read at all
        where host comes with credentials. The pod's own identity is used only for in_cluster. Raises RequestError.
        """
        given = _Options(options, environ)
        if given.flag("in_cluster"):
            connection = _in_cluster(environ)
        elif (
            given.text("host") and (given.text("api_key") or given.text("client_cert")) and not given.names_kubeconfig()
        ):
            connection = cls("")
        else:
            connection = _from_kubeconfig(given, environ)
        connection.given = given
        _override(connection, given)
        _check_server(connection)
        if connection.proxy or any(name.lower() in ("http_proxy", "https_proxy") for name in environ):
            from ..base import proxies

            connection.proxy = proxies.choose(
                connection.server, proxy=connection.proxy, no_proxy=given.text("no_proxy"), environ=environ
            )
        return connection


class _Options:
    """The options with their environment variables behind them."""

    def __init__(self, options: Mapping[str, Any], environ: Mapping[str, str]) -> None:
        self._options = options
        self._environ = environ

    def get(self, name: str) -> Any:
        value = self._options.get(name)
        if value is not None and value != "":
            return value
        for variable in VARIABLES.get(name, ("K8S_AUTH_" + name.upper(),)):
            if self._environ.get(variable):
                return self._environ[variable]
        return None

    def text(self, name: str) -> str:
        value = self.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise RequestError(f"{name} must be a string", doing=_DOING, hint="put it in quotes")
        return value

    def flag(self, name: str) -> Optional[bool]:
        value = self.get(name)
        if value is None or isinstance(value, bool):
            return value
        word = str(value).strip().lower()
        if word in _TRUE or word in _FALSE:
            return word in _TRUE
        raise RequestError(f"{name} must be true or false, not {value!r}", doing=_DOING, hint="give true or false")

    def names(self, name: str) -> list[str]:
        value = self.get(name)
        if value is None:
            return []
        parts = value.split(",") if isinstance(value, str) else [str(part) for part in value]
        return [part.strip() for part in parts if part.strip()]

    def names_kubeconfig(self) -> bool:
        return self.get("kubeconfig") is not None or self.get("context") is not None


def _in_cluster(environ: Mapping[str, str]) -> Connection:
    host, port = environ.get("KUBERNETES_SERVICE_HOST", ""), environ.get("KUBERNETES_SERVICE_PORT", "")
    token = os.path.join(_SERVICE_ACCOUNT, "token")
    if not host or not port or not os.path.exists(token):
        problem = "this does not run in a pod with a service account"
        hint = "leave in_cluster out and set kubeconfig, or mount a service account's token"
        raise RequestError(problem, doing="using the pod's own identity (in_cluster)", hint=hint)
    connection = Connection(f"https://[{host}]:{port}" if ":" in host else f"https://{host}:{port}")
    connection.user = "the pod's service account"
    connection.credentials = TokenFile(token)
    connection.tls.ca = read_pem(os.path.join(_SERVICE_ACCOUNT, "ca.crt"), "CA certificate")
    namespace = os.path.join(_SERVICE_ACCOUNT, "namespace")
    if os.path.exists(namespace):
        with open(namespace, encoding="utf-8") as handle:
            connection.namespace = handle.read().strip() or "default"
    return connection


def _from_kubeconfig(given: _Options, environ: Mapping[str, str]) -> Connection:
    source = given.get("kubeconfig")
    if source is not None and not isinstance(source, (str, Mapping, list)):
        hint = "give the file's path, or its content"
        raise RequestError("kubeconfig must be a path or a mapping", doing=_DOING, hint=hint)
    config = kubeconfig.load(source, environ, wanted=given.text("context"))
    context = config.context(given.text("context"))
    cluster, user = config.cluster(context), config.user(context)
    connection = Connection(cluster.text("server"))
    connection.context = context.name
    connection.kubeconfig, connection.cluster, connection.user_entry = config.origin, cluster, user
    connection.namespace = context.text("namespace") or "default"
    connection.user = user.name
    connection.proxy = cluster.text("proxy-url")
    tls = connection.tls
    tls.server_name = cluster.text("tls-server-name")
    tls.verify = not cluster.body.get("insecure-skip-tls-verify")
    try:
        tls.ca = _pem(cluster, "certificate-authority", "CA certificate")
        if not (given.get("api_key") or given.get("client_cert")):
            _identify(connection, user, cluster, environ)
    except RequestError as error:
        from . import unusable

        raise unusable.unread(error, user, cluster) from error.__cause__
    return connection


def _pem(entry: kubeconfig.Entry, key: str, what: str) -> Optional[bytes]:
    """The data beside the path wins, as in client-go."""
    data = entry.data(key + "-data")
    path = entry.path(key)
    return read_pem(path, what) if data is None and path else data


def _identify(
    connection: Connection, user: kubeconfig.Entry, cluster: kubeconfig.Entry, environ: Mapping[str, str]
) -> None:
    """Take the kubeconfig user's credentials: one of them names the user to the server, certificates besides."""
    connection.tls.owner = user.name
    connection.tls.certificate = _pem(user, "client-certificate", "client certificate")
    connection.tls.key = _pem(user, "client-key", "client key")
    connection.credentials = _credentials(user, cluster, environ)
    _impersonate(connection, user.text("as"), user.body.get("as-groups") or [])
    if user.text("as-uid"):
        connection.headers.append(("Impersonate-Uid", user.text("as-uid")))
    for key, values in (user.body.get("as-user-extra") or {}).items():
        connection.headers += [(f"Impersonate-Extra-{key}", str(value)) for value in values]


def _credentials(user: kubeconfig.Entry, cluster: kubeconfig.Entry, environ: Mapping[str, str]) -> Credentials:
    if user.body.get("exec"):
        from . import exec_plugin

        return exec_plugin.ExecPlugin(user, cluster, environ)
    if user.text("tokenFile"):  # client-go reads the file again and again, and the token beside it only before that
        return TokenFile(user.path("tokenFile"))
    if user.text("token"):
        return Token(user.text("token"))
    if user.text("username"):
        return Basic(user.text("username"), user.text("password"))
    if user.body.get("auth-provider"):
        from . import auth_provider

        return auth_provider.AuthProvider(user)
    return Credentials()


def _impersonate(connection: Connection, user: str, groups: list[str]) -> None:
    if user:
        connection.headers.append(("Impersonate-User", user))
        connection.user = user
    connection.headers += [("Impersonate-Group", str(group)) for group in groups]


def _override(connection: Connection, given: _Options) -> None:
    """Put the task's options over what the kubeconfig says."""
    connection.server = given.text("host") or connection.server
    connection.proxy = given.text("proxy") or connection.proxy
    tls = connection.tls
    if given.text("ca_cert"):
        whose = connection.cluster.name if connection.cluster else ""
        tls.ca = read_pem(os.path.expanduser(given.text("ca_cert")), "CA certificate", whose)
    verify = given.flag("validate_certs")
    tls.verify = tls.verify if verify is None else verify
    tls.server_name = given.text("tls_server_name") or tls.server_name
    if given.text("client_cert"):
        tls.certificate = read_pem(os.path.expanduser(given.text("client_cert")), "client certificate")
        key = given.text("client_key")
        tls.key = read_pem(os.path.expanduser(key), "client key") if key else None
        connection.user = "client_cert"
    if given.text("api_key"):
        connection.credentials = Token(given.text("api_key"))
        connection.user = "api_key"
    groups = given.names("impersonate_groups")
    if given.text("impersonate_user") or groups:
        if not given.text("impersonate_user"):
            hint = "name the user to act as, too"
            raise RequestError("impersonate_groups needs impersonate_user", doing=_DOING, hint=hint)
        connection.headers = []
        _impersonate(connection, given.text("impersonate_user"), groups)
    connection.request_timeout = _seconds(given.get("request_timeout"))


def _seconds(value: Any) -> float:
    if value is None:
        return _REQUEST_TIMEOUT
    text = str(value).strip()
    try:
        seconds = float(text)
    except ValueError:
        from ..golang.duration import TimeError, parse_duration

        try:
            seconds = int(parse_duration(text)) / 1e9
        except TimeError:
            seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise RequestError(f"request_timeout {text!r} is no duration", doing=_DOING, hint="use 30, 45s or 1m30s")
    return seconds


def _check_server(connection: Connection) -> None:
    server = connection.server
    if not server:
        from . import unusable

        raise unusable.no_server(connection.context)
    if "://" not in server:  # client-go takes a bare host for http
        server = "http://" + server
    scheme, _colon, rest = server.partition(":")
    server = f"{scheme.lower()}:{rest}"  # HTTPS:// is https:// to everyone else
    if not re.match(r"https?://[^/?#\s@]+(/[^?#\s]*)?$", server):
        from . import unusable

        raise unusable.no_address(server, _bare(server))
    connection.server = server.rstrip("/")


def _bare(server: str) -> str:
    """A URL less a password in it."""
    return re.sub(r"//[^/@]*@", "//", server)
