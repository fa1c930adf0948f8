# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A client of the room kube on the tests' cluster."""

from __future__ import annotations

import os
from typing import Iterator

import pytest
from cluster_fixture import Cluster

from ansible_collections.native.helm.plugins.module_utils._helm.base.env import Env
from ansible_collections.native.helm.plugins.module_utils._helm.kube.client import Client
from ansible_collections.native.helm.plugins.module_utils._helm.kube.config import Connection


@pytest.fixture
def client(cluster: Cluster, namespace: str) -> Iterator[Client]:
    """The administrator's client, in the test's own namespace."""
    connection = Connection.from_options({"kubeconfig": cluster.kubeconfig}, dict(os.environ))
    connection.namespace = namespace
    made = Client(connection, Env())
    yield made
    made.transport.close()
