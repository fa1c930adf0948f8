# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables, copied."""

from __future__ import annotations

from ansible_collections.native.helm.plugins.module_utils._helm.chart.tables import copy_tables


def test_tables_and_lists_are_copied_all_the_way_down():
    given = {"t": {"l": [[{"a": 1.0}], "x"]}, "s": "x"}
    found = copy_tables(given)
    assert found == given
    ours, theirs = found["t"]["l"], given["t"]["l"]
    pairs = [(found["t"], given["t"]), (ours, theirs), (ours[0], theirs[0]), (ours[0][0], theirs[0][0])]
    assert all(one is not other for one, other in pairs)
    assert copy_tables("x") == "x"
