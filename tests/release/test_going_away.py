# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects that somebody deletes and that are not gone yet; Jobs that go by themselves."""

from __future__ import annotations

import json
from typing import Any, Callable, Iterator

import pytest
from cluster_fixture import create_namespace

from ansible_collections.native.helm.plugins.module_utils._helm.asked.requests import ApplyOptions, WaitOptions
from ansible_collections.native.helm.plugins.module_utils._helm.base import events
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import Forbidden, HookFailed, WaitTimeout
from ansible_collections.native.helm.plugins.module_utils._helm.base.events import Event

from .conftest import MakeChart
from .harness import Releases, actions
from .raw import BOTH, BOTH_IDS, TEMPLATE, Object, Raw, config, pod
from .texts import hook_job

HOLDER = "example.com/holds"


@pytest.fixture(params=BOTH, ids=BOTH_IDS)
def both(request: pytest.FixtureRequest, releases: Releases, make_chart: MakeChart) -> Iterator[Raw]:
    """Releases by both methods; what is held is let go afterwards."""
    found = Raw(releases, make_chart, **request.param)
    yield found
    if "cm" in releases.kubectl("get", "configmap", "-n", releases.namespace, "-o", "name"):
        let_go(found)


def held(**data: str) -> Object:
    body = config(**data)
    body["metadata"]["finalizers"] = [HOLDER]
    return body


def delete(raw: Raw) -> None:
    raw.kubectl("delete", "configmap", "cm", "--wait=false")


def let_go(raw: Raw) -> None:
    raw.kubectl("patch", "configmap", "cm", "--type=merge", "-p", '{"metadata": {"finalizers": null}}')


def when_waited_for(releases: Releases, act: Callable[[], None]) -> None:
    """Act in the middle of the first wait that is told from now on."""
    waits: list[Event] = []

    def hear(event: Event) -> None:
        if event.step == events.WAIT and not waits:
            waits.append(event)
            act()

    releases.env.tell = hear


def waited(raw: Raw, *objects: Object, timeout: float, **options: Any) -> Any:
    """The same as raw.run, with wait."""
    values = {"m": list(objects)}
    return raw.releases.apply(
        chart=raw._chart, values=values, waiting=WaitOptions(wait=True, timeout=timeout),
        applying=ApplyOptions(**raw.method), **options,
    )  # fmt: skip


def test_what_is_being_deleted_is_told(both: Raw) -> None:
    both.run(held(a="1"))
    delete(both)
    for check in (True, False):
        done = both.run(held(a="1"), check=check)
        assert (done.changed, done.reason, actions(done)) == (False, [], [])
        assert [entry.get("state") for entry in done.changes] == ["terminating"]
        (warning,) = [text for text in both.releases.warnings if "scheduled for deletion" in text]
        assert HOLDER in warning and f"ConfigMap {both.releases.namespace}/cm" in warning
    (release,) = both.releases.info("web", fields=["drift", "resources"]).releases
    assert [(entry["name"], entry["state"]) for entry in release["resources"]] == [("cm", "terminating")]
    assert HOLDER in release["resources"][0]["message"]
    assert [(entry["name"], entry["state"]) for entry in release["drift"]] == [("cm", "terminating")]
    let_go(both)
    assert actions(both.run(held(a="1"))) == [("create", "cm")]


def test_with_wait_it_is_made_anew_once_it_is_gone(both: Raw) -> None:
    both.run(held(a="1"))
    uid = both.uid("configmap", "cm")
    delete(both)
    predicted = waited(both, held(a="1"), timeout=30, check=True)
    assert (predicted.reason, actions(predicted)) == (["drift"], [("replace", "cm")])
    with pytest.raises(WaitTimeout) as caught:
        waited(both, held(a="1"), timeout=1)
    assert HOLDER in str(caught.value.told) and "1s, the timeout" in str(caught.value.told)
    assert both.uid("configmap", "cm") == uid
    when_waited_for(both.releases, lambda: let_go(both))
    done = waited(both, held(a="1"), timeout=120)
    assert (done.reason, actions(done)) == (["drift"], [("replace", "cm")])
    assert both.uid("configmap", "cm") != uid
    assert waited(both, held(a="1"), timeout=120).changed is False


def test_in_an_upgrade_and_a_rollback_too(both: Raw) -> None:
    both.run(held(a="1"), config("more", a="1"))
    both.run(held(a="2"), config("more", a="2"))
    delete(both)
    done = both.run(held(a="3"), config("more", a="3"))
    assert ("update", "more") in actions(done)
    assert [entry.get("state") for entry in done.changes if entry["name"] == "cm"] == ["terminating"]
    let_go(both)
    both.run(held(a="3"), config("more", a="3"))
    delete(both)
    when_waited_for(both.releases, lambda: let_go(both))
    back = both.releases.rollback(revision="1", waiting=WaitOptions(wait=True, timeout=120))
    assert ("replace", "cm") in actions(back)
    assert both.get("configmap", "cm")["data"] == {"a": "1"}


def brief_job(image: str = "x", ttl: int = 0) -> Object:
    """A Job that is done at once, and gone at once."""
    spec = {"ttlSecondsAfterFinished": ttl, "backoffLimit": 0, "template": pod(restart="Never", image=image)}
    return {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "j"}, "spec": spec}


def test_a_job_that_its_ttl_removed_is_not_run_again(both: Raw) -> None:
    both.run(brief_job(), config(a="1"))
    both.kubectl("wait", "--for=delete", "job/j", "--timeout=60s")
    for check in (True, False):
        assert both.run(brief_job(), config(a="1"), check=check).changed is False
    upgraded = both.run(brief_job(), config(a="2"))
    assert actions(upgraded) == [("update", "cm")]
    (release,) = both.releases.info("web", fields=["drift", "resources"]).releases
    assert release["drift"] == []
    assert [entry["message"] for entry in release["resources"] if entry["kind"] == "Job"] == [
        "it goes by itself once it is done"
    ]
    assert ("create", "j") in actions(both.run(brief_job("y"), config(a="2")))
    both.kubectl("wait", "--for=delete", "job/j", "--timeout=60s")
    assert waited(both, brief_job("y"), config(a="3"), timeout=120).reason == ["values", "manifest"]


def test_a_job_without_a_ttl_that_is_gone_is_drift(both: Raw) -> None:
    body = brief_job()
    del body["spec"]["ttlSecondsAfterFinished"]
    both.run(body)
    both.kubectl("delete", "job", "j")
    assert (both.run(body).reason, both.run(body).changed) == (["drift"], False)


def test_a_job_that_a_failed_revision_never_made_is_made(both: Raw) -> None:
    other = config("other", a="1")
    both.run(config(a="1"))
    both.kubectl("create", "configmap", "other")
    with pytest.raises(Exception, match="other"):
        both.run(config(a="1"), brief_job(ttl=600), other)
    both.kubectl("delete", "configmap", "other")
    assert ("create", "j") in actions(both.run(config(a="1"), brief_job(ttl=600), other))


def test_what_is_wanted_no_more_and_goes_already_is_not_deleted_again(both: Raw) -> None:
    both.run(held(a="1"), config("more", a="1"))
    delete(both)
    for check in (True, False):
        done = both.run(config("more", a="1"), check=check)
        assert (actions(done), [entry.get("state") for entry in done.changes]) == ([], [None, "terminating"])
        assert [text for text in both.releases.warnings if "deletion" in text] == []
    assert [method for method, _path in both.releases.writes() if method == "DELETE"] == []
    waited(both, config("more", a="2"), timeout=120)  # what is wanted no more is not waited for


def test_a_job_that_is_gone_before_the_first_look_has_ended(both: Raw) -> None:
    """Its last state is told by the changes since it was made."""

    def gone(method: str, path: str) -> None:
        if method == "GET" and path.endswith("/jobs/j"):
            both.kubectl("wait", "--for=delete", "job/j", "--timeout=60s")

    both.releases.before = gone
    waiting = WaitOptions(wait=True, jobs=True, timeout=60)
    options: dict[str, Any] = {"chart": both._chart, "waiting": waiting, "applying": ApplyOptions(**both.method)}
    assert both.releases.apply(values={"m": [brief_job("x")]}, **options).changed
    failing = brief_job("y")
    failing["spec"]["template"]["metadata"]["annotations"] = {"native.helm.test/pod": "fail"}
    with pytest.raises(WaitTimeout, match="Job Failed"):
        both.releases.apply(values={"m": [failing]}, **options)


def test_a_hooks_job_that_is_gone_before_the_first_look_has_ended(releases: Releases, make_chart: MakeChart) -> None:
    def gone(method: str, path: str) -> None:
        if method == "GET" and path.endswith("/jobs/h"):
            releases.kubectl("wait", "--for=delete", "job/h", "--timeout=60s", "-n", releases.namespace)

    releases.before = gone
    hook = hook_job("h", "pre-install,pre-upgrade").replace(
        "backoffLimit", "ttlSecondsAfterFinished: 0\n  backoffLimit"
    )
    done = releases.apply(chart=make_chart("hooked", hook=hook, a=json.dumps(config(a="1"))))
    assert [(entry["name"], entry["phase"]) for entry in done.hooks] == [("h", "Succeeded")]
    failing = hook.replace("metadata: {}", "metadata: {annotations: {native.helm.test/pod: fail}}")
    with pytest.raises(HookFailed, match="Job Failed"):
        releases.apply(chart=make_chart("hooked", hook=failing, a=json.dumps(config(a="2"))))
    assert releases.get("configmap", "cm")["data"] == {"a": "1"}


@pytest.fixture
def leaving(kubeconfig: str, releases: Releases) -> Iterator[Releases]:
    """Releases in a namespace that is being deleted, and waits for a ConfigMap."""
    found = Releases(kubeconfig, f"{releases.namespace}-leaving")
    create_namespace(found.kubeconfig, found.namespace)
    found.kubectl_in(held(a="1"))
    found.kubectl("delete", "namespace", found.namespace, "--wait=false")
    remaining = ("--for=condition=NamespaceFinalizersRemaining", "--timeout=120s")
    found.kubectl("wait", f"namespace/{found.namespace}", *remaining)
    yield found
    if "cm" in found.kubectl("get", "configmap", "-n", found.namespace, "-o", "name", "--ignore-not-found"):
        release_namespace(found)
    found.kubectl("delete", "namespace", found.namespace, "--wait=false", "--ignore-not-found")


def release_namespace(found: Releases) -> None:
    patch = '{"metadata": {"finalizers": null}}'
    found.kubectl("patch", "configmap", "cm", "-n", found.namespace, "--type=merge", "-p", patch)


def test_a_namespace_that_is_being_deleted_is_waited_for_and_made_anew(
    leaving: Releases, make_chart: MakeChart
) -> None:
    chart = make_chart("raw", all=TEMPLATE)
    values = {"m": [config("other", a="1")]}
    for check in (True, False):
        with pytest.raises(Forbidden, match="because it is being terminated") as refused:
            leaving.apply(chart=chart, values=values, create_namespace=True, check=check)
        assert refused.value.hint.endswith("with wait besides it waits for that")
    assert leaving.writes() == []

    def waited_for(timeout: float, *, check: bool = False) -> Any:
        waiting = WaitOptions(wait=True, timeout=timeout)
        return leaving.apply(chart=chart, values=values, create_namespace=True, check=check, waiting=waiting)

    predicted = waited_for(60, check=True)
    assert actions(predicted) == [("create", leaving.namespace), ("create", "other")]
    with pytest.raises(WaitTimeout) as caught:
        waited_for(1)
    assert f"Namespace {leaving.namespace}" in str(caught.value.told) and "1s, the timeout" in str(caught.value.told)
    assert HOLDER in str(caught.value.told)
    when_waited_for(leaving, lambda: release_namespace(leaving))
    done = waited_for(120)
    assert done.changes == predicted.changes
    assert waited_for(60).changed is False
