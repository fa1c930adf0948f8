# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON Schema, drafts 4 to 2020-12, with the words of the library that Helm uses (santhosh-tekuri/jsonschema).

In: a schema and values. Out: what does not fit, as a tree. Nothing is read or fetched.
"""
