# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A plan is one of shaped objects: what patches change is in it, what they set in Secrets is not."""

from __future__ import annotations

import json
from typing import Any

from .conftest import Charts, Play, fields

KEPT = "kept-in-a-patch"


def shaping(text: str) -> dict[str, Any]:
    return {
        "patches": [
            {"target": {"kind": "ConfigMap"}, "patch": [{"op": "add", "path": "/data/region", "value": text}]},
            {"target": {"kind": "Secret"}, "patch": {"stringData": {"password": KEPT}}},
        ]
    }


def test_a_plan_knows_what_is_shaped(play: Play, cluster: Any, space: str, charts: Charts) -> None:
    charts.write("shaped")
    north, south = (charts.apply("shaped", **shaping(text)) for text in ("north", "south"))
    planned, other, bare, done = play([charts.plan("shaped", **shaping("north")), south, charts.apply("shaped"), north])
    document = json.dumps(planned["plan"]["document"])
    assert '"region": "north"' in document and KEPT not in document
    assert fields(other) == {f"ConfigMap {space}/shaped /data/region": ("north", "south")}
    assert bare["failed"] and f"ConfigMap {space}/shaped /data/region" in fields(bare)
    live = cluster.get("-n", space, "configmap", "shaped")
    assert done["changed"] and live["data"] == {"region": "north", "text": "2"}
    assert KEPT not in json.dumps([planned, other, bare, done])
