# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A failed task's stderr is the line that helm prints, its prefixes and hints included."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Iterator

import pytest
from chart_servers.caddy import Caddy
from chart_servers.keys import Keys
from chart_servers.registry import Registry

from remote.conftest import Home, Run

from . import asking
from .gaps import GAPS
from .world import World

KNOWN = asking.known()


@pytest.fixture(scope="module")
def world(
    tmp_path_factory: pytest.TempPathFactory, caddy: Caddy, registry: Registry, private: Registry, keys: Keys
) -> Iterator[World]:
    found = World(tmp_path_factory.mktemp("words"), caddy, registry, private, keys)
    yield found
    found.stop()


def test_helm_was_asked_each_row() -> None:
    asked = {name: answer.command for name, answer in KNOWN.items()}
    wanted = {name: case.command for name, case in asking.ROWS.items()}
    assert asked == wanted, "run make expected FOLDER=tests/remote/words"
    assert set(GAPS) < set(KNOWN) and len(KNOWN) > 10 * len(GAPS)


class Ours:
    """What our module says of a row. left: what is in the folder that it was to write into."""

    def __init__(self, run: Run, name: str, where: dict[str, str]) -> None:
        case = asking.ROWS[name]
        self.result: dict[str, Any] = run(case.module, **asking.filled(case.options, where))
        self.stderr = asking.general(self.result.get("stderr", ""), where)
        self.left = sorted(path.name for path in Path(where["out"]).iterdir())


@pytest.fixture
def ours(
    request: pytest.FixtureRequest, world: World, home: Home, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Ours:
    name = request.node.callspec.params["name"]
    (tmp_path / "out").mkdir()
    where = {**world.places, "out": str(tmp_path / "out"), "home": str(home.folder)}
    home.helm("repo", "add", "known", where["repo"])
    for variable, text in asking.filled(asking.ROWS[name].environ, where).items():
        monkeypatch.setenv(variable, text)
    return Ours(run, name, where)


@pytest.mark.parametrize("name", [name for name in KNOWN if name not in GAPS])
def test_stderr_is_helms_line(ours: Ours, name: str) -> None:
    assert ours.result.get("failed"), ours.result
    assert ours.stderr == KNOWN[name].said, ours.result["msg"]
    assert ours.left == []


@pytest.mark.parametrize("name", GAPS)
def test_a_gap_is_still_one(ours: Ours, name: str) -> None:
    assert ours.stderr != KNOWN[name].said


def test_there_are_no_words_where_helm_would_go_on(world: World, run: Run) -> None:
    """helm template asks no cluster, and minds no kubeconfig that is not there."""
    result = run("helm_template", chart=world.places["w"] + "/web", kubeconfig=world.places["w"] + "/nope")
    assert result["failed"] and "stderr" not in result
