# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Releases written without server-side apply: as helm does it, and no change where there is none."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Iterator

import pytest
from cluster_fixture import create_namespace

from ansible_collections.native.helm.plugins.module_utils._helm.asked.requests import ApplyOptions
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import Invalid, RequestError

from .conftest import MakeChart
from .harness import Releases, actions
from .test_interop import comparable
from .texts import config, deployment, hook_job

CLIENT = ApplyOptions(server_side="false")
SERVER = ApplyOptions(server_side="true")
SET = ("statefulset", "web-set")


@pytest.fixture
def theirs(kubeconfig: str) -> Iterator[Releases]:
    """Another namespace, for helm to do the same."""
    found = Releases(kubeconfig)
    create_namespace(found.kubeconfig, found.namespace)
    yield found
    found.kubectl("delete", "namespace", found.namespace, "--wait=false")


def pod_settings(image: str, more: str = "") -> str:
    """A Deployment with a second container and an environment."""
    one = '[{name: failing, image: "example.com/web:1"}]'
    return deployment().replace(one, f'{one[:-1]}, {{name: second, image: "{image}"{more}}}]')


def first(make_chart: MakeChart) -> Path:
    extra = "annotations: {one: '1', two: '2'}"
    texts = {"a": config(text="one", more=extra), "b": pod_settings("example.com/a:1", ", env: [{name: A, value: x}]")}
    return make_chart("first", hook=hook_job("web-job", "pre-install,pre-upgrade,pre-rollback"), **texts)


def second(make_chart: MakeChart) -> Path:
    """An annotation, a variable and a container's image changed, added or gone."""
    extra = "annotations: {one: 'changed', three: '3'}"
    container = pod_settings("example.com/a:2", ", env: [{name: B, value: other}]")
    texts = {"a": config(text="two", more=extra), "b": container}
    return make_chart("second", hook=hook_job("web-job", "pre-install,pre-upgrade,pre-rollback"), **texts)


def seen(releases: Releases, *objects: tuple[str, str]) -> list[Any]:
    """What is in the objects, and which manager holds what of them, whatever their names and times."""
    found = []
    for kind, name in objects:
        live = releases.get(kind, name)
        metadata = live["metadata"]
        entries = [
            {key: entry.get(key) for key in ("manager", "operation", "fieldsV1", "subresource")}
            for entry in metadata["managedFields"]
            if entry["manager"] == "helm"
        ]
        facts = {"labels": metadata.get("labels"), "annotations": dict(metadata.get("annotations") or {})}
        facts["annotations"].pop("deployment.kubernetes.io/revision", None)
        found.append(
            comparable({**facts, "entries": entries, "rest": live.get("spec") or live["data"]}, releases.namespace)
        )
    return found


OBJECTS = (("configmap", "web-a"), ("deployment", "web"))


def test_a_life_without_server_side_apply_is_helms(releases: Releases, theirs: Releases, make_chart: MakeChart) -> None:
    one, two = first(make_chart), second(make_chart)
    releases.apply(chart=one, applying=CLIENT)
    theirs.helm("install", "web", str(one), "--server-side=false")
    assert seen(releases, *OBJECTS) == seen(theirs, *OBJECTS)
    again = releases.apply(chart=one)
    assert (again.changed, again.reason, releases.writes()) == (False, [], [])
    for each in (releases, theirs):  # what others set stays
        each.kubectl("annotate", "configmap", "web-a", "-n", each.namespace, "other=stays")
        each.kubectl("set", "resources", "deployment/web", "-n", each.namespace, "-c", "failing", "--limits=cpu=1")
    predicted = releases.apply(chart=two, check=True)
    done = releases.apply(chart=two)
    assert predicted.changes == done.changes and predicted.reason == done.reason
    theirs.helm("upgrade", "web", str(two))
    assert seen(releases, *OBJECTS) == seen(theirs, *OBJECTS)
    assert releases.get("configmap", "web-a")["metadata"]["annotations"]["other"] == "stays"
    releases.rollback(revision="1")
    theirs.helm("rollback", "web", "1")
    assert seen(releases, *OBJECTS) == seen(theirs, *OBJECTS)
    for revision in (1, 2, 3):
        assert comparable(releases.record(revision), releases.namespace) == comparable(
            theirs.record(revision), theirs.namespace
        )
    assert releases.record(3)["apply_method"] == "csa"


def test_releases_change_to_server_side_apply_and_back_as_in_helm(
    releases: Releases, theirs: Releases, make_chart: MakeChart
) -> None:
    one, two = first(make_chart), second(make_chart)
    for each in (releases, theirs):
        each.helm("install", "web", str(one), version="3.17.3")
    releases.apply(chart=two, values={"n": 1})  # auto: a release of helm 3 stays with the client's merge
    theirs.helm("upgrade", "web", str(two), "--set", "n=1")
    assert seen(releases, *OBJECTS) == seen(theirs, *OBJECTS)
    releases.apply(chart=one, applying=SERVER)
    theirs.helm("upgrade", "web", str(one), "--reset-values", "--server-side=true")
    assert seen(releases, *OBJECTS) == seen(theirs, *OBJECTS)
    assert releases.apply(chart=one).changed is False
    releases.apply(chart=two, applying=CLIENT)
    theirs.helm("upgrade", "web", str(two), "--server-side=false")
    assert seen(releases, *OBJECTS) == seen(theirs, *OBJECTS)
    methods = [releases.record(number).get("apply_method") for number in (1, 2, 3, 4)]
    assert methods == [theirs.record(number).get("apply_method") for number in (1, 2, 3, 4)]
    assert methods[1:] == ["csa", "ssa", "csa"]


PORTS = """apiVersion: v1
kind: Service
metadata: {name: web-s}
spec: {selector: {app: web}, ports: [{name: web, port: PORT}]}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: web-set}
spec:
  replicas: 0
  serviceName: web-s
  selector: {matchLabels: {app: LABEL}}
  template:
    metadata: {labels: {app: LABEL}}
    spec: {containers: [{name: c, image: example.com/web, ports: [{name: web, containerPort: PORT}]}]}
"""


def ports(make_chart: MakeChart, port: int, label: str = "web") -> Path:
    return make_chart(f"ports-{port}-{label}", a=PORTS.replace("PORT", str(port)).replace("LABEL", label))


@pytest.mark.parametrize("going", ["upgrade", "rollback"])
def test_a_port_that_keeps_its_name_goes_along_to_server_side_apply(
    releases: Releases, theirs: Releases, make_chart: MakeChart, going: str
) -> None:
    """An apply alone would leave the old port beside the new one. To helm it is a change like any other."""
    first, second = ports(make_chart, 80), ports(make_chart, 81)
    expected = 81 if going == "upgrade" else 80
    theirs.helm("install", "web", str(first), "--server-side=false")
    releases.apply(chart=first, applying=CLIENT)
    if going == "upgrade":
        theirs.helm("upgrade", "web", str(second), "--server-side=true")
    else:
        theirs.helm("upgrade", "web", str(second), "--server-side=false")
        theirs.helm("rollback", "web", "--server-side=true")
        releases.apply(chart=second, applying=CLIENT)
    before = {kind: releases.get(kind, name)["metadata"]["uid"] for kind, name in (("service", "web-s"), SET)}
    recreate = ApplyOptions(server_side="true", recreate=("Service", "StatefulSet"))
    told = []
    for check in (True, False):
        if going == "upgrade":
            told.append(releases.apply(chart=second, applying=recreate, check=check))
        else:
            told.append(releases.rollback(applying=recreate, check=check))
    assert told[0].changes == told[1].changes
    assert sorted(actions(told[1])) == [("update", "web-s"), ("update", "web-set")]
    for found in (releases, theirs):
        assert [port["port"] for port in found.get("service", "web-s")["spec"]["ports"]] == [expected]
        container = found.get(*SET)["spec"]["template"]["spec"]["containers"][0]
        assert [port["containerPort"] for port in container["ports"]] == [expected]
    assert before == {kind: releases.get(kind, name)["metadata"]["uid"] for kind, name in (("service", "web-s"), SET)}
    assert seen(releases, SET) == seen(theirs, SET)


def test_a_field_that_cannot_be_changed_is_told_without_what_changing_hands_does_away_with(
    releases: Releases, make_chart: MakeChart
) -> None:
    releases.apply(chart=ports(make_chart, 80), applying=CLIENT)
    for check in (True, False):
        with pytest.raises(Invalid, match="updates to statefulset spec") as caught:
            releases.apply(chart=ports(make_chart, 81, "other"), applying=SERVER, check=check)
        assert "Duplicate value" not in caught.value.problem
        assert caught.value.hint.endswith("recreate: [StatefulSet/web-set]")
    assert releases.writes() == []


def test_another_method_is_a_change(releases: Releases, make_chart: MakeChart) -> None:
    chart = make_chart(a=config())
    releases.apply(chart=chart)
    moved = releases.apply(chart=chart, applying=CLIENT)
    assert (moved.changed, moved.reason) == (True, ["metadata"])
    assert releases.apply(chart=chart, applying=CLIENT).changed is False
    assert releases.apply(chart=chart).changed is False


def test_drift_is_put_back_or_left_without_server_side_apply(releases: Releases, make_chart: MakeChart) -> None:
    chart = make_chart(a=config(text="one"), b=deployment())
    releases.apply(chart=chart, applying=CLIENT)
    releases.kubectl("patch", "configmap", "web-a", "-n", releases.namespace, "-p", '{"data": {"text": "edited"}}')
    releases.kubectl("scale", "deployment/web", "-n", releases.namespace, "--replicas=3")
    ignored = [{"kind": "Deployment", "paths": ["/spec/replicas"]}, {"kind": "ConfigMap", "name": "web-a"}]
    assert releases.apply(chart=chart, drift_ignore=ignored).changed is False
    partly = releases.apply(chart=chart, drift_ignore=ignored[:1])
    assert partly.reason == ["drift"]
    assert releases.get("configmap", "web-a")["data"]["text"] == "one"
    assert releases.get("deployment", "web")["spec"]["replicas"] == 3
    left = releases.apply(chart=make_chart("other", a=config(text="two"), b=deployment()), drift="ignore")
    assert left.changed and releases.get("deployment", "web")["spec"]["replicas"] == 3
    put_back = releases.apply(chart=make_chart("other", a=config(text="two"), b=deployment()))
    assert put_back.reason == ["drift"] and releases.get("deployment", "web")["spec"]["replicas"] == 1


def test_force_replaces_objects_as_helm_does(releases: Releases, theirs: Releases, make_chart: MakeChart) -> None:
    one, two = first(make_chart), second(make_chart)
    forced = ApplyOptions(server_side="false", force=True)
    releases.apply(chart=one, applying=forced)
    theirs.helm("install", "web", str(one), "--server-side=false", "--force-replace")
    for each in (releases, theirs):
        each.kubectl("annotate", "configmap", "web-a", "-n", each.namespace, "other=gone")
    assert releases.apply(chart=one, applying=forced).changed is False
    predicted = releases.apply(chart=two, applying=forced, check=True)
    done = releases.apply(chart=two, applying=forced)
    assert predicted.changes == done.changes
    assert {entry["action"] for entry in done.changes} == {"replace"}
    theirs.helm("upgrade", "web", str(two), "--force-replace")
    assert seen(releases, *OBJECTS) == seen(theirs, *OBJECTS)
    assert "other" not in releases.get("configmap", "web-a")["metadata"]["annotations"]


def test_what_helm_does_not_put_together(releases: Releases, theirs: Releases, make_chart: MakeChart) -> None:
    chart, other = make_chart(a=config(text="one")), make_chart("other", a=config(text="two"))
    theirs.helm("install", "web", str(chart))
    releases.apply(chart=chart)
    with pytest.raises(RequestError) as caught:
        releases.apply(chart=other, applying=ApplyOptions(force=True))
    assert caught.value.problem in theirs.helm_fails("upgrade", "web", str(other), "--force-replace")
    assert releases.writes() == []
    with pytest.raises(RequestError) as caught:
        releases.apply(chart=other, applying=ApplyOptions(server_side="false", force_conflicts=True))
    words = ("upgrade", "web", str(other), "--server-side=false", "--force-conflicts")
    assert caught.value.problem in theirs.helm_fails(*words)


@pytest.mark.parametrize("method", [SERVER, CLIENT], ids=["server-side", "client-side"])
def test_what_cannot_be_changed_is_found_in_check_mode_and_made_anew_on_request(
    releases: Releases, make_chart: MakeChart, method: ApplyOptions
) -> None:
    chart = make_chart(a=config(text="one"), b=deployment())
    other = make_chart("other", a=config(text="two"), b=deployment(label="other"))
    releases.apply(chart=chart, applying=method)
    before = releases.get("deployment", "web")["metadata"]["uid"]
    for check in (True, False):
        with pytest.raises(Invalid) as caught:
            releases.apply(chart=other, check=check)
        assert "field is immutable" in caught.value.problem and "Deployment/web" in caught.value.hint
        assert releases.writes() == []
    allowed = ApplyOptions(method.server_side, recreate=("Deployment",))
    predicted = releases.apply(chart=other, applying=allowed, check=True)
    done = releases.apply(chart=other, applying=allowed)
    assert predicted.changes == done.changes
    assert {(entry["action"], entry["kind"]) for entry in done.changes} == {
        ("update", "ConfigMap"), ("replace", "Deployment"),
    }  # fmt: skip
    live = releases.get("deployment", "web")
    assert live["metadata"]["uid"] != before and live["spec"]["selector"]["matchLabels"] == {"app": "other"}
    assert releases.apply(chart=other, applying=allowed).changed is False


def test_an_object_that_is_wrong_altogether_is_not_deleted(releases: Releases, make_chart: MakeChart) -> None:
    releases.apply(chart=make_chart(b=deployment()))
    wrong = deployment(label="other").replace("name: failing", "name: NOT_A_NAME")
    with pytest.raises(Invalid) as caught:
        releases.apply(chart=make_chart("other", b=wrong), applying=ApplyOptions(recreate=("Deployment",)))
    assert "NOT_A_NAME" in caught.value.problem and caught.value.hint == ""
    assert releases.writes() == []


@pytest.mark.parametrize("kind", ["PersistentVolumeClaim", "Namespace/a", "CustomResourceDefinition"])
def test_what_holds_data_is_never_made_anew(releases: Releases, make_chart: MakeChart, kind: str) -> None:
    with pytest.raises(RequestError, match="never deleted"):
        releases.apply(chart=make_chart(a=config()), applying=ApplyOptions(recreate=(kind,)))
    assert releases.sent == []
