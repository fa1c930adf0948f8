# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules run in the tests' own process, one after the other, as if each had one of its own."""

from __future__ import annotations

import contextlib
import importlib
from typing import Any, Iterator
from unittest import mock

from ansible.module_utils import _internal
from ansible.module_utils.common import warnings
from ansible.module_utils.testing import patch_module_args


@contextlib.contextmanager
def of_its_own() -> Iterator[None]:
    """What a module warns of in here is in its result, and no other one's is.

    Ansible shows warnings instead where any test before has imported its controller's code.
    """
    warned: tuple[dict[Any, Any], ...] = (warnings._global_warnings, warnings._global_deprecations)
    with mock.patch.object(_internal, "is_controller", False), contextlib.ExitStack() as kept:
        for found in warned:
            kept.enter_context(mock.patch.dict(found, clear=True))
        yield


def run(module: str, given: dict[str, Any]) -> None:
    """Run a module of the collection with these arguments. Raises SystemExit, which ends it."""
    with of_its_own(), patch_module_args(given):
        importlib.import_module(f"ansible_collections.native.helm.plugins.modules.{module}").main()
