# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What hostile repositories and registries of these tests serve, and the secrets that they are after."""

from __future__ import annotations

import gzip
import hashlib
import io
import tarfile
from typing import Callable

import pytest
from chart_servers.hostile import Asked, Hostile, Reply

from ansible_collections.native.helm.plugins.module_utils._helm.fetch.web.tls import Credentials

SECRET = "c4nary"
MINE = Credentials(username="me", password=SECRET)
PLAIN = Credentials(username="me", password=SECRET, plain_http=True)
Serve = Callable[..., Hostile]
guarded = pytest.mark.parametrize("guard", [True, False], ids=["guarded", "without the guard"])


def tgz(files: dict[str, str]) -> bytes:
    """An archive of files, named as they are."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for path, text in files.items():
            entry = tarfile.TarInfo(path)
            entry.size = len(text)
            tar.addfile(entry, io.BytesIO(text.encode()))
    return gzip.compress(buffer.getvalue(), mtime=0)


WEB = tgz({"web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n"})
OTHER = tgz({"web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\ndescription: another\n"})


def digest(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def index_of(url: str, listed: str = "") -> bytes:
    """An index with web 1.0.0 at url. listed: its digest."""
    entry = f"  - {{name: web, version: 1.0.0, urls: ['{url}'], digest: '{listed}'}}\n"
    return f"apiVersion: v1\nentries:\n  web:\n{entry}".encode()


def files(pages: dict[str, Reply]) -> Callable[[Asked], Reply]:
    return lambda asked: pages.get(asked.path.partition("?")[0], Reply(status=404))
