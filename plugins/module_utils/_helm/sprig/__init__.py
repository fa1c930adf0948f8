# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The functions of Sprig 3.3.0.

In: an Env. Out: a table name -> function. Heavy topics are imported at their first call.
"""
