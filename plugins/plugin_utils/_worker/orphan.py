# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A worker whose Ansible is gone, as when a job is cancelled: nobody hears of its task any more, or stops it."""

from __future__ import annotations

import contextlib
import signal
import sys
from typing import Iterator

_PR_SET_PDEATHSIG = 1


@contextlib.contextmanager
def stopped_with_ansible() -> Iterator[None]:
    """Have this process get SIGTERM, which stops its task in good order, when the one that made it has ended.

    ansible-runner, and so AWX, cancels a job by killing ansible-playbook and its process group. Since ansible-core 2.19
    workers are in sessions of their own: they would go on to the end, and hold their releases as long. Before, they are
    killed too. It is a service of Linux; elsewhere nothing is done.
    """
    if sys.platform != "linux":
        yield
        return
    import ctypes  # Ansible's display has it already

    process = ctypes.CDLL(None)
    process.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    try:
        yield
    finally:
        process.prctl(_PR_SET_PDEATHSIG, 0)
