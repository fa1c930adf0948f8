# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""kubernetes.core, the peer of the drop-in modules, for the tools that pin what it is and does; no test needs it."""

from __future__ import annotations

import os
import sys
import tempfile
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import _fetch

# PyPI's package ansible has collections in it, among them the peer; its own version is another one.
WHEEL = _fetch.Wheel("ansible", "14.5.0", "245623ccc2d31d0f6f4bdb63168d550cad305fb032cc43d96e8f61ce8ab0ba84", "", "")
WANTED = "ansible_collections/kubernetes/core/"


def collections() -> Path:
    """Return the folder that has ansible_collections/kubernetes/core in it, fetched once into the cache.

    Raises FetchError.
    """
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    tools = Path(os.environ.get("NATIVE_HELM_CACHE") or os.path.join(home, "native-helm")) / "tools"
    target = tools / f"peer-{WHEEL.version}"
    if not target.exists():
        tools.mkdir(parents=True, exist_ok=True)
        print(f"fetching ansible {WHEEL.version}, about 50 MB", file=sys.stderr, flush=True)
        with tempfile.TemporaryDirectory(dir=tools, prefix=".fetching-") as folder:
            with zipfile.ZipFile(_fetch.download(WHEEL, Path(folder))) as wheel:
                for name in wheel.namelist():
                    if name.startswith(WANTED):
                        wheel.extract(name, Path(folder, "peer"))
            os.rename(Path(folder, "peer"), target)
    return target
