# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one mask that stands where a secret was, and what is too short to be one."""

from __future__ import annotations

MASK = "********"
ANOTHER = "******** (another one)"  # in a diff, after MASK: it is secret, and no longer the same
SHORTEST = 4  # characters; to mask every "a" or "no" inside other texts would leave nothing of them
