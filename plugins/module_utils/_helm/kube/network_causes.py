# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why there was no answer, in words, and what to do about it."""

from __future__ import annotations

import errno
import os
import re
import socket
import ssl
from typing import Optional

from ..base import wording
from ..base.errors import Unreachable
from ..base.http_library import exceptions as network
from . import pools
from .config import Connection


def unreachable(failure: Exception, connection: Connection, seconds: float) -> Unreachable:
    """Return the error for no answer at all; its problem begins as helm's does. seconds: what the attempt had."""
    cause, hint = explain(failure, connection, seconds)
    problem = f"{wording.UNREACHABLE}{cause}"
    return Unreachable(problem, doing="asking the API server", subject=connection.server, hint=hint)


def explain(failure: Exception, connection: Connection, seconds: float) -> tuple[str, str]:
    """Return (cause, hint) of a failure of the network; no credentials are in either."""
    from . import origins

    root = _root(failure)
    if isinstance(failure, network.ProxyError):
        return f"the proxy {_bare(connection.proxy)}: {_words(root)}", f"check {origins.proxy(connection)}"
    if isinstance(root, ssl.SSLCertVerificationError):
        return _untrusted(root.verify_message or root.reason or "", connection)
    if type(root).__name__ == "CertificateError":  # urllib3's own check of the name
        return _untrusted(str(root), connection)
    named = f"which {origins.server(connection)} names"
    if isinstance(root, ssl.SSLError):
        words = (root.reason or str(root)).replace("_", " ").lower()
        if "alert" in words:  # the other side has refused
            return f"TLS: {words}", f"check {origins.identity(connection)}"
        return f"TLS: {words}", f"check whether the address speaks HTTPS, {named}"
    if isinstance(root, socket.gaierror):
        hint = f"check the server's address, {named}; a VPN or a proxy may be needed"
        return f"the host's name does not resolve: {root.strerror}", hint
    if isinstance(failure, network.ConnectTimeoutError) and not getattr(root, "errno", None):
        hint = f"check the network, and the address, {named}; a proxy may be needed"
        return f"no connection within {min(seconds, pools.CONNECT_TIMEOUT):g} s", hint
    if isinstance(failure, network.ReadTimeoutError):
        if failure.url is None:  # its body
            whole = f"{pools.LONGEST_ANSWER:g} s"
            cause = f"its answer does not end: nothing for {seconds:g} s, or not all of it in {whole}"
        else:
            cause = f"no answer within {seconds:g} s"
        return cause, "raise request_timeout, or look after the API server"
    return _words(root), f"check that the cluster runs, and the server's address and port, {named}"


def _untrusted(words: str, connection: Connection) -> tuple[str, str]:
    """(cause, hint) of a certificate that is refused: of whom, for which reason."""
    from . import origins

    cause = f"its certificate is not trusted: {words}"
    if "expired" in words or "not yet valid" in words:
        return cause, "have the server's certificate renewed, or set this host's clock right"
    if "match" in words or "not valid for" in words:
        server = origins.server(connection)
        return cause, f"correct the address, which {server} names, or set tls_server_name to a name in the certificate"
    return cause, f"set ca_cert to the authority's certificate; trusted now is {origins.authority(connection)}"


def _root(failure: BaseException) -> BaseException:
    seen: Optional[BaseException] = failure
    last = failure
    while seen is not None:
        last = seen
        if isinstance(seen, (ssl.SSLError, OSError)) and not isinstance(seen, network.HTTPError):
            break
        inner = [
            part
            for part in (getattr(seen, "original_error", None), *seen.args[::-1])
            if isinstance(part, BaseException)
        ]
        seen = inner[0] if inner else seen.__cause__ or seen.__context__
    return last


def _words(error: BaseException) -> str:
    number = getattr(error, "errno", None)
    if isinstance(error, OSError) and isinstance(number, int) and number in errno.errorcode:
        return os.strerror(number).lower()
    if type(error).__name__ == "RemoteDisconnected":
        return "the connection was closed without an answer"
    text = str(error)
    return re.sub(r"<[^>]*>(?:: )?", "", text)[:300] if text else type(error).__name__


def _bare(url: str) -> str:
    return re.sub(r"//[^/@]*@", "//", url)
