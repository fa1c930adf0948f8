# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A control plane for what would disturb everybody on a shared one."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import threading
from pathlib import Path
from typing import BinaryIO

from _control_plane import processes
from _control_plane.layout import Cluster, ports_lock
from _control_plane.steps import locked
from cluster_fixture import until

from ansible_collections.native.helm.plugins.module_utils._helm.base.env import Env
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import KubeError
from ansible_collections.native.helm.plugins.module_utils._helm.kube.client import Client
from ansible_collections.native.helm.plugins.module_utils._helm.kube.config import Connection

PROGRAM = Path(__file__).resolve().parent.parent / "cluster" / "control_plane"


class OwnCluster:
    """kubeconfig: the administrator's. client: as administrator."""

    def __init__(self) -> None:
        self._name = f"hostile-{secrets.token_hex(4)}"
        self._restart = threading.Thread()

    def __enter__(self) -> OwnCluster:
        words = [str(PROGRAM), "up", "--name", self._name]
        started = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=True)
        self.kubeconfig = started.stdout.strip().splitlines()[-1]
        self.client = Client(Connection.from_options({"kubeconfig": self.kubeconfig}, {}), Env())
        return self

    def restart_api_server(self, number: signal.Signals) -> None:
        """Have the API server end by a signal, and started anew as soon as it is gone. Returns at once."""
        (pid,) = self._api_servers()
        words = next(words for found, _memory, words in processes.table() if found == pid)

        self._restart = threading.Thread(target=self._start_anew, args=(pid, words, number))
        self._restart.start()

    def _start_anew(self, pid: int, words: list[str], number: signal.Signals) -> None:
        with locked(ports_lock(), "starts an API server anew"):  # a new cluster would take its port
            os.kill(pid, number)
            until(lambda: pid not in self._api_servers())
            with open(Cluster(self._name).logs / "kube-apiserver.log", "ab") as log:
                started = [_start(words, log)]

                def is_ready() -> bool:
                    if started[-1].poll() is not None:  # threads of the one before may hold its port for a moment more
                        started.append(_start(words, log))
                    return self._is_ready()

                until(is_ready)

    def await_api_server(self) -> None:
        """Return when the API server that was started anew is ready."""
        if self._restart.ident is not None:
            self._restart.join()
        until(self._is_ready)

    def _is_ready(self) -> bool:
        try:
            return self.client.transport.request("GET", "/readyz").status == 200
        except KubeError:
            return False

    def _api_servers(self) -> list[int]:
        found = processes.running(Cluster(self._name).folder)
        return [process.pid for process in found if process.component == "kube-apiserver"]

    def __exit__(self, *_: object) -> None:
        subprocess.run([str(PROGRAM), "down", "--name", self._name], check=True, capture_output=True)


def _start(words: list[str], log: BinaryIO) -> subprocess.Popen[bytes]:
    return subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
