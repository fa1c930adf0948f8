# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys to sign with; and the real gpg, in a home of its own, where it is what ours is held against."""

from __future__ import annotations

import base64
import contextlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Iterator, Optional

PASSPHRASE = "a passphrase of the tests"
ALICE, BOB, OLD, MALLORY = (
    "Alice Signer <alice@example.com>", "Bob Locked <bob@example.com>",
    "Old Key <old@example.com>", "Mallory <mallory@example.com>",
)  # fmt: skip


class Key:
    """A key of tests/keys, made by gpg once: alice, mallory, and bob with PASSPHRASE. secret, public: keyrings."""

    def __init__(self, name: str) -> None:
        self.secret, self.public = _unarmored(f"{name}.secret.asc"), _unarmored(f"{name}.public.asc")


def _unarmored(name: str) -> bytes:
    """Return what an armored file of tests/keys holds: helm reads binary keyrings only."""
    lines = (Path(__file__).resolve().parent / "keys" / name).read_text().strip().splitlines()
    return base64.b64decode("".join(line for line in lines[2:-1] if not line.startswith("=")))  # that is its checksum


class Gpg:
    """The real gpg with one home."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def __call__(self, *arguments: str, given: bytes = b"", passphrase: str = "") -> bytes:
        command = ["gpg", "--batch", "--quiet", "--pinentry-mode", "loopback", "--passphrase", passphrase, *arguments]
        done = subprocess.run(
            command, input=given, capture_output=True, check=False, env={**os.environ, "GNUPGHOME": str(self.home)}
        )
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout

    def make(self, identity: str, *, kind: str = "ed25519", expire: str = "never", passphrase: str = "") -> None:
        """Make a key that may sign."""
        self("--quick-gen-key", identity, kind, "sign", expire, passphrase=passphrase)

    def public(self, *names: str) -> bytes:
        """Return the public keys of those names, all of them without a name."""
        return self("--export", *names)

    def secret(self, name: str, passphrase: str = "") -> bytes:
        """Return a secret key."""
        return self("--export-secret-keys", name, passphrase=passphrase)

    def clear_sign(self, text: bytes, name: str, *, at: Optional[str] = None) -> bytes:
        """Return text, signed; at is when, as 20200101T000000."""
        when = ["--faked-system-time", at] if at else []
        return self(*when, "--local-user", name, "--digest-algo", "SHA512", "--clear-sign", given=text)


@contextlib.contextmanager
def home() -> Iterator[Gpg]:
    """A gpg with an empty home; its agent ends with the block."""
    if not shutil.which("gpg"):
        from left_out import leave_out

        leave_out("gpg is not installed", "install the system's package gnupg")
    folder = Path(tempfile.mkdtemp(prefix="gpg-"))  # an agent's socket wants a short path
    folder.chmod(0o700)
    try:
        yield Gpg(folder)
    finally:
        environment = {**os.environ, "GNUPGHOME": str(folder)}
        subprocess.run(["gpgconf", "--kill", "gpg-agent"], env=environment, capture_output=True, check=False)
        shutil.rmtree(folder, ignore_errors=True)


def with_keys(gpg: Gpg) -> Gpg:
    """Return gpg with the keys that the tests use."""
    gpg.make(ALICE, kind="rsa2048")
    gpg.make(BOB, passphrase=PASSPHRASE)
    gpg("--faked-system-time", "20200101T000000", "--quick-gen-key", OLD, "ed25519", "sign", "1y")
    return gpg
