# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All cases: a chart's files and a command line each, and helm's answer for each, as make_expected.py wrote it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Iterator, Mapping, NamedTuple, Optional, Union

from . import charts, executing, inputs, manifests, own, parsing, schemas

EXPECTED = Path(__file__).with_name("expected.json")
CHART_FILE = charts.GOOD
Files = Mapping[str, Union[str, bytes, None]]


class Input(NamedTuple):
    """Files (their paths in a folder, where the chart is web) and the command line after "helm template" there."""

    files: tuple[tuple[str, bytes], ...]
    arguments: tuple[str, ...] = ("rel", "web")

    def digest(self) -> str:
        """Another one for other inputs."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:16]

    def lay(self, folder: Path) -> None:
        """Write the files into a folder."""
        (folder / "web").mkdir()
        for name, content in self.files:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


class Answer(NamedTuple):
    """What helm said: the digest of the inputs, the exit code, and stderr from its "Error: " on, or else stdout."""

    digest: str
    code: int
    text: str


def inputs_by_name() -> dict[str, Input]:
    """Every case by its name: its kind, then what is wrong, or odd."""
    return dict(_inputs())


def expected() -> dict[str, Answer]:
    """helm's answers by name."""
    known = json.loads(EXPECTED.read_text("utf-8")) if EXPECTED.exists() else {}
    return {name: Answer(*answer) for name, answer in known.items()}


def _inputs() -> Iterator[tuple[str, Input]]:
    own_values = {"values.yaml": own.VALUES, "templates/_helpers.tpl": own.HELPERS}
    seen = {"values.yaml": executing.VALUES, "templates/_helpers.tpl": executing.HELPERS}
    for kind, templates, around in (
        ("parse", parsing.TEMPLATES, {}),
        ("execute", executing.TEMPLATES, seen),
        ("function", executing.FUNCTIONS, seen),
        ("manifest", manifests.TEMPLATES, {}),
        ("own", own.TEMPLATES, own_values),
    ):
        for name, text in templates.items():
            yield f"{kind}: {name}", _chart({**around, "templates/a.yaml": text})
    for name, text in charts.CHART_FILES.items():
        yield f"Chart.yaml: {name}", _chart({"Chart.yaml": text})
    for name, files in charts.CHARTS.items():
        yield f"chart: {name}", _chart({"templates/a.yaml": charts.TEMPLATE, **files})
    for name, content in inputs.VALUES_FILES.items():
        yield (
            f"values file: {name}",
            _chart({"templates/a.yaml": inputs.TEMPLATE}, "-f", "my.yaml", beside={"my.yaml": content}),
        )
    for name, options in inputs.OPTIONS.items():
        yield f"option: {name}", _chart({"values.yaml": inputs.VALUES, "templates/a.yaml": inputs.TEMPLATE}, *options)
    for name, text in schemas.SCHEMAS.items():
        yield f"schema: {name}", _chart({"values.yaml": schemas.VALUES, "values.schema.json": text})


def _chart(files: Files, *options: str, beside: Optional[Files] = None) -> Input:
    """A chart of these files over a good Chart.yaml; None leaves a file out."""
    every = {f"web/{name}": content for name, content in {"Chart.yaml": CHART_FILE, **files}.items()}
    every.update(beside or {})
    known = sorted((name, content) for name, content in every.items() if content is not None)
    as_bytes = ((name, content.encode() if isinstance(content, str) else content) for name, content in known)
    return Input(tuple(as_bytes), ("rel", "web", *options))
