# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests that want what `make test` cannot set up: left out where it is not there, counted, named in the last lines."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NoReturn

import pytest

ROOT = Path(__file__).resolve().parent.parent
CORPUS = Path(os.environ.get("NATIVE_HELM_CORPUS") or ROOT.parent / "shared" / "corpus")
MARK = "left out: "  # how tests/_run knows these skips in a report


def leave_out(missing: str, hint: str, *, in_ci: bool = False) -> NoReturn:
    """End the test: it is left out because of what is missing; hint says how to have it.

    In CI (CI=true, and the corpus is there: the whole set-up, that is) nothing may be left out: it fails. in_ci: it
    may, since what is missing is for the system to have.
    """
    if not in_ci and os.environ.get("CI") == "true" and CORPUS.is_dir():
        pytest.fail(f"{missing}, and in CI nothing may be left out: {hint}", pytrace=False)
    pytest.skip(f"{MARK}{missing}: {hint}")
