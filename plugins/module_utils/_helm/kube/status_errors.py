# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the API server said no with, as the error tree: from its Status object, or from what stood in its place."""

from __future__ import annotations

import json
import re
from typing import Any, Mapping
from urllib.parse import unquote, urlsplit

from ..base.errors import Conflict, Forbidden, Invalid, KubeError, NotFound, Unauthorized
from .config import Connection

_CLASSES = {400: Invalid, 401: Unauthorized, 403: Forbidden, 404: NotFound, 409: Conflict, 422: Invalid}
# What a 403 is besides a role that is missing, by words of its message, and what to do about it.
_REFUSALS = (
    ("exceeded quota", "raise the namespace's quota, or let the chart ask for less"),
    ("failed quota", "give every container the requests and limits that the namespace's quota counts"),
    ("violates PodSecurity", "give the pods the securityContext that the namespace's Pod Security level wants"),
    ("because it is being terminated",
     "wait until the namespace is gone, then run the task with create_namespace; with wait besides it waits for that"),
    ("not currently held", "the user may grant only rights that it has itself, or needs the verbs escalate and bind"),
    ("denied the request", "do what the admission webhook asks for, in the chart's values or templates"),
    ("denied request", "do what the admission policy asks for, in the chart's values or templates"),
    ("error looking up service account", "let the chart make that service account, or name one that is there"),
    ("no PriorityClass with name", "make that priority class first, or name one that is there"),
    ("pod rejected: RuntimeClass", "make that runtime class first, or name one that is there"),
    ("usage per", "keep within the namespace's LimitRange"),
)  # fmt: skip
_ADMISSION = "an admission plugin refuses it: change what it names, in the chart's values or templates"
_ANSWERED = "the server answered with HTTP status"
_NO_STATUS = {"status": "none"}  # the details of an answer without a Status object
_ANONYMOUS = '"system:anonymous"'
_VERBS = {"POST": "create", "PUT": "update", "PATCH": "patch", "DELETE": "delete"}
_WARNING = re.compile(r'\d{3} [^ ]+ "((?:[^"\\]|\\.)*)"')
_DENIED = re.compile(r'User ("(?:[^"\\]|\\.)+") cannot ')
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
    return _error(status, _generic(status, text), "", _NO_STATUS)


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
    return kind(problem, status=status, reason=reason, details=details, hint=_hint(status, problem))


def _hint(status: int, problem: str) -> str:
    """What to do about a refusal, as far as its words tell."""
    if "failed calling webhook" in problem:
        return "see that the admission webhook's service runs and answers, or remove its configuration"
    if "failed to create typed patch object" in problem:  # its status is 500, and nothing is wrong with the server
        return "give the field the type that the server wants, in the chart's templates or values"
    found = next((hint for words, hint in _REFUSALS if words in problem), "")
    return found if status in (400, 403, 422) else ""


def locate(error: KubeError, connection: Connection, method: str, target: str) -> KubeError:
    """Return error, with who asked for what, where, and what names the credentials, where it is about that: a 401, or
    a 403 that no admission plugin gave. target: the request's path and query."""
    is_about_the_user = isinstance(error, (Unauthorized, Forbidden))
    if error.hint or not (is_about_the_user or (error.details is _NO_STATUS and error.problem.startswith(_ANSWERED))):
        return error
    from . import origins

    asked = request_of(method, target)
    if not is_about_the_user:
        return _by_another(error, connection, asked)
    denied = _DENIED.search(error.problem)  # the server's name for the user: a kubeconfig may call it otherwise
    who = f'"{connection.user}"' if connection.user else "an anonymous user"
    identity = origins.identity(connection)
    if isinstance(error, Unauthorized):
        error.told = f"{error.problem}: {connection.server} does not know {who}, who asked to {asked}"
        error.hint = f"check {identity}"
        if ": it expired at" not in identity:
            error.hint += "; what it gives may have expired, or be of another cluster"
        return error
    if not error.reason:  # of a proxy, or the like, on the way
        error.told = f"{error.problem}: {who} may not {asked} on {connection.server}"
    elif "cannot impersonate" in error.problem:
        asking = denied.group(1) if denied else origins.asking(connection)
        error.hint = f"let a role allow {asking} to impersonate {who}, or leave that out: {identity}"
        return error
    elif "cannot " not in error.problem:  # admission has the same status, and no role helps against it
        error.hint = _ADMISSION
        return error
    subject = denied.group(1) if denied else who
    if subject == _ANONYMOUS:  # no one is known by credentials that are none, or that the server does not take
        error.hint = f"{connection.server} took the request for one of nobody: check {identity}"
        return error
    error.hint = f"let a role allow {subject} to {asked} on {connection.server}, or use others than {identity}"
    return error


def _by_another(error: KubeError, connection: Connection, asked: str) -> KubeError:
    """Return error, an answer that is none of an API server's, with which server gave it, and what to do."""
    from . import origins

    error.told = f"{error.problem}; {connection.server} was asked to {asked}"
    named = f"the server's address, which {origins.server(connection)} names"
    if "HTTP request" in error.problem and "HTTPS" in error.problem:
        error.hint = f"write https:// in {named}"
    elif error.status == 407:
        error.hint = f"give the proxy a user and a password that it knows; it is named by {origins.proxy(connection)}"
    elif error.status == 413:
        error.hint = "let the proxy before the API server take larger requests, or let the chart have smaller objects"
    else:
        error.hint = f"what answers there may be a proxy, or another server than the API server: check {named}"
    return error


def request_of(method: str, target: str) -> str:
    """Return what a request asks for, as roles name it: 'list secrets in namespace "shop"'."""
    path, _unused, query = target.partition("?")
    steps = path.strip("/").split("/")
    known = {"api": (2, ""), "apis": (3, "." + steps[1] if len(steps) > 1 else "")}.get(steps[0])
    if known is None or len(steps) <= known[0]:
        return f"get {path}"
    rest, place = steps[known[0] :], ""
    if rest[0] == "namespaces" and len(rest) > 2:
        place, rest = f' in namespace "{rest[1]}"', rest[2:]
    resource = rest[0] + ("/" + "/".join(rest[2:]) if len(rest) > 2 else "") + known[1]
    name = f' "{unquote(rest[1])}"' if len(rest) > 1 else ""
    verb = _VERBS.get(method) or ("watch" if "watch=true" in query else "get" if name else "list")
    return f"{verb} {resource}{name}{place}"


def _generic(status: int, text: str) -> str:
    """The message for an answer that is no Status: of a proxy, a load balancer, or a path that nobody serves."""
    if status == 404 and (not text or text == "404 page not found"):
        return "the server could not find the requested resource"
    if status == 401:
        from ..base import wording

        return wording.NO_CREDENTIALS
    shown = " ".join(text.split())[:300]
    return f"{_ANSWERED} {status}" + (f": {shown}" if shown else "")


def redirected(status: int, location: str, server: str) -> KubeError:
    """Return the error of an answer that sends the client elsewhere, which no API server does."""
    where = urlsplit(location)
    place = f"{where.scheme}://{where.hostname}" if where.hostname else where.path or "nowhere"
    problem = f"the server redirects (HTTP status {status}) to {place}"
    hint = "set the kubeconfig's server, or host, to the API server itself"
    return KubeError(problem, doing="asking the API server", subject=server, status=status, hint=hint)


def warning_texts(header: str) -> list[str]:
    """Return the texts of a Warning header (RFC 7234), unquoted."""
    return [re.sub(r"\\(.)", r"\1", text) for text in _WARNING.findall(header)]
