# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON pointers (RFC 6901): a name as a step of one, and back."""

from __future__ import annotations


def escaped(name: str) -> str:
    """Return a name as a step of a pointer."""
    return name.replace("~", "~0").replace("/", "~1")


def unescaped(step: str) -> str:
    """Return the name that a step of a pointer means."""
    return step.replace("~1", "/").replace("~0", "~")
