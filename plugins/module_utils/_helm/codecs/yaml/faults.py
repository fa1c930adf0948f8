# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wrong with a YAML text, in Go's words, and what ends the reading of one."""

from __future__ import annotations

from typing import Any, Optional

# Go's parser stops at 10,000; ours earlier, because later steps walk values recursively. Real charts stay below 60.
MAX_DEPTH = 500
GO_DEPTH = 10_000
UNKNOWN_ESCAPE = b"\\/"  # to Go
CONVERTING = "error converting YAML to JSON: "
WANT_MAP = "yaml: map merge requires map or sequence of maps as the value"


class NotAsGo(Exception):
    """libyaml found an error, or read what Go reads in another way. found: the error."""

    def __init__(self, found: Optional[Exception]) -> None:
        super().__init__()
        self.found = found


class BadKey(Exception):
    """A key that JSON has not: null, a number over int64, a list or a mapping."""


class DecodeError(Exception):
    """A failure after parsing, in Go's words; a syntax error further down goes before it."""


def syntax_error(yaml: Any, error: Exception) -> str:
    """Go's text for what PyYAML found ("line 3: did not find expected key"; Go: decode.go, fail)."""
    if isinstance(error, yaml.reader.ReaderError):
        return str(error.reason)
    if isinstance(error, UnicodeError):
        return "invalid leading UTF-8 octet"
    line = 0
    mark, context = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    if mark is not None and mark.line:
        line = mark.line + (1 if isinstance(error, yaml.scanner.ScannerError) else 0)
    elif context is not None:
        line = context.line
    problem = getattr(error, "problem", None) or "unknown problem parsing YAML content"
    return f"line {line}: {problem}" if line else str(problem)
