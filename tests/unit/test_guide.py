# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The guides show what the tests run: each of their snippets stands in a playbook, line for line."""

from __future__ import annotations

from pathlib import Path

import pytest
import snippets

ROOT = Path(__file__).resolve().parents[2]
RUN = [
    *(ROOT / "tests/guide").glob("*.yml"),
    ROOT / "tests/guide/sops/sops.yml",
    *(ROOT / "playbooks").glob("*.yml"),
    ROOT / "playbooks/files/migrate.tpl",
    *(ROOT / "extensions/molecule").glob("*/*.yml"),
]
PAGES = [ROOT / "docs/flow.md", *sorted((ROOT / "docs/docsite/rst").glob("*.rst"))]
SNIPPETS = [(page.stem, snippet) for page in PAGES for snippet in snippets.of_page(page, run=True)]


# What a page shows, beside a playbook of its name in tests/guide.
RUN_FOR = {
    "flow": "playbooks/demo.yml",
    "awx": "playbooks/awx/deploy.yml",  # as a job: tests/awx
    "air_gap": "playbooks/mirror.yml",  # with two registries: tests/modules/test_mirror.py
}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_has_a_playbook_that_runs(page: Path) -> None:
    playbook = ROOT / RUN_FOR.get(page.stem, f"tests/guide/{page.stem}.yml")
    assert playbook.is_file()
    assert page.stem in RUN_FOR or snippets.of_page(page, run=True)


LEAST = [("flow", 9), ("getting_started", 4), ("changes", 2), ("private_sources", 3)]


@pytest.mark.parametrize(("page", "least"), LEAST)
def test_the_guide_has_snippets(page: str, least: int) -> None:
    assert sum(of == page for of, _snippet in SNIPPETS) >= least


@pytest.mark.parametrize(("page", "snippet"), SNIPPETS, ids=snippets.title)
def test_snippet_is_run(page: str, snippet: str) -> None:
    assert snippets.stands_in(snippet, RUN), f"no playbook that the tests run has this snippet of {page}"
