# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What tasks without a cluster have around them: small charts, the real helm, a folder's state."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any, Callable

import yaml

HELM = Path(__file__).resolve().parents[2] / "tools/helm"
Run = Callable[..., dict[str, Any]]


def without(result: dict[str, Any], *names: str) -> dict[str, Any]:
    # Ansible itself adds the owner and mode of `path` where that is there
    added = ("uid", "gid", "owner", "group", "mode", "state", "size", "secontext")
    kept = {key: value for key, value in result.items() if key not in (*names, *added)}
    # an archive is listed with the time at which it was
    return json.loads(re.sub(r"created: \\\"[^\\]*\\\"", "created", json.dumps(kept)))


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def helm(*arguments: str) -> str:
    return subprocess.run([HELM, *arguments], capture_output=True, text=True, check=True).stdout


def chart(folder: Path, **metadata: Any) -> Path:
    """A small chart; metadata over name, version and apiVersion."""
    (folder / "templates").mkdir(parents=True)
    facts = {"apiVersion": "v2", "name": folder.name, "version": "1.0.0", **metadata}
    (folder / "Chart.yaml").write_text(yaml.safe_dump(facts))
    (folder / "values.yaml").write_text("a: 1\n")
    (folder / "templates/a.yaml").write_text("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: {{ .Release.Name }}}\n")
    return folder
