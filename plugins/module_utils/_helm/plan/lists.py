# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists in a manifest, and what they hold. Pure (Go: cli-runtime's FlattenListVisitor, apimachinery's
unstructuredJSONScheme).

Whatever has items is a list. An item that says neither kind nor apiVersion has the list's own, the kind less "List".
"""

from __future__ import annotations

from typing import Any, Iterator

from ..base.errors import HelmError

_VALIDATING = 'error validating "": error validating data: '


class NoList(HelmError):
    """What a list must not be."""


def opened(body: dict[str, Any], *, lenient: bool) -> Iterator[dict[str, Any]]:
    """Return what a list holds, or the object itself where it is none. lenient: of a record that helm would refuse as
    much as possible: lists in lists too. Raises NoList in helm's words."""
    kind = str(body.get("kind") or "")
    entries = body.get("items")
    if not isinstance(entries, list):
        if kind.endswith("List") and not (body.get("metadata") or {}).get("name"):
            raise NoList(_VALIDATING + _lacking(kind, str(body.get("apiVersion") or "")))
        yield body
        return
    own = {"apiVersion": body.get("apiVersion"), "kind": kind[:-4] if kind.endswith("List") else kind}
    for entry in entries:
        if isinstance(entry, dict):
            yield from _entry(entry, own, lenient=lenient)
        elif not lenient:
            raise NoList(f"{_VALIDATING}invalid object to validate")


def _entry(entry: dict[str, Any], own: dict[str, Any], *, lenient: bool) -> Iterator[dict[str, Any]]:
    """An item of a list. own: what its list says of it."""
    if own["kind"] and not entry.get("kind") and not entry.get("apiVersion"):
        entry = {**own, **{key: value for key, value in entry.items() if key not in own}}
    if not isinstance(entry.get("items"), list):
        yield entry
    elif lenient:
        yield from opened(entry, lenient=True)
    else:
        raise NoList(
            "*unstructured.Unstructured is not a list: no Items field in this object",
            hint="helm opens no list in a list: put the objects into one list, or into documents of their own",
        )


def _lacking(kind: str, api_version: str) -> str:
    """What the API server's schema says to a list without items."""
    if kind == "List":
        return "invalid object to validate"
    return f'ValidationError({kind}): missing required field "items" in {api_version} {kind}'
