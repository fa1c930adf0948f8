# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fixtures of every test on a real API server: one cluster a session, a namespace a test."""

from __future__ import annotations

import functools
import json
import os
import secrets
import subprocess
import time
from pathlib import Path
from typing import Any, Callable, Iterator, Optional

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


def until(is_so: Callable[[], bool], seconds: float = 120.0) -> None:
    """Return when it is so. AssertionError when that takes too long."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, is_so
        time.sleep(0.05)


def create_namespace(kubeconfig: str, name: str) -> None:
    """Make a namespace, and return when there is in it what controllers put into each: pods need the account, and tests
    count the ConfigMaps."""
    client = _client(kubeconfig)
    client.create({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}, "")
    until(lambda: client.find("v1", "ServiceAccount", name, "default") is not None)
    until(lambda: client.find("v1", "ConfigMap", name, "kube-root-ca.crt") is not None)


def await_definition(kubectl: Callable[..., str], name: str) -> None:
    """Return when a definition that was just made is established. `kubectl wait` fails on one whose status has no
    conditions yet. kubectl: returns what kubectl prints."""

    def is_established() -> bool:
        status = json.loads(kubectl("get", "crd", name, "-o", "json")).get("status") or {}
        conditions = status.get("conditions") or []
        return any(one["type"] == "Established" and one["status"] == "True" for one in conditions)

    until(is_established)


def await_right(kubeconfig: str, namespace: str, user: str, verb: str, resource: str) -> None:
    """Return when a user may do that: the API server learns of a new role and its binding a moment later. user: ":NAME"
    for a service account of the namespace. resource: PLURAL or PLURAL.GROUP."""
    name, _dot, group = resource.partition(".")
    attributes = {"namespace": namespace, "verb": verb, "resource": name, "group": group}
    asked = f"system:serviceaccount:{namespace}{user}" if user.startswith(":") else user
    review = {
        "apiVersion": "authorization.k8s.io/v1", "kind": "SubjectAccessReview",
        "spec": {"user": asked, "resourceAttributes": attributes},
    }  # fmt: skip
    until(lambda: bool(_client(kubeconfig).create(review, "")["status"]["allowed"]))


@functools.cache
def _client(kubeconfig: str) -> Any:
    from ansible_collections.native.helm.plugins.module_utils._helm.base.env import Env
    from ansible_collections.native.helm.plugins.module_utils._helm.kube.client import Client
    from ansible_collections.native.helm.plugins.module_utils._helm.kube.config import Connection

    return Client(Connection.from_options({"kubeconfig": kubeconfig}, {}), Env())


@pytest.fixture
def namespace(cluster: Cluster) -> Iterator[str]:
    """A new namespace, which goes with the test."""
    name = f"test-{secrets.token_hex(5)}"
    create_namespace(cluster.kubeconfig, name)
    yield name
    cluster.kubectl("delete", "namespace", name, "--wait=false")
