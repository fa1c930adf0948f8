# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One life: a namespace with a release in it, and what can happen to them."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Callable, Optional

from faults.proxy import Fault
from release.harness import Releases

from ansible_collections.native.helm.plugins.module_utils._helm.actions.requests import PendingOptions
from ansible_collections.native.helm.plugins.module_utils._helm.base.env import Env
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import Conflict, HelmError
from ansible_collections.native.helm.plugins.module_utils._helm.kube.client import Client
from ansible_collections.native.helm.plugins.module_utils._helm.kube.config import Connection

from . import promises
from .designs import Changes, Design
from .promises import NAME, Outcome, expect
from .story import Story
from .surroundings import WAIT, Choice, Surroundings

Act = Callable[[bool], Any]

BYSTANDERS = (("v1", "ConfigMap", "bystander"), ("v1", "Secret", "bystander"), ("v1", "ServiceAccount", "bystander"))
_numbers = itertools.count(1)


@dataclass
class Life:
    """design, values: what the release was last asked to be, with what it was done. robots: labels that another manager
    set, by kind and name: the uid they were set on, and the value. seized: objects of which another manager holds a
    field of the chart."""

    around: Surroundings
    place: Releases
    client: Client
    story: Story
    folder: Path
    design: Design = field(default_factory=Design)
    values: dict[str, Any] = field(default_factory=dict)
    robots: dict[tuple[str, str, str], tuple[str, str]] = field(default_factory=dict)
    seized: set[tuple[str, str]] = field(default_factory=set)
    bystanders: dict[tuple[str, str, str], str] = field(default_factory=dict)
    charts: int = 0
    steps: int = 0

    @classmethod
    def begin(cls, around: Surroundings) -> Life:
        """Return a life in a new namespace, with things in it that are none of the release's."""
        number = f"{os.getpid()}-{next(_numbers)}"
        place = Releases(around.kubeconfig, f"lives-{number}")
        client = Client(Connection.from_options({"kubeconfig": around.kubeconfig}, {}), Env())
        life = cls(around, place, client, Story(place.namespace), around.folder / f"life-{number}")
        client.create({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": place.namespace}})
        for api_version, kind, name in BYSTANDERS:
            client.create({"apiVersion": api_version, "kind": kind, "metadata": {"name": name}}, place.namespace)
            life.bystanders[api_version, kind, name] = promises.stamp(client, api_version, kind, place.namespace, name)
        return life

    def end(self) -> None:
        """Remove what the life made; nobody waits for it."""
        self.client.discovery.forget()
        with contextlib.suppress(HelmError):
            self.client.delete("v1", "Namespace", "", self.place.namespace)
        with contextlib.suppress(HelmError):
            name = f"gadgets.{self.group}"
            self.client.delete("apiextensions.k8s.io/v1", "CustomResourceDefinition", "", name)

    @property
    def group(self) -> str:
        """The API group of the life's own kind."""
        return f"{self.place.namespace}.lives.example.com"

    # What we do

    def apply(self, changes: Changes, values: dict[str, Any], choice: Choice) -> None:
        """helm_release, state present."""
        design, folder = self._written(changes)
        chart = self.story.chart(folder)
        self.story.module("helm_release", "Install or upgrade", name=NAME, chart=chart, values=values, **choice.told())

        def act(check: bool) -> Any:
            return self.place.apply(NAME, folder, values=values, check=check, **choice.options())

        if self._ours("apply", act, choice):
            self.design, self.values = design, values

    def rollback(self, share: float, choice: Choice) -> None:
        """helm_rollback to one of the revisions that are there."""
        revision = self._some_revision(share)
        if not revision:
            return
        self.story.module("helm_rollback", "Roll back", name=NAME, revision=revision, wait=choice.wait,
                          server_side=choice.method)  # fmt: skip

        def act(check: bool) -> Any:
            options = choice.options()
            return self.place.rollback(
                NAME, str(revision), check=check, applying=options["applying"], waiting=options["waiting"]
            )

        self._ours("roll back", act, choice)

    def uninstall(self, *, purge: bool) -> None:
        """helm_release, state absent."""
        self.story.module("helm_release", "Uninstall", name=NAME, state="absent", purge=purge or None,
                          keep_history=not purge)  # fmt: skip
        self._ours("uninstall", lambda check: self.place.uninstall(NAME, purge=purge, check=check), Choice())

    def killed(self, changes: Changes, values: dict[str, Any], share: float) -> None:
        """helm_release that dies at one of its requests; then the same again, to its end."""
        design, folder = self._written(changes)
        at = 1 + int(share * 40)
        kind = random.Random(at).choice(["kill before", "kill after", "lost reply", "terminate"])
        chart = self.story.chart(folder)
        self.story.note(f"The next task is disturbed: {kind}, at its request {at}")
        self.story.module("helm_release", "Disturbed", name=NAME, chart=chart, values=values)
        self.around.proxy.reset(Fault(kind, at))
        self.around.driver.run(
            "apply", kubeconfig=str(self.around.proxied), namespace=self.place.namespace, name=NAME, chart=str(folder),
            values=values, wait=False, timeout=WAIT, pending={"timeout": 0.0}, lease=0.0,
        )  # fmt: skip
        gone = self.around.proxy.precious_deletions()
        expect(not gone, "what holds data was deleted", gone)
        self.story.module("helm_release", "The same again", name=NAME, chart=chart, values=values)

        def act(check: bool) -> Any:
            pending = PendingOptions(timeout=0.0)
            return self.place.apply(NAME, folder, values=values, check=check, pending=pending, **Choice().options())

        if self._ours("apply after a disturbance", act, Choice()):
            self.design, self.values = design, values

    # What helm does in our place

    def helm_upgrades(self, version: str, changes: Changes, values: dict[str, Any]) -> None:
        """helm upgrade --install; where it succeeds, we have nothing to do but what helm leaves undone."""
        design, folder = self._written(changes)
        words = ["upgrade", NAME, str(folder), "--install", "--reset-values", *_flags(values)]
        told = ["helm", "upgrade", NAME, self.story.chart(folder), "--install", "--reset-values", *_flags(values)]
        self.story.command(*told, "--namespace", self.place.namespace, HELM_VERSION=version)
        if not self._helm(version, *words):
            return
        self.design, self.values = design, values
        found = self.place.apply(NAME, folder, values=values, check=True, **Choice().options())
        expect(
            found.reason in ([], ["drift"]), f"after helm {version} did it, we would do it again", found.reason,
            [entry for entry in found.changes if entry["action"] != "unchanged"],
        )  # fmt: skip
        self._after(None)

    def helm_rolls_back(self, version: str, share: float) -> None:
        """helm rollback."""
        revision = self._some_revision(share)
        if revision:
            self.story.command("helm", "rollback", NAME, str(revision), "--namespace", self.place.namespace,
                               HELM_VERSION=version)  # fmt: skip
            self._helm(version, "rollback", NAME, str(revision))
            self._after(None)

    def helm_uninstalls(self, version: str, *, purge: bool) -> None:
        """helm uninstall."""
        more = [] if purge else ["--keep-history"]
        self.story.command("helm", "uninstall", NAME, *more, "--namespace", self.place.namespace, HELM_VERSION=version)
        self._helm(version, "uninstall", NAME, *more)
        self._after(None)

    # What others do

    def edit(self, share: float, value: str) -> None:
        """Someone changes an object by hand: one of its texts, or its labels; or deletes it."""
        body = self._some_object(share)
        if body is None:
            return
        kind, name = body["kind"], body["metadata"]["name"]
        target = (f"{kind.lower()}.{_group(body)}".rstrip("."), name, "-n", self.place.namespace)
        if value == "delete":
            self._kubectl("delete", *target, "--wait=true")
            return
        if value == "scale":
            if kind in ("Deployment", "StatefulSet"):
                self._kubectl("scale", *target, "--replicas=4")
            return
        patch: dict[str, Any] = {"metadata": {"labels": {"tier": "edited", "by-hand": "yes"}}}
        if kind == "ConfigMap" and body.get("data"):
            patch = {"data": {sorted(body["data"])[0]: "edited"}}
        self._kubectl("patch", *target, "--type=merge", "-p", json.dumps(patch))

    def seize(self, share: float) -> None:
        """Another manager takes a field that the chart sets, and gives it another value."""
        body = self._some_object(share)
        if body is None or body["kind"] != "ConfigMap" or not body.get("data"):
            return
        name, place = body["metadata"]["name"], self.place.namespace
        if self.client.find("v1", "ConfigMap", place, name) is None:
            return
        data = {sorted(body["data"])[0]: "seized"}
        self.around.tally["another manager seizes a field"] += 1
        self.story.note(f"Manager robot applies {json.dumps(data)} to ConfigMap {name}, by force")
        body = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, "data": data}
        self.client.apply(body, place, manager="robot", force=True)
        self.robots.pop(("v1", "ConfigMap", name), None)  # what it does not apply any more is gone
        self.seized.add(("ConfigMap", name))

    def robot(self, share: float, value: str) -> None:
        """Another manager sets a label and an annotation that the chart knows nothing of."""
        body = self._some_object(share)
        if body is None:
            return
        kind, name, api_version = body["kind"], body["metadata"]["name"], body["apiVersion"]
        live = self.client.find(api_version, kind, self.place.namespace, name)
        if live is None:
            return
        more = {"labels": {"robot.example.com/a.b": value}}
        self.around.tally["another manager"] += 1
        self.story.note(f"Manager robot applies {json.dumps(more)} to {kind} {name}")
        self.client.apply(
            {"apiVersion": api_version, "kind": kind, "metadata": {"name": name, **more}},
            self.place.namespace, manager="robot", force=True,
        )  # fmt: skip
        self.seized.discard((kind, name))  # it does not apply the other field any more
        self.robots[api_version, kind, name] = (live["metadata"]["uid"], value)

    # How a step is looked at

    def _ours(self, title: str, act: Act, choice: Choice) -> bool:
        """Predict, do, do again, look at everything. Returns whether it was done."""
        before = _outcome(act, check=True)
        ended = ("changed" if before[1]["changed"] else "unchanged") if before[0] == "result" else before[0]
        self.around.tally[f"{title}: {ended}"] += 1
        expect(not self.place.writes(), "check mode wrote something", self.place.writes())
        done = _outcome(act, check=False)
        for outcome in (before, done):
            promises.no_secret(outcome)
        if done[0] in ("HookFailed", "WaitTimeout"):  # nobody can foresee it
            self.around.tally[f"{title}: {done[0]}"] += 1
            self._after(None)
            return False
        promises.predicted(before, done)
        if done[0] == "result":
            if not done[1]["changed"]:
                expect(not self.place.writes(), "nothing changed, it says, but it wrote", self.place.writes())
            promises.nothing_left_to_do(_outcome(act, check=False), self.place.writes())
        else:
            expect(not self.place.writes(), f"{done[0]} was foreseen, but only after writing", self.place.writes())
        self._after(choice if done[0] == "result" else None)
        return done[0] == "result"

    def _after(self, choice: Optional[Choice]) -> None:
        """Look at the cluster. choice: how our task was given where one has just ended well."""
        self.steps += 1
        self.client.discovery.forget()
        for key, known in self.bystanders.items():
            found = promises.stamp(self.client, *key[:2], self.place.namespace, key[2])
            expect(found == known, f"{key[1]} {key[2]}, which is none of the release's, was touched")
        self._robots_kept()
        release = promises.helm_agrees(self.place, self.client)
        if release is None or choice is None or choice.drift != "correct" or release["info"]["status"] != "deployed":
            return
        scaled = "HorizontalPodAutoscaler" in release.get("manifest", "")
        promises.as_the_manifest_says(
            self.client, release.get("manifest", ""), self.place.namespace, autoscaled=scaled, seized=self.seized
        )

    def _robots_kept(self) -> None:
        for (api_version, kind, name), (uid, value) in list(self.robots.items()):
            live = self.client.find(api_version, kind, self.place.namespace, name)
            if live is None or live["metadata"]["uid"] != uid:
                del self.robots[api_version, kind, name]  # the object itself was made anew, or is gone
                continue
            kept = (live["metadata"].get("labels") or {}).get("robot.example.com/a.b")
            expect(kept == value, f"{kind} {name}: another manager's label was {value!r} and is {kept!r}")

    def _written(self, changes: Changes) -> tuple[Design, Path]:
        """The chart with changes, in a folder of its own."""
        self.charts += 1
        design = self.design.changed(changes, f"0.{self.charts}.0" if changes else self.design.version)
        return design, design.write(self.folder / f"chart-{self.charts}", self.group)

    def _some_revision(self, share: float) -> int:
        found = self.place.info(NAME, fields=["history"]).releases
        revisions = [entry["revision"] for entry in found[0]["history"]] if found else []
        return int(revisions[int(share * len(revisions))]) if revisions else 0

    def _some_object(self, share: float) -> Optional[dict[str, Any]]:
        """One of the objects of the release's manifest, its namespace in it."""
        found = self.place.info(NAME, fields=["manifest"]).releases
        bodies = list(promises.last_of_each(found[0]["manifest"], self.place.namespace)) if found else []
        return bodies[int(share * len(bodies))] if bodies else None

    def _helm(self, version: str, *words: str) -> bool:
        """Whether helm succeeded."""
        done = self.place._run("helm", *words, "--namespace", self.place.namespace, HELM_VERSION=version)
        self.around.tally[f"helm {version} {words[0]}: {'failed' if done.returncode else 'done'}"] += 1
        return done.returncode == 0

    def _kubectl(self, *words: str) -> None:
        self.story.command("kubectl", *words)
        self.around.tally[f"kubectl {words[0]}"] += 1
        self.place._run("kubectl", *words)  # what is not there any more cannot be edited


def _outcome(act: Act, *, check: bool) -> Outcome:
    try:
        return "result", act(check).as_dict()
    except HelmError as error:
        facts = {key: error.facts.get(key) for key in ("conflicts",)} if isinstance(error, Conflict) else {}
        return type(error).__name__, {"problem": error.problem, "hint": error.hint, **facts}


def _flags(values: dict[str, Any]) -> list[str]:
    return [word for key, value in values.items() for word in ("--set-json", f"{key}={json.dumps(value)}")]


def _group(body: dict[str, Any]) -> str:
    return str(body["apiVersion"]).rpartition("/")[0]
