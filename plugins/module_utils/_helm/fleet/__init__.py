# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many releases in one task: the list read and checked, its order, what runs when, what came of it; never how a single
release is made, which whoever starts a fleet hands in as a function."""
