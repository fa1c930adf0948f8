# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The regular expressions of schemas, by RE2: what a chart's author writes as one cannot make it slow."""

from __future__ import annotations

from typing import Any

from ..base import memory
from ..base.errors import ValuesError


@memory.remembered(256)
def compiled(pattern: str) -> Any:
    """Return a pattern for search(). ValuesError with Go's words for one that is none, MissingLibrary."""
    from ..golang import regexp

    try:
        return regexp.compile_pattern(pattern)
    except regexp.PatternError as error:
        raise ValuesError(str(error)) from error


def search(pattern: str, text: str) -> bool:
    """Return whether the pattern is in text. Raises what compiled() does."""
    return compiled(pattern).search(text.encode("utf-8", "surrogatepass")) is not None
