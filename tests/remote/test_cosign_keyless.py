# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Charts signed without a key, as cosign 3 does: the library sigstore verifies them, by an authority of our own."""

from __future__ import annotations

import base64
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from chart_servers.recorded import INDEX, RECORDED, Pusher

from . import keyless_site
from .conftest import Run, signed_chart

DIGESTS: dict[str, str] = RECORDED["digests"]
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
ISSUER, IDENTITY = "https://issuer.example.com", "ann@example.com"


@pytest.fixture(scope="module")
def keyless(signed: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """unsigned, signed without a key as cosign 3 does; the options that trust the signer."""
    site = keyless_site.Site()
    root = tmp_path_factory.mktemp("keyless") / "trusted_root.json"
    root.write_text(site.trusted_root())
    statement = {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"digest": {"sha256": DIGESTS["unsigned"].partition(":")[2]}}],
        "predicateType": "https://sigstore.dev/cosign/sign/v1",
    }
    refer(signed, "unsigned", site.bundle(statement, IDENTITY, ISSUER))
    return {"cosign_identity": IDENTITY, "cosign_issuer": ISSUER, "cosign_trusted_root": str(root)}


def refer(host: str, case: str, bundle: dict[str, Any]) -> None:
    """Put a bundle beside a chart, where cosign puts it: its manifest, and the list under the digest's tag."""
    repository, made, registry = f"cosign/{case}-keyless/shop", RECORDED["cases"]["bundled"], Pusher(host)
    stored = RECORDED["cases"][case]
    for digest, data in {**stored["blobs"], **made["blobs"]}.items():
        registry.blob(repository, digest, base64.b64decode(data))
    data = base64.b64decode(stored["manifests"][DIGESTS[case]][1])
    registry.send("PUT", f"{repository}/manifests/1.0.0", data, MANIFEST)
    index = json.loads(base64.b64decode(made["manifests"][made["tags"][DIGESTS["bundled"].replace(":", "-")]][1]))
    manifest = json.loads(base64.b64decode(made["manifests"][index["manifests"][0]["digest"]][1]))
    text = json.dumps(bundle).encode()
    digest = f"sha256:{hashlib.sha256(text).hexdigest()}"
    registry.blob(repository, digest, text)
    manifest["layers"][0].update({"digest": digest, "size": len(text)})
    manifest["subject"].update({"digest": DIGESTS[case], "size": len(data)})
    referring = json.dumps(manifest).encode()
    entry = {**index["manifests"][0], "digest": f"sha256:{hashlib.sha256(referring).hexdigest()}"}
    registry.send("PUT", f"{repository}/manifests/{entry['digest']}", referring, MANIFEST)
    listed = json.dumps({**index, "manifests": [{**entry, "size": len(referring)}]}).encode()
    registry.send("PUT", f"{repository}/manifests/{DIGESTS[case].replace(':', '-')}", listed, INDEX)


def test_a_signature_without_a_key(run: Run, signed: str, keyless: dict[str, str]) -> None:
    result = run("helm_chart_info", **signed_chart(signed, "unsigned-keyless", **keyless))
    assert not result.get("failed"), result
    assert result["verification"]["signed_by"] == [IDENTITY]
    assert result["verification"]["digest"] == DIGESTS["unsigned"]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"cosign_identity": "eve@example.com"}, "Certificate's SANs do not match eve@example.com"),
        ({"cosign_issuer": "https://accounts.example.com"}, "it does not verify: "),
        ({"cosign_annotations": {"env": "prod"}}, "the newer format, which has no annotations"),
        ({"cosign_trusted_root": "/nowhere/root.json"}, "No such file or directory: '/nowhere/root.json'"),
    ],
    ids=str,
)
def test_a_signature_without_a_key_by_others(
    run: Run, signed: str, keyless: dict[str, str], changed: dict[str, Any], words: str
) -> None:
    result = run("helm_chart_info", **signed_chart(signed, "unsigned-keyless", **{**keyless, **changed}))
    assert result["failed"] and words in result["msg"], result["msg"]


def test_an_authority_that_is_not_trusted(
    run: Run, signed: str, keyless: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "root.json").write_text(keyless_site.Site().trusted_root())
    given = {**keyless, "cosign_trusted_root": str(tmp_path / "root.json")}
    result = run("helm_chart_info", **signed_chart(signed, "unsigned-keyless", **given))
    assert result["failed"] and "it does not verify: " in result["msg"]


def test_signatures_by_keys_are_none_without_a_key(run: Run, signed: str, keyless: dict[str, str]) -> None:
    for case in ("signed", "bundled"):
        result = run("helm_chart_info", **signed_chart(signed, case, **keyless))
        assert result["failed"] and "no matching signatures: it " in result["msg"]


def test_without_the_library_the_task_says_what_is_missing(
    run: Run, signed: str, keyless: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "sigstore", None)
    result = run("helm_chart_info", **signed_chart(signed, "unsigned-keyless", **keyless))
    assert result["failed"] and "sigstore" in result["msg"] and "verifying the chart's signature" in result["msg"]
