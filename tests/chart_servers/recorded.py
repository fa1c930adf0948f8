# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the real cosign signed in a registry (tests/remote/signatures.json), put into another one byte by byte."""

from __future__ import annotations

import base64
import json
import ssl
import urllib.request
from pathlib import Path
from typing import Any, NamedTuple, Optional

from .keys import PASSWORD, USER, Keys

RECORDED: dict[str, Any] = json.loads(
    (Path(__file__).resolve().parents[1] / "remote/signatures.json").read_text(encoding="utf-8")
)
INDEX = "application/vnd.oci.image.index.v1+json"


class Pusher(NamedTuple):
    """Pushes to the registry at host; with keys to one that has TLS and a password."""

    host: str
    keys: Optional[Keys] = None

    def send(self, method: str, path: str, data: bytes, kind: str = "application/octet-stream") -> str:
        """Send a request to the registry's API; return where it says that something is."""
        url = path if "://" in path else f"{'https' if self.keys else 'http'}://{self.host}/v2/{path}"
        request = urllib.request.Request(url, data=data, method=method, headers={"Content-Type": kind})
        context = None
        if self.keys is not None:
            account = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
            request.add_header("Authorization", f"Basic {account}")
            context = ssl.create_default_context(cafile=str(self.keys.ca))
        with urllib.request.urlopen(request, context=context) as answer:
            found: str = answer.headers.get("Location", "")
        return found

    def blob(self, repository: str, digest: str, data: bytes) -> None:
        """Push a blob."""
        location = self.send("POST", f"{repository}/blobs/uploads/", b"")
        self.send("PUT", f"{location}&digest={digest}", data)

    def case(self, case: str, repository: str) -> None:
        """Push a recorded chart with all that refers to it."""
        stored = RECORDED["cases"][case]
        for digest, data in stored["blobs"].items():
            self.blob(repository, digest, base64.b64decode(data))
        targets = {digest: [digest] for digest in stored["manifests"]}
        for tag, digest in stored["tags"].items():
            targets[digest].append(tag)
        # What an index lists has to be there before it.
        for digest, (kind, data) in sorted(stored["manifests"].items(), key=lambda item: item[1][0] == INDEX):
            for target in targets[digest]:
                self.send("PUT", f"{repository}/manifests/{target}", base64.b64decode(data), kind)
