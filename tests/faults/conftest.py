# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real API server, a proxy in front of it, and runs to disturb."""

from __future__ import annotations

from typing import Iterator

import pytest
from cluster_fixture import Cluster

from .proxy import Proxy
from .world import World


@pytest.fixture(scope="session")
def world(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The cluster with the proxy in front of it."""
    with Proxy(cluster.kubeconfig) as proxy:
        found = World.open(cluster.kubeconfig, proxy, tmp_path_factory.mktemp("faults"))
        yield found
        found.close()
