# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A claim that was made larger by hand: the server refuses to make it smaller, and what can be done is told."""

from __future__ import annotations

from typing import Any, Iterator

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import Invalid

from .conftest import MakeChart
from .harness import Releases
from .raw import BOTH, BOTH_IDS, Object, Raw, config, pod

SIZE = "/spec/resources/requests/storage"


@pytest.fixture(params=BOTH, ids=BOTH_IDS)
def both(request: pytest.FixtureRequest, releases: Releases, make_chart: MakeChart) -> Iterator[Raw]:
    """Releases by both methods, beside a volume of 2Gi whose claim may grow."""
    name = releases.namespace
    releases.kubectl_in(
        {
            "apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": {"name": name},
            "provisioner": "kubernetes.io/no-provisioner", "allowVolumeExpansion": True,
        }
    )  # fmt: skip
    spec = {"capacity": {"storage": "2Gi"}, "accessModes": ["ReadWriteOnce"], "hostPath": {"path": f"/tmp/{name}"}}
    releases.kubectl_in(
        {
            "apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": name},
            "spec": {**spec, "storageClassName": name, "persistentVolumeReclaimPolicy": "Retain"},
        }
    )  # fmt: skip
    yield Raw(releases, make_chart, **request.param)
    releases.uninstall()
    releases.kubectl("delete", "pv,storageclass", name, "--wait=false")


def claim(raw: Raw, size: str = "1Gi", **more: Any) -> Object:
    spec = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": size}}}
    spec["storageClassName"] = raw.releases.namespace
    return {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "c"}, "spec": {**spec, **more}}


def grown(raw: Raw) -> None:
    raw.run(claim(raw))
    raw.kubectl("wait", "pvc/c", "--for=jsonpath={.status.phase}=Bound", "--timeout=60s")
    raw.kubectl("patch", "pvc", "c", "-p", '{"spec": {"resources": {"requests": {"storage": "2Gi"}}}}')


def test_a_claim_that_was_grown_by_hand(both: Raw) -> None:
    grown(both)
    for check in (True, False):
        with pytest.raises(Invalid) as caught:
            both.run(claim(both), check=check)
        assert "spec.resources.requests.storage: Forbidden: field can not be less than" in caught.value.problem
        assert caught.value.hint == (
            "it has 2Gi and would get 1Gi, and no claim gets smaller: set 2Gi in the chart's values, or have its size "
            f"left alone by drift_ignore: [{{kind: PersistentVolumeClaim, name: c, paths: [{SIZE}]}}]"
        )
    told = both.run(claim(both), drift="warn")
    assert [(entry["name"], entry["fields"]) for entry in told.drift] == [("c", [SIZE])] and not told.changed
    (release,) = both.releases.info("web", fields=["drift"]).releases
    assert [(entry["fields"], entry["differences"][0]["live"]) for entry in release["drift"]] == [([SIZE], "2Gi")]
    assert "can not be less than" in release["drift"][0]["message"]


def test_what_the_hint_says_helps(both: Raw) -> None:
    grown(both)
    rule = {"kind": "PersistentVolumeClaim", "name": "c", "paths": [SIZE]}
    assert both.run(claim(both), drift_ignore=[rule]).changed is False
    other = both.run(claim(both), config(a="1"), drift_ignore=[rule])
    assert [(entry["action"], entry["name"]) for entry in other.changes] == [("create", "cm"), ("unchanged", "c")]
    assert both.get("pvc", "c")["spec"]["resources"]["requests"]["storage"] == "2Gi"
    both.run(claim(both, "2Gi"), config(a="1"))
    assert both.run(claim(both, "2Gi"), config(a="1")).changed is False


def test_a_chart_that_makes_a_claim_smaller_is_not_told_of_drift_ignore(both: Raw) -> None:
    both.run(claim(both, "2Gi"))
    both.kubectl("wait", "pvc/c", "--for=jsonpath={.status.phase}=Bound", "--timeout=60s")
    with pytest.raises(Invalid) as caught:
        both.run(claim(both, "1Gi"))
    assert caught.value.hint.endswith("no claim gets smaller: set 2Gi in the chart's values")


def test_another_field_of_a_claim(both: Raw) -> None:
    grown(both)
    with pytest.raises(Invalid) as caught:
        both.run(claim(both, "2Gi", storageClassName="another"))
    assert caught.value.hint.endswith("or make a claim of another name and copy the data")


def test_the_claims_of_a_stateful_set(both: Raw) -> None:
    def stateful(size: str) -> Object:
        template = {"metadata": {"name": "v"}, "spec": claim(both, size)["spec"]}
        spec = {"replicas": 0, "serviceName": "s", "selector": {"matchLabels": {"a": "b"}}, "template": pod()}
        spec["volumeClaimTemplates"] = [template]
        return {"apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": {"name": "s"}, "spec": spec}

    both.run(stateful("1Gi"))
    with pytest.raises(Invalid) as caught:
        both.run(stateful("2Gi"))
    assert "recreate: [StatefulSet/s]; the claims that it has made stay as they are" in caught.value.hint
