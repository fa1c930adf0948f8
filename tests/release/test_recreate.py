# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects deleted to be made anew: only for fields that cannot be changed, and where the server takes the new one."""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import Any, Callable, Iterator

import pytest
from cluster_fixture import await_definition

from ansible_collections.native.helm.plugins.module_utils._helm.asked.requests import ApplyOptions, WaitOptions
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import (
    Forbidden,
    Invalid,
    KubeError,
    WaitTimeout,
)

from .conftest import MakeChart
from .harness import Releases, actions
from .raw import BOTH, BOTH_IDS, PUT, Object, Raw, config, deployment, job, pod, service
from .test_permissions import restricted

ALL = ("Deployment",)
_names = iter(lambda: f"recreate-{secrets.token_hex(5)}", "")


@pytest.fixture(params=BOTH, ids=BOTH_IDS)
def both(request: pytest.FixtureRequest, releases: Releases, make_chart: MakeChart) -> Iterator[Raw]:
    """Releases by both methods, uninstalled afterwards: some have objects of the cluster."""
    found = Raw(releases, make_chart, **request.param)
    yield found
    releases.uninstall()


def changed_kinds(name: str) -> dict[str, list[Object]]:
    """For each kind an object before and after a change of a field that cannot be changed in place."""

    def of(api_version: str, kind: str, **rest: Any) -> Object:
        return {"apiVersion": api_version, "kind": kind, "metadata": {"name": name}, **rest}

    def stateful(service_name: str) -> Object:
        spec = {"replicas": 0, "serviceName": service_name, "selector": {"matchLabels": {"a": "b"}}, "template": pod()}
        return of("apps/v1", "StatefulSet", spec=spec)

    def binding(role: str) -> Object:
        reference = {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": role}
        subjects = [{"kind": "ServiceAccount", "name": "default"}]
        return of("rbac.authorization.k8s.io/v1", "RoleBinding", roleRef=reference, subjects=subjects)

    def volume(path: str) -> Object:
        spec = {"capacity": {"storage": "1Gi"}, "accessModes": ["ReadWriteOnce"], "hostPath": {"path": path}}
        spec.update(persistentVolumeReclaimPolicy="Retain", storageClassName=name)  # nobody else's claim takes it
        return of("v1", "PersistentVolume", spec=spec)

    pairs = [
        [stateful("x"), stateful("y")],
        [job("x", name), job("y", name)],
        [service(name, type="NodePort"), service(name, clusterIP="None")],
        [binding("view"), binding("edit")],
        [volume("/a"), volume("/b")],
        [of("storage.k8s.io/v1", "StorageClass", provisioner=one) for one in ("example.com/a", "example.com/b")],
        [of("networking.k8s.io/v1", "IngressClass", spec={"controller": f"example.com/{one}"}) for one in "ab"],
        [of("v1", "Secret", immutable=True, stringData={"a": one}) for one in "12"],
        [of("v1", "ConfigMap", immutable=True, data={"a": one}) for one in "12"],
        [of("scheduling.k8s.io/v1", "PriorityClass", value=one) for one in (1, 2)],
    ]
    return {pair[0]["kind"]: pair for pair in pairs}


def test_kinds_with_fields_that_cannot_be_changed(both: Raw) -> None:
    kinds = changed_kinds(next(_names))
    both.run(*(pair[0] for pair in kinds.values()))
    for kind, pair in kinds.items():
        rest = [other[0] for name, other in kinds.items() if name != kind]
        with pytest.raises(Invalid) as caught:
            both.run(*rest, pair[1], check=True)
        assert f"recreate: [{kind}/" in caught.value.hint
    after = [pair[1] for pair in kinds.values()]
    predicted = both.run(*after, check=True, recreate=tuple(kinds))
    done = both.run(*after, recreate=tuple(kinds))
    assert predicted.changes == done.changes
    assert {entry["kind"]: entry["action"] for entry in done.changes} == dict.fromkeys(kinds, "replace")
    assert both.run(*after).changed is False


def test_rule_of_a_custom_resource(both: Raw) -> None:
    name = next(_names)
    rule = {"rule": "self == oldSelf", "message": "it stays as it is"}
    size = {"type": "string", "maxLength": 9, "x-kubernetes-validations": [rule]}
    spec = {"type": "object", "properties": {"size": size}}
    definition = {
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": {"name": f"things.{name}.example.com"},
        "spec": {
            "group": f"{name}.example.com", "scope": "Namespaced",
            "names": {"plural": "things", "singular": "thing", "kind": "Thing"},
            "versions": [{
                "name": "v1", "served": True, "storage": True,
                "schema": {"openAPIV3Schema": {"type": "object", "properties": {"spec": spec}}},
            }],
        },
    }  # fmt: skip
    place = Path(both.releases.kubeconfig).parent / f"{name}.json"
    place.write_text(json.dumps(definition), encoding="utf-8")
    both.kubectl("create", "-f", str(place))
    place.unlink()
    await_definition(both.kubectl, f"things.{name}.example.com")

    def thing(text: Any) -> Object:
        return {
            "apiVersion": f"{name}.example.com/v1", "kind": "Thing", "metadata": {"name": "t"}, "spec": {"size": text}
        }  # fmt: skip

    both.run(thing("small"))
    with pytest.raises(Invalid, match="it stays as it is") as caught:
        both.run(thing("large"))
    assert "recreate: [Thing/t]" in caught.value.hint
    for wrong in (7, "much too long"):
        with pytest.raises(KubeError):
            both.run(thing(wrong), recreate=("Thing",))
        assert both.releases.writes() == []
    assert actions(both.run(thing("large"), recreate=("Thing",))) == [("replace", "t")]
    both.releases.uninstall()
    both.kubectl("delete", "crd", f"things.{name}.example.com", "--wait=false")
    both.run(config(a="1"))


def test_addresses_that_the_service_itself_holds_are_free_for_the_new_one(both: Raw) -> None:
    both.run(service(type="NodePort"))
    spec = both.get("service", "s")["spec"]
    held = {"clusterIP": spec["clusterIP"], "type": "NodePort"}
    port = {"name": "http", "port": 80, "nodePort": spec["ports"][0]["nodePort"]}
    both.run(service(**held, ports=[port]))
    families = {"ipFamilyPolicy": "SingleStack", "ipFamilies": ["IPv6"]}
    with pytest.raises(Invalid):  # this cluster has no such addresses: refused as a new one, too
        both.run(service(type="NodePort", ports=[port], **families), recreate=("Service",))
    assert both.releases.writes() == []
    headless = service(clusterIP="None", ports=[{"name": "http", "port": 80}])
    both.run(headless, recreate=("Service",))
    assert actions(both.run(service(**held, ports=[port]), recreate=("Service",))) == [("replace", "s")]
    assert both.get("service", "s")["spec"]["clusterIP"] == held["clusterIP"]


def test_a_quota_that_has_no_room_for_the_new_one_beside_the_old(both: Raw) -> None:
    both.run(deployment())
    both.kubectl("create", "quota", "full", "--hard=count/deployments.apps=1")
    both.kubectl("wait", "--for=jsonpath={.status.used.count/deployments\\.apps}=1", "quota/full", "--timeout=60s")
    for check in (True, False):
        with pytest.raises(Invalid, match="field is immutable") as caught:
            both.run(deployment("z"), check=check, recreate=ALL)
        assert "exceeded quota: full" in caught.value.hint
        assert both.releases.writes() == []


def test_a_policy_that_forbids_changes_is_no_field_that_cannot_be_changed(both: Raw) -> None:
    name, namespace = next(_names), both.releases.namespace
    both.run(config(a="1"))
    policy = {
        "apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingAdmissionPolicy",
        "metadata": {"name": name},
        "spec": {
            "failurePolicy": "Fail",
            "matchConstraints": {"resourceRules": [{
                "apiGroups": [""], "apiVersions": ["v1"], "operations": ["UPDATE"], "resources": ["configmaps"],
            }]},
            "validations": [{"expression": "object.metadata.name != 'cm'", "message": "hands off"}],
        },
    }  # fmt: skip
    selector = {"matchLabels": {"kubernetes.io/metadata.name": namespace}}
    binding = {
        "apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingAdmissionPolicyBinding",
        "metadata": {"name": name},
        "spec": {
            "policyName": name, "validationActions": ["Deny"], "matchResources": {"namespaceSelector": selector}
        },
    }  # fmt: skip
    other = Releases(both.releases.kubeconfig, namespace)
    guard = Raw(other, lambda *_given, **_texts: both._chart)
    other.apply("guard", both._chart, values={"m": [policy, binding]})
    both.kubectl("create", "configmap", "probe")
    _until_denied(both, name)
    for check in (True, False):
        with pytest.raises(KubeError, match="hands off"):
            both.run(config(a="2"), check=check, recreate=("ConfigMap",))
        assert both.releases.writes() == []
    other.uninstall("guard")
    assert guard.get("configmap", "cm")["data"] == {"a": "1"}


def _until_denied(raw: Raw, _name: str) -> None:
    """Return when the API server minds the policy, which it does a moment after it was made."""
    words = ("patch", "configmap", "cm", "-n", raw.releases.namespace, "--dry-run=server", "-p", '{"data":{"a":"x"}}')
    for _unused in range(600):
        if raw.releases._run("kubectl", *words).returncode:
            return
    raise AssertionError("the policy is never minded")


def test_data_that_would_go_with_the_object(both: Raw) -> None:
    name = next(_names)
    stateful = changed_kinds("x")["StatefulSet"]
    for one in stateful:
        one["spec"]["persistentVolumeClaimRetentionPolicy"] = {"whenDeleted": "Delete"}
    volume = changed_kinds(name)["PersistentVolume"]
    both.run(stateful[0], volume[0])
    claim = {"accessModes": ["ReadWriteOnce"], "storageClassName": name, "resources": {"requests": {"storage": "1Gi"}}}
    wanted = {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "claim"}}
    objects = {"m": [{**wanted, "spec": {**claim, "volumeName": name}}]}
    both.releases.apply("claim", both._chart, values=objects)
    both.kubectl("wait", "--for=jsonpath={.status.phase}=Bound", f"pv/{name}", "--timeout=60s")
    cases = [((stateful[1], volume[0]), "volumes would be deleted with it"), ((stateful[0], volume[1]), "is Bound")]
    for changed, words in cases:
        with pytest.raises(Invalid) as caught:
            both.run(*changed, recreate=("StatefulSet", "PersistentVolume"))
        assert words in caught.value.hint and both.releases.writes() == []


def test_someone_who_may_not_delete(both: Raw, make_chart: MakeChart, tmp_path: Path) -> None:
    both.run(deployment())
    writes = "get,list,create,update,patch"
    limited = restricted(both.releases, tmp_path, f"{writes},delete secrets", f"{writes} deployments.apps")
    theirs = Raw(limited, make_chart, **both.method)
    for check in (True, False):
        with pytest.raises(KubeError, match='cannot delete resource "deployments"'):
            theirs.run(deployment("z"), check=check, recreate=ALL)
        assert limited.writes() == []


def test_fields_of_others_do_not_hide_a_field_that_cannot_be_changed(both: Raw) -> None:
    both.run(deployment())
    both.kubectl("scale", "deployment", "d", "--replicas=2")
    with pytest.raises(Invalid, match="field is immutable") as caught:
        both.run(deployment("z"))
    assert "recreate: [Deployment/d]" in caught.value.hint
    both.kubectl("autoscale", "deployment", "d", "--min=2", "--max=5")
    assert actions(both.run(deployment("z"), recreate=ALL)) == [("replace", "d")]
    assert both.get("deployment", "d")["spec"]["replicas"] == 2  # the autoscaler's, not the chart's 0


def test_force_leaves_a_job_alone_that_did_not_change(releases: Releases, make_chart: MakeChart) -> None:
    raw = Raw(releases, make_chart, **PUT)
    raw.run(job(), config(a="1"))
    uid = raw.uid("job", "j")
    assert actions(raw.run(job(), config(a="2"), recreate=("Job",))) == [("replace", "cm")]
    assert raw.uid("job", "j") == uid
    assert actions(raw.run(job("y"), config(a="2"), recreate=("Job",))) == [("replace", "j")]


def test_an_object_that_does_not_go_is_named(both: Raw) -> None:
    kept = deployment()
    kept["metadata"]["finalizers"] = ["example.com/hold"]
    both.run(kept)
    other = deployment("z")
    other["metadata"]["finalizers"] = ["example.com/hold"]
    values: Any = {"m": [other]}
    options = ApplyOptions(**both.method, recreate=ALL)
    with pytest.raises(WaitTimeout) as caught:
        both.releases.apply(chart=both._chart, values=values, applying=options, waiting=WaitOptions(timeout=1.0))
    assert "example.com/hold" in caught.value.problem and "Deployment" in caught.value.hint
    both.kubectl("patch", "deployment", "d", "--type=merge", "-p", '{"metadata": {"finalizers": []}}')
    assert actions(both.run(deployment("z"))) == [("create", "d")]


def failing_creation(raw: Raw, path: str, before: Callable[[], object] = lambda: None) -> None:
    """Have the server refuse the next creation at that path, as a quota does that someone else just filled."""
    context = raw.releases.context

    def made(**options: Any) -> Any:
        found = context(**options)
        client = found.client()
        send, left = client.transport.request, [1]

        def failing(method: str, where: str, **how: Any) -> Any:
            written = (how.get("query") or {}).get("dryRun") != "All" and method in ("POST", "PATCH")
            if written and where.startswith(path) and left:
                left.clear()
                before()
                raise Forbidden("exceeded quota: q", status=403, reason="Forbidden")
            return send(method, where, **how)

        client.transport.request = failing
        return found

    raw.releases.context = made  # type: ignore[method-assign]


def test_the_old_object_is_put_back_when_the_new_one_is_refused_after_all(both: Raw) -> None:
    namespace = both.releases.namespace
    both.run(deployment(), job(), service())
    both.kubectl("annotate", "deployment", "d", "theirs=stays")
    address = both.get("service", "s")["spec"]["clusterIP"]
    options = {"recreate": ("Deployment", "Job", "Service")}
    plain = both.releases.context
    cases = [
        (f"/apis/apps/v1/namespaces/{namespace}/deployments", "deployment", "d", (deployment("z"), job(), service())),
        (f"/apis/batch/v1/namespaces/{namespace}/jobs", "job", "j", (deployment(), job("y"), service())),
        (f"/api/v1/namespaces/{namespace}/services", "service", "s", (deployment(), job(), service(clusterIP="None"))),
    ]
    for path, kind, name, objects in cases:
        before = both.get(kind, name)
        failing_creation(both, path)
        with pytest.raises(Forbidden, match=r"exceeded quota: q.*put back as it was before"):
            both.run(*objects, **options)
        both.releases.context = plain  # type: ignore[method-assign]
        after = both.get(kind, name)
        assert after["metadata"]["uid"] != before["metadata"]["uid"], kind
        assert bare(after) == bare(before), kind
        back = both.run(deployment(), job(), service())
        assert actions(back) == [] and "recovered" in back.reason, kind
    assert both.get("deployment", "d")["metadata"]["annotations"]["theirs"] == "stays"
    assert both.get("service", "s")["spec"]["clusterIP"] == address


def bare(live: Object) -> Object:
    """An object as the chart and others have set it, with who holds its fields."""
    metadata = live["metadata"]
    spec = json.loads(json.dumps(live["spec"]))
    if live["kind"] == "Job":
        spec.pop("selector")
        spec["template"]["metadata"] = {}
    holders = [
        (entry["manager"], entry["operation"], entry["fieldsV1"])
        for entry in metadata["managedFields"]
        if not entry.get("subresource")
    ]
    annotations = {key: value for key, value in metadata["annotations"].items() if "kubernetes.io" not in key}
    return {"spec": spec, "annotations": annotations, "holders": sorted(map(str, holders))}


def test_another_object_that_took_the_name_is_left_alone(both: Raw) -> None:
    both.run(deployment())
    path = f"/apis/apps/v1/namespaces/{both.releases.namespace}/deployments"
    failing_creation(both, path, lambda: both.kubectl("create", "deployment", "d", "--image=theirs"))
    with pytest.raises(Forbidden, match="another object has taken its name"):
        both.run(deployment("z"), recreate=ALL)
    assert both.get("deployment", "d")["spec"]["template"]["spec"]["containers"][0]["image"] == "theirs"


def test_replicas_that_an_object_made_anew_got_of_the_one_before_are_no_drift(both: Raw) -> None:
    """Its autoscaler set them, and helm holds them since: the chart says nothing of them."""
    silent, anew = deployment(), deployment("z")
    for body in (silent, anew):
        del body["spec"]["replicas"]
    both.run(silent)
    both.kubectl("autoscale", "deployment", "d", "--min=1", "--max=5")
    for count in (1, 3):
        both.kubectl("scale", "deployment", "d", f"--replicas={count}")
        assert actions(both.run(anew, recreate=ALL)) == [("replace", "d")]
        assert both.run(anew, recreate=ALL).changed is False
        assert both.get("deployment", "d")["spec"]["replicas"] == count
        silent, anew = anew, silent
