# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a program, and write its exit code, wall and CPU seconds and peak memory to descriptor 3.

A process of its own, as small as Python goes: the kernel counts what the parent has in memory as the child's peak.
"""

from __future__ import annotations

import os
import sys
import time

start = time.perf_counter()
pid = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ, file_actions=[(os.POSIX_SPAWN_CLOSE, 3)])
_pid, status, used = os.wait4(pid, 0)
wall = time.perf_counter() - start
figures = f"{os.waitstatus_to_exitcode(status)} {wall} {used.ru_utime + used.ru_stime} {used.ru_maxrss}"
os.write(3, figures.encode("ascii"))
