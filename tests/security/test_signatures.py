# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""CVE-2026-35205: verification that fails open. Everything but one good signature over this archive is refused."""

from __future__ import annotations

import time
from types import SimpleNamespace

import openpgp
import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import ChartError
from ansible_collections.native.helm.plugins.module_utils._helm.chart.signing import provenance

NAME, ARCHIVE = "web-1.0.0.tgz", b"the archive's bytes"
TEXT = provenance.message(ARCHIVE, NAME, {"name": "web", "version": "1.0.0"})


@pytest.fixture(scope="module")
def keys():
    """Documents by good and bad keys, and the keyring that should decide."""
    with openpgp.home() as gpg, openpgp.home() as foreign:
        openpgp.with_keys(gpg)
        foreign.make(openpgp.MALLORY)
        gpg.make("Gone <gone@example.com>")
        long = ("Long <long@example.com>", "ed25519", "sign", "never")
        gpg("--faked-system-time", "20200101T000000", "--quick-gen-key", *long)
        gone = gpg.clear_sign(TEXT, "gone")
        revocation = next((gpg.home / "openpgp-revocs.d").glob(f"{fingerprint(gpg, 'gone')}.rev")).read_text()
        gpg("--import", given=revocation.replace(":-----", "-----").encode())
        yield SimpleNamespace(
            ring=gpg.public(),
            foreign_ring=foreign.public(),
            good=gpg.clear_sign(TEXT, "alice"),
            other_good=gpg.clear_sign(b"a: b\n", "alice"),
            foreign=foreign.clear_sign(TEXT, "mallory"),
            expired=gpg.clear_sign(TEXT, "old", at="20200601T000000"),
            revoked=gone,
            short=gpg(
                "--faked-system-time", "20240101T000000", "--local-user", "long", "--default-sig-expire", "1d",
                "--digest-algo", "SHA512", "--clear-sign", given=TEXT,
            ),
            weak=gpg(
                "--local-user", "alice", "--digest-algo", "SHA1", "--allow-weak-digest-algos", "--clear-sign",
                given=TEXT,
            ),
            renamed=gpg.clear_sign(provenance.message(ARCHIVE, "web-0.9.0.tgz", {"name": "web"}), "alice"),
            two_lists=gpg.clear_sign(TEXT + b"\n...\nfiles: {}\n", "alice"),
            no_list=gpg.clear_sign(b"name: web\n\n...\nimages: {}\n", "alice"),
            both=two_signatures(gpg, foreign),
        )  # fmt: skip


def fingerprint(gpg, name):
    return gpg("--list-keys", "--with-colons", name).decode().split("fpr:::::::::")[1].split(":")[0]


def two_signatures(gpg, foreign) -> bytes:
    """A text that Alice and Mallory signed."""
    gpg("--import", given=foreign.secret("mallory"))
    document = gpg(
        "--local-user", "alice", "--local-user", "mallory", "--digest-algo", "SHA512", "--clear-sign", given=TEXT
    )
    gpg("--yes", "--delete-secret-and-public-key", fingerprint(foreign, "mallory"))
    return document


def verify(document, ring, archive=ARCHIVE):
    return provenance.verify(archive, document, ring, name=NAME, now_ns=time.time_ns())


# What is tried, what it has to be refused with.
ATTACKS = {
    "missing": (lambda k: verify(None, k.ring), "could not load provenance file"),
    "empty": (lambda k: verify(b"", k.ring), "signature block not found"),
    "only the text": (lambda k: verify(TEXT, k.ring), "signature block not found"),
    "no signature in it": (lambda k: verify(k.good.partition(b"-----BEGIN PGP SIGNATURE")[0], k.ring), "not found"),
    "an empty signature": (lambda k: verify(emptied(k.good), k.ring), "invalid signature|signatures, expected one"),
    "of another archive": (lambda k: verify(k.renamed, k.ring), "does not contain a SHA"),
    "of other bytes": (lambda k: verify(k.good, k.ring, b"other bytes"), "sha256 sum does not match"),
    "of something else": (lambda k: verify(k.other_good, k.ring), "two parts"),
    "no list of files": (lambda k: verify(k.no_list, k.ring), "lists no files"),
    "two lists of files": (lambda k: verify(k.two_lists, k.ring), "two parts"),
    "changed text": (lambda k: verify(k.good.replace(b"1.0.0\n", b"1.0.1\n"), k.ring), "invalid signature"),
    "unknown key": (lambda k: verify(k.foreign, k.ring), "unknown entity"),
    "keyring without the key": (lambda k: verify(k.good, k.foreign_ring), "unknown entity"),
    "empty keyring": (lambda k: verify(k.good, b""), "unknown entity"),
    "no keyring but a text": (lambda k: verify(k.good, b"hello"), "keyring"),
    "expired key": (lambda k: verify(k.expired, k.ring), "key expired"),
    "revoked key": (lambda k: verify(k.revoked, k.ring), "key revoked"),
    "expired signature": (lambda k: verify(k.short, k.ring), "invalid signature"),
    "weak digest": (lambda k: verify(k.weak, k.ring), "invalid signature"),
    "two signatures": (lambda k: verify(k.both, k.ring), "2 signatures, expected one"),
    "two documents": (lambda k: verify(k.good + k.good, k.ring), "signature block not found|more than one"),
    "trailing data": (lambda k: verify(k.good + b"files:\n  x: y\n", k.ring), "signature block not found"),
    "leading data": (lambda k: verify(b"files:\n" + k.good, k.ring), "signature block not found"),
    "a header of its own": (lambda k: verify(k.good.replace(b"\n\n", b"\nX-Y: z\n\n", 1), k.ring), "not found"),
}  # fmt: skip


def emptied(document: bytes) -> bytes:
    head = document.partition(b"-----BEGIN PGP SIGNATURE-----")[0]
    return head + b"-----BEGIN PGP SIGNATURE-----\n\n\n-----END PGP SIGNATURE-----\n"


def test_a_good_signature_is_taken(keys):
    assert verify(keys.good, keys.ring).signed_by == (openpgp.ALICE,)
    assert verify(keys.good.replace(b"\n", b"\r\n"), keys.ring).signed_by == (openpgp.ALICE,)


@pytest.mark.parametrize("name", ATTACKS)
def test_cve_2026_35205_verification_never_fails_open(keys, name):
    attack, problem = ATTACKS[name]
    with pytest.raises(ChartError, match=problem) as caught:
        attack(keys)
    assert caught.value.hint
    assert "Stack backtrace" not in str(caught.value)


def take_any_form(monkeypatch, keys):
    nobody = SimpleNamespace(issuer_fingerprint=None, issuer_key_id=None)
    monkeypatch.setattr(provenance, "_one_signature", lambda _library, _document: nobody)


def never_look_at_the_key(monkeypatch, keys):
    monkeypatch.setattr(provenance, "_check_usable", lambda *_arguments: None)


def trust_every_key(monkeypatch, keys):
    given = provenance._certificates
    ring = keys.ring + keys.foreign_ring
    monkeypatch.setattr(provenance, "_certificates", lambda library, _ring: given(library, ring))


def believe_the_archive(monkeypatch, keys):
    monkeypatch.setattr(provenance, "digest_of", lambda _data: digest_in(keys.good))


def digest_in(document: bytes) -> str:
    return "sha256:" + document.partition(b": sha256:")[2][:64].decode()


GUARDS = {
    "trailing data": take_any_form,
    "leading data": take_any_form,
    "two signatures": take_any_form,
    "unknown key": trust_every_key,
    "keyring without the key": trust_every_key,
    "empty keyring": trust_every_key,
    "of other bytes": believe_the_archive,
    "expired key": never_look_at_the_key,
}


@pytest.mark.parametrize("name", GUARDS)
def test_without_its_guard_the_attack_succeeds(keys, monkeypatch, name):
    GUARDS[name](monkeypatch, keys)
    assert ATTACKS[name][0](keys).file_name == NAME
