# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The option plan; plugins/doc_fragments/plan.py documents it."""

from __future__ import annotations

from typing import Any, Mapping

PLAN: dict[str, Any] = {
    "plan": {
        "type": "dict",
        "options": {
            "write": {"type": "raw"},
            "apply": {"type": "raw"},
            "max_age": {"type": "str", "default": "24h"},
            "key": {"type": "str", "no_log": True},
        },
        "mutually_exclusive": [("write", "apply")],
        "required_one_of": [("write", "apply")],
    }
}


def prepare(params: dict[str, Any]) -> None:
    """Tell a plan that is written nowhere from one that is not there: Ansible makes null of both."""
    plan = params.get("plan")
    if isinstance(plan, Mapping) and "write" in plan and plan["write"] in (None, "", True):
        params["plan"] = {**plan, "write": True}
