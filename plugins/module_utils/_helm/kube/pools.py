# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pools of connections to one API server: directly or by a proxy, with the connection's TLS, and bounded in time."""

from __future__ import annotations

import ssl
from typing import Any, Callable, Optional

from ..base import http_bounds, proxies
from ..base.http_library import exceptions, urllib3
from .config import Connection
from .tls import Tls

CONNECTIONS = 4
CONNECT_TIMEOUT = 10.0  # seconds that a connection may take, and the name of its host
LONGEST_ANSWER = 300.0  # seconds for all of an answer that never falls silent; the API server ends its own after 60


def context(connection: Connection, certificate: Optional[tuple[bytes, bytes]]) -> Optional[ssl.SSLContext]:
    """Return what TLS connections are made with, None where none is spoken. certificate: in place of the connection's
    own, with its key. Raises RequestError."""
    if not connection.server.startswith("https:"):
        return None
    made = connection.tls.context(*(certificate or ()))
    if urllib3.__version__.startswith("1."):  # it gives OpenSSL no address to check, and checks by itself
        made.check_hostname = False
    return made


def new(connection: Connection, tls: Optional[ssl.SSLContext], *, streams: bool, timeout: Callable[[], float]) -> Any:
    """Return a new pool. streams: for answers without an end, as many at once as are wanted. timeout: seconds that the
    request which is being sent has for its answer's head."""

    def limits() -> http_bounds.Limits:
        return http_bounds.Limits(timeout(), None if streams else max(timeout(), LONGEST_ANSWER))

    options: dict[str, Any] = {"num_pools": 2, "maxsize": CONNECTIONS, "block": not streams}
    if tls is not None:
        options.update(_tls_options(connection, tls))
    if connection.proxy.startswith("https:"):
        options["proxy_ssl_context"] = _context_of_proxy(connection)
    manager = proxies.manager(connection.proxy, options)
    return http_bounds.bounded(manager, limits, resolves=not proxies.is_socks(connection.proxy))


def _tls_options(connection: Connection, tls: ssl.SSLContext) -> dict[str, Any]:
    options: dict[str, Any] = {"ssl_context": tls}
    if not connection.tls.verify:
        urllib3.disable_warnings(exceptions.InsecureRequestWarning)  # the task's author has decided so
        options.update(cert_reqs="CERT_NONE", assert_hostname=False)
    elif connection.tls.server_name:
        options["assert_hostname"] = connection.tls.server_name
    if connection.tls.server_name:
        options["server_hostname"] = connection.tls.server_name
    return options


def _context_of_proxy(connection: Connection) -> ssl.SSLContext:
    """What a proxy is spoken to with over TLS: trusted is whom the cluster is trusted by, as in Go, and whom this
    system trusts. It is not told who we are."""
    tls = Tls()
    tls.verify, tls.ca = connection.tls.verify, connection.tls.ca
    made = tls.context()
    if tls.verify and tls.ca is not None:
        made.load_default_certs()
    return made
