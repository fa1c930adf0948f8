# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real API server for the tests of releases, a namespace a test, and the actions at hand."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Iterator

import pytest

from .harness import Releases

CONTROL_PLANE = Path(__file__).resolve().parent.parent / "cluster" / "control_plane"


@pytest.fixture(scope="session")
def kubeconfig() -> Iterator[str]:
    """The kubeconfig of a cluster for tests: NATIVE_HELM_TEST_KUBECONFIG's, else one that lives as long as the
    session."""
    given = os.environ.get("NATIVE_HELM_TEST_KUBECONFIG")
    if given:
        yield given
        return
    name = f"release-tests-{os.getpid()}"
    started = subprocess.run([str(CONTROL_PLANE), "up", "--name", name], stdout=subprocess.PIPE, text=True, check=True)
    yield started.stdout.strip().splitlines()[-1]
    subprocess.run([str(CONTROL_PLANE), "down", "--name", name], check=True)


@pytest.fixture
def releases(kubeconfig: str) -> Iterator[Releases]:
    """The actions in a namespace of the test's own, which is gone afterwards."""
    found = Releases(kubeconfig)
    found.kubectl("create", "namespace", found.namespace)
    yield found
    found.kubectl("delete", "namespace", found.namespace, "--wait=false")
