# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What another collection's module hands to AnsibleModule, as plain data for a pinned file."""

from __future__ import annotations

import contextlib
import importlib
import json
from typing import Any

from ansible.module_utils import basic

CHECKS = ("mutually_exclusive", "required_if", "required_one_of", "required_together", "required_by")


class _SeenError(Exception):
    """A module came as far as its AnsibleModule."""


def spec_of(module: str) -> dict[str, Any]:
    """Return what the module of that name, as Python has it, hands to AnsibleModule."""
    seen: dict[str, Any] = {}

    def look(_self: Any, **arguments: Any) -> None:
        seen.update(arguments)
        raise _SeenError

    found = importlib.import_module(module)
    basic.AnsibleModule.__init__ = look
    with contextlib.suppress(_SeenError):
        found.main()
    return plain(seen)


def plain(arguments: dict[str, Any]) -> dict[str, Any]:
    """Return a spec as the pinned file has it: facts that say nothing left out, lists instead of tuples."""
    made: dict[str, Any] = {"supports_check_mode": bool(arguments.get("supports_check_mode")), "options": {}}
    for name, option in sorted(arguments["argument_spec"].items()):
        made["options"][name] = option_of(option)
    for check in CHECKS:
        if arguments.get(check):
            made[check] = json.loads(json.dumps(arguments[check]))
    return made


def option_of(option: dict[str, Any]) -> dict[str, Any]:
    """Return what an option is, its type even where it is the usual one."""
    facts: dict[str, Any] = {"type": option.get("type") or "str"}
    for fact in ("default", "elements"):
        if option.get(fact) is not None:
            facts[fact] = option[fact]
    if option.get("required"):
        facts["required"] = True
    if option.get("no_log"):
        facts["no_log"] = True
    for fact in ("aliases", "choices"):
        if option.get(fact):
            facts[fact] = sorted(option[fact])
    if option.get("fallback"):
        facts["environment"] = option["fallback"][1]
    if option.get("options"):
        facts["options"] = {name: option_of(inner) for name, inner in option["options"].items()}
    return facts
