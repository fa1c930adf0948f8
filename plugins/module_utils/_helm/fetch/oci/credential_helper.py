# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs that keep passwords for Docker's tools: docker-credential-NAME get, store, erase."""

from __future__ import annotations

import json
import re
import shutil
from typing import Mapping, Optional

from ...base import program as programs
from ...base.errors import FetchError

_NAME = re.compile(r"[A-Za-z0-9._-]+")
_NOT_FOUND = b"credentials not found in native keychain"
_NOBODY = "<token>"  # for the user's name, where the secret is an identity token
_LIMIT = 30.0  # seconds


def get(helper: str, server: str, environ: Mapping[str, str]) -> dict[str, str]:
    """Return {username, password} or {identity_token} that the helper has for server, {} for none."""
    answer = _run(helper, "get", server.encode(), environ)
    if answer is None:
        return {}
    try:
        found = json.loads(answer)
        username, secret = str(found.get("Username") or ""), str(found.get("Secret") or "")
    except (ValueError, AttributeError) as error:
        raise _failed(helper, "its answer is no login") from error
    return {"identity_token": secret} if username == _NOBODY else {"username": username, "password": secret}


def store(helper: str, server: str, login: tuple[str, str], environ: Mapping[str, str]) -> None:
    """Let the helper keep login, user and password, for server. Raises FetchError."""
    entry = {"ServerURL": server, "Username": login[0], "Secret": login[1]}
    _run(helper, "store", json.dumps(entry).encode(), environ)


def erase(helper: str, server: str, environ: Mapping[str, str]) -> None:
    """Let the helper forget what it has for server. Raises FetchError."""
    _run(helper, "erase", server.encode(), environ)


def _run(helper: str, verb: str, given: bytes, environ: Mapping[str, str]) -> Optional[bytes]:
    """Return what the program printed, None where it knows nothing. What it says in failing may hold a secret."""
    program = f"docker-credential-{helper}"
    path = shutil.which(program, path=environ.get("PATH")) if _NAME.fullmatch(helper) else None
    if path is None:
        raise _failed(helper, f"the program {program} is not installed")
    try:
        done = programs.run([path, verb], given=given, limit=_LIMIT, environ=environ)
    except OSError as error:
        raise _failed(helper, error.strerror or str(error)) from error
    except programs.TooSlow:
        raise _failed(helper, f"no answer in {_LIMIT:g} seconds to {verb}, it was ended") from None
    except programs.TooMuch:
        raise _failed(helper, "its answer is no login: it has no end") from None
    if done.code == 0:
        return done.out
    if done.out.strip() == _NOT_FOUND:
        return None
    raise _failed(helper, f"{verb} ended with code {done.code}")


def _failed(helper: str, problem: str) -> FetchError:
    return FetchError(
        problem,
        doing="asking the credential helper",
        subject=helper,
        hint="helm's registry/config.json or Docker's config.json names it; or give user and password in the task",
    )
