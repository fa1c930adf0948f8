# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The door: one clear message for each failure, no secret in it."""

from __future__ import annotations

import json
from typing import Any, Callable

import module_process
import pytest
from ansible.module_utils import basic
from ansible.module_utils.testing import patch_module_args

from ansible_collections.native.helm.plugins.module_utils._helm.base import errors, wording
from ansible_collections.native.helm.plugins.module_utils._helm.content import definitions
from ansible_collections.native.helm.plugins.module_utils._helm.entry import door, specs, telling
from ansible_collections.native.helm.plugins.module_utils._helm.entry.task import Task
from ansible_collections.native.helm.plugins.module_utils._helm.plan import objects
from ansible_collections.native.helm.plugins.module_utils._helm.release import codec
from ansible_collections.native.helm.plugins.module_utils._helm.release.model import Release
from ansible_collections.native.helm.plugins.module_utils._helm.render import manifests
from ansible_collections.native.helm.plugins.module_utils._helm.render.model import Crd

Run = Callable[..., dict[str, Any]]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """Run an action as helm_release's module would, and give back what it printed."""

    def run_(action: Callable[[Task], dict[str, Any]], **params: Any) -> dict[str, Any]:
        given = {"name": "r", "chart": "c", **params}
        with module_process.of_its_own(), patch_module_args(given), pytest.raises(SystemExit):
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
    ],
)
def test_message(error: errors.HelmError, message: str) -> None:
    assert telling.message(error) == message


def test_no_stop_follows_a_question() -> None:
    error = errors.FetchError("it is not a mapping", hint="is this a repository?")
    error.aftermath = "in helm's words: no"
    assert telling.message(error) == "it is not a mapping. Is this a repository? In helm's words: no."


# As helm 4.3.1 printed it, for `helm list --kube-apiserver URL`.
@pytest.mark.parametrize(
    ("server", "cause", "words"),
    [
        ("https://127.0.0.1:1", "connection refused", "dial tcp 127.0.0.1:1: connect: connection refused"),
        ("http://somewhere", "the host's name does not resolve: x", "dial tcp: lookup somewhere: no such host"),
        ("https://a.example:6443", "the host's name does not resolve: x", "dial tcp: lookup a.example: no such host"),
        ("https://a.example", "connection refused", "dial tcp a.example:443: connect: connection refused"),
    ],
)
def test_no_server_is_told_in_helms_words(run: Run, server: str, cause: str, words: str) -> None:
    error = errors.Unreachable(f"Kubernetes cluster unreachable: {cause}", subject=server)
    result = run(failing(error))
    assert result["stderr"] == f'Error: kubernetes cluster unreachable: Get "{server}/version": {words}'
    assert f"{server}: Kubernetes cluster unreachable: {cause}" in result["msg"]


def test_no_cluster_is_one_that_was_not_reached_or_is_not_known() -> None:
    unknown = errors.HelmsRequestError('context "nowhere" does not exist')
    unknown.around = "INSTALLATION FAILED: cluster reachability check failed: kubernetes cluster unreachable: {}"
    assert wording.is_without_cluster(unknown)
    assert wording.is_without_cluster(errors.Unreachable("Kubernetes cluster unreachable: no"))
    assert not wording.is_without_cluster(errors.HelmError("no"))


def test_failure_has_helms_words_and_the_facts(run: Run) -> None:
    error = errors.ReleaseError("cannot reuse a name that is still in use", doing="installing r", hint="take another")
    error.facts = {"changed": True, "left_behind": "nothing"}
    result = run(failing(error))
    assert result["failed"] and result["changed"]
    assert result["stderr"] == "Error: cannot reuse a name that is still in use"
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
    told = "evil \\x1b[2J name \\u202e end\\r\nnext"
    assert result["msg"] == f"Reading the chart c: {told}\nCorrect the chart, or take another version of it."


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


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What reaches the system's log, as the real AnsibleModule writes it."""
    lines: list[str] = []
    monkeypatch.setattr(basic, "has_journal", False)
    monkeypatch.setattr(basic.syslog, "syslog", lambda _priority, line: lines.append(str(line)))
    return lines


def test_no_value_reaches_the_systems_log(run: Run, logged: list[str]) -> None:
    """Not one: which of them a chart's schema marks as secret is not known yet."""
    params = {
        "values": {"a": {"b": "c4n4ry"}, "l": ["c4n4ry\n", 'c4n"4ry']},
        "set_values": [{"value": "token=s3t-c4nary"}],
        "kubeconfig": {"users": [{"user": {"exec": {"args": ["--token", "k8s-c4nary"]}}}]},
        "post_renderer": ["/bin/x", "--password", "r3ndered"],
        "chart_repo_url": "https://me:url-c4nary@example.com/?token=query-canary",
        "proxy": "socks5://me:pr0xy-canary@example.com",
        "sql_connection": "host=db password=sq1-canary",
        "description": "by d3scription",
        "context": "shown",
        "labels": {"a": "l4bel"},
    }
    run(lambda task: {"changed": False}, **params)
    text = "\n".join(logged)
    assert "Invoked with name=r" in text and "context=shown" in text
    words = ("c4n", "k8s", "r3ndered", "pr0xy", "canary", "d3scription", "l4bel", "s3t")
    assert [word for word in words if word in text] == []


def test_what_is_handed_over_is_in_no_log_and_no_result(run: Run, logged: list[str]) -> None:
    handed = {"secrets": ["h4nded", "an0ther"], "paths": [["a", "b.c"]]}
    result = run(
        lambda task: {"changed": False, "msg": "h4nded", "release": {"release_values": task.params["values"]}},
        values={"a": {"b.c": 7}, "x": "h4nded"},
        context="an0ther",
        **{door.HANDED: handed},
    )
    assert result["release"]["release_values"] == {"a": {"b.c": "********"}, "x": "********"}
    text = json.dumps(result) + "\n".join(logged)
    assert [word for word in ("h4nded", "an0ther", "_native_helm") if word in text] == []


@pytest.mark.parametrize("kubeconfig", [{"users": [{"user": {"exec": {"args": ["c4n4ry"]}}}]}, "token: c4n4ry\nx: ["])
def test_a_kubeconfigs_content_is_never_in_the_invocation(run: Run, kubeconfig: Any) -> None:
    result = run(lambda task: {"changed": False}, kubeconfig=kubeconfig)
    assert result["invocation"]["module_args"]["kubeconfig"] == "********" and "c4n4ry" not in json.dumps(result)


@pytest.mark.parametrize("state", ["present", "absent"])
def test_values_of_a_chart_that_was_not_read_are_not_shown(run: Run, state: str) -> None:
    result = run(lambda task: {"changed": False}, values={"a": "c4n4ry"}, state=state)
    assert result["invocation"]["module_args"]["values"] == "********"


def test_options_that_do_not_fit_show_no_values(run: Run) -> None:
    result = run(lambda task: {"changed": False}, values={"a": "c4n4ry"}, set_values=[{"value": "a=c4n4ry", "b": 1}])
    assert result["failed"] and "c4n4ry" not in json.dumps(result)


def test_what_led_to_an_error_is_not_shown_where_tracebacks_are(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """ansible-core 2.19 tells the exception that is being dealt with, and all behind it."""

    def action(task: Task) -> dict[str, Any]:
        try:
            raise ValueError("in 'c4n4ry'")
        except ValueError as error:
            raise errors.RequestError("it is no YAML") from error

    result = run(action, _ansible_tracebacks_for=["error"], _ansible_verbosity=4)
    assert result["msg"] == "Reading the task's options: it is no YAML. Correct the option."
    assert "c4n4ry" not in json.dumps(result)


def test_a_path_that_is_not_understood_is_refused(run: Run) -> None:
    result = run(lambda task: {"changed": False}, sensitive_paths=["a["], values={"a": "c4n4ry"})
    assert result["failed"] and "sensitive_paths" in result["msg"] and "c4n4ry" not in json.dumps(result)


def test_diff_only_where_it_is_wanted(run: Run) -> None:
    entry = [{"before": "a", "after": "b"}]
    assert "diff" not in run(lambda task: {"changed": True, "diff": entry})
    assert run(lambda task: {"changed": True, "diff": entry}, _ansible_diff=True)["diff"] == entry


def test_check_mode_reaches_the_task(run: Run) -> None:
    assert run(lambda task: {"changed": task.check}, _ansible_check_mode=True)["changed"] is True


@pytest.mark.parametrize("fails", [False, True])
def test_nothing_of_a_task_is_remembered_after_it(run: Run, fails: bool) -> None:
    """The items of a loop share a process: manifests and records of one are not there any more at the next."""
    secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData: {a: canary}\n"
    caches: list[Any] = [manifests.read_head, objects.read, definitions.items_of]
    sizes: list[list[int]] = []

    def note() -> None:
        sizes.append([*(cache.cache_info().currsize for cache in caches), len(codec._LATEST)])

    def action(task: Task) -> dict[str, Any]:
        manifests.read_head(secret)
        objects.read(secret)
        definitions.items_of(Crd("a", "a", secret.encode()))
        codec.encode(Release("a", "b", config={"a": "canary"}))
        note()
        if fails:
            raise errors.ReleaseError("no")
        return {}

    run(action)
    note()
    assert sizes == [[1, 1, 1, 1], [0, 0, 0, 0]]


@pytest.mark.parametrize("diff", [False, True])
def test_an_action_is_told_whether_diffs_are_shown(run: Run, diff: bool) -> None:
    told = []
    run(lambda task: told.append(task.diff) or {}, _ansible_diff=diff)
    assert told == [diff]
