# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The steps of a life as Hypothesis draws them."""

from __future__ import annotations

import dataclasses
from typing import Any, Callable

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.internal.conjecture import engine
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from . import fleets, others
from .designs import VALUES, Changes, changes
from .life import Life
from .promises import BrokenError
from .surroundings import Choice, Surroundings

HELMS = ("4.3.1", "3.17.3")
SHRINKING = 60.0  # seconds at most to make a life that breaks a promise shorter
STEPS_A_LIFE = 16

_SHARES = st.integers(0, 99).map(lambda number: number / 100)
_CHOICES = st.builds(
    Choice,
    method=st.sampled_from(["auto", "auto", "true", "false"]),
    force_conflicts=st.booleans(),
    wait=st.sampled_from([False, False, False, True]),
    atomic=st.sampled_from([False, False, False, True]),
    drift=st.sampled_from(["correct", "correct", "correct", "ignore", "warn"]),
    recreate=st.sampled_from([(), (), ("Deployment", "StatefulSet", "DaemonSet", "Job", "RoleBinding")]),
    unstable=st.sampled_from(["ignore", "ignore", "keep"]),
    force=st.sampled_from([False, False, False, True]),
    take_ownership=st.sampled_from([False, False, False, True]),
    history_max=st.sampled_from([10, 10, 10, 2]),
    disable_hooks=st.sampled_from([False, False, False, True]),
    cleanup_on_fail=st.sampled_from([False, False, False, True]),
    crds=st.sampled_from(["create", "create", "apply"]),
).map(lambda choice: dataclasses.replace(
    choice, force_conflicts=choice.force_conflicts and choice.method == "true",
    force=choice.force and choice.method == "false",
))  # fmt: skip
_VERSIONS = st.sampled_from(HELMS)


def machine(around: Surroundings, count: Callable[[int], None]) -> type[RuleBasedStateMachine]:
    """Return the state machine of lives in these surroundings. count: told how many steps a life had."""

    class Lives(RuleBasedStateMachine):
        life: Life

        @initialize(given=changes(7, least=3), values=VALUES)
        def begin(self, given: Changes, values: dict[str, Any]) -> None:
            self.life = Life.begin(around)
            self.step(lambda: self.life.apply(given, values, Choice()))

        @rule(given=changes(4, least=1), values=VALUES, choice=_CHOICES)
        def apply(self, given: Changes, values: dict[str, Any], choice: Choice) -> None:
            self.step(lambda: self.life.apply(given, values, choice))

        @rule(given=changes(2, least=1), choice=_CHOICES)
        def change_the_chart(self, given: Changes, choice: Choice) -> None:
            self.step(lambda: self.life.apply(given, self.life.values, choice))

        @rule(choice=_CHOICES)
        def apply_again(self, choice: Choice) -> None:
            self.step(lambda: self.life.apply({}, self.life.values, choice))

        @precondition(lambda self: self.life.records.are_there())
        @rule(share=_SHARES, choice=_CHOICES)
        def roll_back(self, share: float, choice: Choice) -> None:
            kept = dataclasses.replace(choice, history_max=10)  # else what it goes back to may be gone afterwards
            self.step(lambda: self.life.rollback(share, kept))

        @rule(fleet=fleets.FLEETS, given=changes(3), values=VALUES, choice=_CHOICES)
        def fleet(self, fleet: fleets.Fleet, given: Changes, values: dict[str, Any], choice: Choice) -> None:
            self.step(lambda: fleets.apply(self.life, fleet, given, values, choice=choice, share=None))

        @rule(fleet=fleets.FLEETS, given=changes(3), values=VALUES, share=_SHARES)
        def killed_fleet(self, fleet: fleets.Fleet, given: Changes, values: dict[str, Any], share: float) -> None:
            self.step(lambda: fleets.apply(self.life, fleet, given, values, choice=Choice(), share=share))

        @rule(purge=st.booleans())
        def uninstall(self, purge: bool) -> None:
            self.step(lambda: self.life.uninstall(purge=purge))

        @rule(given=changes(3, least=1), values=VALUES, share=_SHARES)
        def killed(self, given: Changes, values: dict[str, Any], share: float) -> None:
            self.step(lambda: self.life.killed(given, values, share))

        @precondition(lambda self: self.life.records.are_there())
        @rule(back=_SHARES, share=_SHARES)
        def killed_rolling_back(self, back: float, share: float) -> None:
            self.step(lambda: self.life.killed_rolling_back(back, share))

        @precondition(lambda self: self.life.records.are_there())
        @rule(share=_SHARES, purge=st.booleans())
        def killed_uninstalling(self, share: float, purge: bool) -> None:
            self.step(lambda: self.life.killed_uninstalling(share, purge=purge))

        @rule(version=_VERSIONS, given=changes(3, least=1), values=VALUES, merged=st.booleans())
        def helm_upgrades(self, version: str, given: Changes, values: dict[str, Any], merged: bool) -> None:
            self.step(lambda: self.life.helm_upgrades(version, given, values, merged=merged))

        @precondition(lambda self: self.life.records.are_there())
        @rule(version=_VERSIONS, share=_SHARES)
        def helm_rolls_back(self, version: str, share: float) -> None:
            self.step(lambda: self.life.helm_rolls_back(version, share))

        @precondition(lambda self: self.life.records.are_there())
        @rule(version=_VERSIONS, purge=st.booleans())
        def helm_uninstalls(self, version: str, purge: bool) -> None:
            self.step(lambda: self.life.helm_uninstalls(version, purge=purge))

        @precondition(lambda self: self.life.records.have_objects())
        @rule(share=_SHARES, value=st.sampled_from(["patch", "delete", "scale"]))
        def edit(self, share: float, value: str) -> None:
            self.step(lambda: others.edit(self.life, share, value))

        @precondition(lambda self: self.life.records.have_objects())
        @rule(share=_SHARES, value=st.sampled_from(["x", "y"]))
        def robot(self, share: float, value: str) -> None:
            self.step(lambda: others.robot(self.life, share, value))

        @precondition(lambda self: self.life.records.have_objects())
        @rule(share=_SHARES)
        def seize(self, share: float) -> None:
            self.step(lambda: others.seize(self.life, share))

        @precondition(lambda self: self.life.records.have_objects())
        @rule(kind=st.sampled_from(["Service", "Deployment"]))
        def inject(self, kind: str) -> None:
            self.step(lambda: others.inject(self.life, kind))

        @precondition(lambda self: self.life.records.have_objects())
        @rule(replicas=st.integers(4, 7))
        def autoscale(self, replicas: int) -> None:
            self.step(lambda: others.autoscale(self.life, replicas))

        @rule()
        def occupy(self) -> None:
            self.step(lambda: others.occupy(self.life))

        def step(self, act: Callable[[], None]) -> None:
            """Do a step; a broken promise is told with the life so far."""
            try:
                act()
            except Exception as error:
                if isinstance(error, BrokenError):
                    raise BrokenError(f"{error}\n\n{self.life.story.text()}") from None
                raise BrokenError(f"{type(error).__name__}: {error}\n\n{self.life.story.text()}") from error

        def teardown(self) -> None:
            if hasattr(self, "life"):
                count(self.life.steps)
                self.life.end()

    return Lives


def bounds(lives: int) -> settings:
    """Return Hypothesis's settings for so many lives."""
    engine.MAX_SHRINKING_SECONDS = SHRINKING
    return settings(
        max_examples=lives,
        stateful_step_count=STEPS_A_LIFE,
        deadline=None,
        database=None,
        print_blob=False,
        report_multiple_bugs=False,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
