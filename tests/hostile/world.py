# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A case: a release in a namespace, something wrong with the namespace, an operation; and what has to hold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Callable

from release.harness import Releases

from ansible_collections.native.helm.plugins.module_utils._helm.actions import template
from ansible_collections.native.helm.plugins.module_utils._helm.asked import requests
from ansible_collections.native.helm.plugins.module_utils._helm.base.env import Env
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import HelmError
from ansible_collections.native.helm.plugins.module_utils._helm.chart import loader
from ansible_collections.native.helm.plugins.module_utils._helm.kube.client import Client
from ansible_collections.native.helm.plugins.module_utils._helm.kube.config import Connection

from .conditions import Condition, Place, Servers

# What only the run knows: when it was, and how hooks ended.
UNKNOWN = ("first_deployed", "last_deployed", "updated", "started_at", "completed_at", "phase", "logs", "diff", "tests")

CONFIG = """apiVersion: v1
kind: ConfigMap
metadata:
  name: {name}
  labels: {{part: config}}
data: {{text: {text}}}
"""
LABELLED = """apiVersion: v1
kind: ConfigMap
metadata:
  name: web-added
  labels: {part: config{{ with .Values.label }}, {{ . }}: ""{{ end }}}
data: {text: "%s"}
"""
ACCOUNT = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: %s}\n"
POD = """apiVersion: v1
kind: Pod
metadata:
  name: %s
  {{- with .Values.delay }}
  annotations: {native.helm.test/delay: {{ . }}, native.helm.test/stop: {{ . }}}
  {{- end }}
spec:
  serviceAccountName: %s
  containers:
    - {name: run, image: example.com/run, resources: {requests: {cpu: 100m}, limits: {cpu: 100m}}}
"""
HOOK = """apiVersion: v1
kind: ConfigMap
metadata:
  name: web-hook
  annotations: {helm.sh/hook: "pre-install,pre-upgrade,pre-rollback,pre-delete"}
"""


def write_charts(folder: Path) -> tuple[Path, Path]:
    """Return two versions of a chart: the second has changed, new and no more objects, new pods with a new account."""
    texts = (
        {
            "config": CONFIG.format(name="web-config", text="one"),
            "gone": CONFIG.format(name="web-gone", text="one"),
            "added": "",
            "account": ACCOUNT % "web-one",
            "pod": POD % ("web-one", "web-one"),
            "hook": HOOK,
        },
        {
            "config": CONFIG.format(name="web-config", text="two"),
            "gone": "",
            "added": LABELLED % "two",
            "account": ACCOUNT % "web-one" + "---\n" + ACCOUNT % "web-two",
            "pod": POD % ("web-one", "web-one") + "---\n" + POD % ("web-two", "web-two"),
            "hook": HOOK,
        },
    )
    found = []
    for number, files in enumerate(texts, 1):
        chart = folder / f"v{number}"
        (chart / "templates").mkdir(parents=True)
        (chart / "Chart.yaml").write_text(f"apiVersion: v2\nname: web\nversion: {number}.0.0\n", encoding="utf-8")
        for name, text in files.items():
            (chart / "templates" / f"{name}.yaml").write_text(text, encoding="utf-8")
        found.append(chart)
    return found[0], found[1]


class Acting(Releases):
    """The actions as a user of the cluster."""

    user = ""

    def context(self, **options: Any) -> requests.Context:
        if self.user:
            options["impersonate_user"] = self.user
        found = super().context(**options)
        found.client().transport.retry_for = requests.WaitOptions().timeout  # as the door has it
        return found


class Case:
    """A namespace of its own with a foreign object in it, and the release as the operation finds it."""

    def __init__(self, kubeconfig: str, condition: Condition, folder: Path, servers: Servers) -> None:
        self.kubeconfig = kubeconfig
        self.releases = Acting(kubeconfig)
        self.admin = Client(Connection.from_options({"kubeconfig": kubeconfig}, {}), Env())
        self.namespace = self.releases.namespace.replace("release-", "hostile-")
        self.releases.namespace = self.namespace
        self.charts, self.condition = write_charts(folder), condition
        self.place = Place(self.admin, self.namespace, servers.webhook, servers.proxy, folder)
        self.admin.create({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": self.namespace}}, "")
        metadata = {"name": "foreign", "namespace": self.namespace}
        foreign = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": {"theirs": "1"}}
        self.foreign = self.admin.create(foreign, self.namespace, manager="others")

    def close(self) -> None:
        self.admin.delete("v1", "Namespace", "", self.namespace)

    def act(self, operation: str, *, check: bool) -> tuple[str, Any]:
        """Return (result, its keys without what nobody foresees) or (the error's class, its words)."""
        try:
            done = ACTS[operation](self, check)
            return "result", known(done if isinstance(done, dict) else done.as_dict())
        except HelmError as error:
            return type(error).__name__, error.problem

    def apply(self, version: int, *, check: bool = False) -> Any:
        chart = self.charts[version - 1]
        return self.releases.apply(
            chart=chart, values=dict(self.condition.values), check=check, waiting=self.condition.waiting()
        )

    def template(self) -> Any:
        """Render, and have the cluster asked whether it would take the objects."""
        chart = str(self.charts[1])
        client = self.releases.context().client()
        given = requests.ValuesInput(dict(self.condition.values))
        request = template.TemplateRequest("web", self.namespace, lambda: loader.load(chart), given, client=client)
        return template.render(request, self.releases.env)

    def prepare(self, operation: str) -> None:
        """Bring the release to where the operation starts from."""
        PREPARED[operation](self)

    def judge(self, operation: str) -> str:
        """Do the operation under the condition and return how it ended: ok, changed, or the error's words. What has to
        hold is asserted."""
        self.prepare(operation)
        with self.condition.set_up(self.place) as through:
            self.releases.kubeconfig = through or self.kubeconfig
            assert self.place.proxy is not None
            self.releases.user = self.condition.user
            predicted = self.act(operation, check=True)
            assert self.releases.writes() == [], "check mode wrote"
            before = self.revisions() if self.condition.user != "" else []
            done = self.act(operation, check=False)
            assert predicted == done
            failed = done[0] != "result"
            if failed:
                assert self.releases.writes() == [], f"what is refused was begun: {done[1]}"
            elif operation not in READING:
                self.do_again(operation)
            else:
                assert self.releases.writes() == []
            self.releases.user, self.releases.kubeconfig = "", self.kubeconfig
            assert bool(self.place.proxy.hit) is (operation in self.condition.disturbs)
            self.place.proxy.reset()
            assert before == [] or failed is False or self.revisions() == before
        self.is_foreign_untouched()
        self.helm_goes_on()
        if failed:
            return str(done[1])
        return "changed" if done[1].get("changed") else "ok"

    def do_again(self, operation: str) -> None:
        """The second run finds nothing to do, or is refused where an install's second run needs a right more."""
        words = self.condition.again if operation == "install" else ""
        predicted = self.act(operation, check=True)
        again = self.act(operation, check=False)
        assert predicted == again
        if words:
            assert again[0] == "Forbidden" and words in again[1], again
            assert self.releases.writes() == []
        else:
            assert again[0] == "result", again
            assert again[1]["changed"] is False, again

    def revisions(self) -> list[str]:
        found = self.admin.list_metadata("v1", "Secret", self.namespace, label_selector="owner=helm")
        return sorted(item["metadata"]["name"] for item in found)

    def is_foreign_untouched(self) -> None:
        live = self.admin.find("v1", "ConfigMap", self.namespace, "foreign")
        if live is not None:  # a namespace that is being deleted takes it along
            assert live["metadata"]["resourceVersion"] == self.foreign["metadata"]["resourceVersion"]

    def helm_goes_on(self) -> None:
        """The real helm upgrades, or installs, what is there."""
        namespace = self.admin.find("v1", "Namespace", "", self.namespace) or {}
        if not namespace or namespace["metadata"].get("deletionTimestamp"):
            return
        self.releases.helm("upgrade", "--install", "web", str(self.charts[0]))
        (found,) = json.loads(self.releases.helm("list", "-o", "json"))
        assert found["status"] == "deployed"


def known(value: Any) -> Any:
    """A result without what only the real run knows."""
    if isinstance(value, dict):
        return {key: known(item) for key, item in value.items() if key not in UNKNOWN}
    return [known(item) for item in value] if isinstance(value, list) else value


def _info(case: Case, check: bool) -> Any:
    return case.releases.info("web", fields=["values", "history", "resources", "drift"])


ACTS: dict[str, Callable[[Case, bool], Any]] = {
    "install": lambda case, check: case.apply(2, check=check),
    "upgrade": lambda case, check: case.apply(2, check=check),
    "rollback": lambda case, check: case.releases.rollback(revision="1", check=check, waiting=case.condition.waiting()),
    "uninstall": lambda case, check: case.releases.uninstall(check=check, waiting=case.condition.waiting()),
    "no-op": lambda case, check: case.apply(1, check=check),
    "info": _info,
    "template": lambda case, _check: case.template(),
}
READING = ("info", "template")
PREPARED: dict[str, Callable[[Case], Any]] = {
    "install": lambda case: None,
    "upgrade": lambda case: case.apply(1),
    "rollback": lambda case: (case.apply(1), case.apply(2)),
    "uninstall": lambda case: case.apply(1),
    "no-op": lambda case: case.apply(1),
    "info": lambda case: case.apply(1),
    "template": lambda case: None,
}
