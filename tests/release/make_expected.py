# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make the records in records/: on the cluster of NATIVE_HELM_TEST_KUBECONFIG.

Every helm version installs, upgrades and rolls back charts/shop; what it stores for each revision is kept as it is, in
records/helm-VERSION-vREVISION.txt (the Secret's data, decoded once). Unit tests read these without a cluster.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
TOOLS = HERE.parent / "tools"
VERSIONS = ("3.17.3", "4.1.4", "4.2.3", "4.3.1")


def run(tool: str, *words: str, **env: str) -> str:
    """Return what the tool prints; its errors go to stderr and end the program."""
    done = subprocess.run(
        [str(TOOLS / tool), *words],
        env={**os.environ, "KUBECONFIG": os.environ["NATIVE_HELM_TEST_KUBECONFIG"], **env},
        stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    return done.stdout


def main() -> int:
    """0 when every record was written."""
    for version in VERSIONS:
        namespace = "records-" + version.replace(".", "-")
        place = ("--namespace", namespace)
        chart = str(HERE / "charts" / "shop")
        run("helm", "install", "web", chart, "--create-namespace", *place, "--labels", "team=a", HELM_VERSION=version)
        run(
            "helm",
            "upgrade",
            "web",
            chart,
            *place,
            "--set",
            "message=<b>&\u2028ü,n=5,m=null,s=007",
            HELM_VERSION=version,
        )
        run("helm", "rollback", "web", "1", *place, HELM_VERSION=version)
        for revision in (1, 2, 3):
            name = f"sh.helm.release.v1.web.v{revision}"
            secret = json.loads(run("kubectl", "get", "secret", name, *place, "-o", "json"))
            record = base64.b64decode(secret["data"]["release"])
            (HERE / "records" / f"helm-{version}-v{revision}.txt").write_bytes(record + b"\n")
            labels = secret["metadata"]["labels"]
            (HERE / "records" / f"helm-{version}-v{revision}.labels.json").write_text(
                json.dumps(labels, indent=1) + "\n"
            )
        run("kubectl", "delete", "namespace", namespace, "--wait=false")
    return 0


if __name__ == "__main__":
    sys.exit(main())
