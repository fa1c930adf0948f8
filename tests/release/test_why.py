# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A wait that fails says why, a line an object, in the words of the kubelet, the scheduler and the controllers."""

from __future__ import annotations

import json
from typing import Any, Iterator

import pytest
import yaml
from cluster_fixture import await_definition, await_right

from ansible_collections.native.helm.plugins.module_utils._helm.asked import requests
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import HelmError, HookFailed, WaitTimeout
from ansible_collections.native.helm.plugins.module_utils._helm.entry import telling

from .conftest import MakeChart
from .harness import Releases, in_a_namespace
from .texts import config, hook_job

RAW = "{{ range .Values.m }}---\n{{ toYaml . }}\n{{ end }}"
WAIT = requests.WaitOptions(wait=True, jobs=True, timeout=6)
SHORT = requests.WaitOptions(wait=True, jobs=True, timeout=2)


def pod(mode: str, *, name: str = "app", message: str = "", code: str = "", **spec: Any) -> dict[str, Any]:
    """A pod template that behaves as mode says. name: its container's, which its log goes by."""
    notes = {"native.helm.test/pod": mode, "native.helm.test/message": message, "native.helm.test/exit-code": code}
    container = {"name": name, "image": "registry.invalid/shop:1", **spec.pop("container", {})}
    return {
        "metadata": {"annotations": {key: text for key, text in notes.items() if text}},
        "spec": {"containers": [container], **spec},
    }


def workload(kind: str, name: str, template: dict[str, Any], **spec: Any) -> dict[str, Any]:
    """A workload of the kind with that pod template."""
    template["metadata"]["labels"] = {"app": name}
    body = {"selector": {"matchLabels": {"app": name}}, "template": template, **spec}
    if kind == "StatefulSet":
        body["serviceName"] = name
    return {"apiVersion": "apps/v1", "kind": kind, "metadata": {"name": name}, "spec": body}


def job(name: str, template: dict[str, Any], **spec: Any) -> dict[str, Any]:
    """A Job."""
    template["spec"].setdefault("restartPolicy", "Never")
    body = {"backoffLimit": 0, "template": template, **spec}
    return {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": name}, "spec": body}


def claim(name: str, **spec: Any) -> dict[str, Any]:
    """A claim that nothing provides."""
    body = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}, **spec}
    metadata = {"name": name, "annotations": {"native.helm.test/claim": "pending"}}
    return {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": metadata, "spec": body}


LIMIT = {"resources": {"limits": {"memory": "64Mi"}}}
PROBE = {"readinessProbe": {"httpGet": {"path": "/", "port": 80}}}
VOLUME = {"volumes": [{"name": "data", "persistentVolumeClaim": {"claimName": "unclassed"}}]}
# an object, and what its line has to tell
CASES: dict[str, tuple[dict[str, Any], list[str]]] = {
    "wrong image": (
        workload("Deployment", "pull", pod("image-pull"), replicas=2),
        ["Deployment {ns}/pull: ", "and 1 more: container app: ImagePullBackOff: ", "registry.invalid/shop:1: not f"],
    ),
    "crash loop": (
        workload("Deployment", "crash", pod("fail", name="failing", code="7")),
        ["container failing: CrashLoopBackOff, exit code 7, restarted 3 times", 'last log line: "crashed"'],
    ),
    "out of memory": (
        workload("StatefulSet", "oom", pod("oom", container=LIMIT)),
        ["container app: CrashLoopBackOff, OOMKilled (exit code 137): more memory than its limit of 64Mi"],
    ),
    "missing secret": (
        workload("DaemonSet", "config", pod("config-error", message='secret "shop-db" not found')),
        ['container app: CreateContainerConfigError: secret "shop-db" not found'],
    ),
    "volume that cannot be mounted": (
        workload("Deployment", "mount", pod("mount")),
        ['FailedMount: MountVolume.SetUp failed for volume "conf" : configmap "missing" not found'],
    ),
    "probe that fails": (
        workload("Deployment", "probe", pod("probe", container=PROBE)),
        ["container app: runs, not ready: Readiness probe failed: HTTP probe failed with statuscode: 503"],
    ),
    "never ready": (
        workload("Deployment", "never", pod("never-ready", container=PROBE)),
        ["container app: runs, not ready by its readinessProbe"],
    ),
    "init container that fails": (
        workload("Deployment", "init", pod("init-fail", code="3", initContainers=[{"name": "wait", "image": "w"}])),
        ["init container wait: CrashLoopBackOff, exit code 3, restarted 3 times"],
    ),
    "no node fits": (
        workload("Deployment", "place", pod("", nodeSelector={"disk": "nvme"})),
        ["Unschedulable: 0/", "nodes are available", "didn't match Pod's node affinity/selector"],
    ),
    "claim without a class": (
        claim("unclassed"),
        ["Pending, no storage class: FailedBinding: ", "no persistent volumes available", "no storage class is set"],
    ),
    "claim of a class that is not there": (
        claim("fast", storageClassName="nvme-{ns}"),
        ['Pending, storage class nvme-{ns}: ProvisioningFailed: storageclass.storage.k8s.io "nvme-{ns}" not found'],
    ),
    "pod whose claim is not bound": (
        workload("StatefulSet", "stored", pod("", **VOLUME)),
        ["Unschedulable: ", "unbound immediate PersistentVolumeClaims", "PersistentVolumeClaim unclassed: Pending, "],
    ),
    "job that fails": (
        job("migrate", pod("fail", name="failing", code="4")),
        [
            "Job {ns}/migrate: Job Failed. failed: 1/1",
            "BackoffLimitExceeded: Job has reached the specified backoff limit",
            'container failing: exit code 4; last log line: "giving up"',
        ],
    ),
    "job past its deadline": (
        job("slow", pod("run"), activeDeadlineSeconds=1),
        ["DeadlineExceeded: Job was active longer than specified deadline"],
    ),
    "pod in a pod": (
        {
            "apiVersion": "v1", "kind": "Pod",
            "metadata": {"name": "bare", "annotations": {"native.helm.test/pod": "image-pull"}},
            "spec": {"containers": [{"name": "one", "image": "registry.invalid/other:2"}]},
        },
        ["Pod {ns}/bare: ", "container one: ImagePullBackOff: ", "registry.invalid/other:2"],
    ),
}  # fmt: skip


# What pods and events tell when all of them are as they stay.
SIGNS = (
    "ImagePullBackOff", "CrashLoopBackOff", "OOMKilled", 'secret "shop-db" not found', "FailedMount", "statuscode: 503",
    "name: never-", "name: init-", "FailedBinding", "ProvisioningFailed", "node affinity", "unbound immediate",
    "BackoffLimitExceeded", "DeadlineExceeded", "registry.invalid/other:2",
)  # fmt: skip


def filled(value: Any, namespace: str) -> Any:
    """Return value with the namespace in it filled in."""
    return yaml.safe_load(yaml.safe_dump(value).replace("{ns}", namespace))


@pytest.fixture(scope="module")
def told(cluster: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Releases, WaitTimeout]]:
    """The error of one release that has all the cases' objects."""
    folder = tmp_path_factory.mktemp("raw")
    (folder / "templates").mkdir()
    (folder / "Chart.yaml").write_text("apiVersion: v2\nname: raw\nversion: 0.1.0\n")
    (folder / "templates/all.yaml").write_text(RAW)
    with in_a_namespace(cluster.kubeconfig) as releases:
        values = {"m": [filled(body, releases.namespace) for body, _unused in CASES.values()]}
        releases.hold_clock(releases.sees(*SIGNS))
        with pytest.raises(WaitTimeout) as caught:
            releases.apply(chart=folder, values=values, waiting=WAIT)
        yield releases, caught.value


@pytest.mark.parametrize("case", CASES)
def test_line_of_an_object(told: tuple[Releases, WaitTimeout], case: str) -> None:
    releases, error = told
    body, parts = CASES[case]
    start = f"{body['kind']} {releases.namespace}/{body['metadata']['name']}: "
    lines = [line for line in error.told.split("\n") if line.startswith(start)]
    assert len(lines) == 1, error.told
    for part in parts:
        assert part.replace("{ns}", releases.namespace) in lines[0], lines[0]


def test_message_as_a_whole(told: tuple[Releases, WaitTimeout]) -> None:
    releases, error = told
    text = telling.message(error)
    lines = text.split("\n")
    head = f"Waiting for the objects of release {releases.namespace}/web to get ready: "
    assert lines[0] == f"{head}{len(CASES)} of {len(CASES)} objects are not ready after 6s, the timeout:"
    assert len(lines) <= 14 and "ImagePullBackOff" in lines[1]
    assert "more: see failed_objects" in text and "Check the image's name and tag" in text
    assert len(error.failed_objects) == len(CASES)
    assert all(entry["reasons"] for entry in error.failed_objects)
    assert error.problem.endswith("context deadline exceeded")
    record = releases.record(1)["info"]
    assert record["description"] == f'Release "web" failed: {error.problem}', "the record has helm's words only"


QUOTA = {
    "apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"name": "small"},
    "spec": {"hard": {"requests.cpu": "1"}},
}  # fmt: skip
GREEDY = {"resources": {"requests": {"cpu": "4"}}}


@pytest.mark.parametrize(
    ("body", "mine"),
    [
        (workload("Deployment", "big", pod("", container=GREEDY)), "FailedCreate: "),
        (workload("StatefulSet", "big", pod("", container=GREEDY)), "FailedCreate: "),
        (workload("DaemonSet", "big", pod("", container=GREEDY)), "FailedCreate: "),
        (workload("ReplicaSet", "big", pod("", container=GREEDY)), "FailedCreate: "),
        (job("big", pod("", container=GREEDY)), "FailedCreate: "),
    ],
    ids=lambda value: value["kind"] if isinstance(value, dict) else "",
)
def test_pods_that_may_not_be_made(releases: Releases, make_chart: MakeChart, body: dict[str, Any], mine: str) -> None:
    releases.kubectl_in(QUOTA)
    releases.hold_clock(releases.sees("FailedCreate"))
    with pytest.raises(WaitTimeout) as caught:
        releases.apply(chart=make_chart(a=RAW), values={"m": [body]}, waiting=SHORT)
    text = telling.message(caught.value)
    assert mine in text and "exceeded quota: small, requested: requests.cpu=4, used: requests.cpu=0" in text, text
    assert "Ask for more quota" in text


def test_pod_security_that_refuses_pods(releases: Releases, make_chart: MakeChart) -> None:
    releases.kubectl("label", "namespace", releases.namespace, "pod-security.kubernetes.io/enforce=restricted")
    body = workload("Deployment", "bold", pod(""))
    releases.hold_clock(releases.sees("FailedCreate"))
    with pytest.raises(WaitTimeout) as caught:
        releases.apply(chart=make_chart(a=RAW), values={"m": [body]}, waiting=SHORT)
    text = telling.message(caught.value)
    assert 'violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false' in text
    assert "Give the pods the securityContext" in text


def test_what_may_not_be_read_is_left_out(releases: Releases, make_chart: MakeChart) -> None:
    rules = ["--verb=get,list,watch,create,update,patch,delete", "--resource=secrets,deployments.apps"]
    releases.kubectl("create", "serviceaccount", "few", "-n", releases.namespace)
    releases.kubectl("create", "role", "few", *rules, "-n", releases.namespace)
    account = f"--serviceaccount={releases.namespace}:few"
    releases.kubectl("create", "rolebinding", "few", "--role=few", account, "-n", releases.namespace)
    await_right(releases.kubeconfig, releases.namespace, ":few", "list", "secrets")
    user = f"system:serviceaccount:{releases.namespace}:few"
    releases.hold_clock(releases.sees("ImagePullBackOff"))
    with pytest.raises(WaitTimeout) as caught:
        releases.apply(
            chart=make_chart(a=RAW),
            values={"m": [workload("Deployment", "pull", pod("image-pull"))]},
            waiting=SHORT,
            connection={"impersonate_user": user},
        )
    text = telling.message(caught.value)
    assert f"Deployment {releases.namespace}/pull: Available: 0/1" in text
    assert "Deployment does not have minimum availability" not in caught.value.problem
    assert "this user may not read events, pods, which would tell more" in text.lower()


def test_custom_resources_and_definitions(releases: Releases, make_chart: MakeChart) -> None:
    group = f"{releases.namespace}.example.com"
    names = {"plural": "widgets", "singular": "widget", "kind": "Widget"}
    schema = {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": True}}
    version = {"name": "v1", "served": True, "storage": True, "schema": schema, "subresources": {"status": {}}}
    definition = {
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": {"name": f"widgets.{group}"},
        "spec": {"group": group, "scope": "Namespaced", "names": names, "versions": [version]},
    }  # fmt: skip
    twin = json.loads(json.dumps(definition).replace("widgets", "widgettwins"))
    widget = {"apiVersion": f"{group}/v1", "kind": "Widget", "metadata": {"name": "w"}}
    try:
        releases.kubectl_in(definition)
        await_definition(releases.kubectl, f"widgets.{group}")
        releases.apply(chart=make_chart(a=RAW), values={"m": [widget]})
        told = {"type": "Ready", "status": "False", "reason": "NoBackend", "message": "the backend db-1 is away"}
        status = json.dumps({"status": {"conditions": [told]}})
        place = ("-n", releases.namespace)
        releases.kubectl("patch", f"widgets.{group}", "w", *place, "--subresource=status", "--type=merge", "-p", status)
        releases.hold_clock(lambda: "ListKindConflict" in releases.kubectl("get", "crd", "-o", "yaml"))
        with pytest.raises(WaitTimeout) as caught:
            releases.apply(chart=make_chart(a=RAW), values={"m": [widget, twin], "n": 1}, waiting=SHORT)
        lines = caught.value.told.split("\n")
        assert (
            f"Widget {releases.namespace}/w: Ready is False: NoBackend: the backend db-1 is away" in caught.value.told
        )
        assert any("NamesAccepted: ListKindConflict: " in line and "already in use" in line for line in lines), lines
    finally:
        names_ = [f"widgets.{group}", f"widgettwins.{group}"]
        releases.kubectl("delete", "crd", *names_, "--ignore-not-found", "--wait=false")


def test_uninstall_that_waits_names_the_finalizers(releases: Releases, make_chart: MakeChart) -> None:
    held = {
        "apiVersion": "v1", "kind": "ConfigMap",
        "metadata": {"name": "held", "finalizers": ["example.com/backup", "example.com/audit"]},
    }  # fmt: skip
    releases.apply(chart=make_chart(a=RAW), values={"m": [held]})
    try:
        with pytest.raises(WaitTimeout) as caught:
            releases.uninstall(waiting=SHORT)
        text = telling.message(caught.value)
        start = f"Waiting for the objects of release {releases.namespace}/web to go away: it is still there after 2s"
        assert text.startswith(start), text
        assert f"ConfigMap {releases.namespace}/held: " in text
        assert "held by the finalizers example.com/backup, example.com/audit" in text
    finally:
        patch = '{"metadata":{"finalizers":null}}'
        releases.kubectl("patch", "configmap", "held", "-n", releases.namespace, "--type=merge", "-p", patch)


def test_balancer_that_gives_no_address(releases: Releases, make_chart: MakeChart) -> None:
    service = {
        "apiVersion": "v1", "kind": "Service",
        "metadata": {"name": "front", "annotations": {"native.helm.test/service": "pending"}},
        "spec": {"type": "LoadBalancer", "ports": [{"port": 80}]},
    }  # fmt: skip
    waiting = requests.WaitOptions(wait=True, strategy="legacy", timeout=3)
    with pytest.raises(WaitTimeout) as caught:
        releases.apply(chart=make_chart(a=RAW), values={"m": [service]}, waiting=waiting)
    assert "no load balancer has given it an address" in telling.message(caught.value)


@pytest.mark.parametrize("event", ["pre-install", "post-install"])
def test_hook_that_fails_says_how_it_ended(releases: Releases, make_chart: MakeChart, event: str) -> None:
    chart = make_chart(a=config(), hook=hook_job("web-job", event, pod="fail", container="failing"))
    with pytest.raises(HookFailed) as caught:
        releases.apply(chart=chart)
    text = telling.message(caught.value)
    assert text.startswith(f"Running the {event} hooks Job web-job (small/templates/hook.yaml): "), text
    for part in (
        f"Job {releases.namespace}/web-job: Job Failed. failed: 1/1; ",
        "container failing: exit code 1",
        "BackoffLimitExceeded: Job has reached the specified backoff limit",
        "error: cannot reach the database\n  giving up",
    ):
        assert part in text, text
    assert "timeout" not in text


def test_hook_that_cannot_start_says_why(releases: Releases, make_chart: MakeChart) -> None:
    chart = make_chart(a=config(), hook=hook_job("web-job", "pre-install", pod="image-pull"))
    releases.hold_clock(releases.sees("ImagePullBackOff"))
    with pytest.raises(HookFailed) as caught:
        releases.apply(chart=chart, waiting=SHORT)
    text = telling.message(caught.value)
    assert "it is not done after 2s, the timeout:" in text
    assert "container run: ImagePullBackOff: " in text and "example.com/run" in text


def test_chart_test_that_fails_says_how_it_ended(releases: Releases, make_chart: MakeChart) -> None:
    chart = make_chart(a=config(), hook=hook_job("web-ping", "test", pod="fail", container="failing"))
    with pytest.raises(HelmError) as caught:
        releases.apply(chart=chart, test_filters=[])
    text = telling.message(caught.value)
    assert text.startswith("Running the test hooks Job web-ping") and "giving up" in text and "exit code 1" in text


def test_second_failure_of_atomic_is_told_too(releases: Releases, make_chart: MakeChart) -> None:
    bad_way_out = hook_job("web-out", "pre-delete", pod="fail", container="failing")
    chart = make_chart(a=RAW, hook=bad_way_out)
    releases.hold_clock(releases.sees("ImagePullBackOff"))
    with pytest.raises(WaitTimeout) as caught:
        releases.apply(
            chart=chart, values={"m": [workload("Deployment", "pull", pod("image-pull"))]}, waiting=SHORT, atomic=True
        )
    text = telling.message(caught.value)
    assert "uninstalling it failed too: running the pre-delete hooks Job web-out" in text
    assert "ImagePullBackOff" in text and "web-out" in text and "exit code 1" in text, text
