# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lint beside helm lint: the same messages in the same order, and the same verdict."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

import lint_cases

from ansible_collections.native.helm.plugins.module_utils._helm.actions import linting
from ansible_collections.native.helm.plugins.module_utils._helm.base.env import Env
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import ChartError
from ansible_collections.native.helm.plugins.module_utils._helm.chart.lint import deprecations, lint

HELM = str(Path(__file__).resolve().parent.parent / "tools" / "helm")


def written(folder: Path, files: lint_cases.Files) -> Path:
    for name, text in files.items():
        path = folder / "web" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if text is None:
            path.mkdir()
        else:
            path.write_bytes(text.encode())
    return folder / "web"


def by_helm(path: Path, *options: str) -> tuple[str, bool]:
    """What helm prints about the chart, and whether it is content."""
    done = subprocess.run([HELM, "lint", str(path), *options], capture_output=True, text=True, check=False)
    head, _, rest = done.stdout.partition("\n")
    assert head.startswith("==> Linting "), done.stderr
    return rest.replace("\n1 chart(s) linted, 0 chart(s) failed\n", ""), done.returncode == 0


def ours(path: Path, values=None, *, strict: bool = False) -> tuple[str, bool]:
    source = lint.Folder(str(path)) if path.is_dir() else lint.Unpacked(path.read_bytes(), str(path))
    messages = linting.run(source, values or {}, Env())
    return "".join(f"{found}\n" for found in messages), not lint.failed(messages, strict=strict)


def lines(text: str) -> list[str]:
    return text.rstrip("\n").splitlines()


@pytest.mark.parametrize("name", lint_cases.CASES)
def test_the_messages_are_helms(tmp_path, name):
    path = written(tmp_path, lint_cases.CASES[name])
    wanted, good = by_helm(path)
    found, verdict = ours(path)
    assert lines(found) == lines(wanted)
    assert verdict == good


@pytest.mark.parametrize("name", ["nothing wrong", "no selector", "names of services", "no icon", "unknown keys"])
def test_strict_fails_for_warnings(tmp_path, name):
    path = written(tmp_path, lint_cases.CASES[name])
    assert ours(path, strict=True)[1] == by_helm(path, "--strict")[1]


def test_with_values(tmp_path):
    path = written(
        tmp_path, {**lint_cases.template("metadata: {name: '{{ .Values.name }}'}\n"), "values.schema.json": "{}"}
    )
    (tmp_path / "v.yaml").write_text("name: A_\na: null\n")
    assert lines(ours(path, {"name": "A_", "a": None})[0]) == lines(by_helm(path, "-f", str(tmp_path / "v.yaml"))[0])


NULLS = {
    "of the chart": {"a": None, "table": None, "deep": {"x": None}},
    "of a subchart": {"s": {"b": None, "c": None, "e": {"f": None}}},
    "of all": {"s": None, "global": None},
    "of globals": {"global": {"g": None, "h": {"i": None}}},
    "of what is not there": {"n": None, "s": {"n": None}},
    "none": {"s": {"b": 5}, "global": {"k": 1}},
}


@pytest.mark.parametrize("case", NULLS)
def test_templates_see_the_values_that_helm_lint_shows_them(tmp_path, case):
    shows = "kind: A\nmetadata:\n  name: {{ .Values | toJson | quote }}\n"
    files = {
        **lint_cases.GOOD,
        "values.yaml": "a: 1\ntable: {x: 1}\ndeep: {x: 1, y: {z: null}}\nnull_: null\ns: {b: 2, e: {f: 1}}\n"
        "global: {g: 1, h: {i: 1}}\n",
        "values.schema.json": '{"properties": {"a": {"type": "integer"}, "deep": {"required": ["x"]}}}',
        "templates/a.yaml": shows,
        "charts/s/Chart.yaml": "apiVersion: v2\nname: s\nversion: 0.1.0\n",
        "charts/s/values.yaml": "b: 1\nc: {d: 1}\ne: {f: 2, g: null}\n",
        "charts/s/templates/b.yaml": shows,
    }
    path = written(tmp_path, files)
    (tmp_path / "given.json").write_text(json.dumps(NULLS[case]))
    text, failed = by_helm(path, "-f", str(tmp_path / "given.json"))
    made, ours_failed = ours(path, NULLS[case])
    assert (lines(made), ours_failed) == (lines(text), failed)
    assert "object name does not conform" in text or "values don't meet" in text


def test_an_archive_is_linted_as_helm_unpacks_it(tmp_path):
    files = {**lint_cases.CASES["names of roles"], ".helmignore": "templates/x.json\n", "README.md": "x"}
    path = written(tmp_path, files)
    subprocess.run(["tar", "-czf", str(tmp_path / "web.tgz"), "-C", str(tmp_path), "web"], check=True)
    (path / "templates/x.json").write_text("x")
    assert lines(ours(tmp_path / "web.tgz")[0]) == lines(by_helm(tmp_path / "web.tgz")[0])


def test_what_is_no_chart_is_an_error(tmp_path):
    with pytest.raises(ChartError, match=r"unable to check Chart\.yaml file in chart"):
        ours(tmp_path)


def test_a_gate_says_what_has_to_be_mended(tmp_path):
    path = written(tmp_path, lint_cases.CASES["no selector"])
    messages = linting.run(lint.Folder(str(path)), {}, Env())
    with pytest.raises(ChartError, match=r"^1 chart\(s\) linted, 1 chart\(s\) failed$") as caught:
        linting.refuse(messages, str(path), strict=False)
    assert "must contain matchLabels" in caught.value.told
    assert caught.value.facts["lint"] == linting.described(messages)
    warned = linting.run(lint.Folder(str(written(tmp_path / "b", lint_cases.CASES["unknown keys"]))), {}, Env())
    linting.refuse(warned, "web", strict=False)
    with pytest.raises(ChartError, match="linted") as caught:
        linting.refuse(warned, "web", strict=True)
    assert "unknown field" in caught.value.told


def test_addresses_are_taken_and_refused_as_by_helm(tmp_path):
    """One run of helm over a chart an address."""
    facts = [f"maintainers: [{{name: a, email: {json.dumps(text)}}}]" for text in lint_cases.EMAILS]
    facts += [f"maintainers: [{{name: a, url: {json.dumps(text)}}}]" for text in lint_cases.URLS]
    facts += [f"sources: [{json.dumps(text)}]" for text in lint_cases.REQUESTS]
    paths = []
    for number, fact in enumerate(facts):
        path = tmp_path / f"{number:03d}"
        path.mkdir()
        (path / "Chart.yaml").write_text(f"{lint_cases.CHART}{fact}\n")
        paths.append(path)
    said = subprocess.run([HELM, "lint", *map(str, paths)], capture_output=True, text=True, check=False).stdout
    wanted = [block.partition("\n")[2] for block in said.split("==> Linting ")[1:]]
    wanted[-1] = wanted[-1].partition("\nError:")[0]
    assert len(wanted) == len(paths)
    different = [
        (fact, text.strip(), ours(path)[0].strip())
        for fact, path, text in zip(facts, paths, wanted, strict=True)
        if lines(ours(path)[0]) != lines(text)
    ]
    assert not different, "\n".join(map(str, different))


def test_deprecations_are_the_api_servers(tmp_path):
    """Every API version that Kubernetes ever deprecated, in one chart."""
    rows = deprecations._ROWS.splitlines()
    kinds = [(row.split()[0], name.rstrip("*").partition(">")[0]) for row in rows for name in row.split()[4:]]
    lists = [(row.split()[0], f"{name[:-1]}List") for row in rows for name in row.split()[4:] if name.endswith("*")]
    current = [("apps/v1", "Deployment"), ("v1", "Pod"), ("networking.k8s.io/v1", "Ingress"), ("a.b/v1", "Ingress")]
    documents = [f"apiVersion: {version}\nkind: {kind}\n" for version, kind in [*kinds, *lists, *current]]
    text = "---\n".join(f"{document}metadata: {{name: x}}\n# matchLabels\n" for document in documents)
    path = written(tmp_path, lint_cases.template(text))
    wanted = lines(by_helm(path)[0])
    assert lines(ours(path)[0]) == wanted
    assert len(wanted) == len(kinds) + len(lists)
