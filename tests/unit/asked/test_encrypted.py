# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values that are still encrypted are refused; what only looks like it is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from vaults import encrypted as vault

from ansible_collections.native.helm.plugins.module_utils._helm.asked import inputs
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import ValuesError

# What sops 3 writes for `password: hunter2`, with age.
SOPS = """password: ENC[AES256_GCM,data:6pNqbgQG,iv:PLn8Jk0sXoLd6Yc=,tag:7f2c8Q==,type:str]
sops:
    age:
        - recipient: age1yt3tfqlfrwdwx0z0ynwplcr6qxcxfaqycuprpmy89nr83ltx74tqdpszlw
          enc: |
            -----BEGIN AGE ENCRYPTED FILE-----
            YWdlLWVuY3J5cHRpb24ub3JnL3YxCg==
            -----END AGE ENCRYPTED FILE-----
    lastmodified: "2026-01-01T00:00:00Z"
    mac: ENC[AES256_GCM,data:AAAA,iv:BBBB,tag:CCCC,type:str]
    version: 3.13.3
"""
SOPS_JSON = (
    '{"a": "ENC[AES256_GCM,data:x,iv:y,tag:z,type:str]", "sops": {"mac": "ENC[AES256_GCM,data:A,iv:B,tag:C,type:str]"}}'
)
INLINE = "user: a\npassword: !vault |\n" + "".join(f"  {line}\n" for line in vault("hunter2").splitlines())


@pytest.mark.parametrize(
    ("data", "problem", "hint"),
    [
        (vault("a: 1"), "it is encrypted with ansible-vault", "lookup('unvault'"),
        (INLINE, "values in it are encrypted with ansible-vault one by one", "vars_files or include_vars"),
        (SOPS, "it is encrypted with SOPS", "lookup('community.sops.sops'"),
        (SOPS_JSON, "it is encrypted with SOPS", "lookup('community.sops.sops'"),
        (
            "a:\n  b: ENC[PKCS7,MIIBiQYJKoZIhvcNAQcDoIIB]\n",
            "values in it are encrypted",
            "the tool that encrypted them",
        ),
        (
            "a: 'ENC[AES256_GCM,data:x,iv:y,tag:z,type:str]'\n",
            "values in it are encrypted",
            "lookup('community.sops.sops'",
        ),
        ("\0GITCRYPT\0\x01\x02", "it is encrypted by git-crypt", "git-crypt unlock"),
        ("-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n", "it is encrypted with age", "decrypt it"),
        ("age-encryption.org/v1\n-> X25519 x\n", "it is encrypted with age", "decrypt it"),
        ("-----BEGIN PGP MESSAGE-----\n\nhQ\n", "it is encrypted with PGP", "decrypt it"),
    ],
)
def test_an_encrypted_file_is_refused(tmp_path: Path, data: str, problem: str, hint: str) -> None:
    path = tmp_path / "values.yaml"
    path.write_text(data, encoding="latin-1")
    with pytest.raises(ValuesError) as caught:
        inputs.read_values_files([str(path)])
    assert problem in caught.value.problem
    assert (hint in caught.value.hint, caught.value.subject, caught.value.doing) == (
        True, str(path), "reading the values file",
    )  # fmt: skip


@pytest.mark.parametrize(
    "data",
    [
        "# ENC[AES256_GCM,data:x] is what sops writes, $ANSIBLE_VAULT;1.1;AES256 what ansible-vault does\na: 1\n",
        "sops: {enabled: true}\nmac: 00:11:22:33:44:55\n",
        "text: see age-encryption.org/v1 and -----BEGIN PGP MESSAGE-----\n",
        "a: ENC[yes]\n",
        "cipher: AES256_GCM\n",
    ],
)
def test_what_only_looks_like_it_is_read(tmp_path: Path, data: str) -> None:
    path = tmp_path / "values.yaml"
    path.write_text(data)
    assert inputs.read_values_files([str(path)]) == [(str(path), data.encode())]


def test_values_that_are_those_of_a_sops_file_are_refused() -> None:
    sealed = {"a": "ENC[x]", "sops": {"mac": "ENC[AES256_GCM,data:A]"}}
    with pytest.raises(ValuesError, match="they are encrypted with SOPS"):
        inputs.given_values({"values": sealed})
    assert inputs.given_values({"values": {"sops": {"enabled": True}}}) == {"sops": {"enabled": True}}
