# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a connection's settings came from, as words for a failure: never the settings that are secret themselves."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any, Optional

from .config import VARIABLES, Connection
from .credentials import Token, TokenFile
from .kubeconfig import Entry


def server(connection: Connection) -> str:
    """Return what names the API server."""
    given = connection.given
    if given is None:
        return "the task"
    if given.get("host"):
        return _source(given, "host")
    if given.flag("in_cluster"):
        return "the environment of the pod (in_cluster)"
    return _entry(connection, "cluster", connection.cluster)


def identity(connection: Connection) -> str:
    """Return which credentials were used and what names them, with when they expired where they tell."""
    return f"{_credentials(connection)}{_impersonation(connection)}{_expired(connection)}"


def asking(connection: Connection) -> str:
    """Return who asks before acting as someone else, as far as a name of it is known here."""
    user = connection.user_entry
    return f'"{user.name}"' if user is not None and user.name else "whom these credentials are of"


def authority(connection: Connection) -> str:
    """Return what says whom to trust."""
    given, cluster = connection.given, connection.cluster
    if given is not None and given.get("ca_cert"):
        return f"{_source(given, 'ca_cert')}, {given.get('ca_cert')}"
    if given is not None and given.flag("in_cluster"):
        return "the pod's service account (in_cluster)"
    for key in ("certificate-authority-data", "certificate-authority"):
        if cluster is not None and cluster.body.get(key):
            return f"{key} of {_entry(connection, 'cluster', cluster)}"
    return "this system's certificate authorities, for want of ca_cert or certificate-authority"


def proxy(connection: Connection) -> str:
    """Return what names the proxy."""
    given, cluster = connection.given, connection.cluster
    if given is not None and given.get("proxy"):
        return _source(given, "proxy")
    if cluster is not None and cluster.body.get("proxy-url"):
        return f"proxy-url of {_entry(connection, 'cluster', cluster)}"
    name = "HTTPS_PROXY" if connection.server.startswith("https:") else "HTTP_PROXY"
    return f"the environment variable {name}, less what NO_PROXY or no_proxy names"


def _source(given: Any, name: str) -> str:
    """What gave an option that is given: itself, or an environment variable. given: the connection's."""
    value = given._options.get(name)
    if value is not None and value != "":
        return f"the option {name}"
    variables = VARIABLES.get(name, ("K8S_AUTH_" + name.upper(),))
    return "the environment variable " + next((one for one in variables if given._environ.get(one)), variables[0])


def _entry(connection: Connection, what: str, entry: Optional[Entry]) -> str:
    if entry is None:
        return "the task"
    named = f'{what} "{entry.name}" in the kubeconfig {connection.kubeconfig} (context "{connection.context}"'
    given = connection.given
    if given is None or given.get("kubeconfig") is None:
        return named + ", found by KUBECONFIG or at its default place)"
    source = _source(given, "kubeconfig")
    return named + (")" if source.startswith("the option") else f", {source})")


def _credentials(connection: Connection) -> str:
    given = connection.given
    if given is None:
        return "the task's credentials"
    if given.get("api_key"):
        return f"the token of {_source(given, 'api_key')}"
    if given.flag("in_cluster"):
        return "the token of the pod's service account (in_cluster)"
    if given.get("client_cert"):
        return f"the client certificate {given.get('client_cert')} of {_source(given, 'client_cert')}"
    user = connection.user_entry
    if user is None or not user.name:
        return "no credentials at all: the context names no user"
    return f"{_kind(user)} of {_entry(connection, 'user', user)}"


def _kind(user: Entry) -> str:
    """What a kubeconfig's user has, in the order in which it counts."""
    body = user.body
    if isinstance(body.get("exec"), dict):
        return f"the credential plugin {body['exec'].get('command')}"
    if body.get("tokenFile"):
        return f"the token file {user.path('tokenFile')}"
    if body.get("token"):
        return "the token"
    if body.get("username"):
        return "the user name and password"
    if isinstance(body.get("auth-provider"), dict):
        return f"the auth-provider {body['auth-provider'].get('name')}"
    if body.get("client-certificate") or body.get("client-certificate-data"):
        return "the client certificate"
    return "no credentials"


def _impersonation(connection: Connection) -> str:
    acting = next((value for name, value in connection.headers if name == "Impersonate-User"), "")
    if not acting:
        return ""
    given = connection.given
    by = "the kubeconfig"
    if given is not None and given.get("impersonate_user"):
        by = _source(given, "impersonate_user")
    return f', acting as "{acting}" ({by})'


def _expired(connection: Connection) -> str:
    """When a token expired that says so itself (a JWT), as words to append."""
    credentials = connection.credentials
    if not isinstance(credentials, (Token, TokenFile)):
        return ""
    parts = credentials.headers()["Authorization"].split(".")
    try:
        text = base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)) if len(parts) == 3 else b"{}"
        ends = json.loads(text).get("exp")
    except (binascii.Error, ValueError, AttributeError):
        return ""
    now = credentials.env.now_ns() / 1e9
    if isinstance(ends, bool) or not isinstance(ends, (int, float)) or not 0 < ends < now:
        return ""
    from ..golang.calendar import rfc3339

    return f": it expired at {rfc3339(int(ends) * 1_000_000_000)}"
