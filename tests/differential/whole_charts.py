# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Public charts loaded, linted and packaged again, beside helm: the same messages, rendering and bytes."""

from __future__ import annotations

import re
import subprocess
import tempfile
from pathlib import Path

from ansible_collections.native.helm.plugins.module_utils._helm.actions import linting
from ansible_collections.native.helm.plugins.module_utils._helm.base.env import Env
from ansible_collections.native.helm.plugins.module_utils._helm.chart import loader, packing
from ansible_collections.native.helm.plugins.module_utils._helm.chart.lint import lint

HELM = str(Path(__file__).resolve().parent.parent / "tools" / "helm")
_UNPACKED = re.compile(r"/tmp/helm-lint\d+/[^:\n]+")


def check(path: Path, *, with_lint: bool = True) -> list[str]:
    """Return how the chart in an archive differs from what helm makes of it."""
    data = path.read_bytes()
    first = packing.pack(loader.load_archive(data, str(path)))
    second = packing.pack(loader.load_archive(first, str(path)))
    found = [] if first == second else ["packaged twice, it is another archive"]
    return [*found, *_rendering(path, first), *(_lint(path, data) if with_lint else [])]


def _rendering(path: Path, packed: bytes) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        again = Path(folder) / path.name
        again.write_bytes(packed)
        theirs, ours = _template(path), _template(again)
    if theirs == ours:
        return []
    once_more = _template(path)  # templates may roll dice: lines that differ between two runs say nothing
    lines = list(zip(theirs.splitlines(), once_more.splitlines(), ours.splitlines()))
    steady = [(one, mine) for one, other, mine in lines if one == other]
    different = [f"- {one}\n+ {mine}" for one, mine in steady if one != mine]
    if len(theirs.splitlines()) != len(ours.splitlines()):
        different.append("helm renders another number of lines")
    return [f"helm renders it otherwise: {different[0]}"] if different else []


def _template(path: Path) -> str:
    done = subprocess.run([HELM, "template", "rel", str(path)], capture_output=True, text=True, check=False)
    return done.stdout + done.stderr.replace(str(path), "CHART")


def _lint(path: Path, data: bytes) -> list[str]:
    done = subprocess.run([HELM, "lint", str(path)], capture_output=True, text=True, check=False)
    wanted = done.stdout.partition("\n")[2].replace("\n1 chart(s) linted, 0 chart(s) failed\n", "")
    wanted = _UNPACKED.sub(str(path), wanted)
    messages = linting.run(lint.Unpacked(data, str(path)), {}, Env())
    ours = "".join(f"{message}\n" for message in messages)
    found = []
    if ours.split() != wanted.split():
        found.append(f"lint says\n{ours}and helm lint\n{wanted}")
    if bool(lint.failed(messages)) != (done.returncode != 0):
        found.append("lint has another verdict")
    return found
