# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What lint takes for an e-mail address and for a URL (Go: govalidator's IsEmail, IsURL, IsRequestURL; net/url).

What govalidator decides by expressions that may run for ages is taken apart by hand first, and bounded.
"""

from __future__ import annotations

import re
from typing import Optional

_MAX_EMAIL, _MAX_URL, _MIN_URL, _MAX_HOST = 1000, 2083, 3, 300
_BEYOND = "\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef"
_ATOM = re.compile(f"[a-zA-Z0-9!#$%&'*+\\-/=?^_`{{|}}~{_BEYOND}]+")
_BLANKS = r"(?:(?:[ \t]*\r\n)?[ \t]+)?"
_QUOTED = re.compile(  # with a quotation mark before every character: so govalidator has it
    f'(?:"{_BLANKS}(?:[\x01-\x08\x0b\x0c\x0e-\x1f\x7f!#-\\[\\]-~{_BEYOND}]|\\([\x01-\x09\x0b-\x7f{_BEYOND}]))*{_BLANKS}"'
)
_DOMAIN = re.compile(f"[a-zA-Z0-9{_BEYOND}](?:[a-zA-Z0-9\\-._~{_BEYOND}]*[a-zA-Z0-9{_BEYOND}])?")
_TOP_LEVEL = re.compile(f"[a-zA-Z{_BEYOND}](?:[a-zA-Z0-9\\-_~{_BEYOND}]*[a-zA-Z{_BEYOND}])?")

_WORD, _LETTER = "[a-zA-Z0-9\u00a1-\uffff]", "[a-zA-Z\u00a1-\uffff]"
_LONG = "[a-zA-Z0-9][a-zA-Z0-9\\-_]*[a-zA-Z0-9](?:[-.][a-zA-Z0-9]+)*"
_SUBDOMAIN = r"(?:www\.|(?:[a-zA-Z0-9]+[-_.])*[a-zA-Z0-9]{2,}\.[a-zA-Z0-9]+)"
_OCTETS = (
    r"(?:[1-9]\d?|1\d\d|2[01]\d|22[0-3]|24\d|25[0-5])(?:\.(?:\d{1,2}|1\d\d|2[0-4]\d|25[0-5])){2}"
    r"\.(?:\d\d?|1\d\d|2[0-4]\d|25[0-5])"
)
_HOST = re.compile(f"(?:{_OCTETS}|(?:{_LONG}|{_SUBDOMAIN})?{_WORD}+(?:--?{_WORD}+)*(?:\\.{_LETTER}+)?)\\.?", re.ASCII)
_PROTOCOL = re.compile(r"(?:ftp|tcp|udp|wss?|https?)://")
_AFTER_HOST = re.compile(r"(?::[0-9]{1,5})?(?:[/?#][^\t\n\f\r ]*)?")
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.\-]*:")
_BAD_ESCAPE = re.compile(r"%(?![0-9a-fA-F]{2})")
_HOST_CHARACTERS = re.compile("[a-zA-Z0-9\\-_.~!$&'()*+,;=:\\[\\]<>\"\x80-\U0010ffff]*")
_USER = re.compile(r"[A-Za-z0-9\-._:~!$&'()*+,;=%@]*")


def is_email(text: str) -> bool:
    """Return whether text is an e-mail address to lint."""
    if len(text) > _MAX_EMAIL:
        return False
    quoted = _QUOTED.match(text)
    if quoted and text[quoted.end() : quoted.end() + 1] == "@":
        domain = text[quoted.end() + 1 :]
    else:
        local, _at, domain = text.partition("@")
        if not all(_ATOM.fullmatch(part) for part in local.split(".")):
            return False
    rest, dot, last = (domain[:-1] if domain.endswith(".") else domain).rpartition(".")
    return bool(dot and _DOMAIN.fullmatch(rest) and _TOP_LEVEL.fullmatch(last))


def is_request_url(text: str) -> bool:
    """Return whether text is a URL with a scheme, as a request would have it."""
    if not _SCHEME.match(text):
        return False
    return _parsed(text, fragment=False) is not None


def is_url(text: str) -> bool:
    """Return whether text is a URL, or a host that could be one, to lint."""
    if len(text) >= _MAX_URL or len(text.encode("utf-8", "surrogateescape")) <= _MIN_URL or text.startswith("."):
        return False
    parts = _parsed(f"http://{text}" if ":" in text and "://" not in text else text)
    if parts is None:
        return False
    host, path = parts
    if host.startswith(".") or (not host and path and "." not in path):
        return False
    starts = [0]
    protocol = _PROTOCOL.match(text)
    if protocol:
        starts.append(protocol.end())
    return any(_is_place(text[at:]) for start in starts for at in _after_user(text, start))


def _after_user(text: str, start: int) -> list[int]:
    """Return where the host may begin: at start, or after any @ that has something without blanks before it."""
    blank = re.search(r"[\t\n\f\r ]", text[start:])
    end = len(text) if blank is None else start + blank.start()
    return [start, *(at + 1 for at in range(start + 1, end) if text[at] == "@")]


def _is_place(text: str) -> bool:
    """Return whether text is a host, with or without port and path."""
    if text.startswith("["):
        inner, bracket, rest = text[1:].partition("]")
        return bool(bracket) and _is_address(inner) and bool(_AFTER_HOST.fullmatch(rest.removeprefix(".")))
    host = re.split("[:/?#]", text, maxsplit=1)[0]
    return (
        len(host) <= _MAX_HOST
        and _HOST.fullmatch(host) is not None
        and _AFTER_HOST.fullmatch(text[len(host) :]) is not None
    )


def _is_address(text: str) -> bool:
    import ipaddress

    try:
        ipaddress.IPv6Address(text)
    except ValueError:
        return False
    return True


def _parsed(text: str, *, fragment: bool = True) -> Optional[tuple[str, str]]:
    """Return (host, path) of a URL, None where Go's net/url refuses it. fragment: whether # begins one."""
    if any(mark < " " or mark == "\x7f" for mark in text) or text.startswith(":"):
        return None
    if fragment:
        text, _hash, last = text.partition("#")
        if _BAD_ESCAPE.search(last):
            return None
    found = _SCHEME.match(text)
    rest = (text[found.end() :] if found else text).partition("?")[0]
    if not rest.startswith("/"):
        if found:
            return "", ""
        return None if ":" in rest.partition("/")[0] or _BAD_ESCAPE.search(rest) else ("", rest)
    host = ""
    if rest.startswith("//") and (found or not rest.startswith("///")):
        authority, slash, rest = rest[2:].partition("/")
        rest = slash + rest
        user, at, host = authority.rpartition("@")
        if (at and (not _USER.fullmatch(user) or _BAD_ESCAPE.search(user))) or not _is_host(host, found):
            return None
    return None if _BAD_ESCAPE.search(rest) else (host, rest)


def _is_host(host: str, scheme: Optional[re.Match[str]]) -> bool:
    """Return whether Go takes host, with or without port, for one."""
    name, port = host, ""
    if host.startswith("["):
        name, bracket, port = host[1:].partition("]")
        address, _zone, zone = name.partition("%25")
        if not bracket or not _is_address(address) or _BAD_ESCAPE.search(zone):
            return False
        name = ""
    elif ":" in host:
        strict = scheme is not None and scheme.group().lower() in ("http:", "https:")
        at = host.find(":") if strict else host.rfind(":")
        name, port = host[:at], host[at:]
    if not re.fullmatch("(?::[0-9]*)?", port):
        return False
    plain = re.sub("%[89a-fA-F][0-9a-fA-F]", "", name)
    return "[" not in plain[1:] and bool(_HOST_CHARACTERS.fullmatch(plain))
