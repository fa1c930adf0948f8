# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Image references: references.jsonl holds what the distribution project's own library makes of the same texts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.content.shaping import references

TABLE = [json.loads(line) for line in (Path(__file__).parent / "references.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("answer", TABLE, ids=[str(place) for place in range(len(TABLE))])
def test_as_the_distribution_project_reads_them(answer: dict[str, str]) -> None:
    found = references.parse(answer["text"])
    if "domain" not in answer:  # no reference; or one that names no registry, "exa_mple.com/a", which nobody can pull
        assert found is None
        return
    assert found is not None
    wanted = [answer.get(key, "") for key in ("domain", "path", "tag", "digest")]
    assert [found.domain, found.path, found.tag, found.digest] == wanted
    assert found.text() == answer["text"]


def test_the_table_has_references_and_others() -> None:
    assert 50 < sum("domain" in answer for answer in TABLE) < len(TABLE) - 50
