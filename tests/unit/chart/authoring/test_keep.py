# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A chart's folder before, what a task gives, the folder after: to the byte."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import ChartError, HelmError
from ansible_collections.native.helm.plugins.module_utils._helm.chart import tables, values_file
from ansible_collections.native.helm.plugins.module_utils._helm.chart.authoring import keep as write
from ansible_collections.native.helm.plugins.module_utils._helm.chart.authoring.keep import Wanted, keep
from ansible_collections.native.helm.plugins.module_utils._helm.chart.values import inputs

CHART = "apiVersion: v2\nname: shop\nversion: 0.1.0\n"

# name, before, values wanted, after
VALUES: list[tuple[str, str, dict[str, Any], str]] = [
    ("scalar", "a: 1 # one\nb: 'x'   # two\n", {"a": 2}, "a: 2 # one\nb: 'x'   # two\n"),
    ("strings stay strings", "a: x\n", {"a": "1.0"}, 'a: "1.0"\n'),
    ("typed strings", "", {"a": "yes", "b": "0x1f", "c": "null", "d": "2020-01-01", "e": "", "f": "0o17", "g": "1e3"},
     'a: "yes"\nb: "0x1f"\nc: "null"\nd: "2020-01-01"\ne: ""\nf: "0o17"\ng: "1e3"\n'),
    ("types", "", {"a": True, "b": None, "c": 1.5, "d": 12345678901234567, "e": 1e30},
     "a: true\nb: null\nc: 1.5\nd: 12345678901234567\ne: 1e+30\n"),
    ("null sets null", "a:\n  b: 1 # c\n", {"a": {"b": None}}, "a:\n  b: null # c\n"),
    ("null where a mapping was", "a: # c\n  b: 1\nd: 2\n", {"a": None}, "a: null # c\nd: 2\n"),
    ("value for an empty key", "a:  # c\nb:\n", {"a": 1, "b": "x"}, "a: 1  # c\nb: x\n"),
    ("new keys at the end", "a: 1\n\nb: 2\n# end\n", {"d": 1, "c": 2}, "a: 1\n\nb: 2\n# end\nd: 1\nc: 2\n"),
    ("blank lines at the end stay there", "a: 1\n\n\n", {"b": 1}, "a: 1\nb: 1\n\n\n"),
    ("new key behind the mapping's comments", "a:\n  b: 1\n\n  # c: 2\n\n# next\nd: 1\n", {"a": {"x": 1}},
     "a:\n  b: 1\n\n  # c: 2\n  x: 1\n\n# next\nd: 1\n"),
    ("not behind the outer mapping's", "a:\n  b:\n    c: 1\n  # of d\n  d: 2\n", {"a": {"b": {"x": 1}}},
     "a:\n  b:\n    c: 1\n    x: 1\n  # of d\n  d: 2\n"),
    ("nested ones at one place", "a:\n  b:\n    - c: 1\n", {"a": {"b": [{"c": 1, "d": 2}, 3], "e": 4}, "f": 5},
     "a:\n  b:\n    - c: 1\n      d: 2\n    - 3\n  e: 4\nf: 5\n"),
    ("the file's indentation", "a:\n    b:\n        - x\n", {"n": {"m": ["k", {"o": {"p": 1}}]}},
     'a:\n    b:\n        - x\n"n":\n    m:\n        - k\n        - o:\n              p: 1\n'),
    ("dashes below their key", "a:\n  b:\n  - x\n", {"c": {"d": ["k"]}}, "a:\n  b:\n  - x\nc:\n  d:\n  - k\n"),
    ("{} becomes a block", "resources: {}\n  # We recommend\n  # limits\n\nx: 1\n",
     {"resources": {"limits": {"cpu": "1"}}},
     'resources:\n  limits:\n    cpu: "1"\n  # We recommend\n  # limits\n\nx: 1\n'),
    ("[] becomes a block", "a: [] # none\nb: 1\n", {"a": ["x"]}, "a: # none\n  - x\nb: 1\n"),
    ("scalar becomes a mapping", "a: 1 # c\nb: 1\n", {"a": {"x": {"z": 1}}}, "a: # c\n  x:\n    z: 1\nb: 1\n"),
    ("mapping becomes a scalar", "a: # c\n  # d\n  x: 1\nb: 1\n", {"a": "s"}, "a: s # c\n  # d\nb: 1\n"),
    ("mapping becomes a list", "a:\n  # d\n  x: 1 # e\nb: 1\n", {"a": [1]}, "a:\n  # d\n  - 1\nb: 1\n"),
    ("list becomes empty", "a: # c\n- 1\n- 2\nb: 1\n", {"a": []}, "a: [] # c\nb: 1\n"),
    ("{} over a mapping keeps it", "a:\n  b: 1\n", {"a": {}}, "a:\n  b: 1\n"),
    ("{} over a scalar", "a: 1\n", {"a": {}}, "a: {}\n"),
    ("lists: an item changes", "a:\n# c\n- x # 1\n- v # 2\n# end\nb: 1\n", {"a": ["x", "w"]},
     "a:\n# c\n- x # 1\n- w # 2\n# end\nb: 1\n"),
    ("lists: an item between", "a:\n  - x # 1\n  # of v\n  - v # 2\n", {"a": ["x", "w", "v"]},
     "a:\n  - x # 1\n  - w\n  # of v\n  - v # 2\n"),
    ("lists: an item before", "a:\n  - x # 1\n", {"a": [{"k": 1}, "x"]}, "a:\n  - k: 1\n  - x # 1\n"),
    ("lists: an item less", "a:\n- x # 1\n- v: 1\n  u: 2\n- w # 3\nb: 1\n",
     {"a": ["x", "w"]}, "a:\n- x # 1\n- w # 3\nb: 1\n"),
    ("lists: a key of an item", "a:\n- k: 1 # c\n  l: x\n- k: 2\n  l: u # d\n", {"a": [{"k": 1, "l": "x"},
     {"k": 3, "l": "u"}]},
     "a:\n- k: 1 # c\n  l: x\n- k: 3\n  l: u # d\n"),
    ("lists: a key less", "a:\n- k: 1\n  l: x # c\n  m: 1\n", {"a": [{"l": "x"}]}, "a:\n- l: x # c\n"),
    ("lists in lists", "a:\n  - - p # c\n    - q\n", {"a": [["p", "r", "s"]]}, "a:\n  - - p # c\n    - r\n    - s\n"),
    ("items on their own line", "a:\n  - 1 # one\n  -\n    k: v\n", {"a": [{"b": 2, "c": 3}, {"k": {"z": 1}}]},
     "a:\n  - b: 2 # one\n    c: 3\n  -\n    k:\n      z: 1\n"),
    ("block scalar", "a: |\n  x\n  y\n\nb: 1\n", {"a": "x\nz\n"}, "a: |\n  x\n  z\n\nb: 1\n"),
    ("block scalar to plain", "a: >-  # c\n  x\n  y\n\n# d\nb: 1\n", {"a": "u"}, "a: u\n\n# d\nb: 1\n"),
    ("plain to block scalar", "a: u # c\nb: 1\n", {"a": "x\n y"}, "a: |- # c\n  x\n   y\nb: 1\n"),
    ("lines quoted where a comment would join them", "a: u\n  # c\nb: 1\n",
     {"a": "x\ny\n"}, 'a: "x\\ny\\n"\n  # c\nb: 1\n'),
    ("behind a block scalar that keeps its end", "a: |+\n  x\n\n", {"b": 1}, "a: |+\n  x\n\nb: 1\n"),
    ("quoted over lines", "a: \"x\n  y\" # c\nb: 1\n", {"a": "u"}, "a: u # c\nb: 1\n"),
    ("plain over lines", "a: x\n  y\nb: 1\n", {"a": {"k": 1}}, "a:\n  k: 1\nb: 1\n"),
    ("flow: a value", "a: {x: 1, z: [1, 2]} # c\n", {"a": {"x": "p,q", "z": [1, 3]}}, "a: {x: 'p,q', z: [1, 3]} # c\n"),
    ("flow: a key", "a: {x: 1} # c\n", {"a": {"z": {"k": ["v"]}}}, "a: {x: 1, z: {k: [v]}} # c\n"),
    ("flow: a longer list", "a: {x: [1, 2], z: 1}\n", {"a": {"x": [1]}}, "a: {x: [1], z: 1}\n"),
    ("flow list", "a: [1, 2] # c\n", {"a": [1, 2, 3]}, "a: # c\n  - 1\n  - 2\n  - 3\n"),
    ("JSON", '{\n  "a": "x", # c\n  "b": 2 # d\n}\n', {"a": "u", "c": {"k": "v"}},
     '{\n  "a": "u", # c\n  "b": 2, # d\n  "c": {"k": "v"}\n}\n'),
    ("anchor: its aliases keep their value", "a: &x\n  k: 1 # c\n  l: 2\nb: *x # d\n", {"a": {"k": 5}},
     "a: &x\n  k: 5 # c\n  l: 2\nb: # d\n  k: 1\n  l: 2\n"),
    ("alias: its anchor keeps its value", "a: &x\n  k: 1 # c\nb: *x\n",
     {"b": {"l": 1}}, "a: &x\n  k: 1 # c\nb:\n  k: 1\n  l: 1\n"),
    ("scalar with an anchor", "a: &x 1\nb: *x\nc: [*x]\n", {"a": 2}, "a: 2\nb: 1\nc: [1]\n"),
    ("merge: over it", "a: &x\n  k: 1\nb:\n  <<: *x\n  m: 1\n",
     {"b": {"k": 2}}, "a: &x\n  k: 1\nb:\n  <<: *x\n  m: 1\n  k: 2\n"),
    ("merge: below its source", "a: &x\n  k: 1\nb:\n  <<: *x\n  m: 1\n", {"a": {"k": 2}},
     "a: &x\n  k: 2\nb:\n  <<:\n    k: 1\n  m: 1\n"),
    ("merge that wins", "a:\n  k: 1\n  <<: {k: 2}\nb: 1 # c\n", {"a": {"k": 3}}, "a:\n  k: 3\nb: 1 # c\n"),
    ("anchor with its comment", "a: &x # c\n  k: 1\nb: 1\n", {"a": [1]}, "a: # c\n  - 1\nb: 1\n"),
    ("tag", "a: !!str 1\nb: 1\n", {"a": "2"}, 'a: "2"\nb: 1\n'),
    ("duplicate: the last one counts", "a: 1\na: 2\n", {"a": 3}, "a: 1\na: 3\n"),
    ("explicit keys", "x:\n  ? a\n  : 1\n", {"x": {"a": 2}}, "x:\n  ? a\n  : 2\n"),
    ("odd keys", "x: 1\n", {"a: b": 1, "l\nm": {"k": 1}, "1": 2}, 'x: 1\n\'a: b\': 1\n? "l\\nm"\n:\n  k: 1\n"1": 2\n'),
    ("number for a key", "8080: a # c\n", {"8080": "b"}, "8080: b # c\n"),
    ("CRLF", "a:\r\n  b: 1\r\nc: 2\r\n", {"a": {"z": {"q": "l\nm\n"}}, "c": 3},
     "a:\r\n  b: 1\r\n  z:\r\n    q: |\r\n      l\r\n      m\r\nc: 3\r\n"),
    ("no newline at the end: a value", "a: 1\nb: 2", {"b": 3}, "a: 1\nb: 3"),
    ("no newline at the end: a key", "a: 1", {"b": 3}, "a: 1\nb: 3\n"),
    ("no newline at the end of a block scalar", "a: |\n  x", {"b": 3}, "a: |\n  x\nb: 3\n"),
    ("byte order mark", "\ufeffa: 1\n", {"a": 2}, "\ufeffa: 2\n"),
    ("empty file", "", {"a": {"b": [1]}}, "a:\n  b:\n    - 1\n"),
    ("only comments", "# c\n\n", {"a": 1}, "# c\na: 1\n\n"),
    ("only a marker", "---\n# c\n", {"a": 1}, "---\n# c\na: 1\n"),
    ("{}", "# c\n{}\n", {"a": 1, "b": 2}, "# c\na: 1\nb: 2\n"),
    ("{} and a comment", "{} # c\n", {"a": 1}, "# c\na: 1\n"),
    ("marker", "# c\n---\na: 1\n", {"a": 2}, "# c\n---\na: 2\n"),
    ("end marker", "a: 1\n...\n", {"b": 1}, "a: 1\nb: 1\n...\n"),
    ("several documents: the last one counts", "a: 1\nb: {c: 1}\n---\nd: 1\n", {"d": 2, "b": {"c": 2}},
     "a: 1\nb: {c: 1}\n---\nd: 2\nb:\n  c: 2\n"),
    ("several documents, the last one empty", "a: 1\n---\n", {"a": 2}, "a: 1\n---\na: 2\n"),
    ("wide characters before the change", "a: '😀é' # 😀\nb: 1\n", {"b": 2}, "a: '😀é' # 😀\nb: 2\n"),
    ("long texts are not folded", "a: 1\n", {"a": "word " * 30 + "end"}, f"a: {'word ' * 30}end\n"),
]  # fmt: skip

# name, before, metadata wanted, after
METADATA: list[tuple[str, str, dict[str, Any], str]] = [
    ("version", "# c\nname: shop # d\napiVersion: v2\nversion: 0.1.0  # e\n", {"version": "0.2.0"},
     "# c\nname: shop # d\napiVersion: v2\nversion: 0.2.0  # e\n"),
    ("number that is a text to Helm", CHART + "appVersion: 1.16\n",
     {"appVersion": "1.16"}, CHART + "appVersion: 1.16\n"),
    ("1.0 is 1 to Helm", CHART + "appVersion: 1.0\n", {"appVersion": "1.0"}, CHART + 'appVersion: "1.0"\n'),
    ("empty is as good as missing", CHART, {"home": "", "keywords": []}, CHART),
    ("emptied", CHART + "home: x # c\n", {"home": ""}, CHART + 'home: "" # c\n'),
    ("lists", CHART + "keywords:\n- a # 1\n- b\n", {"keywords": ["a", "c"], "sources": ["https://x"]},
     CHART + "keywords:\n- a # 1\n- c\nsources:\n- https://x\n"),
    ("maintainers in Helm's order", CHART, {"maintainers": [{"url": "https://x", "name": "n", "email": "e@x"}]},
     CHART + 'maintainers:\n  - name: "n"\n    email: e@x\n    url: https://x\n'),
    ("annotations: others stay, null takes out", CHART + "annotations:\n  x/a: '1' # c\n  x/b: u\n",
     {"annotations": {"x/c": True, "x/b": None}}, CHART + "annotations:\n  x/a: '1' # c\n  x/c: \"true\"\n"),

        ("dependencies", CHART + "dependencies:\n  # the cache\n  - name: cache\n    version: 1.2\n    repository: https://x\n",
     {"dependencies": [{"name": "cache", "version": "1.2", "repository": "https://x", "condition": "cache.enabled"},
                       {"name": "db", "version": "^2", "tags": ["t"],
                        "import-values": [{"child": "a", "parent": "b"}]}]},
     CHART + "dependencies:\n  # the cache\n  - name: cache\n    version: 1.2\n    repository: https://x\n"
     "    condition: cache.enabled\n  - name: db\n    version: ^2\n    tags:\n      - t\n    import-values:\n"
     "      - child: a\n        parent: b\n"),
    ("keys in another case, as Go takes them", "apiVersion: v2\nname: shop\nversion: 0.1.0\nappversion: '1'\n",
     {"appVersion": "2"}, 'apiVersion: v2\nname: shop\nversion: 0.1.0\nappversion: "2"\n'),
    ("unknown keys stay", CHART + "x-own: [1] # c\n", {"type": "library"}, CHART + "x-own: [1] # c\ntype: library\n"),
]  # fmt: skip


def chart(folder: Path, **files: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in {"Chart": CHART, **files}.items():
        (folder / f"{name}.yaml").write_bytes(text.encode())
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def check_row(folder: Path, name: str, texts: tuple[str, str], wanted: Wanted) -> None:
    """Check mode tells and writes nothing; the run writes it; the second run writes nothing."""
    before, after = texts
    path = folder / name
    changes = [] if before == after else [write.Change(name, before, after)]
    assert keep(str(folder), wanted, check=True) == changes
    assert path.read_bytes() == before.encode()
    assert keep(str(folder), wanted, check=False) == changes
    assert path.read_bytes() == after.encode()
    state = path.stat()
    assert keep(str(folder), wanted, check=False) == []
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (after.encode(), state.st_mtime_ns)


@pytest.mark.parametrize(("before", "values", "after"), [row[1:] for row in VALUES], ids=[row[0] for row in VALUES])
def test_values(tmp_path: Path, before: str, values: dict[str, Any], after: str) -> None:
    check_row(chart(tmp_path, values=before), "values.yaml", (before, after), Wanted(values=values))
    expected = tables.merge_maps(values_file.parse(before.encode()), inputs.typed(values))
    assert values_file.parse(after.encode()) == expected


@pytest.mark.parametrize(("before", "given", "after"), [row[1:] for row in METADATA], ids=[row[0] for row in METADATA])
def test_metadata(tmp_path: Path, before: str, given: dict[str, Any], after: str) -> None:
    check_row(chart(tmp_path, Chart=before), "Chart.yaml", (before, after), Wanted(metadata=given))


def test_missing_values_file_is_made(tmp_path: Path) -> None:
    chart(tmp_path)
    assert keep(str(tmp_path), Wanted(values={}), check=False) == []
    changes = keep(str(tmp_path), Wanted(values={"a": {"b": [1]}}), check=False)
    assert changes == [write.Change("values.yaml", None, "a:\n  b:\n    - 1\n")]
    assert (tmp_path / "values.yaml").read_text() == "a:\n  b:\n    - 1\n"
    assert stat.S_IMODE((tmp_path / "values.yaml").stat().st_mode) == 0o644


def test_mode_of_a_file_stays(tmp_path: Path) -> None:
    chart(tmp_path, values="a: 1\n")
    (tmp_path / "values.yaml").chmod(0o600)
    keep(str(tmp_path), Wanted(values={"a": 2}), check=False)
    assert stat.S_IMODE((tmp_path / "values.yaml").stat().st_mode) == 0o600


def test_dependencies_of_v1_go_to_their_own_file(tmp_path: Path) -> None:
    before = "apiVersion: v1\nname: shop\nversion: 0.1.0\n"
    chart(tmp_path, Chart=before)
    wanted = Wanted(dependencies=[{"name": "cache", "version": "1"}])
    changes = keep(str(tmp_path), wanted, check=False)
    assert changes == [write.Change("requirements.yaml", None, 'dependencies:\n  - name: cache\n    version: "1"\n')]
    assert keep(str(tmp_path), wanted, check=False) == []
    assert (tmp_path / "Chart.yaml").read_text() == before


def test_dependencies_go_where_helm_takes_them_from(tmp_path: Path) -> None:
    chart(tmp_path, requirements="dependencies:\n- name: old # c\n  version: 1.0.0\n")
    keep(str(tmp_path), Wanted(dependencies=[{"name": "old", "version": "2.0.0"}]), check=False)
    assert (tmp_path / "requirements.yaml").read_text() == "dependencies:\n- name: old # c\n  version: 2.0.0\n"
    assert (tmp_path / "Chart.yaml").read_text() == CHART


def test_assumed_files_stand_for_those_not_made_yet(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    assumed = {"Chart.yaml": CHART, "values.yaml": "a: 1\n", "templates/x": "same"}
    wanted = Wanted(metadata={"version": "0.2.0"}, values={"a": 1}, files={"templates/x": "same", "y": "text"})
    assert keep(str(folder), wanted, check=True, assumed=assumed) == [
        write.Change("Chart.yaml", CHART, CHART.replace("0.1.0", "0.2.0")),
        write.Change("y", None, "text"),
    ]
    assert not folder.exists()


def test_files(tmp_path: Path) -> None:
    chart(tmp_path)
    (tmp_path / "old.txt").write_text("old")
    (tmp_path / "same.txt").write_text("same")
    wanted = Wanted(files={"templates/deep/x.yaml": "{{ x }}\n", "./old.txt": None, "same.txt": "same", "gone": None})
    expected = [write.Change("templates/deep/x.yaml", None, "{{ x }}\n"), write.Change("old.txt", "old", None)]
    assert keep(str(tmp_path), wanted, check=True) == expected
    assert not (tmp_path / "templates").exists()
    assert keep(str(tmp_path), wanted, check=False) == expected
    assert (tmp_path / "templates/deep/x.yaml").read_text() == "{{ x }}\n"
    assert not (tmp_path / "old.txt").exists()
    assert keep(str(tmp_path), wanted, check=False) == []


def test_binary_file_is_replaced(tmp_path: Path) -> None:
    chart(tmp_path)
    (tmp_path / "x").write_bytes(b"\xff\x00")
    assert keep(str(tmp_path), Wanted(files={"x": "é"}), check=False)[0].before == "\ufffd\x00"
    assert (tmp_path / "x").read_bytes() == "é".encode()


REFUSED_PATHS = {
    "../x": "no file's path inside the chart",
    "a/../../x": "no file's path inside the chart",
    "/etc/x": "no file's path inside the chart",
    "": "no file's path inside the chart",
    "a/": "no file's path inside the chart",
    "a\0b": "no file's path inside the chart",
    "Chart.yaml": "not kept through files",
    "./values.yaml": "not kept through files",
    "values.yaml/x": "values.yaml is no folder",
    "templates": "no regular file",
    "link/x": "link is a symbolic link",
    "link.txt": "link.txt is a symbolic link",
    "dangling": "dangling is a symbolic link",
    "pipe": "no regular file",
}


@pytest.mark.parametrize("path", REFUSED_PATHS)
@pytest.mark.parametrize("text", ["text", None], ids=["write", "remove"])
def test_refused_paths(tmp_path: Path, path: str, text: str | None) -> None:
    folder = chart(tmp_path / "chart", values="a: 1\n")
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "x").write_text("safe")
    (folder / "templates").mkdir()
    (folder / "link").symlink_to(outside)
    (folder / "link.txt").symlink_to(outside / "x")
    (folder / "dangling").symlink_to(outside / "new")
    os.mkfifo(folder / "pipe")
    before = contents(tmp_path)
    with pytest.raises(ChartError) as caught:
        keep(str(folder), Wanted(values={"a": 2}, files={"new.txt": "x", path: text}), check=False)
    assert REFUSED_PATHS[path] in caught.value.problem
    assert caught.value.hint
    assert contents(tmp_path) == before


# what is wanted, files of the folder, words of the problem
BAD: dict[str, tuple[Wanted, dict[str, str], str]] = {
    "broken values": (Wanted(values={"a": 1}), {"values": "a: [\n"}, "cannot unmarshal yaml document"),
    "values are a list": (Wanted(values={"a": 1}), {"values": "- a\n"}, "cannot unmarshal array"),
    "broken Chart.yaml": (Wanted(values={"a": 1}), {"Chart": "a: [\n"}, "yaml: line"),
    "not UTF-8": (Wanted(values={"a": 1}), {}, "not UTF-8"),
    "bad version": (Wanted(metadata={"version": "x"}), {}, "chart.metadata.version"),
    "empty name": (Wanted(metadata={"name": ""}), {}, "chart.metadata.name is required"),
    "no key of Chart.yaml": (Wanted(metadata={"colour": "red"}), {}, "no key colour"),
    "wrong type": (Wanted(metadata={"keywords": "x"}), {}, "cannot unmarshal string"),
    "twice the same dependency": (
        Wanted(dependencies=[{"name": "a", "version": "1"}, {"name": "a", "version": "2"}]),
        {}, "more than one dependency",
    ),
    "requirements.yaml as a file": (
        Wanted(dependencies=[], files={"requirements.yaml": ""}), {}, "not kept through files",
    ),
    "a path twice": (Wanted(files={"a": "1", "./a": "2"}), {}, "gives a twice"),
    "file and folder": (Wanted(files={"a": "1", "a/b": "2"}), {}, "a is a file and a folder"),
    "control characters": (Wanted(values={"a": "x\x7f"}), {}, "control characters are not allowed"),
    "not a number": (Wanted(values={"a": float("nan")}), {}, "unsupported value"),
    "no value": (Wanted(values={"a": object()}), {}, "no value"),
    "needs the whole file": (Wanted(values={"a": 1}), {"values": "? a\n? b\n"}, "would lose its comments"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_bad_input_writes_nothing(tmp_path: Path, name: str) -> None:
    wanted, files, words = BAD[name]
    folder = chart(tmp_path, **{"values": "x: 1\n", **files})
    if name == "not UTF-8":
        (folder / "values.yaml").write_bytes(b"a: \xff\n")
    before = contents(folder)
    wanted.files = {"first.txt": "x", **wanted.files}
    with pytest.raises(HelmError) as caught:
        keep(str(folder), wanted, check=False)
    assert words in caught.value.problem
    assert caught.value.hint
    assert contents(folder) == before


def test_no_chart_in_the_folder(tmp_path: Path) -> None:
    with pytest.raises(ChartError, match=r"no Chart\.yaml"):
        keep(str(tmp_path / "none"), Wanted(values={"a": 1}), check=False)


def test_chart_file_that_is_a_link_is_left_alone(tmp_path: Path) -> None:
    folder = chart(tmp_path / "chart")
    (tmp_path / "shared.yaml").write_text("a: 1\n")
    (folder / "values.yaml").symlink_to(tmp_path / "shared.yaml")
    with pytest.raises(ChartError, match="symbolic link"):
        keep(str(folder), Wanted(values={"a": 2}), check=False)
    assert (tmp_path / "shared.yaml").read_text() == "a: 1\n"


def test_values_do_not_show_in_errors(tmp_path: Path) -> None:
    folder = chart(tmp_path, values="? a\n? b\n")
    with pytest.raises(ChartError) as caught:
        keep(str(folder), Wanted(values={"a": "s3cret"}), check=False)
    assert "s3cret" not in f"{caught.value.problem}{caught.value.hint}{caught.value.subject}"


def test_what_does_not_read_back_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = chart(tmp_path, values="a: 1\n")
    real = write.edit
    monkeypatch.setattr(write, "edit", lambda *args, **more: real(*args, **more) + "zz: 1\n")
    with pytest.raises(ChartError, match="would not hold what the task gives"):
        keep(str(folder), Wanted(values={"a": 2}), check=False)
    assert (folder / "values.yaml").read_text() == "a: 1\n"
