# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""helm_chart_info through ansible-playbook, beside what helm shows of the same charts."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any, Callable, Iterator

import loopback
import openpgp
import pytest
import yaml

HELM = str(Path(__file__).resolve().parents[1] / "tools/helm")
CRD = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: a.b.c}\n"


def helm(*arguments: str) -> str:
    return subprocess.run([HELM, *arguments], capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="module")
def charts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A chart as a folder, as signed archives in a repository, and the keyring for them."""
    folder = tmp_path_factory.mktemp("charts")
    helm("create", str(folder / "shop"))
    shop = folder / "shop"
    text = (shop / "Chart.yaml").read_text()
    needs = "dependencies:\n- {name: near, version: ^1}\n- {name: far, version: 1.0.0, repository: 'x'}\n"
    (shop / "Chart.yaml").write_text(text + needs)
    (shop / "crds").mkdir()
    (shop / "crds/thing.yaml").write_text(CRD)
    (shop / "README.md").write_text("# The shop\n\nüber\n")
    (shop / "charts/near").mkdir(parents=True)
    (shop / "charts/near/Chart.yaml").write_text("apiVersion: v2\nname: near\nversion: 1.2.0\n")
    (shop / "templates/bad.json").write_text("{}")
    helm("create", str(folder / "web"))
    (folder / "repository").mkdir()
    key = openpgp.Key("alice")
    (folder / "secret.gpg").write_bytes(key.secret)
    (folder / "public.gpg").write_bytes(key.public)
    sign = ("--sign", "--key", "alice", "--keyring", str(folder / "secret.gpg"), "-d", str(folder / "repository"))
    for version in ("1.0.0", "1.1.0", "2.0.0", "2.1.0-rc.1"):
        helm("package", str(folder / "web"), "--version", version, "--app-version", f"a{version}", *sign)
    helm("repo", "index", str(folder / "repository"))
    return folder


@pytest.fixture(scope="module")
def url(charts: Path) -> Iterator[str]:
    with loopback.files(charts / "repository") as server:
        yield server.url


def test_what_there_is_to_know(play: Callable[..., list[dict[str, Any]]], charts: Path, url: str) -> None:
    web = {"chart": "web", "chart_repo_url": url}
    archive = str(charts / "repository/web-2.0.0.tgz")
    asked = [
        {"chart": str(charts / "shop"), "lint": True},
        {**web, "versions": True},
        {**web, "versions": True, "devel": True},
        {**web, "versions": True, "chart_version": "<2"},
        {"chart": archive, "verify": True, "keyring": str(charts / "public.gpg")},
        {**web, "verify": True, "keyring": str(charts / "public.gpg")},
        {"chart": archive, "verify": True, "keyring": str(charts / "repository/index.yaml")},
        {"chart": archive, "versions": True},
        {"chart": "web", "chart_repo_url": url, "chart_version": "9"},
        {"chart": archive, "lint": True, "values": {"replicaCount": 1}},
    ]
    found = play([{"native.helm.helm_chart_info": options} for options in asked])
    shop, every, devel, below, signed, fetched, no_key, local, none, linted = found
    assert shop["metadata"] == yaml.safe_load(helm("show", "chart", str(charts / "shop")))
    assert shop["values_text"] == (charts / "shop/values.yaml").read_text()
    assert shop["chart_values"] == yaml.safe_load(helm("show", "values", str(charts / "shop")))
    assert shop["readme"] == "# The shop\n\nüber\n"
    assert shop["crds"] == [{"path": "crds/thing.yaml", "content": CRD}]
    assert [item["status"] for item in shop["dependencies"]] == ["unpacked", "missing"]
    assert shop["lint"]["failed"]
    said = subprocess.run([HELM, "lint", str(charts / "shop")], capture_output=True, text=True, check=False).stdout
    lines = [f"[{item['severity']}] {item['path']}: {item['message']}" for item in shop["lint"]["messages"]]
    assert lines == [line for line in said.splitlines() if line.startswith("[")]
    assert [item["version"] for item in every["versions"]] == ["2.0.0", "1.1.0", "1.0.0"]
    assert every["versions"][0]["app_version"] == "a2.0.0" and every["versions"][0]["digest"] == every["digest"]
    assert devel["versions"][0]["version"] == "2.1.0-rc.1"
    assert [item["version"] for item in below["versions"]] == ["1.1.0", "1.0.0"]
    assert below["metadata"]["version"] == "1.1.0"
    assert signed["verification"]["signed_by"] == fetched["verification"]["signed_by"] == [openpgp.ALICE]
    assert signed["digest"] == fetched["digest"] and "verification" not in linted
    assert no_key["failed"] and "keyring" in no_key["msg"]
    assert local["failed"] and "REPO/NAME" in local["msg"]
    assert none["failed"] and "newest versions are 2.1.0-rc.1" in none["msg"]
    assert not linted["lint"]["failed"]
    assert not any(result["changed"] for result in found)
