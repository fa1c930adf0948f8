# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The order of the pipeline, which is the same for all that changes a release: nothing is written before the gate, and
nothing behind it in check mode. What is done at each step is held by the tests on a real API server."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, Optional

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.asked.requests import Context, UninstallRequest
from ansible_collections.native.helm.plugins.module_utils._helm.base.env import Env
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import Forbidden, HelmError
from ansible_collections.native.helm.plugins.module_utils._helm.content.candidate import Candidate
from ansible_collections.native.helm.plugins.module_utils._helm.plan.model import Operation, Plan
from ansible_collections.native.helm.plugins.module_utils._helm.release.model import Info, Release
from ansible_collections.native.helm.plugins.module_utils._helm.release.storage import ReleaseTaken
from ansible_collections.native.helm.plugins.module_utils._helm.releases.attempt import pipeline
from ansible_collections.native.helm.plugins.module_utils._helm.releases.attempt.intent import (
    Intent,
    Look,
    Stage,
    Wanted,
)
from ansible_collections.native.helm.plugins.module_utils._helm.releases.records import storage_of

CHART = {"metadata": {"name": "c", "version": "1.0.0"}}
DECIDED = ["opened", "wanted", "prelude", "record", "work", "gate asked"]


def revision(version: int, status: str) -> Release:
    return Release("web", "ns", version, Info(status=status), chart=CHART, config={})


class Steps(Intent):
    """Notes what is asked of it. reasons: of each look, the last ones for ever. taken: how often another run is
    quicker. refusal: what the gate says."""

    def __init__(
        self, *reasons: list[str], taken: int = 0, refusal: Optional[HelmError] = None, **request: Any
    ) -> None:
        self.request = UninstallRequest("web", "ns", **request)
        self.did: list[str] = []
        self._reasons = list(reasons)
        self.taken, self.refusal = taken, refusal
        self.drift = "ignore"

    def open(self, context: Context) -> None:
        self.did.append("opened")

    def wanted(self, look: Look) -> Wanted:
        self.did.append("wanted")
        reasons = self._reasons.pop(0) if len(self._reasons) > 1 else self._reasons[0]
        return Wanted(Candidate(CHART, {}), reasons, "ssa")

    def place(self, look: Look) -> tuple[str, str]:
        return "web", "ns"

    def prelude(self, look: Look, wanted: Wanted) -> list[Operation]:
        self.did.append("prelude")
        return []

    def record(self, look: Look, wanted: Wanted) -> Release:
        self.did.append("record")
        return revision(look.history.next_version, "pending-install")

    def work(self, stage: Stage) -> Work:
        self.did.append("work")
        return Work(self, stage.new, stage.plan)

    def complete(self, result: Any, stage: Stage) -> Any:
        self.did.append("told")
        return result


class Work:
    """What is carried out: all of it is the gate of its own, too."""

    def __init__(self, steps: Steps, record: Release, plan: Plan) -> None:
        self._steps = steps
        self.release: Optional[Release] = record
        self.plan, self.prelude = plan, list[Operation]()
        self.ran: list[dict[str, Any]] = [{"name": "hook"}]

    def gate(self, **_facts: Any) -> Any:
        self._steps.did.append("gate asked")
        return self

    def pass_through(self, _last: Optional[Release]) -> None:
        if self._steps.refusal is not None:
            raise self._steps.refusal
        self._steps.did.append("gate passed")

    def predict(self) -> None:
        self._steps.did.append("predicted")

    def carry_out(self) -> None:
        if self._steps.taken:
            self._steps.taken -= 1
            raise ReleaseTaken("another operation (install/upgrade/rollback) is in progress")
        self._steps.did.append("carried out")

    def note(self, error: Any) -> None:
        self._steps.did.append("noted")


def context() -> Context:
    """Records in memory, and a client that nobody has anything to ask of."""
    connection = SimpleNamespace(server="https://example.com", user="me")
    client: Any = SimpleNamespace(connection=connection, coming={}, width=lambda: 4)
    return Context(lambda: client, Env(), driver="memory")


def test_all_is_decided_before_the_gate_and_written_behind_it() -> None:
    steps = Steps(["created"])
    result = pipeline.run(steps, context())
    assert steps.did == [*DECIDED, "gate passed", "carried out", "told"]
    assert (result.changed, result.reason, result.hooks) == (True, ["created"], [{"name": "hook"}])
    assert result.release is not None and result.release["revision"] == 1
    assert result.connection == {"server": "https://example.com", "user": "me"}


def test_check_mode_stops_behind_the_gate() -> None:
    steps = Steps(["created"], check=True)
    assert pipeline.run(steps, context()).changed is True
    assert steps.did == [*DECIDED, "gate passed", "predicted", "told"]


@pytest.mark.parametrize("check", [False, True])
def test_what_the_gate_refuses_is_not_begun(check: bool) -> None:
    refusal = Forbidden("no", status=403)
    steps = Steps(["created"], refusal=refusal, check=check)
    with pytest.raises(Forbidden) as caught:
        pipeline.run(steps, context())
    assert caught.value is refusal
    assert steps.did == DECIDED


def test_another_run_that_was_quicker_makes_it_look_again_from_the_beginning() -> None:
    steps = Steps(["created"], ["values"], taken=1)
    result = pipeline.run(steps, context())
    assert steps.did == [*DECIDED, "gate passed", "noted", *DECIDED, "gate passed", "carried out", "told"]
    assert result.reason == ["values"]


def test_it_fails_at_once_where_the_task_says_so() -> None:
    steps = Steps(["created"], taken=1)
    steps.request.pending.on_pending = "fail"
    with pytest.raises(ReleaseTaken):
        pipeline.run(steps, context())
    assert steps.did == [*DECIDED, "gate passed", "noted"]


def test_a_release_that_does_not_differ_is_kept_as_it_is() -> None:
    around = context()
    storage_of(around, "ns").create(revision(1, "deployed"), [])
    steps = Steps([])
    result = pipeline.run(steps, around)
    assert steps.did == ["opened", "wanted", "prelude", "told"]
    assert (result.changed, result.reason, result.changes, result.hooks, result.diff) == (False, [], [], [], [])
    assert result.release is not None and (result.release["revision"], result.release["status"]) == (1, "deployed")
