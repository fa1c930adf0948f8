# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The drop-in modules' playbooks, played by ours, against what kubernetes.core 6.6 with helm 4.3.1 made of them.

tests/tools/peer_results pinned that. Each difference is in differences.yml, with its reason, and none that is no more.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from cluster_fixture import Cluster

from . import compared, stage

HERE = Path(__file__).resolve().parent
PEER = json.loads((HERE.parents[1] / "unit/pinned/peer_specs.json").read_text(encoding="utf-8"))["modules"]


@pytest.mark.parametrize("book", compared.books())
def test_results_are_the_peers(
    book: str, cluster: Cluster, collections: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KUBECTL", str(HERE.parents[1] / "tools/kubectl"))
    with stage.Stage(tmp_path, cluster.kubeconfig) as played:
        ours = played.play(book, stage.OURS, collections)
    found = {name: sorted(keys) for name, keys in compared.differences(book, ours).items()}
    assert found == {name: sorted(row["keys"]) for name, row in known(book).items()}


def known(book: str) -> dict[str, dict[str, Any]]:
    rows: dict[str, dict[str, Any]] = yaml.safe_load((HERE / "differences.yml").read_text(encoding="utf-8"))[book]
    return rows


@pytest.mark.parametrize("book", compared.books())
def test_every_difference_has_a_reason(book: str) -> None:
    pinned = json.loads(compared.pinned(book).read_text(encoding="utf-8"))
    rows = known(book)
    assert set(rows) <= set(pinned)
    assert [name for name, row in rows.items() if not row["reason"].strip() or not row["keys"]] == []


@pytest.mark.parametrize("book", compared.books())
def test_every_option_is_played(book: str) -> None:
    tasks = yaml.safe_load((HERE / f"{book}.yml").read_text(encoding="utf-8"))
    given = {name for task in tasks for name in task.get(book, ())} | {"kubeconfig"}  # of module_defaults
    names = {name: {name, *option.get("aliases", ())} for name, option in PEER[book]["options"].items()}
    assert [name for name, all_names in names.items() if not all_names & given] == []
