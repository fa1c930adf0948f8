# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The record of charts that lack this or that: what is null or {} in helm's is so in ours, in its order."""
# ruff: noqa: E501 - tables of charts have long lines

from __future__ import annotations

import base64
import gzip
import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any, Iterator

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.asked import requests

from .harness import TOOLS, Releases, in_a_namespace

HEAD = "apiVersion: v2\nname: c\nversion: 1.0.0\n"
HEAD_1 = "apiVersion: v1\nname: c\nversion: 1.0.0\n"
MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: %s, annotations: {%s}}\n"
SUB = {"charts/s/Chart.yaml": "apiVersion: v2\nname: s\nversion: 0.1.0\n"}
NEEDS = "dependencies:\n- {name: s, version: 0.1.0}\n"
SPACES = {"tab": "\t", "next line": "\x85", "ideographic": "\u3000", "line": "\u2028", "em": "\u2003", "zero": "\u200b"}


def chart(head: str = HEAD, **files: str) -> dict[str, str]:
    return {"Chart.yaml": head, **files}


def values(text: str) -> dict[str, str]:
    return chart(**{"values.yaml": text})


def hook(**annotations: str) -> dict[str, str]:
    text = ", ".join(f'"helm.sh/{key.replace("_", "-")}": {json.dumps(value)}' for key, value in annotations.items())
    return chart(**{"templates/h.yaml": MAP % ("h", text)})


CHARTS: dict[str, dict[str, str]] = {
    "nothing else": chart(),
    "values empty": values(""),
    "values of a comment": values("# nothing\n"),
    "values of braces": values("{}\n"),
    "values of null": values("null\n"),
    "values with null": values("a: null\nb: {c: null}\nd: []\ne: {}\n"),
    "template empty": chart(**{"templates/a.yaml": ""}),
    "template of a comment": chart(**{"templates/a.yaml": "# nothing\n"}),
    "notes only": chart(**{"templates/NOTES.txt": "hello\n"}),
    "notes empty": chart(**{"templates/NOTES.txt": ""}),
    "file empty": chart(**{"README.md": ""}),
    "schema of braces": chart(**{"values.schema.json": "{}"}),
    "lock without anything": chart(**{"Chart.lock": ""}),
    "lock of braces": chart(**{"Chart.lock": "{}\n"}),
    "lock of null": chart(**{"Chart.lock": "dependencies: null\ndigest: sha256:x\n"}),
    "lock with no dependencies": chart(**{"Chart.lock": 'dependencies: []\ndigest: x\ngenerated: "2020-01-01T00:00:00Z"\n'}),
    "metadata empty": chart(HEAD + "sources: []\nkeywords: []\nmaintainers: []\nannotations: {}\ndependencies: []\nicon: ''\n"),
    "metadata null": chart(HEAD + "sources:\nkeywords:\nmaintainers:\nannotations:\ndependencies:\ndescription:\ntype:\n"),
    "metadata of nulls inside": chart(HEAD + "sources: [null]\nkeywords: ['', a]\nannotations: {a: null, b: ''}\n"),
    "metadata full": chart(
        HEAD + "type: application\ndeprecated: false\ncondition: x\ntags: y\nappVersion: '1'\nkubeVersion: '>=1.0.0-0'\n"
        "maintainers: [{name: a}, {name: b, email: '', url: u}]\nhome: h\n"
    ),
    "subchart": {**chart(), **SUB},
    "subchart with values": {**chart(), **SUB, "charts/s/values.yaml": "a: 1\n"},
    "subchart needed": {**chart(HEAD + NEEDS), **SUB},
    "subchart needed, with values": {**chart(HEAD + NEEDS), **SUB, "charts/s/values.yaml": "a: null\nb: 1\n"},
    "subchart needed, all with values": {**chart(HEAD + NEEDS), **SUB, "values.yaml": "x: 1\n", "charts/s/values.yaml": "a: 1\n"},
    "subchart off": {**chart(HEAD + NEEDS.replace("0.1.0}", "0.1.0, condition: s.on}")), **SUB, "values.yaml": "s: {on: false}\n"},
    "subchart with tags and import": {
        **chart(HEAD + NEEDS.replace("0.1.0}", "0.1.0, tags: [t], import-values: [x], alias: z}")),
        **SUB,
        "charts/s/values.yaml": "exports: {x: {y: 1}}\n",
    },
    "old chart": chart(HEAD_1),
    "old chart with requirements": {**chart(HEAD_1), **SUB, "requirements.yaml": NEEDS},
    "old chart with a lock only": chart(HEAD_1, **{"requirements.lock": "dependencies: []\ndigest: x\n"}),
    "old chart with an empty lock": chart(HEAD_1, **{"requirements.lock": ""}),
    "new chart with a requirements.lock": chart(HEAD, **{"requirements.lock": "dependencies: []\ndigest: x\n"}),
    "new chart with requirements.yaml": {**chart(), **SUB, "requirements.yaml": NEEDS},
    "hook": hook(hook="pre-install"),
    "hook of two events": hook(hook="pre-install,PRE-Upgrade , post-install"),
    "hook of nothing": hook(hook=""),
    "hook of a comma": hook(hook="pre-install,"),
    "hook unknown": hook(hook="pre-instal"),
    "hook of helm 2": hook(hook="test-success"),
    "hook with policies": hook(hook="post-install", hook_delete_policy="hook-succeeded, Before-Hook-Creation", hook_output_log_policy="hook-failed"),
    "hook with empty policies": hook(hook="post-install", hook_delete_policy="", hook_output_log_policy=","),
    **{f"hook, weight {text!r}": hook(hook="post-install", hook_weight=text) for text in ("5", "-5", "+5", "", "x", " 5", "5 ", "05", "1.0", "0x1", "1_0", "9223372036854775807", "9223372036854775808", "٣", "\u30005")},
    **{f"hook, {name} space": hook(hook=f"{text}pre-install{text},{text}post-install", hook_delete_policy=f"{text}hook-failed{text}", hook_output_log_policy=f"hook-failed{text}") for name, text in SPACES.items()},
}  # fmt: skip

CONFIGS: dict[str, dict[str, Any]] = {
    "none": {},
    "null": {"a": None},
    "null in a table": {"a": {"b": None}},
    "empty": {"a": {}, "b": [], "c": ""},
    "numbers": {"a": 1, "b": 1.5, "c": 10**15, "d": -0.0, "e": 1e21, "f": True},
}
TIME = re.compile(r"\d{4}-\d\d-\d\dT[0-9:.]+(Z|[+-]\d\d:\d\d)")
COMPARED = ("name", "chart", "config", "manifest", "hooks", "version", "namespace", "apply_method")


@pytest.fixture(scope="module")
def ours(cluster: Any) -> Iterator[Releases]:
    """The actions, in one namespace for all of these."""
    with in_a_namespace(cluster.kubeconfig) as found:
        yield found


def laid(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / "c" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        os.utime(path, (0, 1e9))
    return folder / "c"


def of_helm(releases: Releases, name: str, *words: str, version: str = "4.3.1") -> Any:
    """The record that helm would write, its fields in their order."""
    done = subprocess.run(
        [str(TOOLS / "helm"), "install", name, *words, "-n", releases.namespace, "--dry-run=client", "-o", "json"],
        env={**os.environ, "KUBECONFIG": releases.kubeconfig, "HELM_VERSION": version},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return fields(done.stdout)


def fields(text: str) -> list[Any]:
    """A record's JSON as pairs in their order, without what two runs differ in."""
    pairs = json.loads(TIME.sub("TIME", text), object_pairs_hook=list)
    return [pair for pair in pairs if pair[0] in COMPARED]


@pytest.mark.parametrize("case", CHARTS)
def test_the_record_of_a_chart_is_helms(ours: Releases, case: str, tmp_path: Path) -> None:
    folder = laid(tmp_path, CHARTS[case])
    name = f"r{list(CHARTS).index(case)}"
    wanted = of_helm(ours, name, str(folder))
    ours.apply(name, folder, disable_hooks=True)
    assert fields(json.dumps(ours.record(1, name))) == wanted


@pytest.mark.parametrize("case", CONFIGS)
def test_the_record_of_values_is_helms(ours: Releases, case: str, tmp_path: Path) -> None:
    folder = laid(tmp_path, values("a: {b: 1}\n"))
    name = f"v{list(CONFIGS).index(case)}"
    given = tmp_path / "given.json"
    given.write_text(json.dumps(CONFIGS[case]))
    wanted = of_helm(ours, name, str(folder), "-f", str(given))
    ours.apply(name, folder, values=CONFIGS[case])
    assert fields(json.dumps(ours.record(1, name))) == wanted


STORED = (
    "nothing else",
    "values of null",
    "subchart needed, with values",
    "hook with policies",
    "hook, ideographic space",
)


def stored(releases: Releases, name: str) -> str:
    """A record's text as it is kept, times replaced."""
    secret = releases.get("secret", f"sh.helm.release.v1.{name}.v1")
    return TIME.sub("TIME", gzip.decompress(base64.b64decode(base64.b64decode(secret["data"]["release"]))).decode())


@pytest.mark.parametrize("case", STORED)
def test_the_record_that_is_kept_is_helms_to_the_byte(ours: Releases, case: str, tmp_path: Path) -> None:
    folder = laid(tmp_path, CHARTS[case])
    name = f"s{STORED.index(case)}"
    ours.helm("install", name, str(folder), "--no-hooks")
    wanted = stored(ours, name)
    ours.helm("uninstall", name, "--no-hooks")
    ours.apply(name, folder, disable_hooks=True)
    assert stored(ours, name) == wanted


@pytest.mark.parametrize("version", ["3.17.3", "4.3.1"])
@pytest.mark.parametrize("case", STORED)
def test_what_helm_installed_is_as_wanted(ours: Releases, case: str, version: str, tmp_path: Path) -> None:
    folder = laid(tmp_path, CHARTS[case])
    name = f"w{STORED.index(case)}-{version[0]}"
    ours.helm("install", name, str(folder), "--no-hooks", version=version)
    result = ours.apply(name, folder, disable_hooks=True)
    assert (result.changed, result.reason, ours.writes()) == (False, [], [])


def test_a_chart_that_loses_its_values_file_is_no_other_release(ours: Releases, tmp_path: Path) -> None:
    ours.apply("empty", laid(tmp_path / "with", values("{}\n")))
    assert not ours.apply("empty", laid(tmp_path / "without", chart())).changed


def test_values_that_are_used_again_stand_in_the_record(ours: Releases, tmp_path: Path) -> None:
    folder = laid(tmp_path, {**chart(), "templates/a.yaml": MAP % ("reused", "x: {{ .Values.a | quote }}")})
    reuse = requests.ValuesInput({}, reset=False, reuse=True)
    ours.apply("reuse", folder, values={"a": "1"})
    (folder / "README.md").write_text("new")
    ours.apply("reuse", folder, values=reuse)
    mine = ours.record(2, "reuse")
    (folder / "README.md").write_text("newer")
    ours.helm("upgrade", "reuse", str(folder), "--reuse-values")
    theirs = ours.record(3, "reuse")
    assert (mine["chart"]["values"], mine["config"]) == (theirs["chart"]["values"], theirs["config"])
