# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The core found by Python's own loader, which keeps bytecode in __pycache__. Ansible's loader of collections compiles
every file in every process: 0.2 s a task for what a release needs."""

from __future__ import annotations

import contextlib
import sys
from importlib.machinery import SOURCE_SUFFIXES, FileFinder, ModuleSpec, SourceFileLoader
from types import ModuleType
from typing import Iterator, Optional, Sequence

_CORE = f"{__name__.rsplit('.', 3)[0]}.module_utils._helm"


class CoreFinder:
    """A finder for sys.meta_path that knows the collection's private core and nothing else."""

    @staticmethod
    def find_spec(
        name: str, path: Optional[Sequence[str]] = None, _target: Optional[ModuleType] = None
    ) -> Optional[ModuleSpec]:
        """Return the spec of a module of the core."""
        if name != _CORE and not name.startswith(f"{_CORE}."):
            return None
        found = (FileFinder(folder, (SourceFileLoader, SOURCE_SUFFIXES)).find_spec(name) for folder in path or ())
        return next((spec for spec in found if spec is not None), None)


@contextlib.contextmanager
def kept() -> Iterator[None]:
    """Have the core found by CoreFinder in a with statement's block."""
    finder = CoreFinder()
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
