# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a chart is.

In: folders, archives, values. Out: a Chart, coalesced values, archives, locks. Never writes outside the path it was
given.
"""
