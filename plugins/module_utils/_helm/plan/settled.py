# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a server-side apply would leave a live object as it is, told from the object alone. Pure.

The API server keeps which fields a manager applied. Where these are the very fields of the body, and the live object
has the body's values in them, applying it again changes nothing: one read tells, and no dry run is needed.
What cannot be told so (values that the server writes in another way, for instance) counts as not settled.
"""

from __future__ import annotations

import json
import re
from fractions import Fraction
from typing import Any, Optional

from .model import KEY_DEFAULTS, MANAGER

_NO_FIELDS = ("name", "namespace", "creationTimestamp", "generation", "managedFields", "resourceVersion", "uid")
AMOUNTS = frozenset({"limits", "requests", "capacity", "hard", "default", "defaultRequest", "max", "min"})
_QUANTITY = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+))([numkMGTPE]|[KMGTPE]i)?", re.ASCII)
_SCALES = {
    "n": Fraction(1, 10**9), "u": Fraction(1, 10**6), "m": Fraction(1, 10**3), "": Fraction(1),
    **{letter: Fraction(1000**power) for power, letter in enumerate("kMGTPE", 1)},
    **{f"{letter}i": Fraction(1024**power) for power, letter in enumerate("KMGTPE", 1)},
}  # fmt: skip


def is_settled(live: dict[str, Any], body: dict[str, Any]) -> bool:
    """Return whether helm's apply of body surely changes neither live nor who holds its fields."""
    entries = [
        entry
        for entry in (live.get("metadata") or {}).get("managedFields") or ()
        if entry.get("manager") == MANAGER and not entry.get("subresource")
    ]
    if len(entries) != 1 or entries[0].get("operation") != "Apply":
        return False
    if entries[0].get("apiVersion") != body.get("apiVersion") or live.get("apiVersion") != body.get("apiVersion"):
        return False
    metadata = {key: value for key, value in (body.get("metadata") or {}).items() if key not in _NO_FIELDS}
    wanted = {key: value for key, value in body.items() if key not in ("apiVersion", "kind", "metadata")}
    if metadata:
        wanted["metadata"] = metadata
    fields = entries[0].get("fieldsV1") or {}
    if live.get("kind") == "Secret":
        from . import secret_data

        fields = secret_data.fields_as_stored(fields)
    return _same(wanted, live, fields, amount=False)


def _same(wanted: Any, live: Any, fields: dict[str, Any], *, amount: bool) -> bool:
    """Whether fields are those of wanted, and live has wanted's values in them. amount: they are quantities."""
    children = {key: value for key, value in fields.items() if key != "."}
    if not children:
        return is_equal(wanted, live, amount=amount)
    if isinstance(wanted, dict) and isinstance(live, dict):
        held = {
            key: value for key, value in wanted.items() if f"f:{key}" in children or not _is_void(value, live.get(key))
        }
        return {f"f:{key}" for key in held} == set(children) and all(
            _same(value, live.get(key), children[f"f:{key}"], amount=amount or key in AMOUNTS)
            for key, value in held.items()
        )
    if isinstance(wanted, list) and isinstance(live, list):
        return _same_list(wanted, live, children, amount=amount)
    return False


def _is_void(wanted: Any, live: Any) -> bool:
    """Whether an empty list or map is wanted where there is none: nobody holds what has no element."""
    return isinstance(wanted, (dict, list)) and not wanted and not live


def _same_list(wanted: list[Any], live: list[Any], children: dict[str, Any], *, amount: bool) -> bool:
    """The same of a list whose elements are known by keys, or by their values. Their order counts."""
    places = []
    for path, fields in children.items():
        kind, _colon, text = path.partition(":")
        key = json.loads(text) if kind in ("k", "v") else None
        mine, theirs = _place(wanted, key, partly=True), _place(live, key, partly=False)
        if mine is None or theirs is None or not _same(wanted[mine], live[theirs], fields, amount=amount):
            return False
        places.append((mine, theirs))
    places.sort()
    order = [theirs for _mine, theirs in places]
    return [mine for mine, _theirs in places] == list(range(len(wanted))) and order == sorted(order)


def _place(items: list[Any], key: Any, *, partly: bool) -> Optional[int]:
    """Where in a list the one element is that has a key, or is that value; None for none, or more than one. partly: a
    key may be left out, for the server to fill in."""
    if key is None:
        return None
    found = [
        index
        for index, item in enumerate(items)
        if (
            isinstance(item, dict)
            and all(item.get(k, KEY_DEFAULTS.get(k, v) if partly else None) == v for k, v in key.items())
            if isinstance(key, dict)
            else is_equal(key, item, amount=False)
        )
    ]
    return found[0] if len(found) == 1 else None


def is_equal(wanted: Any, live: Any, *, amount: bool) -> bool:
    """Return whether the server has a value as it is wanted. What is empty may be left out. amount: it is a quantity,
    or holds some."""
    if live is None:
        return wanted is not None and not wanted
    if isinstance(wanted, bool) or isinstance(live, bool):
        return wanted is live
    if isinstance(wanted, dict) and isinstance(live, dict):
        return set(wanted) == set(live) and all(
            is_equal(value, live[key], amount=amount or key in AMOUNTS) for key, value in wanted.items()
        )
    if isinstance(wanted, list) and isinstance(live, list):
        return len(wanted) == len(live) and all(is_equal(a, b, amount=amount) for a, b in zip(wanted, live))
    if wanted == live:
        return isinstance(wanted, str) is isinstance(live, str)
    return amount and quantity(wanted) is not None and quantity(wanted) == quantity(live)


def quantity(value: Any) -> Optional[Fraction]:
    """Return the number that a quantity means, None where it is none (exponents count as none)."""
    found = _QUANTITY.fullmatch(str(value))
    return Fraction(found.group(1)) * _SCALES[found.group(2) or ""] if found else None
