# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run finds changed in the cluster since the last revision, in its result and its warnings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Optional

from ..plan.conflicts import IGNORE, WARN

if TYPE_CHECKING:
    from ..base.env import Env
    from ..plan.model import Plan
    from ..release.model import Release


def entries(plan: Plan, env: Env, drift: str, *, settled: bool) -> list[dict[str, Any]]:
    """Return the result's drift (plan/drift.py, entries): none where the task does not want to know. settled: no
    revision is made."""
    if drift == IGNORE or not (plan.drifted or (settled and _moves(plan))):
        return []
    from ..plan import drift as differences

    return differences.entries(plan, env.secrets, settled=settled)


def warnings(plan: Plan, env: Env, drift: str, last: Optional[Release], *, settled: bool) -> list[str]:
    """Return what to warn of: the differences that are left, where the task wants to be told. last: the revision."""
    if drift != WARN or last is None or not plan.drifted:
        return []
    from ..plan import drift as differences

    found = differences.entries(plan, env.secrets, settled=settled)
    return [differences.warning(last.name, last.version, found)] if found else []


def _moves(plan: Plan) -> bool:
    return plan.changes or any(operation.is_going and operation.is_wanted for operation in plan.operations)
