# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server that gives tokens to a real registry's users: the registry itself checks them, and what they allow."""

from __future__ import annotations

import base64
import json
import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from .hostile import Asked, Hostile, Reply
from .keys import PASSWORD, USER, Keys

ISSUER, SERVICE, REFRESH = "issuer of the tests", "registry of the tests", "an-identity-token"


class TokenServer:
    """A running server, with TLS. url: its realm. Anybody may pull what is below open/; USER everything."""

    def __init__(self, keys: Keys) -> None:
        self._key: Any = serialization.load_pem_private_key(keys.server_key.read_bytes(), None)
        self._certificate = x509.load_pem_x509_certificate(keys.server.read_bytes())
        self.server = Hostile(self._answer, keys)
        self.url = f"{self.server.named}/token"

    def settings(self, keys: Keys) -> dict[str, Any]:
        """Return what the registry's configuration says of it."""
        return {"token": {"realm": self.url, "service": SERVICE, "issuer": ISSUER, "rootcertbundle": str(keys.ca)}}

    def stop(self) -> None:
        """End it."""
        self.server.stop()

    def _answer(self, asked: Asked) -> Reply:
        form = asked.body.decode() if asked.method == "POST" else urlsplit(asked.path).query
        given = parse_qs(form)
        sent = base64.b64decode(asked.headers.get("authorization", "").rpartition(" ")[2]).decode()
        known = sent == f"{USER}:{PASSWORD}" or given.get("refresh_token") == [REFRESH]
        known = known or (given.get("username"), given.get("password")) == ([USER], [PASSWORD])
        anonymous = not sent and asked.method == "GET"
        if not known and not anonymous:
            return Reply(b'{"errors": [{"code": "UNAUTHORIZED"}]}', 401)
        access = []
        for scope in " ".join(given.get("scope", [])).split():
            kind, name, actions = scope.split(":")
            wanted = [
                action for action in actions.split(",") if known or (action == "pull" and name.startswith("open/"))
            ]
            access.append({"type": kind, "name": name, "actions": wanted})
        token = self._token(access)
        return Reply(json.dumps({"token": token, "access_token": token}).encode())

    def _token(self, access: list[dict[str, Any]]) -> str:
        now = int(time.time())
        chain = base64.b64encode(self._certificate.public_bytes(serialization.Encoding.DER)).decode()
        head = {"typ": "JWT", "alg": "ES256", "x5c": [chain]}
        body = {"iss": ISSUER, "sub": USER, "aud": SERVICE, "exp": now + 300, "nbf": now - 60, "iat": now, "jti": "1"}
        text = f"{_part(json.dumps(head).encode())}.{_part(json.dumps({**body, 'access': access}).encode())}"
        r, s = decode_dss_signature(self._key.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
        return f"{text}.{_part(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


def _part(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
