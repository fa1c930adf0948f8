# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Chart servers that take uploads: ChartMuseum's API, which Harbor's and Artifactory's repositories have too.

Source: ChartMuseum's documentation of its API.
"""

from __future__ import annotations

import hashlib
from typing import Optional
from urllib.parse import quote, urlsplit

from ...base.errors import FetchError, HelmError
from ...codecs.json import codec as json_codec
from ..web.http import Answer, Credentials, HttpSession, Request, same_host, shown
from .index import MAX_BYTES

_MAX_ANSWER = 1024 * 1024
_BOUNDARY = "native-helm-"
_THERE = 409


class ChartServer:
    """The server behind a repository's URL."""

    def __init__(self, http: HttpSession, url: str, credentials: Credentials) -> None:
        self._http = http
        self._url = url.rstrip("/")
        self._credentials = credentials
        self._context = ""

    def digest(self, name: str, version: str) -> str:
        """Return "sha256:…" of the archive that the server has for that version, "" where it has none."""
        what = f"charts/{quote(name)}/{quote(version)}"
        answer = self._ask(Request(self._address(what), _MAX_ANSWER))
        if answer.status == 404:
            self._context = self._context_path()
            if not self._context:
                return ""
            answer = self._ask(Request(self._address(what), _MAX_ANSWER))
            if answer.status == 404:
                return ""
        if answer.status != 200:
            raise _refused(answer, "GET")
        try:
            found = json_codec.loads_objects(answer.body.decode("utf-8"))
        except (HelmError, UnicodeDecodeError):
            found = None
        digest = found.get("digest") if isinstance(found, dict) else None
        return f"sha256:{digest}" if isinstance(digest, str) and digest else "unknown"

    def push(self, archive: bytes, name: str, *, provenance: Optional[bytes], force: bool) -> None:
        """Upload the archive called name, and its provenance, in one request. force: in the place of what is there."""
        parts = [("chart", name, archive)]
        if provenance is not None:
            parts.append(("prov", f"{name}.prov", provenance))
        answer = self._post(parts, force=force)
        if answer.status not in (200, 201):
            raise _refused(answer, "POST")

    def _post(self, parts: list[tuple[str, str, bytes]], *, force: bool) -> Answer:
        boundary = _BOUNDARY + hashlib.sha256(b"".join(data for _field, _name, data in parts)).hexdigest()[:32]
        pieces = []
        for field, name, data in parts:
            head = f'Content-Disposition: form-data; name="{field}"; filename="{name}"'
            kind = "Content-Type: application/octet-stream"
            pieces += [f"--{boundary}\r\n{head}\r\n{kind}\r\n\r\n".encode(), data, b"\r\n"]
        body = b"".join([*pieces, f"--{boundary}--\r\n".encode()])
        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
        url = self._address("charts") + ("?force=true" if force else "")
        return self._ask(Request(url, _MAX_ANSWER, method="POST", headers=headers, body=body))

    def _ask(self, request: Request) -> Answer:
        answer = self._http.send(request, self._credentials)
        if not same_host(answer.url, self._url):
            raise FetchError(
                "the server sends uploads on to another host",
                doing="pushing the chart",
                subject=shown(answer.url),
                hint="give that address, if it is meant",
            )
        return answer

    def _address(self, what: str) -> str:
        """Return the API's URL: /api stands before the repository's own path."""
        parts = urlsplit(self._url)
        context = self._context.rstrip("/")
        path = parts.path[len(context) :] if parts.path.startswith(context) else parts.path
        return parts._replace(path=f"{context}/api{path.rstrip('/')}/{what}", query="").geturl()

    def _context_path(self) -> str:
        """Return the path that the server's index says that all of its paths begin with, "" for none."""
        from ...codecs.yaml import codec as yaml_codec

        answer = self._ask(Request(f"{self._url}/index.yaml", MAX_BYTES))
        if answer.status != 200:
            return ""
        lines = answer.body.decode("utf-8", "replace").splitlines()
        start = next((number for number, line in enumerate(lines) if line.startswith("serverInfo:")), None)
        if start is None:
            return ""
        end = next((number for number in range(start + 1, len(lines)) if lines[number][:1].strip()), len(lines))
        try:
            info = yaml_codec.load_objects("\n".join(lines[start:end]))["serverInfo"]
        except (HelmError, KeyError, TypeError):
            return ""
        path = info.get("contextPath") if isinstance(info, dict) else ""
        return path if isinstance(path, str) and path.startswith("/") else ""


def _refused(answer: Answer, method: str) -> FetchError:
    hints = {
        401: "give the user name and password of somebody who may push; check them",
        403: "this user may not push",
        404: "check the address; the server has no API to upload charts",
        405: "the server takes no uploads there; is it a ChartMuseum?",
        413: "the server, or a proxy before it, does not take anything that large",
        _THERE: "raise the chart's version, or say force=true to replace what is there",
    }
    said = _error_in(answer.body)
    return FetchError(
        f'{method} "{shown(answer.url)}": response status code {answer.status}: {said or answer.reason}',
        doing="asking the chart server",
        subject=urlsplit(answer.url).netloc.rpartition("@")[2],
        hint=hints.get(answer.status, ""),
        status=answer.status,
    )


def _error_in(body: bytes) -> str:
    try:
        found = json_codec.loads_objects(body.decode("utf-8"))
    except (HelmError, UnicodeDecodeError):
        return ""
    text = found.get("error") if isinstance(found, dict) else None
    return text[:500] if isinstance(text, str) else ""
