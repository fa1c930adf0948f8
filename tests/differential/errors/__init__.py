# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What "helm template" cannot do, and its words for it, and what it makes of odd inputs: inputs in Python tables,
helm's answers in expected.json.

After a change of the inputs: make_expected.py (it runs the real helm).
"""
