# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Replicas that an autoscaler sets, on a real API server: left to it as long as there is one, or may be; the chart's
again as soon as the plan takes it away."""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import Any, Callable

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.asked.requests import ApplyOptions
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import KubeError, Unreachable

from .conftest import MakeChart
from .harness import Releases, actions
from .test_permissions import restricted
from .texts import config

METHODS = ("true", "false")
EACH = "get,list,create,update,patch,delete"
ALLOWED = (f"{EACH} secrets", f"{EACH} deployments.apps,configmaps")


def workload(replicas: str = "", *, image: str = "1", name: str = "web") -> str:
    count = f"  replicas: {replicas}\n" if replicas else ""
    return f"""apiVersion: apps/v1
kind: Deployment
metadata: {{name: {name}}}
spec:
{count}  selector: {{matchLabels: {{app: {name}}}}}
  template:
    metadata: {{labels: {{app: {name}}}}}
    spec: {{containers: [{{name: web, image: "example.com/web:{image}"}}]}}
"""


def autoscaler(target: str = "web") -> str:
    return f"""apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {{name: scaler}}
spec:
  minReplicas: 1
  maxReplicas: 20
  scaleTargetRef: {{apiVersion: apps/v1, kind: Deployment, name: {target}}}
"""


def scale(releases: Releases, count: int, kind: str = "deployment", manager: str = "kube-controller-manager") -> None:
    """What the autoscaler's controller does."""
    body = json.dumps({"spec": {"replicas": count}})
    how = ("--subresource=scale", "--type=merge", f"--field-manager={manager}", "-p", body)
    releases.kubectl("patch", kind, "web", "-n", releases.namespace, *how)


def count(releases: Releases) -> int:
    found: int = releases.get("deployment", "web")["spec"]["replicas"]
    return found


def by(server_side: str, **options: Any) -> ApplyOptions:
    return ApplyOptions(server_side=server_side, **options)


@pytest.mark.parametrize("server_side", METHODS)
def test_who_may_list_no_autoscalers_leaves_replicas_that_others_set(
    releases: Releases, make_chart: MakeChart, tmp_path: Path, server_side: str
) -> None:
    applying = by(server_side)
    limited = restricted(releases, tmp_path, *ALLOWED)
    limited.apply(chart=make_chart(d=workload("2"), c=config()), values={"text": "x"}, applying=applying)
    releases.kubectl("autoscale", "deployment", "web", "-n", releases.namespace, "--min=2", "--max=20")
    scale(releases, 9)
    for check in (True, False):
        done = limited.apply(
            chart=make_chart(d=workload("2"), c=config()), values={"text": "x"}, applying=applying, check=check
        )
        assert (done.changed, actions(done), count(releases)) == (False, [], 9)
        (warning,) = limited.warnings
        assert f"Deployment {releases.namespace}/web: its replicas are left as they are" in warning
        assert "may not list horizontalpodautoscalers.autoscaling" in warning
    for deployment in (workload("2", image="2"), workload("3", image="2"), workload()):
        chart = make_chart(d=deployment)
        assert limited.apply(chart=chart, applying=applying, check=True).changed is True
        assert limited.apply(chart=chart, applying=applying).changed is True
        assert count(releases) == 9
    limited.rollback(applying=applying, revision="1")
    assert count(releases) == 9
    forced = by(server_side, force=True) if server_side == "false" else by(server_side, force_conflicts=True)
    limited.apply(chart=make_chart(d=workload("2", image="3")), applying=forced)
    assert count(releases) == 9


@pytest.mark.parametrize("server_side", METHODS)
def test_who_may_list_no_autoscalers_scales_what_nobody_else_scaled(
    releases: Releases, make_chart: MakeChart, tmp_path: Path, server_side: str
) -> None:
    limited = restricted(releases, tmp_path, *ALLOWED)
    for replicas in ("2", "3"):
        limited.apply(chart=make_chart(d=workload(replicas)), applying=by(server_side))
        assert (count(releases), limited.warnings) == (int(replicas), [])


@pytest.mark.parametrize("server_side", METHODS)
@pytest.mark.parametrize(
    "failure",
    [
        lambda: KubeError("away", status=503, reason="ServiceUnavailable"),
        lambda: KubeError("broken", status=500),
        lambda: Unreachable("timed out"),
    ],
)
def test_a_server_that_cannot_list_autoscalers_tells_nothing(
    releases: Releases, make_chart: MakeChart, server_side: str, failure: Callable[[], KubeError]
) -> None:
    chart = make_chart(d=workload("2"))
    releases.apply(chart=chart, applying=by(server_side))
    scale(releases, 9)

    def away(_method: str, path: str) -> None:
        if "horizontalpodautoscalers" in path:
            raise failure()

    releases.before = away
    assert releases.apply(chart=chart, applying=by(server_side)).changed is False
    assert count(releases) == 9
    assert "listing horizontalpodautoscalers.autoscaling failed" in releases.warnings[0]
    (found,) = releases.info("web", fields=["drift"]).releases
    assert found["drift"] == []


@pytest.mark.parametrize("server_side", METHODS)
def test_where_nothing_is_dry_run_replicas_are_left_all_the_same(
    releases: Releases, make_chart: MakeChart, server_side: str
) -> None:
    releases.apply(chart=make_chart(d=workload("2"), h=autoscaler()), applying=by(server_side))
    scale(releases, 9)

    def refuse(method: str, path: str) -> None:
        if method == "PATCH" and path.endswith("/deployments/web") and releases.sent[-1][2].get("dryRun"):
            raise KubeError('admission webhook "x" does not support dry run', status=400)

    releases.before = refuse
    assert releases.apply(chart=make_chart(d=workload("2"), h=autoscaler()), applying=by(server_side)).changed is False
    changed = make_chart(d=workload("3", image="2"), h=autoscaler())
    assert releases.apply(chart=changed, applying=by(server_side)).changed is True
    assert count(releases) == 9


@pytest.mark.parametrize("server_side", METHODS)
@pytest.mark.parametrize("before", ["5", ""])
def test_an_autoscaler_that_the_plan_removes_decides_no_more(
    releases: Releases, make_chart: MakeChart, server_side: str, before: str
) -> None:
    applying = by(server_side)
    releases.apply(chart=make_chart(d=workload(before), h=autoscaler()), applying=applying)
    scale(releases, 9)
    fixed = make_chart("other", d=workload("3"))
    predicted = releases.apply(chart=fixed, applying=applying, check=True, diff=True)
    assert "replicas: 3" in next(entry["after"] for entry in predicted.diff if "Deployment" in entry["after_header"])
    done = releases.apply(chart=fixed, applying=applying)
    assert actions(done) == actions(predicted) == [("update", "web"), ("delete", "scaler")]
    assert count(releases) == 3
    assert releases.apply(chart=fixed, applying=applying).changed is False
    back = releases.rollback(applying=applying)  # the autoscaler comes back: its replicas are not the chart's to set
    assert (back.changed, count(releases)) == (True, 3)
    scale(releases, 7)
    releases.rollback(revision="2", applying=applying)
    assert count(releases) == 3


@pytest.mark.parametrize("server_side", METHODS)
def test_an_autoscaler_that_the_plan_adds_decides_at_once(
    releases: Releases, make_chart: MakeChart, server_side: str
) -> None:
    applying = by(server_side)
    releases.apply(chart=make_chart(d=workload("5")), applying=applying)
    for deployment in (workload(), workload("2", image="2")):
        chart = make_chart(d=deployment, h=autoscaler())
        assert releases.apply(chart=chart, applying=applying, check=True).changed is True
        assert releases.apply(chart=chart, applying=applying).changed is True
        assert count(releases) == 5
        again = releases.apply(chart=chart, applying=applying)
        assert (again.changed, actions(again), count(releases)) == (False, [], 5)


@pytest.mark.parametrize("now", ["5", "null"])
def test_replicas_stay_when_a_release_moves_to_server_side_apply(
    releases: Releases, make_chart: MakeChart, now: str
) -> None:
    """Its own updates held them until then, and nobody else does: not said, they would go with these."""
    chart = make_chart(d=workload("3"), s=autoscaler())
    releases.apply(chart=chart, values={"text": "x"}, applying=by("false"))
    assert count(releases) == 3
    moved = make_chart(d=workload(now), s=autoscaler())
    told = releases.apply(chart=moved, values={"text": "x"}, applying=by("true"), check=True)
    done = releases.apply(chart=moved, values={"text": "x"}, applying=by("true"))
    assert done.changes == told.changes
    assert count(releases) == 3
    assert not releases.apply(chart=moved, values={"text": "x"}, applying=by("true")).changed
    scale(releases, 7)
    assert not releases.apply(chart=moved, values={"text": "x"}, applying=by("true")).changed
    assert count(releases) == 7


@pytest.mark.parametrize("server_side", METHODS)
def test_an_autoscaler_whose_target_changes(releases: Releases, make_chart: MakeChart, server_side: str) -> None:
    applying = by(server_side)
    other = workload("2", name="other")
    releases.apply(chart=make_chart(d=workload("5"), o=other, h=autoscaler()), applying=applying)
    scale(releases, 9)
    releases.apply(
        chart=make_chart(d=workload("3"), o=workload("4", name="other"), h=autoscaler("other")), applying=applying
    )
    assert count(releases) == 3
    assert releases.get("deployment", "other")["spec"]["replicas"] == 2


@pytest.mark.parametrize("server_side", METHODS)
def test_replicas_of_an_autoscaler_that_went_by_itself_are_the_charts(
    releases: Releases, make_chart: MakeChart, server_side: str
) -> None:
    applying = by(server_side)
    releases.apply(chart=make_chart(d=workload()), applying=applying)
    scale(releases, 9)
    releases.apply(chart=make_chart(d=workload("3")), applying=applying)
    assert count(releases) == 3


def test_custom_resources_are_scaled_where_their_definition_says(releases: Releases, make_chart: MakeChart) -> None:
    group = f"g{secrets.token_hex(4)}.example.com"
    size = {"type": "object", "properties": {"size": {"type": "integer"}, "text": {"type": "string"}}}
    version = {
        "name": "v1",
        "served": True,
        "storage": True,
        "schema": {
            "openAPIV3Schema": {
                "type": "object",
                "properties": {
                    "spec": size,
                    "status": {"type": "object", "x-kubernetes-preserve-unknown-fields": True},
                },
            }
        },
        "subresources": {
            "status": {},
            "scale": {"specReplicasPath": ".spec.size", "statusReplicasPath": ".status.size"},
        },
    }
    names = {"plural": "widgets", "kind": "Widget"}
    crd = {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": f"widgets.{group}"},
        "spec": {"group": group, "scope": "Namespaced", "names": names, "versions": [version]},
    }

    def widget(size: int, text: str = "x") -> str:
        return f"apiVersion: {group}/v1\nkind: Widget\nmetadata: {{name: web}}\nspec: {{size: {size}, text: {text}}}\n"

    scaler = autoscaler().replace("apps/v1, kind: Deployment", f"{group}/v1, kind: Widget")
    try:
        for name, server_side in zip(("one", "two"), METHODS):
            given: dict[str, Any] = {"applying": by(server_side), "crds": "apply"}
            releases.apply(name, make_chart(w=widget(2), h=scaler, **{"crds/w.yaml": json.dumps(crd)}), **given)
            scale(releases, 9, f"widgets.{group}")
            releases.apply(name, make_chart(w=widget(2), h=scaler, **{"crds/w.yaml": json.dumps(crd)}), **given)
            assert releases.get(f"widgets.{group}", "web")["spec"]["size"] == 9
            changed = make_chart(w=widget(3, "other"), h=scaler, **{"crds/w.yaml": json.dumps(crd)})
            releases.apply(name, changed, **given)
            assert releases.get(f"widgets.{group}", "web")["spec"] == {"size": 9, "text": "other"}
            releases.uninstall(name)
    finally:
        releases.kubectl("delete", "crd", f"widgets.{group}", "--ignore-not-found", "--wait=false")
