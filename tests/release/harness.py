# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The release actions in-process, the real helm beside them, and a recording of every request."""

from __future__ import annotations

import base64
import contextlib
import gzip
import json
import os
import secrets
import subprocess
import time
from pathlib import Path
from typing import Any, Callable, Iterator, Optional

from cluster_fixture import create_namespace

from ansible_collections.native.helm.plugins.module_utils._helm.asked import requests
from ansible_collections.native.helm.plugins.module_utils._helm.base.env import Env
from ansible_collections.native.helm.plugins.module_utils._helm.chart import loader
from ansible_collections.native.helm.plugins.module_utils._helm.kube.client import Client
from ansible_collections.native.helm.plugins.module_utils._helm.kube.config import Connection
from ansible_collections.native.helm.plugins.module_utils._helm.releases import info
from ansible_collections.native.helm.plugins.module_utils._helm.releases.attempt import install, rollback, uninstall
from ansible_collections.native.helm.plugins.module_utils._helm.releases.results import InfoResult, Result

HERE = Path(__file__).resolve().parent
TOOLS = HERE.parent / "tools"
SHOP = HERE / "charts" / "shop"



class Releases:
    """Actions on the releases of one namespace. sent: (method, path, query) of each request of the last action;
    warnings: what it warned of. before: is told the method and path of each request before it is sent."""

    def __init__(self, kubeconfig: str, namespace: str = "") -> None:
        self.kubeconfig = kubeconfig
        self.namespace = namespace or f"release-{secrets.token_hex(5)}"
        self.sent: list[tuple[str, str, dict[str, Any]]] = []
        self.warnings: list[str] = []
        self.before: Callable[[str, str], None] = lambda _method, _path: None
        self.driver = "secret"
        self.sql_connection = ""
        self.env = Env()
        self.env.warn = self.warnings.append

    def hold_clock(self, there: Callable[[], bool]) -> None:
        """Let the clock of what is done from now on stand still until that is there: a short timeout counts from then
        on, however slow the cluster's controllers are. After 2 minutes it goes on all the same."""
        self.env.monotonic = _HeldClock(there)

    def sees(self, *words: str) -> Callable[[], bool]:
        """Return a function that says whether all the words are in what pods and events of the namespace tell."""

        def are_there() -> bool:
            text = self.kubectl("get", "pods,events", "-n", self.namespace, "-o", "yaml")
            return all(word in text for word in words)

        return are_there

    def context(self, **options: Any) -> requests.Context:
        """Return a context with a client of its own, whose requests are recorded. options: of the connection."""
        self.sent.clear()
        self.warnings.clear()
        client = Client(Connection.from_options({"kubeconfig": self.kubeconfig, **options}, {}), self.env)
        send = client.transport.request

        def recorded(method: str, path: str, **how: Any) -> Any:
            self.sent.append((method, path, dict(how.get("query") or {})))
            self.before(method, path)
            return send(method, path, **how)

        client.transport.request = recorded  # type: ignore[method-assign]
        return requests.Context(lambda: client, self.env, self.driver, sql_connection=self.sql_connection)

    def apply(self, name: str = "web", chart: Optional[Path] = None, **options: Any) -> Result:
        """Install or upgrade. values: a mapping; connection: its options; everything else as in ReleaseRequest."""
        values = options.pop("values", {})
        given = values if isinstance(values, requests.ValuesInput) else requests.ValuesInput(values)
        folder = str(chart or SHOP)
        connection = options.pop("connection", {})
        request = requests.ReleaseRequest(name, self.namespace, lambda: loader.load(folder), given, **options)
        return install.install_or_upgrade(request, self.context(**connection))

    def uninstall(self, name: str = "web", **options: Any) -> Result:
        """Uninstall."""
        return uninstall.uninstall(requests.UninstallRequest(name, self.namespace, **options), self.context())

    def rollback(self, name: str = "web", revision: str = "previous", **options: Any) -> Result:
        """Roll back."""
        request = requests.RollbackRequest(name, self.namespace, revision, **options)
        return rollback.rollback(request, self.context())

    def info(self, name: str = "", **options: Any) -> InfoResult:
        """Read."""
        return info.info(requests.InfoRequest(name, self.namespace, **options), self.context())

    def writes(self) -> list[tuple[str, str]]:
        """Return (method, path) of the last action's requests that changed something."""
        return [
            (method, path)
            for method, path, query in self.sent
            if method != "GET" and query.get("dryRun") != "All" and "selfsubjectaccessreviews" not in path
        ]

    def helm(self, *words: str, version: str = "4.3.1") -> str:
        """Return what helm prints. Fails with its errors."""
        done = self._run("helm", *words, "--namespace", self.namespace, HELM_VERSION=version)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def helm_fails(self, *words: str, version: str = "4.3.1") -> str:
        """Return the error of helm, which has to fail."""
        done = self._run("helm", *words, "--namespace", self.namespace, HELM_VERSION=version)
        assert done.returncode != 0, done.stdout
        return done.stderr

    def kubectl(self, *words: str) -> str:
        """Return what kubectl prints."""
        done = self._run("kubectl", *words)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def kubectl_in(self, body: dict[str, Any]) -> None:
        """Have kubectl apply an object, in the namespace where it has one."""
        done = subprocess.run(
            [str(TOOLS / "kubectl"), "apply", "-n", self.namespace, "-f", "-"],
            input=json.dumps(body),
            env={**os.environ, "KUBECONFIG": self.kubeconfig},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr

    def get(self, kind: str, name: str) -> dict[str, Any]:
        """Return a live object."""
        found: dict[str, Any] = json.loads(
            self.kubectl("get", kind, name, "-n", self.namespace, "-o", "json", "--show-managed-fields")
        )
        return found

    def names(self, kinds: str = "all,configmap,secret,job,serviceaccount") -> set[str]:
        """Return kind/name of what is in the namespace, without what is in every namespace."""
        listed = self.kubectl("get", kinds, "-n", self.namespace, "-o", "name", "--ignore-not-found").split()
        return set(listed) - {"configmap/kube-root-ca.crt", "serviceaccount/default"}

    def record(self, revision: int, name: str = "web") -> dict[str, Any]:
        """Return a revision's record as JSON."""
        secret = self.get("secret", f"sh.helm.release.v1.{name}.v{revision}")
        packed = base64.b64decode(base64.b64decode(secret["data"]["release"]))
        found: dict[str, Any] = json.loads(gzip.decompress(packed))
        return found

    def labels(self, revision: int, name: str = "web") -> dict[str, str]:
        """Return the labels of a revision's Secret."""
        found: dict[str, str] = self.get("secret", f"sh.helm.release.v1.{name}.v{revision}")["metadata"]["labels"]
        return found

    def leave(self, revision: int, state: str, name: str = "web", age: float = 0.0) -> None:
        """Make a revision look as if its maker had died: pending, last written age seconds ago."""
        record = self.record(revision, name)
        record["info"]["status"] = state
        packed = base64.b64encode(base64.b64encode(gzip.compress(json.dumps(record).encode()))).decode()
        stamp = str(int(time.time() - age))
        patch = {"data": {"release": packed}, "metadata": {"labels": {"status": state, "modifiedAt": stamp}}}
        secret = f"sh.helm.release.v1.{name}.v{revision}"
        self.kubectl("patch", "secret", secret, "-n", self.namespace, "-p", json.dumps(patch))

    def _run(self, tool: str, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(TOOLS / tool), *words],
            env={**os.environ, "KUBECONFIG": self.kubeconfig, **self._storage(), **env},
            capture_output=True,
            text=True,
            check=False,
        )

    def _storage(self) -> dict[str, str]:
        """The variables by which helm keeps its records where we do."""
        return {"HELM_DRIVER": self.driver, "HELM_DRIVER_SQL_CONNECTION_STRING": self.sql_connection}


class _HeldClock:
    """A monotonic clock that begins to go when something is there."""

    def __init__(self, there: Callable[[], bool]) -> None:
        self._there = there
        self._start = self._next_look = time.monotonic()
        self._began: Optional[float] = None

    def __call__(self) -> float:
        now = time.monotonic()
        if self._began is None and now >= self._next_look:
            if self._there() or now > self._start + 120:
                self._began = time.monotonic()
            self._next_look = time.monotonic() + 0.2
        return self._start if self._began is None else self._start + time.monotonic() - self._began


def actions(result: Any) -> list[tuple[str, str]]:
    """What a result says was changed, as (action, name)."""
    return [(entry["action"], entry["name"]) for entry in result.changes if entry["action"] != "unchanged"]


@contextlib.contextmanager
def in_a_namespace(kubeconfig: str) -> Iterator[Releases]:
    """The actions in a namespace of their own, which is gone afterwards."""
    found = Releases(kubeconfig)
    create_namespace(found.kubeconfig, found.namespace)
    try:
        yield found
    finally:
        found.kubectl("delete", "namespace", found.namespace, "--wait=false")


def laid(folder: Path, files: dict[str, str]) -> Path:
    """Write a chart's files, by path, and return its folder."""
    for name, text in files.items():
        (folder / "c" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "c" / name).write_text(text)
    return folder / "c"
