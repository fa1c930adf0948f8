# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a text has to look like to be a date, an address, a pattern: format, with the reasons why one does not."""

from __future__ import annotations

import re
from typing import Any, Callable

from ..base.errors import ValuesError
from ..golang.quoting import quote, quote_char
from . import moments, patterns
from .reasons import Bad, within

_LABEL = 63
_DOMAIN = 253
_ADDRESS = 255
_LOCAL = 64
_IN_LOCAL = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.!#$%&'*+-/=?^_`{|}~")
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-")
_UUID = (8, 4, 4, 4, 12)
_VERSION = ("major", "minor", "patch")


def problem(name: Any, value: Any) -> str:
    """Return why value is not of the format, "" when it is, or there is no such format, or value is no text."""
    check = _FORMATS.get(name) if isinstance(name, str) else None
    if check is None or not isinstance(value, str):
        return ""
    try:
        check(value)
    except Bad as reason:
        return str(reason)
    return ""


def _regex(text: str) -> None:
    try:
        patterns.compiled(text)
    except ValuesError as error:
        raise Bad(error.problem) from error


# Addresses


def _hostname(text: str) -> None:
    text = text[:-1] if text.endswith(".") else text
    if len(text) > _DOMAIN:
        raise Bad("more than 253 characters long")
    for label in text.split("."):
        if not 1 <= len(label) <= _LABEL:
            raise Bad("label must be 1 to 63 characters long")
        if label.startswith("-"):
            raise Bad("label starts with hyphen")
        if label.endswith("-"):
            raise Bad("label ends with hyphen")
        for character in label:
            if character not in _LETTERS:
                raise Bad(f"invalid character {quote_char(character)}")


def _email(text: str) -> None:
    if len(text) > _ADDRESS:
        raise Bad("more than 255 characters long")
    local, at, domain = text.rpartition("@")
    if not at:
        raise Bad("missing @")
    if len(local) > _LOCAL:
        raise Bad("local part more than 64 characters long")
    if not (len(local) > 1 and local.startswith('"') and local.endswith('"')):
        _check_local(local)
    if domain.startswith("[") and domain.endswith("]"):
        address = domain[1:-1]
        if address.startswith("IPv6:"):
            within("invalid ipv6 address", _ipv6, address[5:])
        else:
            within("invalid ipv4 address", _ipv4, address)
        return
    within("invalid domain", _hostname, domain)


def _check_local(local: str) -> None:
    if local.startswith("."):
        raise Bad("starts with dot")
    if local.endswith("."):
        raise Bad("ends with dot")
    if ".." in local:
        raise Bad("consecutive dots")
    for character in local:
        if character not in _IN_LOCAL:
            raise Bad(f"invalid character {quote_char(character)}")


def _ipv4(text: str) -> None:
    groups = text.split(".")
    if len(groups) != 4:
        raise Bad("expected four decimals")
    for group in groups:
        if len(group) > 1 and group.startswith("0"):
            raise Bad("leading zeros")
        if not re.fullmatch(r"[+-]?[0-9]+", group, re.ASCII):
            raise Bad(f"strconv.Atoi: parsing {quote(group)}: invalid syntax")
        if not 0 <= int(group) <= 255:
            raise Bad("decimal must be between 0 and 255")


def _ipv6(text: str) -> None:
    from ..golang import addresses

    if ":" not in text:
        raise Bad("missing colon")
    try:
        _unused, zone = addresses.parse(text)
    except addresses.AddressError as error:
        raise Bad(str(error)) from error
    if zone:
        raise Bad("zone id is not a part of ipv6 address")


def _uri(text: str) -> None:
    if not _url(text).scheme:
        raise Bad("relative url")


def _reference(text: str) -> None:
    _url(text)
    if "\\" in text:
        raise Bad("contains \\")


def _url(text: str) -> Any:
    from ..golang import urls

    try:
        url = urls.read(text)
    except urls.BadUrl as error:
        raise Bad(str(error)) from error
    if url.host.startswith("["):
        within("invalid ipv6 address", _ipv6, url.host[1 : url.host.rfind("]")])
    return url


def _template(text: str) -> None:
    url = _url(text)
    open_ = False
    for character in url.path:
        if character == "{" and open_:
            raise Bad("nested curly braces")
        if character == "}" and not open_:
            raise Bad("nested curly braces")
        open_ = character == "{" or (open_ and character != "}")
    if open_:
        raise Bad("no matching closing brace")


# Others


def _uuid(text: str) -> None:
    parts = text.split("-")
    if len(parts) != len(_UUID):
        raise Bad("must have 5 elements")
    for place, (part, size) in enumerate(zip(parts, _UUID), 1):
        if len(part) != size:
            raise Bad(f"element {place} must be {size} characters long")
        for character in part:
            if character not in "0123456789abcdefABCDEF":
                raise Bad(f"non-hex character {quote_char(character)}")


def _pointer(text: str) -> None:
    if text and not text.startswith("/"):
        raise Bad("not starting with /")
    if re.search(r"~(?![01])", text):
        raise Bad("~ must be followed by 0 or 1")


def _relative_pointer(text: str) -> None:
    digits = re.match(r"[0-9]*", text, re.ASCII)
    number = digits.group() if digits else ""
    if not number:
        raise Bad("must start with non-negative integer")
    if len(number) > 1 and number.startswith("0"):
        raise Bad("starts with zero")
    rest = text[len(number) :]
    if rest != "#":
        _pointer(rest)


def _semver(text: str) -> None:
    text, plus, build = text.partition("+")
    core, dash, pre = text.partition("-")
    numbers = core.split(".")
    if len(numbers) != 3:
        raise Bad("versionCore must have 3 numbers separated by dot")
    for name, number in zip(_VERSION, numbers):
        if not number:
            raise Bad(f"{name} is empty")
        if any(digit not in "0123456789" for digit in number):
            raise Bad(f"{name} contains non-digit")
        if len(number) > 1 and number.startswith("0"):
            raise Bad(f"{name} starts with zero")
    if dash:
        _identifiers(pre, "pre-release identifier")
        if any(part.isascii() and part.isdigit() and len(part) > 1 and part[0] == "0" for part in pre.split(".")):
            raise Bad("pre-release numeric identifier starts with zero")
    if plus:
        _identifiers(build, "build")


def _identifiers(text: str, name: str) -> None:
    for part in text.split("."):
        if not part:
            raise Bad(f"{name} is empty")
        for character in part:
            if character not in _LETTERS:
                raise Bad(f"invalid character {quote_char(character)} in {name}")


_FORMATS: dict[str, Callable[[str], None]] = {
    "date": moments.date,
    "date-time": moments.date_time,
    "duration": moments.duration,
    "email": _email,
    "hostname": _hostname,
    "ipv4": _ipv4,
    "ipv6": _ipv6,
    "iri": _uri,
    "iri-reference": _reference,
    "json-pointer": _pointer,
    "period": moments.period,
    "regex": _regex,
    "relative-json-pointer": _relative_pointer,
    "semver": _semver,
    "time": moments.time,
    "uri": _uri,
    "uri-reference": _reference,
    "uri-template": _template,
    "uuid": _uuid,
}
