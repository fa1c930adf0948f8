# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Helm's Capabilities of a live cluster: ours are the real helm's."""

from __future__ import annotations

from pathlib import Path

from cluster_fixture import Cluster

from ansible_collections.native.helm.plugins.module_utils._helm.kube.client import Client


def test_api_versions_and_version_are_those_of_helm(
    client: Client, cluster: Cluster, namespace: str, tmp_path: Path
) -> None:
    chart = tmp_path / "caps"
    (chart / "templates").mkdir(parents=True)
    (chart / "Chart.yaml").write_text("apiVersion: v2\nname: caps\nversion: 0.1.0\n")
    version = ".Capabilities.KubeVersion"
    (chart / "templates" / "NOTES.txt").write_text(
        "{{ range .Capabilities.APIVersions }}{{ . }}\n{{ end }}"
        f"KUBE {{{{ {version}.Version }}}} {{{{ {version}.Major }}}} {{{{ {version}.Minor }}}}\n"
    )
    ran = cluster.helm("install", "caps", str(chart), "--namespace", namespace, "--dry-run=server")
    lines = ran.stdout.partition("NOTES:\n")[2].split("\n")
    kube = next(line for line in lines if line.startswith("KUBE "))
    theirs = sorted(line for line in lines if line and not line.startswith("KUBE "))
    ours = client.version()
    assert client.api_versions() == theirs
    assert kube == f"KUBE {ours['gitVersion']} {ours['major']} {ours['minor']}"
