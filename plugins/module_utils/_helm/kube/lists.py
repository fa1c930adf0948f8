# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists of objects, as the API server has them (Go: apimachinery, unstructuredJSONScheme)."""

from __future__ import annotations

from typing import Any, Iterator, Mapping


def items(body: Mapping[str, Any]) -> Iterator[Any]:
    """Return what a list holds. An object in it that says neither kind nor apiVersion has the list's own, the kind less
    "List"."""
    kind = str(body.get("kind") or "")
    kind = kind[:-4] if kind.endswith("List") else kind
    for item in body["items"]:
        if kind and isinstance(item, dict) and not item.get("kind") and not item.get("apiVersion"):
            yield {**item, "apiVersion": body.get("apiVersion"), "kind": kind}
        else:
            yield item


def is_list(body: Mapping[str, Any]) -> bool:
    """Return whether a kind's name and its items say that it is a list: a custom resource may have items, too."""
    return isinstance(body.get("items"), list) and str(body.get("kind")).endswith("List")
