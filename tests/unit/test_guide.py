# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The guide shows what the tests run: each of its snippets stands in a playbook, line for line."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RUN = [ROOT / "playbooks/demo.yml", ROOT / "playbooks/files/migrate.tpl"]
RUN += (ROOT / "extensions/molecule").glob("*/*.yml")
SNIPPETS = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs/flow.md").read_text(encoding="utf-8"), re.DOTALL)


def test_the_guide_has_snippets() -> None:
    assert len(SNIPPETS) >= 9


@pytest.mark.parametrize("snippet", SNIPPETS, ids=lambda text: text.splitlines()[0].strip("- ")[:40])
def test_snippet_is_run(snippet: str) -> None:
    wanted = textwrap.dedent(snippet).splitlines()
    for path in RUN:
        lines = path.read_text(encoding="utf-8").splitlines()
        for start in range(len(lines) - len(wanted) + 1):
            found = lines[start : start + len(wanted)]
            if textwrap.dedent("\n".join(found)).splitlines() == wanted:
                return
    pytest.fail("no playbook that the tests run has this")
