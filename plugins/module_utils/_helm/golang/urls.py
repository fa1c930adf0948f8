# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""URLs taken apart as Go does. Go: net/url.

A part of a URL has a character for each of its bytes here: as_bytes() and as_text() go from texts to that and back.
"""

from __future__ import annotations

from typing import Optional

from ..base.patterns import lazy
from . import addresses
from .quoting import quote
from .strings import to_bytes, to_text

_PLAIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~"
# what stands for itself in each part of a URL
IN_PATH = frozenset(_PLAIN + "$&+,/:;=@")
IN_FRAGMENT = frozenset(_PLAIN + "!$&()*+,/:;=?@")
_IN_USER = frozenset(_PLAIN + "$&+,;=")
IN_HOST = frozenset(_PLAIN + "!$&'()*+,;=:[]<>\"")
_USER_INFO = lazy(r"[A-Za-z0-9\-._:~!$&'()*+,;=%@]*")
_SCHEME = lazy(r"[A-Za-z][A-Za-z0-9+.-]*:")
_PORT = lazy(r"(?::[0-9]*)?")
_ESCAPE = lazy(r"%[0-9A-Fa-f]{2}")


class BadUrl(Exception):
    """Text that is no URL, with Go's words for what is wrong with it."""


class Url:
    """The parts of a URL, decoded; user is None where there is no @."""

    __slots__ = ("fragment", "host", "opaque", "path", "query", "scheme", "user")

    def __init__(self) -> None:
        self.scheme = self.opaque = self.host = self.path = self.query = self.fragment = ""
        self.user: Optional[str] = None


def read(text: str) -> Url:
    """Return the parts of a URL, with a character for each of their bytes; raises BadUrl with Go's text."""
    return parse(as_bytes(text))


def as_bytes(text: str) -> str:
    """Return text with a character for each of its bytes."""
    return text if text.isascii() else to_bytes(text).decode("latin-1")


def as_text(text: str) -> str:
    """Return the text that as_bytes() was given."""
    return text if text.isascii() else to_text(text.encode("latin-1"))


def _quoted(text: str) -> str:
    return quote(as_text(text))


def host_name(host: str) -> str:
    """Return the host without port and brackets."""
    name, colon, port = host.rpartition(":")
    if not colon or not _PORT.fullmatch(colon + port):
        name = host
    return name[1:-1] if name.startswith("[") and name.endswith("]") else name


def parse(text: str) -> Url:
    """Return the parts of a URL; raises BadUrl. Go: url.Parse."""
    rest, _unused, fragment = text.partition("#")
    try:
        url = _parse_without_fragment(rest)
    except BadUrl as problem:
        raise BadUrl(f"parse {_quoted(rest)}: {problem}") from problem
    try:
        url.fragment = _unescape(fragment)
    except BadUrl as problem:
        raise BadUrl(f"parse {_quoted(text)}: {problem}") from problem
    return url


def _parse_without_fragment(text: str) -> Url:
    url = Url()
    if any(mark < " " or mark == "\x7f" for mark in text):
        raise BadUrl("net/url: invalid control character in URL")
    if text.startswith(":"):
        raise BadUrl("missing protocol scheme")
    if text == "*":
        url.path = "*"
        return url
    found = _SCHEME.match(text)
    rest = text
    if found:
        url.scheme, rest = found.group()[:-1].lower(), text[found.end() :]
    rest, _unused, url.query = rest.partition("?")
    if not rest.startswith("/"):
        if url.scheme:
            url.opaque = rest
            return url
        if ":" in rest.partition("/")[0]:
            raise BadUrl("first path segment in URL cannot contain colon")
    if rest.startswith("//") and (url.scheme or not rest.startswith("///")):
        authority, slash, rest = rest[2:].partition("/")
        rest = slash + rest
        _set_authority(url, authority)
    url.path = _unescape(rest)
    return url


def _set_authority(url: Url, authority: str) -> None:
    """Read what stands between // and the path."""
    user, at, host = authority.rpartition("@")
    url.host = _parse_host(url.scheme, host)
    if not at:
        return
    if not _USER_INFO.fullmatch(user):
        raise BadUrl("net/url: invalid userinfo")
    name, colon, password = user.partition(":")
    url.user = escape(_unescape(name), _IN_USER)
    if colon:
        url.user += ":" + escape(_unescape(password), _IN_USER)


def _parse_host(scheme: str, host: str) -> str:
    """Return the host with its port, decoded."""
    bracket = host.rfind("[")
    if bracket > 0:
        raise BadUrl("invalid IP-literal")
    if bracket == 0:
        return _parse_literal(host)
    colon = host.find(":")
    # several colons are an old way to write an IPv6 address, which http and https do not allow
    if colon >= 0 and scheme not in ("http", "https"):
        colon = host.rfind(":")
    if colon >= 0:
        _check_port(host[colon:])
    return _unescape_host(host)


def _parse_literal(host: str) -> str:
    """Return the decoded host of which an address in brackets is the start."""
    end = host.rfind("]")
    if end < 0:
        raise BadUrl("missing ']' in host")
    port = host[end + 1 :]
    _check_port(port)
    name, percent, zone = host[1:end].partition("%25")
    address = _unescape_host(name) + (_unescape_host(percent + zone, zone=True) if percent else "")
    try:
        data, _unused = addresses.parse(as_text(address))
    except addresses.AddressError as problem:
        raise BadUrl(f"invalid host: {problem}") from problem
    if len(data) == 4:
        raise BadUrl("invalid IP-literal")
    return f"[{address}]{_unescape_host(port)}"


def _check_port(port: str) -> None:
    if not _PORT.fullmatch(port):
        raise BadUrl(f"invalid port {_quoted(port)} after host")


def _unescape(text: str) -> str:
    """Return text with %XX decoded."""
    at = text.find("%")
    while at >= 0:
        if not _ESCAPE.match(text, at):
            raise BadUrl(f"invalid URL escape {_quoted(text[at : at + 3])}")
        at = text.find("%", at + 3)
    return _ESCAPE.sub(lambda found: chr(int(found.group()[1:], 16)), text)


def _unescape_host(text: str, *, zone: bool = False) -> str:
    """Return a host with %XX decoded, which bytes beyond ASCII may be, and in a zone what may stand in a host."""
    at = 0
    while at < len(text):
        mark = text[at]
        if mark == "%":
            code = text[at : at + 3]
            if not _ESCAPE.match(code):
                raise BadUrl(f"invalid URL escape {_quoted(code)}")
            value = chr(int(code[1:], 16))
            allowed = value == " " or value in IN_HOST if zone else value >= "\x80"
            if code != "%25" and not allowed:
                raise BadUrl(f"invalid URL escape {_quoted(code)}")
            at += 3
            continue
        if mark < "\x80" and mark not in IN_HOST:
            raise BadUrl(f"invalid character {_quoted(mark)} in host name")
        at += 1
    return _unescape(text)


def escape(text: str, allowed: frozenset[str]) -> str:
    """Return text, a character a byte, with %XX for what is not allowed as it is."""
    return "".join([mark if mark in allowed else f"%{ord(mark):02X}" for mark in text])
