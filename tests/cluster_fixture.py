# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fixtures of every test on a real API server: one cluster a session, a namespace a test."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
from pathlib import Path
from typing import Any, Iterator, Optional

import pytest

TESTS = Path(__file__).resolve().parent
KUBECONFIG = "NATIVE_HELM_TEST_KUBECONFIG"


class Cluster:
    """A running cluster. kubeconfig: the path of its administrator's kubeconfig."""

    def __init__(self, kubeconfig: str) -> None:
        self.kubeconfig = kubeconfig

    def kubectl(self, *arguments: str, stdin: Optional[str] = None, check: bool = True) -> str:
        """Return what kubectl printed. AssertionError with its own words when it failed."""
        ran = subprocess.run(
            [str(TESTS / "tools" / "kubectl"), "--kubeconfig", self.kubeconfig, *arguments],
            input=stdin, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert ran.returncode == 0 or not check, f"kubectl {' '.join(arguments)}: {ran.stderr}"
        return ran.stdout

    def helm(
        self, *arguments: str, stdin: Optional[str] = None, check: bool = True
    ) -> subprocess.CompletedProcess[str]:
        """Return what the real helm did. AssertionError with its own words when it failed."""
        ran = subprocess.run(
            [str(TESTS / "tools" / "helm"), "--kubeconfig", self.kubeconfig, *arguments],
            input=stdin, capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip
        assert ran.returncode == 0 or not check, f"helm {' '.join(arguments)}: {ran.stderr}"
        return ran

    def get(self, *arguments: str) -> dict[str, Any]:
        """Return an object (or a List of them) as kubectl get reads it."""
        found: dict[str, Any] = json.loads(self.kubectl("get", "-o", "json", *arguments))
        return found


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """The cluster that NATIVE_HELM_TEST_KUBECONFIG names, else one of our own, which goes with the session.

    Tests make namespaces of their own and touch nothing else; what is not in a namespace gets a name of its own.
    """
    running = os.environ.get(KUBECONFIG)
    if running:
        yield Cluster(running)
        return
    program, name = str(TESTS / "cluster" / "control_plane"), f"test-{secrets.token_hex(4)}"
    started = subprocess.run([program, "up", "--name", name], stdout=subprocess.PIPE, text=True, check=False)
    if started.returncode:
        pytest.fail(
            f"no cluster to test on: control_plane up failed with exit code {started.returncode}", pytrace=False
        )
    try:
        yield Cluster(started.stdout.strip().splitlines()[-1])
    finally:
        subprocess.run([program, "down", "--name", name], check=True, capture_output=True)


@pytest.fixture
def namespace(cluster: Cluster) -> Iterator[str]:
    """A new namespace, which goes with the test."""
    name = f"test-{secrets.token_hex(5)}"
    cluster.kubectl("create", "namespace", name)
    yield name
    cluster.kubectl("delete", "namespace", name, "--wait=false")
