# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random lives of releases: charts, steps and what has to be true after each of them, found by Hypothesis.

In: a seed and a number of steps. Out: nothing, or the shortest life that breaks a promise, as a playbook.
"""
