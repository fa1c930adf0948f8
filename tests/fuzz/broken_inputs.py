# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that were good once, and what reads them: archives, indexes, Chart.yaml, locks, .helmignore, provenance,
keyrings, manifests of registries, rendered templates."""

from __future__ import annotations

import gzip
import io
import os
import random
import re
import resource
import shutil
import signal
import tarfile
import tempfile
import time
import traceback
from pathlib import Path
from types import FrameType
from typing import Any, Callable, Iterator, NamedTuple, Optional

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import HelmError
from ansible_collections.native.helm.plugins.module_utils._helm.chart import ignore, loader, lock, metadata
from ansible_collections.native.helm.plugins.module_utils._helm.chart.lint import rendered
from ansible_collections.native.helm.plugins.module_utils._helm.chart.model import File
from ansible_collections.native.helm.plugins.module_utils._helm.chart.signing import provenance
from ansible_collections.native.helm.plugins.module_utils._helm.chart.values import strvals
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.oci import manifest, reference
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.repository.index import Index
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.sources import unpacked

SECONDS = 20  # for one input, on a busy machine
MEMORY = 3 << 30
SHARE = 250  # cases of one share of the work

CHART = b"""apiVersion: v2
name: web
version: 1.2.3-rc.1+build
description: |
  two
  lines
type: application
keywords: [a, "b", 'c']
sources: [https://a.b/c]
home: https://a.b
maintainers:
- &m {name: x, email: a@b.cd, url: https://c.d}
- <<: *m
  name: y
annotations: {a: b, c: "1"}
kubeVersion: ">=1.20.0-0 <2 || ^3.x"
dependencies:
- name: db
  version: ~1.2
  repository: https://charts.example.com
  alias: other
  condition: db.enabled,x.y
  tags: [back, end]
  import-values: [data, {child: a.b, parent: c}]
"""
LOCK = b"""dependencies:
- name: db
  repository: https://charts.example.com
  version: 1.2.9
digest: sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
generated: "2026-02-28T23:59:59.123456789+02:00"
"""
INDEX = b"""apiVersion: v1
generated: 2026-01-01T00:00:00Z
entries:
  web:
  - {name: web, version: 1.0.0, urls: [web-1.0.0.tgz], digest: 00ff, created: 2026-01-01T00:00:00Z, apiVersion: v2}
  - name: web
    version: v1.1.0-rc.1
    urls: ["https://a.b/web-1.1.0.tgz"]
    deprecated: true
  db: []
"""
IGNORE = b"# comment\n*.bak\n!keep\n/top\ndir/\n[a-z]?x\\*\n**/no\n*[!x]*\n"
MANIFEST = (
    b'{"schemaVersion":2,"config":{"mediaType":"application/vnd.cncf.helm.config.v1+json","digest":"sha256:'
    + b"a" * 64
    + b'","size":10},"layers":[{"mediaType":"application/vnd.cncf.helm.chart.content.v1.tar+gzip","digest":"sha256:'
    + b"b" * 64
    + b'","size":20,"annotations":{"org.opencontainers.image.title":"web-1.0.0.tgz"}}],"annotations":{"x":"y"}}'
)
RENDERED = b"""apiVersion: apps/v1
kind: Deployment
metadata: {name: a, labels: {x: "y"}}
spec:
  selector: {matchLabels: {a: b}}
---
# nothing
--- # comment
{"kind": "List", "metadata": {"name": "b"}, "items": [{"metadata": {"annotations": {"helm.sh/resource-policy": 1}}}]}
"""
SET = b"a.b[3].c=x,d={1,2,{3}},e\\.f=null,g[0][1]=true,h=0x1f"
REFERENCE = b"oci://registry.example.com:5000/charts/web:1.2.3@sha256:" + b"c" * 64
SIGNED_NAME, SIGNED = "web-1.0.0.tgz", b"an archive"
WORDS = (
    b'---\n', b'\n...\n', b'\t', b'\x00', b'\xff\xfe', b'\xef\xbb\xbf', b'&a ', b'*a', b'<<: ', b'{{ ', b'null',
    b'~', b'[', b'}', b'!!binary ', b'!!set ', b'0o777', b'.inf', b'1e999', b'99999999999999999999', b'../',
    b'\\', b'C:/', b'/', b'-', b': ', b'? ', b'| \n', b'> \n', b'\r\n', b'\xe2\x80\xa8', b'\x1b[2J', b'sha256:',
    b'-----BEGIN PGP SIGNATURE-----\n', b'%25', b'"', b"'",
)  # fmt: skip


class Found(NamedTuple):
    """What a reader did that it must not."""

    reader: str
    seed: int
    case: int
    what: str
    data: bytes

    @property
    def kind(self) -> str:
        """What failures of one cause have in common."""
        return f"{self.reader} {re.sub('[0-9]+', '#', self.what.splitlines()[-1])}"

    def __str__(self) -> str:
        return f"FAILED {self.reader} (seed {self.seed}, case {self.case}): {self.what}\n  {self.data[:600]!r}"


class _TooLongError(BaseException):
    """The input took too long; no handler of errors may take it for one of its own."""


# Readers: each gets the bytes and a folder of its own


def _archive(data: bytes, _folder: Path) -> None:
    loader.load_archive(data, "fuzz.tgz")


def _untar(data: bytes, folder: Path) -> None:
    files = unpacked.files_of(data)
    if all(len(os.fsencode(name)) < 200 for name in files):
        unpacked.write(str(folder / "inside"), files)


def _folder_chart(data: bytes, _folder: Path) -> None:
    loader.load_files([File("Chart.yaml", data), File("values.yaml", b"a: 1\n"), File("templates/a.yaml", b"")])


def _values(data: bytes, _folder: Path) -> None:
    loader.load_files([File("Chart.yaml", b"apiVersion: v2\nname: a\nversion: 1.0.0\n"), File("values.yaml", data)])


def _lock(data: bytes, _folder: Path) -> None:
    found = metadata.read_lock(data)
    if found is not None:
        lock.in_sync([{"name": "db"}], found)
        lock.dump(found)


def _index(data: bytes, _folder: Path) -> None:
    index = Index.load(data, "fuzz", warn=lambda _line: None)
    for name in list(index.entries)[:3]:
        index.versions(name)
        index.pick(name, "^1")
    index.dump(0)


def _ignore(data: bytes, _folder: Path) -> None:
    rules = ignore.Rules.parse(data.decode("utf-8", "surrogateescape"))
    for path in ("a.bak", "dir/x", "top", "templates/.x", "a" * 60):
        rules.ignores(path, path == "dir")


def _provenance(data: bytes, _folder: Path) -> None:
    provenance.verify(SIGNED, data, _signed()[1], name=SIGNED_NAME, now_ns=time.time_ns())


def _keyring(data: bytes, _folder: Path) -> None:
    provenance.verify(SIGNED, _signed()[0], data, name=SIGNED_NAME, now_ns=time.time_ns())


def _manifest(data: bytes, _folder: Path) -> None:
    try:
        manifest.read(data, "fuzz")
    finally:
        manifest.of_index(data, "fuzz")


def _reference(data: bytes, _folder: Path) -> None:
    reference.Reference.parse(data.decode("utf-8", "surrogateescape"))


def _template(data: bytes, _folder: Path) -> None:
    try:
        list(rendered.of_template("templates/a.yaml", data.decode("utf-8", "surrogateescape")))
    except rendered.Unparsable:
        return


def _set(data: bytes, _folder: Path) -> None:
    for kind in ("set", "string", "json", "literal"):
        strvals.apply_set({}, data.decode("utf-8", "surrogateescape"), kind=kind)


_SIGNED: list[bytes] = []


def _signed() -> tuple[bytes, bytes]:
    """Return a provenance and the keyring for it, made once a process."""
    if not _SIGNED:
        import pysequoia

        key = pysequoia.Tsk.generate("Fuzz <fuzz@example.com>")
        text = provenance.message(SIGNED, SIGNED_NAME, {"name": "web", "version": "1.0.0"})
        signer = provenance.Signer("fuzz@", bytes(key))
        _SIGNED.extend([provenance.sign(text, signer), bytes(key.extract_certificate())])
    return _SIGNED[0], _SIGNED[1]


def _tar() -> bytes:
    raw = io.BytesIO()
    inner = io.BytesIO()
    for file, entries in (
        (inner, [("sub/Chart.yaml", b"apiVersion: v2\nname: sub\nversion: 1.0.0\n")]),
        (raw, []),
    ):
        if file is raw:
            entries = [
                ("web/Chart.yaml", CHART),
                ("web/values.yaml", b"a: 1\n"),
                ("web/templates/a.yaml", b"x: {{ .y }}\n"),
                ("web/charts/sub-1.0.0.tgz", gzip.compress(inner.getvalue())),
                ("web/" + "long/" * 30 + "name", b""),
            ]
        with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
            for name, data in entries:
                info = tarfile.TarInfo(name)
                info.size = len(data)
                tar.addfile(info, io.BytesIO(data))
    return raw.getvalue()  # fmt: skip


class Reader(NamedTuple):
    """weight: its share of the cases. good: what is broken. read: what must not fail but with our own errors."""

    weight: int
    good: Callable[[], bytes]
    read: Callable[[bytes, Path], None]
    gzipped: bool = False


READERS = {
    "archive": Reader(5, _tar, _archive, gzipped=True),
    "untar": Reader(2, _tar, _untar, gzipped=True),
    "Chart.yaml": Reader(5, lambda: CHART, _folder_chart),
    "values.yaml": Reader(3, lambda: CHART + INDEX, _values),
    "Chart.lock": Reader(3, lambda: LOCK, _lock),
    "index": Reader(4, lambda: INDEX, _index),
    ".helmignore": Reader(3, lambda: IGNORE, _ignore),
    "provenance": Reader(3, lambda: _signed()[0], _provenance),
    "keyring": Reader(2, lambda: _signed()[1], _keyring),
    "manifest": Reader(4, lambda: MANIFEST, _manifest),
    "reference": Reader(1, lambda: REFERENCE, _reference),
    "template": Reader(3, lambda: RENDERED, _template),
    "set": Reader(2, lambda: SET, _set),
}


# Breaking


def broken(good: bytes, chance: random.Random) -> bytes:
    """Return good with a few things done to it."""
    data = bytearray(good)
    for _count in range(chance.choice((1, 1, 2, 3, 6))):
        at = chance.randrange(len(data) + 1)
        size = chance.choice((1, 1, 2, 4, 16, 100))
        what = chance.randrange(8)
        if what == 0:
            data[at : at + size] = b""
        elif what == 1:
            data[at:at] = chance.choice(WORDS)
        elif what == 2:
            data[at : at + size] = chance.choice(WORDS)
        elif what == 3 and at < len(data):
            data[at] ^= 1 << chance.randrange(8)
        elif what == 4:
            data[at:at] = bytes(data[at : at + size]) * chance.choice((1, 2, 50))
        elif what == 5:
            data[at:at] = chance.randbytes(size)
        elif what == 6:
            other = chance.randrange(len(data) + 1)
            data[at : at + size] = data[other : other + size]
        else:
            del data[at:]
    return bytes(data)


# Trying

Share = tuple[str, int, int, int]


def shares(cases: int, seed: int, only: Optional[str] = None) -> Iterator[Share]:
    """Yield (reader, seed, first case, number of cases) that make cases in all."""
    names = [only] if only else list(READERS)
    whole = sum(READERS[name].weight for name in names)
    for name in names:
        left, first = -(-cases * READERS[name].weight // whole), 0
        while left > 0:
            yield name, seed, first, min(SHARE, left)
            left, first = left - SHARE, first + SHARE


def try_cases(share: Share) -> tuple[int, list[Found]]:
    """Return how many cases were tried, and what was found."""
    name, seed, first, count = share
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGALRM, _too_long)
    found = []
    folder = Path(tempfile.mkdtemp(prefix="inputs-"))
    try:
        for case in range(first, first + count):
            data = _case(name, seed, case)
            what = _try(READERS[name], data, folder)
            if what:
                found.append(Found(name, seed, case, what, data))
    finally:
        signal.alarm(0)
        shutil.rmtree(folder, ignore_errors=True)
    return count, found


def _case(name: str, seed: int, case: int) -> bytes:
    chance = random.Random(f"{seed} {name} {case}")
    reader = READERS[name]
    if not reader.gzipped:
        return broken(reader.good(), chance)
    if chance.random() < 0.2:
        return broken(gzip.compress(reader.good(), mtime=0), chance)
    return gzip.compress(broken(reader.good(), chance), compresslevel=1, mtime=0)


def _try(reader: Reader, data: bytes, folder: Path) -> str:
    """Return what went wrong, "" for nothing."""
    signal.alarm(SECONDS)
    try:
        reader.read(data, folder)
    except HelmError:
        pass
    except _TooLongError:
        return f"took longer than {SECONDS} seconds"
    except BaseException:  # whatever it is, it is what we look for
        return traceback.format_exc().strip()
    finally:
        signal.alarm(0)
    outside = [path.name for path in folder.iterdir() if path.name != "inside"]
    if outside:
        return f"wrote outside of its folder: {outside}"
    shutil.rmtree(folder / "inside", ignore_errors=True)
    return ""


def _too_long(_number: int, _frame: Optional[FrameType]) -> Any:
    raise _TooLongError
