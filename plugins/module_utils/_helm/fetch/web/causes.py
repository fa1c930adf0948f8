# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why a repository or registry gave no answer, in Go's words where we know them, and what to do about it."""

from __future__ import annotations

import re

_NOT_CONNECTED = re.compile(
    r"host='([^']*)', port=(\d+)\): Failed to establish a new connection: \[Errno \d+\] ([A-Z][a-z ]+)$"
)
_NOT_RESOLVED = re.compile(r"Failed to resolve '([^']*)' \((?:\[Errno -?\d+\] )?(.*)\)$")
# What the system says of names, and Go.
_AS_GO = {
    "Name or service not known": "no such host",
    "nodename nor servname provided, or not known": "no such host",
    "Temporary failure in name resolution": "server misbehaving",
}


def reason(error: Exception) -> str:
    """Return what urllib3's error says, without the connection object's repr that it puts first."""
    inner = getattr(error, "reason", None)
    text = str(inner if isinstance(inner, Exception) else error)
    unknown = _NOT_RESOLVED.search(text)
    if unknown:
        return f"dial tcp: lookup {unknown[1]}: {_AS_GO.get(unknown[2], unknown[2])}"
    refused = _NOT_CONNECTED.search(text)
    if refused:
        return f"dial tcp {refused[1]}:{refused[2]}: connect: {refused[3].lower()}"  # as Go has it
    return text.rpartition(">: ")[2] or text


def advice(text: str) -> str:
    """Return what to do about a connection that failed, by what OpenSSL and the system say of it."""
    for part, hint in _ADVICE:
        if part in text:
            return hint
    return "check the address, the network and the proxy"


_ADVICE = (
    ("certificate has expired", "the server's certificate has to be renewed"),
    ("Hostname mismatch", "the server's certificate is for another name; use that name in the address"),
    ("IP address mismatch", "the server's certificate is for another name; use that name in the address"),
    ("CERTIFICATE_VERIFY_FAILED", "give the authority that signed the server's certificate as the CA certificate"),
    ("CERTIFICATE_REQUIRED", "the server wants a client certificate"),
    ("WRONG_VERSION_NUMBER", "the server speaks HTTP, not HTTPS: use an http:// address, for a registry plain_http"),
    ("refused", "nothing listens there: check the address, the port and whether the server runs"),
    ("dial tcp: lookup ", "check the host's name, and the network; a proxy may be needed"),
)
