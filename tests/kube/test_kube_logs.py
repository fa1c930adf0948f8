# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Logs of pods and jobs on a real cluster (its kubelets are simulated; they answer by the container's name)."""

from __future__ import annotations

from typing import Any

import pytest
from cluster_fixture import Cluster

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import NotFound
from ansible_collections.native.helm.plugins.module_utils._helm.kube import logs
from ansible_collections.native.helm.plugins.module_utils._helm.kube.client import Client


def pod(name: str, *containers: str, **spec: Any) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name},
        "spec": {"containers": [{"name": one, "image": "busybox"} for one in containers], **spec},
    }


def ready(cluster: Cluster, namespace: str, what: str) -> None:
    cluster.kubectl("-n", namespace, "wait", "--for=condition=Ready", what, "--timeout=60s")


def test_the_last_lines_of_a_pod(client: Client, cluster: Cluster, namespace: str) -> None:
    client.create(pod("p", "verbose"))
    ready(cluster, namespace, "pod/p")
    assert logs.last_lines(client, "Pod", namespace, "p", lines=2) == "line 399 of 400\nline 400 of 400"


def test_several_containers_have_their_headings(client: Client, cluster: Cluster, namespace: str) -> None:
    client.create(pod("p", "verbose", "failing"))
    ready(cluster, namespace, "pod/p")
    assert logs.last_lines(client, "Pod", namespace, "p", lines=1) == (
        "==> p/verbose <==\nline 400 of 400\n==> p/failing <==\ngiving up"
    )


def test_escape_sequences_are_written_out(client: Client, cluster: Cluster, namespace: str) -> None:
    client.create(pod("p", "unicode"))
    ready(cluster, namespace, "pod/p")
    found = logs.last_lines(client, "Pod", namespace, "p", lines=50)
    assert "\x1b" not in found
    assert "\\x1b" in found
    assert "ü" in found


def test_the_pods_of_a_job(client: Client, cluster: Cluster, namespace: str) -> None:
    spec = pod("x", "failing", restartPolicy="Never")["spec"]
    template = {"metadata": {"annotations": {"native.helm.test/pod": "fail"}}, "spec": spec}
    client.create(
        {
            "apiVersion": "batch/v1",
            "kind": "Job",
            "metadata": {"name": "j"},
            "spec": {"backoffLimit": 0, "template": template},
        }
    )
    cluster.kubectl("-n", namespace, "wait", "--for=condition=Failed", "job/j", "--timeout=60s")
    assert logs.last_lines(client, "Job", namespace, "j", lines=1) == "giving up"


def test_a_container_that_crashes_again_and_again_is_read_as_it_last_ended(
    client: Client, cluster: Cluster, namespace: str
) -> None:
    body = pod("p", "failing")
    body["metadata"]["annotations"] = {"native.helm.test/pod": "fail"}
    client.create(body)
    cluster.kubectl(
        "-n", namespace, "wait", "pod/p", "--timeout=60s",
        "--for=jsonpath={.status.containerStatuses[0].state.waiting.reason}=CrashLoopBackOff",
    )  # fmt: skip
    assert logs.last_lines(client, "Pod", namespace, "p", lines=5) == "started\ncrashed"


def test_a_pod_without_a_node_has_no_lines(client: Client, namespace: str) -> None:
    client.create(pod("p", "c", nodeSelector={"no": "such-node"}))
    assert logs.last_lines(client, "Pod", namespace, "p") == ""  # what the API server says of it


def test_no_pod_is_not_found(client: Client, namespace: str) -> None:
    with pytest.raises(NotFound, match='pods "none" not found'):
        logs.last_lines(client, "Pod", namespace, "none")
    assert logs.last_lines(client, "Job", namespace, "none") == ""
