# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""helm_template as Ansible runs it, held against the real helm's output for the same flags."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, Callable

import module_process
import pytest
import yaml

HELM = Path(__file__).resolve().parents[1] / "tools/helm"
Run = Callable[..., dict[str, Any]]
POD = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: {0}\n  annotations: {{helm.sh/hook: {1}}}\n"
FILES = {
    "Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.2.3\nappVersion: '7'\n",
    "values.yaml": "size: 1\nport: 80\nnested: {a: x, b: [1, 2]}\n",
    "values.schema.json": '{"properties": {"size": {"type": "number"}, "key": {"type": "string"}}}',
    "crds/crd.yaml": "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: a.b}\n",
    "templates/NOTES.txt": "{{ .Release.Name }} is there.\n",
    "templates/map.yaml": """\
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}
  namespace: {{ .Release.Namespace }}
data:
  all: {{ toJson .Values.nested | quote }}
  size: {{ .Values.size | quote }}
  upgrade: {{ .Release.IsUpgrade | quote }}
  version: {{ .Capabilities.KubeVersion.Version }}
  api: {{ .Capabilities.APIVersions.Has "x/v1" | quote }}
  host: {{ getHostByName "127.0.0.1" | quote }}
---
apiVersion: v1
kind: Service
metadata:
  name: second
spec: {ports: [{port: {{ .Values.port }}}]}
""",
    "templates/secret.yaml": """\
apiVersion: v1
kind: Secret
metadata:
  name: keys
stringData:
  key: {{ .Values.key | default "none" }}
""",
    "templates/hook.yaml": POD.format("before", "pre-install"),
    "templates/tests/test.yaml": POD.format("test", "test"),
}


@pytest.fixture
def chart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The chart; no kubeconfig and no cache but this test's."""
    for name in [name for name in os.environ if name.startswith(("K8S_AUTH_", "KUBE", "HELM_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("NATIVE_HELM_CACHE", str(tmp_path / "cache"))
    for name, text in FILES.items():
        path = tmp_path / "web" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "web"


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], chart: Path) -> Run:
    """Run the module on the chart; `check` and `diff` as Ansible sets them."""

    def run_(*, check: bool = False, diff: bool = False, **params: Any) -> dict[str, Any]:
        given = {"chart": str(chart), **params}
        given = {name: value for name, value in given.items() if value is not None}
        given = {**given, "_ansible_check_mode": check, "_ansible_diff": diff}
        with pytest.raises(SystemExit):
            module_process.run("helm_template", given)
        return json.loads(capfd.readouterr().out)

    return run_


def helm(chart: Path, *arguments: str, name: str = "release-name") -> str:
    command = [str(HELM), "template", name, str(chart), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True, env=OUTSIDE).stdout


OUTSIDE = dict(os.environ)  # the binary is in the cache folder of the tests, not in a test's own

FLAGS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "nothing": ({}, []),
    "namespace": ({"namespace": "shop"}, ["-n", "shop"]),
    "values": ({"values": {"size": 3, "nested": {"a": None}}}, ["--set-json", '{"size":3,"nested":{"a":null}}']),
    "set values": (
        {"set_values": [{"value": "size=7,nested.b={x,y}"}, {"value": "new=007", "value_type": "string"}]},
        ["--set", "size=7,nested.b={x,y}", "--set-string", "new=007"],
    ),
    "kube version": ({"kube_version": "1.31"}, ["--kube-version", "1.31"]),
    "api versions": ({"api_versions": ["x/v1", "y/v2"]}, ["--api-versions", "x/v1,y/v2"]),
    "upgrade": ({"is_upgrade": True}, ["--is-upgrade"]),
    "crds": ({"include_crds": True}, ["--include-crds"]),
    "one template": ({"show_only": ["templates/map.yaml"]}, ["-s", "templates/map.yaml"]),
    "a pattern": (
        {"show_only": ["templates/*.yaml"], "disable_hook": True},
        ["-s", "templates/*.yaml", "--no-hooks"],
    ),
    "names of hosts": ({"enable_dns": True}, ["--enable-dns"]),
    "no tests": ({"skip_tests": True}, ["--skip-tests"]),
    "no hooks": ({"disable_hook": True}, ["--no-hooks"]),
    "no schema": (
        {"skip_schema_validation": True, "values": {"size": "large"}},
        ["--skip-schema-validation", "--set-json", '{"size":"large"}'],
    ),
}


@pytest.mark.parametrize("case", FLAGS)
def test_text_is_what_helm_prints(run: Run, chart: Path, case: str) -> None:
    params, flags = FLAGS[case]
    wanted = helm(chart, *flags)
    result = run(show_secrets=True, **params)
    assert result["text"] == wanted
    assert result["manifests"] == [found for found in yaml.safe_load_all(wanted) if found is not None]
    assert result["changed"] is False and result["files"] == []


def test_a_task_written_for_the_peer_has_its_keys_and_its_quotes(run: Run, chart: Path) -> None:
    items = [{"value": "nested.a='x y'"}, {"value": "nested.c=$HOME", "value_type": "string"}]
    given = {"chart": None, "chart_ref": str(chart), "show_secrets": True}
    result = run(**given, name="shop", set_values=items)
    wanted = helm(chart, "--set", "nested.a=x y", "--set-string", f"nested.c={os.environ['HOME']}", name="shop")
    assert result["stdout"] == result["text"] == wanted
    assert (result["rc"], result["stderr"]) == (0, "")
    assert result["command"] == (
        f"helm template shop {chart} --set nested.a='x y' --set-string 'nested.c=$HOME'"
    )
    assert "stdout" not in run(name="shop")


def test_a_command_shows_nothing_that_is_secret_by_its_place(run: Run, chart: Path) -> None:
    """Also what is too short to be looked for in other texts."""
    items = [{"value": "pin=abc"}, {"value": "size=2"}]
    result = run(chart=None, chart_ref=str(chart), set_values=items, sensitive_paths=["pin"])
    assert result["command"] == f"helm template {chart} --set pin=******** --set size=********"


def test_a_failure_of_a_task_written_for_the_peer_hides_what_was_set(run: Run, chart: Path) -> None:
    result = run(chart=None, chart_ref=str(chart / "none"), set_values=[{"value": "password=hunter2hunter2"}])
    words = f'Error: path "{chart}/none" not found'
    assert (result["failed"], result["stdout"], result["stderr"]) == (True, "", words)
    assert words in result["msg"] and "hunter2" not in json.dumps(result)
    assert result["command"] == f"helm template {chart}/none --set password=********"


def test_name_and_notes(run: Run) -> None:
    result = run(name="shop")
    assert result["notes"] == "shop is there.\n"
    assert "shop" in [found["metadata"]["name"] for found in result["manifests"]]


def test_a_file_changes_only_when_its_content_does(run: Run, chart: Path, tmp_path: Path) -> None:
    dest = tmp_path / "out.yaml"
    predicted = run(dest=str(dest), check=True, diff=True)
    assert not dest.exists()
    done = run(dest=str(dest), diff=True)
    assert predicted["changed"] and done["changed"] and done["files"] == [str(dest)]
    assert predicted["diff"] == done["diff"]
    assert dest.read_text() == helm(chart)
    assert dest.stat().st_mode & 0o777 == 0o600
    again = run(dest=str(dest), diff=True)
    assert not again["changed"] and again["diff"] == [] and again["files"] == []
    dest.chmod(0o644)
    changed = run(dest=str(dest), values={"size": 2}, diff=True)
    assert changed["changed"] and "size" in changed["diff"][0]["before"]
    assert dest.stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize("include_crds", [False, True])
def test_a_folder_gets_the_files_that_helm_writes(run: Run, chart: Path, tmp_path: Path, include_crds: bool) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    helm(chart, "--output-dir", str(theirs), *(["--include-crds"] if include_crds else []))
    done = run(output_dir=str(ours), include_crds=include_crds)
    assert tree(ours) == tree(theirs)
    assert sorted(done["files"]) == sorted(str(path) for path in ours.rglob("*") if path.is_file())
    (ours / "web/templates/map.yaml").write_text("other")
    again = run(output_dir=str(ours), include_crds=include_crds)
    assert again["files"] == [str(ours / "web/templates/map.yaml")]
    assert tree(ours) == tree(theirs)


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_folder_with_chosen_templates_only(run: Run, tmp_path: Path) -> None:
    run(output_dir=str(tmp_path / "out"), show_only=["templates/secret.yaml"])
    assert sorted(tree(tmp_path / "out")) == ["web/templates/secret.yaml"]


def test_what_the_schema_marks_as_secret_is_masked_everywhere(run: Run, chart: Path) -> None:
    schema = '{"properties": {"key": {"type": "string", "format": "password"}}}'
    (chart / "values.schema.json").write_text(schema)
    (chart / "templates/all.yaml").write_text("kind: All\nall: {{ toJson .Values | quote }}\n")
    result = run(show_secrets=True, values={"key": "canary-93e"})
    assert "canary-93e" not in json.dumps(result) and '"key":"********"' in result["text"].replace("\\", "")


def test_secrets_are_masked_but_in_files(run: Run, tmp_path: Path) -> None:
    dest = tmp_path / "out.yaml"
    result = run(dest=str(dest), diff=True, set_values=[{"value": "size=1,key=canary-71c"}])
    assert "canary-71c" not in json.dumps({**result, "invocation": None})
    assert "canary-71c" in dest.read_text()
    again = run(dest=str(dest), diff=True, values={"key": "canary-82d", "size": 1})
    assert again["changed"] and "canary" not in json.dumps({**again, "invocation": None})
    assert "canary-82d" in json.dumps(run(show_secrets=True, skip_schema_validation=True, values={"key": "canary-82d"}))


@pytest.mark.parametrize(
    ("params", "words"),
    [
        pytest.param({"show_only": ["templates/none.yaml"]}, "could not find template templates/none.yaml in chart"),
        pytest.param({"kube_version": "one"}, "invalid kube version 'one'"),
        pytest.param({"name": "Not_Valid"}, 'release name "Not_Valid"'),
        pytest.param({"values": {"size": "large"}}, "got string, want number"),
        pytest.param({"dest": "{tmp}/none/out.yaml"}, "{tmp}/none: no such folder"),
        pytest.param({"dest": "{tmp}"}, "{tmp}: it is a folder"),
        pytest.param({"output_dir": "{tmp}/web/Chart.yaml"}, "{tmp}/web/Chart.yaml"),
        pytest.param({"dest": "{tmp}/a", "output_dir": "{tmp}/b"}, "mutually exclusive"),
        pytest.param({"validate": True, "kube_version": "1.30"}, "mutually exclusive"),
        pytest.param({"kubeconfig": "{tmp}/none"}, "{tmp}/none"),
    ],
)
@pytest.mark.parametrize("check", [False, True], ids=["run", "check"])
def test_bad_input(run: Run, tmp_path: Path, params: dict[str, Any], words: str, check: bool) -> None:
    given = json.loads(json.dumps(params).replace("{tmp}", str(tmp_path)))
    before = tree(tmp_path)
    result = run(check=check, **given)
    assert result["failed"] and words.replace("{tmp}", str(tmp_path)) in result["msg"]
    assert {name: data for name, data in tree(tmp_path).items() if not name.startswith("cache/")} == before


def test_the_context_names_the_namespace(run: Run, tmp_path: Path) -> None:
    config = {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "one",
        "clusters": [{"name": "one", "cluster": {"server": "https://127.0.0.1:1"}}],
        "users": [{"name": "one", "user": {}}],
        "contexts": [{"name": "one", "context": {"cluster": "one", "user": "one", "namespace": "shop"}}],
    }
    result = run(kubeconfig=config)
    assert result["manifests"][0]["kind"] == "Secret"
    assert "shop" in [found["metadata"].get("namespace") for found in result["manifests"]]


def test_templates_are_compiled_once_and_check_mode_keeps_nothing(run: Run, tmp_path: Path) -> None:
    run(check=True)
    assert not (tmp_path / "cache").exists()
    text = run()["text"]
    entries = list((tmp_path / "cache/templates").iterdir())
    assert len(entries) == 1 and entries[0].stat().st_mode & 0o777 == 0o600
    entries[0].write_bytes(b"damaged")
    assert "kind: Secret" in text and run()["text"] == text
    assert entries[0].read_bytes() != b"damaged"


def test_the_cache_can_be_turned_off(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NATIVE_HELM_CACHE", "off")
    assert "failed" not in run()
    assert not (tmp_path / "cache").exists() and not (tmp_path / "home").exists()


WORK = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: work}
spec: {template: {spec: {containers: [{name: a, image: "nginx:1.25"}]}}}
"""


def shaped_chart(chart: Path) -> None:
    """Give the chart something that runs, and a test and a hook that run something else."""
    (chart / "templates/work.yaml").write_text(WORK)
    for name, hook in (("hook", "pre-install"), ("tests/test", "test")):
        text = POD.format(name.rpartition("/")[2], hook)
        (chart / f"templates/{name}.yaml").write_text(f"{text}spec: {{containers: [{{name: a, image: redis}}]}}\n")


def test_what_is_rendered_is_shaped(run: Run, chart: Path) -> None:
    shaped_chart(chart)
    patch = {"target": {"kind": "Deployment"}, "patch": {"spec": {"replicas": 3}}}
    definition = {"target": {"kind": "CustomResourceDefinition"}, "patch": {"metadata": {"labels": {"a": "b"}}}}
    result = run(
        patches=[patch, definition],
        images=[{"name": "nginx", "newTag": "1.29"}],
        registries={"docker.io": "mirror.example.com"},
        include_crds=True,
    )
    found = {item["kind"]: item for item in result["manifests"] if item["kind"] != "Pod"}
    assert found["Deployment"]["spec"]["replicas"] == 3
    assert found["CustomResourceDefinition"]["metadata"]["labels"] == {"a": "b"}
    assert result["images"] == ["mirror.example.com/library/nginx:1.29", "mirror.example.com/library/redis"]
    assert "# Source: web/templates/work.yaml" in result["text"]


def test_images_are_those_of_everything(run: Run, chart: Path) -> None:
    shaped_chart(chart)
    for part in ({}, {"show_only": ["templates/map.yaml"]}, {"skip_tests": True}, {"disable_hook": True}):
        assert run(**part)["images"] == ["nginx:1.25", "redis"], part


def test_a_patch_without_an_object_fails_and_names_itself(run: Run, chart: Path) -> None:
    result = run(patches=[{"target": {"kind": "StatefulSet"}, "patch": {"spec": {"replicas": 3}}}])
    assert result["failed"]
    assert result["msg"].startswith("Changing what the chart renders by patches[0] (kind StatefulSet): the chart ren")
    assert run(patches=[{"target": {"kind": "StatefulSet"}, "patch": {"a": 1}, "optional": True}])["manifests"]


def test_a_patch_of_a_secret_shows_nothing(run: Run) -> None:
    patch = {"target": {"kind": "Secret"}, "patch": {"stringData": {"key": "hunter2"}}}
    result = run(patches=[patch])
    assert "hunter2" not in json.dumps(result)
    assert next(item for item in result["manifests"] if item["kind"] == "Secret")["stringData"] == {"key": "********"}
    shown = run(patches=[patch], show_secrets=True)
    assert shown["text"].count("hunter2") == 1
    assert "hunter2" not in json.dumps(shown["invocation"])


RENDERER = """\
import sys, yaml
docs = [doc for doc in yaml.safe_load_all(sys.stdin) if doc]
for doc in docs:
    doc["metadata"].setdefault("labels", {})["seen"] = str(doc.get("spec", {}).get("replicas", "no"))
yaml.safe_dump_all(docs, sys.stdout)
"""
PLUGIN = """\
apiVersion: v1
name: renderer
type: postrenderer/v1
version: 0.1.0
runtime: subprocess
runtimeConfig:
  platformCommand:
    - command: {0}
      args: [{1}]
"""


@pytest.mark.parametrize("flags", [[], ["--no-hooks"], ["--include-crds"], ["--skip-tests"]], ids=str)
def test_a_program_has_the_last_word_as_with_helm(run: Run, chart: Path, tmp_path: Path, flags: list[str]) -> None:
    """Helm takes the name of a plugin, which starts the program. It keeps the program's quotes; we write the same
    documents in our own hand."""
    shaped_chart(chart)
    script = tmp_path / "renderer.py"
    script.write_text(RENDERER)
    plugin = tmp_path / "plugins/renderer/plugin.yaml"
    plugin.parent.mkdir(parents=True)
    plugin.write_text(PLUGIN.format(sys.executable, script))
    command = [str(HELM), "template", "release-name", str(chart), "--post-renderer", "renderer", *flags]
    environ = {**OUTSIDE, "HELM_PLUGINS": str(tmp_path / "plugins")}
    wanted = subprocess.run(command, capture_output=True, text=True, check=True, env=environ).stdout
    given = {"--no-hooks": "disable_hook", "--include-crds": "include_crds", "--skip-tests": "skip_tests"}
    options = {given[flag]: True for flag in flags}
    text = run(post_renderer=[sys.executable, str(script)], show_secrets=True, **options)["text"]
    both = [([*yaml.safe_load_all(made)], re.findall("(?m)^# Source: .*$", made)) for made in (text, wanted)]
    assert "seen: " in wanted and both[0] == both[1]


def test_the_program_gets_what_is_shaped(run: Run, chart: Path, tmp_path: Path) -> None:
    shaped_chart(chart)
    (tmp_path / "renderer.py").write_text(RENDERER)
    result = run(
        patches=[{"target": {"kind": "Deployment"}, "patch": {"spec": {"replicas": 3}}}],
        post_renderer=[sys.executable, str(tmp_path / "renderer.py")],
        check=True,
    )
    found = {item["metadata"]["name"]: item["metadata"]["labels"]["seen"] for item in result["manifests"]}
    assert (found["work"], found["hook"]) == ("3", "no")


def test_a_program_that_fails_is_named(run: Run) -> None:
    result = run(post_renderer=["false"])
    assert result["failed"] and "error while running post render on files: exit status 1" in result["msg"]
    assert "false" in result["msg"]
