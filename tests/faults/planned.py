# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cases whose task applies a plan: of a release (helm_release) and of a fleet (helm_releases)."""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any, Optional

from .driver import WAIT
from .fleet import FleetCase, Fleets
from .proxy import Fault
from .world import Case, World

REFUSED = "what is to be done now is not what the plan says"
UNTOUCHED = "Nothing was touched"


class PlannedCase(Case, ABC):
    """A case whose task is planned first, and then applies that plan. document: the plan. sentence: what it says that
    is to be done."""

    document: Any = None
    sentence = ""

    def prepare(self) -> None:
        """Bring all to where the action starts from, and plan it."""
        super().prepare()
        self.plan()

    def plan(self) -> None:
        """Plan the task as things stand: nothing is written."""
        self.world.proxy.reset()
        action, params = self._given()
        told = self.world.driver.run(action, params={**params, "plan": {"write": True}}, lease=0.0)
        assert told is not None and "error" not in told, told
        assert self.world.proxy.writes() == []
        self.document, self.sentence = told["plan"]["document"], told["msg"].partition(": ")[2]

    def run(self, fault: Optional[Fault] = None, **more: Any) -> Optional[dict[str, Any]]:
        """Apply the plan with a fault and return the task's result, None where it was killed."""
        self.world.proxy.reset(fault)
        action, params = self._given()
        params = {**params, "plan": {"apply": self.document}}
        result = self.world.driver.run(action, params=params, lease=0.0, **more)
        if fault is not None:
            self.disturbed = list(self.world.proxy.hit)
        self.settle()
        return result

    def is_finished_by_the_next(self) -> None:
        """The same plan again ends where it would have, or is refused in clear words and nothing is touched; then a new
        plan does, and what had come to its end is not done again. After that nothing is to be done."""
        done = {name: self.stamps(name) for name in self.as_wanted()}
        again = self.run()
        assert again is not None
        if "error" in again:
            assert self.world.proxy.writes() == []
            assert REFUSED in again["error"] and UNTOUCHED in again["error"], again["error"]
            assert again["differences"]
            self.plan()
            Case.converges(self)
        self.is_as(self.world.expected(self.action))
        assert {name: self.stamps(name) for name in done} == done
        self.plan()
        assert self.sentence == "nothing is to be done"

    @abstractmethod
    def _given(self) -> tuple[str, dict[str, Any]]:
        """The driver's action, and the options of the task without its plan."""


class PlannedReleases(World):
    """A world whose cases are plans of one release."""

    def close(self) -> None:
        """Remove what its cases share."""
        self._forget_crd(self.group)

    def new(self, action: str, namespace: str, group: str, folder: Path) -> Case:
        """Return a release whose installation or upgrade is planned."""
        return PlannedRelease(self, action, namespace, group, folder)


class PlannedRelease(PlannedCase):
    """A release in a namespace of its own, the task of which is helm_release, all of it."""

    def _given(self) -> tuple[str, dict[str, Any]]:
        return "release", {
            "kubeconfig": str(self.world.proxied), "request_timeout": 5, "name": "web", "namespace": self.namespace,
            "chart": self.charts[1 if self.action == "install" else 2], "create_namespace": True, "wait": True,
            "wait_for_jobs": True, "timeout": WAIT, "pending_timeout": 0,
        }  # fmt: skip


class PlannedFleets(Fleets):
    """A world whose cases are plans of fleets."""

    def new(self, action: str, namespace: str, group: str, folder: Path) -> Case:
        """Return a fleet whose installation, upgrade or pruning is planned."""
        return PlannedFleet(self, action, namespace, group, folder)


class PlannedFleet(PlannedCase, FleetCase):
    """A fleet in a namespace of its own."""

    def _given(self) -> tuple[str, dict[str, Any]]:
        return "fleet", self._own_params()
