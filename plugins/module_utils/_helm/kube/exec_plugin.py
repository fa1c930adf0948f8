# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Credentials from a kubeconfig's exec plugin (client.authentication.k8s.io), run without a shell, kept in memory."""

from __future__ import annotations

import json
import os
import re
import shutil
import threading
from datetime import datetime, timezone
from typing import Any, Mapping, Optional

from ..base import program
from ..base.errors import RequestError, Unauthorized
from ..base.mask import MASK
from ..base.secrets import Secrets
from .credentials import Credentials
from .kubeconfig import Entry

TIME_LIMIT = 60.0  # seconds; nobody is there to answer a plugin that asks something
_GROUP = "client.authentication.k8s.io/"
_VERSIONS = (_GROUP + "v1", _GROUP + "v1beta1")
_DOING = "running the kubeconfig's credential plugin"
_EARLY = 10  # seconds; a credential that ends while a request is on its way is of no use
_SECRET = re.compile(
    r"(?i)((?:token|secret|passw\w*|key|credential\w*|authorization)[\"']?\s*[:=]\s*)(?:bearer\s+)?\S+"
)
_RANDOM = re.compile(r"(?<![\w+=-])(?=[\w+=-]*\d)(?=[\w+=-]*[A-Za-z])[\w+=-]{20,}")


class ExecPlugin(Credentials):
    """What the plugin of a kubeconfig's user gives: a token, a client certificate, or both, until they end."""

    __slots__ = ("_cluster", "_environ", "_expires", "_headers", "_lock", "_spec", "_status", "_user")

    def __init__(self, user: Entry, cluster: Entry, environ: Mapping[str, str]) -> None:
        super().__init__()
        self._user = user
        self._cluster = cluster
        self._environ = environ
        self._spec = Entry(user.name, _mapping(user.body["exec"], "exec"), user.folder)
        self._status: Optional[Entry] = None
        self._headers: dict[str, str] = {}
        self._expires: Optional[float] = None
        self._lock = threading.Lock()
        self._check()

    def headers(self) -> dict[str, str]:
        with self._lock:
            self._current()
            return self._headers

    def certificate(self) -> Optional[tuple[bytes, bytes]]:
        with self._lock:
            status = self._current()
        certificate, key = status.text("clientCertificateData"), status.text("clientKeyData")
        return (certificate.encode(), key.encode()) if certificate else None

    def renew(self, refused: Optional[Mapping[str, str]] = None) -> bool:
        with self._lock:
            if refused is None or refused is self._headers:
                self._status = None  # else another thread has renewed it by now, be it with the same token
        return True

    def _check(self) -> None:
        spec = self._spec
        if spec.text("apiVersion") not in _VERSIONS:
            problem = f"exec plugin: invalid apiVersion {spec.text('apiVersion')!r}"
            hint = f"use {' or '.join(_VERSIONS)}"
            raise RequestError(problem, doing="reading the kubeconfig", subject=self._user.name, hint=hint)
        if not spec.text("command"):
            problem, hint = "exec plugin: no command", "name the program, as command of the user's exec"
            raise RequestError(problem, doing="reading the kubeconfig", subject=self._user.name, hint=hint)
        if spec.text("interactiveMode") == "Always":
            problem = "the exec plugin wants a terminal (interactiveMode: Always)"
            hint = "use a user that does not ask for anything"
            raise RequestError(problem, doing="reading the kubeconfig", subject=self._user.name, hint=hint)

    def _current(self) -> Entry:
        """What the plugin gave; the lock is the caller's."""
        if self._status is None or (self._expires is not None and self.env.now_ns() / 1e9 > self._expires - _EARLY):
            self._status = self._parse(self._run())
            header = _header(self._status)
            self._headers = {"Authorization": header} if header else {}
        return self._status

    def _run(self) -> bytes:
        argv = [self._command(), *(str(part) for part in self._spec.body.get("args") or ())]
        try:
            ran = program.run(argv, limit=TIME_LIMIT, environ=self._variables())
        except program.TooSlow:
            problem = f"no answer within {TIME_LIMIT:.0f} s"
            hint = "run it by hand: one that asks something, or whose own server does not answer, gets no answer here"
            raise Unauthorized(problem, doing=_DOING, subject=argv[0], hint=hint) from None
        except program.TooMuch:
            raise _no_answer(argv[0], f"it printed more than {program.MOST:,} bytes") from None
        except OSError as error:
            raise Unauthorized(error.strerror or str(error), doing=_DOING, subject=argv[0], hint=self._hint()) from None
        if ran.code:
            from . import unusable

            said = self._redact(ran.err.decode("utf-8", "replace"))
            hint = "run it by hand on the host of the task, as its user: a new login may be all that it wants"
            problem = f"it failed with exit code {ran.code}: {said}"
            made = Unauthorized(problem, doing=_DOING, subject=argv[0], hint=hint)
            raise unusable.no_success(made, self._server, self._spec.text("command"), ran.code)
        return ran.out

    @property
    def _server(self) -> str:
        return self._cluster.text("server").rstrip("/")

    def _command(self) -> str:
        """The program: with a slash relative to the kubeconfig, else from PATH, as for client-go."""
        command = self._spec.text("command")
        if os.sep in command:
            return os.path.join(self._spec.folder, command)
        found = shutil.which(command, path=self._variables().get("PATH"))
        if found is None:
            from . import unusable

            made = Unauthorized("the program is not installed", doing=_DOING, subject=command, hint=self._hint())
            raise unusable.no_program(made, self._server, command, self._spec.text("installHint"))
        return found

    def _hint(self) -> str:
        text = self._spec.text("installHint").strip()
        return (
            "".join(char for char in text if char.isprintable() or char in "\n\t") or "install it, or use another user"
        )

    def _variables(self) -> dict[str, str]:
        variables = dict(self._environ)
        for item in self._spec.body.get("env") or ():
            variables[str(item["name"])] = str(item["value"])
        variables["KUBERNETES_EXEC_INFO"] = json.dumps(self._info())
        return variables

    def _info(self) -> dict[str, Any]:
        spec: dict[str, Any] = {"interactive": False}
        if self._spec.body.get("provideClusterInfo"):
            names = ("server", "tls-server-name", "insecure-skip-tls-verify", "certificate-authority-data", "proxy-url")
            body = self._cluster.body
            cluster = {name: body[name] for name in names if body.get(name)}
            if "certificate-authority-data" not in cluster and body.get("certificate-authority"):
                cluster["certificate-authority-data"] = self._read_ca()
            for extension in body.get("extensions") or ():
                if extension.get("name") == _GROUP.rstrip("/") + "/exec":
                    cluster["config"] = extension.get("extension")
            spec["cluster"] = cluster
        return {"apiVersion": self._spec.text("apiVersion"), "kind": "ExecCredential", "spec": spec}

    def _read_ca(self) -> str:
        import base64

        from .tls import read_pem

        return base64.b64encode(read_pem(self._cluster.path("certificate-authority"), "CA certificate")).decode("ascii")

    def _redact(self, text: str) -> str:
        """The end of what a plugin says about its failure, less everything that looks like a secret."""
        secrets = Secrets()
        secrets.add(*(str(item.get("value")) for item in self._spec.body.get("env") or ()))
        text = _RANDOM.sub(MASK, _SECRET.sub(rf"\1{MASK}", secrets.text(text))).strip()
        return text[-500:] or "it said nothing"

    def _parse(self, output: bytes) -> Entry:
        """Return the status of the ExecCredential that the plugin printed; what it printed is never quoted."""
        program, wanted = self._spec.text("command"), self._spec.text("apiVersion")
        try:
            answer = json.loads(output)
        except ValueError:
            raise _no_answer(program, "it did not print JSON") from None
        if not isinstance(answer, dict) or answer.get("kind") != "ExecCredential" or answer.get("apiVersion") != wanted:
            raise _no_answer(program, f"it did not print an ExecCredential of {wanted}")
        status = answer.get("status")
        if not isinstance(status, dict) or not (status.get("token") or status.get("clientCertificateData")):
            raise _no_answer(program, "it gave neither a token nor a client certificate")
        if bool(status.get("clientCertificateData")) != bool(status.get("clientKeyData")):
            raise _no_answer(program, "it gave a client certificate without its key")
        self._expires = _expiry(status.get("expirationTimestamp"), program)
        return Entry(program, status, "")


def _header(status: Entry) -> str:
    """The Authorization header of a status, "" where a certificate is all."""
    token = status.text("token")
    return f"Bearer {token}" if token else ""


def _mapping(value: Any, what: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        hint = "write it as kubectl config set-credentials does"
        raise RequestError(f"{what} of the user must be a mapping", doing="reading the kubeconfig", hint=hint)
    return value


def _no_answer(program: str, problem: str) -> Unauthorized:
    """The error of a plugin whose answer is none."""
    hint = "check command, args and apiVersion of the user's exec in the kubeconfig, and which version the program has"
    return Unauthorized(problem, doing=_DOING, subject=program, hint=hint)


def _expiry(stamp: Any, program: str) -> Optional[float]:
    if not stamp:
        return None
    try:
        when = datetime.fromisoformat(re.sub(r"\.\d+", "", str(stamp)).replace("Z", "+00:00"))
    except ValueError:
        raise _no_answer(program, "its expirationTimestamp is no RFC 3339 time") from None
    return (when if when.tzinfo else when.replace(tzinfo=timezone.utc)).timestamp()
