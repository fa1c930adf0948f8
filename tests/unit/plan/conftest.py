# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An API server of the test's own."""

from __future__ import annotations

from typing import Iterator

import pytest

from .api import Api, serving


@pytest.fixture
def api() -> Iterator[Api]:
    yield from serving()
