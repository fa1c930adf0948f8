# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A release whose objects are shaped: what is in the cluster, in the record, in predictions, and in helm's hands."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import RequestError

from .conftest import MakeChart
from .harness import TOOLS, Releases
from .test_unstable import renderer
from .texts import config, deployment, hook_job

SHAPING: dict[str, Any] = {
    "patches": [
        {
            "target": {"kind": "Deployment"},
            "patch": {
                "apiVersion": "apps/v1",  # kustomize wants to be told
                "kind": "Deployment",
                "metadata": {"name": "any", "labels": {"shaped": "yes"}},
                "spec": {
                    "replicas": 2,
                    "template": {"spec": {"containers": [{"name": "failing", "env": [{"name": "A", "value": "1"}]}]}},
                },
            },
        },
        {
            "target": {"kind": "ConfigMap|Job"},
            "patch": [{"op": "add", "path": "/metadata/labels", "value": {"a": "b"}}],
        },
    ],
    "images": [{"name": "example.com/web", "new_tag": "2"}],
    "registries": {"example.com": "mirror.example.com/hub"},
}
KUSTOMIZATION = {
    "patches": [
        {"target": entry["target"], "patch": json.dumps(entry["patch"])}
        for entry in json.loads(json.dumps(SHAPING["patches"]))
    ],
    "images": [{"name": "example.com/web", "newName": "mirror.example.com/hub/web", "newTag": "2"}],
    "sortOptions": {"order": "fifo"},
    "resources": ["all.yaml"],
}


def chart_of(make_chart: MakeChart, **more: str) -> Path:
    return make_chart(a=config(text="one"), d=deployment(), hook=hook_job("web-job", "pre-install,pre-upgrade"), **more)


def pod_of(item: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = item["spec"]["template"]["spec"]["containers"][0]
    return found


def test_objects_and_hooks_are_shaped_and_a_second_run_changes_nothing(
    releases: Releases, make_chart: MakeChart
) -> None:
    chart = chart_of(make_chart)
    predicted = releases.apply(chart=chart, shaping=SHAPING, check=True)
    assert releases.writes() == []
    made = releases.apply(chart=chart, shaping=SHAPING)
    assert predicted.changes == made.changes
    live = releases.get("deployment", "web")
    assert (live["spec"]["replicas"], live["metadata"]["labels"]["shaped"]) == (2, "yes")
    assert pod_of(live)["image"] == "mirror.example.com/hub/web:2"
    assert pod_of(live)["env"] == [{"name": "A", "value": "1"}]
    assert releases.get("configmap", "web-a")["metadata"]["labels"]["a"] == "b"
    job = releases.get("job", "web-job")
    assert (job["metadata"]["labels"]["a"], pod_of(job)["image"]) == ("b", "mirror.example.com/hub/run")
    again = releases.apply(chart=chart, shaping=SHAPING)
    assert (again.changed, again.reason, releases.writes()) == (False, [], [])


def test_the_record_is_that_of_helm_with_kustomize_as_its_post_renderer(
    releases: Releases, make_chart: MakeChart, tmp_path: Path
) -> None:
    """helm 3, whose post-renderer is a program; it gets no hooks there."""
    chart = make_chart(a=config(text="one"), d=deployment())
    (tmp_path / "kustomization.yaml").write_text(json.dumps(KUSTOMIZATION))
    script = tmp_path / "kustomize.sh"
    script.write_text(f"#!/bin/sh\ncat > {tmp_path}/all.yaml\nexec {TOOLS / 'kustomize'} build {tmp_path}\n")
    script.chmod(0o755)
    releases.helm("install", "theirs", str(chart), "--post-renderer", str(script), version="3.17.3")
    releases.apply("ours", chart=chart, shaping=SHAPING)
    texts = [releases.record(1, name)["manifest"].replace(f"{name}", "NAME") for name in ("theirs", "ours")]
    theirs, ours = ([item for item in yaml.safe_load_all(text) if item] for text in texts)
    by_kind = [sorted(items, key=lambda item: item["kind"]) for items in (theirs, ours)]
    assert by_kind[1] == by_kind[0]


def test_it_comes_before_the_post_renderer(releases: Releases, make_chart: MakeChart, tmp_path: Path) -> None:
    body = (
        "for doc in docs: doc['metadata'].setdefault('labels', {})['seen'] = doc['metadata']['labels'].get('a', 'no')"
    )
    releases.apply(chart=chart_of(make_chart), shaping=SHAPING, post_renderer=renderer(tmp_path, body))
    assert releases.get("configmap", "web-a")["metadata"]["labels"]["seen"] == "b"
    assert releases.get("job", "web-job")["metadata"]["labels"]["seen"] == "b"


def test_drift_and_diff_know_the_shaped_objects(releases: Releases, make_chart: MakeChart) -> None:
    chart = chart_of(make_chart)
    releases.apply(chart=chart, shaping=SHAPING)
    releases.kubectl("-n", releases.namespace, "scale", "deployment/web", "--replicas=5")
    predicted = releases.apply(chart=chart, shaping=SHAPING, check=True)
    assert (predicted.reason, [entry["after"].count("replicas: 2") for entry in predicted.diff]) == (["drift"], [1])
    corrected = releases.apply(chart=chart, shaping=SHAPING)
    assert (corrected.reason, corrected.release["revision"]) == (["drift"], 1)
    assert releases.get("deployment", "web")["spec"]["replicas"] == 2


def test_what_is_shaped_otherwise_is_a_new_revision_and_goes_back(releases: Releases, make_chart: MakeChart) -> None:
    chart = chart_of(make_chart)
    releases.apply(chart=chart, shaping=SHAPING)
    newer = {**SHAPING, "images": [{"name": "example.com/web", "new_tag": "3"}]}
    changed = releases.apply(chart=chart, shaping=newer)
    assert (changed.reason, changed.release["revision"]) == (["manifest"], 2)
    assert [entry["name"] for entry in changed.changes if entry["action"] == "update"] == ["web"]
    releases.rollback(revision="1")
    live = releases.get("deployment", "web")
    assert (pod_of(live)["image"], live["spec"]["replicas"]) == ("mirror.example.com/hub/web:2", 2)
    assert releases.rollback(revision="1").changed is False
    assert releases.apply(chart=chart).reason == ["manifest", "hooks"]
    assert pod_of(releases.get("deployment", "web"))["image"] == "example.com/web:1"


def test_helm_reads_upgrades_and_rolls_back_what_was_shaped(releases: Releases, make_chart: MakeChart) -> None:
    chart = chart_of(make_chart)
    releases.apply(chart=chart, shaping=SHAPING)
    manifest = list(yaml.safe_load_all(releases.helm("get", "manifest", "web")))
    assert [pod_of(item)["image"] for item in manifest if item["kind"] == "Deployment"] == [
        "mirror.example.com/hub/web:2"
    ]
    assert "image: mirror.example.com/hub/run" in releases.helm("get", "hooks", "web")
    releases.helm("upgrade", "web", str(chart))
    assert pod_of(releases.get("deployment", "web"))["image"] == "example.com/web:1"
    releases.helm("rollback", "web", "1")
    live = releases.get("deployment", "web")
    assert (pod_of(live)["image"], live["metadata"]["labels"]["shaped"]) == ("mirror.example.com/hub/web:2", "yes")
    assert releases.apply(chart=chart, shaping=SHAPING).changed is False


CRD = """apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {{name: {plural}.{group}}}
spec:
  group: {group}
  scope: Namespaced
  names: {{kind: Thing, plural: {plural}, singular: thing}}
  versions:
    - {{name: v1, served: true, storage: true, schema: {{openAPIV3Schema: {{type: object}}}}}}
"""


def test_definitions_are_shaped_as_crds_says(releases: Releases, make_chart: MakeChart) -> None:
    group = f"{releases.namespace}.example.com"
    chart = make_chart(a=config(text="one"), crds__thing=CRD.format(group=group, plural="things"))
    patch = {"target": {"kind": "CustomResourceDefinition"}, "patch": {"metadata": {"labels": {"shaped": "yes"}}}}
    try:
        releases.apply(chart=chart, shaping={"patches": [patch]}, crds="skip")  # it is there to be found all the same
        assert releases.kubectl("get", "crd", f"things.{group}", "--ignore-not-found") == ""
        releases.apply(chart=chart, shaping={"patches": [patch]}, crds="apply")
        assert releases.get("crd", f"things.{group}")["metadata"]["labels"] == {"shaped": "yes"}
        assert releases.apply(chart=chart, shaping={"patches": [patch]}, crds="apply").changed is False
    finally:
        releases.kubectl("delete", "crd", f"things.{group}", "--ignore-not-found")


def test_a_patch_that_finds_nothing_leaves_everything_as_it_is(releases: Releases, make_chart: MakeChart) -> None:
    given = {"patches": [{"target": {"kind": "StatefulSet"}, "patch": {"spec": {"replicas": 2}}}]}
    with pytest.raises(RequestError, match="the chart renders no object that is its target"):
        releases.apply(chart=chart_of(make_chart), shaping=given)
    assert releases.writes() == [] and releases.names() == set()
