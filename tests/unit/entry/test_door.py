# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The door: one clear message for each failure, no secret in it."""

from __future__ import annotations

import json
from typing import Any, Callable

import pytest
from ansible.module_utils.testing import patch_module_args

from ansible_collections.native.helm.plugins.module_utils._helm.base import errors
from ansible_collections.native.helm.plugins.module_utils._helm.entry import door, specs, telling
from ansible_collections.native.helm.plugins.module_utils._helm.entry.task import Task

Run = Callable[..., dict[str, Any]]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """Run an action as helm_release's module would, and give back what it printed."""

    def run_(action: Callable[[Task], dict[str, Any]], **params: Any) -> dict[str, Any]:
        given = {"name": "r", "chart": "c", **params}
        with patch_module_args(given), pytest.raises(SystemExit):
            door.run(door.HelmModule(**specs.release()), action)
        return json.loads(capfd.readouterr().out)

    return run_


def failing(error: Exception) -> Callable[[Task], dict[str, Any]]:
    def action(task: Task) -> dict[str, Any]:
        raise error

    return action


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (errors.ValuesError("it is empty"), "it is empty"),
        (errors.ValuesError("it is empty", subject="a.yaml"), "a.yaml: it is empty"),
        (
            errors.ValuesError("it is empty", doing="reading values", subject="a.yaml"),
            "Reading values a.yaml: it is empty",
        ),
        (
            errors.ValuesError("it is empty.", doing="reading values", hint="fill it"),
            "Reading values: it is empty. Fill it.",
        ),
        (errors.ValuesError("two\nlines", hint="mend it"), "two\nlines\nMend it."),
        (errors.ExecError("c/templates/a.yaml:1:2: bad", template="c/templates/a.yaml"), "c/templates/a.yaml:1:2: bad"),
    ],
)
def test_message(error: errors.HelmError, message: str) -> None:
    assert telling.message(error) == message


def test_failure_has_helms_words_and_the_facts(run: Run) -> None:
    error = errors.ReleaseError("cannot reuse a name that is still in use", doing="installing r", hint="take another")
    error.facts = {"changed": True, "left_behind": "nothing"}
    result = run(failing(error))
    assert result["failed"] and result["changed"]
    assert result["stderr"] == "cannot reuse a name that is still in use"
    assert result["left_behind"] == "nothing"
    assert result["msg"].startswith("Installing r: cannot reuse")


def test_request_error_is_none_of_helms(run: Run) -> None:
    assert "stderr" not in run(failing(errors.RequestError("no")))


def test_missing_library_in_ansibles_words(run: Run) -> None:
    result = run(failing(errors.MissingLibrary("google-re2", doing="matching")))
    assert "google-re2" in result["msg"] and "matching" in result["msg"]
    assert "Failed to import the required Python library" in result["msg"]


def test_wait_timeout_names_the_objects(run: Run) -> None:
    objects = [{"kind": "Deployment", "name": "d", "namespace": "n", "why": "0 of 1"}]
    assert run(failing(errors.WaitTimeout("timed out", failed_objects=objects)))["failed_objects"] == objects


def test_hook_failure_brings_its_logs(run: Run) -> None:
    assert run(failing(errors.HookFailed("job failed", logs="last line")))["logs"] == "last line"


def test_our_own_mistake_is_named_so(run: Run) -> None:
    result = run(failing(KeyError("surprise")))
    assert result["failed"] and "which is a bug: KeyError: 'surprise'" in result["msg"]


def test_terminal_controls_are_escaped(run: Run) -> None:
    result = run(failing(errors.ChartError("evil \x1b[2J name \u202e end\r\nnext")))
    assert result["msg"] == "evil \\x1b[2J name \\u202e end\\r\nnext"


@pytest.mark.parametrize("outcome", ["result", "helm", "bug"])
def test_canary_appears_nowhere(run: Run, outcome: str) -> None:
    def action(task: Task) -> dict[str, Any]:
        text = f"it says c4n4ry-{task.params['set_values'][0]['value']}"
        if outcome == "helm":
            raise errors.ValuesError(text, subject="c4n4ry", hint="not c4n4ry")
        if outcome == "bug":
            raise KeyError(text)
        task.env.warn(f"beware of {text}")
        return {"changed": True, "release": {"release_values": {"auth": {"password": "c4n4ry"}}, "notes": text}}

    result = run(
        action,
        values={"auth": {"password": "c4n4ry"}},
        set_values=[{"value": "auth.token=s3t-c4nary"}],
        sensitive_paths=["auth.password", "auth.token"],
        kubeconfig={"users": [{"user": {"token": "k8s-c4nary"}}]},
        chart_repo_password="r3po-canary",
    )
    text = json.dumps(result)
    assert [word for word in ("c4n4ry", "s3t-c4nary", "k8s-c4nary", "r3po-canary") if word in text] == []


def test_secrets_are_known_before_the_invocation_is_logged(monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    logged: list[str] = []
    monkeypatch.setattr(
        door.HelmModule, "log", lambda self, message, log_args=None: logged.append(f"{message} {log_args}")
    )
    run(lambda task: {"changed": False}, values={"a": {"b": "c4n4ry"}}, sensitive_paths=["a.b"])
    assert logged and not any("c4n4ry" in line for line in logged)


def test_diff_only_where_it_is_wanted(run: Run) -> None:
    entry = [{"before": "a", "after": "b"}]
    assert "diff" not in run(lambda task: {"changed": True, "diff": entry})
    assert run(lambda task: {"changed": True, "diff": entry}, _ansible_diff=True)["diff"] == entry


def test_check_mode_reaches_the_task(run: Run) -> None:
    assert run(lambda task: {"changed": task.check}, _ansible_check_mode=True)["changed"] is True
