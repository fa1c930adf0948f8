# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON as Go's encoding/json reads and writes it.

In: text, or values of golang.types. Out: plain data with every number a float; text with sorted keys.
"""
