# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the API server said no with, as the error tree: from its Status object, or from what stood in its place."""

from __future__ import annotations

import json
import re
from typing import Any, Mapping
from urllib.parse import urlsplit

from ..base.errors import Conflict, Forbidden, Invalid, KubeError, NotFound, Unauthorized

_CLASSES = {400: Invalid, 401: Unauthorized, 403: Forbidden, 404: NotFound, 409: Conflict, 422: Invalid}
_HINTS = {
    Unauthorized: "check the kubeconfig's user, or api_key; a token may have expired",
    Forbidden: "let a role give the user this right, or act as another user",
}
_WARNING = re.compile(r'\d{3} [^ ]+ "((?:[^"\\]|\\.)*)"')
_MANAGER = re.compile(r'conflict with "((?:[^"\\]|\\.)*)"')


def from_answer(status: int, body: bytes) -> KubeError:
    """Return the error of an answer with an HTTP status of 400 or more; problem is the server's own message."""
    try:
        answer = json.loads(body)
    except ValueError:
        answer = None
    if isinstance(answer, dict) and answer.get("kind") == "Status" and answer.get("message"):
        return from_status(answer, status)
    text = body[:2048].decode("utf-8", "replace").strip()
    return _error(status, _generic(status, text), "", {})


def from_status(answer: Mapping[str, Any], status: int = 0) -> KubeError:
    """Return the error of a Status object, as an answer's body or as a watch's event has it."""
    code = int(answer.get("code") or status)
    return _error(code, str(answer.get("message") or ""), str(answer.get("reason") or ""), answer.get("details") or {})


def conflicts(error: KubeError) -> list[dict[str, str]]:
    """Return which fields other managers hold, of a server-side apply's conflict: list of {object, field, manager}."""
    return [
        {
            "object": error.subject,
            "field": str(cause.get("field") or ""),
            "manager": manager_of(str(cause.get("message") or "")),
        }
        for cause in error.details.get("causes") or ()
        if cause.get("reason") == "FieldManagerConflict"
    ]


def manager_of(message: str) -> str:
    """Return the manager that a conflict's message names, "" for none."""
    found = _MANAGER.search(message)
    return found.group(1) if found else ""


def _error(status: int, problem: str, reason: str, details: Mapping[str, Any]) -> KubeError:
    kind = _CLASSES.get(status, KubeError)
    hint = _HINTS.get(kind, "")
    if kind is Forbidden and "cannot " not in problem:  # admission has the same status, and no role helps against it
        hint = ""
    return kind(problem, status=status, reason=reason, details=details, hint=hint)


def _generic(status: int, text: str) -> str:
    """The message for an answer that is no Status: of a proxy, a load balancer, or a path that nobody serves."""
    if status == 404 and (not text or text == "404 page not found"):
        return "the server could not find the requested resource"
    if status == 401:
        return "the server has asked for the client to provide credentials"
    shown = " ".join(text.split())[:300]
    return f"the server answered with HTTP status {status}" + (f": {shown}" if shown else "")


def redirected(status: int, location: str, server: str) -> KubeError:
    """Return the error of an answer that sends the client elsewhere, which no API server does."""
    where = urlsplit(location)
    problem = f"the server redirects (HTTP status {status}) to {where.scheme}://{where.hostname}"
    hint = "set the kubeconfig's server, or host, to the API server itself"
    return KubeError(problem, doing="asking the API server", subject=server, status=status, hint=hint)


def warning_texts(header: str) -> list[str]:
    """Return the texts of a Warning header (RFC 7234), unquoted."""
    return [re.sub(r"\\(.)", r"\1", text) for text in _WARNING.findall(header)]
