# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Other projects' programs are built where the cache is empty: elsewhere they are there, and nobody would notice."""

from __future__ import annotations

import base64
import hashlib
import subprocess
import zipfile
from pathlib import Path

import pytest
from go_program import GoModule, GoProgram, steps

MODULE = "example.com/hello"
FILES = {
    "go.mod": f"module {MODULE}\n\ngo 1.21\n",
    "go.sum": "",
    "main.go": 'package main\n\nimport "os"\n\nfunc main() { os.Stdout.WriteString("hello\\n") }\n',
}


@pytest.fixture(autouse=True)
def empty_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    monkeypatch.setenv("NATIVE_HELM_CACHE", str(cache))


def printed(path: Path) -> str:
    return subprocess.run([str(path)], stdout=subprocess.PIPE, text=True, check=True).stdout


def published(folder: Path, version: str) -> str:
    """Lay the module into a folder as a proxy of modules serves it; its checksum, as a go.sum has it."""
    place = folder / MODULE / "@v"
    place.mkdir(parents=True)
    (place / f"{version}.info").write_text(f'{{"Version": "{version}"}}', encoding="utf-8")
    (place / f"{version}.mod").write_text(FILES["go.mod"], encoding="utf-8")
    lines = []
    with zipfile.ZipFile(place / f"{version}.zip", "w") as archive:
        for name, text in sorted(FILES.items()):
            inside = f"{MODULE}@{version}/{name}"
            archive.writestr(inside, text)
            lines.append(f"{hashlib.sha256(text.encode()).hexdigest()}  {inside}\n")
    return "h1:" + base64.b64encode(hashlib.sha256("".join(lines).encode()).digest()).decode()


def test_a_program_of_ours(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    for name, text in FILES.items():
        (source / name).write_text(text, encoding="utf-8")
    program = GoProgram("hello", source, "hello", "seconds")
    assert not program.path.exists()
    assert printed(program.built()) == "hello\n"
    assert program.built() == program.path


def test_a_module_as_it_is_published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    total = published(tmp_path / "proxy", "v1.0.0")
    monkeypatch.setenv("GOPROXY", (tmp_path / "proxy").as_uri())
    monkeypatch.setenv("GONOSUMDB", MODULE)
    monkeypatch.setenv("GOMODCACHE", str(tmp_path / "modules"))
    program = GoModule("hello", MODULE, "v1.0.0", total, "hello", "seconds")
    assert printed(program.built()) == "hello\n"
    with pytest.raises(steps.ClusterError, match=r"v1\.0\.0 has the checksum h1:.*, not h1:another"):
        program._replace(sum="h1:another").built()
