# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Go's standard library, as far as charts see it: types, fmt, strconv, time, net/url, net/netip, regexp, path.

In: values of types.py. Out: the texts, times and errors that Go gives, byte for byte.
"""
