# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The option junit in a play on a real API server: tests that fail, drift, lint; read back by junitparser."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any, Callable

from cluster_fixture import Cluster, create_namespace
from junitparser import JUnitXml

CONFIG = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: shop}\ndata: {a: "1"}\n'
SECRET = "apiVersion: v1\nkind: Secret\nmetadata: {name: shop}\nstringData: {word: correct-horse}\n"
TEST = """apiVersion: batch/v1
kind: Job
metadata: {name: shop-%s, annotations: {helm.sh/hook: test, helm.sh/hook-weight: "%s"}}
spec:
  backoffLimit: 0
  template:
    metadata: {annotations: {native.helm.test/pod: %s}}
    spec: {restartPolicy: Never, containers: [{name: main, image: busybox}]}
"""


def read(path: Path) -> list[tuple[str, str, bool]]:
    return [(suite.name, case.name, not case.result) for suite in JUnitXml.fromfile(str(path)) for case in suite]


def test_tests_drift_and_lint_as_a_pipeline_reads_them(
    play: Callable[..., list[dict[str, Any]]], cluster: Cluster, tmp_path: Path
) -> None:
    namespace = f"junit-{secrets.token_hex(4)}"
    templates = tmp_path / "shop/templates"
    templates.mkdir(parents=True)
    (tmp_path / "shop/Chart.yaml").write_text("apiVersion: v2\nname: shop\nversion: 1.0.0\n")
    for text in (CONFIG, SECRET, TEST % ("good", 1, '""'), TEST % ("bad", 2, "fail")):
        (templates / f"{len(list(templates.iterdir()))}.yaml").write_text(text)
    create_namespace(cluster.kubeconfig, namespace)
    cluster.helm("install", "shop", str(tmp_path / "shop"), "-n", namespace)
    patches = {"configmap": '{"data":{"a":"2"}}', "secret": '{"stringData":{"word":"battery-staple"}}'}
    for kind, patch in patches.items():
        cluster.kubectl("-n", namespace, "patch", kind, "shop", "--type=merge", "-p", patch)
    (tmp_path / "broken/templates").mkdir(parents=True)
    (tmp_path / "broken/Chart.yaml").write_text("apiVersion: v2\nname: broken\nversion: 1.0.0\n")
    (tmp_path / "broken/templates/a.yaml").write_text("a: {{ end }}\n")
    place = {"kubeconfig": cluster.kubeconfig, "namespace": namespace}
    info = {"native.helm.helm_release_info": {**place, "fields": ["drift"], "junit": str(tmp_path / "drift.xml")}}
    upgrade = {"name": "shop", "chart": str(tmp_path / "shop"), "run_tests": True, "junit": str(tmp_path / "shop.xml")}
    tasks = [
        info,
        {"native.helm.helm_release": {**place, **upgrade, "timeout": 60}},
        {"native.helm.helm_chart": {"path": str(tmp_path / "broken"), "state": "packaged", "dest": str(tmp_path),
                                    "lint": "true", "junit": str(tmp_path / "lint.xml")}},
        {"native.helm.helm_release_info": {**place, "junit": str(tmp_path / "no.xml")}},
        {"native.helm.helm_chart": {"path": str(tmp_path / "broken"), "state": "absent",
                                    "junit": str(tmp_path / "no.xml")}},
    ]  # fmt: skip
    looked, upgraded, linted, *refused = play(tasks)
    cluster.kubectl("delete", "namespace", namespace, "--wait=false")
    assert not looked["failed"] and upgraded["failed"] and linted["failed"]
    drifted = [(f"drift of {namespace}/shop", f"{kind} {namespace}/shop", False) for kind in ("Secret", "ConfigMap")]
    assert read(tmp_path / "drift.xml") == drifted
    assert read(tmp_path / "shop.xml") == [
        (f"tests of {namespace}/shop", "Job shop-good", True), (f"tests of {namespace}/shop", "Job shop-bad", False),
        *drifted,
    ]  # fmt: skip
    text = (tmp_path / "shop.xml").read_text()
    assert "/data/a: wanted 1, live 2" in text and "<system-out>" in text
    for name in ("drift.xml", "shop.xml"):
        content = (tmp_path / name).read_text()
        words = ("horse", "battery", "Y29ycmVjdC1ob3JzZQ", "YmF0dGVyeS1zdGFwbGU")
        assert [word for word in words if word in content] == []
    assert ("templates/", False) in [one[1:] for one in read(tmp_path / "lint.xml")]
    assert "Add drift to fields" in refused[0]["msg"] and "it goes with lint" in refused[1]["msg"]
    assert not (tmp_path / "no.xml").exists()
