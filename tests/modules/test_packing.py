# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Ansible ships for a task: every module packed by Ansible itself, in one play, and imported from that alone."""

from __future__ import annotations

import base64
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any, Callable

import pytest
from import_graph import MODULES, closure, shown

Play = Callable[..., list[dict[str, Any]]]


@pytest.fixture(scope="module")
def archives(play: Play, tmp_path_factory: pytest.TempPathFactory) -> dict[str, zipfile.ZipFile]:
    """Module -> the zip out of the file that Ansible left on the target."""
    folder = tmp_path_factory.mktemp("packed")
    environ = {
        "ANSIBLE_KEEP_REMOTE_FILES": "1",
        "NATIVE_HELM_IN_WORKER": "no",
        "ANSIBLE_REMOTE_TMP": str(folder / "remote"),
        "ANSIBLE_LOCAL_TEMP": str(folder / "local"),
    }
    failed = play([{f"native.helm.{path.stem}": {"no_such_option": 1}} for path in MODULES], environ=environ)
    # A word of Ansible's own on the options: the module was shipped and has begun.
    assert [result["msg"] for result in failed if not re.search("missing|no_such_option", result["msg"])] == []
    found = {}
    for wrapper in (folder / "remote").rglob("AnsiballZ_helm*.py"):
        data = max(re.findall(r"[A-Za-z0-9+/=]{1000,}", wrapper.read_text(encoding="utf-8").replace("\n", "")), key=len)
        found[wrapper.stem.removeprefix("AnsiballZ_")] = zipfile.ZipFile(io.BytesIO(base64.b64decode(data)))
    return found


def test_every_module_has_all_the_files_that_it_needs(archives: dict[str, zipfile.ZipFile]) -> None:
    assert sorted(archives) == [path.stem for path in MODULES]
    for path in MODULES:
        shipped = {name for name in archives[path.stem].namelist() if "/_helm/" in name}
        needed = {f"ansible_collections/native/helm/{shown(found)}" for found in closure([path], lazy=True) - {path}}
        assert needed - shipped == set(), path.stem


def test_what_is_shipped_can_be_imported(archives: dict[str, zipfile.ZipFile], tmp_path: Path) -> None:
    """All of it, from what was shipped alone: the parts that are in every module's archive are the same ones."""
    for archive in archives.values():
        archive.extractall(tmp_path)
    names = {name for archive in archives.values() for name in archive.namelist() if "/_helm/" in name}
    modules = sorted(name[: -len(".py")].replace("/", ".") for name in names if not name.endswith("__init__.py"))
    assert len(modules) > 200
    code = f"import importlib, json\nfor name in json.loads({json.dumps(modules)!r}): importlib.import_module(name)"
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True, text=True, check=False, cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
