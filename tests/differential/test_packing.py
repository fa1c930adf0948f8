# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Archives that we pack, beside those that the real helm packs of the same folders."""

from __future__ import annotations

import io
import os
import subprocess
import tarfile
import time
from pathlib import Path

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.chart import archive, loader, lock, packing
from ansible_collections.native.helm.plugins.module_utils._helm.chart.authoring import scaffold

HELM = str(Path(__file__).resolve().parent.parent / "tools" / "helm")


def helm(*arguments, **options):
    return subprocess.run([HELM, *arguments], check=True, capture_output=True, text=True, **options).stdout


def plain(folder):
    scaffold.create(str(folder), scaffold.files("web"))


def whole(folder):
    plain(folder)
    scaffold.create(str(folder / "charts" / "sub"), scaffold.files("sub"))
    dependency = 'dependencies:\n- name: sub\n  version: 0.1.0\n  repository: ""\n  tags: [b, a]\n'
    (folder / "Chart.yaml").write_text((folder / "Chart.yaml").read_text() + dependency)
    more = {
        "README.md": "# web\n",
        "crds/thing.yaml": "apiVersion: v1\n",
        "values.schema.json": '{"type": "object"}\n',
        "files/nested/a.txt": "a\n",
        "templates/z/_deep.tpl": '{{ define "x" }}{{ end }}\n',
        "ignored.bak": "x\n",
    }
    for name, text in more.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


def locked(folder):
    plain(folder)
    sub = folder.parent / "sub"
    scaffold.create(str(sub), scaffold.files("sub"))
    dependency = "dependencies:\n- name: sub\n  version: ^0.1.0\n  repository: file://../sub\n  alias: other\n"
    (folder / "Chart.yaml").write_text((folder / "Chart.yaml").read_text() + dependency)
    helm("dependency", "update", str(folder))


def old(folder):
    whole(folder)
    text = (folder / "Chart.yaml").read_text().replace("apiVersion: v2", "apiVersion: v1")
    kept, _, dependencies = text.partition("dependencies:")
    (folder / "Chart.yaml").write_text(kept.replace("type: application\n", ""))
    (folder / "requirements.yaml").write_text(f"dependencies:{dependencies}")


def members(data):
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:gz") as packed:
        return [(entry.name, entry.mode, entry.uid, entry.type, packed.extractfile(entry).read()) for entry in packed]


@pytest.fixture(params=[plain, whole, locked, old], ids=lambda make: make.__name__)
def folder(request, tmp_path):
    """Return a chart's folder."""
    request.param(tmp_path / "web")
    return tmp_path / "web"


def test_the_members_are_helms(folder, tmp_path):
    (tmp_path / "out").mkdir()
    helm("package", str(folder), "-d", str(tmp_path / "out"))
    (theirs,) = (tmp_path / "out").iterdir()
    chart = loader.load(str(folder))
    ours = packing.pack(chart)
    assert archive.file_name(chart) == theirs.name
    assert members(ours) == members(theirs.read_bytes())
    assert ours[:61] == theirs.read_bytes()[:61]  # the gzip header


def test_helm_renders_our_archive_as_the_folder(folder, tmp_path):
    packed = tmp_path / "ours.tgz"
    packed.write_bytes(packing.pack(loader.load(str(folder))))
    assert helm("template", "rel", str(packed)) == helm("template", "rel", str(folder))


def test_equal_content_is_equal_bytes_whatever_the_files_times(folder):
    first = packing.pack(loader.load(str(folder)))
    for path in folder.rglob("*"):
        os.utime(path, (time.time() - 1000, time.time() - 1000))
    assert packing.pack(loader.load(str(folder))) == first


def test_packing_what_was_packed_gives_it_again(folder):
    first = packing.pack(loader.load(str(folder)))
    assert packing.pack(loader.load_archive(first, "first.tgz")) == first


def test_source_date_epoch_stamps_every_file(folder):
    with tarfile.open(fileobj=io.BytesIO(packing.pack(loader.load(str(folder)), epoch=86400))) as packed:
        assert {entry.mtime for entry in packed} == {86400}


def test_the_lock_that_helm_wrote_is_in_step(tmp_path):
    locked(tmp_path / "web")
    chart = loader.load(str(tmp_path / "web"))
    assert lock.in_sync(chart.metadata["dependencies"], chart.lock)
    chart.metadata["dependencies"][0]["version"] = "^0.2.0"
    assert not lock.in_sync(chart.metadata["dependencies"], chart.lock)
