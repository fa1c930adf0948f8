# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Known flaws of helm and its kind, a test each. Each is tried twice: as it is, where it has to be refused, and with
the guard against it taken out, where it has to succeed: a test that passes without the guard proves nothing."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Callable, Iterator, Optional

import pytest
from chart_servers.hostile import Asked, Hostile, Reply
from chart_servers.keys import Keys
from hostile_pages import Serve

from ansible_collections.native.helm.plugins.module_utils._helm.base.env import Env
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.sources.source import Locator
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.web.paths import Paths


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start servers; end them after the test."""
    with contextlib.ExitStack() as stack:

        def start(answer: Callable[[Asked], Reply], keys: Optional[Keys] = None) -> Hostile:
            server = Hostile(answer, keys)
            stack.callback(server.stop)
            return server

        yield start


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    return Keys(tmp_path_factory.mktemp("keys"))


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    home = str(tmp_path / "home")
    return {"HOME": home, "HELM_CONFIG_HOME": f"{home}/config", "HELM_CACHE_HOME": f"{home}/cache"}


@pytest.fixture
def locator(environ: dict[str, str]) -> Locator:
    return Locator(Paths(environ), Env())
