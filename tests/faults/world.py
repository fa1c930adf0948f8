# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One case: a namespace, a release in it, a run that is disturbed, and what has to be true afterwards."""

from __future__ import annotations

import json
import secrets
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Optional, Sequence

from ansible_collections.native.helm.plugins.module_utils._helm.base.env import Env
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import NotFound
from ansible_collections.native.helm.plugins.module_utils._helm.kube.client import Client
from ansible_collections.native.helm.plugins.module_utils._helm.kube.config import Connection
from ansible_collections.native.helm.plugins.module_utils._helm.release.secrets import SecretsDriver
from ansible_collections.native.helm.plugins.module_utils._helm.release.storage import Storage

from . import charts
from .driver import Driver
from .proxy import Fault, Proxy, Seen

if TYPE_CHECKING:
    from typing import Self

TOOLS = Path(__file__).resolve().parent.parent / "tools"
ACTIONS = ("install", "upgrade", "rollback", "uninstall")

# A run whose record counts as left behind as soon as someone looks at it: nobody has to wait for its lease.
DEAD_AT_ONCE = {"pending": {"timeout": 0.0}, "lease": 0.0}

_KINDS = (
    ("v1", "ServiceAccount"),
    ("v1", "Secret"),
    ("v1", "ConfigMap"),
    ("v1", "PersistentVolumeClaim"),
    ("v1", "Service"),
    ("apps/v1", "Deployment"),
    ("batch/v1", "Job"),
)
_OF_EVERY_NAMESPACE = {("ServiceAccount", "default"), ("ConfigMap", "kube-root-ca.crt")}
_VOLATILE = (
    "uid",
    "resourceVersion",
    "creationTimestamp",
    "generation",
    "ownerReferences",
    "finalizers",
    "managedFields",
)
_OF_CONTROLLERS = ("deployment.kubernetes.io/", "pv.kubernetes.io/", "volume.", "volume.beta.", "volume.kubernetes.io/")


@dataclass
class World:
    """The cluster, the proxy in front of it, and the process that runs are forked from."""

    direct: str
    proxy: Proxy
    driver: Driver
    folder: Path
    proxied: Path
    client: Client
    group: str
    undisturbed: dict[str, Outcome] = field(default_factory=dict)

    @classmethod
    def open(cls, kubeconfig: str, proxy: Proxy, folder: Path) -> World:
        """Return a world whose proxy is open."""

        def started(pid: int) -> None:
            proxy.victim = pid

        client = Client(Connection.from_options({"kubeconfig": kubeconfig}, {}), Env())
        group = f"shared-{secrets.token_hex(5)}.faults.example.com"
        return cls(kubeconfig, proxy, Driver(started), folder, proxy.kubeconfig(folder / "proxied"), client, group)

    @classmethod
    def of(cls, world: World, name: str) -> Self:
        """Return one with the same cluster, proxy and driver, whose cases share kinds in a group of their own."""
        group = f"{name}-{world.group}"
        return cls(world.direct, world.proxy, world.driver, world.folder, world.proxied, world.client, group)

    def close(self) -> None:
        self.driver.close()
        self._forget_crd(self.group)

    def case(self, action: str) -> Case:
        """Return a new case, made ready for an action."""
        number = secrets.token_hex(5)
        namespace = f"faults-{number}"
        group = f"own-{number}.faults.example.com" if action == "install" else self.group
        case = self.new(action, namespace, group, self.folder / number)
        case.prepare()
        return case

    def new(self, action: str, namespace: str, group: str, folder: Path) -> Case:
        """Return a case of this world, not ready yet."""
        return Case(self, action, namespace, group, folder)

    def expected(self, action: str) -> Outcome:
        """Return what an action that nothing disturbs leaves behind, and how many requests it takes."""
        if action not in self.undisturbed:
            case = self.case(action)
            try:
                result = case.run()
                assert result is not None and "error" not in result and result["changed"] is True, result
                requests = len(self.proxy.seen)
                assert self.proxy.precious_deletions() == []
                records = {name: case.records(name) for name in case.names}
                self.undisturbed[action] = Outcome(result, case.told(result), case.live(), records, requests)
            finally:
                case.remove()
        return self.undisturbed[action]

    def _forget_crd(self, group: str) -> None:
        try:
            self.client.delete("apiextensions.k8s.io/v1", "CustomResourceDefinition", "", f"gadgets.{group}")
        except NotFound:
            return


@dataclass
class Outcome:
    """What was told and left behind. told: the changes, as (action, kind, name). records: by the release's name.
    requests: how many it took."""

    result: dict[str, Any]
    told: list[tuple[str, str, str]]
    live: dict[str, Any]
    records: dict[str, list[dict[str, Any]]]
    requests: int


@dataclass
class Case:
    """A release in a namespace of its own, about to be installed, upgraded, rolled back or uninstalled. names: of all
    releases that it has."""

    names: ClassVar[Sequence[str]] = ("web",)

    world: World
    action: str
    namespace: str
    group: str
    folder: Path
    disturbed: list[Seen] = field(default_factory=list)

    def prepare(self) -> None:
        """Bring the release to where the action starts from."""
        first = charts.write(self.folder, version=1, group=self.group)
        second = charts.write(self.folder, version=2, group=self.group)
        self.charts = {1: str(first), 2: str(second)}
        if self.action == "install":
            return
        quiet = {"create_namespace": True, "disable_hooks": True}
        self._undisturbed("apply", chart=self.charts[1], wait=False, options=quiet)
        if self.action == "rollback":
            self._undisturbed("apply", chart=self.charts[2], wait=False, options=quiet)

    def run(self, fault: Optional[Fault] = None, **more: Any) -> Optional[dict[str, Any]]:
        """Do the action with a fault and return its result, None where it was killed."""
        self.world.proxy.reset(fault)
        action, spec = self._task()
        result = self.world.driver.run(
            action, kubeconfig=str(self.world.proxied), namespace=self.namespace, **{**DEAD_AT_ONCE, **spec, **more}
        )
        if fault is not None:
            self.disturbed = list(self.world.proxy.hit)
        return result

    def _task(self) -> tuple[str, dict[str, Any]]:
        if self.action == "install":
            return "apply", {"chart": self.charts[1], "options": {"create_namespace": True}}
        if self.action == "upgrade":
            return "apply", {"chart": self.charts[2]}
        if self.action == "rollback":
            return "rollback", {"options": {"revision": "previous"}}
        return "uninstall", {}

    def _undisturbed(self, action: str, **spec: Any) -> None:
        result = self.world.driver.run(action, kubeconfig=self.world.direct, namespace=self.namespace, **spec)
        assert result is not None and "error" not in result, result

    def live(self) -> dict[str, Any]:
        """Return what there is in the cluster, without what differs between two runs of the same."""
        client = self.world.client
        client.discovery.forget()
        found = []
        for api_version, kind in (*_KINDS, (f"{self.group}/v1", charts.KIND)):
            try:
                found += client.list(api_version, kind, self.namespace)
            except NotFound:
                continue  # its definition is not there
        role = client.find("rbac.authorization.k8s.io/v1", "ClusterRole", "", self.namespace)
        crd = client.find("apiextensions.k8s.io/v1", "CustomResourceDefinition", "", f"gadgets.{self.group}")
        found += [item for item in (role, crd) if item is not None]
        return {
            self._neutral(f"{item['kind']}/{item['metadata']['name']}"): json.loads(
                self._neutral(json.dumps(_tidy(item)))
            )
            for item in found
            if (item["kind"], item["metadata"]["name"]) not in _OF_EVERY_NAMESPACE
            and item.get("type") != "helm.sh/release.v1"
        }

    def told(self, result: dict[str, Any]) -> list[tuple[str, str, str]]:
        """Return the changes that a result tells of, as (action, kind, name)."""
        return [(entry["action"], entry["kind"], self._neutral(entry["name"])) for entry in result["changes"]]

    def _neutral(self, text: str) -> str:
        return text.replace(self.group, "GROUP").replace(self.namespace, "NAMESPACE")

    def records(self, name: str = "web") -> list[dict[str, Any]]:
        """Return a release's revisions, oldest first."""
        storage = self.storage()
        found = [storage.read(head) for head in storage.heads(name)]
        return [
            {
                "version": release.version,
                "status": release.info.status,
                "manifest": self._neutral(release.manifest),
                "config": release.config,
                "chart": release.chart["metadata"],
                "hooks": [(hook.name, hook.last_run.phase) for hook in release.hooks],
                "labels": {key: self._neutral(value) for key, value in release.custom_labels.items()},
            }
            for release in found
            if release is not None
        ]

    def storage(self) -> Storage:
        """Return where the records are."""
        return Storage(SecretsDriver(self.world.client, self.namespace, self.world.client.env))

    def held(self) -> list[str]:
        """Return the records that someone is still at work on."""
        secrets = self.world.client.list("v1", "Secret", self.namespace, label_selector="owner=helm")
        return [item["metadata"]["name"] for item in secrets if item["metadata"].get("annotations")]

    def helm_reads_it(self) -> None:
        """The real helm lists the revisions that are there, and shows the last."""
        for name in self.names:
            statuses = [(record["version"], record["status"]) for record in self.records(name)]
            if not statuses:
                continue
            history = json.loads(self._helm("history", name, "-o", "json"))
            assert [(entry["revision"], entry["status"]) for entry in history] == statuses
            shown = json.loads(self._helm("status", name, "-o", "json"))
            assert (shown["version"], shown["info"]["status"]) == statuses[-1]

    def _helm(self, *words: str) -> str:
        command = [str(TOOLS / "helm"), *words, "--kubeconfig", self.world.direct, "-n", self.namespace]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def converges(self) -> dict[str, Any]:
        """The same task again, undisturbed, ends where it would have without the disturbance. Returns its result."""
        expected = self.world.expected(self.action)
        result = self.run()
        assert result is not None and "error" not in result, result
        wrote = [str(seen) for seen in self.world.proxy.writes()]
        assert result["changed"] is bool(wrote), (result["changed"], result["reason"], wrote)
        self.is_as(expected)
        return result

    def is_as(self, expected: Outcome) -> None:
        """What is in the cluster is what an undisturbed run leaves there."""
        live = self.live()
        differing = {
            key: (live.get(key, "missing"), expected.live.get(key, "too much"))
            for key in {*live, *expected.live}
            if live.get(key) != expected.live.get(key)
        }
        assert not differing, json.dumps(differing, indent=1)
        for name in self.names:
            records, wanted = self.records(name), expected.records[name][-1:]
            assert sum(record["status"] == "deployed" for record in records) == len(wanted), name
            assert not [record for record in records if record["status"].startswith(("pending", "uninstalling"))]
            last = records[-1:] if wanted else []
            assert [{**record, "version": 0} for record in last] == [{**record, "version": 0} for record in wanted]

    def as_wanted(self) -> list[str]:
        """Return the releases whose records are those of a run that nothing disturbed."""
        expected = self.world.expected(self.action).records
        return [name for name in self.names if self.records(name) == expected[name]]

    def stamps(self, name: str) -> list[tuple[str, str, str]]:
        """Return what tells whether a release's records were touched."""
        return [(head.key, head.uid, head.mark) for head in self.storage().heads(name)]

    def settle(self) -> None:
        """Wait for writes that a killed run had sent: the API server carries them out all the same."""
        deadline = time.monotonic() + 5
        proxy = self.world.proxy
        while time.monotonic() < deadline and any(
            seen.writes and not seen.answered and seen not in proxy.hit for seen in list(proxy.seen)
        ):
            time.sleep(0.01)

    def remove(self) -> None:
        """Remove what the case made; nobody waits for it."""
        for kind, api_version, name in (
            ("ClusterRole", "rbac.authorization.k8s.io/v1", self.namespace),
            ("Namespace", "v1", self.namespace),
        ):
            if self.world.client.find(api_version, kind, "", name) is not None:
                self.world.client.delete(api_version, kind, "", name)
        if self.group != self.world.group:
            self.world._forget_crd(self.group)


def _tidy(item: dict[str, Any]) -> dict[str, Any]:
    """An object without what the server or a controller gives it by chance."""
    metadata = {key: value for key, value in item["metadata"].items() if key not in _VOLATILE}
    metadata["annotations"] = {
        key: value for key, value in (metadata.get("annotations") or {}).items() if not key.startswith(_OF_CONTROLLERS)
    }
    metadata["held"] = sorted(
        json.dumps([entry["manager"], entry["operation"], entry.get("fieldsV1")], sort_keys=True)
        for entry in item["metadata"].get("managedFields") or ()
        if entry["manager"] == "helm" and not entry.get("subresource")
    )
    rest = {key: value for key, value in item.items() if key not in ("metadata", "status")}
    spec = dict(rest.get("spec") or {})
    if item["kind"] == "Job":
        spec = {"template": spec["template"]["spec"]}
        metadata.pop("labels", None)
    for key in ("clusterIP", "clusterIPs", "volumeName"):
        spec.pop(key, None)
    return {**rest, "spec": spec, "metadata": metadata}
