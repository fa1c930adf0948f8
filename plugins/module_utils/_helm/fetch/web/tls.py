# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who we are to a server and whom we trust, and the TLS context of that."""

from __future__ import annotations

import os
import ssl
from dataclasses import dataclass
from typing import Optional

from ...base.errors import FetchError


@dataclass(frozen=True)
class Credentials:
    """Who we are to a repository or registry, and whom we trust.

    ca_cert, client_cert, client_key: paths. pass_credentials: send user and password to other hosts too, where an index
    or a redirect leads there. plain_http: speak HTTP, not HTTPS, to a registry.
    """

    username: str = ""
    password: str = ""
    ca_cert: str = ""
    client_cert: str = ""
    client_key: str = ""
    validate_certs: bool = True
    pass_credentials: bool = False
    plain_http: bool = False

    def __repr__(self) -> str:
        return "Credentials(…)"  # never a password in a traceback or a log


ANONYMOUS = Credentials()
_CONFIG = "can't create TLS config for client: "


class CertificatesError(FetchError):
    """Certificates of the task's, or a key, that cannot be read or do not go together."""

    def of_a_chart(self) -> CertificatesError:
        """Return it as the commands that fetch and push charts have it: they read certificates before all else."""
        start = self.problem.index(_CONFIG)
        made = self.restated(self.problem[start:])
        return made.restated(f"missing registry client: {made.problem}")


def trust_of(credentials: Credentials) -> Credentials:
    """Return credentials without who we are, only with whom we trust: what may be used with any host."""
    return Credentials(
        ca_cert=credentials.ca_cert, validate_certs=credentials.validate_certs, plain_http=credentials.plain_http
    )


def context(credentials: Credentials) -> ssl.SSLContext:
    """Return what TLS connections are made with. Raises FetchError for certificates that cannot be read."""
    certificate = _readable(credentials.client_cert, "unable to read cert file")
    key = _readable(credentials.client_key, "unable to read key file")
    authority = _readable(credentials.ca_cert, "can't read CA file")
    problem, subject = "failed to append certificates from pem block", credentials.ca_cert
    try:
        made = ssl.create_default_context(cafile=authority)
        if certificate:
            problem, subject = "unable to load cert from key pair: {}", credentials.client_cert
            made.load_cert_chain(certificate, key, password=_no_passphrase)
    except (OSError, ssl.SSLError) as error:
        from . import causes

        pair = (certificate or "", key or certificate or "", str(getattr(error, "reason", "")))
        problem = problem.format(causes.of_pair(*pair) if "{}" in problem else "")
        raise _refused(problem, subject, _reason(error)) from error
    if not credentials.validate_certs:
        made.check_hostname = False
        made.verify_mode = ssl.CERT_NONE
    return made


def _readable(path: str, problem: str) -> Optional[str]:
    """Return path, None for none. Raises CertificatesError, with problem, where it cannot be opened: ssl's own error
    does not say which of the files it was."""
    if not path:
        return None
    try:
        os.close(os.open(path, os.O_RDONLY | os.O_CLOEXEC))
    except OSError as error:
        text = error.strerror or str(error)
        raise _refused(f'{problem}: "{path}": open {path}: {text.lower()}', path, text) from error
    return path


def _refused(problem: str, path: str, told: str) -> CertificatesError:
    """Return the error for the file at path: in Go's words, and in ours."""
    error = CertificatesError(
        f"{_CONFIG}{problem}",
        doing="reading certificates",
        subject=path,
        hint="give the path of a PEM file that this user may read, on the host that the task runs on",
    )
    error.told = told
    return error


def _no_passphrase() -> str:
    """Answer OpenSSL, which would otherwise ask at the terminal and wait."""
    return ""


def _reason(error: Exception) -> str:
    if isinstance(error, ssl.SSLError):
        return f"it is no certificate or key in PEM that goes with the others ({error.reason or error})"
    return str(getattr(error, "strerror", None) or error)
