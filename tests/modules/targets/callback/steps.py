# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Note each step that was run, a line of JSON each, in the file that NATIVE_HELM_STEPS names."""

from __future__ import annotations

import json
import os
from typing import Any

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: steps
type: aggregate
short_description: notes what came of each step
description: Notes what came of each step.
"""


class CallbackModule(CallbackBase):
    """Writes as it goes."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "steps"
    CALLBACK_NEEDS_ENABLED = True

    def v2_runner_on_ok(self, result: Any) -> None:
        self._note(result, "ok")

    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:
        # Every error is ignored, so that the steps after it are run; the task's own word says whether it may come.
        self._note(result, "expected" if (result._task.get_ds() or {}).get("ignore_errors") else "failed")

    def _note(self, result: Any, state: str) -> None:
        task, found = result._task, result._result
        if task.action.rpartition(".")[2] in ("include_tasks", "include_role"):
            return
        step = {
            "action": task.action,
            "name": task.get_name(),
            "place": ":".join(str(task.get_path()).rsplit(":", 1)),
            "state": state,
            "given": json.dumps(task.args, default=str),
            "said": {key: str(found[key]) for key in ("msg", "stderr", "assertion", "warnings") if found.get(key)},
        }
        with open(os.environ["NATIVE_HELM_STEPS"], "a", encoding="utf-8") as notes:
            notes.write(json.dumps(step) + "\n")
