# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""After a failure the result tells what is in the record and in the cluster, not what was on its way there."""

from __future__ import annotations

import json
from typing import Any, Callable

import pytest
from cluster_fixture import await_right

from ansible_collections.native.helm.plugins.module_utils._helm.apply import execute
from ansible_collections.native.helm.plugins.module_utils._helm.asked import requests
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import (
    Forbidden,
    HelmError,
    HookFailed,
    Invalid,
    KubeError,
    Unreachable,
    WaitTimeout,
)
from ansible_collections.native.helm.plugins.module_utils._helm.entry import telling
from ansible_collections.native.helm.plugins.module_utils._helm.plan.model import Operation
from ansible_collections.native.helm.plugins.module_utils._helm.release.model import Release
from ansible_collections.native.helm.plugins.module_utils._helm.release.object_driver import ObjectDriver

from .conftest import MakeChart
from .harness import Releases
from .texts import config, deployment, hook_job

WAIT = requests.WaitOptions(wait=True, timeout=2)
THREE = {"a": config(), "b": config("web-b"), "c": deployment()}


def refuse(monkeypatch: pytest.MonkeyPatch, name: str, error: Callable[[], KubeError]) -> None:
    """Let the write of one object fail, as the server may refuse it at any time after it was asked."""
    real = execute.write_operation

    def write(client: Any, env: Any, operation: Operation, **how: Any) -> dict[str, Any]:
        if operation.item.name == name:
            raise error()
        return real(client, env, operation, **how)

    monkeypatch.setattr(execute, "write_operation", write)


def unstorable(monkeypatch: pytest.MonkeyPatch, *statuses: str) -> None:
    """Let records of such statuses not be stored any more."""
    real = ObjectDriver.update

    def update(driver: Any, release: Release) -> None:
        if release.info.status in statuses:
            raise Forbidden('secrets is forbidden: User "few" cannot update resource "secrets"', status=403)
        real(driver, release)

    monkeypatch.setattr(ObjectDriver, "update", update)


def done(facts: dict[str, Any]) -> list[tuple[str, str]]:
    return [(entry["action"], entry["name"]) for entry in facts["changes"]]


def is_the_record(releases: Releases, facts: dict[str, Any]) -> bool:
    """Whether release and status are those of the newest record that helm reads."""
    (newest,) = json.loads(releases.helm("list", "-o", "json"))
    release, status = facts["release"], facts["status"]
    return (str(release["revision"]), release["status"]) == (newest["revision"], newest["status"]) and (
        status["revision"], status["status"]
    ) == (newest["revision"], newest["status"])  # fmt: skip


def refused() -> KubeError:
    return Invalid("denied by the server", status=422)


def lost() -> KubeError:
    error = Unreachable("connection reset by peer")
    error.passing = error.lost_reply = True
    return error


def test_only_what_was_written_is_told(
    releases: Releases, make_chart: MakeChart, monkeypatch: pytest.MonkeyPatch
) -> None:
    chart = make_chart(**THREE)
    with monkeypatch.context() as patch:
        refuse(patch, "web", refused)
        with pytest.raises(Invalid) as caught:
            releases.apply(chart=chart)
    facts = caught.value.facts
    assert done(facts) == [("create", "web-a"), ("create", "web-b")] and facts["changed"]
    assert [entry["name"] for entry in facts["left_behind"]["objects"]] == ["web-a", "web-b"]
    assert is_the_record(releases, facts) and facts["release"]["status"] == "failed"
    assert telling.message(caught.value).endswith("Release web is at revision 1 now, failed.")
    assert releases.apply(chart=chart).changed
    assert done({"changes": releases.apply(chart=chart, values={"text": "x"}).changes})[0] == ("update", "web-a")


def test_write_of_which_nobody_knows_is_told_as_such(
    releases: Releases, make_chart: MakeChart, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse(monkeypatch, "web", lost)
    with pytest.raises(Unreachable) as caught:
        releases.apply(chart=make_chart(**THREE))
    assert done(caught.value.facts) == [("create", "web-a"), ("create", "web-b")]
    assert [entry["name"] for entry in caught.value.facts["left_behind"]["objects"]] == ["web-a", "web-b", "web"]
    words = f"No reply came for Deployment {releases.namespace}/web: it may have been written."
    assert words in telling.message(caught.value)


@pytest.mark.parametrize("statuses", [("failed",), ("failed", "deployed")], ids=["failure", "success"])
def test_record_that_cannot_be_stored(
    releases: Releases, make_chart: MakeChart, monkeypatch: pytest.MonkeyPatch, statuses: tuple[str, ...]
) -> None:
    chart = make_chart(**THREE)
    with monkeypatch.context() as patch:
        unstorable(patch, *statuses)
        if len(statuses) == 1:
            refuse(patch, "web", refused)
        with pytest.raises(KubeError) as caught:
            releases.apply(chart=chart)
    facts = caught.value.facts
    assert facts["release"]["status"] == facts["left_behind"]["status"] == "pending-install"
    assert is_the_record(releases, facts) and len(done(facts)) == 4 - len(statuses[:1]) - (len(statuses) == 1)
    text = telling.message(caught.value)
    assert "Release web is at revision 1 now, pending-install." in text
    if len(statuses) == 1:
        assert "The failure could not be stored in the release's record: secrets is forbidden" in text


def test_first_record_that_cannot_be_stored(releases: Releases, make_chart: MakeChart) -> None:
    chart = make_chart(a=config())
    verbs = "--verb=get,list,watch"
    releases.kubectl("create", "role", "reads", verbs, "--resource=secrets,configmaps", "-n", releases.namespace)
    releases.kubectl("create", "role", "maps", "--verb=create,patch", "--resource=configmaps", "-n", releases.namespace)
    for role in ("reads", "maps"):
        releases.kubectl("create", "rolebinding", role, f"--role={role}", "--user=few", "-n", releases.namespace)
    await_right(releases.kubeconfig, releases.namespace, "few", "list", "secrets")
    await_right(releases.kubeconfig, releases.namespace, "few", "create", "configmaps")
    few = {"impersonate_user": "few"}
    with pytest.raises(KubeError) as caught:
        releases.apply(chart=chart, connection=few)
    facts = caught.value.facts
    assert not facts.get("changed") and not facts.get("changes") and not facts.get("release")
    assert "left_behind" not in facts and releases.names() == set()
    releases.apply(chart=chart)
    with pytest.raises(KubeError) as caught:
        releases.apply(chart=chart, values={"text": "new"}, connection=few)
    facts = caught.value.facts
    assert not facts.get("changed") and not facts.get("changes")
    assert is_the_record(releases, facts) and facts["release"]["revision"] == 1


def test_drift_that_cannot_be_put_back_wholly(
    releases: Releases, make_chart: MakeChart, monkeypatch: pytest.MonkeyPatch
) -> None:
    chart = make_chart(**THREE)
    releases.apply(chart=chart, values={"text": "one"})
    for name in ("web-a", "web-b"):
        patch = '{"data":{"text":"edited"}}'
        releases.kubectl("patch", "configmap", name, "-n", releases.namespace, "-p", patch)
    releases.kubectl("scale", "deployment", "web", "-n", releases.namespace, "--replicas=3")
    put_back = [("update", "web-a"), ("update", "web-b")]
    again = lambda: releases.apply(chart=chart, values={"text": "one"})  # noqa: E731
    for act, expected in ((again, put_back), (lambda: releases.rollback(revision="1"), [])):
        with monkeypatch.context() as patched:
            refuse(patched, "web", refused)
            with pytest.raises(Invalid) as caught:
                act()
        facts = caught.value.facts
        assert facts["reason"] == ["drift"] and is_the_record(releases, facts)
        assert "Release web stays at revision 1, deployed." in telling.message(caught.value)
        assert (done(facts), facts["changed"]) == (expected, bool(expected))


def test_atomic_upgrade_tells_what_is_after_it(releases: Releases, make_chart: MakeChart) -> None:
    releases.apply(chart=make_chart(a=config(text='"good"')))
    bad = make_chart("bad", a=config(text='"bad"'), b=deployment(pod="never-ready"))
    with pytest.raises(WaitTimeout) as caught:
        releases.apply(chart=bad, waiting=WAIT, atomic=True)
    facts = caught.value.facts
    assert is_the_record(releases, facts) and facts["release"]["revision"] == 3
    assert done(facts) == [("update", "web-a"), ("create", "web"), ("update", "web-a"), ("delete", "web")]
    assert facts["left_behind"] == {"revision": 2, "status": "failed", "objects": []}
    assert telling.message(caught.value).endswith("Release web is at revision 3 now, Rollback to 1.")


def test_atomic_install_tells_that_nothing_is_left(releases: Releases, make_chart: MakeChart) -> None:
    with pytest.raises(WaitTimeout) as caught:
        releases.apply(chart=make_chart(a=config(), b=deployment(pod="never-ready")), waiting=WAIT, atomic=True)
    facts = caught.value.facts
    assert facts["release"] is None and facts["status"] is None and facts["left_behind"] == {}
    assert done(facts) == [("create", "web-a"), ("create", "web"), ("delete", "web"), ("delete", "web-a")]


def test_atomic_whose_way_back_fails_tells_where_it_stopped(releases: Releases, make_chart: MakeChart) -> None:
    chart = make_chart(a=config(), b=deployment(pod="never-ready"), hook=hook_job("web-out", "pre-delete", pod="fail"))
    with pytest.raises(WaitTimeout) as caught:
        releases.apply(chart=chart, waiting=WAIT, atomic=True)
    facts = caught.value.facts
    assert is_the_record(releases, facts) and facts["release"]["status"] == "uninstalling"
    assert done(facts) == [("create", "web-a"), ("create", "web")]
    assert [(entry["name"], entry["phase"]) for entry in facts["hooks"]] == [("web-out", "Failed")]
    assert [entry["kind"] for entry in facts["failed_objects"]] == ["Deployment", "Job"]
    assert "uninstalling it failed too: running the pre-delete hooks Job web-out" in telling.message(caught.value)


def test_what_was_cleaned_up_is_told(releases: Releases, make_chart: MakeChart) -> None:
    releases.apply(chart=make_chart(a=config()))
    bad = make_chart(a=config(), b=config("web-b"), c=deployment(pod="never-ready"))
    with pytest.raises(WaitTimeout) as caught:
        releases.apply(chart=bad, waiting=WAIT, cleanup_on_fail=True)
    assert done(caught.value.facts)[-2:] == [("delete", "web-b"), ("delete", "web")]
    assert caught.value.facts["left_behind"]["objects"] == []


def test_uninstall_that_fails_tells_what_is_left(
    releases: Releases, make_chart: MakeChart, monkeypatch: pytest.MonkeyPatch
) -> None:
    chart = make_chart(a=config(), b=config("web-b"), hook=hook_job("web-out", "post-delete", pod="fail"))
    releases.apply(chart=chart)
    with monkeypatch.context() as patch:
        unstorable(patch, "uninstalling")
        with pytest.raises(KubeError) as refusal:
            releases.uninstall()
    facts = refusal.value.facts
    assert is_the_record(releases, facts) and facts["release"]["status"] == "deployed"
    assert facts["changed"] is False and done(facts) == []
    with pytest.raises(HookFailed) as caught:
        releases.uninstall()
    facts = caught.value.facts
    assert is_the_record(releases, facts) and facts["release"]["status"] == "uninstalling"
    assert sorted(done(facts)) == [("delete", "web-a"), ("delete", "web-b")]

    def fail(driver: Any, key: str, uid: str = "") -> None:
        raise Forbidden("secrets is forbidden", status=403)

    with monkeypatch.context() as patch:
        patch.setattr(ObjectDriver, "delete", fail)
        with pytest.raises(HelmError) as last:
            releases.uninstall(disable_hooks=True)
    facts = last.value.facts
    assert is_the_record(releases, facts) and facts["changed"] is True
    assert "Release web stays at revision 1, uninstalling." in telling.message(last.value)
    assert releases.uninstall(disable_hooks=True).changed and releases.names("secret") == set()
