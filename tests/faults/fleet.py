# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A fleet of three whose task is disturbed: one brings a kind, one needs it and has hooks, one stands beside them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, ClassVar, Optional, Sequence

from . import charts
from .driver import WAIT
from .proxy import Fault
from .world import Case, World

ACTIONS = ("install", "upgrade", "prune")
BASE, APP, SIDE = "base", "app", "side"

_CONFIG = """apiVersion: v1
kind: ConfigMap
metadata: {name: "{{ .Release.Name }}"}
data: {text: {{ .Values.text | quote }}}
"""
_GADGET = """apiVersion: GROUP/v1
kind: KIND
metadata: {name: app}
spec: {size: {{ .Values.text | quote }}}
"""
_HOOK = """apiVersion: batch/v1
kind: Job
metadata:
  name: "{{ .Release.Name }}-hook"
  annotations:
    helm.sh/hook: pre-install,pre-upgrade,pre-delete
    helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
spec:
  backoffLimit: 0
  template:
    metadata: {}
    spec: {restartPolicy: Never, containers: [{name: run, image: example.com/run}]}
"""


class Fleets(World):
    """A world whose cases are fleets."""

    def close(self) -> None:
        """Remove what its cases share."""
        self._forget_crd(self.group)

    def new(self, action: str, namespace: str, group: str, folder: Path) -> Case:
        """Return a fleet that is about to be installed, upgraded or pruned."""
        return FleetCase(self, action, namespace, group, folder)


class FleetCase(Case):
    """A fleet in a namespace of its own. Its task is helm_releases, all of it."""

    names: ClassVar[Sequence[str]] = (BASE, APP, SIDE)

    def prepare(self) -> None:
        """Bring the fleet to where the action starts from."""
        for name, files in self._charts().items():
            for path, text in files.items():
                place = self.folder / name / path
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_text(text, encoding="utf-8")
        if self.action != "install":
            self._undisturbed("fleet", params=self._params("one", self.names, self.world.direct), lease=30.0)

    def run(self, fault: Optional[Fault] = None, **more: Any) -> Optional[dict[str, Any]]:
        """Do the task with a fault and return its result, None where it was killed."""
        proxy = self.world.proxy
        proxy.reset(fault)
        result = self.world.driver.run("fleet", namespace=self.namespace, params=self._own_params(), lease=0.0)
        if fault is not None:
            self.disturbed = list(proxy.hit)
        self.settle()
        return result

    def told(self, result: dict[str, Any]) -> list[tuple[str, str, str]]:
        """Return the changes that the result tells of, release by release."""
        own = result["releases"]
        return super().told({"changes": [change for name in sorted(own) for change in own[name].get("changes") or ()]})

    def converges(self) -> dict[str, Any]:
        """The same task again brings the fleet to its end, without touching what had come there; once more, and nothing
        is done."""
        done = {name: self.stamps(name) for name in self.as_wanted()}
        result = super().converges()
        releases = {key.partition("/")[2]: own for key, own in result["releases"].items()}
        for name, stamps in done.items():
            assert self.stamps(name) == stamps, f"{name} had come to its end, and was done again"
            assert name not in releases or releases[name]["outcome"] == "unchanged", releases[name]
        again = self.run()
        assert again is not None and again["changed"] is False, again
        assert self.world.proxy.writes() == []
        return result

    def endings(self) -> list[str]:
        """Return why the releases failed that did, as helm tells it: the last part of their descriptions."""
        found = []
        for name in self.names:
            if self.records(name)[-1:] and self.records(name)[-1]["status"] == "failed":
                told = json.loads(self._helm("history", name, "-o", "json"))[-1]["description"]
                found.append(str(told).rpartition(": ")[2])
        return found

    def needs_are_kept(self) -> None:
        """What needs another one has not begun before that one had come to its end; what is pruned went the other way:
        the youngest first."""
        wanted = self.as_wanted()
        if self.action == "prune":
            order = [name for name in (SIDE, APP) if not self.records(name)]
            assert order in ([], [SIDE], [APP], [SIDE, APP]), order
        elif self.records(APP)[1 if self.action == "upgrade" else 0 :]:
            assert BASE in wanted, "it began before what it needs was there"

    def _own_params(self) -> dict[str, Any]:
        """The options of the task that the action is."""
        text = "two" if self.action == "upgrade" else "one"
        listed = (BASE,) if self.action == "prune" else self.names
        return self._params(text, listed, str(self.world.proxied))

    def _params(self, text: str, listed: Sequence[str], kubeconfig: str) -> dict[str, Any]:
        """The task's options."""
        needs = {APP: [BASE]}
        return {
            "kubeconfig": kubeconfig, "request_timeout": 5, "fleet": self.namespace, "prune": True,
            "defaults": {
                "namespace": self.namespace, "create_namespace": True, "wait": True, "timeout": WAIT,
                "pending_timeout": 0, "values": {"text": text},
            },
            "releases": [
                {"name": name, "chart": str(self.folder / name), "needs": needs.get(name, [])} for name in listed
            ],
        }  # fmt: skip

    def _charts(self) -> dict[str, dict[str, str]]:
        """The files of each release's chart."""
        gadget = _GADGET.replace("GROUP", self.group).replace("KIND", charts.KIND)
        own = {
            BASE: {"crds/gadget.yaml": charts.crd(self.group)},
            APP: {"templates/gadget.yaml": gadget, "templates/hook.yaml": _HOOK},
            SIDE: {"templates/hook.yaml": _HOOK},
        }
        return {
            name: {
                "Chart.yaml": f"apiVersion: v2\nname: {name}\nversion: 1.0.0\n", "values.yaml": "text: none\n",
                "templates/config.yaml": _CONFIG, **files,
            }
            for name, files in own.items()
        }  # fmt: skip
