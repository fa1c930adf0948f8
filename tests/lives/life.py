# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One life: a namespace with a release in it, and what can happen to them."""

from __future__ import annotations

import contextlib
import json
import random
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Callable, Optional

from faults.proxy import Fault
from release.harness import Releases

from ansible_collections.native.helm.plugins.module_utils._helm.asked.requests import PendingOptions
from ansible_collections.native.helm.plugins.module_utils._helm.base.env import Env
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import Conflict, HelmError
from ansible_collections.native.helm.plugins.module_utils._helm.kube.client import Client
from ansible_collections.native.helm.plugins.module_utils._helm.kube.config import Connection

from . import promises
from .designs import Changes, Design
from .others import Others
from .promises import NAME, Outcome, Records, expect
from .story import Story
from .surroundings import WAIT, Choice, Surroundings

Act = Callable[[bool], Any]

BYSTANDERS = (("v1", "ConfigMap", "bystander"), ("v1", "Secret", "bystander"), ("v1", "ServiceAccount", "bystander"))


@dataclass
class Life:
    """design, values: what the release was last asked to be, with what it was done. used: the slots that any chart of
    the life had. others: what others have set. bystanders: what is none of the release's, and how it is."""

    around: Surroundings
    place: Releases
    client: Client
    story: Story
    folder: Path
    records: Records
    design: Design = field(default_factory=Design)
    values: dict[str, Any] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    others: Others = field(default_factory=Others)
    bystanders: dict[tuple[str, str, str], str] = field(default_factory=dict)
    charts: int = 0
    steps: int = 0

    @classmethod
    def begin(cls, around: Surroundings) -> Life:
        """Return a life in a new namespace, with things in it that are none of the release's."""
        number = secrets.token_hex(5)
        place = Releases(around.kubeconfig, f"lives-{number}")
        client = Client(Connection.from_options({"kubeconfig": around.kubeconfig}, {}), Env())
        life = cls(around, place, client, Story(place.namespace), around.folder / f"life-{number}",
                   Records(place, client))  # fmt: skip
        client.create({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": place.namespace}})
        for api_version, kind, name in BYSTANDERS:
            client.create({"apiVersion": api_version, "kind": kind, "metadata": {"name": name}}, place.namespace)
            life.stand_by(api_version, kind, name)
        return life

    def stand_by(self, api_version: str, kind: str, name: str) -> None:
        """Have an object that is none of the release's watched."""
        found = promises.stamp(self.client, api_version, kind, self.place.namespace, name)
        self.bystanders[api_version, kind, name] = found

    def end(self) -> None:
        """Remove what the life made; nobody waits for it."""
        self.client.discovery.forget()
        with contextlib.suppress(HelmError):
            self.client.delete("v1", "Namespace", "", self.place.namespace)
        with contextlib.suppress(HelmError):
            name = f"gadgets.{self.group}"
            self.client.delete("apiextensions.k8s.io/v1", "CustomResourceDefinition", "", name)
        with contextlib.suppress(HelmError):
            kind = "ValidatingWebhookConfiguration"
            self.client.delete("admissionregistration.k8s.io/v1", kind, "", self.group)

    @property
    def group(self) -> str:
        """The API group of the life's own kind."""
        return f"{self.place.namespace}.lives.example.com"

    # What we do

    def apply(self, changes: Changes, values: dict[str, Any], choice: Choice) -> None:
        """helm_release, state present."""
        design, folder = self.written(changes)
        chart = self.story.chart(folder)
        self.story.module("helm_release", "Install or upgrade", name=NAME, chart=chart, values=values,
                          **choice.told_of_upgrades())  # fmt: skip

        def act(check: bool) -> Any:
            return self.place.apply(NAME, folder, values=values, check=check, **choice.of_upgrades())

        if self._ours("apply", act, choice):
            self.design, self.values = design, values

    def rollback(self, share: float, choice: Choice) -> None:
        """helm_rollback to one of the revisions that are there."""
        revision = self._some_revision(share)
        if not revision:
            return
        self.story.module("helm_rollback", "Roll back", name=NAME, revision=revision, **choice.told())

        def act(check: bool) -> Any:
            return self.place.rollback(NAME, str(revision), check=check, **choice.options())

        self._ours("roll back", act, choice)

    def uninstall(self, *, purge: bool) -> None:
        """helm_release, state absent."""
        self.story.module("helm_release", "Uninstall", name=NAME, state="absent", purge=purge or None,
                          keep_history=not purge)  # fmt: skip
        self._ours("uninstall", lambda check: self.place.uninstall(NAME, purge=purge, check=check), Choice())

    def killed(self, changes: Changes, values: dict[str, Any], share: float) -> None:
        """helm_release that dies at one of its requests; then the same again, to its end."""
        design, folder = self.written(changes)
        chart = self.story.chart(folder)
        deleted = self.disturbed(share, "apply", chart=str(folder), values=values)
        expect(not deleted or not design.has("claim"), "what holds data was deleted", deleted)
        self.story.module("helm_release", "Disturbed, then once more", name=NAME, chart=chart, values=values)

        def act(check: bool) -> Any:
            pending = PendingOptions(timeout=0.0)
            return self.place.apply(NAME, folder, values=values, check=check, pending=pending, **Choice().of_upgrades())

        if self._ours("apply after a disturbance", act, Choice()):
            self.design, self.values = design, values

    def killed_rolling_back(self, back: float, share: float) -> None:
        """The same of helm_rollback."""
        revision = self._some_revision(back)
        if not revision:
            return
        self.disturbed(share, "rollback", options={"revision": str(revision)})
        self.story.module("helm_rollback", "Disturbed, then once more", name=NAME, revision=revision)

        def act(check: bool) -> Any:
            waiting, pending = Choice().options()["waiting"], PendingOptions(timeout=0.0)
            return self.place.rollback(NAME, str(revision), check=check, pending=pending, waiting=waiting)

        if not self._is_gone(revision):
            self._ours("roll back after a disturbance", act, Choice())

    def killed_uninstalling(self, share: float, *, purge: bool) -> None:
        """The same of helm_release, state absent."""
        self.disturbed(share, "uninstall", options={"purge": purge})
        self.story.module("helm_release", "Disturbed, then once more", name=NAME, state="absent", purge=purge or None,
                          keep_history=not purge)  # fmt: skip

        def act(check: bool) -> Any:
            return self.place.uninstall(NAME, purge=purge, check=check, pending=PendingOptions(timeout=0.0))

        self._ours("uninstall after a disturbance", act, Choice())

    def disturbed(self, share: float, action: str, **spec: Any) -> list[str]:
        """Run an action in a process that dies, or loses an answer, at one of its requests. Returns which claims it
        deleted: what else holds data it may never delete."""
        at = 1 + int(share * 40)
        kind = random.Random(at).choice(["kill before", "kill after", "lost reply", "terminate"])
        self.story.note(f"The next task is disturbed: {kind}, at its request {at}")
        self.around.proxy.reset(Fault(kind, at))
        self.around.driver.run(
            action, kubeconfig=str(self.around.proxied), namespace=self.place.namespace, name=NAME, wait=False,
            timeout=WAIT, pending={"timeout": 0.0}, lease=0.0, **spec,
        )  # fmt: skip
        gone = [str(line) for line in self.around.proxy.precious_deletions()]
        claims = [line for line in gone if "/persistentvolumeclaims/" in line]
        expect(claims == gone, "what holds data was deleted", gone)
        return claims

    def _is_gone(self, revision: int) -> bool:
        found = self.place.info(NAME, fields=["history"]).releases
        return all(entry["revision"] != revision for one in found for entry in one["history"])

    # What helm does in our place

    def helm_upgrades(self, version: str, changes: Changes, values: dict[str, Any], *, merged: bool) -> None:
        """helm upgrade --install; where it succeeds, we have nothing to do but what helm leaves undone. merged: without
        server-side apply, which helm 3 does not know."""
        design, folder = self.written(changes)
        flags = ["--install", "--reset-values", *_flags(values)]
        if merged and version.startswith("4"):
            flags.append("--server-side=false")
        told = ["helm", "upgrade", NAME, self.story.chart(folder), *flags]
        self.story.command(*told, "--namespace", self.place.namespace, HELM_VERSION=version)
        if not self._helm(version, "upgrade", NAME, str(folder), *flags):
            return
        self.design, self.values = design, values
        found = self.place.apply(NAME, folder, values=values, check=True, **Choice().of_upgrades())
        expect(
            found.reason in ([], ["drift"]), f"after helm {version} did it, we would do it again", found.reason,
            [entry for entry in found.changes if entry["action"] != "unchanged"],
        )  # fmt: skip
        self.after(None)

    def helm_rolls_back(self, version: str, share: float) -> None:
        """helm rollback."""
        revision = self._some_revision(share)
        if revision:
            self.story.command("helm", "rollback", NAME, str(revision), "--namespace", self.place.namespace,
                               HELM_VERSION=version)  # fmt: skip
            self._helm(version, "rollback", NAME, str(revision))
            self.after(None)

    def helm_uninstalls(self, version: str, *, purge: bool) -> None:
        """helm uninstall."""
        more = [] if purge else ["--keep-history"]
        self.story.command("helm", "uninstall", NAME, *more, "--namespace", self.place.namespace, HELM_VERSION=version)
        self._helm(version, "uninstall", NAME, *more)
        self.after(None)

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
        self.allow(choice)
        if done[0] in ("HookFailed", "WaitTimeout"):  # nobody can foresee it
            self.around.tally[f"{title}: {done[0]}"] += 1
            self.after(None)
            return False
        promises.predicted(before, done)
        if done[0] == "result":
            if not done[1]["changed"]:
                expect(not self.place.writes(), "nothing changed, it says, but it wrote", self.place.writes())
            promises.nothing_left_to_do(_outcome(act, check=False), self.place.writes())
        else:
            expect(not self.place.writes(), f"{done[0]} was foreseen, but only after writing", self.place.writes())
        self.after(choice if done[0] == "result" else None)
        return done[0] == "result"

    def allow(self, choice: Choice) -> None:
        """Expect no longer what a task of ours may have undone, as it says."""
        if choice.force:
            self.others.left.clear()  # what others added is lost
        if choice.take_ownership:
            self.bystanders.pop(("v1", "ConfigMap", "foreign"), None)

    def after(self, choice: Optional[Choice]) -> None:
        """Look at the cluster. choice: how our task was given where one has just ended well."""
        self.steps += 1
        self.client.discovery.forget()
        for key, known in self.bystanders.items():
            found = promises.stamp(self.client, *key[:2], self.place.namespace, key[2])
            expect(found == known, f"{key[1]} {key[2]}, which is none of the release's, was touched")
        release = self.records.helm_agrees()
        manifest = list(promises.last_of_each((release or {}).get("manifest", ""), self.place.namespace))
        self.others.kept(self.client, self.place.namespace, manifest)
        if release is None or choice is None or choice.drift != "correct" or release["info"]["status"] != "deployed":
            return
        mine = [body for body in manifest if (body["kind"], body["metadata"]["name"]) not in self.others.seized]
        scaled = any(body["kind"] == "HorizontalPodAutoscaler" for body in manifest)
        promises.as_the_manifest_says(self.client, mine, autoscaled=scaled)

    def written(self, changes: Changes) -> tuple[Design, Path]:
        """The chart with changes, in a folder of its own."""
        self.charts += 1
        design = self.design.changed(changes, f"0.{self.charts}.0" if changes else self.design.version)
        self.used |= set(design.slots)
        return design, design.write(self.folder / f"chart-{self.charts}", self.group)

    def _some_revision(self, share: float) -> int:
        found = self.place.info(NAME, fields=["history"]).releases
        revisions = [entry["revision"] for entry in found[0]["history"]] if found else []
        return int(revisions[int(share * len(revisions))]) if revisions else 0

    def some_object(self, share: float) -> Optional[dict[str, Any]]:
        """One of the objects of the release's manifest, its namespace in it."""
        found = self.place.info(NAME, fields=["manifest"]).releases
        bodies = list(promises.last_of_each(found[0]["manifest"], self.place.namespace)) if found else []
        return bodies[int(share * len(bodies))] if bodies else None

    def _helm(self, version: str, *words: str) -> bool:
        """Whether helm succeeded."""
        for what in ("replicas", "port"):  # helm knows nothing of autoscalers, and its client-side merge loses ports
            self.others.forget(what)
        done = self.place._run("helm", *words, "--namespace", self.place.namespace, HELM_VERSION=version)
        self.around.tally[f"helm {version} {words[0]}: {'failed' if done.returncode else 'done'}"] += 1
        return done.returncode == 0


def _outcome(act: Act, *, check: bool) -> Outcome:
    try:
        return "result", act(check).as_dict()
    except HelmError as error:
        facts = {key: error.facts.get(key) for key in ("conflicts",)} if isinstance(error, Conflict) else {}
        return type(error).__name__, {"problem": error.problem, "hint": error.hint, **facts}


def _flags(values: dict[str, Any]) -> list[str]:
    return [word for key, value in values.items() for word in ("--set-json", f"{key}={json.dumps(value)}")]
