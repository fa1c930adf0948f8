# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole charts: templates with all objects, .Files, subcharts with their slices of the values, defines across files."""

from __future__ import annotations

import json
import random

from . import values
from .functions import WORDS as CALL_WORDS
from .functions import Calls
from .grammar import Grammar, Request, without_addresses
from .templates import Words

FIELDS = (
    *(
        ".Values.a",
        ".Values.b",
        ".Values.t.a",
        ".Values.global.a",
        ".Values.global",
        ".Values.enabled",
        ".Values.db.a",
        ".Values.x",
    ),
    *(
        ".Chart.Name",
        ".Chart.Version",
        ".Chart.IsRoot",
        ".Chart.AppVersion",
        ".Chart.Annotations",
        ".Chart.Keywords",
        ".Chart.Type",
        ".Chart",
    ),
    *(
        ".Chart.Dependencies",
        ".Chart.Maintainers",
        '(index .Chart.Annotations "k")',
        ".Release",
        ".Release.Service",
        ".Release.Namespace",
    ),
    *(
        ".Template.Name",
        ".Template.BasePath",
        ".Capabilities.KubeVersion.Version",
        ".Capabilities.KubeVersion.Minor",
        ".Capabilities.APIVersions",
    ),
    *(
        '(.Files.Get "f.txt")',
        '(.Files.Lines "f.txt")',
        '(.Files.Glob "*.txt").AsConfig',
        '(.Files.Glob "**").AsSecrets',
        '(.Files.GetBytes "f.txt")',
    ),
    *(
        '(.Files.Glob "data/*")',
        ".Files.AsConfig",
        "(.Files.Get 1)",
        ".Files.Nope",
        "(len .Files)",
        ".Subcharts.db.Values.a",
        ".Subcharts.nope",
        ".Subcharts.db.Chart.Name",
    ),
    *(
        '(include "own" .)',
        '(include "one" .)',
        '(tpl "{{ .Values.a }}" .)',
        "(tpl .Values.b .)",
        '(.Values.Table "t")',
        '(.Values.PathValue "t.a")',
        '(.Capabilities.APIVersions.Has "v1")',
    ),
)
CONTAINERS = (
    ".Values.t",
    ".Values",
    ".Values.l",
    ".Subcharts",
    '(.Files.Glob "*")',
    '(.Files.Lines "f.txt")',
    ".Chart.Keywords",
    ".Chart.Dependencies",
    ".Chart.Annotations",
    "3",
)
INNER = Words(CALL_WORDS.names, fields=FIELDS[:-8], containers=CONTAINERS)  # nothing that calls itself
WORDS = Words(CALL_WORDS.names, fields=FIELDS, containers=CONTAINERS, chains=(".a", ".Name", ".Values", ".Get"))
FILES = {"f.txt": "one\ntwo\n", "data/b.bin": {"b64": "/wD+"}, "data/c.yaml": "a: 1\n", "empty": ""}


def request(rnd: random.Random) -> Request:
    """Return a chart to render."""
    files: Request = values.chart(rnd, "top", 1)
    for path in [path for path in files if path.endswith("Chart.yaml")]:
        folder = path.removesuffix("Chart.yaml")
        if rnd.random() < 0.5:
            meta = {
                "appVersion": "1.0",
                "annotations": {"k": "v", "b": "2"},
                "keywords": ["x", "y"],
                "type": "application",
            }
            meta["maintainers"] = [{"name": "me", "email": "m@x"}]
            files[path] = json.dumps({**json.loads(files[path]), **meta})
        for name in ("a.yaml", "_own.tpl")[: rnd.randint(1, 2)]:
            text = Calls(rnd, WORDS if name == "a.yaml" else INNER).text()
            if name == "_own.tpl":
                text = f'{{{{ define "own" }}}}{text}{{{{ end }}}}'
            files[f"{folder}templates/{name}"] = text
        if rnd.random() < 0.5:
            files.update({folder + name: text for name, text in FILES.items()})
    return {"op": "render", "files": files, "values_yaml": json.dumps(values.table(rnd))}


GRAMMAR = Grammar("charts", 8, request, ("files", "values_yaml"), without_addresses)
