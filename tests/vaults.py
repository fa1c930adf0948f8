# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Vaulted variables and files, made as ansible-vault makes them."""

from __future__ import annotations

from pathlib import Path
from typing import Mapping

from ansible.parsing.vault import VaultLib, VaultSecret

PASSWORD = "of the tests"


def options(folder: Path) -> list[str]:
    """Return what ansible-playbook needs to decrypt what is made here; the password is written to folder."""
    path = folder / "vault-password"
    path.write_text(PASSWORD)
    return ["--vault-password-file", str(path)]


def encrypted(text: str) -> str:
    """Return a text as ansible-vault encrypts a file."""
    data: bytes = VaultLib([("default", VaultSecret(PASSWORD.encode()))]).encrypt(text)
    return data.decode()


def inline(variables: Mapping[str, str]) -> str:
    """Return the YAML of variables, each vaulted by itself."""
    return "".join(
        f"{name}: !vault |\n" + "".join(f"  {line}\n" for line in encrypted(text).splitlines())
        for name, text in variables.items()
    )
