# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An overlay says what coalesce says, which test_values.py holds against Helm, and leaves everything as it was."""

from __future__ import annotations

import copy

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import HelmError
from ansible_collections.native.helm.plugins.module_utils._helm.chart import loader, values_file
from ansible_collections.native.helm.plugins.module_utils._helm.chart.model import Chart, File
from ansible_collections.native.helm.plugins.module_utils._helm.chart.values import coalesce, overlay
from chart import chart_tables as tables


def defaults(chart: Chart) -> list[object]:
    return [copy.deepcopy(chart.values), *map(defaults, chart.subcharts)]


def outcome(combine, chart, given):
    said: list[str] = []
    try:
        found = combine(chart, given, said.append)
    except HelmError as error:
        found = error.problem
    return found, said


def test_an_overlay_is_what_coalesce_gives_and_changes_nothing():
    compared = 0
    for row in tables.rows("values/process"):
        ask = row["ask"]
        try:
            chart = loader.load_files([File(name, text.encode()) for name, text in sorted(ask["files"].items())])
            given = values_file.parse(ask["values_yaml"].encode())
        except HelmError:
            continue
        before = copy.deepcopy((defaults(chart), given))
        laid = outcome(overlay.overlay, chart, given)
        assert (defaults(chart), given) == before
        combined = outcome(coalesce.coalesce, chart, given)
        assert laid == combined
        for subchart in chart.subcharts if isinstance(laid[0], dict) else ():
            # as dependencies.py goes on: the whole tree's values under a subchart's own
            assert outcome(overlay.overlay, subchart, laid[0]) == outcome(coalesce.coalesce, subchart, combined[0])
            assert (defaults(chart), given) == before
        compared += 1
    assert compared > 800


def test_a_table_of_globals_stays_one_table_for_a_chart_and_its_subchart():
    lowest = Chart({"name": "b", "version": "1.0.0"}, values={"global": {"g": {"deep": {"b": 1.0}}}})
    middle = Chart({"name": "a", "version": "1.0.0"}, subcharts=[lowest])
    top = Chart({"name": "top", "version": "1.0.0"}, subcharts=[middle])
    given = {"global": {"g": {"deep": {"top": 1.0}}}}
    assert outcome(overlay.overlay, top, given) == outcome(coalesce.coalesce, top, given)
    assert given == {"global": {"g": {"deep": {"top": 1.0}}}}
