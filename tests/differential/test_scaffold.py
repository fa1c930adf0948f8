# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A chart that we make renders to the objects of one that helm create makes; both are rendered by the real helm."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
from pathlib import Path

import pytest
import yaml

from ansible_collections.native.helm.plugins.module_utils._helm.actions import chart as chart_action
from ansible_collections.native.helm.plugins.module_utils._helm.base.env import Env
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import ChartError
from ansible_collections.native.helm.plugins.module_utils._helm.chart import archive
from ansible_collections.native.helm.plugins.module_utils._helm.chart.authoring import scaffold

HELM = str(Path(__file__).resolve().parent.parent / "tools" / "helm")

VALUES = {
    "defaults": {},
    "everything on": {
        "replicaCount": 3,
        "image": {"repository": "example.org/app", "tag": "v2", "pullPolicy": "Always"},
        "imagePullSecrets": [{"name": "registry"}],
        "serviceAccount": {"annotations": {"a": "1"}, "name": "own", "automount": False},
        "podAnnotations": {"b": "2"},
        "podLabels": {"c": "3"},
        "podSecurityContext": {"fsGroup": 2000},
        "securityContext": {"runAsNonRoot": True, "capabilities": {"drop": ["ALL"]}},
        "resources": {"limits": {"cpu": "100m", "memory": "128Mi"}},
        "volumes": [{"name": "v", "secret": {"secretName": "s", "optional": False}}],
        "volumeMounts": [{"name": "v", "mountPath": "/etc/v", "readOnly": True}],
        "nodeSelector": {"kubernetes.io/os": "linux"},
        "tolerations": [{"key": "k", "operator": "Exists"}],
        "affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": []}}},
    },
    "ingress": {"ingress": {"enabled": True, "className": "nginx", "annotations": {"x": "y"},
                            "tls": [{"secretName": "cert", "hosts": ["chart-example.local"]}]}},
    "two hosts": {"ingress": {"enabled": True, "hosts": [
        {"host": "a.example", "paths": [{"path": "/", "pathType": "Prefix"}, {"path": "/x", "pathType": "Exact"}]},
        {"host": "b.example", "paths": [{"path": "/"}]}]}},
    "route": {"httpRoute": {"enabled": True, "annotations": {"x": "y"}}},
    "route with filters": {"httpRoute": {"enabled": True, "rules": [
        {"matches": [{"path": {"type": "Exact", "value": "/"}}], "filters": [{"type": "RequestMirror"}]}]}},
    "autoscaling": {"autoscaling": {"enabled": True, "targetMemoryUtilizationPercentage": 70}},
    "autoscaling by memory": {"autoscaling": {"enabled": True, "targetCPUUtilizationPercentage": None,
                                              "targetMemoryUtilizationPercentage": 70}},
    "another account": {"serviceAccount": {"create": False}},
    "a named account": {"serviceAccount": {"create": False, "name": "shared"}},
    "overridden name": {"nameOverride": "short"},
    "overridden full name": {"fullnameOverride": "x" * 80},
    "no probes": {"livenessProbe": None, "readinessProbe": None},
    "node port": {"service": {"type": "NodePort", "port": 8080}},
    "load balancer": {"service": {"type": "LoadBalancer"}},
}  # fmt: skip


@pytest.fixture(scope="module")
def charts(tmp_path_factory):
    """Return the folders of helm's chart and of ours, of one name; what each says about itself is made equal."""
    folder = tmp_path_factory.mktemp("scaffold")
    (folder / "theirs").mkdir()
    subprocess.run([HELM, "create", str(folder / "theirs" / "web")], check=True, capture_output=True)
    scaffold.create(str(folder / "ours" / "web"), scaffold.files("web"))
    return folder / "theirs" / "web", folder / "ours" / "web"


def rendered(chart, release, values):
    given = yaml.safe_dump(values)
    command = [HELM, "template", release, str(chart), "-f", "-"]
    ran = subprocess.run(command, input=given, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return {(found["kind"], found["metadata"]["name"]): found for found in yaml.safe_load_all(ran.stdout) if found}


@pytest.mark.parametrize("release", ["rel", "my-web"])
@pytest.mark.parametrize("values", VALUES.values(), ids=VALUES)
def test_renders_what_helm_create_renders(charts, values, release):
    theirs, ours = charts
    assert rendered(ours, release, values) == rendered(theirs, release, values)


def test_helm_lints_it_as_its_own(charts):
    said = []
    for chart in charts:
        ran = subprocess.run([HELM, "lint", "--strict", str(chart)], capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stdout + ran.stderr
        said.append(ran.stdout.replace(str(chart), ""))
    assert said[0] == said[1]


def test_the_files_are_those_of_helm_create(charts):
    theirs, ours = ({str(path.relative_to(chart)) for path in chart.rglob("*")} for chart in charts)
    assert theirs == ours


def test_the_values_are_those_of_helm_create(charts):
    theirs, ours = (yaml.safe_load((chart / "values.yaml").read_text()) for chart in charts)
    assert theirs == ours


@pytest.mark.parametrize("name", ["bad name", "a/b", "x" * 251])
def test_names_are_refused_as_helm_refuses_them(name, tmp_path):
    ran = subprocess.run([HELM, "create", name], cwd=tmp_path, capture_output=True, text=True, check=False)
    with pytest.raises(ChartError) as caught:
        scaffold.files(name)
    if "/" not in name:  # helm takes that for a path
        assert ran.stderr.strip() == f"Error: {caught.value.problem}"


@pytest.mark.parametrize("name", [".", "..", ""])
def test_names_that_lead_elsewhere_are_refused(name):
    """CVE-2019-1000008: helm create makes a chart of the parent folder."""
    with pytest.raises(ChartError, match="chart name must match the regular expression"):
        scaffold.files(name)


def test_files_that_are_there_are_left_alone(tmp_path):
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "values.yaml").write_text("mine: 1\n")
    assert "values.yaml" not in scaffold.create(str(tmp_path / "web"), scaffold.files("web"))
    assert (tmp_path / "web" / "values.yaml").read_text() == "mine: 1\n"
    assert scaffold.create(str(tmp_path / "web"), scaffold.files("web")) == []


def test_a_starter_becomes_a_chart_as_with_helm_create(tmp_path):
    starters = tmp_path / "data/starters"
    starters.mkdir(parents=True)
    starter = starters / "ours"
    subprocess.run([HELM, "create", str(starter)], check=True, capture_output=True)
    (starter / "values.yaml").write_text("# of <CHARTNAME>\nname: <CHARTNAME> # stays\n")
    (starter / "templates/x.yaml").write_text("a: <CHARTNAME>\n")
    (starter / "README.md").write_text("<CHARTNAME> is not replaced here\n")
    (starter / "binary").write_bytes(b"\x00\xff\xfe")
    (starter / "values.schema.json").write_text("{}\n")
    subprocess.run([HELM, "create", str(starter / "charts/sub")], check=True, capture_output=True)
    environ = {**os.environ, "HELM_DATA_HOME": str(tmp_path / "data")}
    for name, given in (("by-name", "ours"), ("by-path", str(starter))):
        theirs, mine = tmp_path / "theirs" / name, tmp_path / "mine" / name
        theirs.parent.mkdir(exist_ok=True)
        subprocess.run([HELM, "create", str(theirs), "--starter", given], check=True, capture_output=True, env=environ)
        request = chart_action.ChartRequest(path=str(mine), starter=given)
        predicted = chart_action.keep(dataclasses.replace(request, check=True), Env(), environ)
        assert not mine.exists()
        done = chart_action.keep(request, Env(), environ)
        assert done == predicted and json.dumps(done["diff"]).encode()
        assert not chart_action.keep(request, Env(), environ)["changed"]
        assert tree(mine) == tree(theirs)


def tree(folder):
    """Every file; of archives what is in them."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            found[str(path.relative_to(folder))] = (
                [(item.name, item.data) for item in archive.read_archive(data)] if path.suffix == ".tgz" else data
            )
    return found


def test_a_starter_that_is_not_there_is_an_error(tmp_path):
    request = chart_action.ChartRequest(path=str(tmp_path / "web"), starter="none")
    with pytest.raises(ChartError, match=r"could not load .*starters/none"):
        chart_action.keep(request, Env(), {"HELM_DATA_HOME": str(tmp_path)})
    assert not (tmp_path / "web").exists()
