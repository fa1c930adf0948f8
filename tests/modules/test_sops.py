# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the page about secrets says of SOPS, with the real sops, an age key and community.sops: the values arrive, and
no output has them."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from pathlib import Path

from cluster_fixture import Cluster
from go_program import GoProgram
from left_out import leave_out

from .programs import ansible_playbook, target_python

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tests/tools"))

import _peer

SOURCE = ROOT / "tests/oracle/sops"
SOPS = GoProgram("sops", SOURCE, "sops", "3 min on 2 cores, once", "github.com/getsops/sops/v3/cmd/sops")
KEYGEN = GoProgram("age-keygen", SOURCE, "age-keygen", "some seconds, once", "filippo.io/age/cmd/age-keygen")
FIRST, SECOND = "correct-horse-of-the-lookup", "battery-staple-of-the-plugin"


def encrypted(path: Path, text: str, environ: dict[str, str]) -> None:
    """Write a file as sops writes it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    subprocess.run([SOPS.path, "encrypt", "--in-place", str(path)], env=environ, check=True, capture_output=True)
    assert "ENC[AES256_GCM," in path.read_text() and "-of-the-" not in path.read_text()


def test_what_sops_keeps_arrives_and_is_shown_nowhere(cluster: Cluster, collections: Path, tmp_path: Path) -> None:
    if not SOPS.path.is_file():
        leave_out("sops is not built", "tests/tools/sops --path builds it")
    key = tmp_path / "key.txt"
    made = subprocess.run([KEYGEN.built(), "-o", str(key)], check=True, capture_output=True, text=True).stderr
    public = made.partition("Public key: ")[2].strip()
    namespace = f"sops-{secrets.token_hex(4)}"
    environ = {
        **os.environ,
        "PATH": f"{SOPS.path.parent}:{os.environ['PATH']}",
        "SOPS_AGE_KEY_FILE": str(key),
        "SOPS_AGE_RECIPIENTS": public,
        "ANSIBLE_SOPS_BINARY": str(SOPS.path),
        "ANSIBLE_COLLECTIONS_PATH": f"{collections}:{_peer.sops_collections()}",
        "ANSIBLE_VARS_ENABLED": "host_group_vars,community.sops.sops",
        "ANSIBLE_PYTHON_INTERPRETER": target_python(),
        "K8S_AUTH_KUBECONFIG": cluster.kubeconfig,
        "KUBECONFIG": cluster.kubeconfig,
    }
    book = tmp_path / "book/sops.yml"
    book.parent.mkdir()
    text = (ROOT / "tests/guide/sops/sops.yml").read_text(encoding="utf-8")
    book.write_text(text.replace("{{ guide_namespace }}", namespace).replace("{{ guide_folder }}", str(tmp_path)))
    encrypted(book.parent / "shop.sops.yaml", f"auth:\n  password: {FIRST}\n", environ)
    encrypted(book.parent / "group_vars/all/shop.sops.yaml", f"shop_password: {SECOND}\n", environ)
    words = [*ansible_playbook(), "-vvv", "--diff", str(book)]
    for name, value in (("kubectl", "tests/tools/kubectl"), ("template", "tests/guide/password.tpl")):
        words += ["-e", f"guide_{name}={ROOT / value}"]
    done = subprocess.run(words, env=environ, capture_output=True, text=True, timeout=300, check=False)
    cluster.kubectl("delete", "namespace", "--ignore-not-found", "--wait=false", namespace)
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads((tmp_path / "passwords.json").read_text()) == [FIRST, SECOND]
    shown = done.stdout + done.stderr
    assert "TASK [A variable that SOPS keeps]" in shown
    assert [secret for secret in (FIRST, SECOND) if secret in shown] == []
