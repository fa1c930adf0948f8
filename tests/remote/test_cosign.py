# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Charts that the real cosign signed (make_expected.py recorded them) in a real registry: we verify what cosign
verifies, refuse what it refuses, and fail closed."""

from __future__ import annotations

import base64
import hashlib
import json
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any, Callable, Iterator

import pytest
from chart_servers import recorded
from chart_servers.hostile import Asked, Hostile, Reply
from chart_servers.recorded import INDEX, RECORDED
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import ChartError, FetchError
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.cosign.trust import Trust
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.sources.chart_source import ChartSource, Located

from .conftest import PLAIN, Home, Run, signed_chart
from .test_registry import push

DIGESTS: dict[str, str] = RECORDED["digests"]
KEYS = {name: text.encode() for name, text in RECORDED["keys"].items()}
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
NOTHING = ("unsigned", "no-layer")  # where there is no signature at all
# What cosign 2.6 verifies and we do not: a statement of another kind is no signature, and in bundles it does not look
# for annotations.
OTHER_STATEMENT = "it is no signature, but a statement https://example.com/scanned"
NO_ANNOTATIONS = "it is in the newer format, which has no annotations"


def send(host: str, method: str, path: str, data: bytes, kind: str) -> None:
    recorded.Pusher(host).send(method, path, data, kind)


def push_blob(host: str, repository: str, digest: str, data: bytes) -> None:
    recorded.Pusher(host).blob(repository, digest, data)


Locate = Callable[..., Located]


@pytest.fixture
def locate(home: Home, signed: str) -> Locate:
    """Fetch a recorded chart that somebody must have signed."""

    def locate_(case: str, trust: Trust, *, host: str = signed, **more: Any) -> Located:
        source = ChartSource(f"oci://{host}/cosign/{case}/shop", version="1.0.0", credentials=PLAIN, cosign=trust)
        return home.locator().locate(ChartSource(**{**vars(source), **more}))

    return locate_


def trusting(key: str, **annotations: str) -> Trust:
    return Trust(KEYS[key], annotations=tuple(annotations.items()))


def test_there_are_verdicts_of_both_kinds() -> None:
    said = [row["said"] == "" for row in RECORDED["verdicts"]]
    assert said.count(True) >= 10 and said.count(False) >= 60


@pytest.mark.parametrize(
    "row", RECORDED["verdicts"], ids=lambda row: f"{row['case']}-{row['key']}-{row['annotations'].get('env', 'any')}"
)
def test_the_verdict_is_cosigns(locate: Locate, row: dict[str, Any]) -> None:
    trust = trusting(row["key"], **row["annotations"])
    stricter = OTHER_STATEMENT if row["case"] == "attested" else ""
    if row["annotations"] and row["case"] in ("bundled", "others-bundle"):
        stricter = NO_ANNOTATIONS
    if row["said"] == "" and not stricter:
        found = locate(row["case"], trust).verification
        assert found is not None and found.digest == DIGESTS[row["case"]]
        return
    with pytest.raises(ChartError) as caught:
        locate(row["case"], trust)
    words = "no signatures found" if row["case"] in NOTHING else "no matching signatures: "
    assert caught.value.problem.startswith(words), row["said"]
    assert row["said"] or stricter in caught.value.problem


@pytest.mark.parametrize(
    ("case", "reason"),
    [
        ("others", "no matching signatures: it is by another key, or what is signed was changed"),
        ("changed", "no matching signatures: it is by another key, or what is signed was changed"),
        ("cut", "no matching signatures: it is by another key, or what is signed was changed"),
        ("no-base64", "no matching signatures: it is no base64"),
        ("moved", "no matching signatures: it is of sha256:"),
        ("unsigned", "no signatures found"),
        ("no-layer", "no signatures found"),
    ],
)
def test_the_reason_is_told(locate: Locate, case: str, reason: str) -> None:
    with pytest.raises(ChartError) as caught:
        locate(case, trusting("alice"))
    assert caught.value.problem.startswith(reason)
    assert DIGESTS[case] in caught.value.subject and caught.value.hint


def test_a_pinned_digest_does_not_spare_the_question(locate: Locate) -> None:
    found = locate("signed", trusting("alice"))
    for digest in (found.digest, DIGESTS["signed"]):
        assert locate("signed", trusting("alice"), digest=digest).verification is not None
        with pytest.raises(ChartError, match="by another key"):
            locate("signed", trusting("bob"), digest=digest)


def test_an_image_index_counts_by_its_own_signature_or_its_charts(locate: Locate, signed: str) -> None:
    stored = RECORDED["cases"]["signed"]["manifests"][DIGESTS["signed"]]
    size = len(base64.b64decode(stored[1]))
    listed = {"mediaType": MANIFEST, "digest": DIGESTS["signed"], "size": size}
    index = {"schemaVersion": 2, "mediaType": INDEX, "manifests": [listed]}
    data = json.dumps(index).encode()
    digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
    send(signed, "PUT", f"cosign/signed/shop/manifests/{digest}", data, INDEX)
    found = locate("signed", trusting("alice"), version="", chart=f"oci://{signed}/cosign/signed/shop@{digest}")
    assert found.verification is not None and found.verification.digest == DIGESTS["signed"]


@pytest.fixture
def between(signed: str) -> Iterator[Callable[[Callable[[Asked], Reply | None]], str]]:
    """A server between us and the registry, that answers some requests itself; its address."""
    servers = []

    def made(answer: Callable[[Asked], Reply | None]) -> str:
        def passed_on(asked: Asked) -> Reply:
            own = answer(asked)
            if own is not None:
                return own
            request = urllib.request.Request(f"http://{signed}{asked.path}", method=asked.method)
            request.add_header("Accept", asked.headers.get("accept", "*/*"))
            try:
                with urllib.request.urlopen(request) as found:
                    return Reply(found.read(), 200, {"Content-Type": found.headers["Content-Type"]})
            except urllib.error.HTTPError as error:
                return Reply(error.read(), error.code)

        servers.append(Hostile(passed_on))
        return servers[-1].host

    yield made
    for server in servers:
        server.stop()


@pytest.mark.parametrize("status", [401, 403, 429, 500, 503])
@pytest.mark.parametrize("part", [".sig", "/referrers/"])
def test_a_registry_that_does_not_tell_fails_the_task(
    locate: Locate, between: Callable[..., str], status: int, part: str
) -> None:
    host = between(lambda asked: Reply(b"{}", status) if part in asked.path else None)
    assert locate("signed", trusting("alice"), host=between(lambda asked: None)).verification
    with pytest.raises(FetchError) as caught:
        locate("unsigned" if part == "/referrers/" else "signed", trusting("alice"), host=host)
    assert str(status) in caught.value.problem


def test_a_registry_of_version_1_1_lists_what_refers_to_a_digest(locate: Locate, between: Callable[..., str]) -> None:
    """The distribution project's registry has no such list; its users keep one under a tag."""
    for case in ("referring", "bundled"):
        tag = DIGESTS[case].replace(":", "-")
        stored = RECORDED["cases"][case]
        listed = base64.b64decode(stored["manifests"][stored["tags"][tag]][1])
        seen: list[str] = []

        def answer(asked: Asked, listed: bytes = listed, tag: str = tag, seen: list[str] = seen) -> Reply | None:
            seen.append(asked.path)
            if asked.path.endswith(f"/manifests/{tag}"):
                return Reply(b"{}", 404)
            return Reply(listed, 200, {"Content-Type": INDEX}) if "/referrers/sha256:" in asked.path else None

        assert locate(case, trusting("alice"), host=between(answer)).verification is not None
        assert not any(path.endswith(f"/manifests/{tag}") for path in seen)


def test_a_payload_that_is_gone_does_not_hide_a_good_signature(locate: Locate, between: Callable[..., str]) -> None:
    stored = RECORDED["cases"]["both"]
    tag = f"{DIGESTS['both'].replace(':', '-')}.sig"
    manifest = json.loads(base64.b64decode(stored["manifests"][stored["tags"][tag]][1]))
    gone = {layer["digest"] for layer in manifest["layers"]}
    host = between(lambda asked: Reply(b"{}", 404) if asked.path.rpartition("/")[2] in gone else None)
    with pytest.raises(ChartError, match="no signatures found"):
        locate("both", trusting("alice"), host=host)
    manifest["layers"].insert(0, {**manifest["layers"][0], "digest": f"sha256:{'0' * 64}"})
    manifest["layers"].insert(0, {**manifest["layers"][1], "size": 2**30})  # what nobody signs
    changed = json.dumps(manifest).encode()
    host = between(
        lambda asked: Reply(changed, 200, {"Content-Type": MANIFEST}) if asked.path.endswith(tag) else None
    )
    assert locate("both", trusting("alice"), host=host).verification is not None


def pem(key: Any) -> bytes:
    made: bytes = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return made


@pytest.mark.parametrize(
    ("key", "problem"),
    [
        (b"", None),
        (b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", "it is no public key in PEM"),
        (b"ssh-ed25519 AAAA", "it is no public key in PEM"),
        (pem(rsa.generate_private_key(65537, 2048)), "it is another kind of key, RSA"),
        (pem(ec.generate_private_key(ec.SECP384R1())), "it is another kind of key, ECDSA on secp384r1"),
        (
            ec.generate_private_key(ec.SECP256R1()).private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            ),
            "it is a private key",
        ),
    ],
    ids=["empty", "broken", "ssh", "rsa", "p-384", "private"],
)
def test_what_is_no_key_of_cosigns(run: Run, tmp_path: Path, signed: str, key: bytes, problem: str | None) -> None:
    (tmp_path / "cosign.pub").write_bytes(key)
    result = run(
        "helm_chart_info", chart=f"oci://{signed}/cosign/signed/shop", plain_http=True, verify="cosign",
        cosign_key=str(tmp_path / "cosign.pub"),
    )  # fmt: skip
    assert result["failed"] and "cosign_key" in result["msg"]
    assert (problem or "it is no public key in PEM") in result["msg"] and "BEGIN" not in result["msg"]


def test_modules_verify_their_chart(run: Run, tmp_path: Path, signed: str) -> None:
    (tmp_path / "alice.pub").write_bytes(KEYS["alice"])
    good = {"verify": "cosign", "cosign_key": str(tmp_path / "alice.pub")}
    bad = {"verify": "cosign", "cosign_key": KEYS["bob"].decode()}  # the key itself
    for module, more in (
        ("helm_chart_info", {}),
        ("helm_template", {}),
        ("helm_chart", {"state": "pulled", "dest": str(tmp_path / "pulled")}),
    ):
        done = run(module, **signed_chart(signed, **good, **more))
        assert not done.get("failed"), done
        refused = run(module, **signed_chart(signed, **bad, **more))
        assert refused["failed"] and "by another key" in refused["msg"], refused


def test_the_result_says_who_signed(run: Run, signed: str) -> None:
    result = run("helm_chart_info", **signed_chart(signed, "annotated", cosign_key=KEYS["alice"].decode()))
    found = result["verification"]
    assert (found["signed_by"], found["digest"]) == ([], DIGESTS["annotated"])
    assert found["annotations"] == {"env": "prod", "team": "shop"} and len(found["fingerprint"]) == 64


def test_whoever_names_a_key_wants_it_verified_unless_told_otherwise(run: Run, signed: str) -> None:
    key = {"cosign_key": KEYS["alice"].decode()}
    assert run("helm_chart_info", **signed_chart(signed, "unsigned", **key))["failed"]
    assert run("helm_chart_info", **signed_chart(signed, "unsigned", cosign_issuer="https://issuer.example.com"))["failed"]
    assert not run("helm_chart_info", **signed_chart(signed, "unsigned", verify=False, **key)).get("failed")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "nobody is trusted to sign"),
        ({"cosign_identity": "ann@example.com"}, "nobody is trusted to sign"),
        ({"cosign_issuer": "https://issuer.example.com"}, "nobody is trusted to sign"),
        ({"cosign_key": "a.pub", "cosign_identity": "a", "cosign_issuer": "b"}, "by a key, or by an identity"),
        ({"cosign_key": "/nowhere/cosign.pub"}, "open /nowhere/cosign.pub: no such file or directory"),
    ],
    ids=str,
)
def test_options_that_trust_nobody(run: Run, signed: str, given: dict[str, Any], words: str) -> None:
    result = run("helm_chart_info", **signed_chart(signed, verify="cosign", **given))
    assert result["failed"] and words in result["msg"]


def test_what_is_in_no_registry_is_signed_by_nobody(run: Run, tmp_path: Path, signed: str) -> None:
    key = {"verify": "cosign", "cosign_key": KEYS["alice"].decode()}
    pulled = run("helm_chart", **signed_chart(signed, state="pulled", dest=str(tmp_path / "pulled")))
    folder = run("helm_chart", **signed_chart(signed, state="pulled", dest=str(tmp_path / "unpacked"), untar=True))
    for chart in (pulled["archive"], folder["path"]):
        for module in ("helm_template", "helm_chart_info"):
            result = run(module, chart=chart, **key)
            assert result["failed"] and "it is in no registry" in result["msg"], result


def push_signed(host: str, home: Home, path: Path, key: Any) -> None:
    """Push a chart, and a signature of it in the form that cosign's have."""
    digest = push(home, path, f"oci://{host}/cosign/own")
    payload = {"identity": {"docker-reference": ""}, "image": {"docker-manifest-digest": digest}}
    critical = {**payload, "type": "cosign container image signature"}
    text = json.dumps({"critical": critical, "optional": None}).encode()
    repository, found = f"cosign/own/{path.name.rpartition('-')[0]}", f"sha256:{hashlib.sha256(text).hexdigest()}"
    for data in (text, b"{}"):
        push_blob(host, repository, f"sha256:{hashlib.sha256(data).hexdigest()}", data)
    signature = base64.b64encode(key.sign(text, ec.ECDSA(hashes.SHA256()))).decode()
    layer = {
        "mediaType": "application/vnd.dev.cosign.simplesigning.v1+json",
        "digest": found,
        "size": len(text),
        "annotations": {"dev.cosignproject.cosign/signature": signature},
    }
    empty = {"mediaType": "application/json", "digest": f"sha256:{hashlib.sha256(b'{}').hexdigest()}", "size": 2}
    manifest = json.dumps({"schemaVersion": 2, "mediaType": MANIFEST, "config": empty, "layers": [layer]}).encode()
    send(host, "PUT", f"{repository}/manifests/{digest.replace(':', '-')}.sig", manifest, MANIFEST)


def test_dependencies_that_the_archive_does_not_have_are_signed_too(
    run: Run, home: Home, signed: str, chart_archive: Callable[..., Path], tmp_path: Path
) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    given = {"plain_http": True, "cosign_key": pem(key).decode(), "chart_version": "1.0.0"}
    needed = chart_archive("needed", "1.0.0")
    push(home, needed, f"oci://{signed}/cosign/own")
    for name, repository in (("above", f"oci://{signed}/cosign/own"), ("beside", f"file://{needed.parent}/needed")):
        dependency = {"name": "needed", "version": "1.0.0", "repository": repository}
        push_signed(signed, home, chart_archive(name, "1.0.0", dependencies=[dependency]), key)
    above = run("helm_template", chart=f"oci://{signed}/cosign/own/above", **given)
    assert above["failed"] and "no signatures found" in above["msg"] and "own/needed@sha256:" in above["msg"], above
    beside = run("helm_template", chart=f"oci://{signed}/cosign/own/beside", **given)
    assert beside["failed"] and "it is in no registry" in beside["msg"], beside
    push_signed(signed, home, needed, key)
    assert not run("helm_template", chart=f"oci://{signed}/cosign/own/above", **given).get("failed")
