# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The custom resource definitions in a chart's crds/: as objects, and the kinds that they bring."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Iterable, Mapping

from ..base import memory
from ..plan import objects

if TYPE_CHECKING:
    from ..plan.model import Item
    from ..render.model import Crd


@memory.remembered(256)  # several steps of a task ask, and these files are the largest of many charts
def items_of(crd: Crd) -> tuple[Item, ...]:
    """Return the objects of a file in crds/, in the file's order; not to be changed."""
    bodies = objects.bodies(crd.data.decode("utf-8", "surrogateescape"), crd.filename)
    return tuple(objects.bare_item(body, crd.filename, False, "") for body in bodies)


def offered_by(crds: Iterable[Crd]) -> dict[tuple[str, str], bool]:
    """Return the kinds that the CRDs define: (api_version, kind) -> namespaced."""
    kinds: dict[tuple[str, str], bool] = {}
    for crd in crds:
        for item in items_of(crd):
            kinds.update(kinds_of(item.body))
    return kinds


def kinds_of(crd: Mapping[str, Any]) -> dict[tuple[str, str], bool]:
    """Return the kinds that a definition serves: (api_version, kind) -> namespaced; none of one of the wrong form."""
    spec = _mapping(crd.get("spec"))
    kind = str(_mapping(spec.get("names")).get("kind") or "")
    versions = spec.get("versions")
    versions = versions if isinstance(versions, list) else []
    served = [version.get("name") for version in versions if _mapping(version).get("served")]
    return {(f"{spec.get('group')}/{version}", kind): spec.get("scope") == "Namespaced" for version in served}


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
