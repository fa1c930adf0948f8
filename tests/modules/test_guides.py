# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pages of docs/docsite show what runs: a playbook a page, on a real API server. tests/unit/test_guide.py: that the
pages have their snippets from there."""

from __future__ import annotations

import os
import re
import secrets
import subprocess
from pathlib import Path

import pytest
import snippets
from cluster_fixture import Cluster

from .programs import ansible_playbook, target_python

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "docs/docsite/rst"
PLAYBOOKS = sorted((ROOT / "tests/guide").glob("*.yml"))


@pytest.fixture(scope="module")
def ran(cluster: Cluster, collections: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """What one run of all playbooks printed: each with a namespace of its own, named after its page."""
    folder = tmp_path_factory.mktemp("guides")
    stem = f"guide-{secrets.token_hex(4)}"
    for path in PLAYBOOKS:
        (folder / path.stem).mkdir()
        lines = path.read_text(encoding="utf-8").replace("{{ guide_folder }}", str(folder / path.stem))
        lines = lines.replace("{{ guide_namespace }}", f"{stem}-{path.stem.replace('_', '-')}")
        (folder / path.name).write_text(lines, encoding="utf-8")
    (folder / "readme.yml").write_text(readme(folder / "hello", f"{stem}-readme"), encoding="utf-8")
    for path in (ROOT / "tests/guide").glob("*.tpl"):
        (folder / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    variables = {
        **os.environ,
        "ANSIBLE_COLLECTIONS_PATH": str(collections),
        "ANSIBLE_PYTHON_INTERPRETER": target_python(),
        "HELM_CONFIG_HOME": str(folder / "config"),
        "HELM_CACHE_HOME": str(folder / "cache"),
        "K8S_AUTH_KUBECONFIG": cluster.kubeconfig,
        "KUBECONFIG": cluster.kubeconfig,
        "SHOP_PASSWORD": "battery-horse-staple",
    }
    words = [*ansible_playbook(), "-e", f"guide_kubectl={ROOT}/tests/tools/kubectl"]
    books = [str(folder / path.name) for path in PLAYBOOKS] + [str(folder / "readme.yml")] * 2
    done = subprocess.run([*words, *books], env=variables, capture_output=True, text=True, timeout=600, check=False)
    namespaces = [f"{stem}-{path.stem.replace('_', '-')}" for path in PLAYBOOKS]
    cluster.kubectl("delete", "namespace", "--ignore-not-found", "--wait=false", *namespaces, f"{stem}-readme")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def readme(chart: Path, namespace: str) -> str:
    """The README's first playbook that needs no way to the internet, with a folder and a namespace of the test's."""
    found = [text for text in snippets.of_page(ROOT / "README.md") if "/tmp/hello" in text]
    assert len(found) == 1
    return found[0].replace("/tmp/hello", str(chart)).replace("namespace: demo", f"namespace: {namespace}")


def title(path: Path) -> str:
    """The name of a playbook's play."""
    found = re.search(r"^- name: (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert found, path
    return found.group(1)


def test_there_are_guides() -> None:
    assert len(PLAYBOOKS) >= 7


@pytest.mark.parametrize("path", PLAYBOOKS, ids=lambda path: path.stem)
def test_the_page_of_a_playbook_is_there_and_it_ran(path: Path, ran: str) -> None:
    assert (PAGES / f"{path.stem}.rst").is_file()
    assert f"PLAY [{title(path)}]" in ran


def test_the_first_playbook_of_the_readme_runs_as_it_stands_and_again(ran: str) -> None:
    first, again = ran.split("PLAY [A first release, of a chart of our own]")[1:]
    assert first.count("changed: [localhost]") == 2
    assert again.count("changed: [localhost]") == 0 and again.count("ok: [localhost]") == 3
