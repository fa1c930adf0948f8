# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""playbooks/report.yml and the role that it is made of, with clusters that can be read, in part and not at all."""

from __future__ import annotations

import os
import re
import secrets
import subprocess
from pathlib import Path

import pytest
import yaml
from cluster_fixture import Cluster, await_right
from ports import closed_port

from .programs import ansible_playbook

CHART = "apiVersion: v2\nname: shop\nversion: 1.0.0\n"
CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: shop}\ndata: {a: \"1\"}\n"


@pytest.fixture
def namespace(cluster: Cluster, tmp_path: Path) -> str:
    """A namespace with a release whose notes are hostile, and which somebody changed."""
    name = f"report-{secrets.token_hex(4)}"
    (tmp_path / "shop/templates").mkdir(parents=True)
    (tmp_path / "shop/Chart.yaml").write_text(CHART)
    (tmp_path / "shop/templates/a.yaml").write_text(CONFIG)
    (tmp_path / "shop/templates/NOTES.txt").write_text("<script>alert('shop')</script> {{ `{{ 7 * 191 }}` }}")
    cluster.helm("install", "shop", str(tmp_path / "shop"), "-n", name, "--create-namespace", "-l", "by=ada")
    cluster.kubectl("-n", name, "patch", "configmap", "shop", "--type=merge", "-p", '{"data":{"a":"2"}}')
    return name


def restricted(cluster: Cluster, namespace: str) -> str:
    """A token for somebody who may read the records, and nothing that is in them."""
    cluster.kubectl("-n", namespace, "create", "serviceaccount", "reader")
    cluster.kubectl("-n", namespace, "create", "role", "reader", "--verb=get,list", "--resource=secrets")
    subject = f"--serviceaccount={namespace}:reader"
    cluster.kubectl("-n", namespace, "create", "rolebinding", "reader", "--role=reader", subject)
    await_right(cluster.kubeconfig, namespace, ":reader", "list", "secrets")
    return cluster.kubectl("-n", namespace, "create", "token", "reader").strip()


def test_a_page_of_clusters_of_which_not_all_can_be_read(
    cluster: Cluster, collections: Path, namespace: str, tmp_path: Path
) -> None:
    own = yaml.safe_load(Path(cluster.kubeconfig).read_text())
    away = {**own, "clusters": [{**one, "cluster": {"server": f"https://127.0.0.1:{closed_port()}"}}
                                for one in own["clusters"]]}  # fmt: skip
    limited = {**own, "users": [{**one, "user": {"token": restricted(cluster, namespace)}} for one in own["users"]]}
    hosts = {name: {"cluster_kubeconfig": found, "report_namespace": namespace}
             for name, found in (("whole", own), ("limited", limited), ("away", away))}  # fmt: skip
    (tmp_path / "inventory.yml").write_text(yaml.safe_dump({"clusters": {"hosts": hosts}}))
    page = tmp_path / "page.html"
    variables = {"report_hosts": "clusters", "report_dest": str(page), "report_title": "What <runs>"}
    environ = {
        **os.environ,
        "ANSIBLE_COLLECTIONS_PATH": str(collections),
        **{f"HELM_{name}_HOME": str(tmp_path / name) for name in ("CONFIG", "CACHE")},
    }
    words = [*ansible_playbook(), "-i", str(tmp_path / "inventory.yml"), "native.helm.report"]
    words += [word for name, value in variables.items() for word in ("-e", f"{name}='{value}'")]
    done = subprocess.run(words, env=environ, capture_output=True, text=True, timeout=300, check=False)
    text = page.read_text(encoding="utf-8")
    assert done.returncode == 2, done.stdout
    assert re.search(r"^fatal: \[away\]: FAILED! => .*connection refused", done.stdout, re.MULTILINE)
    recap = dict(re.findall(r"^(whole|limited|away) .*failed=(\d)", done.stdout, re.MULTILINE))
    assert recap == {"whole": "0", "limited": "0", "away": "1"}
    assert "What &lt;runs&gt;" in text and "<script>alert" not in text and "1337" not in text
    assert text.count("&lt;script&gt;alert(&#39;shop&#39;)&lt;/script&gt; {{ 7 * 191 }}") == 2
    assert text.count('class="release') - text.count('class="releases') == 2 and "by=ada" in text
    assert "drifted: /data/a" in text and '<td class="live"><pre>2</pre>' in text
    notices = re.findall(r"<h2>(.*?)</h2>\n<p>(.*?)</p>", text)
    assert notices[0][0] == "away could not be read" and "connection refused" in notices[0][1]
    assert notices[1][0] == "limited was not read completely" and "drift cannot be told" in notices[1][1]
    assert "no known repository has a chart named shop" in text
    assert page.stat().st_mode & 0o777 == 0o640
    cluster.kubectl("delete", "namespace", namespace, "--wait=false")
