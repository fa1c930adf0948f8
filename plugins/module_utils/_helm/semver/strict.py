# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Versions that are semantic in full (semver.org, 2.0.0): whether a text is one, which comes first, which is next.

The library semver does this; it is imported nowhere else, and not for a plain 1.2.3. What Helm takes besides, such as
v1.2, is read by version.py.
"""

from __future__ import annotations

from typing import Any, Iterable

from ..base.errors import MissingLibrary
from ..base.patterns import lazy
from .version import MAX_LENGTH, MAX_NUMBER, InvalidVersion

PARTS = ("major", "minor", "patch", "prerelease")

_PLAIN = lazy(r"(?:0|[1-9][0-9]{0,18})(?:\.(?:0|[1-9][0-9]{0,18})){2}")


def is_strict(text: str) -> bool:
    """Return whether text is a version in full. Raises MissingLibrary."""
    return _PLAIN.fullmatch(text) is not None or _parsed(text) is not None


def newest_first(texts: Iterable[str]) -> list[str]:
    """Return those of texts that are versions in full, the highest first. Raises MissingLibrary."""
    found = [(_parsed(text), text) for text in texts]
    versions = sorted((pair for pair in found if pair[0] is not None), key=lambda pair: pair[0], reverse=True)
    return [text for _unused, text in versions]


def raised(text: str, part: str) -> str:
    """Return the next version after text. part: which of PARTS is raised.

    1.2.3 becomes 2.0.0, 1.3.0, 1.2.4 or 1.2.4-rc.1. A pre-release becomes the release that it leads to, unless part
    asks for a higher one, and the next pre-release: rc.2 after rc.1, alpha.1 after alpha. Metadata is dropped. Raises
    InvalidVersion for what is no version in full, MissingLibrary.
    """
    version = _parsed(text)
    if version is None:
        raise InvalidVersion("it is no semantic version in full")
    version = version.replace(build=None)
    if part == "prerelease" and version.prerelease:
        if version.prerelease.rpartition(".")[2].isdigit():
            return str(version.bump_prerelease())
        return str(version.replace(prerelease=f"{version.prerelease}.1"))
    return str(version.next_version(part))


def _parsed(text: str) -> Any:
    """Return the library's Version, None for what is none to Masterminds' library either."""
    try:
        from semver import Version
    except ImportError as problem:
        raise MissingLibrary("semver", doing="comparing versions") from problem
    if len(text) > MAX_LENGTH or not text.isascii() or text != text.strip():
        return None
    try:
        version = Version.parse(text)
    except ValueError:
        return None
    return version if max(version.major, version.minor, version.patch) <= MAX_NUMBER else None
