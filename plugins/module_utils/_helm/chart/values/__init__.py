# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values: the user's put together, laid over a chart's and its subcharts', held against their schemas.

In: a Chart, what the task gives. Out: the tables that templates see. Nothing is read or written here.
"""
