# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the API server refused about an object, in Helm's words, the object's facts with it."""

from __future__ import annotations

import re

from ..base.errors import Conflict, KubeError
from ..base.mask import MASK
from .conflicts import read_conflicts
from .model import APPLY, MERGE, Item

_QUOTED = ", got &"
_QUOTED_PATCH = re.compile(r'"map\[.*\]"', re.DOTALL)


def of_write(error: KubeError, item: Item, method: str = APPLY, *, exists: bool = True, before: str = "") -> KubeError:
    """Return the error of an object that could not be written (Go: kube/client.go, patchResourceServerSide,
    patchResourceClientSide, replaceResource). before: put before it."""
    what = f"object {item.namespace}/{item.name} {item.gvk}"
    if method == APPLY and isinstance(error, Conflict):
        text = f"conflict occurred while applying {what}: "
    elif method == APPLY:
        text = f"server-side apply failed for {what}: "
    elif not exists:
        text = ""
    elif method == MERGE:
        text = f'cannot patch "{item.name}" with kind {item.kind}: '
    else:
        text = "failed to replace object: "
    return about(error, item, f"{before}{text}{error.problem}")


def about(error: KubeError, item: Item, problem: str) -> KubeError:
    """Return error with problem as its text; its facts name the object and the fields that others hold. What is told
    is the server's own words: what was being done to which object is said beside them."""
    same = error.restated(_without_value(problem, item))
    same.told = _without_value(error.told or error.problem, item)
    same.subject = error.subject or item.label
    same.facts.setdefault("failed_objects", [{**item.described(), "why": _without_value(error.problem, item)}])
    conflicts = read_conflicts(error)
    if conflicts:
        same.facts["conflicts"] = [
            {"object": item.described(), "field": conflict.field, "manager": conflict.manager} for conflict in conflicts
        ]
    return same


def _without_value(problem: str, item: Item) -> str:
    """The server quotes a value whose type is wrong, and a whole patch that it cannot read; a Secret's is nobody's
    business."""
    if item.kind != "Secret":
        return problem
    problem = _QUOTED_PATCH.sub(f'"{MASK}"', problem)
    start, quoted, _unused = problem.partition(_QUOTED)
    return f"{start}, got something else" if quoted else problem
