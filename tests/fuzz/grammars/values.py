# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values of a chart and its subcharts put together: nulls, globals, conditions, tags, aliases, imports, flags."""

from __future__ import annotations

import json
import random
import re
from typing import Any

from . import setlines, yamls
from .grammar import Grammar, Request

CHARTS = ("db", "web", "lib")
KEYS = ("a", "b", "t", "global", "enabled", "tags", "exports", "data", *CHARTS, "x")
SCALARS = (None, None, 1, 0, "x", "", True, False, 1.5, [], [1, None], [{"a": None}], {}, "null", 12345678)
CONDITIONS = (
    "db.enabled",
    "web.enabled",
    "enabled",
    "global.on,db.enabled",
    "nope.x",
    "db.enabled,web.enabled",
    "a",
    " db.enabled",
    "t.a",
)
IMPORTS = (
    "data",
    "a",
    "nope",
    {"child": "a", "parent": "b"},
    {"child": "t", "parent": "t.x"},
    {"child": "exports.data", "parent": "."},
    5,
    {"child": "a"},
)


def table(rnd: random.Random, depth: int = 3) -> dict[str, Any]:
    """Return a table with the keys that matter."""
    found: dict[str, Any] = {}
    for key in rnd.sample(KEYS, rnd.randint(0, 4)):
        roll = rnd.random()
        if depth and (roll < 0.5 or (key in (*CHARTS, "global", "tags", "exports") and roll < 0.85)):
            found[key] = table(rnd, depth - 1)
        elif key == "enabled":
            found[key] = rnd.choice([True, False, False, "yes", None])
        else:
            found[key] = rnd.choice(SCALARS)
    return found


def dependency(rnd: random.Random, name: str) -> dict[str, Any]:
    """Return an entry of Chart.yaml's dependencies."""
    found: dict[str, Any] = {"name": name, "version": rnd.choice(["*", "*", "~1", ">=1.0.0", "2.x"]), "repository": ""}
    if rnd.random() < 0.4:
        found["condition"] = rnd.choice(CONDITIONS)
    if rnd.random() < 0.3:
        found["tags"] = rnd.choices(["a", "b", "x", "on"], k=rnd.randint(1, 2))
    if rnd.random() < 0.2:
        found["alias"] = rnd.choice(["web", "other", "db2", "a"])
    if rnd.random() < 0.3:
        found["import-values"] = rnd.choices(IMPORTS, k=rnd.randint(1, 2))
    return found


def chart(rnd: random.Random, name: str, depth: int, folder: str = "") -> dict[str, str]:
    """Return the files of a chart and its subcharts."""
    meta: dict[str, Any] = {"apiVersion": "v2", "name": name, "version": rnd.choice(["1.0.0", "1.2.3", "2.0.0-rc.1"])}
    below = rnd.sample([one for one in CHARTS if one != name], rnd.choice([0, 1, 1, 2])) if depth else []
    declared = [dependency(rnd, one) for one in below for _ in range(rnd.choice([0, 1, 1, 1, 2]))]
    if declared:
        meta["dependencies"] = declared
    files = {f"{folder}Chart.yaml": json.dumps(meta)}
    if rnd.random() < 0.85:
        files[f"{folder}values.yaml"] = json.dumps(table(rnd))
    for one in below:
        files.update(chart(rnd, one, depth - 1, f"{folder}charts/{one}/"))
    return files


def coalesce(rnd: random.Random) -> Request:
    """Return charts with values, and the user's."""
    return {
        "op": "coalesce",
        "files": chart(rnd, "top", 2),
        "values_yaml": json.dumps(table(rnd)),
        "mode": rnd.choice(["values", "values", "merge"]),
        "process_dependencies": rnd.random() < 0.7,
    }


def merge(rnd: random.Random) -> Request:
    """Return values files and --set lines of all kinds."""
    asked: Request = {"op": "merge_values", "files": {}, "value_files": []}
    for name in ("one.yaml", "two.yaml")[: rnd.randint(0, 2)]:
        asked["files"][name] = json.dumps(table(rnd)) if rnd.random() < 0.7 else yamls.mapping(rnd, 2, 0) + "\n"
        asked["value_files"].append(name)
    asked["files"]["f"] = "file's text\n"
    for key, kind in (("set", "set"), ("set_string", "string"), ("set_json", "json"), ("set_literal", "literal")):
        if rnd.random() < 0.4:
            asked[key] = [setlines.line(rnd, kind) for _ in range(rnd.choice([1, 1, 2]))]
    if rnd.random() < 0.2:
        asked["set_file"] = [f"{setlines.path(rnd)}=@{rnd.choice(['f', 'f', 'none'])}"]
    return asked


def without_values(request: Request, answer: dict[str, Any]) -> dict[str, Any]:
    """An answer less what Helm's errors show of a value, which may be a password: ours do not."""
    error = answer.get("err", "")
    if error.startswith("failed parsing --set-json data"):
        return {"err": "failed parsing --set-json data"}
    if error.startswith("failed parsing --set"):
        return {"err": re.sub('".*"|(?<=at end of array index: ).*', "#", error, flags=re.DOTALL)}
    return answer


COALESCE = Grammar("coalesce", 8, coalesce, ("files", "values_yaml"))
MERGE = Grammar(
    "merge",
    4,
    merge,
    ("files", "value_files", "set", "set_string", "set_json", "set_literal", "set_file"),
    without_values,
)
