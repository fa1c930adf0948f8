# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options that the peer puts on a command line: read as it reads them, by a shell's rules for quotes, with the
environment's variables and home folders in the place of their names; and command lines, for results."""

from __future__ import annotations

import os
import re
from typing import Any, Mapping

from ..base.errors import RequestError
from ..base.mask import MASK

_VARIABLE = re.compile(r"\$(\w+|\{[^}]*\})")


def expanded(word: Any, environ: Mapping[str, str]) -> Any:
    """Return a word with the variables that are set, and the home folder that it begins with, in their names' place.
    What is no text stays: nothing, or what the controller handed over in its place."""
    if not isinstance(word, str):
        return word

    def value_of(found: re.Match[str]) -> str:
        return environ.get(found[1].strip("{}"), found[0])

    return os.path.expanduser(_VARIABLE.sub(value_of, word))


def set_values(items: Any, environ: Mapping[str, str]) -> list[dict[str, str]]:
    """Return set_values as the peer's command line has them: a raw value bare, any other one in single quotes.

    Raises RequestError for what a shell would cut in pieces, and for an item without a value.
    """
    return [_item(item, environ) for item in items or ()]


def _item(item: Mapping[str, Any], environ: Mapping[str, str]) -> dict[str, str]:
    import shlex

    doing, kind = "reading the option", str(item.get("value_type") or "raw")
    if kind not in ("raw", "string", "json", "file", "literal"):
        hint = "give one of raw, string, json, file and literal"
        raise RequestError(f"{kind!r} is no value_type", doing=doing, subject="set_values", hint=hint)
    if item.get("value") is None:
        raise RequestError("an item has no value", doing=doing, subject="set_values", hint="give value: KEY=VALUE")
    text = str(item["value"])
    try:
        words = shlex.split(text if kind == "raw" else f"'{text}'")
    except ValueError:  # a quote without its end, as in an apostrophe: no shell would take it, and it can only be meant
        words = [text]
    if len(words) != 1:
        key = text.partition("=")[0]
        raise RequestError(
            f"{key} has a blank outside of quotes: a command line ends there", doing=doing, subject="set_values",
            hint="put the value into quotes, or into release_values",
        )  # fmt: skip
    return {"value": expanded(words[0], environ), "value_type": kind}


def shown_set_values(items: Any, *, hidden: bool) -> list[str]:
    """Return the flags of set_values for a result. hidden: what they set is masked."""
    flags = []
    for item in items or ():
        kind, text = str(item.get("value_type") or "raw"), str(item.get("value"))
        if hidden:
            text = f"{text.partition('=')[0]}={MASK}"
        flags.append(f"--set {text}" if kind == "raw" else f"--set-{kind} '{text}'")
    return flags
