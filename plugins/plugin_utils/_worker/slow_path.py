# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A hint, once in each run of Ansible: of tasks on the controller itself that would run in its worker process, were it
not for their Python. So it is where an inventory lists localhost; the implicit one has Ansible's own Python."""

from __future__ import annotations

import os
from typing import Any

from ansible import constants

_SHOWN = "native.helm-slow-path"  # in the folder for temporary files that each run of Ansible has for itself


def tell(display: Any, host: str, python: str) -> None:
    """Show the hint on Ansible's display, if no task has before. host, python: where and by what the task is to run."""
    mark = os.path.join(constants.DEFAULT_LOCAL_TMP, _SHOWN)
    try:
        os.close(os.open(mark, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError:  # it was shown, or there is nowhere to keep that it was
        return
    fast = 'ansible_python_interpreter: "{{ ansible_playbook_python }}"'
    text = (
        f"native.helm: on {host} each task is run by a Python of its own ({python}), which takes seconds. "
        f"In Ansible's own process it takes a fifth: give the host {fast}. "
        "With native_helm_in_worker: false it stays as it is, without this hint."
    )
    display.display(text, stderr=True)
