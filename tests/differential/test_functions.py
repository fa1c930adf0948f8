# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The functions that docs/parity.md lists are those that the real helm knows."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import cases

LISTED = re.findall(r"^\| `(\w+)` \| (.*) \| \d+ \|$", (cases.ROOT / "docs/parity.md").read_text("utf-8"), re.MULTILINE)


def helm_knows(folder: Path, names: list[str]) -> str:
    """helm's error for a template that names functions; "" when it knows them all."""
    calls = "".join(f"{{{{ {name} }}}}\n" for name in names)
    chart = folder / "web"
    (chart / "templates").mkdir(parents=True)
    (chart / "Chart.yaml").write_text("apiVersion: v2\nname: web\nversion: 0.1.0\n", encoding="utf-8")
    (chart / "templates/a.yaml").write_text("{{ if false }}\n" + calls + "{{ end }}", encoding="utf-8")
    run = subprocess.run([str(cases.HELM), "template", str(chart)], capture_output=True, check=False)
    return cases.error_of(run.stderr)


def test_helm_knows_every_function_of_the_page(tmp_path: Path) -> None:
    names = [name for name, state in LISTED if state.startswith("as helm")]
    assert len(names) > 240
    assert helm_knows(tmp_path, names) == ""


def test_helm_does_not_know_those_that_it_takes_away(tmp_path: Path) -> None:
    names = [name for name, state in LISTED if not state.startswith("as helm")]
    assert sorted(names) == ["env", "expandenv"]
    for name in names:
        assert f'function "{name}" not defined' in helm_knows(tmp_path / name, [name])
