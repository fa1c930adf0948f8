# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whom the options cosign_* trust to sign a chart; loaded where there are such options."""

from __future__ import annotations

import os
from typing import Any, Mapping

from ..base.errors import ChartError, RequestError
from ..fetch.cosign.trust import DOING, Trust

_MAX_KEY = 64 * 1024
_READING = "reading the option"


def of_options(params: Mapping[str, Any]) -> Trust:
    """Return whom the options cosign_* trust. Raises RequestError where they say nobody, ChartError for a key that
    cannot be read."""
    key, identity, issuer = (params[name] or "" for name in ("cosign_key", "cosign_identity", "cosign_issuer"))
    if key and (identity or issuer):
        raise _unclear("a signature is by a key, or by an identity", "leave cosign_key or the other two out")
    if not key and not (identity and issuer):
        raise _unclear("nobody is trusted to sign", "give cosign_key, or cosign_identity and cosign_issuer")
    said = params["cosign_annotations"] or {}
    annotations = tuple(sorted((str(name), str(text)) for name, text in said.items()))
    if key:
        return Trust(_key(key), annotations=annotations)
    return Trust(b"", identity, issuer, annotations, os.path.expanduser(params["cosign_trusted_root"] or ""))


def _unclear(problem: str, hint: str) -> RequestError:
    return RequestError(problem, doing=_READING, subject="verify: cosign", hint=hint)


def _key(text: str) -> bytes:
    """The key that an option names or has in it."""
    if text.lstrip().startswith("-----BEGIN "):
        return text.encode("utf-8", "surrogateescape")
    try:
        with open(os.path.expanduser(text), "rb") as handle:
            return handle.read(_MAX_KEY)
    except OSError as error:
        problem = f"open {text}: {(error.strerror or str(error)).lower()}"
        hint = "give the public key, or the path on the task's host that it has, as cosign generate-key-pair writes it"
        raise ChartError(problem, doing=DOING, subject="cosign_key", hint=hint) from error
