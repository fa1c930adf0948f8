# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Regular expressions by RE2, whose language Go's regexp shares. Go: regexp.

Patterns are bytes to RE2, as in Go.
"""

from __future__ import annotations

import re
from typing import Any

from ..base.errors import MissingLibrary
from ..base.patterns import lazy
from .strings import to_bytes, to_text

# RE2's words for what is wrong with a pattern, and Go's
_COMPLAINTS = {
    "bad repetition operator": "invalid nested repetition operator",
    "invalid named capture group": "invalid named capture",
    "invalid perl operator": "invalid or unsupported Perl syntax",
    "invalid repetition size": "invalid repeat count",
    "missing )": "missing closing )",
    "missing ]": "missing closing ]",
    "no argument for repetition operator": "missing argument to repetition operator",
    "pattern too large - compile failed": "expression too large",
    "trailing \\": "trailing backslash at end of expression",
}
_LOOKBEHINDS = ("(?<=", "(?<!")
# what a backslash escapes, quoted text skipped: RE2 takes \C (one byte), Go does not
_ESCAPES = lazy(rb"\\(?:Q.*?(?:\\E|\Z)|(C)|.)", re.DOTALL)
_MEMORY = 64 * 1024 * 1024


class PatternError(Exception):
    """A pattern that is none; the text is Go's."""


def compile_pattern(pattern: str) -> Any:
    """Return the compiled pattern; raises PatternError with Go's text, MissingLibrary without google-re2."""
    try:
        import re2
    except ImportError as problem:
        raise MissingLibrary("google-re2", doing="matching a regular expression in a template") from problem
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MEMORY
    data = to_bytes(pattern)
    if b"\\C" in data:  # made one that RE2 does not take either: what is wrong before it is said first
        data = _ESCAPES.sub(lambda found: b"\\y" if found.group(1) else found.group(), data)
    had: dict[bytes, bytes] = {}
    if b"\\p" in data or b"\\P" in data:
        from .regexp_classes import known_to_re2

        data, had = known_to_re2(data, re2, options)
    try:
        compiled = re2.compile(data, options)
    except re2.error as problem:
        words = problem.args[0]
        for made, was in had.items():
            words = words.replace(made, was)
        if words.startswith(b"missing )"):  # what is found last
            words = _odd_name(data) or words
        raise PatternError(_complaint(pattern, words)) from problem
    if not all(name.isascii() for name in compiled.groupindex):  # a name to RE2 only
        raise PatternError(_complaint(pattern, _odd_name(data)))
    return compiled


def _complaint(pattern: str, words: bytes) -> str:
    """Return Go's text for what RE2 says of pattern."""
    what, _unused, where = to_text(words).partition(": ")
    if where in _LOOKBEHINDS:  # Go reads a name there, up to the next >
        what, where = "invalid named capture group", pattern[pattern.find(where) :]
        if ">" in where:
            where = where[: where.index(">") + 1]
    elif what in ("missing )", "invalid UTF-8"):
        where = pattern
    elif what == "invalid repetition size":
        where = where.rstrip("?")
    elif what == "bad repetition operator" and _bad_count(where):
        what, where = "invalid repetition size", where[where.rindex("{") :].rstrip("?")
    if r"\y" not in pattern:
        where = where.replace(r"\y", r"\C")  # as compile_pattern wrote it
    return f"error parsing regexp: {_COMPLAINTS.get(what, what)}: `{where}`"


def _odd_name(pattern: bytes) -> bytes:
    """What RE2 would say of the first group in pattern with a name that Go does not take; empty where there is none."""
    found = re.search(rb"\(\?P?<(?=[^>]*[\x80-\xff])[^>]*>", pattern)
    return b"invalid named capture group: " + found[0] if found else b""


def _bad_count(repetition: str) -> bool:
    """Whether the second of two repetitions, as in +{2,1}, is none by itself: Go looks at that first."""
    found = re.search(r"\{([0-9]+)(?:,([0-9]*))?\}\??$", repetition)
    if found is None:
        return False
    least, most = int(found[1]), int(found[2]) if found[2] else -1
    return least > 1000 or most > 1000 or (0 <= most < least)
