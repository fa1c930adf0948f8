# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Eight different releases at once: installed, upgraded, rolled back, removed, with hooks, with what fails. In threads
of one process, or in a process each; what comes of them is told so that it can be compared.

As a program it runs rounds of both: tests/release/side_by_side.py --rounds 200 (KUBECONFIG, or the tests' own cluster).
"""

from __future__ import annotations

import argparse
import functools
import json
import os
import re
import secrets
import subprocess
import sys
import tempfile
import time
from concurrent.futures import Future
from pathlib import Path
from typing import Any, Callable, Iterator

HERE = Path(__file__).resolve().parent
if __name__ == "__main__":
    sys.path[:0] = [str(HERE.parent), str(HERE.parent.parent)]
    import collection_path

    collection_path.install()

from cluster_fixture import create_namespace

from ansible_collections.native.helm.plugins.module_utils._helm.asked import requests
from ansible_collections.native.helm.plugins.module_utils._helm.base.desk import Desk
from ansible_collections.native.helm.plugins.module_utils._helm.base.disk_cache import DiskCache
from ansible_collections.native.helm.plugins.module_utils._helm.base.env import Env
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import HelmError
from ansible_collections.native.helm.plugins.module_utils._helm.chart import loader
from ansible_collections.native.helm.plugins.module_utils._helm.kube.client import Client
from ansible_collections.native.helm.plugins.module_utils._helm.kube.config import Connection
from ansible_collections.native.helm.plugins.module_utils._helm.releases import info
from ansible_collections.native.helm.plugins.module_utils._helm.releases.attempt import install, rollback, uninstall
from release.side_by_side_charts import write_charts

WAIT = 60.0
# What differs between two runs of the same: times, and the names that a controller makes up.
_TIMES = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?: ?Z|[+-]\d\d:?\d\d)?|\w{3} \w{3} +\d+ [\d:]+ \d{4}")
_PODS = re.compile(r"\b(web-(?:app|hook-[a-z]+))(-[a-z0-9]{8,10})?-[a-z0-9]{5}\b")
_LATE = re.compile(r"not ready\. status: \w+, message: [^\\\"]*")  # how far the controllers had come by then
_PORTS = re.compile(r'("nodePort": )\d+')

KINDS = (("v1", "ConfigMap"), ("v1", "Secret"), ("apps/v1", "Deployment"), ("batch/v1", "Job"))
Step = Callable[["Life"], Any]


class Life:
    """One release: what is done to it, in a namespace of its own. told: what it warned of."""

    def __init__(self, context: requests.Context, charts: Path, namespace: str) -> None:
        self.context = context
        self.charts = charts
        self.namespace = namespace
        self.told: list[str] = []
        context.env.warn = self.told.append
        context.env.tell = lambda event: self._hear(event.release)
        self.heard: set[str] = set()

    def _hear(self, release: str) -> None:
        self.heard.add(release)

    def apply(self, chart: str, *, values: dict[str, Any] | None = None, **options: Any) -> dict[str, Any]:
        folder = str(self.charts / chart)
        given = requests.ValuesInput({"text": "one", **(values or {})})
        request = requests.ReleaseRequest("web", self.namespace, lambda: loader.load(folder), given, **options)
        return install.install_or_upgrade(request, self.context).as_dict()

    def remove(self, **options: Any) -> dict[str, Any]:
        return uninstall.uninstall(requests.UninstallRequest("web", self.namespace, **options), self.context).as_dict()

    def back(self, revision: str = "previous") -> dict[str, Any]:
        return rollback.rollback(requests.RollbackRequest("web", self.namespace, revision), self.context).as_dict()

    def history(self) -> dict[str, Any]:
        fields = ["history", "values", "manifest", "hooks", "notes"]
        return info.info(requests.InfoRequest("web", self.namespace, fields=fields), self.context).as_dict()

    def objects(self) -> list[Any]:
        """What is there now, less what the server makes up."""
        client, found = self.context.client(), []
        for api_version, kind in KINDS:
            for item in client.list(api_version, kind, self.namespace):
                labels = item["metadata"].get("labels") or {}
                told = {"kind": kind, "name": item["metadata"]["name"], "status": labels.get("status")}
                if kind == "ConfigMap" and item["metadata"]["name"].startswith("web"):
                    told["data"] = item["data"]
                if kind == "Deployment":
                    told["replicas"] = item["spec"]["replicas"]
                found.append(told)
        return found


READY = requests.WaitOptions(wait=True, timeout=WAIT)
BRIEF = requests.WaitOptions(wait=True, timeout=2.0)

# What is done to each release, step by step; each is another kind.
LIVES: dict[str, list[Step]] = {
    "plain": [
        lambda life: life.apply("plain"),
        lambda life: life.apply("plain"),
        lambda life: life.apply("plain", values={"text": "two"}),
        lambda life: life.remove(purge=False),
        lambda life: life.apply("plain", values={"text": "three"}),
    ],
    "app": [
        lambda life: life.apply("app", waiting=READY),
        lambda life: life.apply("app", values={"replicas": 9}),
        lambda life: life.apply("app", values={"replicas": 2}, waiting=READY),
        lambda life: life.back(),
        lambda life: life.remove(waiting=READY),
    ],
    "hooks": [
        lambda life: life.apply("hooks"),
        lambda life: life.apply("hooks", values={"text": "two"}, check=True),
        lambda life: life.apply("hooks", values={"text": "two"}),
        lambda life: life.remove(),
    ],
    "random": [
        lambda life: life.apply("random"),
        lambda life: life.apply("random"),
        lambda life: life.apply("random", values={"text": "two"}, unstable="keep"),
        lambda life: life.back("1"),
    ],
    "deep": [
        lambda life: life.apply("deep"),
        lambda life: life.apply("deep", values={"template": "{{ fail .Values.text }}"}),
        lambda life: life.apply("deep", values={"template": "{{ add 1 2 }}"}),
        lambda life: life.apply("seen", values={"text": "another chart"}),
    ],
    "late": [
        lambda life: life.apply("late", waiting=BRIEF),
        lambda life: life.apply("plain", waiting=READY),
        lambda life: life.apply("late", waiting=BRIEF, atomic=True),
    ],
    "broken": [
        lambda life: life.apply("broken"),
        lambda life: life.apply("broken", values={"text": "two"}),
        lambda life: life.apply("broken", values={"text": "two"}, disable_hooks=True),
        lambda life: life.back("1"),
    ],
    "parent": [
        lambda life: life.apply("parent", values={"child": {"enabled": True}}),
        lambda life: life.apply("parent", values={"child": {"enabled": False}}),
        lambda life: life.back(),
        lambda life: life.apply("parent", values={"child": {"enabled": True, "text": "mine"}}),
    ],
}


def lived(kind: str, context: requests.Context, charts: Path, namespace: str) -> list[str]:
    """What came of each step of a life, as text that is the same for two runs of the same."""
    life = Life(context, charts, namespace)
    found = []
    for step in LIVES[kind]:
        try:
            outcome: Any = step(life)
        except HelmError as error:
            outcome = {"error": error.problem, "told": error.told, "hint": error.hint, "facts": error.facts}
        found.append(comparable({"outcome": outcome, "warned": life.told}, namespace))
        life.told.clear()
    found.append(comparable(life.history(), namespace))
    found.append(comparable(life.objects(), namespace))
    found.append(comparable(sorted(life.heard), namespace))
    return found


def comparable(value: Any, namespace: str) -> str:
    """Return what a life gave as text, without what no two runs have in common."""
    text = json.dumps(steady(value), sort_keys=True, default=str, indent=1).replace(namespace, "NAMESPACE")
    text = _PORTS.sub(r"\1PORT", _PODS.sub(r"\1-POD", _LATE.sub("not ready", _TIMES.sub("TIME", text))))
    return re.sub(r'"(uid|resourceVersion|user|server)": "[^"]*"', r'"\1": ""', text)


def steady(value: Any) -> Any:
    """Return value less what depends on how far the cluster's controllers had come: of objects that failed which they
    are, of what is told of them the first line."""
    if isinstance(value, dict):
        found = {name: steady(item) for name, item in value.items()}
        if "failed_objects" in found:
            found["failed_objects"] = [[item["kind"], item["name"]] for item in value["failed_objects"]]
        if isinstance(found.get("told"), str):
            found["told"] = found["told"].partition("\n")[0]
        return found
    return [steady(item) for item in value] if isinstance(value, list) else value


def context_of(kubeconfig: str, folder: Path, env: Env) -> requests.Context:
    """What actions run in, with a cache of compiled templates, as a task has it."""
    client = Client(Connection.from_options({"kubeconfig": kubeconfig}, {}), env)
    return requests.Context(lambda: client, env, "secret", DiskCache(str(folder / "cache"), most=1 << 26))


def in_threads(kubeconfig: str, folder: Path, places: dict[str, str]) -> dict[str, list[str]]:
    """What came of all lives at once in threads of this process. places: a namespace each."""
    root = context_of(kubeconfig, folder, Env())
    ended: dict[str, Future[list[str]]] = {}
    with Desk(root.env) as desk:
        for kind, namespace in places.items():
            context = root.beside(desk.env(release=f"{namespace}/web"))
            work = functools.partial(lived, kind, context, folder, namespace)
            desk.begin(work, functools.partial(ended.__setitem__, kind))
        desk.serve()
    root.client().transport.close()
    return {kind: ended[kind].result() for kind in places}


def in_processes(kubeconfig: str, folder: Path, places: dict[str, str]) -> dict[str, list[str]]:
    """The same in a process each, also at once."""
    begun = {}
    for kind, namespace in places.items():
        words = ["--one", kind, "--namespace", namespace, "--folder", str(folder), "--kubeconfig", kubeconfig]
        begun[kind] = subprocess.Popen([sys.executable, str(Path(__file__).resolve()), *words], stdout=subprocess.PIPE)
    texts = {kind: process.communicate()[0] for kind, process in begun.items()}
    failed = [kind for kind, process in begun.items() if process.returncode]
    if failed:
        raise AssertionError(f"a process failed: {failed}")
    return {kind: json.loads(text) for kind, text in texts.items()}


def places() -> dict[str, str]:
    """A namespace for each life, by its kind."""
    run = secrets.token_hex(3)
    return {kind: f"side-{run}-{kind}" for kind in LIVES}


class Namespaces:
    """The namespaces of a round, which are gone afterwards."""

    def __init__(self, kubeconfig: str, names: dict[str, str]) -> None:
        self._kubeconfig = kubeconfig
        self._client = Client(Connection.from_options({"kubeconfig": kubeconfig}, {}), Env())
        self._names = names

    def __enter__(self) -> dict[str, str]:
        for name in self._names.values():
            create_namespace(self._kubeconfig, name)
        return self._names

    def __exit__(self, *_error: object) -> None:
        for name in self._names.values():
            self._client.delete("v1", "Namespace", None, name)


def differences(wanted: dict[str, list[str]], found: dict[str, list[str]]) -> Iterator[str]:
    """What is otherwise in threads than in processes, line by line."""
    import difflib

    for kind, steps in wanted.items():
        for number, (one, other) in enumerate(zip(steps, found[kind])):
            if one != other:
                lines = list(difflib.unified_diff(one.split("\n"), other.split("\n"), lineterm="", n=2))
                yield f"{kind}, step {number + 1}, in processes and in threads:\n" + "\n".join(lines[2:40])


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--kubeconfig", default=os.environ.get("NATIVE_HELM_TEST_KUBECONFIG"))
    parser.add_argument("--one")
    parser.add_argument("--namespace")
    parser.add_argument("--folder")
    given = parser.parse_args()
    if given.one:
        context = context_of(given.kubeconfig, Path(given.folder), Env())
        context.env.release = f"{given.namespace}/web"
        print(json.dumps(lived(given.one, context, Path(given.folder), given.namespace)))
        return 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_charts(folder)
        with Namespaces(given.kubeconfig, places()) as found:
            wanted = in_processes(given.kubeconfig, folder, found)
        bad, began = 0, time.monotonic()
        for number in range(1, given.rounds + 1):
            with Namespaces(given.kubeconfig, places()) as found:
                texts = list(differences(wanted, in_threads(given.kubeconfig, folder, found)))
            bad += bool(texts)
            print("\n".join(texts), end="\n" if texts else "")
            if number % 10 == 0 or number == given.rounds:
                print(f"{number} rounds, {bad} unlike, {time.monotonic() - began:.0f} s", flush=True)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
