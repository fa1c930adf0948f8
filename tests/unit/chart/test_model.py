# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A chart's copy: each release of a task has one of its own to change."""

from __future__ import annotations

from ansible_collections.native.helm.plugins.module_utils._helm.chart.model import Chart


def test_what_is_changed_in_a_copy_is_not_changed_in_the_chart() -> None:
    def made() -> Chart:
        metadata = {"name": "a", "dependencies": [{"name": "b", "tags": ["x"]}]}
        subchart = Chart({"name": "b"}, values={"deep": {"list": [{"key": 1.0}]}})
        return Chart(metadata, lock={"dependencies": [{"name": "b"}]}, values={"b": {"on": True}}, subcharts=[subchart])

    chart = made()
    copy = chart.copy()
    copy.metadata["dependencies"][0]["tags"].append("y")
    (copy.lock or {})["dependencies"][0]["name"] = "c"
    copy.values["b"]["on"] = False
    copy.subcharts[0].values["deep"]["list"][0]["key"] = 2.0
    copy.subcharts.clear()
    again = made()
    assert (chart.metadata, chart.lock, chart.values) == (again.metadata, again.lock, again.values)
    assert [subchart.values for subchart in chart.subcharts] == [again.subcharts[0].values]


def test_a_copys_subcharts_are_the_copys() -> None:
    copy = Chart({"name": "a"}, subcharts=[Chart({"name": "b"})]).copy()
    assert copy.subcharts[0].parent is copy
    assert copy.subcharts[0].path == "a/charts/b"
