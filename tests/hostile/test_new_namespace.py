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

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import Forbidden

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
