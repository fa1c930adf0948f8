# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real API server, and our own webhook server that it asks."""

from __future__ import annotations

from typing import Any, Iterator

import pytest
from cluster_fixture import Cluster
from faults.proxy import Proxy
from release.conftest import kubeconfig, make_chart, releases  # noqa: F401  fixtures

from .conditions import Servers
from .own_cluster import OwnCluster
from .webhook import Webhook


@pytest.fixture(scope="session")
def webhook(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Webhook]:
    """The server of the admission webhooks."""
    with Webhook(tmp_path_factory.mktemp("webhook")) as found:
        yield found


@pytest.fixture(scope="session")
def proxy(cluster: Cluster) -> Iterator[Proxy]:
    """A proxy in front of the API server."""
    with Proxy(cluster.kubeconfig) as found:
        yield found


@pytest.fixture
def servers(webhook: Webhook, proxy: Proxy) -> Servers:
    """Both of them."""
    return Servers(webhook, proxy)


@pytest.fixture(scope="session")
def own_cluster() -> Iterator[OwnCluster]:
    """A control plane that nobody else uses."""
    with OwnCluster() as found:
        yield found


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print the matrix: how each operation ended under each condition, as check mode had said."""
    cells: dict[str, dict[str, str]] = {}
    for reports in terminalreporter.stats.values():
        for report in reports:
            for key, value in getattr(report, "user_properties", ()):
                if key == "cell":
                    cells.setdefault(value[0], {})[value[1]] = value[2]
    operations = list(dict.fromkeys(operation for row in cells.values() for operation in row))
    if not cells:
        return
    terminalreporter.section("check mode and run alike, under each condition")
    width = max(map(len, cells)) + 2
    terminalreporter.write_line(" " * width + "".join(f"{operation:11}" for operation in operations))
    for name, row in cells.items():
        line = "".join(f"{row.get(operation, '-'):11}" for operation in operations)
        terminalreporter.write_line(f"{name:{width}}{line}".rstrip())
