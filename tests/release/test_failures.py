# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes wrong on a real API server: told in helm's words, kept in the record, and the next run goes on from it."""

from __future__ import annotations

import base64
import os
import threading
from typing import Any, Callable

import pytest
from cluster_fixture import create_namespace

from ansible_collections.native.helm.plugins.module_utils._helm.apply import execute
from ansible_collections.native.helm.plugins.module_utils._helm.asked import requests
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import (
    HelmError,
    HookFailed,
    KubeError,
    ReleaseError,
    RequestError,
    TemplateError,
    ValuesError,
    WaitTimeout,
)
from ansible_collections.native.helm.plugins.module_utils._helm.releases.results import Result

from .conftest import MakeChart
from .harness import SHOP, Releases
from .texts import annotated, config, deployment, hook_job

WAIT = requests.WaitOptions(wait=True, timeout=3)
SHORT = requests.WaitOptions(timeout=3)


def status(releases: Releases, revision: int) -> tuple[str, str]:
    """The status and the description of a revision."""
    info = releases.record(revision)["info"]
    return info["status"], info["description"]


def twin(releases: Releases) -> Releases:
    """Another namespace, for helm to do the same."""
    other = Releases(releases.kubeconfig, releases.namespace + "-helm")
    create_namespace(other.kubeconfig, other.namespace)
    return other


def same_words(ours: str, theirs: str, one: Releases, other: Releases) -> bool:
    """Whether two texts are equal but for the namespaces in them."""
    return ours.replace(one.namespace, "NS") == theirs.replace(other.namespace, "NS")


@pytest.mark.parametrize("event", ["pre-install", "post-install"])
def test_failing_hook_of_an_install(releases: Releases, make_chart: MakeChart, event: str) -> None:
    chart = make_chart(a=config(), hook=hook_job("web-job", event, pod="fail", container="failing"))
    theirs = twin(releases)
    with pytest.raises(HookFailed) as caught:
        releases.apply(chart=chart)
    theirs.helm_fails("install", "web", str(chart))
    ours, expected = status(releases, 1), status(theirs, 1)
    assert ours[0] == expected[0] == "failed"
    assert same_words(ours[1], expected[1], releases, theirs)
    assert "cannot reach the database" in caught.value.logs
    facts = caught.value.facts
    assert facts["release"]["status"] == "failed" and facts["changed"] is True
    assert [(entry["name"], entry["event"], entry["phase"]) for entry in facts["hooks"]] == [
        ("web-job", event, "Failed")
    ]
    assert [run["last_run"]["phase"] for run in releases.record(1)["hooks"]] == ["Failed"]
    fixed = releases.apply(chart=make_chart(a=config()))
    assert "recovered" in fixed.reason and status(releases, 2)[0] == "deployed"
    theirs.kubectl("delete", "namespace", theirs.namespace, "--wait=false")


def test_failing_hook_of_an_upgrade_and_of_a_rollback(releases: Releases, make_chart: MakeChart) -> None:
    good = make_chart(a=config())
    bad = make_chart("bad", a=config(), hook=hook_job("web-job", "pre-upgrade,post-rollback", pod="fail"))
    theirs = twin(releases)
    releases.apply(chart=good)
    theirs.helm("install", "web", str(good))
    with pytest.raises(HookFailed):
        releases.apply(chart=bad)
    theirs.helm_fails("upgrade", "web", str(bad))
    assert same_words(status(releases, 2)[1], status(theirs, 2)[1], releases, theirs)
    assert status(releases, 1)[0] == "deployed"
    releases.apply(chart=bad, disable_hooks=True)
    releases.apply(chart=good)
    with pytest.raises(HookFailed):
        releases.rollback(revision="3")
    assert status(releases, 5)[0] == "failed"  # helm would leave it pending-rollback for good
    releases.rollback(revision="1")
    assert status(releases, 6)[0] == "deployed"
    theirs.kubectl("delete", "namespace", theirs.namespace, "--wait=false")


def test_hooks_run_by_weight_and_are_deleted_by_policy(releases: Releases, make_chart: MakeChart) -> None:
    def hook(name: str, weight: str, policy: str) -> str:
        text = hook_job(name, "pre-install", policy=policy)
        return text.replace("  annotations:\n", f'  annotations:\n    helm.sh/hook-weight: "{weight}"\n', 1)

    chart = make_chart(
        a=hook("web-last", "5", "hook-succeeded"),
        b=hook("web-first", "-1", "before-hook-creation"),
        c=hook("web-a-middle", "0", "hook-failed"),
        d=hook("web-b-middle", "0", "hook-succeeded,hook-failed"),
    )
    done = releases.apply(chart=chart)
    assert [entry["name"] for entry in done.hooks] == ["web-first", "web-a-middle", "web-b-middle", "web-last"]
    assert releases.names("job") == {"job.batch/web-first", "job.batch/web-a-middle"}


def test_output_log_policy_brings_the_logs_of_a_hook_that_succeeded(releases: Releases, make_chart: MakeChart) -> None:
    text = hook_job("web-job", "pre-install")
    text = text.replace("  annotations:\n", "  annotations:\n    helm.sh/hook-output-log-policy: hook-succeeded\n", 1)
    assert "finished" in releases.apply(chart=make_chart(a=text)).hooks[0]["logs"]


def test_hook_that_never_ends_runs_into_the_timeout(releases: Releases, make_chart: MakeChart) -> None:
    chart = make_chart(a=config(), hook=hook_job("web-job", "pre-install", pod="run"))
    with pytest.raises(HookFailed, match=r"not ready\. status: InProgress, message: Job in progress"):
        releases.apply(chart=chart, waiting=SHORT)
    assert status(releases, 1)[0] == "failed"


def test_wait_that_ends_in_vain_says_why(releases: Releases, make_chart: MakeChart) -> None:
    chart = make_chart(a=deployment(pod="never-ready"), b=config())
    releases.hold_clock(releases.sees("containerStatuses", "phase: Running"))
    with pytest.raises(WaitTimeout) as caught:
        releases.apply(chart=chart, waiting=WAIT)
    failed = caught.value.failed_objects[0]
    assert (failed["kind"], failed["name"]) == ("Deployment", "web")
    assert failed["conditions"] and failed["pods"][0]["containers"][0]["name"] == "failing"
    assert "cannot reach the database" in failed["pods"][0]["logs"]
    state, description = status(releases, 1)
    assert state == "failed" and description.startswith(
        f'Release "web" failed: resource Deployment/{releases.namespace}/web not ready. status: InProgress'
    )


@pytest.mark.parametrize("strategy", ["watcher", "legacy"])
def test_wait_ends_when_all_is_ready(releases: Releases, make_chart: MakeChart, strategy: str) -> None:
    job = hook_job("web-job", "x").replace("  annotations:\n    helm.sh/hook: x\n", "  annotations:\n    a: b\n")
    chart = make_chart(a=deployment(pod="slow"), b=job)
    waiting = requests.WaitOptions(wait=True, strategy=strategy, jobs=True, timeout=60)
    assert releases.apply(chart=chart, waiting=waiting).changed is True
    assert releases.get("deployment", "web")["status"]["readyReplicas"] == 1
    assert releases.get("job", "web-job")["status"]["succeeded"] == 1


def test_atomic_install_leaves_nothing(releases: Releases, make_chart: MakeChart) -> None:
    chart = make_chart(a=deployment(pod="never-ready"), b=config())
    theirs = releases.helm_fails("install", "web", str(chart), "--rollback-on-failure", "--timeout", "3s")
    with pytest.raises(WaitTimeout) as caught:
        releases.apply(chart=chart, waiting=WAIT, atomic=True)
    words = "release web failed, and has been uninstalled due to rollback-on-failure being set: "
    assert caught.value.problem.startswith(words) and words in theirs
    assert releases.names("deployment,configmap,secret") == set()
    assert caught.value.facts["release"] is None


def test_atomic_upgrade_goes_back(releases: Releases, make_chart: MakeChart) -> None:
    theirs = twin(releases)
    good = make_chart(a=config(text='"good"'))
    bad = make_chart("bad", a=config(text='"bad"'), b=deployment(pod="never-ready"))
    releases.apply(chart=good)
    theirs.helm("install", "web", str(good))
    with pytest.raises(WaitTimeout, match="has been rolled back due to rollback-on-failure being set"):
        releases.apply(chart=bad, waiting=WAIT, atomic=True)
    theirs.helm_fails("upgrade", "web", str(bad), "--rollback-on-failure", "--timeout", "3s")
    for revision in (1, 2, 3):
        assert status(releases, revision)[0] == status(theirs, revision)[0]
    assert status(releases, 3) == ("deployed", "Rollback to 1")
    assert releases.get("configmap", "web-a")["data"]["text"] == "good"
    assert releases.names("deployment") == set()
    theirs.kubectl("delete", "namespace", theirs.namespace, "--wait=false")


def test_cleanup_on_fail_removes_what_was_new(releases: Releases, make_chart: MakeChart) -> None:
    releases.apply(chart=make_chart(a=config()))
    bad = make_chart(a=config(), b=config("web-b"), c=deployment(pod="never-ready"))
    with pytest.raises(WaitTimeout):
        releases.apply(chart=bad, waiting=WAIT, cleanup_on_fail=True)
    assert "configmap/web-b" not in releases.names("configmap")
    assert "configmap/web-a" in releases.names("configmap")


def test_objects_of_a_failed_revision_are_no_orphans(releases: Releases, make_chart: MakeChart) -> None:
    releases.apply(chart=make_chart(a=config()))
    bad = make_chart(a=config(), b=config("web-b"), c=hook_job("web-job", "post-upgrade", pod="fail"))
    with pytest.raises(HookFailed):
        releases.apply(chart=bad)
    done = releases.apply(chart=make_chart(a=config(), d=config("web-d")))
    assert ("delete", "web-b") in [(entry["action"], entry["name"]) for entry in done.changes]
    assert releases.names("configmap") == {"configmap/web-a", "configmap/web-d"}


def interrupted(releases: Releases, monkeypatch: pytest.MonkeyPatch, error: BaseException, **how: Any) -> None:
    """Run apply and raise error at the first object that is written."""

    def fail(*args: Any, **kwargs: Any) -> Any:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(execute, "apply_item", fail)
        with pytest.raises(type(error)):
            releases.apply(**how)


def test_interrupted_run_leaves_a_failed_record(
    releases: Releases, make_chart: MakeChart, monkeypatch: pytest.MonkeyPatch
) -> None:
    chart = make_chart(a=config())
    interrupted(releases, monkeypatch, KeyboardInterrupt(), chart=chart)
    assert status(releases, 1) == ("failed", 'Release "web" failed: interrupted (KeyboardInterrupt)')
    assert releases.apply(chart=chart).reason == ["recovered"]
    assert releases.names("configmap") == {"configmap/web-a"}


@pytest.mark.parametrize("state", ["pending-install", "pending-upgrade", "pending-rollback"])
def test_pending_release_is_recovered_or_refused(releases: Releases, make_chart: MakeChart, state: str) -> None:
    chart = make_chart(a=config())
    releases.apply(chart=chart)
    releases.leave(1, state)
    theirs = releases.helm_fails("upgrade", "web", str(chart))
    refuse = requests.PendingOptions("fail")
    with pytest.raises(ReleaseError, match=r"another operation .* is in progress") as caught:
        releases.apply(chart=chart, pending=refuse)
    assert caught.value.problem in theirs and releases.writes() == []
    soon = requests.PendingOptions("recover", timeout=4)
    predicted = releases.apply(chart=chart, pending=soon, check=True)
    assert releases.writes() == []
    done = releases.apply(chart=chart, pending=soon)
    assert predicted.reason == done.reason == ["recovered"]
    assert status(releases, 1)[0] == "superseded" and status(releases, 2)[0] == "deployed"


def test_live_holder_is_waited_for(releases: Releases, make_chart: MakeChart) -> None:
    slow = hook_job("web-job", "pre-install").replace(
        "metadata: {}", "metadata: {annotations: {native.helm.test/run: 3s}}"
    )
    chart = make_chart(a=config(), hook=slow)
    results: list[Any] = []

    def run() -> None:
        mine = Releases(releases.kubeconfig, releases.namespace)
        try:
            results.append(mine.apply(chart=chart))
        except HelmError as error:
            results.append(error)

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(isinstance(result, Result) for result in results), results
    assert sorted(result.changed for result in results) == [False, False, True]
    assert {name for name in releases.names() if "helm.release" in name} == {"secret/sh.helm.release.v1.web.v1"}


def test_record_that_is_too_large_is_found_before_anything_is_written(
    releases: Releases, make_chart: MakeChart
) -> None:
    noise = base64.b64encode(os.urandom(1_100_000)).decode()
    chart = make_chart(a=config(), **{"files__big.txt": noise})
    for check in (True, False):
        with pytest.raises(ReleaseError) as caught:
            releases.apply(chart=chart, check=check)
        assert "files/big.txt" in caught.value.hint
        assert releases.names() == set() and releases.writes() == []


@pytest.mark.parametrize("name", ["", "Bad", "a_b", "-a", "a-", "x" * 54, "a..b", "ä", "a\n"])
def test_names_that_are_none_are_refused_in_helms_words(releases: Releases, name: str) -> None:
    commands: list[tuple[Callable[[str], object], tuple[str, ...]]] = [
        (releases.apply, ("install", name, str(SHOP), "--dry-run=server")),
        (releases.uninstall, ("uninstall", name)),
        (releases.rollback, ("rollback", name)),
    ]
    for act, words in commands:
        with pytest.raises(ReleaseError) as caught:
            act(name)
        assert releases.sent == []
        assert f'release name "{name}"' in caught.value.told
        if name and not name.startswith("-"):
            theirs = releases.helm_fails(*words)
            assert caught.value.problem in theirs.replace("\\n", "\n").replace('\\"', '"')


def test_reserved_labels_are_refused_in_helms_words(releases: Releases) -> None:
    theirs = releases.helm_fails("install", "web", str(SHOP), "--labels", "owner=me")
    with pytest.raises(RequestError) as caught:
        releases.apply(labels={"owner": "me"})
    assert caught.value.problem in theirs and releases.writes() == []  # whether there is a release is in helm's line


def test_rollback_of_what_is_not_there(releases: Releases, make_chart: MakeChart) -> None:
    with pytest.raises(ReleaseError, match="release: not found"):
        releases.rollback()
    releases.apply(chart=make_chart(a=config()))
    for revision, problem in (("previous", "release has no 0 version"), ("7", "release has no 7 version")):
        with pytest.raises(ReleaseError, match=problem):
            releases.rollback(revision=revision)
    assert problem in releases.helm_fails("rollback", "web", "7")


def test_rollback_finds_its_revision(releases: Releases, make_chart: MakeChart) -> None:
    chart = make_chart(a=config())
    for text in ("one", "two", "three"):
        releases.apply(chart=chart, values={"text": text})
    back = releases.rollback(revision="previous")
    assert (back.from_revision, back.to_revision, releases.get("configmap", "web-a")["data"]["text"]) == (3, 2, "two")
    again = releases.rollback(revision="previous")
    assert (again.changed, releases.writes()) == (False, [])
    assert releases.rollback(revision="last_deployed").changed is False
    bad = make_chart(a=config(), hook=hook_job("web-job", "pre-upgrade", pod="fail"))
    with pytest.raises(HookFailed):
        releases.apply(chart=bad, values={"text": "four"})
    predicted = releases.rollback(revision="last_deployed", check=True)
    assert releases.writes() == []
    done = releases.rollback(revision="last_deployed")
    assert (predicted.to_revision, done.to_revision, done.changed) == (4, 4, True)
    assert status(releases, 6)[0] == "deployed"


def test_failing_pre_delete_hook_can_be_repeated(releases: Releases, make_chart: MakeChart) -> None:
    releases.apply(chart=make_chart(a=config(), hook=hook_job("web-job", "pre-delete", pod="fail")))
    with pytest.raises(HookFailed):
        releases.uninstall()
    assert status(releases, 1)[0] == "uninstalling"
    assert "configmap/web-a" in releases.names()
    assert releases.uninstall(disable_hooks=True).changed is True
    assert releases.names("configmap,secret") == set()


def test_interrupted_uninstall_is_finished_or_undone_by_the_next_run(
    releases: Releases, make_chart: MakeChart, monkeypatch: pytest.MonkeyPatch
) -> None:
    chart = make_chart(a=config(), b=config("web-b"))
    releases.apply(chart=chart)
    for again in (lambda: releases.apply(chart=chart), releases.uninstall):
        with monkeypatch.context() as patch:
            patch.setattr(execute.Executor, "execute", lambda *args, **how: (_ for _ in ()).throw(KubeError("lost")))
            with pytest.raises(KubeError):
                releases.uninstall()
        assert again().changed is True
    assert releases.names() == set()


def test_what_is_wrong_with_the_chart_or_the_values_is_found_before_anything_is_written(
    releases: Releases, make_chart: MakeChart
) -> None:
    cases: list[tuple[type[HelmError], str, Any, dict[str, Any]]] = [
        (TemplateError, "text!", make_chart("one", a=config(text="{{ required `text!` .Values.nothing }}")), {}),
        (TemplateError, "unclosed action", make_chart("two", a="a: {{ .Values.x"), {}),
        (TemplateError, "mapping values are not allowed", make_chart("three", a="a: b: c"), {}),
        (
            ReleaseError,
            'no matches for kind "Thing" in version "no.such/v1"',
            make_chart("four", a="kind: Thing\napiVersion: no.such/v1\nmetadata: {name: x}\n"),
            {},
        ),
        (ReleaseError, "resource name may not be empty", make_chart("five", a="apiVersion: v1\nkind: ConfigMap\n"), {}),
        (ValuesError, "at '/replicas': got string, want integer", SHOP, {"replicas": "many"}),
    ]
    for kind, words, chart, values in cases:
        for check in (True, False):
            with pytest.raises(kind, match=words):
                releases.apply(chart=chart, values=values, check=check)
            assert releases.writes() == []
    assert releases.names() == set()


def test_kept_objects_of_an_atomic_install_stay(releases: Releases, make_chart: MakeChart) -> None:
    kept = annotated(helm_sh__resource_policy="keep").replace("helm-sh", "helm.sh")
    chart = make_chart(a=config(more=kept), b=deployment(pod="never-ready"))
    with pytest.raises(WaitTimeout):
        releases.apply(chart=chart, waiting=WAIT, atomic=True)
    assert releases.names("configmap,deployment,secret") == {"configmap/web-a"}
