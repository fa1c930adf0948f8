# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wrong with an object's head, in helm's words; loaded where something is. Pure."""

from __future__ import annotations

from typing import Any, NamedTuple

from ..codecs.json import mistakes

_QUOTE = "put it in quotes in the template, as the function quote does"
# What helm reads of an object's metadata, and Go's names for these types (Kubernetes: meta/v1, ObjectMeta).
_METADATA: tuple[tuple[str, type, str, str], ...] = (
    ("name", str, "string", _QUOTE),
    ("namespace", str, "string", _QUOTE),
    ("labels", dict, "map[string]string", ""),
    ("annotations", dict, "map[string]string", ""),
)


class Fault(NamedTuple):
    """What is wrong, and what to do, "" for nothing in particular."""

    problem: str
    hint: str = ""


def fault(body: dict[str, Any]) -> Fault:
    """Return what is wrong with the head of an object that is not well formed."""
    problems = [
        f"{name} not set" if body.get(name) in (None, "") else f"{name} isn't string type"
        for name in ("apiVersion", "kind")
        if not body.get(name) or not isinstance(body[name], str)
    ]
    if problems:
        listed = problems[0] if len(problems) == 1 else f"[{', '.join(problems)}]"
        return Fault(f'error validating "": error validating data: {listed}')
    metadata = body.get("metadata")
    for part, kind, name, hint in _METADATA:
        value = metadata.get(part) if isinstance(metadata, dict) else None
        if value is not None and not isinstance(value, kind):
            field = f"Go struct field ObjectMeta.metadata.{part} of type {name}"
            return Fault(f'unable to decode "": json: cannot unmarshal {mistakes.kind(value)} into {field}', hint)
    return Fault(f"resource name may not be empty ({body['kind']})")
