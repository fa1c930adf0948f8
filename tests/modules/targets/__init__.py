# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""kubernetes.core's own integration targets, run with our modules in the place of its own.

They are no part of this project: `run` takes a checkout of kubernetes.core. stand_ins.py is what they find instead of
the internet and Docker, callback/steps.py notes what came of each step.
"""
