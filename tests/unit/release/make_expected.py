# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make chart_records.jsonl: a chart as helm's record has it.

Each line has a chart's files, and the text of that chart in the record that helm 4.3.1 would store of it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
TESTS = HERE.parent.parent
OUTPUT = HERE / "chart_records.jsonl"
sys.path.insert(0, str(TESTS))

import collection_path

collection_path.install()

from release.test_record_forms import CHARTS, HEAD, NEEDS, SUB, chart

MORE = {
    "lock of its own": {
        **chart(HEAD + "dependencies: [{name: s, repository: 'https://example.com', version: 0.1.0}]\n"),
        **SUB,
        "Chart.lock": "generated: '2024-05-06T07:08:09.123456789+02:00'\ndigest: sha256:x\ndependencies:\n"
        "- {version: 0.1.0, repository: 'https://example.com', name: s}\n",
    },
    "dependency with everything": {
        **chart(
            HEAD + "dependencies:\n- {alias: z, import-values: [{parent: b, child: a}, x], tags: [t, u], enabled: "
            "true, condition: 's.on,s.off', repository: 'file://s', version: '>=0.1.0', name: s}\n"
        ),
        **SUB,
        "charts/s/values.yaml": "a: {k: 1}\nexports: {x: {y: 1}}\n",
    },
    "metadata with everything": chart(
        "type: application\nkubeVersion: '>=1.0.0-0 <9'\nannotations: {z: '1', a: '<&>'}\ndeprecated: true\n"
        "appVersion: 'v1.2'\ntags: t\ncondition: c\napiVersion: v2\nicon: 'https://example.com/i.png'\nmaintainers:\n"
        "- {url: 'https://example.com', email: a@example.com, name: Ä}\nkeywords: [k, j]\ndescription: \"d\\u2028\"\n"
        "version: 1.2.3\nsources: ['https://example.com/s']\nhome: 'https://example.com'\nname: c\nunknown: x\n"
    ),
    "templates and files": chart(
        **{
            "templates/b.yaml": "# b\n",
            "templates/a.tpl": '{{ define "a" }}<&>{{ end }}',
            "README.md": "ü\n",
            "data/x.bin": "\x00\x01\x02",
            "LICENSE": "MIT\n",
            "values.yaml": "b: 1\na: {z: 1, y: [1.5, null, '<']}\n",
            "values.schema.json": '{"type": "object"}',
        }
    ),
    "two dependencies of one chart": {
        **chart(HEAD + NEEDS + "- {name: s, version: 0.1.0, alias: t}\n"),
        **SUB,
        "charts/s/values.yaml": "a: 1\n",
    },
}


def laid(folder: Path, files: dict[str, str]) -> None:
    """Write a chart's files, all of one time."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8"))
        os.utime(path, (0, 1e9))


def chart_of_helm(folder: Path) -> str:
    """The text of the chart in helm's record."""
    done = subprocess.run(
        [str(TESTS / "tools" / "helm"), "install", "x", str(folder), "--dry-run=client", "-o", "json"],
        env={**os.environ, "KUBECONFIG": "/dev/null", "HELM_VERSION": "4.3.1", "TZ": "UTC"},
        stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    text = done.stdout
    start = text.index('"chart":') + len('"chart":')
    _chart, end = json.JSONDecoder().raw_decode(text, start)
    return text[start:end]


def cases() -> dict[str, dict[str, str]]:
    """What is recorded: what a chart may have or lack. What is only about templates is left to tests/release."""
    found = {name: files for name, files in CHARTS.items() if not name.startswith("hook")}
    return {**found, **MORE}


def main() -> int:
    """0 when every chart was recorded."""
    lines: list[Any] = []
    for name, files in cases().items():
        with tempfile.TemporaryDirectory() as folder:
            laid(Path(folder) / "c", files)
            lines.append({"case": name, "files": files, "chart": chart_of_helm(Path(folder) / "c")})
    OUTPUT.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
