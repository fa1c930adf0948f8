# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values that are still encrypted: refused before anything is rendered, so that no cluster gets them as text."""

from __future__ import annotations

import re
from typing import Any, Mapping

from ..base.errors import ValuesError

_VAULTED = re.compile(rb"(?m)^[^#\n]*\$ANSIBLE_VAULT;[0-9.]+;")
_SOPS = re.compile(rb"(?m)^(?:[^#\n]*[\s{,])?[\"']?mac[\"']?\s*[:=]\s*[\"']?ENC\[AES256_GCM,")
_ENC = re.compile(rb"(?m)^[^#\n]*\bENC\[(?:AES256_GCM|PKCS7|GPG|KMS)[^A-Za-z0-9]")
_UNVAULT = "have it on the controller, which decrypts it, or give values lookup('unvault', …) | from_yaml"
_BY_SOPS = "values: \"{{ lookup('community.sops.sops', FILE) | from_yaml }}\", its secrets named in sensitive_paths"
_DECRYPT_SOPS = f"decrypt it: {_BY_SOPS}"
_HEADS = (
    (b"$ANSIBLE_VAULT;", "it is encrypted with ansible-vault", _UNVAULT),
    (b"\0GITCRYPT\0", "it is encrypted by git-crypt", "run git-crypt unlock in its repository"),
    (b"-----BEGIN AGE ENC", "it is encrypted with age", "decrypt it with age before the task"),
    (b"age-encryption.org/", "it is encrypted with age", "decrypt it with age before the task"),
    (b"-----BEGIN PGP MESSAGE", "it is encrypted with PGP", "decrypt it with gpg before the task"),
)
_PARTS = (
    (_SOPS, "it is encrypted with SOPS", _DECRYPT_SOPS),
    (
        _VAULTED,
        "values in it are encrypted with ansible-vault one by one",
        "read it as variables, by vars_files or include_vars, and give those as values; or vault the file as a whole",
    ),
    (_ENC, "values in it are encrypted (ENC[…])", f"decrypt them by the tool that encrypted them; SOPS: {_BY_SOPS}"),
)
_DOING = "reading the values file"


def check_file(name: str, data: bytes) -> None:
    """Raise ValuesError for a values file that is encrypted, as a whole or in parts."""
    for head, problem, hint in _HEADS:
        if data.startswith(head):
            raise ValuesError(problem, doing=_DOING, subject=name, hint=hint)
    for part, problem, hint in _PARTS:
        if part.search(data):
            raise ValuesError(problem, doing=_DOING, subject=name, hint=hint)


def check_values(values: Mapping[str, Any]) -> None:
    """Raise ValuesError for values that were read from a file of SOPS as it is."""
    metadata = values.get("sops")
    if isinstance(metadata, Mapping) and str(metadata.get("mac") or "").startswith("ENC["):
        problem = "they are encrypted with SOPS: their key sops says how"
        raise ValuesError(problem, doing="reading the option", subject="values", hint=_DECRYPT_SOPS)
