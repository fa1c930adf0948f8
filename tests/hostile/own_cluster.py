# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A control plane for what would disturb everybody on a shared one."""

from __future__ import annotations

import secrets
import subprocess
from pathlib import Path

from ansible_collections.native.helm.plugins.module_utils._helm.base.env import Env
from ansible_collections.native.helm.plugins.module_utils._helm.kube.client import Client
from ansible_collections.native.helm.plugins.module_utils._helm.kube.config import Connection

PROGRAM = Path(__file__).resolve().parent.parent / "cluster" / "control_plane"


class OwnCluster:
    """kubeconfig: the administrator's. client: as administrator."""

    def __init__(self) -> None:
        self._name = f"hostile-{secrets.token_hex(4)}"

    def __enter__(self) -> OwnCluster:
        words = [str(PROGRAM), "up", "--name", self._name]
        started = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=True)
        self.kubeconfig = started.stdout.strip().splitlines()[-1]
        self.client = Client(Connection.from_options({"kubeconfig": self.kubeconfig}, {}), Env())
        return self

    def __exit__(self, *_: object) -> None:
        subprocess.run([str(PROGRAM), "down", "--name", self._name], check=True, capture_output=True)
