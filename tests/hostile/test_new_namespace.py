# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A namespace that the task makes, with Pod Security labels: what it will refuse is asked in another one like it; where
there is none, after it is made and before anything is in it."""

from __future__ import annotations

import secrets
from typing import Iterator

import pytest
from cluster_fixture import create_namespace
from release.conftest import MakeChart
from release.harness import Releases, actions
from release.texts import config

from ansible_collections.native.helm.plugins.module_utils._helm.asked.requests import ApplyOptions
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import Forbidden, HelmError, HookFailed

LEVEL = "pod-security.kubernetes.io/enforce"
VERSION = f"{LEVEL}-version"
# Of a version that no other test's namespace has, at the same time or while it goes: the newest rules count.
NUMBER = 1000 + secrets.randbelow(10**9)
PEER = {LEVEL: "restricted", VERSION: f"v1.{NUMBER}"}
POD = """apiVersion: v1
kind: Pod
metadata: {name: web-pod}
spec: {containers: [{name: run, image: example.com/run}]}
"""
ALLOWED = """apiVersion: v1
kind: Pod
metadata: {name: web-pod}
spec:
  securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
  containers:
    - name: run
      image: example.com/run
      securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
"""


@pytest.fixture
def elsewhere(kubeconfig: str) -> Iterator[Releases]:
    """Actions in a namespace that is not there yet, beside another one with labels."""
    found = Releases(kubeconfig)
    peer = f"{found.namespace}-peer"
    create_namespace(found.kubeconfig, peer)
    found.kubectl("label", "namespace", peer, *(f"{name}={text}" for name, text in PEER.items()))
    yield found
    found.kubectl("delete", "namespace", peer, found.namespace, "--wait=false", "--ignore-not-found")


def test_what_another_namespace_like_it_refuses_is_told_before_anything_is_made(
    elsewhere: Releases, make_chart: MakeChart
) -> None:
    chart = make_chart(a=config(text="x"), p=POD)
    told = []
    for check in (True, False):
        with pytest.raises(Forbidden, match=f'violates PodSecurity "restricted:v1.{NUMBER}"') as caught:
            elsewhere.apply(chart=chart, create_namespace=True, namespace_labels=PEER, check=check)
        assert elsewhere.writes() == []
        told.append(caught.value.problem)
    assert told[0] == told[1]
    create_namespace(elsewhere.kubeconfig, elsewhere.namespace)
    elsewhere.kubectl("label", "namespace", elsewhere.namespace, *(f"{name}={text}" for name, text in PEER.items()))
    assert told[0] in elsewhere.helm_fails("install", "web", str(chart))


def test_where_no_namespace_is_like_it_only_the_namespace_is_made(elsewhere: Releases, make_chart: MakeChart) -> None:
    chart, labels = make_chart(a=config(text="x"), p=POD), {LEVEL: "restricted", VERSION: f"v1.{NUMBER + 1}"}
    predicted = elsewhere.apply(chart=chart, create_namespace=True, namespace_labels=labels, check=True)
    assert ("create", "web-pod") in actions(predicted)
    assert len(elsewhere.warnings) == 1 and "Pod Security (restricted)" in elsewhere.warnings[0]
    with pytest.raises(Forbidden, match="violates PodSecurity") as caught:
        elsewhere.apply(chart=chart, create_namespace=True, namespace_labels=labels)
    assert elsewhere.writes() == [("POST", "/api/v1/namespaces")] and elsewhere.names() == set()
    assert [entry["name"] for entry in caught.value.facts["changes"]] == [elsewhere.namespace]


@pytest.mark.parametrize("labels", [PEER, {LEVEL: "privileged"}, {}], ids=["restricted", "privileged", "none"])
def test_what_is_allowed_is_made_as_foreseen(
    elsewhere: Releases, make_chart: MakeChart, labels: dict[str, str]
) -> None:
    chart = make_chart(a=config(text="x"), p=ALLOWED)
    predicted = elsewhere.apply(chart=chart, create_namespace=True, namespace_labels=labels, check=True)
    assert elsewhere.warnings == []
    done = elsewhere.apply(chart=chart, create_namespace=True, namespace_labels=labels)
    assert predicted.changes == done.changes
    assert elsewhere.apply(chart=chart, create_namespace=True, namespace_labels=labels).changed is False


def in_own(pod: str, name: str) -> str:
    return pod.replace("{name: web-pod}", f"{{name: web-pod, namespace: {name}}}")


def namespace(name: str, labels: dict[str, str]) -> str:
    listed = ", ".join(f'{key}: "{text}"' for key, text in labels.items())
    return f"apiVersion: v1\nkind: Namespace\nmetadata: {{name: {name}, labels: {{{listed}}}}}\n"


def test_namespaces_of_a_charts_templates_are_foreseen_too(elsewhere: Releases, make_chart: MakeChart) -> None:
    """Made by the chart, or given another level by it; helm makes the rest, and fails at the pod."""
    create_namespace(elsewhere.kubeconfig, elsewhere.namespace)
    own = f"{elsewhere.namespace}-own"
    lax = make_chart("lax", n=namespace(own, {}), p=in_own(POD, own))
    strict = make_chart("strict", n=namespace(own, PEER), p=in_own(POD, own))
    only = make_chart("only", n=namespace(own, {}))
    for before in (None, only):
        if before is not None:
            elsewhere.apply(chart=before)
        told = []
        for check in (True, False):
            with pytest.raises(Forbidden, match=f'violates PodSecurity "restricted:v1.{NUMBER}"') as caught:
                elsewhere.apply(chart=strict, check=check)
            told.append(caught.value.problem)
            assert elsewhere.writes() == []
        assert told[0] == told[1]
    predicted = elsewhere.apply(chart=lax, check=True)
    assert elsewhere.apply(chart=lax).changes == predicted.changes
    assert elsewhere.apply(chart=strict, check=True).changed  # a pod that is there stays
    assert elsewhere.apply(chart=strict).changed
    elsewhere.uninstall()


def test_what_another_level_tells_of_this_one(elsewhere: Releases, make_chart: MakeChart) -> None:
    """What is allowed in a restricted namespace is so in a baseline one; what is refused there need not be."""
    labels = {LEVEL: "baseline", VERSION: PEER[VERSION]}
    for pod, warned in ((ALLOWED, 0), (POD, 1)):
        predicted = elsewhere.apply(
            chart=make_chart(p=pod), create_namespace=True, namespace_labels=labels, check=True
        )
        assert (("create", "web-pod") in actions(predicted), len(elsewhere.warnings)) == (True, warned)
    peer = f"{elsewhere.namespace}-peer"
    elsewhere.kubectl("label", "namespace", peer, "--overwrite", f"{LEVEL}=baseline", f"{VERSION}=v1.{NUMBER + 2}")
    labels = {LEVEL: "restricted", VERSION: f"v1.{NUMBER + 2}"}
    privileged = POD.replace("image: example.com/run", "image: example.com/run, securityContext: {privileged: true}")
    for pod, refused in ((privileged, True), (ALLOWED, False)):
        options = {"chart": make_chart(p=pod), "create_namespace": True, "namespace_labels": labels, "check": True}
        if refused:
            with pytest.raises(Forbidden, match="privileged"):
                elsewhere.apply(**options)
        else:
            assert elsewhere.apply(**options).changed and len(elsewhere.warnings) == 1


def hook(event: str, body: str, weight: int = 0) -> str:
    """A hook of an object's text, whose metadata stands in one line."""
    annotations = f'annotations: {{"helm.sh/hook": {event}, "helm.sh/hook-weight": "{weight}"}}'
    return body.replace("metadata: {", f"metadata: {{{annotations}, ", 1)


ACCOUNT = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: web-account}\n"
NEEDS_ACCOUNT = POD.replace("spec: {", "spec: {serviceAccountName: web-account, ")
JOB = """apiVersion: batch/v1
kind: Job
metadata: {name: web-job}
spec: {template: {spec: {restartPolicy: Always, containers: [{name: run, image: example.com/run}]}}}
"""
BAD_KEY = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web-h}\ndata: {"a b": c}\n'


@pytest.mark.parametrize("event", ["pre-install", "post-install"])
def test_pods_of_hooks_are_foreseen_too(elsewhere: Releases, make_chart: MakeChart, event: str) -> None:
    chart = make_chart(a=config(text="x"), h=hook(event, POD))
    told = []
    for check in (True, False):
        with pytest.raises(HookFailed, match=f'violates PodSecurity "restricted:v1.{NUMBER}"') as caught:
            elsewhere.apply(chart=chart, create_namespace=True, namespace_labels=PEER, check=check)
        assert elsewhere.writes() == []
        told.append((caught.value.problem, caught.value.subject))
    assert told[0] == told[1]


def test_where_nobody_can_be_asked_about_a_hooks_pod_only_the_namespace_is_made(
    elsewhere: Releases, make_chart: MakeChart
) -> None:
    chart = make_chart(a=config(text="x"), h=hook("post-install", POD))
    labels = {LEVEL: "restricted", VERSION: f"v1.{NUMBER + 1}"}
    assert elsewhere.apply(chart=chart, create_namespace=True, namespace_labels=labels, check=True).changed
    assert len(elsewhere.warnings) == 1 and "Pod Security (restricted)" in elsewhere.warnings[0]
    with pytest.raises(HookFailed, match="violates PodSecurity"):
        elsewhere.apply(chart=chart, create_namespace=True, namespace_labels=labels)
    assert elsewhere.writes() == [("POST", "/api/v1/namespaces")] and elsewhere.names() == set()


REFUSED = {
    "a pod's value": (POD.replace("spec: {", "spec: {restartPolicy: Never-ever, "), "Unsupported value"),
    "a Job's value": (JOB, "Required value: valid values"),
    "a key": (BAD_KEY, "Invalid value"),
    "no such account": (NEEDS_ACCOUNT, 'serviceaccount "web-account" not found'),
    "no such class": (POD.replace("spec: {", "spec: {priorityClassName: web-none, "), "no PriorityClass with name"),
}


@pytest.mark.parametrize(
    ("case", "event", "server_side"),
    [
        *((case, "pre-install", "true") for case in REFUSED),
        ("a Job's value", "post-install", "false"),
        ("no such account", "", "false"),
        ("no such class", "", "true"),
    ],
)
def test_what_no_namespace_takes_is_refused_before_this_one_is_made(
    elsewhere: Releases, make_chart: MakeChart, *, case: str, event: str, server_side: str
) -> None:
    """The words are those that come of it in a namespace that is there."""
    body, words = REFUSED[case]
    chart = make_chart(a=config(text="x"), h=hook(event, body) if event else body)
    applying = ApplyOptions(server_side=server_side)
    told = []
    for check in (True, False):
        with pytest.raises(HelmError, match=words) as caught:
            elsewhere.apply(chart=chart, create_namespace=True, applying=applying, check=check)
        assert elsewhere.writes() == []
        told.append(caught.value.problem)
    elsewhere.kubectl("create", "namespace", elsewhere.namespace)
    with pytest.raises(HelmError) as caught:
        elsewhere.apply(chart=chart, applying=applying)
    assert {*told} == {caught.value.problem}


def test_an_account_that_a_hook_makes_is_there_for_pods_after_it(elsewhere: Releases, make_chart: MakeChart) -> None:
    """As for helm, which fails where the hook comes after the pod."""
    early = make_chart(p=NEEDS_ACCOUNT, h=hook("pre-install", ACCOUNT))
    predicted = elsewhere.apply(chart=early, create_namespace=True, check=True)
    done = elsewhere.apply(chart=early, create_namespace=True)
    assert predicted.changes == done.changes and ("create", "web-pod") in actions(done)
    elsewhere.uninstall()
    elsewhere.kubectl("delete", "serviceaccount", "web-account", "-n", elsewhere.namespace)
    elsewhere.helm("install", "web", str(early))
    elsewhere.helm("uninstall", "web")
    elsewhere.kubectl("delete", "serviceaccount", "web-account", "-n", elsewhere.namespace)
    late = make_chart(p=NEEDS_ACCOUNT, h=hook("post-install", ACCOUNT))
    with pytest.raises(Forbidden, match='serviceaccount "web-account" not found'):
        elsewhere.apply(chart=late, check=True)
    assert 'serviceaccount "web-account" not found' in elsewhere.helm_fails("install", "web", str(late))


def test_a_hook_before_the_objects_finds_none_of_them(elsewhere: Releases, make_chart: MakeChart) -> None:
    """Nor one of a hook that comes after it: helm fails at both."""
    elsewhere.kubectl("create", "namespace", elsewhere.namespace)
    pod = hook("pre-install", NEEDS_ACCOUNT)
    for account in (ACCOUNT, hook("pre-install", ACCOUNT, weight=5)):
        chart = make_chart(p=pod, s=account)
        for check in (True, False):
            with pytest.raises(HookFailed, match='serviceaccount "web-account" not found'):
                elsewhere.apply(chart=chart, check=check)
            assert elsewhere.writes() == []
        assert 'serviceaccount "web-account" not found' in elsewhere.helm_fails("install", "web", str(chart))
        elsewhere.helm("uninstall", "web")
        elsewhere.kubectl("delete", "serviceaccount", "web-account", "-n", elsewhere.namespace, "--ignore-not-found")


def test_warnings_name_the_object_where_it_will_be(elsewhere: Releases, make_chart: MakeChart) -> None:
    """What Kubernetes thinks of old APIs and unknown fields, not of the namespace that was asked instead."""
    chart = make_chart(
        e="apiVersion: v1\nkind: Endpoints\nmetadata: {name: web-e}\n",
        h=hook("pre-install", "apiVersion: v1\nkind: Endpoints\nmetadata: {name: web-h}\nsubsetz: []\n"),
    )
    elsewhere.apply(chart=chart, create_namespace=True, check=True, applying=ApplyOptions(server_side="false"))
    place = elsewhere.namespace
    old = "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice"
    unknown = f'Endpoints {place}/web-h: unknown field "subsetz"'
    assert sorted(elsewhere.warnings) == sorted(
        [f"Endpoints {place}/web-e: {old}", f"Endpoints {place}/web-h: {old}", unknown]
    )
