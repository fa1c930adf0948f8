# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every test needs: the collection under its own name."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

import collection_path

collection_path.install()


@pytest.fixture
def tmp_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the test's own. Pytest's has the test's name and parameters in its path: words that the test may look
    for in a message which names a file."""
    return tmp_path_factory.mktemp("t")


pytest_plugins = ["cluster_fixture", "postgres_fixture"]
