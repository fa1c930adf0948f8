# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make a checkout importable as ansible_collections.native.helm, whatever its folder is called."""

from __future__ import annotations

import os
import sys
import types

ROOT = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))


def install() -> None:
    """Register the checkout as the package ansible_collections.native.helm of this interpreter."""
    for name in ("ansible_collections", "ansible_collections.native", "ansible_collections.native.helm"):
        package = sys.modules.get(name)
        if package is None:
            package = types.ModuleType(name)
            package.__path__ = []
            sys.modules[name] = package
    sys.modules["ansible_collections.native.helm"].__path__ = [ROOT]
