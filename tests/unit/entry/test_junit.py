# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""JUnit files, read back by junitparser: what is in them, that they are there when a task fails, and no secret is."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Callable
from xml.etree import ElementTree

import pytest
import report_data
from junitparser import Error, Failure, JUnitXml

from ansible_collections.native.helm.plugins.module_utils._helm.base.env import Env
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import HelmError, HookFailed
from ansible_collections.native.helm.plugins.module_utils._helm.base.mask import MASK
from ansible_collections.native.helm.plugins.module_utils._helm.entry import junit
from ansible_collections.native.helm.plugins.module_utils._helm.entry.task import Task

RELEASE = {"name": "shop", "namespace": "web"}
TIMES = {"started_at": "2026-01-31T10:00:00.123456789Z", "completed_at": "2026-01-31T11:00:02.623456789+01:00"}
GOOD = {"name": "shop-ping", "kind": "Pod", "event": "test", "phase": "Succeeded", "logs": "pong", **TIMES}
BAD = {**GOOD, "name": "shop-buy", "phase": "Failed", "logs": "no \x1b[31mmoney\x1b[0m \x00 <b> ]]> \ud800 \ufffe"}
DRIFT = report_data.drift(("/spec/replicas", 3, 1), ("/data/password", "first-secret", None))


def task_of(path: Path, *, check: bool = False, **params: Any) -> Task:
    options = {"junit": str(path), "drift": "correct", "lint": "true", "path": "charts/shop", **RELEASE, **params}
    return Task(options, check=check, env=Env(), environ={})


def gives(result: dict[str, Any]) -> Callable[[Task], dict[str, Any]]:
    return lambda _task: result


def fails(error: HelmError, **facts: Any) -> Callable[[Task], dict[str, Any]]:
    def act(_task: Task) -> dict[str, Any]:
        error.facts = facts
        raise error

    return act


def read(path: Path) -> dict[str, list[tuple[str, str]]]:
    """Each suite's cases: name, and how it failed."""
    parsed = JUnitXml.fromfile(str(path))
    assert parsed.tests == sum(suite.tests for suite in parsed) == sum(len(list(suite)) for suite in parsed)
    return {suite.name: [(case.name, "".join(one.text for one in case.result)) for case in suite] for suite in parsed}


def test_tests_and_drift_of_a_release(tmp_path: Path) -> None:
    path = tmp_path / "shop.xml"
    result = {"changed": True, "release": RELEASE, "tests": [GOOD], "drift": [DRIFT]}
    assert junit.around(task_of(path), gives(result), junit.of_release) == result
    assert read(path) == {
        "tests of web/shop": [("Pod shop-ping", "")],
        "drift of web/shop": [
            (
                "Deployment web/shop",
                "/spec/replicas: wanted 3, live 1\n/data/password: wanted first-secret, live nothing",
            )
        ],
    }
    suite = next(iter(JUnitXml.fromfile(str(path))))
    (case,) = suite
    assert (case.time, case.system_out, case.classname) == (2.5, "pong", "tests of web/shop")
    assert suite.timestamp == TIMES["started_at"] and (suite.failures, suite.errors) == (0, 0)
    assert path.stat().st_mode & 0o777 == 0o644


def test_a_failing_test_is_there_when_the_task_fails(tmp_path: Path) -> None:
    path = tmp_path / "shop.xml"
    act = fails(HookFailed("test failed"), tests=[GOOD, BAD], release=RELEASE, drift=[])
    with pytest.raises(HookFailed, match="test failed"):
        junit.around(task_of(path), act, junit.of_release)
    found = read(path)
    assert found["tests of web/shop"] == [("Pod shop-ping", ""), ("Pod shop-buy", "its phase is Failed")]
    assert found["drift of web/shop"] == [("all objects", "")]
    case = list(next(iter(JUnitXml.fromfile(str(path)))))[1]
    assert isinstance(case.result[0], Failure)
    assert case.system_out == "no \ufffd[31mmoney\ufffd[0m \ufffd <b> ]]> \ufffd \ufffd"


def test_any_other_failure_is_an_error_and_no_good_news(tmp_path: Path) -> None:
    path = tmp_path / "shop.xml"
    error = HelmError("connection refused", doing="asking the API server")
    with pytest.raises(HelmError, match="refused"):
        junit.around(task_of(path), fails(error, drift=[], release=RELEASE), junit.of_release)
    assert read(path)["shop"] == [("asking the API server", "connection refused")]
    parsed = JUnitXml.fromfile(str(path))
    assert (parsed.errors, parsed.failures) == (1, 0)
    assert any(isinstance(one, Error) for suite in parsed for case in suite for one in case.result)


def test_check_mode_writes_nothing_and_a_file_is_whole_or_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "none" / "shop.xml"
    result = {"release": RELEASE, "drift": []}
    assert junit.around(task_of(path, check=True), gives(result), junit.of_release) == result
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(HelmError, match="No such file or directory") as caught:
        junit.around(task_of(path), gives(result), junit.of_release)
    assert caught.value.subject.startswith(str(path))
    path = tmp_path / "shop.xml"
    path.symlink_to(tmp_path / "elsewhere.xml")
    junit.around(task_of(path), gives(result), junit.of_release)
    assert path.is_file() and not path.is_symlink() and [one.name for one in tmp_path.iterdir()] == ["shop.xml"]


def test_no_secret_is_in_it(tmp_path: Path) -> None:
    path = tmp_path / "shop.xml"
    entry = {**GOOD, "logs": "the password is first-secret"}
    for act in (gives({"release": RELEASE, "tests": [entry], "drift": [DRIFT]}),
                fails(HelmError("first-secret is no password"), release=RELEASE)):  # fmt: skip
        task = task_of(path)
        task.env.secrets.add("first-secret")
        try:
            junit.around(task, act, junit.of_release)
        except HelmError:
            assert read(path)["shop"]
        assert "first-secret" not in path.read_text() and MASK in path.read_text()


def test_drift_of_each_release(tmp_path: Path) -> None:
    path = tmp_path / "drift.xml"
    own = report_data.drift(("/spec/replicas", 3, 5), action="unchanged", name="scaled")
    gone = {**report_data.drift(action="create", name="cache"), "message": "quota exceeded"}
    releases = [{**RELEASE, "drift": [own, gone]}, {"name": "calm", "namespace": "web", "drift": []}]
    junit.around(task_of(path), gives({"releases": releases}), junit.of_releases)
    assert read(path) == {
        "drift of web/shop": [
            ("Deployment web/scaled", ""), ("Deployment web/cache", "to be put right: create\nquota exceeded")
        ],
        "drift of web/calm": [("all objects", "")],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("strict", "failed"), [("true", ["templates/a.yaml"]), ("strict", ["Chart.yaml", "templates/a.yaml"])]
)
def test_lint_fails_by_what_fails_the_task(tmp_path: Path, strict: str, failed: list[str]) -> None:
    path = tmp_path / "lint.xml"
    lint = [
        {"severity": "INFO", "path": "Chart.yaml", "message": "icon is recommended"},
        {"severity": "WARNING", "path": "Chart.yaml", "message": "old"},
        {"severity": "ERROR", "path": "templates/a.yaml", "message": "bad\nline"},
        {"severity": "WARNING", "path": "templates/a.yaml", "message": "odd"},
    ]
    junit.around(task_of(path, lint=strict), gives({"lint": lint}), junit.of_lint)
    (cases,) = read(path).values()
    assert [name for name, _failure in cases] == ["Chart.yaml", "templates/a.yaml"]
    assert [name for name, failure in cases if failure] == failed
    assert "[ERROR] bad\nline" in cases[1][1]
    junit.around(task_of(path), gives({"lint": []}), junit.of_lint)
    assert read(path) == {"lint of charts/shop": [("chart", "")]}


@pytest.mark.parametrize("text", [*report_data.HOSTILE, "".join(map(chr, range(0x20))), "\ud83d\ude00\U0001f600"])
def test_every_text_is_a_text(text: str) -> None:
    suite = junit.Suite(text, [junit.Case(text, text, text, text), junit.Case(text, text, text, broken=True)])
    root = ElementTree.fromstring(junit.document([suite]))
    tags = [node.tag for node in root.iter()]
    assert tags == ["testsuites", "testsuite", "testcase", "failure", "system-out", "testcase", "error"]


def test_a_time_that_is_none_is_no_time() -> None:
    assert junit._seconds("", "2026-01-31T10:00:00Z") == 0.0
    assert junit._seconds("yesterday", "2026-01-31T10:00:00Z") == 0.0
    assert junit._seconds("2026-01-31T10:00:01Z", "2026-01-31T10:00:00Z") == 0.0
