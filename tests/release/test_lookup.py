# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""lookup on a real API server: what templates make of what it gives, as helm's own --dry-run=server has it."""
# ruff: noqa: E501 - tables of templates have long lines

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any, Iterator

import pytest
import yaml

from ansible_collections.native.helm.plugins.module_utils._helm.actions import template
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import HelmError
from ansible_collections.native.helm.plugins.module_utils._helm.chart import loader

from .harness import TOOLS, Releases, in_a_namespace

OBJECTS = """\
apiVersion: batch/v1
kind: Job
metadata: {name: job}
spec:
  activeDeadlineSeconds: 12345678901
  suspend: true
  template: {spec: {restartPolicy: Never, containers: [{name: a, image: x}]}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: map}
data: {key: "1"}
"""
_JOB = '(lookup "batch/v1" "Job" .Release.Namespace "job")'
_MAPS = '(lookup "v1" "ConfigMap" .Release.Namespace "")'
FOUND = {
    "kind that a group lacks, list": 'lookup "v1" "Nope" .Release.Namespace "" | toJson',
    "kind that a group lacks, object": 'lookup "v1" "Nope" .Release.Namespace "x" | toJson',
    "kind that a group lacks, of all namespaces": 'lookup "v1" "Nope" "" "" | toJson',
    "kind that a group lacks, cluster": 'lookup "v1" "Nope" "" "x" | toJson',
    "kind that another group lacks, list": 'lookup "apps/v1" "Nope" .Release.Namespace "" | toJson',
    "kind that another group lacks, object": 'lookup "apps/v1" "Nope" .Release.Namespace "x" | toJson',
    "plural instead of kind": 'lookup "apps/v1" "deployments" .Release.Namespace "x" | toJson',
    "kind in small letters": 'lookup "v1" "configmap" .Release.Namespace "map" | toJson',
    "kind that is empty": 'lookup "v1" "" .Release.Namespace "map" | toJson',
    "kind that is empty, list": 'lookup "v1" "" .Release.Namespace "" | toJson',
    "kind of a list": 'lookup "v1" "PodList" .Release.Namespace "" | toJson',
    "kind of a subresource": 'lookup "apps/v1" "Scale" .Release.Namespace "x" | toJson',
    "object without its namespace": 'lookup "v1" "ConfigMap" "" "map" | toJson',
    "cluster's object with a namespace": '(lookup "v1" "Namespace" .Release.Namespace .Release.Namespace).kind',
    "cluster's object that is not there": 'lookup "v1" "Namespace" .Release.Namespace "nope" | toJson',
    "cluster's list with a namespace": '(lookup "v1" "Namespace" .Release.Namespace "").kind',
    "namespace that is not there": 'omit (lookup "v1" "ConfigMap" "nope-nope" "") "metadata" | toJson',
    "namespace that is not there, object": 'lookup "v1" "ConfigMap" "nope-nope" "x" | toJson',
    "namespace that can be none": 'omit (lookup "v1" "ConfigMap" "Bad Name" "") "metadata" | toJson',
    "list's keys": f"keys {_MAPS} | sortAlpha",
    "list's metadata": f"keys {_MAPS}.metadata | sortAlpha",
    "list's version": f'regexMatch "^[0-9]+$" {_MAPS}.metadata.resourceVersion',
    "list's kind": f'printf "%s %s" {_MAPS}.apiVersion {_MAPS}.kind',
    "list's items": f'printf "%d %T %T" (len {_MAPS}.items) {_MAPS}.items (first {_MAPS}.items)',
    "list's item": f'printf "%s %s" (last {_MAPS}.items).apiVersion (last {_MAPS}.items).kind',
    "list of a group": 'omit (lookup "apps/v1" "Deployment" .Release.Namespace "") "metadata" | toJson',
    "list's type": f"typeOf {_MAPS}",
    "nothing's type": 'lookup "v1" "ConfigMap" .Release.Namespace "nope" | typeOf',
    "object's type": f"typeOf {_JOB}",
    "large number": f"{_JOB}.spec.activeDeadlineSeconds",
    "large number's type": f"typeOf {_JOB}.spec.activeDeadlineSeconds",
    "large number as JSON": f"{_JOB}.spec.activeDeadlineSeconds | toJson",
    "large number as a text": f"{_JOB}.spec.activeDeadlineSeconds | toString",
    "large number, more": f"add {_JOB}.spec.activeDeadlineSeconds 1",
    "large number, formatted": f'printf "%d %v %5d" {_JOB}.spec.activeDeadlineSeconds {_JOB}.metadata.generation {_JOB}.spec.parallelism',
    "number's kind": f"kindOf {_JOB}.spec.parallelism",
    "number compared": f"eq {_JOB}.spec.parallelism 1",
    "number in a condition": f"ternary true false (gt {_JOB}.spec.parallelism 0)",
    "number in a list": f"until (int {_JOB}.spec.parallelism)",
    "number, whole": f"int64 {_JOB}.spec.parallelism",
    "boolean": f"{_JOB}.spec.suspend",
    "all as YAML": f"pick {_JOB}.spec \"activeDeadlineSeconds\" \"suspend\" \"parallelism\" | toYaml",
    "all as JSON": f"pick {_JOB}.spec \"activeDeadlineSeconds\" \"suspend\" \"parallelism\" | toJson",
    "list in an object": f"typeOf {_JOB}.spec.template.spec.containers",
    "changed": f'set {_JOB} "kind" "Other" | dig "kind" ""',
    "merged": f'(merge (dict "spec" (dict "parallelism" 7)) {_JOB}).spec | dig "activeDeadlineSeconds" 0',
    "deeply copied": f"(deepCopy {_JOB}).spec.activeDeadlineSeconds | typeOf",
    "there and back": f"({_JOB} | toJson | fromJson).spec.activeDeadlineSeconds | typeOf",
}  # fmt: skip
REFUSED = {
    "group that is not served": 'lookup "nope.io/v1" "Nope" .Release.Namespace "x"',
    "group that is not served, list": 'lookup "nope.io/v1" "Nope" .Release.Namespace ""',
    "version that is not served": 'lookup "apps/v9" "Deployment" .Release.Namespace ""',
    "no version": 'lookup "" "ConfigMap" .Release.Namespace "map"',
    "version of three parts": 'lookup "a/b/c" "ConfigMap" .Release.Namespace "map"',
    "slash in a namespace": 'lookup "v1" "ConfigMap" "Bad/Name" "map"',
    "slash in a name": 'lookup "v1" "ConfigMap" .Release.Namespace "a/b"',
    "name of dots": 'lookup "v1" "ConfigMap" .Release.Namespace ".."',
    "name of a dot": 'lookup "v1" "ConfigMap" .Release.Namespace "."',
    "namespace of dots": 'lookup "v1" "ConfigMap" ".." "a"',
    "percent in a name": 'lookup "v1" "ConfigMap" .Release.Namespace "A b%"',
    "kind that is only made": 'lookup "authorization.k8s.io/v1" "SelfSubjectAccessReview" "" ""',
}
FORBIDDEN = {
    "object": 'lookup "v1" "ConfigMap" .Release.Namespace "map"',
    "list": 'lookup "v1" "ConfigMap" .Release.Namespace ""',
    "all lists": 'lookup "v1" "ConfigMap" "" ""',
    "cluster's object": 'lookup "v1" "Namespace" .Release.Namespace "x"',
    "object without its namespace": 'lookup "v1" "ConfigMap" "" "map"',
}
NOBODY = {"impersonate_user": "nobody", "impersonate_groups": ["system:authenticated"]}
FLAGS = ["--kube-as-user", "nobody", "--kube-as-group", "system:authenticated"]


@pytest.fixture(scope="module")
def looked(cluster: Any) -> Iterator[Releases]:
    with in_a_namespace(cluster.kubeconfig) as found:
        cluster.kubectl("apply", "-n", found.namespace, "-f", "-", stdin=OBJECTS)
        yield found


def chart(folder: Path, *expressions: str) -> Path:
    (folder / "templates").mkdir(parents=True)
    (folder / "Chart.yaml").write_text("apiVersion: v2\nname: c\nversion: 1.0.0\n")
    lines = "".join(f"  k{number}: {{{{ {text} | quote }}}}\n" for number, text in enumerate(expressions))
    (folder / "templates/a.yaml").write_text(
        f"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: looked-up\ndata:\n{lines}"
    )
    return folder


def of_helm(releases: Releases, folder: Path, *flags: str) -> subprocess.CompletedProcess[str]:
    words = ["template", "rel", str(folder), "-n", releases.namespace, "--dry-run=server", *flags]
    environment = {**os.environ, "KUBECONFIG": releases.kubeconfig}
    return subprocess.run([str(TOOLS / "helm"), *words], env=environment, capture_output=True, text=True, check=False)


def ours(releases: Releases, folder: Path, **options: Any) -> str:
    request = template.TemplateRequest(
        name="rel",
        namespace=releases.namespace,
        chart=lambda: loader.load(str(folder)),
        client=releases.context(**options).client(),
    )
    return str(template.render(request, releases.env)["text"])


def test_what_is_found_is_as_in_helm(looked: Releases, tmp_path: Path) -> None:
    folder = chart(tmp_path / "c", *FOUND.values())
    done = of_helm(looked, folder)
    assert done.returncode == 0, done.stderr
    wanted, made = (yaml.safe_load(text)["data"] for text in (done.stdout, ours(looked, folder)))
    assert made.keys() == wanted.keys() and len(wanted) == len(FOUND)
    assert dict(zip(FOUND, made.values(), strict=True)) == dict(zip(FOUND, wanted.values(), strict=True))


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused_is_refused_in_helms_words(looked: Releases, case: str, tmp_path: Path) -> None:
    _compare_refusal(looked, chart(tmp_path / "c", REFUSED[case]), [], {})


@pytest.mark.parametrize("case", FORBIDDEN)
def test_what_is_forbidden_is_refused_in_helms_words(looked: Releases, case: str, tmp_path: Path) -> None:
    _compare_refusal(looked, chart(tmp_path / "c", FORBIDDEN[case]), FLAGS, NOBODY)


def _compare_refusal(releases: Releases, folder: Path, flags: list[str], options: dict[str, Any]) -> None:
    done = of_helm(releases, folder, *flags)
    assert done.returncode == 1
    wanted = done.stderr[done.stderr.index("Error: ") + len("Error: ") :].partition("\n\nUse --debug")[0].rstrip()
    with pytest.raises(HelmError) as caught:
        ours(releases, folder, **options)
    assert caught.value.problem.partition("\n\nUse --debug")[0].rstrip() == wanted


def test_a_lookup_reads_whole_lists(looked: Releases, tmp_path: Path) -> None:
    folder = chart(tmp_path / "c", "len " + _MAPS + ".items")
    assert json.loads(yaml.safe_load(ours(looked, folder))["data"]["k0"]) == 2
