# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long each task of a play takes once Ansible itself has started, for bench/release and bench/tasks."""

from __future__ import annotations

import os
import time
from pathlib import Path

from ansible.plugins.callback import CallbackBase


class CallbackModule(CallbackBase):
    """Writes the seconds from the play's start to its first task's result into the file of BENCH_TASK_TIME, and from
    each result to the next one's, a line each."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "task_time"

    def v2_playbook_on_play_start(self, play):
        self._start = time.perf_counter()

    def v2_runner_on_ok(self, result):
        now = time.perf_counter()
        with Path(os.environ["BENCH_TASK_TIME"]).open("a") as file:
            file.write(f"{now - self._start}\n")
        self._start = now
