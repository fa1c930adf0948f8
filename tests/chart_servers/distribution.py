# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The distribution project's registry, built from src/."""

from __future__ import annotations

from pathlib import Path

from go_program import GoProgram

PROGRAM = GoProgram(
    "registry", Path(__file__).resolve().parent / "src", "the distribution project's registry", "2 min on 2 cores, once"
)


def built() -> Path:
    """The path of the program, built when it is not there. ClusterError."""
    return PROGRAM.built()
