# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real API server, and our own webhook server that it asks."""

from __future__ import annotations

from typing import Iterator

import pytest
from release.conftest import kubeconfig, make_chart, releases  # noqa: F401  fixtures

from .own_cluster import OwnCluster
from .webhook import Webhook


@pytest.fixture(scope="session")
def webhook(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Webhook]:
    """The server of the admission webhooks."""
    with Webhook(tmp_path_factory.mktemp("webhook")) as found:
        yield found


@pytest.fixture(scope="session")
def own_cluster() -> Iterator[OwnCluster]:
    """A control plane that nobody else uses."""
    with OwnCluster() as found:
        yield found
