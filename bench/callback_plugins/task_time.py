# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long a play of one task takes once Ansible itself has started, for bench/release."""

from __future__ import annotations

import os
import time
from pathlib import Path

from ansible.plugins.callback import CallbackBase


class CallbackModule(CallbackBase):
    """Writes the seconds from the play's start to its task's result into the file of BENCH_TASK_TIME."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "task_time"

    def v2_playbook_on_play_start(self, play):
        self._start = time.perf_counter()

    def v2_runner_on_ok(self, result):
        Path(os.environ["BENCH_TASK_TIME"]).write_text(str(time.perf_counter() - self._start))
