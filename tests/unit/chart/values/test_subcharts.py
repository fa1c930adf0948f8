# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What dependencies.process leaves in a chart; its values are held against Helm's in test_values.py."""

from __future__ import annotations

import json

from ansible_collections.native.helm.plugins.module_utils._helm.chart import declared, loader
from ansible_collections.native.helm.plugins.module_utils._helm.chart.model import File
from ansible_collections.native.helm.plugins.module_utils._helm.chart.values import subcharts


def load(*requirements, charts=("db",)):
    head = {"apiVersion": "v2", "name": "top", "version": "1.0.0", "dependencies": list(requirements)}
    files = [File("Chart.yaml", json.dumps(head).encode())]
    for name in charts:
        own = {"apiVersion": "v2", "name": name, "version": "1.2.3"}
        files += [
            File(f"charts/{name}/Chart.yaml", json.dumps(own).encode()),
            File(f"charts/{name}/templates/a.yaml", b"a"),
        ]
    return loader.load_files(files)


def wanting(name, **more):
    return {"name": name, "version": "*", "repository": "", **more}


def test_what_is_disabled_is_gone_from_chart_and_metadata():
    chart = load(wanting("db", condition="db.enabled"), wanting("web"), charts=("db", "web"))
    subcharts.process(chart, {"db": {"enabled": False}}, print)
    assert [part.name for part in chart.subcharts] == ["web"]
    assert [item["name"] for item in chart.metadata["dependencies"]] == ["web"]
    assert chart.metadata["dependencies"][0]["enabled"] is True


def test_no_dependencies_left_leaves_no_key():
    chart = load(wanting("db", condition="db.enabled"))
    subcharts.process(chart, {"db": {"enabled": False}}, print)
    assert "dependencies" not in chart.metadata


def test_one_chart_under_two_names():
    chart = load(wanting("db", alias="one"), wanting("db", alias="two"))
    subcharts.process(chart, {}, print)
    assert [part.path for part in chart.subcharts] == ["top/charts/one", "top/charts/two"]
    assert [item["name"] for item in chart.metadata["dependencies"]] == ["one", "two"]
    assert [part.templates[0].name for part in chart.subcharts] == ["templates/a.yaml"] * 2
    assert all(part.parent is chart for part in chart.subcharts)


def test_import_values_are_kept_in_pairs():
    chart = load(wanting("db", **{"import-values": ["data", {"child": "a", "parent": "b"}, 5]}))
    subcharts.process(chart, {}, lambda message: None)
    assert chart.metadata["dependencies"][0]["import-values"] == [
        {"child": "exports.data", "parent": "."},
        {"child": "a", "parent": "b"},
    ]


def test_the_mute_are_told():
    said = []
    chart = load(wanting("db", condition="db.on", tags=["t"], **{"import-values": ["nope"]}))
    subcharts.process(chart, {"db": {"on": "yes"}, "tags": {"t": "no"}}, said.append)
    assert said == [
        "returned non-bool value: tag=t chart=db",
        "returned non-bool value: path=db.on chart=db",
        "ImportValues missing table from chart db: exports.nope is not a table",
    ]


def test_missing_dependencies_are_named_in_helms_words():
    chart = load(wanting("db"), wanting("cache"), wanting("queue"))
    absent = declared.missing(chart)
    assert [item["name"] for item in absent] == ["cache", "queue"]
    assert declared.missing_problem(absent) == (
        "found in Chart.yaml, but missing in charts/ directory: cache, queue"
    )
    assert declared.missing(load(wanting("db"))) == []
