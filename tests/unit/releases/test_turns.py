# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many runs on one release: each has its turn, for as long as its time lets it wait."""

from __future__ import annotations

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.env import Env
from ansible_collections.native.helm.plugins.module_utils._helm.release.storage import ReleaseTaken
from ansible_collections.native.helm.plugins.module_utils._helm.releases.history import in_turn


class Contest:
    """Attempts that others are quicker than, a number of times; each takes some seconds."""

    def __init__(self, losses: int, seconds: float) -> None:
        self.losses, self.seconds, self.attempts, self.clock = losses, seconds, 0, 0.0
        self.env = Env()
        self.env.monotonic = lambda: self.clock

    def attempt(self) -> str:
        self.attempts += 1
        self.clock += self.seconds
        if self.attempts <= self.losses:
            raise ReleaseTaken("another operation (install/upgrade/rollback) is in progress")
        return "done"


@pytest.mark.parametrize(("losses", "seconds"), [(0, 1.0), (19, 1.0), (199, 1.0), (9, 500.0)])
def test_a_run_has_its_turn_however_often_others_are_quicker(losses: int, seconds: float) -> None:
    contest = Contest(losses, seconds)
    assert in_turn(contest.attempt, "web", 300.0, contest.env) == "done"
    assert contest.attempts == losses + 1


def test_a_run_whose_time_is_over_says_how_many_were_quicker() -> None:
    contest = Contest(1000, 10.0)
    with pytest.raises(ReleaseTaken, match="another operation") as caught:
        in_turn(contest.attempt, "web", 300.0, contest.env)
    assert contest.attempts == 30
    assert caught.value.hint.startswith("30 other runs had their turn in 300 s: give this one more time (timeout)")
