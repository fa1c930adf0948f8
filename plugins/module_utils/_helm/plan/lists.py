# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists in a manifest, opened. Pure (Go: cli-runtime's FlattenListVisitor). Whatever has items is a list."""

from __future__ import annotations

from typing import Any, Iterator

from ..base.errors import HelmError
from ..kube import lists

_VALIDATING = 'error validating "": error validating data: '


class NoList(HelmError):
    """What a list must not be."""


def opened(body: dict[str, Any], *, lenient: bool) -> Iterator[dict[str, Any]]:
    """Return what a list holds, or the object itself where it is none. lenient: of a record that helm would refuse as
    much as possible: lists in lists too. Raises NoList in helm's words."""
    kind = str(body.get("kind") or "")
    if not isinstance(body.get("items"), list):
        if kind.endswith("List") and not (body.get("metadata") or {}).get("name"):
            raise NoList(_VALIDATING + _lacking(kind, str(body.get("apiVersion") or "")))
        yield body
        return
    for entry in lists.items(body):
        if isinstance(entry, dict):
            yield from _entry(entry, lenient=lenient)
        elif not lenient:
            raise NoList(f"{_VALIDATING}invalid object to validate")


def _entry(entry: dict[str, Any], *, lenient: bool) -> Iterator[dict[str, Any]]:
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
