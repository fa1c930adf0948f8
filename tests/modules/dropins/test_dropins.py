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


def test_results_are_the_peers(
    cluster: Cluster, collections: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One test for all: one process plays them."""
    monkeypatch.setenv("KUBECTL", str(HERE.parents[1] / "tools/kubectl"))
    with stage.Stage(tmp_path, cluster.kubeconfig) as there:
        ours = there.play(compared.books(), stage.OURS, collections)
    assert_prepared(ours["helm"])
    found = {book: compared.differences(book, ours[book]) for book in ours}
    assert {book: {name: sorted(keys) for name, keys in rows.items()} for book, rows in found.items()} == {
        book: {name: sorted(row["keys"]) for name, row in known(book).items()} for book in compared.books()
    }


def assert_prepared(ours: dict[str, dict[str, Any]]) -> None:
    """The one text of what changes, as helm's diff plugin shows it: the peer that was recorded has no such plugin."""
    look, done = (ours[task]["diff"]["prepared"].split("\n") for task in ("upgrade in check mode", "upgrade"))
    assert look[0] == "v1 ConfigMap (ns)/shop-config has changed:"
    assert [line for line in look if line[0] in "+-"] == ['-   size: "2"', '+   size: "3"']
    assert done == look
    assert "diff" not in ours["install again in check mode"] and "diff" not in ours["install again"]


def known(book: str) -> dict[str, dict[str, Any]]:
    rows: dict[str, dict[str, dict[str, Any]]] = yaml.safe_load((HERE / "differences.yml").read_text(encoding="utf-8"))
    return rows.get(book, {})


@pytest.mark.parametrize("book", compared.books())
def test_every_difference_has_a_reason(book: str) -> None:
    pinned = json.loads(compared.pinned(book).read_text(encoding="utf-8"))
    rows = known(book)
    assert set(rows) <= set(pinned)
    assert [name for name, row in rows.items() if not row["reason"].strip() or not row["keys"]] == []


@pytest.mark.parametrize("book", compared.books())
def test_every_option_is_played(book: str) -> None:
    tasks = yaml.safe_load((HERE / f"{book}.yml").read_text(encoding="utf-8"))
    given = {name for task in tasks for name in task.get(book, ())} | {"kubeconfig"}  # of module_defaults, for some
    names = {name: {name, *option.get("aliases", ())} for name, option in PEER[book]["options"].items()}
    assert [name for name, all_names in names.items() if not all_names & given] == []


@pytest.mark.parametrize("book", compared.books())
def test_every_exclusion_is_played(book: str) -> None:
    spec = PEER[book]
    names = {name: {name, *option.get("aliases", ())} for name, option in spec["options"].items()}
    tasks = [task[book] for task in yaml.safe_load((HERE / f"{book}.yml").read_text(encoding="utf-8")) if book in task]
    given = [{name for name, all_names in names.items() if all_names & set(task)} for task in tasks]
    together = [pair for pair in spec.get("mutually_exclusive", ()) if not any(set(pair) <= names for names in given)]
    apart = [*spec.get("required_together", ()), *((one, *others) for one, others in _by(spec))]
    alone = [pair for pair in apart if not any(pair[0] in names and pair[1] not in names for names in given)]
    assert (together, alone) == ([], [])


def _by(spec: dict[str, Any]) -> list[tuple[str, list[str]]]:
    """What an option needs besides itself; the peer writes one name without a list."""
    required = spec.get("required_by", {})
    return [(name, [others] if isinstance(others, str) else others) for name, others in required.items()]
