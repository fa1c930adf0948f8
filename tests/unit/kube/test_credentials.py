# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tokens that are renewed while threads use them: each request has one, the old or the new."""

from __future__ import annotations

import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import Unauthorized
from ansible_collections.native.helm.plugins.module_utils._helm.kube.credentials import TokenFile

from .conftest import World


def a_token_file(world: World, path: Path, text: str) -> TokenFile:
    path.write_text(text)
    found = TokenFile(str(path))
    found.env = world
    return found


@pytest.mark.parametrize("becomes", ["", None, b"\xff"], ids=["empty", "gone", "no text"])
def test_a_token_that_is_being_replaced_at_this_moment_is_used_on(world: World, tmp_path: Path, becomes: Any) -> None:
    path = tmp_path / "token"
    credentials = a_token_file(world, path, "old")
    assert credentials.headers() == {"Authorization": "Bearer old"}
    assert credentials.renew(credentials.headers())
    if becomes is None:
        path.unlink()
    else:
        path.write_bytes(becomes if isinstance(becomes, bytes) else becomes.encode())
    assert credentials.headers() == {"Authorization": "Bearer old"}
    path.write_text("new\n")
    assert credentials.headers() == {"Authorization": "Bearer new"}
    assert world.said and not [text for text in world.said if "old" in text or "Bearer" in text]


def test_a_token_that_was_never_there_is_an_error(world: World, tmp_path: Path) -> None:
    with pytest.raises(Unauthorized, match="it is empty"):
        a_token_file(world, tmp_path / "token", " \n").headers()


def test_no_thread_sees_a_token_file_without_its_token(world: World, tmp_path: Path) -> None:
    credentials = a_token_file(world, tmp_path / "token", "one")
    seen: set[str] = set()

    def work(number: int) -> None:
        for _unused in range(300):
            if number % 2:
                credentials.renew()
            else:
                seen.add(credentials.headers()["Authorization"])

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(before)
    assert seen == {"Bearer one"}


def test_threads_that_were_refused_together_renew_once(world: World, tmp_path: Path) -> None:
    path = tmp_path / "token"
    credentials = a_token_file(world, path, "old")
    refused = credentials.headers()
    path.write_text("new")
    credentials.renew(refused)
    assert credentials.headers() == {"Authorization": "Bearer new"}
    path.write_text("newer")
    credentials.renew(refused)  # the second thread, which was refused with the old one
    assert credentials.headers() == {"Authorization": "Bearer new"}
