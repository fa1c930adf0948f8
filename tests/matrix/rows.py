# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rows of the support matrix: what they are, the environments that they run in, and the page that tells of them."""

from __future__ import annotations

import functools
import hashlib
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Mapping, NamedTuple, Optional

from _control_plane import layout, versions
from _run import environments

ROOT = Path(__file__).resolve().parents[2]
NEWEST, FLOORS = "newest", "floors"


class Row(NamedTuple):
    """An ansible-core, its Python, and the Python and libraries (NEWEST or FLOORS) of the modules."""

    ansible: str
    controller: str
    target: str
    libraries: str = NEWEST

    @property
    def key(self) -> str:
        """The row as one word, in which rows sort."""
        return f"{self.ansible} {self.controller} {self.target} {self.libraries}"

    @property
    def title(self) -> str:
        """The row for people."""
        floors = ", the oldest libraries" if self.libraries == FLOORS else ""
        return f"ansible-core {self.ansible} on Python {self.controller}, modules on Python {self.target}{floors}"


# Each ansible-core with the oldest and newest Python that it runs on, and with the oldest and newest target. Of the
# Pythons that it takes: ansible-core's own table of versions.
ROWS = (
    Row("2.16", "3.10", "3.10"),
    Row("2.16", "3.12", "3.12"),
    Row("2.16", "3.11", "3.9"),
    Row("2.17", "3.10", "3.10"),
    Row("2.17", "3.12", "3.9"),
    Row("2.18", "3.11", "3.11"),
    Row("2.18", "3.13", "3.13"),
    Row("2.18", "3.12", "3.9"),
    Row("2.19", "3.11", "3.11"),
    Row("2.19", "3.13", "3.13"),
    Row("2.19", "3.11", "3.9"),
    Row("2.19", "3.11", "3.9", FLOORS),
    Row("2.20", "3.12", "3.12"),
    Row("2.20", "3.14", "3.14"),
    Row("2.20", "3.12", "3.9"),
    Row("2.21", "3.12", "3.12"),
    Row("2.21", "3.13", "3.13"),
    Row("2.21", "3.14", "3.14"),
    Row("2.21", "3.12", "3.9"),
)


@functools.cache
def python(version: str) -> Optional[str]:
    """The path of a Python of this version that can make virtual environments, None where the machine has none."""
    folders = [str(path) for path in (Path.home() / ".pyenv/versions").glob(f"{version}.*/bin")]
    found = shutil.which(f"python{version}", path=os.pathsep.join([*folders, os.environ.get("PATH", "")]))
    if found is None:
        return None
    asked = f"import sys, venv, ensurepip; sys.exit(sys.version_info[:2] != {tuple(map(int, version.split('.')))})"
    return found if subprocess.run([found, "-c", asked], capture_output=True, check=False).returncode == 0 else None


def lacking(row: Row) -> list[str]:
    """The Pythons that the machine would need for this row."""
    return sorted({version for version in (row.controller, row.target) if python(version) is None})


def is_there(row: Row) -> bool:
    """Whether this machine can run the row."""
    return not lacking(row)


def controller_environment(row: Row) -> Path:
    """The programs' folder of the environment that ansible-core runs in, with the libraries where modules share it."""
    shared = row.controller == row.target and row.libraries == NEWEST
    return _environment(row.controller, [f"ansible-core=={row.ansible}.*", *(_libraries(NEWEST) if shared else [])])


def target_environment(row: Row) -> Path:
    """The programs' folder of the environment that the modules run in."""
    if row.controller == row.target and row.libraries == NEWEST:
        return controller_environment(row)
    return _environment(row.target, _libraries(row.libraries))


def _libraries(which: str) -> list[str]:
    """What requirements.txt has, or its floors."""
    lines = [line.partition("#")[0].strip() for line in (ROOT / "requirements.txt").read_text().splitlines()]
    return [re.sub(r">=([^,;]+)[^;]*", r"==\1", line) if which == FLOORS else line for line in lines if line]


def _environment(version: str, packages: list[str]) -> Path:
    interpreter = python(version)
    assert interpreter is not None, version
    digest = hashlib.sha256("\n".join([interpreter, *packages]).encode()).hexdigest()[:12]
    return environments.made(layout.cache() / "matrix" / f"py{version}-{digest}", "matrix", interpreter, packages)


def kubernetes() -> str:
    """The version of the control plane, such as 1.36: NATIVE_HELM_KUBERNETES chooses it."""
    whole = versions.kubernetes(versions.wanted())
    found = re.match(r"v?(\d+\.\d+)", whole)
    assert found, whole
    return found.group(1)


def commit() -> str:
    """What was run: the checkout's commit, with a + where files were changed since; "" without git."""
    git = ["git", "-C", str(ROOT)]
    found = subprocess.run([*git, "rev-parse", "--short=10", "HEAD"], capture_output=True, text=True, check=False)
    own = ("--", ".", ":(exclude)docs/support_matrix.*")  # what a row before wrote
    changed = subprocess.run([*git, "diff", "--quiet", "HEAD", *own], capture_output=True, check=False).returncode
    return found.stdout.strip() + ("+" if found.returncode == 0 and changed else "")


HEAD = """\
# Support matrix

What is run: the guides' playbooks and tests of the modules, on a real API server, by `make matrix`, which writes this
page (`NATIVE_HELM_KUBERNETES=1.35` chooses the server). The last column says at which commit; a row without one was not
run since this page is kept. `make test` runs all tests with ansible-core 2.19 and the Python of the machine.

| ansible-core | on Python | modules on Python | libraries | Kubernetes | | commit |
|---|---|---|---|---|---|---|
"""

TAIL = """
**Helm**: 4.3.1 is the reference; 3.17, 4.1 and 4.2 are run in turns with us by `make interop`. **Libraries**: the
newest ones, or the oldest that `requirements.txt` allows. **Kubernetes**: the four newest minor versions are meant to
work; those that were run stand in their column.
"""


Kept = Mapping[str, Mapping[str, Mapping[str, str]]]


def page(kept: Kept) -> str:
    """The text of docs/support_matrix.md. kept: by a row's key and by the version of Kubernetes: verdict and commit."""
    lines = []
    for row in ROWS:
        for server, ran in sorted(kept.get(row.key, {"": {}}).items()):
            cells = [*row, server, ran.get("verdict", "not run"), ran.get("commit", "")]
            lines.append("| " + " | ".join(cells) + " |")
    return HEAD + "\n".join(lines) + "\n" + TAIL
