# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Admission webhooks of our own: an HTTPS server on loopback that the real API server asks about writes.

The path of its address says how it behaves; the objects of one namespace are sent to it, so that nothing else is
disturbed.
"""

from __future__ import annotations

import base64
import itertools
import json
import time
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any, Callable, Optional

import loopback
from authority import Authority

Answer = dict[str, Any]
MARK = "hostile.example.com/marked"
NEVER = "hostile.example.com/never"  # the label of an object that "deny" refuses
_numbers = itertools.count(1)


def _denied(code: int, message: str, reason: str = "") -> Answer:
    status = {"code": code, **({"message": message} if message else {}), **({"reason": reason} if reason else {})}
    return {"allowed": False, "status": status}


def _labels(request: dict[str, Any]) -> dict[str, str]:
    found = request.get("object") or request.get("oldObject") or {}
    labels: dict[str, str] = (found.get("metadata") or {}).get("labels") or {}
    return labels


def _of_dry_runs(code: int, message: str) -> Callable[[dict[str, Any]], Answer]:
    return lambda request: _denied(code, message) if request.get("dryRun") else {"allowed": True}


def _deny(request: dict[str, Any]) -> Answer:
    return _denied(403, "this is never allowed here") if NEVER in _labels(request) else {"allowed": True}


def _mutate(request: dict[str, Any]) -> Answer:
    """Another value at each write, as those do that note the time."""
    found = request.get("object")
    if not found:
        return {"allowed": True}
    annotations = (found.get("metadata") or {}).get("annotations")
    value = str(next(_numbers))
    path = "/metadata/annotations"
    patch = (
        [{"op": "add", "path": path, "value": {MARK: value}}]
        if annotations is None
        else [{"op": "add", "path": f"{path}/{MARK.replace('/', '~1')}", "value": value}]
    )
    return {
        "allowed": True,
        "patchType": "JSONPatch",
        "patch": base64.b64encode(json.dumps(patch).encode()).decode(),
    }


def _slow(request: dict[str, Any]) -> Answer:
    time.sleep(0.2)
    return {"allowed": True}


# What each path does. "refuse-dry-run-…" answer so by themselves; the server's own words come only of sideEffects that
# its current API does not take any more.
BEHAVIOURS: dict[str, Callable[[dict[str, Any]], Answer]] = {
    "allow": lambda request: {"allowed": True},
    "deny": _deny,
    "deny-all": lambda request: _denied(403, "nothing is allowed here"),
    "deny-silently": lambda request: _denied(400, ""),
    "deny-deletion": lambda request: (
        _denied(403, "nothing goes from here") if request["operation"] == "DELETE" else {"allowed": True}
    ),
    "refuse-dry-run-400": _of_dry_runs(400, "admission webhook does not support dry run"),
    "refuse-dry-run-403": _of_dry_runs(403, "dryRun requests are not supported"),
    "refuse-dry-run-silently": _of_dry_runs(400, ""),
    "mutate": _mutate,
    "slow": _slow,
    "warn": lambda request: {"allowed": True, "warnings": [f"{request['kind']['kind']} is watched"]},
}


class Webhook:
    """url: where it listens, ca: who signed for it. asked: (operation, kind, name, dryRun) of each request."""

    def __init__(self, folder: Path) -> None:
        authority = Authority("hostile")
        self.ca = authority.ca
        self.asked: list[tuple[str, str, str, bool]] = []
        self._http = loopback.Server(_handler(self), authority.server(folder, hosts=("127.0.0.1",)))
        self.url = self._http.url

    def __enter__(self) -> Webhook:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.stop()

    def configuration(
        self,
        behaviour: str,
        namespace: str,
        *,
        resources: tuple[str, ...] = ("*/*",),
        operations: tuple[str, ...] = ("*",),
        url: Optional[str] = None,
        side_effects: str = "None",
    ) -> dict[str, Any]:
        """Return the configuration that has one namespace's objects sent to it. url: another server's address."""
        kind = "Mutating" if behaviour == "mutate" else "Validating"
        hook = {
            "name": f"{behaviour}.hostile.example.com",
            "admissionReviewVersions": ["v1"],
            "sideEffects": side_effects,
            "failurePolicy": "Fail",
            "timeoutSeconds": 30,
            "clientConfig": {
                "url": f"{url or self.url}/{behaviour}",
                "caBundle": base64.b64encode(self.ca).decode(),
            },
            "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": namespace}},
            "rules": [
                {
                    "operations": list(operations),
                    "apiGroups": ["*"],
                    "apiVersions": ["*"],
                    "resources": list(resources),
                    "scope": "Namespaced",
                }
            ],
        }
        return {
            "apiVersion": "admissionregistration.k8s.io/v1",
            "kind": f"{kind}WebhookConfiguration",
            "metadata": {"name": f"{behaviour}.{namespace}"},
            "webhooks": [hook],
        }


def _handler(webhook: Webhook) -> type[BaseHTTPRequestHandler]:
    class Handler(loopback.Quiet, BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            review = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            request = review["request"]
            webhook.asked.append(
                (request["operation"], request["kind"]["kind"], request.get("name", ""), bool(request.get("dryRun")))
            )
            behaviour = BEHAVIOURS[self.path.partition("?")[0].strip("/")]
            answer = {"uid": request["uid"], **behaviour(request)}
            data = json.dumps({"apiVersion": review["apiVersion"], "kind": review["kind"], "response": answer}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    return Handler
