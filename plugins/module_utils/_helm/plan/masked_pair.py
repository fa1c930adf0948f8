# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An object before and after a change, without what is secret in it: what changed can still be seen."""

from __future__ import annotations

import base64
import binascii
from typing import Any, Mapping

from ..base.mask import ANOTHER, MASK
from ..base.secrets import Secrets
from .masking import masked_object
from .sameness import is_same


def masked_pair(before: Any, after: Any, secrets: Secrets) -> tuple[Any, Any]:
    """Return an object before and after a change, None for none, without what is secret in either.

    What was in the place of a secret is taken for one too: nobody told the task of a password that was there before.
    """
    if "Secret" in (_kind(before), _kind(after)):
        return _pair_of_secrets(before, after)
    return _pair(masked_object(before), masked_object(after), secrets)


def _kind(value: Any) -> Any:
    return value.get("kind") if isinstance(value, dict) else None


def _pair_of_secrets(before: Any, after: Any) -> tuple[Any, Any]:
    old, new = _contents(before), _contents(after)
    return _marked(before, {}), _marked(after, {key: old[key] != new[key] for key in new if key in old})


def _contents(value: Any) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for part in ("data", "stringData"):
        entries = value.get(part) if isinstance(value, dict) else None
        if isinstance(entries, dict):
            found.update({key: _bytes(entry, part) for key, entry in entries.items()})
    return found


def _marked(value: Any, changed: Mapping[str, bool]) -> Any:
    masked = masked_object(value)
    for part in ("data", "stringData"):
        if isinstance(masked, dict) and isinstance(masked.get(part), dict):
            masked[part] = {key: ANOTHER if changed.get(key) else MASK for key in masked[part]}
    return masked


def _bytes(entry: Any, part: str) -> bytes:
    text = str(entry).encode("utf-8", "surrogateescape")
    if part == "stringData":
        return text
    try:
        return base64.b64decode(text)
    except (binascii.Error, ValueError):
        return text


def _pair(before: Any, after: Any, secrets: Secrets) -> tuple[Any, Any]:
    if isinstance(before, dict) and isinstance(after, dict):
        pairs = {key: _pair(before.get(key), after.get(key), secrets) for key in {**before, **after}}
        return {key: pairs[key][0] for key in before}, {key: pairs[key][1] for key in after}
    if isinstance(before, list) and isinstance(after, list):
        return _pair_of_lists(before, after, secrets)
    if not (isinstance(before, (dict, list)) or isinstance(after, (dict, list))):
        return _pair_of_leaves(before, after, secrets)
    return secrets.value(before), secrets.value(after)


def _pair_of_lists(before: list[Any], after: list[Any], secrets: Secrets) -> tuple[list[Any], list[Any]]:
    """Items go together by their name, as the API server takes containers and variables, else by their place."""
    partners = {_name(item, place): place for place, item in enumerate(before)}
    old, new = [secrets.value(item) for item in before], []
    for place, item in enumerate(after):
        partner = partners.get(_name(item, place))
        if partner is None:
            new.append(secrets.value(item))
        else:
            old[partner], masked = _pair(before[partner], item, secrets)
            new.append(masked)
    return old, new


def _name(item: Any, place: int) -> Any:
    name = item.get("name") if isinstance(item, dict) else None
    return name if isinstance(name, str) else place


def _pair_of_leaves(before: Any, after: Any, secrets: Secrets) -> tuple[Any, Any]:
    if is_same(before, after):
        masked = _masked(after, secrets)
        return masked, masked
    secret = any(leaf is not None and secrets.holds(str(leaf)) for leaf in (before, after))
    if not secret or before is None or after is None:
        return _masked(before, secrets), _masked(after, secrets)
    old, new = _only_of_both(str(before), str(after), secrets), _masked(str(after), secrets)
    return old, ANOTHER if new == MASK else new


def _masked(leaf: Any, secrets: Secrets) -> Any:
    if leaf is None or isinstance(leaf, bool):
        return leaf
    text = str(leaf)
    if not secrets.holds(text):
        return leaf
    masked = secrets.text(text)
    return MASK if masked == text else masked


def _only_of_both(before: str, after: str, secrets: Secrets) -> str:
    """What was there before, with each line masked that is not there any more: it may hold what the secret was."""
    kept = set(after.split("\n"))
    return secrets.text("\n".join(line if line in kept else MASK for line in before.split("\n")))
