# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How Kubernetes' own kinds are merged on the client's side: by the tables of patch_tables.py."""

from __future__ import annotations

from typing import Optional

from . import patch_tables

_NO_RULE = ("", "", "")
# Lists whose elements the API tells apart by one more key than strategic merges do (list-map-keys of its OpenAPI): the
# other key and its default.
OTHERS = {
    ("Container", "ports"): (("protocol", "TCP"),),
    ("ServiceSpec", "ports"): (("protocol", "TCP"),),
    ("PodSpec", "topologySpreadConstraints"): (("whenUnsatisfiable", ""),),
}


class Field:
    """How a field is merged.

    shape: the type inside, "" for none with rules. strategy: merge, replace, or "" for the default (mappings are
    merged, lists replaced). key: the merge key of a list's elements, "" for scalars. others: what else tells elements
    apart, as (name, default). retain: all its keys have to be told.
    """

    __slots__ = ("key", "others", "retain", "shape", "strategy")

    def __init__(self, shape: str, strategy: str, key: str, others: tuple[tuple[str, str], ...] = ()) -> None:
        strategies = strategy.split(",") if strategy else []
        self.retain = "retainKeys" in strategies
        self.strategy = next((one for one in strategies if one != "retainKeys"), "")
        self.shape = shape
        self.key = key
        self.others = others


def of_kind(api_version: str, kind: str) -> Optional[str]:
    """Return a kind's type, None for a kind that is not Kubernetes' own."""
    own = patch_tables.KINDS.get(api_version, {}).get(kind)
    if own is None and kind in patch_tables.PLAIN.get(api_version, "").split():
        return "Object"
    return own


def field(shape: str, name: str) -> Field:
    """Return how the field of that name is merged in a type."""
    if shape.startswith("*"):
        return Field(shape[1:], "", "")
    return Field(*patch_tables.SHAPES.get(shape, {}).get(name, _NO_RULE), OTHERS.get((shape, name), ()))
