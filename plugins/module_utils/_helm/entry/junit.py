# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The option junit: what a task found out as a JUnit file, which CI systems show as tests.

A failed task writes the file too, that is what it is for. It has what the result has, masked in the same way.
"""

from __future__ import annotations

import json
import os
import re
from datetime import datetime
from typing import Any, Callable, Iterable, Iterator, Mapping, NamedTuple
from xml.etree import ElementTree

from ..base.errors import HelmError
from ..base.files import write_atomic
from . import redact
from .task import Task

Result = Mapping[str, Any]

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # in any XML, in whatever form
_TIME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,6})?\d*(Z|[+-]\d\d:\d\d)")
_MOST = 200  # characters of a failure's message; its text has all of it


class Case(NamedTuple):
    """One test. failure: why it failed, "" where it did not. broken: it could not be carried out. output: its log."""

    name: str
    failure: str = ""
    kind: str = ""
    output: str = ""
    seconds: float = 0.0
    broken: bool = False


class Suite(NamedTuple):
    """Tests that belong together. began: RFC 3339, "" where nobody knows."""

    name: str
    cases: list[Case]
    began: str = ""


def around(
    task: Task, action: Callable[[Task], dict[str, Any]], suites: Callable[[Task, Result], Iterable[Suite]]
) -> dict[str, Any]:
    """Return the action's result, or raise its error, after the file is written; in check mode nothing is.

    suites: makes them of a result, or of what there is of one in an error. Raises HelmError where it cannot be written.
    """
    if task.check:
        return action(task)
    path = os.path.expanduser(task.text("junit"))
    try:
        result = action(task)
    except HelmError as error:
        found = list(suites(task, _masked(error.facts, task)))
        if not any(case.failure for suite in found for case in suite.cases):
            text = task.env.secrets.text(error.told or error.problem)
            what = str(task.params.get("name") or task.params.get("path") or "releases")
            found.append(Suite(what, [Case(error.doing or what, text, error.__class__.__name__, broken=True)]))
        _write(path, found)
        raise
    _write(path, suites(task, _masked(result, task)))
    return result


def of_release(task: Task, result: Result) -> Iterator[Suite]:
    """Yield what helm_release says: the tests that ran, and what had drifted."""
    name = _named(result.get("release") or {"name": task.params["name"], "namespace": task.params["namespace"]})
    tests = result.get("tests")
    if tests is not None:
        began = next((str(one["started_at"]) for one in tests if one.get("started_at")), "")
        yield Suite(f"tests of {name}", [_test(one) for one in tests], began)
    if "drift" in result and task.params["drift"] != "ignore":
        yield _drift(name, result["drift"])


def of_releases(_task: Task, result: Result) -> Iterator[Suite]:
    """Yield what helm_release_info says of each release's drift."""
    for release in result.get("releases") or ():
        yield _drift(_named(release), release["drift"])


def of_lint(task: Task, result: Result) -> Iterator[Suite]:
    """Yield what lint says of a chart: a case for each of its files that it says something of."""
    messages = result.get("lint")
    if messages is None:
        return
    bad = ("ERROR", "WARNING") if task.params["lint"] == "strict" else ("ERROR",)
    cases = []
    for path in dict.fromkeys(one["path"] for one in messages):
        said = [(one["severity"], f"[{one['severity']}] {one['message']}") for one in messages if one["path"] == path]
        failures = "\n".join(text for severity, text in said if severity in bad)
        rest = "\n".join(text for severity, text in said if severity not in bad)
        cases.append(Case(path or "chart", failures, "lint", rest))
    yield Suite(f"lint of {task.params['path']}", cases or [Case("chart")])


def _named(release: Result) -> str:
    return "/".join(str(release[key]) for key in ("namespace", "name") if release.get(key))


def _test(entry: Result) -> Case:
    """A test hook. Its logs are a text, or one a container."""
    name, log, phase = f"{entry['kind']} {entry['name']}", _text(entry.get("logs")), str(entry.get("phase") or "")
    failure = "" if phase == "Succeeded" else f"its phase is {phase or 'not known'}"
    return Case(name, failure, "test", log, _seconds(entry.get("started_at"), entry.get("completed_at")))


def _drift(name: str, found: Iterable[Result]) -> Suite:
    # What is for others to fill in is told, and no fault.
    cases = [
        Case(_object(one), "", "drift", _differences(one))
        if one["action"] == "unchanged" and not one.get("state")
        else Case(_object(one), _differences(one), "drift")
        for one in found
    ]
    return Suite(f"drift of {name}", cases or [Case("all objects")])


def _object(entry: Result) -> str:
    return f"{entry['kind']} {_named(entry)}"


def _differences(entry: Result) -> str:
    lines = [
        f"{one['field']}: wanted {_text(one['wanted'], 'nothing')}, live {_text(one['live'], 'nothing')}"
        for one in entry["differences"]
    ]
    told = [str(entry["message"])] if entry.get("message") else []
    return "\n".join([*(lines or [f"to be put right: {entry['action']}"]), *told])


def _text(value: Any, nothing: str = "") -> str:
    if value is None:
        return nothing
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _seconds(began: Any, ended: Any) -> float:
    """The seconds between two times, 0 where one of them is not known."""
    times = [_TIME.fullmatch(str(text or "")) for text in (began, ended)]
    first, last = (
        found and datetime.fromisoformat(found[1] + (found[2] or ".").ljust(7, "0") + found[3].replace("Z", "+00:00"))
        for found in times
    )
    return max(0.0, (last - first).total_seconds()) if first and last else 0.0


def _masked(result: Result, task: Task) -> dict[str, Any]:
    """Return what of a result the file may have: what the task's result shows."""
    redact.learn(task)
    redact.learn_from_result(result, task)
    shown = redact.result(dict(result), task.env.secrets.paths + task.places)
    masked: dict[str, Any] = task.env.secrets.value(shown, redact.DOCUMENTS)
    return masked


def _write(path: str, suites: Iterable[Suite]) -> None:
    write_atomic(path, document(suites), mode=0o644)


def document(suites: Iterable[Suite]) -> bytes:
    """Return the file's content, in the form that JUnit's Ant task has: no text in it is anything but text."""
    root = ElementTree.Element("testsuites")
    every: list[Case] = []
    for suite in suites:
        node = ElementTree.SubElement(root, "testsuite", {"name": _legal(suite.name), **_counts(suite.cases)})
        if suite.began:
            node.set("timestamp", _legal(suite.began))
        for case in suite.cases:
            _add(node, suite.name, case)
        every += suite.cases
    for key, value in _counts(every).items():
        root.set(key, value)
    text: bytes = ElementTree.tostring(root, "utf-8")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + text + b"\n"


def _add(node: Any, suite: str, case: Case) -> None:
    facts = {"name": _legal(case.name), "classname": _legal(suite), "time": f"{case.seconds:.3f}"}
    made = ElementTree.SubElement(node, "testcase", facts)
    if case.failure:
        tag = "error" if case.broken else "failure"
        message = _legal(case.failure.partition("\n")[0])[:_MOST]
        ElementTree.SubElement(made, tag, {"message": message, "type": _legal(case.kind)}).text = _legal(case.failure)
    if case.output:
        ElementTree.SubElement(made, "system-out").text = _legal(case.output)


def _counts(cases: list[Case]) -> dict[str, str]:
    failed, broken = ([case for case in cases if case.failure and case.broken == kind] for kind in (False, True))
    return {
        "tests": str(len(cases)), "failures": str(len(failed)), "errors": str(len(broken)), "skipped": "0",
        "time": f"{sum(case.seconds for case in cases):.3f}",
    }  # fmt: skip


def _legal(text: str) -> str:
    """Return text with what no XML may have replaced: control characters of terminals, halves of characters."""
    return _ILLEGAL.sub("\ufffd", text)
