# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Versions by the rules of Masterminds/semver 3.5, which Helm and Sprig stand on.

strict.py has those of semver.org, which take less. No library is imported here: nearly every chart asks for a version.
"""

from __future__ import annotations

from typing import Any, Callable, Mapping, Optional

from ..base.errors import FunctionError, HelmError
from ..base.patterns import lazy
from ..golang.types import GoStruct, Uint64, go_function

MAX_LENGTH = 256
MAX_NUMBER = (1 << 64) - 1
SUFFIX = r"(?:-(?P<pre>[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+(?P<metadata>[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?"
_LOOSE = lazy(r"v?(?P<major>[0-9]+)(?:\.(?P<minor>[0-9]+))?(?:\.(?P<patch>[0-9]+))?" + SUFFIX)
_IDENTIFIER = lazy(r"[0-9A-Za-z-]+")


class InvalidVersion(HelmError):
    """A version or constraint that does not parse; problem is Masterminds' text."""


class Version(GoStruct):
    """A version; never changes. key sorts by precedence. In templates it is a *semver.Version."""

    __slots__ = ("key", "major", "metadata", "minor", "original", "patch", "pre")

    def __init__(self, numbers: tuple[int, int, int], pre: str = "", metadata: str = "", original: str = "") -> None:
        self.go_type = "*semver.Version"
        self.major, self.minor, self.patch = numbers
        self.pre = pre
        self.metadata = metadata
        self.original = original or str(self)
        self.key = (*numbers, _precedence(pre))

    @classmethod
    def blank(cls, go_type: str) -> Version:
        """Return Go's zero value: what a copy of the exported fields is."""
        made = cls((0, 0, 0))
        made.go_type, made.original = go_type, ""
        return made

    def __str__(self) -> str:
        text = f"{self.major}.{self.minor}.{self.patch}"
        if self.pre:
            text += "-" + self.pre
        return f"{text}+{self.metadata}" if self.metadata else text

    def __repr__(self) -> str:
        return f"Version({self.original!r})"

    def compare(self, other: Version) -> int:
        """Return -1, 0 or 1 by precedence; metadata does not count."""
        return (self.key > other.key) - (self.key < other.key)

    @property
    def fields(self) -> Mapping[str, Any]:  # type: ignore[override]
        """The struct's fields, none of them exported."""
        numbers = {name: Uint64(getattr(self, name)) for name in ("major", "minor", "patch")}
        return {**numbers, "pre": self.pre, "metadata": self.metadata, "original": self.original}

    @property
    def methods(self) -> Mapping[str, Callable[..., Any]]:  # type: ignore[override]
        """The methods that a template can call: those of the pointer, or of the value that an increment gives."""
        names = {**_VALUE_METHODS, **(_POINTER_METHODS if self.go_type[0] == "*" else {})}
        return {name: getattr(self, method) for name, method in names.items()}

    @go_function()
    def go_string(self) -> str:
        """Return the version in full."""
        return str(self)

    @go_function()
    def go_json(self) -> bytes:
        """Return the version in full, as JSON."""
        return f'"{self}"'.encode("ascii")

    @go_function()
    def go_text(self) -> bytes:
        """Return the version in full, as bytes."""
        return str(self).encode("ascii")

    @go_function()
    def go_original(self) -> str:
        """Return the text that was parsed."""
        return self.original

    @go_function()
    def go_major(self) -> Uint64:
        """Return the first number."""
        return Uint64(self.major)

    @go_function()
    def go_minor(self) -> Uint64:
        """Return the second number."""
        return Uint64(self.minor)

    @go_function()
    def go_patch(self) -> Uint64:
        """Return the third number."""
        return Uint64(self.patch)

    @go_function()
    def go_prerelease(self) -> str:
        """Return what follows the hyphen."""
        return self.pre

    @go_function()
    def go_metadata(self) -> str:
        """Return what follows the plus sign."""
        return self.metadata

    @go_function()
    def increment_major(self) -> Version:
        """Return the next major version."""
        return self._next((self._one_more("major"), 0, 0))

    @go_function()
    def increment_minor(self) -> Version:
        """Return the next minor version."""
        return self._next((self.major, self._one_more("minor"), 0))

    @go_function()
    def increment_patch(self) -> Version:
        """Return the next patch version: of a pre-release the release itself."""
        return self._next((self.major, self.minor, self.patch if self.pre else self._one_more("patch")))

    @go_function("string")
    def with_prerelease(self, pre: str) -> Version:
        """Return this version with another pre-release."""
        return self._checked(_prerelease_fault(pre), pre, self.metadata)

    @go_function("string")
    def with_metadata(self, metadata: str) -> Version:
        """Return this version with other metadata."""
        return self._checked(_metadata_fault(metadata), self.pre, metadata)

    @go_function("*semver.Version")
    def go_compare(self, other: Version) -> int:
        """Return -1, 0 or 1."""
        return self.compare(_not_nil(other))

    @go_function("*semver.Version")
    def equal(self, other: Optional[Version]) -> bool:
        """Return whether both have the same precedence."""
        return other is not None and self.key == other.key

    @go_function("*semver.Version")
    def less_than(self, other: Version) -> bool:
        """Return whether this version comes before other."""
        return self.key < _not_nil(other).key

    @go_function("*semver.Version")
    def less_than_equal(self, other: Version) -> bool:
        """Return whether this version does not come after other."""
        return self.key <= _not_nil(other).key

    @go_function("*semver.Version")
    def greater_than(self, other: Version) -> bool:
        """Return whether this version comes after other."""
        return self.key > _not_nil(other).key

    @go_function("*semver.Version")
    def greater_than_equal(self, other: Version) -> bool:
        """Return whether this version does not come before other."""
        return self.key >= _not_nil(other).key

    def _one_more(self, part: str) -> int:
        number: int = getattr(self, part)
        if number == MAX_NUMBER:
            raise FunctionError(f"{part} version increment would overflow uint64")
        return number + 1

    def _checked(self, fault: str, pre: str, metadata: str) -> Version:
        if fault:
            raise FunctionError(fault)
        return self._next((self.major, self.minor, self.patch), pre, metadata)

    def _next(self, numbers: tuple[int, int, int], pre: str = "", metadata: str = "") -> Version:
        """Return another version, which is no pointer in Go, with this one's leading v."""
        made = Version(numbers, pre, metadata)
        made.go_type = "semver.Version"
        if self.original.startswith("v"):
            made.original = "v" + made.original
        return made


_VALUE_METHODS = {
    "IncMajor": "increment_major", "IncMinor": "increment_minor", "IncPatch": "increment_patch", "Major": "go_major",
    "MarshalJSON": "go_json", "MarshalText": "go_text", "Metadata": "go_metadata", "Minor": "go_minor",
    "Patch": "go_patch", "Prerelease": "go_prerelease", "SetMetadata": "with_metadata",
    "SetPrerelease": "with_prerelease", "String": "go_string", "Value": "go_string",
}  # fmt: skip
_POINTER_METHODS = {
    "Compare": "go_compare", "Equal": "equal", "GreaterThan": "greater_than",
    "GreaterThanEqual": "greater_than_equal", "LessThan": "less_than", "LessThanEqual": "less_than_equal",
    "Original": "go_original",
}  # fmt: skip


def _not_nil(other: Optional[Version]) -> Version:
    if other is None:
        raise FunctionError("runtime error: invalid memory address or nil pointer dereference")
    return other


def _precedence(pre: str) -> tuple[Any, ...]:
    """Return what sorts pre-releases: numbers before words, all of them before the release itself."""
    if not pre:
        return (1,)
    parts = []
    for part in pre.split("."):
        number = int(part) if part.isdigit() else MAX_NUMBER + 1
        parts.append((0, number, "") if number <= MAX_NUMBER else (1, 0, part))
    return (0, *parts)


def _prerelease_fault(pre: str) -> str:
    """Return what is wrong with a pre-release, "" for nothing."""
    for part in pre.split(".") if pre else ():
        if not _IDENTIFIER.fullmatch(part):
            return "invalid prerelease string"
        if len(part) > 1 and part[0] == "0" and part.isdigit():
            return "version segment starts with 0"
    return ""


def _metadata_fault(metadata: str) -> str:
    """Return what is wrong with metadata, "" for nothing."""
    if metadata and not all(map(_IDENTIFIER.fullmatch, metadata.split("."))):
        return "invalid metadata string"
    return ""


def parse_version(text: str) -> Version:
    """Return the version that text says: 1.2.3, or what Helm takes for one, such as v1.2. Raises InvalidVersion."""
    if len(text.encode("utf-8", "surrogateescape")) > MAX_LENGTH:
        raise InvalidVersion(f"version string is too long (max {MAX_LENGTH} bytes)")
    found = _LOOSE.fullmatch(text)
    if found is None:
        raise InvalidVersion("invalid semantic version")
    numbers = [_number(found[name] or "0", "error parsing version segment: ") for name in ("major", "minor", "patch")]
    fault = _prerelease_fault(found["pre"] or "")
    if fault:
        raise InvalidVersion(fault)
    return Version((numbers[0], numbers[1], numbers[2]), found["pre"] or "", found["metadata"] or "", text)


def _number(digits: str, doing: str) -> int:
    if not digits:
        raise InvalidVersion(f'{doing}strconv.ParseUint: parsing "": invalid syntax')
    number = int(digits)
    if number > MAX_NUMBER:
        raise InvalidVersion(f'{doing}strconv.ParseUint: parsing "{digits}": value out of range')
    return number


def is_version(text: str) -> bool:
    """Return whether text says a version, by the rules of parse_version."""
    try:
        parse_version(text)
    except InvalidVersion:
        return False
    return True
