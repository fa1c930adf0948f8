# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a template can take out of a secret: what it holds encoded, a URL's password, a document's."""

from __future__ import annotations

import base64
import json
import re
from typing import Any, Callable, Iterator

_URL_PASSWORD = re.compile(r"(?<=://)([^/?#@\s]*)@")
_URL_SECRET = re.compile(r"(?i)[?&#][^=&#]*(?:token|sig|secret|passw|key|credential|auth)[^=&#]*=([^&#\s]+)")
_PERCENT = re.compile(b"%([0-9A-Fa-f]{2})")
_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4}){2,}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
_BASE32 = re.compile(r"(?:[A-Z2-7]{8})+(?:[A-Z2-7]{2}={6}|[A-Z2-7]{4}={4}|[A-Z2-7]{5}={3}|[A-Z2-7]{7}=)?|[A-Z2-7]{7}=")
_NAMES = re.compile(
    r"(?i)(?:token|secret|passw(?:or)?d|passphrase|pwd|credentials?|auth|"
    r"(?:private|api|access|secret|account)[ _-]?key)$"
)
_DEEPEST = 3


def in_url(text: str) -> Iterator[str]:
    """Yield the passwords and tokens in a URL, as they stand there and as they are."""
    if "://" not in text:
        return
    account = _URL_PASSWORD.search(text)
    found = [*([account[1].partition(":")[2]] if account else []), *_URL_SECRET.findall(text)]
    for secret in found:
        yield from (secret, _unquoted(secret))


def parts(text: str, *, deep: int = _DEEPEST) -> Iterator[str]:
    """Yield the secrets in a secret: what b64dec and b32dec make of it if that is readable, a URL's password and
    tokens, and what stands at keys such as password in a document in JSON; and so on with each of them."""
    for part in {*in_url(text), *_decoded("".join(text.split())), *_in_document(text)}:
        yield part
        if deep > 1:
            yield from parts(part, deep=deep - 1)


def _unquoted(text: str) -> str:
    data = bytes(text, "utf-8", "surrogateescape")
    return _PERCENT.sub(lambda code: bytes([int(code[1], 16)]), data).decode("utf-8", "surrogateescape")


def _decoded(text: str) -> Iterator[str]:
    if _BASE64.fullmatch(text):
        yield from _readable(lambda: base64.b64decode(text))
    if _BASE32.fullmatch(text):
        yield from _readable(lambda: base64.b32decode(text))


def _readable(decode: Callable[[], bytes]) -> Iterator[str]:
    try:
        text = decode().decode("utf-8")
    except ValueError:  # bytes that are no text: it was not encoded
        return
    if all(char.isprintable() or char in "\t\r\n" for char in text):
        yield text


def _in_document(text: str) -> Iterator[str]:
    if not text.lstrip().startswith(("{", "[")):
        return
    try:
        yield from _at_names(json.loads(text))
    except (ValueError, RecursionError):  # it only begins like a document
        return


def _at_names(value: Any) -> Iterator[str]:
    for key, item in value.items() if isinstance(value, dict) else ():
        if isinstance(item, str) and _NAMES.search(key):
            yield item
        yield from _at_names(item)
    for item in value if isinstance(value, list) else ():
        yield from _at_names(item)
