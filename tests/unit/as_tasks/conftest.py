# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks run as Ansible runs them; in check mode first, and twice."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Iterator

import loopback
import module_process
import pytest

from .surroundings import Run, chart, snapshot, without


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Helm's folders, empty, of this test only."""
    for kind in ("CONFIG", "CACHE", "DATA"):
        monkeypatch.setenv(f"HELM_{kind}_HOME", str(tmp_path / f"helm-{kind.lower()}"))
    for name in ("SOURCE_DATE_EPOCH", "HELM_REPOSITORY_CONFIG", "HELM_REPOSITORY_CACHE"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """Run a module; `check` and `diff` as Ansible sets them."""

    def run_(module: str, *, check: bool = False, diff: bool = False, **params: Any) -> dict[str, Any]:
        given = {**params, "_ansible_check_mode": check, "_ansible_diff": diff}
        with pytest.raises(SystemExit):
            module_process.run(module, given)
        return json.loads(capfd.readouterr().out)

    return run_


@pytest.fixture
def converge(run: Run, tmp_path: Path) -> Run:
    """Run a task in check mode, for real and again: the first predicts the second, the third finds nothing to do."""

    def converge_(module: str, **params: Any) -> dict[str, Any]:
        before = snapshot(tmp_path)
        predicted = run(module, check=True, diff=True, **params)
        assert snapshot(tmp_path) == before, "check mode wrote something"
        done = run(module, diff=True, **params)
        assert not done.get("failed"), done
        assert predicted["changed"] and done["changed"]
        assert without(predicted, "invocation") == without(done, "invocation")
        again = run(module, diff=True, **params)
        assert not again["changed"] and again["diff"] == []
        assert run(module, check=True, **params)["changed"] is False
        return done

    return converge_


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """A web server over tmp_path/served; its URL."""
    (tmp_path / "served").mkdir()
    with loopback.files(tmp_path / "served") as server:
        yield server.url


@pytest.fixture
def repository(run: Run, tmp_path: Path, server: str) -> str:
    """A repository with one chart; its URL."""
    run("helm_chart", path=str(chart(tmp_path / "cache")), state="packaged", dest=str(tmp_path / "served"))
    run("helm_repo", path=str(tmp_path / "served"), state="indexed")
    return server
