# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signatures: helm and gpg verify ours, we verify helm's and gpg's, and what is signed is helm's to the byte."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import openpgp
import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import ChartError
from ansible_collections.native.helm.plugins.module_utils._helm.chart import archive, loader, provenance

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


def helm(*arguments, ok=True):
    done = subprocess.run([HELM, *arguments], capture_output=True, text=True, check=False)
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
