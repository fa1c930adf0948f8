# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Version constraints by the rules of Masterminds/semver 3.5, which Helm and Sprig stand on."""

from __future__ import annotations

import re
from typing import Callable

from ..base.patterns import lazy
from ..golang.quoting import quote
from .version import SUFFIX, InvalidVersion, Version, is_version, parse_version

_MAX_CONSTRAINT = 512
_MAX_GROUPS = 32

# Go's \s; a version in which x, X or * stands for any number; an operator
_WS = r"[\t\n\f\r ]"
_PART = r"[0-9xX*|]+"
_PATTERN = rf"v?{_PART}(?:\.{_PART})?(?:\.{_PART})?" + re.sub(r"\?P<\w+>", "?:", SUFFIX)
_OPERATOR = r"=>|=<|=|!=|>=|<=|>|<|~>|~|\^"
_ITEM = rf"(?:(?:{_OPERATOR}){_WS}*)?{_PATTERN}"
_GROUP = lazy(rf"{_WS}*{_ITEM}(?:(?:{_WS}*,{_WS}*|{_WS}+){_ITEM})*{_WS}*")
_SPLIT_ITEM = lazy(rf"({_OPERATOR})?{_WS}*({_PATTERN})")
_RANGE = lazy(rf"{_WS}*({_PATTERN}){_WS}+-{_WS}+({_PATTERN}){_WS}*")
_PATTERN_PARTS = lazy(rf"v?({_PART})(\.{_PART})?(\.{_PART})?(.*)", re.DOTALL)
_ANY = ("x", "X", "*", "")

_PRERELEASE = "{version} is a prerelease version and the constraint is only looking for release versions"
_EQUAL = "{version} is equal to {wanted}"
_NOT_EQUAL = "{version} is not equal to {wanted}"
_LESS = "{version} is less than {wanted}"
_LESS_OR_EQUAL = "{version} is less than or equal to {wanted}"
_GREATER = "{version} is greater than {wanted}"
_GREATER_OR_EQUAL = "{version} is greater than or equal to {wanted}"
_OTHER_MAJOR = "{version} does not have same major version as {wanted}"
_OTHER_MINOR = "{version} does not have same minor version as {wanted}"
_OTHER_TILDE = "{version} does not have same major and minor version as {wanted}"
_OTHER_ZERO_MINOR = _OTHER_MINOR + ". Expected minor versions to match when constraint major version is 0"
_OTHER_PATCH = (
    "{version} does not equal {wanted}. Expect version and constraint to equal when major and minor versions are 0"
)


class _Comparison:
    """One operator and version: ">=1.2". free: how many of its numbers, from the right, may be anything."""

    __slots__ = ("base", "free", "operator", "refuse", "text")

    def __init__(self, operator: str, text: str) -> None:
        self.operator = operator
        self.text = text
        self.refuse = _REFUSALS[operator]
        found = _PATTERN_PARTS.fullmatch(text)
        if found is None:
            raise InvalidVersion(f"improper constraint: {quote(text)}")
        major, minor, patch, suffix = (found[1], found[2] or "", found[3] or "", found[4].partition("+")[0])
        if major in _ANY:
            self.free, numbers = 3, "0.0.0"
        elif minor[1:] in _ANY:
            self.free, numbers = 2, f"{major}.0.0"
        elif patch[1:] in _ANY:
            self.free, numbers = 1, f"{major}{minor}.0"
        else:
            self.free, numbers, suffix = 0, text, ""
        try:
            self.base = parse_version(numbers + suffix)
        except InvalidVersion as problem:
            raise InvalidVersion("constraint parser error") from problem

    def refusal(self, version: Version, prereleases: bool) -> str:
        """Return why version does not fit, "" when it does."""
        if version.pre and not prereleases:
            return _PRERELEASE
        return self.refuse(self, version)

    def __str__(self) -> str:
        return self.operator + self.text


def _refuse_equal(wanted: _Comparison, version: Version) -> str:
    base, free = wanted.base, wanted.free
    if free:
        if base.major != version.major or (base.minor != version.minor and free != 2):
            return ""
        if free == 2:
            return _EQUAL
        if base.patch != version.patch and free != 1:
            return ""
        if free == 1:
            return _EQUAL if version.pre == base.pre else ""
    return _EQUAL if version.key == base.key else ""


def _refuse_not_greater(wanted: _Comparison, version: Version) -> str:
    base, free = wanted.base, wanted.free
    if free in (1, 2):  # >11 means 12 and above, >11.1 means 11.2 and above
        upper, lower = (version.major, version.minor), (base.major, base.minor)
        greater = upper[: 3 - free] > lower[: 3 - free]
    else:
        greater = version.key > base.key
    return "" if greater else _LESS_OR_EQUAL


def _refuse_not_less(wanted: _Comparison, version: Version) -> str:
    return "" if version.key < wanted.base.key else _GREATER_OR_EQUAL


def _refuse_less(wanted: _Comparison, version: Version) -> str:
    return _LESS if version.key < wanted.base.key else ""


def _refuse_greater(wanted: _Comparison, version: Version) -> str:
    base = wanted.base
    if not wanted.free:
        return _GREATER if version.key > base.key else ""
    if version.major > base.major or (version.major == base.major and version.minor > base.minor and wanted.free != 2):
        return _GREATER
    return ""


def _refuse_tilde(wanted: _Comparison, version: Version) -> str:
    base, free = wanted.base, wanted.free
    if version.key < base.key:
        return _LESS
    if base.major == base.minor == base.patch == 0 and free in (0, 3):
        return ""  # ~0.0.0 and * take everything
    if version.major != base.major:
        return _OTHER_MAJOR
    return _OTHER_TILDE if version.minor != base.minor and free != 2 else ""


def _refuse_other(wanted: _Comparison, version: Version) -> str:
    if wanted.free:
        return _refuse_tilde(wanted, version)
    return "" if version.key == wanted.base.key else _NOT_EQUAL


def _refuse_caret(wanted: _Comparison, version: Version) -> str:
    base, free = wanted.base, wanted.free
    if version.key < base.key:
        return _LESS
    if base.major > 0 or free == 2 or version.major > 0:
        return "" if version.major == base.major else _OTHER_MAJOR
    if base.minor > 0 or free == 1:
        return "" if version.minor == base.minor else _OTHER_ZERO_MINOR
    if version.minor > 0:
        return _OTHER_MINOR
    return "" if version.patch == base.patch else _OTHER_PATCH


_REFUSALS: dict[str, Callable[[_Comparison, Version], str]] = {
    "": _refuse_other, "=": _refuse_other, "!=": _refuse_equal, ">": _refuse_not_greater, "<": _refuse_not_less,
    ">=": _refuse_less, "=>": _refuse_less, "<=": _refuse_greater, "=<": _refuse_greater, "~": _refuse_tilde,
    "~>": _refuse_tilde, "^": _refuse_caret,
}  # fmt: skip


class Constraint:
    """What versions are wanted: ">=1.2 <2 || ^3.1". groups: any of them has to fit, in it every comparison."""

    __slots__ = ("groups",)

    def __init__(self, groups: list[list[_Comparison]]) -> None:
        self.groups = groups

    @classmethod
    def parse(cls, text: str) -> Constraint:
        """Return the constraint that text says; raises InvalidVersion."""
        if len(text.encode("utf-8", "surrogateescape")) > _MAX_CONSTRAINT:
            raise InvalidVersion(f"constraint string is too long (max {_MAX_CONSTRAINT} bytes)")
        groups = _without_ranges(text).split("||")
        if len(groups) > _MAX_GROUPS:
            raise InvalidVersion(f"too many constraint groups (max {_MAX_GROUPS})")
        return cls([_comparisons(group) for group in groups])

    def admits(self, text: str) -> bool:
        """Return whether text says a version that meets the constraint."""
        return is_version(text) and self.check(parse_version(text))

    def check(self, version: Version) -> bool:
        """Return whether version is wanted. A pre-release is only by a group that names one."""
        for group in self.groups:
            prereleases = any(wanted.base.pre for wanted in group)
            if not any(wanted.refusal(version, prereleases) for wanted in group):
                return True
        return False

    def validate(self, version: Version) -> list[str]:
        """Return why version is not wanted, in Masterminds' words; nothing when it is."""
        reasons: list[str] = []
        shown = quote(str(version))
        for group in self.groups:
            prereleases = any(wanted.base.pre for wanted in group)
            refusals = [(wanted, wanted.refusal(version, prereleases)) for wanted in group]
            if not any(reason for _unused, reason in refusals):
                return []
            for wanted, reason in refusals:
                said = reason.format(version=shown, wanted=quote(wanted.text))
                if said and not (reason is _PRERELEASE and said in reasons):  # that one is said once
                    reasons.append(said)
        return reasons

    def __str__(self) -> str:
        return " || ".join(" ".join(map(str, group)) for group in self.groups)


def _comparisons(group: str) -> list[_Comparison]:
    if not _GROUP.fullmatch(group):
        raise InvalidVersion(f"improper constraint: {quote(group)}")
    return [_Comparison(found[1] or "", found[2]) for found in _SPLIT_ITEM.finditer(group)]


def _without_ranges(text: str) -> str:
    """Return text with "1 - 2" as ">= 1, <= 2 "."""
    for found in _RANGE.finditer(text):
        text = text.replace(found[0], f">= {found[1]}, <= {found[2]} ", 1)
    return text


def fits(constraint: str, version: str) -> bool:
    """Return whether a version meets a constraint; not where either text says none."""
    try:
        return Constraint.parse(constraint).admits(version)
    except InvalidVersion:
        return False
