# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plans that are looked at, approved, and then applied.

In: what the pipeline has decided for each release, before its first write. Out: a document that says so without a
secret in it, or, where there is such a document already, in what it differs from what is to be done now.
"""
