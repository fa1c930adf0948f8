# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The paths of sensitive_paths: a.b, a[0], a.*, a\\.b or a."b.c"; and what stands there."""

from __future__ import annotations

import re
from typing import Any, Iterator, Mapping, Optional

from ..base.errors import RequestError
from ..base.mask import MASK
from ..base.secrets import Path

_STEP = re.compile(
    r"""\.?\[\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(\*|\d+))\s*\]"""  # ["a.b"], [0], [*]
    r"""|\.?"((?:[^"\\]|\\.)*)"(?=[.\[]|\Z)|\.?'((?:[^'\\]|\\.)*)'(?=[.\[]|\Z)"""  # "a.b"
    r"""|\.*((?:[^.\[\]\\]|\\.)+)|\.+\Z""",  # a, a\.b
    re.DOTALL,
)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def parse(text: str) -> Path:
    """Return the steps of a path. Raises RequestError for one that is not understood."""
    steps: list[Optional[str]] = []
    position = 0
    while position < len(text):
        found = _STEP.match(text, position)
        if found is None:
            raise RequestError(
                f"the path {text!r} is not understood from {text[position:]!r} on", doing="reading the option",
                subject="sensitive_paths", hint='as in auth.password, users[0].key, users.*.key, or data."tls.key"',
            )  # fmt: skip
        steps += _step(found)
        position = found.end()
    return tuple(steps)


def _step(found: re.Match[str]) -> list[Optional[str]]:
    double, single, index, key, other_key, word = found.groups()
    if index is not None or word is not None:
        plain = index or word
        return [None] if plain == "*" else [_ESCAPED.sub(r"\1", plain)]
    quoted = [part for part in (double, single, key, other_key) if part is not None]
    return [_ESCAPED.sub(r"\1", quoted[0])] if quoted else []


def found(value: Any, path: Path) -> Iterator[Any]:
    """Yield what stands at path in value."""
    if not path:
        yield value
    else:
        for _key, item in _matching(value, path[0]):
            yield from found(item, path[1:])


def masked(value: Any, path: Path) -> Any:
    """Return value with what stands at path masked, whatever it is, unless it is null; value is left as it is."""
    if not path:
        return value if value is None else MASK
    keys = {key for key, _item in _matching(value, path[0])}
    if not keys:
        return value
    if isinstance(value, Mapping):
        return {key: masked(item, path[1:]) if key in keys else item for key, item in value.items()}
    return [masked(item, path[1:]) if index in keys else item for index, item in enumerate(value)]


def _matching(value: Any, step: Optional[str]) -> Iterator[tuple[Any, Any]]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            if step is None or str(key) == step:
                yield key, item
    elif isinstance(value, list):
        if step is None:
            yield from enumerate(value)
        elif step.isdigit() and int(step) < len(value):
            yield int(step), value[int(step)]


def shown(path: Path) -> str:
    """Return a path as text that parse understands."""
    text = ""
    for step in path:
        word = "*" if step is None else re.sub(r"([.\[\]\\\"'*])", r"\\\1", step)
        text += f".{word}" if text else word
    return text


def nearest(path: Path, values: list[Any]) -> str:
    """Return the path of a value that looks most like path, "" where none does."""
    from difflib import get_close_matches

    known = {shown(place) for value in values for place in _places(value, ())}
    return next(iter(get_close_matches(shown(path), sorted(known)[:2000], n=1, cutoff=0.6)), "")


def _places(value: Any, before: Path) -> Iterator[Path]:
    if before:
        yield before
    items = value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from _places(item, (*before, str(key)))
