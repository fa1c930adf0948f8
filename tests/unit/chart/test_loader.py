# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Charts from folders and archives: what each file becomes, and what is refused."""

from __future__ import annotations

import gzip
import io
import os
import tarfile
import tracemalloc
from pathlib import Path

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import ChartError, HelmError
from ansible_collections.native.helm.plugins.module_utils._helm.chart import archive, loader
from ansible_collections.native.helm.plugins.module_utils._helm.chart.model import File
from chart import chart_tables as tables

HEAD = "apiVersion: v2\nname: c\nversion: 1.0.0\n"
MIB = 1024 * 1024


def packed(*entries, kind=tarfile.REGTYPE):
    """Return a gzipped tar of (name, content)."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as out:
        for name, data in entries:
            entry = tarfile.TarInfo(name)
            entry.type = kind if name != "c/Chart.yaml" else tarfile.REGTYPE
            entry.linkname = "/etc/passwd" if entry.type in (tarfile.SYMTYPE, tarfile.LNKTYPE) else ""
            entry.size = len(data)
            out.addfile(entry, io.BytesIO(data))
    return gzip.compress(buffer.getvalue(), mtime=0)


def names(files):
    return [item.name for item in files]


def test_what_each_file_becomes(tmp_path: Path):
    tables.lay(
        tmp_path,
        {
            "Chart.yaml": HEAD, "values.yaml": "\ufeffa: 1\n", "values.schema.json": "{}", "README.md": "r",
            "Chart.lock": "digest: d\n", "crds/a.yaml": "x", "templates/a.yaml": "x", "templates/_h.tpl": "x",
            "templates/.hidden": "x", ".helmignore": "secret/\n", "secret/key": "x", "charts/x.tgz.prov": "p",
            "charts/_off/Chart.yaml": "broken: [", "charts/sub/Chart.yaml": HEAD.replace("name: c", "name: sub"),
        },
    )  # fmt: skip
    chart = loader.load(str(tmp_path))
    assert names(chart.templates) == ["templates/_h.tpl", "templates/a.yaml"]
    assert names(chart.files) == [".helmignore", "README.md", "charts/x.tgz.prov", "crds/a.yaml"]
    assert chart.values == {"a": 1.0}
    assert chart.has_values
    assert chart.schema == b"{}"
    assert chart.lock is not None
    assert [(part.name, part.path, part.parent) for part in chart.subcharts] == [("sub", "c/charts/sub", chart)]
    assert "secret/key" not in names(chart.raw)


def test_no_values_file_is_not_an_empty_one(tmp_path: Path):
    tables.lay(tmp_path, {"Chart.yaml": HEAD})
    assert not loader.load(str(tmp_path)).has_values
    tables.lay(tmp_path, {"values.yaml": ""})
    assert loader.load(str(tmp_path)).has_values


def test_times_are_kept_as_the_record_has_them(tmp_path: Path):
    tables.lay(tmp_path, {"Chart.yaml": HEAD, "templates/a.yaml": "x", "values.schema.json": "{}"})
    for name in ("Chart.yaml", "templates/a.yaml", "values.schema.json"):
        os.utime(tmp_path / name, ns=(0, 1_700_000_000_120_000_000))
    chart = loader.load(str(tmp_path))
    assert {chart.modified, chart.schema_modified, chart.templates[0].modified} == {"2023-11-14T22:13:20.12Z"}


def test_an_archive_in_charts_is_a_subchart(tmp_path: Path):
    tables.lay(tmp_path, {"Chart.yaml": HEAD, "charts/": ""})
    inner = packed(("c/Chart.yaml", HEAD.replace("name: c", "name: sub").encode()), ("c/templates/a", b"x"))
    (tmp_path / "charts" / "sub-1.0.0.tgz").write_bytes(inner)
    chart = loader.load(str(tmp_path))
    assert names(chart.subcharts[0].templates) == ["templates/a"]


def test_v1_charts_keep_requirements_as_files_and_v2_charts_are_told():
    said = []
    files = [File("requirements.yaml", b"dependencies: [{name: a}]")]
    old = loader.load_files([File("Chart.yaml", HEAD.replace("v2", "v1").encode()), *files], warn=said.append)
    assert names(old.files) == ["requirements.yaml"]
    assert not said
    new = loader.load_files([File("Chart.yaml", HEAD.encode()), *files], warn=said.append)
    assert not new.files
    assert len(said) == 1
    assert old.metadata["dependencies"] == new.metadata["dependencies"] == [{"name": "a", "repository": ""}]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("c/../../x", "parent directory"), ("c/..", "parent directory"), ("c//etc/x", "absolute paths"),
        ("c/", "outside the base directory"), ("c", "outside the base directory"), ("x", "outside the base directory"),
        ("c/.", "outside the base directory"), ("c\\..\\..\\x", "parent directory"), ("c\\\\x", "absolute paths"),
        ("c/C:/x", "illegally named"), ("Chart.yaml/x", "not in base directory"),
        ("c/..x/../../y", "parent directory"), ("../../../x", "parent"),
    ],
)  # fmt: skip
def test_cve_2019_1000008_an_archives_names_lead_nowhere_else(name, words):
    with pytest.raises(ChartError) as caught:
        loader.load_archive(packed(("c/Chart.yaml", HEAD.encode()), (name, b"x")), "evil.tgz")
    assert words in caught.value.problem
    assert caught.value.subject == "evil.tgz"


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE])
def test_a_link_or_device_in_an_archive_is_an_empty_file(kind):
    chart = loader.load_archive(packed(("c/Chart.yaml", HEAD.encode()), ("c/templates/a", b""), kind=kind), "x.tgz")
    assert chart.templates[0].data == b""


def link(folder: Path, name: str, target: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    os.symlink(target, folder / name)


@pytest.mark.parametrize("name", ["templates/a.yaml", "values.yaml", "Chart.yaml", ".helmignore", "charts/sub", "crds"])
@pytest.mark.parametrize("target", ["/etc/passwd", "/dev/zero", "../outside", "/"])
def test_cve_2019_18658_links_out_of_the_chart_are_refused(tmp_path: Path, name, target):
    folder = tmp_path / "chart"
    tables.lay(tmp_path, {"outside/Chart.yaml": HEAD, "outside/secret": "hunter2"})
    tables.lay(folder, {} if name == "Chart.yaml" else {"Chart.yaml": HEAD})
    folder.mkdir(exist_ok=True)
    link(
        folder,
        name,
        target if target.startswith("/") else os.path.relpath(tmp_path / "outside", (folder / name).parent),
    )
    with pytest.raises(ChartError, match="leads out of the chart"):
        loader.load(str(folder))


def test_a_link_to_a_name_that_only_begins_like_the_charts_is_out_of_it(tmp_path: Path):
    tables.lay(tmp_path, {"chart/Chart.yaml": HEAD, "chart-secrets/key": "hunter2"})
    link(tmp_path / "chart", "files/key", str(tmp_path / "chart-secrets" / "key"))
    with pytest.raises(ChartError, match="leads out of the chart"):
        loader.load(str(tmp_path / "chart"))


def test_links_inside_the_chart_are_followed(tmp_path: Path):
    tables.lay(tmp_path, {"Chart.yaml": HEAD, "files/real.yaml": "x", "files/more/deep": "y"})
    link(tmp_path, "templates/a.yaml", "../files/real.yaml")
    link(tmp_path, "templates/more", "../files/more")
    assert [(item.name, item.data) for item in loader.load(str(tmp_path)).templates] == [
        ("templates/a.yaml", b"x"),
        ("templates/more/deep", b"y"),
    ]


def test_the_charts_own_folder_may_be_a_link(tmp_path: Path):
    tables.lay(tmp_path, {"real/Chart.yaml": HEAD})
    link(tmp_path, "link", "real")
    assert loader.load(str(tmp_path / "link")).name == "c"


@pytest.mark.parametrize(
    ("target", "why"),
    [
        ("nowhere", "lstat {top}/a/nowhere: no such file or directory"),
        ("nowhere/b/c", "lstat {top}/a/nowhere: no such file or directory"),
        ("../b/nowhere/c", "lstat {top}/b/nowhere: no such file or directory"),
        ("/nowhere/c", "lstat /nowhere: no such file or directory"),
        ("x/c", "not a directory"),
        ("loop", "EvalSymlinks: too many links"),
        ("loop/c", "EvalSymlinks: too many links"),
        ("../a/./loop/c", "EvalSymlinks: too many links"),
    ],
)
def test_a_link_to_nothing_is_an_error_that_names_the_first_part_missing(tmp_path: Path, target, why):
    tables.lay(tmp_path, {"Chart.yaml": HEAD, "a/x": "y", "b/x": "y"})
    link(tmp_path, "a/loop", target)
    with pytest.raises(ChartError) as error:
        loader.load(str(tmp_path))
    assert error.value.problem == f"error evaluating symlink {tmp_path}/a/loop: {why.format(top=tmp_path)}"


def test_a_link_to_a_folder_that_holds_it_is_an_error(tmp_path: Path):
    tables.lay(tmp_path, {"Chart.yaml": HEAD, "a/x": "y"})
    link(tmp_path, "a/loop", "..")
    with pytest.raises(ChartError, match="folder that holds it"):
        loader.load(str(tmp_path))


def test_what_is_ignored_is_not_looked_at(tmp_path: Path):
    tables.lay(tmp_path, {"Chart.yaml": HEAD, ".helmignore": "out\n"})
    link(tmp_path, "out", "/etc/passwd")
    assert names(loader.load(str(tmp_path)).raw) == [".helmignore", "Chart.yaml"]


def test_a_pipe_is_no_file(tmp_path: Path):
    tables.lay(tmp_path, {"Chart.yaml": HEAD})
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ChartError, match="cannot load irregular file"):
        loader.load(str(tmp_path))


def test_cve_2025_32386_a_bomb_is_refused_before_it_unfolds():
    bomb = packed(("c/Chart.yaml", HEAD.encode()), ("c/zeros", bytes(110 * MIB)))
    assert len(bomb) < MIB
    tracemalloc.start()
    with pytest.raises(ChartError, match="larger than the maximum size 104857600"):
        loader.load_archive(bomb, "bomb.tgz")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 40 * MIB


def test_cve_2025_32386_nested_archives_share_one_limit(monkeypatch: pytest.MonkeyPatch):
    inner = packed(("c/Chart.yaml", HEAD.encode()), ("c/zeros", bytes(600_000)))
    outer = packed(("c/Chart.yaml", HEAD.encode()), ("c/charts/a.tgz", inner), ("c/charts/b.tgz", inner))
    monkeypatch.setattr(archive.Budget.__init__, "__defaults__", (MIB,))
    with pytest.raises(ChartError, match=r"error unpacking subchart b\.tgz in c: decompressed chart is larger"):
        loader.load_archive(outer, "nested.tgz")


def test_a_folder_has_the_same_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    tables.lay(tmp_path, {"Chart.yaml": HEAD, "a": "x" * 600, "b": "x" * 600})
    monkeypatch.setattr(archive.Budget.__init__, "__defaults__", (1000,))
    with pytest.raises(ChartError, match="error reading b: chart exceeds maximum decompressed size"):
        loader.load(str(tmp_path))


def test_a_size_that_lies_is_no_size():
    data = bytearray(gzip.decompress(packed(("c/Chart.yaml", HEAD.encode()))))
    for size in (b"77777777777\0", b"\x80\0\0\0\x7f\xff\xff\xff\xff\xff\xff\xff", b"\xff" * 12):
        data[124:136] = size
        data[148:156] = b" " * 8
        data[148:156] = b"%06o\0 " % sum(data[:512])
        with pytest.raises(ChartError, match=r"invalid tar header|larger than the maximum size"):
            archive.read_archive(gzip.compress(bytes(data)))


def test_a_broken_header_in_the_middle_is_not_the_end():
    """Python's tarfile takes it for one, and half a chart would be loaded as a whole."""
    data = bytearray(gzip.decompress(packed(("c/Chart.yaml", HEAD.encode()), ("c/a", b"x"), ("c/b", b"x"))))
    data[1024 + 148] ^= 1
    with pytest.raises(ChartError, match="invalid tar header"):
        archive.read_archive(gzip.compress(bytes(data)))


def test_every_cut_of_an_archive_is_an_error_of_ours():
    whole = packed(("c/Chart.yaml", HEAD.encode()), ("c/templates/a.yaml", b"x" * 700))
    for end in range(len(whole) - 8):
        try:
            chart = loader.load_archive(whole[:end], "cut.tgz")
        except HelmError:
            continue
        assert names(chart.templates) == ["templates/a.yaml"]


def test_every_flipped_bit_of_an_archive_is_an_error_of_ours_or_none():
    whole = packed(("c/Chart.yaml", HEAD.encode()), ("c/templates/a.yaml", b"x" * 700))
    for bit in range(0, len(whole) * 8, 3):
        damaged = bytearray(whole)
        damaged[bit // 8] ^= 1 << bit % 8
        try:
            loader.load_archive(bytes(damaged), "damaged.tgz")
        except HelmError:
            continue


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("values.yaml", b"a: 1", "seems to be a YAML file, but expected a gzipped archive"),
        ("c.tgz", b"", "does not appear to be a gzipped archive; got 'application/octet-stream'"),
        ("c.tgz", b"PK\x03\x04", "got 'application/zip'"),
        ("c.tgz", b"x" * 600, "got 'text/plain; charset=utf-8'"),
    ],
)
def test_what_is_no_archive_is_named(tmp_path: Path, name, data, words):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(ChartError) as caught:
        loader.load(str(tmp_path / name))
    assert words in caught.value.problem
    assert caught.value.subject == str(tmp_path / name)


def test_a_path_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(ChartError, match="No such file or directory") as caught:
        loader.load(str(tmp_path / "none"))
    assert isinstance(caught.value.__cause__, FileNotFoundError)  # what the door's advice is for
