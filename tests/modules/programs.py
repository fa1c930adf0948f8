# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which Ansible the tests run, and on which Python the modules: the environment's own, or a row's of tests/matrix."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def ansible_playbook() -> list[str]:
    """The words that ansible-playbook is called by. NATIVE_HELM_ANSIBLE: the folder of another one's programs."""
    program = Path(os.environ.get("NATIVE_HELM_ANSIBLE") or Path(sys.executable).parent) / "ansible-playbook"
    target = os.environ.get("NATIVE_HELM_TARGET")
    # The implicit localhost has Ansible's own Python, whatever the environment says.
    return [str(program), *(["-e", f"ansible_python_interpreter={target}"] if target else [])]


def target_python() -> str:
    """The path of the Python for modules. NATIVE_HELM_TARGET: another one."""
    return os.environ.get("NATIVE_HELM_TARGET") or sys.executable
