# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Known flaws of helm and its kind, a test each. Each is tried twice: as it is, where it has to be refused, and with
the guard against it taken out, where it has to succeed: a test that passes without the guard proves nothing."""

from __future__ import annotations
