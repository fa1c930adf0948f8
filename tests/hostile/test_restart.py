# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An API server that is started anew in the middle of a run, as an upgrade of the cluster does it: what check mode said
is done all the same. On a control plane of its own: everybody's would be away."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from .conditions import CONDITIONS, Servers
from .own_cluster import OwnCluster
from .world import Case

KILLED, ENDED = signal.SIGKILL, signal.SIGTERM  # a crash; in good order, with requests that are told to come later
SAMPLE = [("upgrade", KILLED, 4)]  # one that ends in good order takes over a minute to be gone
ROWS = (
    [
        (operation, number, write)
        for operation in ("install", "upgrade", "rollback", "uninstall")
        for number, write in ((KILLED, 1), (KILLED, 4), (ENDED, 3))
    ]
    if os.environ.get("NATIVE_HELM_MATRIX") == "full"
    else SAMPLE
)


@pytest.mark.parametrize(("operation", "number", "write"), ROWS)
def test_an_api_server_started_anew_changes_nothing(
    own_cluster: OwnCluster, servers: Servers, tmp_path: Path, operation: str, number: signal.Signals, write: int
) -> None:
    """write: which of the run's writes is the first that it does not answer."""
    case = Case(own_cluster.kubeconfig, CONDITIONS["healthy"], tmp_path, servers)
    restarts: list[str] = []

    def restart(method: str, path: str) -> None:
        if len(case.releases.writes()) == write and not restarts:
            restarts.append(f"{method} {path}")
            own_cluster.restart_api_server(number)

    try:
        case.prepare(operation)
        predicted = case.act(operation, check=True)
        case.releases.before = restart
        done = case.act(operation, check=False)
        assert restarts, "nothing was restarted"
        assert predicted == done
        own_cluster.await_api_server()
        case.do_again(operation)
        case.is_foreign_untouched()
        case.helm_goes_on()
    finally:
        own_cluster.await_api_server()
        case.close()
