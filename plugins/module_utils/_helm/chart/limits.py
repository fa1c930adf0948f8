# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How much is read of what stands beside a chart."""

from __future__ import annotations

MAX_PROVENANCE = 1024 * 1024
