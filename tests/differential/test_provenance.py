# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signatures: helm and gpg verify ours, we verify helm's and gpg's, and what is signed is helm's to the byte."""

from __future__ import annotations

import base64
import os
import subprocess
import time
from pathlib import Path

import openpgp
import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import ChartError
from ansible_collections.native.helm.plugins.module_utils._helm.chart import archive, loader
from ansible_collections.native.helm.plugins.module_utils._helm.chart.signing import provenance, signature_packet

HELM = str(Path(__file__).resolve().parent.parent / "tools" / "helm")
CHART = """\
apiVersion: v2
name: signed
version: 1.2.3+build
description: |
  - a line that begins with a dash
  - and one that ends in blanks   \n
  -----BEGIN PGP SIGNED MESSAGE-----
appVersion: "1.0"
keywords:
- ünïcode
- "- dash"
annotations:
  long: word word word word word word word word word word word word word word word word word word word
"""


def helm(*arguments, ok=True, version=""):
    environment = {**os.environ, **({"HELM_VERSION": version} if version else {})}
    done = subprocess.run([HELM, *arguments], capture_output=True, text=True, check=False, env=environment)
    assert (done.returncode == 0) == ok, done.stderr
    return done.stdout if ok else done.stderr


@pytest.fixture(scope="module")
def gpg():
    with openpgp.home() as found:
        yield openpgp.with_keys(found)


@pytest.fixture(scope="module")
def rings(gpg, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("rings")
    (folder / "public.gpg").write_bytes(gpg.public())
    (folder / "alice.gpg").write_bytes(gpg.secret("alice"))
    (folder / "bob.gpg").write_bytes(gpg.secret("bob", openpgp.PASSPHRASE))
    armored = b"".join(gpg("--armor", "--export", name) for name in ("alice", "bob", "old"))
    (folder / "public.asc").write_bytes(armored)
    (folder / "public.kbx").write_bytes((gpg.home / "pubring.kbx").read_bytes())
    return folder


@pytest.fixture(scope="module")
def chart(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("charts") / "signed"
    folder.mkdir()
    (folder / "Chart.yaml").write_text(CHART)
    (folder / "values.yaml").write_text("a: 1\n")
    return folder


@pytest.fixture(scope="module")
def by_helm(chart, rings, tmp_path_factory) -> Path:
    """What helm packaged and signed."""
    folder = tmp_path_factory.mktemp("helm")
    options = ["--sign", "--key", "alice", "--keyring", str(rings / "alice.gpg"), "--destination", str(folder)]
    helm("package", str(chart), *options)
    return next(folder.glob("*.tgz"))


def verify(path: Path, keyring: bytes, document: bytes) -> provenance.Verification:
    return provenance.verify(path.read_bytes(), document, keyring, name=path.name, now_ns=time.time_ns())


def signed_text(path: Path) -> bytes:
    data = path.read_bytes()
    return provenance.message(data, path.name, archive_metadata(data))


def archive_metadata(data: bytes):
    return loader.load_archive(data, "x").metadata


def body(document: bytes) -> bytes:
    return document.partition(b"-----BEGIN PGP SIGNATURE-----")[0]


def document_of(path: Path) -> Path:
    return path.with_name(provenance.file_name(path.name))


@pytest.mark.parametrize("ring", ["public.gpg", "public.asc", "public.kbx", "alice.gpg"])
def test_we_verify_helms_signature_with_every_form_of_keyring(by_helm, rings, ring):
    found = verify(by_helm, (rings / ring).read_bytes(), document_of(by_helm).read_bytes())
    said = helm("verify", str(by_helm), "--keyring", str(rings / ring)).splitlines()
    assert said == [
        *(f"Signed by: {identity}" for identity in found.signed_by),
        f"Using Key With Fingerprint: {found.fingerprint}",
        f"Chart Hash Verified: {found.digest}",
    ]


@pytest.mark.parametrize(
    ("key", "ring", "passphrase"),
    [("alice@", "alice.gpg", ""), (openpgp.ALICE, "alice.gpg", ""), ("bob@", "bob.gpg", openpgp.PASSPHRASE)],
)
def test_helm_and_gpg_verify_ours_and_its_body_is_helms(by_helm, rings, gpg, tmp_path, key, ring, passphrase):
    signer = provenance.Signer(key, (rings / ring).read_bytes(), passphrase)
    path = tmp_path / by_helm.name
    path.write_bytes(by_helm.read_bytes())
    document = provenance.sign(signed_text(path), signer)
    assert body(document) == body(document_of(by_helm).read_bytes())
    document_of(path).write_bytes(document)
    said = helm("verify", str(path), "--keyring", str(rings / "public.gpg"))
    assert f"Signed by: {openpgp.ALICE if 'lice' in key else openpgp.BOB}\n" in said
    gpg("--verify", str(document_of(path)))
    assert verify(path, (rings / "public.gpg").read_bytes(), document).digest in said
    assert provenance.is_signed_by(document, signed_text(path), signer, now_ns=time.time_ns())
    assert not provenance.is_signed_by(document, signed_text(path) + b"x: y\n", signer, now_ns=time.time_ns())


def test_we_verify_gpgs_signature(by_helm, rings, gpg):
    document = gpg.clear_sign(signed_text(by_helm), "alice")
    assert verify(by_helm, (rings / "public.gpg").read_bytes(), document).signed_by == (openpgp.ALICE,)


def test_we_verify_a_signature_by_a_subkey_until_that_expires(by_helm, gpg, tmp_path):
    with openpgp.home() as other:
        other("--faked-system-time", "20210101T000000", "--quick-gen-key", openpgp.MALLORY, "ed25519", "cert", "never")
        fingerprint = other("--list-keys", "--with-colons").decode().split("fpr:::::::::")[1].split(":")[0]
        other("--faked-system-time", "20210102T000000", "--quick-add-key", fingerprint, "ed25519", "sign", "1y")
        document = other.clear_sign(signed_text(by_helm), "mallory", at="20210601T000000")
        ring = other.public()
    data = by_helm.read_bytes()
    then = 1625000000 * 10**9
    assert provenance.verify(data, document, ring, name=by_helm.name, now_ns=then).signed_by == (openpgp.MALLORY,)
    with pytest.raises(ChartError, match="key expired"):
        verify(by_helm, ring, document)
    (tmp_path / "ring.gpg").write_bytes(ring)
    (tmp_path / by_helm.name).write_bytes(data)
    document_of(tmp_path / by_helm.name).write_bytes(document)
    assert "key expired" in helm(
        "verify", str(tmp_path / by_helm.name), "--keyring", str(tmp_path / "ring.gpg"), ok=False
    )


@pytest.mark.parametrize(
    ("key", "ring", "passphrase", "problem"),
    [
        ("nobody", "alice.gpg", "", "private key not found"),
        ("alice", "public.gpg", "", "not a private key"),
        ("example.com", "public.gpg", "", "more than one key contain the id"),
        ("bob", "bob.gpg", "", "encrypted"),
        ("bob", "bob.gpg", "wrong", "cannot sign"),
    ],
)
def test_a_key_that_cannot_sign_is_an_error_without_its_passphrase(rings, key, ring, passphrase, problem):
    signer = provenance.Signer(key, (rings / ring).read_bytes(), passphrase)
    with pytest.raises(ChartError, match=problem) as caught:
        provenance.sign(b"a: b\n", signer)
    assert "Stack backtrace" not in str(caught.value)
    assert "wrong" not in f"{caught.value.problem}{caught.value.hint}{signer!r}"


def test_helm_says_the_same_of_keys_that_cannot_sign(chart, rings, tmp_path):
    for key, ring, problem in (
        ("nobody", "alice.gpg", "private key not found"),
        ("alice", "public.gpg", "provided key is not a private key. Try providing a keyring with secret keys"),
        ("example.com", "public.gpg", 'more than one key contain the id "example.com"'),
    ):
        options = ["--sign", "--key", key, "--keyring", str(rings / ring), "--destination", str(tmp_path)]
        assert problem in helm("package", str(chart), *options, ok=False)
        with pytest.raises(ChartError) as caught:
            provenance.sign(b"a: b\n", provenance.Signer(key, (rings / ring).read_bytes()))
        assert caught.value.problem == problem


def test_the_archives_name_is_what_was_signed(by_helm):
    assert by_helm.name == archive.file_name(loader.load(str(by_helm)))


KINDS = ("rsa2048", "rsa3072", "dsa2048", "nistp256", "nistp384", "nistp521", "ed25519")
_NOT_HELM_3 = ("nistp521", "ed25519")  # "unsupported feature"


@pytest.fixture(scope="module")
def many(chart, tmp_path_factory):
    """What helm 3 and 4 signed with each kind of key: (archive, document) by (version, kind), and the keyring."""
    folder = tmp_path_factory.mktemp("many")
    signed = {}
    with openpgp.home() as gpg:
        for kind in KINDS:
            gpg.make(f"{kind} <{kind}@example.com>", kind=kind)
            (folder / f"{kind}.gpg").write_bytes(gpg.secret(f"{kind}@"))
        ring = gpg.public()
    for version, kinds, count in (
        ("3.17.3", [kind for kind in KINDS if kind not in _NOT_HELM_3], 8),
        ("4.3.1", KINDS, 2),
    ):
        for kind in kinds:
            for number in range(count):
                out = folder / f"{version}-{kind}-{number}"
                options = ["--sign", "--key", f"{kind}@", "--keyring", str(folder / f"{kind}.gpg"), "-d", str(out)]
                helm("package", str(chart), "--version", f"1.0.{number}", *options, version=version)
                signed.setdefault((version, kind), []).append(next(out.glob("*.tgz")))
    return signed, ring


def test_we_verify_whatever_helm_3_and_4_sign_with_any_kind_of_key(many):
    signed, ring = many
    for (version, kind), paths in signed.items():
        for path in paths:
            found = verify(path, ring, document_of(path).read_bytes())
            assert found.signed_by == (f"{kind} <{kind}@example.com>",), version


def odd_ones(many):
    """Of what helm 3 signed, what has an integer with zero bits in front: (archive, document)."""
    signed, _ring = many
    for (version, _kind), paths in signed.items():
        for path in paths:
            document = document_of(path).read_bytes()
            if version.startswith("3.") and block_of(document) != signature_packet.canonical(block_of(document)):
                yield path, document


def block_of(document: bytes) -> bytes:
    return document[document.index(b"-----BEGIN PGP SIGNATURE-----") :].rstrip()


def test_an_odd_signature_counts_for_its_own_text_and_key_only(many, rings):
    signed, ring = many
    path, document = next(odd_ones(many))
    other = next(found for found in signed["3.17.3", "rsa2048"] if found.name != path.name)
    with pytest.raises(ChartError, match="unknown entity"):
        verify(path, (rings / "public.gpg").read_bytes(), document)
    with pytest.raises(ChartError, match="does not contain a SHA"):
        verify(other, ring, document)
    with pytest.raises(ChartError, match="invalid signature"):
        verify(path, ring, document.replace(b"name: signed", b"name: forged"))


def test_an_odd_signature_that_is_damaged_anywhere_is_refused(many):
    _signed, ring = many
    path, document = next(odd_ones(many))
    head, block = document[: -len(block_of(document))], block_of(document).split(b"\n")
    text = b"".join(line for line in block[2:-1] if not line.startswith(b"="))
    packet = bytearray(base64.b64decode(text))
    for at in range(3, len(packet), 17):
        damaged = bytes([*packet[:at], packet[at] ^ 1, *packet[at + 1 :]])
        lines = b"\n".join([*block[:2], base64.b64encode(damaged), block[-1]])
        if at in unhashed(packet):
            continue
        with pytest.raises(ChartError, match=r"openpgp: (invalid signature|signature made by unknown entity)"):
            verify(path, ring, head.rstrip() + b"\n" + lines + b"\n")


def unhashed(packet: bytearray) -> range:
    """Where in a version 4 signature of a two-byte length the part is that nothing covers."""
    start = 3 + 6 + int.from_bytes(packet[7:9], "big")
    return range(start, start + 2 + int.from_bytes(packet[start : start + 2], "big") + 2)


def test_a_key_that_the_library_cannot_use_is_named_as_the_reason(chart, tmp_path):
    with openpgp.home() as gpg:
        gpg.make("Odd Curve <odd@example.com>", kind="secp256k1")
        (tmp_path / "odd.gpg").write_bytes(gpg.secret("odd@"))
        gpg.make(openpgp.ALICE)
        ring = gpg.public()
    helm("package", str(chart), "--sign", "--key", "odd@", "--keyring", str(tmp_path / "odd.gpg"), "-d", str(tmp_path))
    path = next(tmp_path.glob("*.tgz"))
    with pytest.raises(ChartError, match="unsupported feature"):
        verify(path, ring, document_of(path).read_bytes())
