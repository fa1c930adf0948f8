# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Small charts for one rule each, and the options of "helm template": output, error and exit code are helm's."""
# ruff: noqa: E501 - templates are long lines

from __future__ import annotations

import sys
from pathlib import Path
from typing import Mapping

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

import cases

CHART_FILE = "apiVersion: v2\nname: web\nversion: 0.1.0\n"
CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: %s\n"


def chart(folder: Path, files: Mapping[str, str]) -> Path:
    """A chart of these files in folder."""
    for name, text in {"Chart.yaml": CHART_FILE, **files}.items():
        path = folder / "web" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder / "web"


def assert_equal(path: Path, *options: str, values: tuple[Path, ...] = ()) -> cases.Output:
    case = cases.Case(path, values, ("--namespace", "ns1", *options))
    compared = cases.compare(case)
    assert compared.differences == []
    return compared.wanted


def one(folder: Path, template: str, **more: str) -> Path:
    """A chart with one template, values and helpers."""
    files = {"templates/a.yaml": template, "values.yaml": more.get("values", "")}
    if "helpers" in more:
        files["templates/_helpers.tpl"] = more["helpers"]
    return chart(folder, files)


FAILURES = {
    "required": '{{ required "need it" .Values.x }}',
    "required of an empty string": '{{ required "need\nit" "" }}',
    "fail": '\n  {{ fail "because: reasons" }}',
    "fail inside include": '{{ include "h" . }}',
    "nil pointer": "{{ .Values.a.b.c }}",
    "nil pointer inside include": '{{ include "deep" . }}',
    "nil pointer two includes down": '{{ include "deeper" . }}',
    "function that fails": '{{ index .Values "a" "b" "c" }}',
    "function that fails inside include": '{{ include "idx" . }}',
    "missing template": '{{ include "nope" . }}',
    "template action that is missing": '{{ template "nope" . }}',
    "unknown function": '{{ env "HOME" }}',
    "parse error": "{{ if }}",
    "unclosed action": "{{ .Values.x ",
    "unexpected end": "{{ if true }}x",
    "tpl that fails": '{{ tpl "{{ .Values.a.b.c }}" . }}',
    "tpl that does not parse": '{{ tpl "{{ if }}" . }}',
    "tpl with required": '{{ tpl "{{ required \\"inner\\" .Values.x }}" . }}',
    "endless include": '{{ include "loop" . }}',
    "mustToDuration": '{{ mustToDuration "x" }}',
    "mustToJson": "{{ mustToJson include }}",
    "toToml of nil": "{{ toToml nil }}",
    "wrong argument type": "{{ upper 1 }}",
    "wrong argument count": '{{ required "x" }}',
    "broken manifest": "a: b: c\n",
    "broken second document": "kind: A\n---\nb: [\n",
    "list at the top": "- a\n",
    "text at the top": "just text\n",
    "kind that is a list": "kind: [a]\n",
    "metadata that is text": "kind: A\nmetadata: x\n",
    "name that is a map": "kind: A\nmetadata: {name: {}}\n",
    "annotations that are a list": "kind: A\nmetadata: {annotations: [1]}\n",
    "annotation that is a map": "kind: A\nmetadata: {annotations: {a: {}}}\n",
    "not utf-8": '{{ "\\xff" }}',
    "unquoted braces": 'kind: A\nmetadata: {name: {{ "{{ x }}" }} }\n',
}
HELPERS = """{{- define "h" }}{{ fail "inside" }}{{ end }}
{{- define "deep" }}
{{ .Values.a.b.c }}{{ end }}
{{- define "deeper" }}{{ include "deep" . }}{{ end }}
{{- define "idx" }}{{ index .Values "a" "b" "c" }}{{ end }}
{{- define "loop" }}{{ include "loop" . }}{{ end }}
"""


@pytest.mark.parametrize("template", FAILURES.values(), ids=FAILURES.keys())
def test_failures_have_helms_words(tmp_path: Path, template: str) -> None:
    path = one(tmp_path, template, helpers=HELPERS, values="a: {b: }\n")
    assert assert_equal(path).code == 1


RENDERS = {
    "numbers": "a: >-\n  {{ .Values.big }} {{ .Values.f }} {{ .Values.one }} {{ .Values.big | int }} {{ toYaml .Values.big }}",
    "no value": 'a: >-\n  [{{ .Values.nope }}] {{ .Values.nope | default 1 }} {{ tpl "{{ .Values.nope }}x" . }}',
    "chart": "a: >-\n  {{ .Chart | toJson }} {{ .Chart.Name }} {{ .Chart.IsRoot }} {{ .Chart.Annotations }} {{ .Chart.Nope }}",
    "release": "a: >-\n  {{ .Release | toJson }}",
    "template": "a: >-\n  {{ .Template | toJson }} {{ .Template.BasePath }}",
    "capabilities": "a: >-\n  {{ .Capabilities | toJson }} {{ .Capabilities.KubeVersion }} {{ .Capabilities.KubeVersion.GitVersion }}",
    "api versions": 'a: >-\n  {{ .Capabilities.APIVersions.Has "apps/v1" }} {{ .Capabilities.APIVersions.Has "apps/v1/Deployment" }}',
    "helm version": "a: >-\n  {{ .Capabilities.HelmVersion.Version }} {{ .Capabilities.HelmVersion }}",
    "files": (
        'a: >-\n  {{ .Files.Get "c/a.txt" | quote }} {{ .Files.Get "nope" | quote }} {{ len (.Files.Glob "c/*") }} '
        '{{ .Files.Lines "c/a.txt" | toJson }} {{ .Files.GetBytes "c/b.txt" | toJson }} {{ kindOf (.Files.Glob "**") }}'
        '\nb:\n{{ (.Files.Glob "c/*").AsConfig | indent 2 }}\n{{ (.Files.Glob "c/b.*").AsSecrets | indent 2 }}'
        '\n{{ range $path, $data := .Files.Glob "c/*" }}{{ $path }}{{ $data | toString | trim | quote }}: 1\n{{ end }}# {{ typeOf .Files }}'
    ),
    "lookup": 'a: >-\n  {{ lookup "v1" "Pod" "ns" "p" | toJson }}',
    "tpl sees and hides definitions": (
        '{{ define "o" }}outer{{ end }}a: >-\n  {{ tpl "{{ define \\"i\\" }}inner{{ end }}{{ include \\"i\\" . }} '
        '{{ include \\"o\\" . }}" . }} {{ tpl "plain" . }} {{ tpl .Values.t (dict "Values" .Values "Template" .Template) }}'
    ),
    "durations": (
        'a: >-\n  {{ mustToDuration "1h30m" }} {{ durationSeconds "90s" }} {{ durationMinutes 90 }} {{ durationHours "1h" }} '
        '{{ durationDays "36h" }} {{ durationWeeks "84h" }} {{ durationMilliseconds "1.5s" }} {{ durationMicroseconds 1 }} '
        '{{ durationNanoseconds "1us" }} {{ durationRoundTo "2h13m" "30m" }} {{ durationTruncateTo "-2h13m" "30m" }} '
        '{{ durationSeconds "x" }} {{ durationSeconds "2.5" }} {{ durationRoundTo "90s" "x" }} {{ durationHours nil }}'
    ),
    "toml": "a: |\n{{ toToml .Values | indent 2 }}\nb: {{ fromToml .Values.toml | toJson }}",
    "from yaml": 'a: >-\n  {{ fromYaml "b: [1, 0644, yes]" | toJson }} {{ fromYaml "a: b: c" | toJson }} {{ fromYamlArray "- 1" }}',
    "documents": "---\n\n---\nkind: B\n--- # c\nkind: A\n---kind: C\n---\t\nkind: Deployment\n\n\n---\n# only a comment\n",
    "kinds": "".join(
        f"---\nkind: {kind}\nmetadata: {{name: x}}\n"
        for kind in ("Zebra", "Job", "Apple", "Service", "Namespace", "Ingress", "Pod", "Apple", "''", "CronJob")
    ),
    "typed heads": "kind: 5\nmetadata:\n  name: yes\n  annotations: {a: 1.50, b: true, c: ~, d: 0x10, e: 12345678.0}\n",
    "heads in other cases": "KIND: Pod\nMetadata: {Annotations: {helm.sh/hook: test}}\nkind: Job\n",
    "windows line ends": "kind: A\r\n---\r\nkind: B\r\n",
}


@pytest.mark.parametrize("template", RENDERS.values(), ids=RENDERS.keys())
def test_rules_of_rendering(tmp_path: Path, template: str) -> None:
    path = chart(
        tmp_path,
        {
            "Chart.yaml": CHART_FILE
            + "annotations: {a: b}\nkeywords: [x]\nmaintainers: [{name: n}]\nappVersion: 1.0\n",
            "templates/a.yaml": template,
            "values.yaml": (
                "big: 12345678\nf: 1.50\none: 1.0\nt: '{{ .Template.Name }}'\nlist: [1, a]\ntable: {x: {y: [{z: 1}]}}\n"
                'toml: "a = 1\\nb = [1.5]"\n'
            ),
            "c/a.txt": "one\ntwo\n",
            "c/b.txt": "b\n",
        },
    )
    assert assert_equal(path).code == 0


HOOKS = {
    "templates/hook.yaml": "".join(
        f"---\nkind: {kind}\nmetadata:\n  name: {name}\n  annotations: {annotations}\n"
        for kind, name, annotations in (
            ("Job", "a", '{"helm.sh/hook": "pre-install, POST-upgrade", "helm.sh/hook-weight": "5"}'),
            ("Pod", "b", '{"helm.sh/hook": test-success, "helm.sh/hook-delete-policy": "hook-succeeded, x"}'),
            ("ConfigMap", "c", '{"helm.sh/hook": nonsense}'),
            ("Secret", "d", '{"helm.sh/hook": "pre-install,nonsense"}'),
            ("ServiceAccount", "e", '{"helm.sh/hook": pre-delete, "helm.sh/hook-weight": x}'),
            ("ConfigMap", "f", '{"other": x}'),
        )
    ),
    "templates/test.yaml": "kind: Pod\nmetadata: {name: t, annotations: {helm.sh/hook: test}}\n",
    "templates/NOTES.txt": "Notes of {{ .Release.Name }}\n",
    "templates/_partial.yaml": "kind: Never\n",
    "templates/sub/config.yaml": "kind: ConfigMap\nmetadata: {name: s}\n",
    "crds/one.yaml": "kind: CustomResourceDefinition\nmetadata: {name: crd}\n",
    "crds/readme.md": "no\n",
}


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("--include-crds",),
        ("--skip-tests",),
        ("--no-hooks",),
        ("--is-upgrade",),
        ("--show-only", "templates/test.yaml"),
        ("--show-only", "templates/*/config.yaml", "-s", "templates/hook.yaml"),
        ("--show-only", "templates/nope.yaml"),
        ("--show-only", "templates/NOTES.txt"),
        ("--show-only", "crds/one.yaml", "--include-crds"),
    ],
    ids=" ".join,
)
def test_hooks_and_options(tmp_path: Path, options: tuple[str, ...]) -> None:
    assert_equal(chart(tmp_path, HOOKS), *options)


@pytest.mark.parametrize(
    "options",
    [
        ("--kube-version", "1.25"),
        ("--kube-version", "v1.29.4-gke.100"),
        ("--kube-version", "1.40.1+k3s1"),
        ("--kube-version", "x"),
        ("--kube-version", "1"),
        ("--kube-version", "01.2"),
        ("--api-versions", "a/v1,b/v1", "-a", "c/v1/Kind"),
    ],
    ids=" ".join,
)
def test_capabilities_can_be_given(tmp_path: Path, options: tuple[str, ...]) -> None:
    template = (
        "a: {{ .Capabilities.KubeVersion | toJson | quote }} {{ .Capabilities.KubeVersion }}\n"
        "b: {{ last .Capabilities.APIVersions }}\n"
        'c: {{ semverCompare ">=1.27-0" .Capabilities.KubeVersion.Version }}\n'
    )
    path = one(tmp_path, template)
    (path / "Chart.yaml").write_text(CHART_FILE + "kubeVersion: '>=1.26.0-0'\n", encoding="utf-8")
    assert_equal(path, *options)


@pytest.mark.parametrize(
    "options",
    [
        ("--set", "a=1,b.c=x", "--set-string", "s=1"),
        ("--set", "list[1]=z"),
        ("--set-json", 'j={"x":[1,2.5]}'),
        ("--set-literal", "l=a,b=c"),
        ("--set", "sub.x=2"),
        ("--set", "sub=null"),
        ("--set", "a=b=c,d="),
        ("--set", "list[99999999]=1"),
    ],
    ids=" ".join,
)
def test_values_reach_charts_and_subcharts(tmp_path: Path, options: tuple[str, ...]) -> None:
    path = chart(
        tmp_path,
        {
            "values.yaml": "a: 0\nlist: [x, y]\nsub: {x: 1}\nglobal: {g: 1}\n",
            "templates/a.yaml": "a: >-\n  {{ .Values | toJson }} {{ .Subcharts.sub.Values | toJson }} {{ keys .Subcharts }}\n",
            "charts/sub/Chart.yaml": "apiVersion: v2\nname: sub\nversion: 1.0.0\n",
            "charts/sub/values.yaml": "x: 0\ny: 0\n",
            "charts/sub/templates/b.yaml": (
                "b: >-\n  {{ .Values | toJson }} {{ .Chart.Name }} {{ .Chart.IsRoot }} {{ .Template.Name }}\n"
            ),
            "charts/sub/templates/NOTES.txt": "sub notes\n",
        },
    )
    assert_equal(path, *options)


def test_definitions_of_the_parent_win_and_library_charts_only_define(tmp_path: Path) -> None:
    path = chart(
        tmp_path,
        {
            "templates/_h.tpl": '{{ define "name" }}parent{{ end }}',
            "templates/a.yaml": 'a: {{ include "name" . }} {{ include "lib" . }}\n',
            "charts/sub/Chart.yaml": "apiVersion: v2\nname: sub\nversion: 1.0.0\n",
            "charts/sub/templates/_h.tpl": '{{ define "name" }}sub{{ end }}',
            "charts/sub/templates/b.yaml": 'b: {{ include "name" . }}\n',
            "charts/lib/Chart.yaml": "apiVersion: v2\nname: lib\nversion: 1.0.0\ntype: library\n",
            "charts/lib/templates/_l.tpl": '{{ define "lib" }}library{{ end }}',
            "charts/lib/templates/not-rendered.yaml": "kind: Never\n",
        },
    )
    assert "library" in assert_equal(path).text


def test_chart_file_with_little_in_it(tmp_path: Path) -> None:
    text = "a: >-\n  {{ .Chart | toJson }} {{ .Chart.Annotations }} {{ range .Chart.Annotations }}x{{ end }}"
    assert_equal(one(tmp_path, text + " {{ if .Chart.Annotations }}x{{ end }} {{ .Chart.Maintainers }}\n"))


def test_values_files_in_order(tmp_path: Path) -> None:
    path = one(tmp_path, "a: {{ .Values | toJson }}", values="a: {b: 1, c: 2, d: [1]}\n")
    files = []
    for number, text in enumerate(("a: {b: 2, d: ~}\nx: 0644\n", "a: {b: 3}\n---\ny: on\n", "a: {c: ~}\n")):
        files.append(tmp_path / f"values{number}.yaml")
        files[-1].write_text(text, encoding="utf-8")
    assert_equal(path, values=tuple(files))


@pytest.mark.parametrize("text", ["a: b: c\n", "- 1\n", "a: {{ x }}\n", "\ta: 1\n"], ids=repr)
def test_broken_values_files(tmp_path: Path, text: str) -> None:
    path = one(tmp_path, "a: 1")
    values = tmp_path / "values.yaml"
    values.write_text(text, encoding="utf-8")
    output = assert_equal(path, values=(values,))
    assert output.code == 1


@pytest.mark.parametrize(
    "chart_file",
    [
        "name: web\nversion: 1\n",
        "apiVersion: v2\nname: web\nversion: x\n",
        "apiVersion: v2\nname: web\nversion: 1.0.0\ntype: library\n",
    ],
    ids=["no apiVersion", "bad version", "library"],
)
def test_charts_that_cannot_be_installed(tmp_path: Path, chart_file: str) -> None:
    path = one(tmp_path, "a: 1")
    (path / "Chart.yaml").write_text(chart_file, encoding="utf-8")
    assert_equal(path)


def test_chart_that_is_not_there(tmp_path: Path) -> None:
    assert assert_equal(tmp_path / "nope").code == 1
