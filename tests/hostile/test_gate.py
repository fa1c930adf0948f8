# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the plan itself brings is no ground to refuse; what the server has against it is told as it is, and once."""

from __future__ import annotations

from pathlib import Path

import pytest
from cluster_fixture import await_right, until
from release.conftest import MakeChart
from release.harness import Releases, actions
from release.texts import config, deployment

from ansible_collections.native.helm.plugins.module_utils._helm.asked.requests import ApplyOptions
from ansible_collections.native.helm.plugins.module_utils._helm.base.env import Env
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import Forbidden, HelmError, ReleaseError
from ansible_collections.native.helm.plugins.module_utils._helm.kube.client import Client
from ansible_collections.native.helm.plugins.module_utils._helm.kube.config import Connection

from . import conditions
from .conditions import Place
from .webhook import Webhook

POD = """apiVersion: v1
kind: Pod
metadata: {name: web-pod%s}
spec:
  %s
  containers: [{name: run, image: example.com/run, resources: {limits: {cpu: %s}}}]
"""
LIMITS = """apiVersion: v1
kind: LimitRange
metadata: {name: web}
spec: {limits: [{type: Container, max: {cpu: %s}}]}
"""
QUOTA = "apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: web}\nspec: {hard: {count/configmaps: '%s'}}\n"
SERVICE = """apiVersion: v1
kind: Service
metadata: {name: %s}
spec: {type: NodePort, ports: [{port: 80, nodePort: %s}]}
"""


def pod(cpu: str = "100m", more: str = "", metadata: str = "") -> str:
    return POD % (metadata, more or "restartPolicy: Always", cpu)


@pytest.fixture
def place(releases: Releases, webhook: Webhook) -> Place:
    client = Client(Connection.from_options({"kubeconfig": releases.kubeconfig}, {}), Env())
    return Place(client, releases.namespace, webhook)


def foreseen(releases: Releases, chart: Path) -> list[tuple[str, str]]:
    """Check mode and the run say the same, and the second run is ok."""
    predicted = releases.apply(chart=chart, check=True)
    done = releases.apply(chart=chart)
    assert predicted.changes == done.changes
    assert releases.apply(chart=chart).changed is False
    return actions(done)


def refused(releases: Releases, chart: Path, words: str, error: type[HelmError] = HelmError) -> HelmError:
    """Check mode and the run fail in the same words, and nothing is written."""
    told = []
    for check in (True, False):
        with pytest.raises(error) as caught:
            releases.apply(chart=chart, check=check)
        assert releases.writes() == []
        told.append(caught.value.problem)
    assert told[0] == told[1] and words in told[0]
    return caught.value


def test_pod_whose_account_class_and_runtime_come_with_it(releases: Releases, make_chart: MakeChart) -> None:
    name = releases.namespace
    account = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: web}\n"
    priority = f"apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {{name: {name}}}\nvalue: 7\n"
    needs = f"serviceAccountName: web\n  priorityClassName: {name}"
    chart = make_chart(a=account, b=priority, c=pod(more=needs))
    assert foreseen(releases, chart) == [("create", name), ("create", "web"), ("create", "web-pod")]
    releases.uninstall()
    problem = 'serviceaccount "web" not found'
    refused(releases, make_chart("lacking", c=pod(more="serviceAccountName: web")), problem, Forbidden)


def test_what_lacks_its_account_is_asked_about_without_it(
    releases: Releases,
    make_chart: MakeChart,
    place: Place,
) -> None:
    account = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: web}\n"
    chart = make_chart(a=account, c=pod(more="serviceAccountName: web"))
    with conditions.limit_range(place):
        refused(releases, chart, "maximum cpu usage per Container is 10m", Forbidden)
    with conditions.pod_security(place):
        refused(releases, chart, 'violates PodSecurity "restricted:latest"', Forbidden)


def test_limits_and_quotas_that_the_plan_raises(releases: Releases, make_chart: MakeChart) -> None:
    low = {"l": LIMITS % "50m", "q": QUOTA % "3", "a": config(text="x")}
    releases.apply(chart=make_chart(**low))
    chart = make_chart(
        l=LIMITS % "2", q=QUOTA % "9", a=low["a"], b=config("web-b", "x"), c=config("web-c", "x"), p=pod()
    )
    assert ("create", "web-c") in foreseen(releases, chart)


def counted(place: Place) -> str:
    """How many ConfigMaps the quota controller has counted; it comes a moment after the quota."""
    quota = place.client.get("v1", "ResourceQuota", place.namespace, "web")
    return str(((quota.get("status") or {}).get("used") or {}).get("count/configmaps"))


def test_quota_and_limits_that_stay_are_told(releases: Releases, make_chart: MakeChart, place: Place) -> None:
    low = {"l": LIMITS % "50m", "q": QUOTA % "3", "a": config(text="x")}
    releases.apply(chart=make_chart(**low))
    until(lambda: counted(place) == "2")  # the chart's and kube-root-ca.crt
    more = {**low, "b": config("web-b", "x"), "c": config("web-c", "x")}
    refused(
        releases, make_chart(**more), "exceeded quota: web, requested: count/configmaps=1, used: count/configmaps=3"
    )
    refused(releases, make_chart(**low, p=pod()), "maximum cpu usage per Container is 50m")


def test_namespace_of_the_templates(releases: Releases, make_chart: MakeChart) -> None:
    name = f"{releases.namespace}-own"
    there = config(text="x").replace("metadata:\n", f"metadata:\n  namespace: {name}\n")
    chart = make_chart(a=there, n=f"apiVersion: v1\nkind: Namespace\nmetadata: {{name: {name}}}\n")
    try:
        assert foreseen(releases, chart) == [("create", name), ("create", "web-a")]
    finally:
        releases.kubectl("delete", "namespace", name, "--wait=false")
    nowhere = there.replace(name, f"{name}-not")
    refused(releases, make_chart("nowhere", a=nowhere), f'namespaces "{name}-not" not found')


def test_role_and_its_binding_by_one_who_may_grant(releases: Releases, make_chart: MakeChart) -> None:
    role = "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: web}\nrules: [%s]\n"
    binding = """apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: web}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: web}
subjects: [{kind: ServiceAccount, name: default}]
"""
    place = ("-n", releases.namespace)
    rights = "roles,rolebindings,secrets,configmaps"
    releases.kubectl(
        "create", "role", "deployer", "--verb=get,list,create,update,patch,delete", f"--resource={rights}", *place
    )
    releases.kubectl("create", "rolebinding", "deployer", "--role=deployer", "--user=deployer", *place)
    await_right(releases.kubeconfig, releases.namespace, "deployer", "create", "roles.rbac.authorization.k8s.io")
    user = As(releases.kubeconfig, releases.namespace)
    allowed = role % "{apiGroups: [''], resources: [configmaps], verbs: [get]}"
    assert foreseen(user, make_chart(r=allowed, b=binding)) == [("create", "web"), ("create", "web")]
    user.uninstall()
    more = role % "{apiGroups: [''], resources: [nodes], verbs: [get]}"
    refused(user, make_chart("more", r=more, b=binding), "attempting to grant RBAC permissions not currently held")


class As(Releases):
    """The actions as a user of the namespace."""

    def context(self, **options: object):  # type: ignore[no-untyped-def]
        return super().context(impersonate_user="deployer", **options)


def test_port_that_moves_from_one_service_to_another(releases: Releases, make_chart: MakeChart) -> None:
    first = releases.kubectl(
        "create", "service", "nodeport", "probe", "--tcp=80", "-n", releases.namespace, "-o", "json"
    )
    port = int(first.partition('"nodePort": ')[2].split()[0].strip(",}"))
    releases.kubectl("delete", "service", "probe", "-n", releases.namespace)
    free = port + 1 if port < 32767 else port - 1
    releases.apply(chart=make_chart(a=SERVICE % ("web-a", port)))
    chart = make_chart(a=SERVICE % ("web-a", free), b=SERVICE % ("web-b", port))
    assert foreseen(releases, chart) == [("update", "web-a"), ("create", "web-b")]
    taken = make_chart(a=SERVICE % ("web-a", free), b=SERVICE % ("web-b", port), c=SERVICE % ("web-c", port))
    refused(releases, taken, "provided port is already allocated")


def test_hook_that_would_be_refused_is_told_before_anything_is_written(
    releases: Releases,
    make_chart: MakeChart,
    place: Place,
) -> None:
    hook = pod(metadata=", annotations: {helm.sh/hook: post-install}")
    test = pod(metadata=", annotations: {helm.sh/hook: test}")
    with conditions.pod_security(place):
        refused(releases, make_chart(a=config(text="x"), h=hook), "Hook post-install small/templates/h.yaml failed")
        chart = make_chart("tested", a=config(text="x"), t=test)
        for check in (True, False):
            with pytest.raises(HelmError, match="violates PodSecurity"):
                releases.apply(chart=chart, test_filters=[], check=check)
            assert releases.writes() == []
        assert foreseen(releases, chart) == [("create", "web-a")]  # nobody runs its tests


@pytest.mark.parametrize("behaviour", ["refuse-dry-run-400", "refuse-dry-run-403", "refuse-dry-run-silently"])
@pytest.mark.parametrize("server_side", ["true", "false"])
def test_webhook_that_refuses_dry_runs_is_gone_around(
    releases: Releases,
    make_chart: MakeChart,
    place: Place,
    behaviour: str,
    server_side: str,
) -> None:
    applying = ApplyOptions(server_side=server_side)
    one = make_chart(a=config(text="one") + "  old: x\n", d=deployment(), g=config("web-gone", "x"))
    two = make_chart("two", a=config(text="two"), d=deployment(), n=config("web-new", "x"))
    with conditions.webhook(behaviour)(place):
        for chart, expected in ((one, {"web-a", "web", "web-gone"}), (two, {"web-a", "web-gone", "web-new"})):
            predicted = releases.apply(chart=chart, applying=applying, check=True)
            assert len(releases.warnings) == 1 and "no server-side dry run" in releases.warnings[0]
            done = releases.apply(chart=chart, applying=applying)
            assert predicted.changes == done.changes
            assert {name for _action, name in actions(done)} == expected
            assert releases.apply(chart=chart, applying=applying).changed is False
        assert releases.get("configmap", "web-a")["data"] == {"text": "two"}
        releases.kubectl("patch", "configmap", "web-a", "-n", releases.namespace, "-p", '{"data": {"text": "edited"}}')
        done = releases.apply(chart=two, values={"n": 1}, applying=applying)
        assert actions(done) == [("update", "web-a")]
        assert releases.get("configmap", "web-a")["data"] == {"text": "two"}


def test_webhook_that_denies_without_a_word_fails_at_the_write_as_was_warned(
    releases: Releases, make_chart: MakeChart, place: Place
) -> None:
    """Nobody can tell it from one that refuses dry runs: the warning names both, and the next run mends all."""
    chart = make_chart(a=config(text="x"))
    configuration = place.webhook.configuration("deny-silently", releases.namespace, resources=("configmaps",))
    place.client.create(configuration, "")
    probe = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "probe"}}
    try:
        until(lambda: conditions.refuses(place, probe))
        assert releases.apply(chart=chart, check=True).changed is True
        assert ["the object, the write fails" in text for text in releases.warnings] == [True]
        with pytest.raises(HelmError, match="denied the request without explanation"):
            releases.apply(chart=chart)
        assert releases.record(1)["info"]["status"] == "failed"
    finally:
        name = configuration["metadata"]["name"]
        place.client.delete(configuration["apiVersion"], configuration["kind"], "", name)
    until(lambda: not conditions.refuses(place, probe))
    assert actions(releases.apply(chart=chart)) == [("create", "web-a")]
    assert releases.apply(chart=chart).changed is False


def test_every_refusal_is_told_at_once(releases: Releases, make_chart: MakeChart, place: Place) -> None:
    with conditions.pod_security(place):
        chart = make_chart(a=pod(), b=pod().replace("web-pod", "web-other"), c=config(text="x"))
        error = refused(releases, chart, 'pods "web-other" is forbidden')
    assert [entry["name"] for entry in error.facts["failed_objects"]] == ["web-pod", "web-other"]
    assert "let a role give" not in error.hint


def test_the_servers_warnings_are_told_once_with_the_object(
    releases: Releases,
    make_chart: MakeChart,
) -> None:
    releases.kubectl("label", "namespace", releases.namespace, "pod-security.kubernetes.io/warn=restricted")
    endpoints = "apiVersion: v1\nkind: Endpoints\nmetadata: {name: web-e}\n"
    chart = make_chart(d=deployment(), e=endpoints)
    for check in (True, False):
        releases.apply(chart=chart, check=check)
        told = [text for text in releases.warnings if text.startswith(f"Endpoints {releases.namespace}/web-e: ")]
        assert len(told) == 1 and "deprecated" in told[0]
        told = [text for text in releases.warnings if text.startswith(f"Deployment {releases.namespace}/web: ")]
        assert len(told) == 1 and 'would violate PodSecurity "restricted:latest"' in told[0]
    assert releases.apply(chart=chart).changed is False


def test_foreign_objects_are_named_with_their_owners(releases: Releases, make_chart: MakeChart, place: Place) -> None:
    releases.apply("other", chart=make_chart("other", a=config("shared", "x")))
    made = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "made"}, "data": {"theirs": "1"}}
    place.client.create(made, releases.namespace, manager="somebody")
    releases.kubectl("create", "deployment", "web", "--image=x", "-n", releases.namespace)
    chart = make_chart(a=config("shared", "x"), b=config("made", "x"), d=deployment())
    for applying in (ApplyOptions(recreate=("Deployment",)), ApplyOptions(server_side="false")):
        for check in (True, False):
            with pytest.raises(ReleaseError) as caught:
                releases.apply(chart=chart, applying=applying, check=check)
            assert releases.writes() == []
            hint = caught.value.hint
            assert f"ConfigMap {releases.namespace}/shared belongs to release other in namespace" in hint
            assert f"ConfigMap {releases.namespace}/made belongs to no release; written by somebody" in hint
            assert f"Deployment {releases.namespace}/web belongs to no release; written by kube" in hint
            assert "take_ownership" in hint and "recreate" not in hint
            owners = {entry["name"]: entry["owner"] for entry in caught.value.facts["failed_objects"]}
            assert owners["shared"] == f"release other in namespace {releases.namespace}"


def test_foreign_object_in_the_way_of_a_rollback(releases: Releases, make_chart: MakeChart) -> None:
    releases.apply(chart=make_chart(a=config(text="x"), b=config("shared", "x")))
    releases.apply(chart=make_chart(a=config(text="x")))
    releases.apply("other", chart=make_chart("other", b=config("shared", "z")))
    for check in (True, False):
        with pytest.raises(ReleaseError) as caught:
            releases.rollback(check=check)
        assert releases.writes() == []
        assert "belongs to release other" in caught.value.hint and "take_ownership" in caught.value.hint
    assert releases.rollback(applying=ApplyOptions(take_ownership=True)).changed is True
