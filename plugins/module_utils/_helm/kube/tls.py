# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The TLS side of a connection: whom to trust, and the client certificate. Keys given as data never lie on a disk."""

from __future__ import annotations

import os
import ssl
from contextlib import contextmanager
from typing import Iterator, Optional


class Tls:
    """ca: certificates to trust (PEM), the system's where None. server_name: the name to check instead of the host.
    owner: the kubeconfig's user whose the certificate is, "" where the task gives it."""

    __slots__ = ("ca", "certificate", "key", "owner", "server_name", "verify")

    def __init__(self) -> None:
        self.ca: Optional[bytes] = None
        self.certificate: Optional[bytes] = None
        self.key: Optional[bytes] = None
        self.owner = ""
        self.server_name = ""
        self.verify = True

    def __repr__(self) -> str:
        return f"Tls(verify={self.verify}, server_name={self.server_name!r})"

    def context(self, certificate: Optional[bytes] = None, key: Optional[bytes] = None) -> ssl.SSLContext:
        """Return the SSL context; certificate and key (PEM) stand in for the connection's own. Raises RequestError."""
        # Not ssl.create_default_context: from Python 3.13 on it is strict about extensions that the certificate
        # authorities of many clusters lack.
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        if not self.verify:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        elif self.ca is None:
            context.load_default_certs()
        else:
            _trust(context, self.ca)
        owner = "" if certificate else self.owner
        certificate, key = (certificate, key) if certificate else (self.certificate, self.key)
        if certificate:
            _identify(context, certificate, key, owner)
        return context


def read_pem(path: str, what: str, whose: Optional[str] = None) -> bytes:
    """Return the bytes of a PEM file. Raises RequestError. what: it, for messages. whose: the name of the cluster, or
    "", where the task gives it as an authority, None for other files."""
    try:
        with open(path, "rb") as handle:
            return handle.read()
    except OSError as error:
        from . import unusable

        raise unusable.no_file(error, path, what, whose) from error


def _trust(context: ssl.SSLContext, ca: bytes) -> None:
    try:
        context.load_verify_locations(cadata=ca.decode("ascii", "replace"))
    except (ssl.SSLError, ValueError):
        from . import unusable

        raise unusable.no_authority(ca) from None


def _identify(context: ssl.SSLContext, certificate: bytes, key: Optional[bytes], owner: str) -> None:
    if not key and b"PRIVATE KEY" not in certificate:
        from . import unusable

        raise unusable.no_key(owner)
    try:
        with _as_file(certificate.rstrip() + b"\n" + (key or b"")) as path:
            context.load_cert_chain(path, password=_no_password)
    except ssl.SSLError as error:
        from . import unusable

        raise unusable.no_pair(error, certificate, key) from None


def _no_password() -> bytes:
    """An encrypted key must not make OpenSSL ask on the terminal."""
    return b""


@contextmanager
def _as_file(data: bytes) -> Iterator[str]:
    """Give data a path while the block runs: in memory where it can, else a file of mode 0600 that goes at once."""
    if hasattr(os, "memfd_create") and os.path.isdir("/proc/self/fd"):
        descriptor = os.memfd_create("client", 0)
        with os.fdopen(descriptor, "wb") as memory:
            memory.write(data)
            memory.flush()
            yield f"/proc/self/fd/{descriptor}"
        return
    import tempfile

    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        yield file.name
