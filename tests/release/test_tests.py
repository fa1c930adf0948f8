# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A release's tests on a real API server: what ran, how it ended, what it wrote, and what the task says of it."""

from __future__ import annotations

import json

import pytest
from cluster_fixture import await_right

from ansible_collections.native.helm.plugins.module_utils._helm.asked import requests
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import (
    HookFailed,
    ReleaseError,
    RequestError,
)
from ansible_collections.native.helm.plugins.module_utils._helm.releases import testing as test

from .conftest import MakeChart
from .harness import Releases
from .texts import BEFORE, config, hook_job

EVERY: list[str] = []


def outcome(tests: list[dict[str, str]] | None) -> list[tuple[str, str, str]]:
    return [(entry["name"], entry["phase"], entry["logs"]) for entry in tests or ()]


def phases(releases: Releases, revision: int = 1) -> dict[str, str]:
    return {hook["name"]: hook["last_run"]["phase"] for hook in releases.record(revision)["hooks"]}


def test_they_run_with_the_first_revision_and_without_a_change(releases: Releases, make_chart: MakeChart) -> None:
    chart = make_chart(a=config(), b=hook_job("second", "test"), c=hook_job("first", "test"))
    planned = releases.apply(chart=chart, test_filters=EVERY, check=True)
    assert outcome(planned.tests) == [("first", "", ""), ("second", "", "")]
    assert releases.names() == set()
    logs = "started\nworking\nfinished"
    for changed in (True, False):
        done = releases.apply(chart=chart, test_filters=EVERY)
        assert (done.changed, outcome(done.tests)) == (
            changed,
            [("first", "Succeeded", logs), ("second", "Succeeded", logs)],
        )
        assert phases(releases) == {"first": "Succeeded", "second": "Succeeded"}
    assert done.release is not None and done.release["revision"] == 1
    assert "tests" not in releases.apply(chart=chart).as_dict()


def test_logs_are_read_before_a_policy_removes_the_test(releases: Releases, make_chart: MakeChart) -> None:
    gone = hook_job("gone", "test", policy=f"{BEFORE},hook-succeeded")
    done = releases.apply(chart=make_chart(a=gone), test_filters=EVERY)
    assert outcome(done.tests) == [("gone", "Succeeded", "started\nworking\nfinished")]
    assert "job.batch/gone" not in releases.names()


def test_failing_test_is_told_with_its_logs(releases: Releases, make_chart: MakeChart) -> None:
    bad = hook_job("b-bad", "test", pod="fail", container="failing")
    chart = make_chart(a=config(), b=bad, c=hook_job("a-good", "test"), d=hook_job("c-never", "test"))
    releases.apply(chart=chart)
    theirs = releases.helm_fails("test", "web")
    with pytest.raises(HookFailed) as caught:
        releases.apply(chart=chart, test_filters=EVERY)
    error = caught.value
    assert error.problem in theirs
    assert "error: cannot reach the database" in error.logs
    assert [(name, phase) for name, phase, _logs in outcome(error.facts["tests"])] == [
        ("a-good", "Succeeded"),
        ("b-bad", "Failed"),
    ]
    assert "finished" in error.facts["tests"][0]["logs"] and "giving up" in error.facts["tests"][1]["logs"]
    assert (error.facts["changed"], error.facts["release"]["status"]) == (False, "deployed")
    assert phases(releases) == {"a-good": "Succeeded", "b-bad": "Failed", "c-never": ""}
    assert json.loads(releases.helm("status", "web", "-o", "json"))["info"]["status"] == "deployed"
    assert releases.apply(chart=chart).changed is False


def test_first_revision_with_a_failing_test_is_a_change(releases: Releases, make_chart: MakeChart) -> None:
    with pytest.raises(HookFailed) as caught:
        releases.apply(chart=make_chart(a=config(), b=hook_job("bad", "test", pod="fail")), test_filters=EVERY)
    assert (caught.value.facts["changed"], caught.value.facts["reason"]) == (True, ["created"])


@pytest.mark.parametrize(
    ("filters", "ran"),
    [
        (["name=a"], ["a"]),
        (["!name=a"], ["b", "c"]),
        (["! name=a", "name=c"], ["c"]),
        (["name=b", "name=a"], ["a", "b"]),
        (["name=nothing"], []),
    ],
)
def test_filters_are_helms(releases: Releases, make_chart: MakeChart, filters: list[str], ran: list[str]) -> None:
    chart = make_chart(**{name: hook_job(name, "test") for name in "abc"})
    planned = releases.apply(chart=chart, test_filters=filters, check=True)
    assert [entry["name"] for entry in planned.tests or ()] == ran
    assert [entry["name"] for entry in releases.apply(chart=chart, test_filters=filters).tests or ()] == ran
    ours = phases(releases)
    releases.helm("test", "web", *(word for text in filters for word in ("--filter", text)))
    assert ours == phases(releases)


def test_filter_that_is_none_is_refused_before_anything(releases: Releases, make_chart: MakeChart) -> None:
    for check in (True, False):
        with pytest.raises(RequestError, match="'kind=Pod' is no filter"):
            releases.apply(chart=make_chart(a=config()), test_filters=["kind=Pod"], check=check)
        assert releases.writes() == []


def test_there_must_be_a_release(releases: Releases) -> None:
    with pytest.raises(ReleaseError, match="release: not found"):
        test.run_tests(requests.TestRequest("nothing", releases.namespace), releases.context())


def test_records_in_memory_are_there_for_the_tests(releases: Releases, make_chart: MakeChart) -> None:
    releases.driver = "memory"
    done = releases.apply(chart=make_chart(a=hook_job("a", "test")), test_filters=EVERY)
    assert [entry["phase"] for entry in done.tests or ()] == ["Succeeded"]


def test_who_may_not_read_logs_still_gets_the_outcome(releases: Releases, make_chart: MakeChart) -> None:
    """The logs' refusal is a warning: a test that succeeded has succeeded."""
    chart = make_chart(a=hook_job("a", "test", policy="hook-succeeded"))
    releases.apply(chart=chart)
    account = ("serviceaccount", "tester")
    releases.kubectl("create", *account, "-n", releases.namespace)
    releases.kubectl(
        "create", "role", "tester", "-n", releases.namespace,
        "--verb=get,list,watch,create,update,patch,delete", "--resource=secrets,jobs.batch",
    )  # fmt: skip
    subject = f"--serviceaccount={releases.namespace}:tester"
    releases.kubectl("create", "rolebinding", "tester", "-n", releases.namespace, "--role=tester", subject)
    await_right(releases.kubeconfig, releases.namespace, ":tester", "list", "secrets")
    context = releases.context(impersonate_user=f"system:serviceaccount:{releases.namespace}:tester")
    done = test.run_tests(requests.TestRequest("web", releases.namespace), context)
    assert [(entry["phase"], entry["logs"]) for entry in done] == [("Succeeded", "")]
    assert [text for text in releases.warnings if "cannot be read" in text]
