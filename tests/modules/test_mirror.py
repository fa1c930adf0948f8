# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""playbooks/mirror.yml: a chart and all that it runs are copied from one real registry to another, and found there."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import urllib.request
from pathlib import Path
from typing import Any, Iterator

import pytest
import yaml
from chart_servers.registry import Registry

from .programs import ansible_playbook, target_python

ROOT = Path(__file__).resolve().parents[2]
HELM, CRANE = (str(ROOT / "tests/tools" / name) for name in ("helm", "crane"))
MANIFEST = "application/vnd.oci.image.manifest.v1+json"


def send(method: str, url: str, data: bytes = b"", kind: str = "application/octet-stream") -> Any:
    request = urllib.request.Request(url, data=data or None, method=method)
    request.add_header("Content-Type" if data else "Accept", kind)
    return urllib.request.urlopen(request)


def put_blob(registry: Registry, repository: str, data: bytes) -> dict[str, Any]:
    """Upload a blob and return what a manifest says of it."""
    digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
    begun = send("POST", f"http://{registry.host}/v2/{repository}/blobs/uploads/").headers["Location"]
    send("PUT", f"{begun}{'&' if '?' in begun else '?'}digest={digest}", data)
    return {"mediaType": "application/vnd.oci.image.layer.v1.tar", "digest": digest, "size": len(data)}


def push(registry: Registry, repository: str, tag: str) -> str:
    """Push an image, as much of one as registries look at, and return its digest."""
    config = {**put_blob(registry, repository, b'{"architecture":"amd64","os":"linux","rootfs":{}}')}
    config["mediaType"] = "application/vnd.oci.image.config.v1+json"
    layers = [put_blob(registry, repository, f"layer of {repository}:{tag}".encode())]
    text = json.dumps({"schemaVersion": 2, "mediaType": MANIFEST, "config": config, "layers": layers}).encode()
    send("PUT", f"http://{registry.host}/v2/{repository}/manifests/{tag}", text, MANIFEST)
    return f"sha256:{hashlib.sha256(text).hexdigest()}"


@pytest.fixture(scope="module")
def registries(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Registry, Registry]]:
    """The registry outside, and the mirror."""
    found = [Registry(tmp_path_factory.mktemp("registry") / name) for name in ("outside", "mirror")]
    yield found[0], found[1]
    for server in found:
        server.stop()


def pod(name: str, image: str, hook: str = "") -> str:
    metadata: dict[str, Any] = {"name": name, **({"annotations": {"helm.sh/hook": hook}} if hook else {})}
    spec = {"containers": [{"name": "a", "image": image}]}
    return yaml.safe_dump({"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec})


def test_a_chart_and_its_images_are_mirrored_and_used_from_there(
    registries: tuple[Registry, Registry], collections: Path, tmp_path: Path, play: Any
) -> None:
    outside, mirror = registries
    digests = {name: push(outside, f"team/{name}", "1.0") for name in ("app", "migrate", "check", "extra")}
    chart = tmp_path / "shop"
    (chart / "templates/tests").mkdir(parents=True)
    (chart / "Chart.yaml").write_text("apiVersion: v2\nname: shop\nversion: 1.2.0\n")
    (chart / "values.yaml").write_text("check: false\n")
    (chart / "templates/app.yaml").write_text(pod("app", f"{outside.host}/team/app:1.0"))
    migrate = f"{outside.host}/team/migrate:1.0@{digests['migrate']}"
    (chart / "templates/migrate.yaml").write_text(pod("migrate", migrate, "pre-install"))
    check = pod("check", f"{outside.host}/team/check@{digests['check']}", "test")
    (chart / "templates/tests/check.yaml").write_text(f"{{{{ if .Values.check }}}}\n{check}{{{{ end }}}}\n")
    subprocess.run([HELM, "package", str(chart), "-d", str(tmp_path)], check=True, capture_output=True)
    address = f"{outside.url}/charts"
    subprocess.run(
        [HELM, "push", str(tmp_path / "shop-1.2.0.tgz"), address, "--plain-http"], check=True, capture_output=True
    )

    given = {
        "mirror_registry": f"{mirror.host}/site",
        "mirror_plain_http": True,
        "mirror_charts": [
            {"chart": f"{address}/shop", "chart_version": "1.2.0", "plain_http": True, "values": {"check": True}}
        ],
        "mirror_images": [f"{outside.host}/team/extra:1.0"],
        "mirror_copy": [CRANE, "copy", "--insecure", "FROM", "TO"],
    }
    (tmp_path / "given.json").write_text(json.dumps(given))
    environ = {**os.environ, "ANSIBLE_COLLECTIONS_PATH": str(collections), "HELM_CACHE_HOME": str(tmp_path / "cache")}
    words = [*ansible_playbook(), str(ROOT / "playbooks/mirror.yml"), "-e", f"@{tmp_path / 'given.json'}"]
    words += ["-e", f"ansible_python_interpreter={target_python()}"]
    ran = subprocess.run(words, env=environ, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr

    below = f"site/{outside.host.replace(':', '-')}"
    for name, digest in digests.items():  # each is there by its digest, the same bytes
        answers = [
            send("GET", f"http://{host}/v2/{path}/manifests/{digest}", kind=MANIFEST).read()
            for host, path in ((outside.host, f"team/{name}"), (mirror.host, f"{below}/team/{name}"))
        ]
        assert hashlib.sha256(answers[0]).hexdigest() == digest.partition(":")[2]
        assert answers[0] == answers[1]

    pulled, rendered = play(
        [
            {"native.helm.helm_chart_info": {"chart": f"{mirror.url}/site/charts/shop", "plain_http": True}},
            {
                "native.helm.helm_template": {
                    "chart": f"{mirror.url}/site/charts/shop:1.2.0",
                    "plain_http": True,
                    "values": {"check": True},
                    "registries": {outside.host: f"{mirror.host}/{below}"},
                }
            },
        ]
    )
    archive = hashlib.sha256((tmp_path / "shop-1.2.0.tgz").read_bytes()).hexdigest()
    assert pulled["digest"] == f"sha256:{archive}"
    assert rendered["images"] == sorted(
        [
            f"{mirror.host}/{below}/team/app:1.0",
            f"{mirror.host}/{below}/team/check@{digests['check']}",
            f"{mirror.host}/{below}/team/migrate:1.0@{digests['migrate']}",
        ]
    )
    for image in rendered["images"]:
        subprocess.run([CRANE, "manifest", "--insecure", image], check=True, capture_output=True)
