# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pipeline: what every change of a release goes through, in this order, whatever it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Optional

from ...base.errors import HelmError, Stopped
from ...plan import diff
from ...plan.model import Operation, Plan
from ...plan.served import Served
from ...release.model import SERVER_SIDE, Release
from ...release.storage import Storage
from .. import describe, drifting
from ..history import in_turn, settle
from ..records import storage_of
from ..results import Result
from .intent import Look, Stage, Wanted
from .planning import planned

if TYPE_CHECKING:
    from ...asked.requests import Context
    from ...kube.client import Client
    from ..gate import Gate
    from .intent import Intent, Work


def run(intent: Intent, context: Context) -> Result:
    """Make the release what intent wants it to be, and return what was done; nothing where it is so already. Raises
    HelmError: once something was changed, its facts tell how far that came."""
    request = intent.request
    storage = storage_of(context, request.namespace, intent.history_max)
    attempt = _Attempt(intent, context, context.client(), storage)
    if request.pending.on_pending == "fail":
        return attempt.run()
    return in_turn(attempt.run, request.name, request.waiting.timeout, context.env)


@dataclass
class _Attempt:
    """A run's looks at a release, and what follows from each: another look where another run was quicker. written: what
    earlier looks made of the namespace and the CRDs. told: the warnings given already, which each look finds again."""

    intent: Intent
    context: Context
    client: Client
    storage: Storage
    written: list[Operation] = field(default_factory=list)
    told: set[str] = field(default_factory=set)

    def run(self) -> Result:
        """One look, from the release's history to the result. Raises ReleaseTaken when another run was quicker."""
        intent, request = self.intent, self.intent.request
        intent.open(self.context)
        history, recovered = settle(
            self.storage, request.name, request.pending, self.context.env, check=request.check, write=intent.settles
        )
        for release in history.known:
            from .. import revealing

            revealing.learn(self.context.env.secrets, release)
        look = Look(self.context, self.client, self.storage, history, recovered)
        if intent.is_idle(history):
            idle = Stage(look, Wanted(None, [], ""), None, Plan())
            self._approve(idle)
            return self._result(idle)
        stage = self._decided(look)
        gate = self._gate(stage)
        if gate is not None:
            gate.pass_through(intent.stays(history))
        self.context.planned[:] = stage.operations  # now, as nobody counts on what is refused
        # Here a plan is complete, and nothing has been written: whoever only wants to know stops behind this line.
        self._approve(stage)
        if not request.check:
            self._carry_out(stage)
        elif stage.work is not None:
            stage.work.predict()
        return self._result(stage)

    def _approve(self, stage: Stage) -> None:
        """Have the task's plan hold what is decided, or compare it. Raises ReleaseError."""
        if self.context.approval is not None:
            self.context.approval.decided(self.intent, stage)

    def _decided(self, look: Look) -> Stage:
        """All that is to be done, and why. Nothing is written."""
        intent = self.intent
        wanted = intent.wanted(look)
        if wanted.candidate is not None:
            for release in look.history.known:
                from .. import revealing

                revealing.learn_changed(self.context.env.secrets, release.config, wanted.candidate.config)
        before = intent.prelude(look, wanted)
        record = intent.record(look, wanted) if wanted.reasons else None
        if record is not None:
            self.storage.driver.check(record, room=intent.room)
        stage = Stage(look, wanted, before, self._plan(look, wanted, self._served_after(before)))
        if wanted.reasons:
            stage.record = record
            stage.work = intent.work(stage)
        return stage

    def _served_after(self, before: Optional[list[Operation]]) -> Served:
        if not before:
            return Served(self.client)
        from .. import prelude

        return prelude.served_after(self.client, before)

    def _plan(self, look: Look, wanted: Wanted, served: Served) -> Plan:
        return planned(self.intent, look, wanted, served, self.written, self._tell_once)

    def _tell_once(self, text: str) -> None:
        if text not in self.told:
            self.told.add(text)
            self.context.env.warn(text)

    def _gate(self, stage: Stage) -> Optional[Gate]:
        """What stands before the first write, None where nothing is to be written."""
        if stage.work is not None:
            gate = self._gate_of_work(stage.work, stage.record)
            if any(entry.item.kind == "Namespace" for entry in stage.operations):
                from .. import pod_security

                pod_security.foresee(self.client, stage.operations, gate, check=self.intent.request.check)
            return gate
        tests = self.intent.tests(stage.look.last.hooks)
        if not (stage.changes or tests):
            return None
        gate = self._gate_of(stage, stage.operations)
        gate.expect_tests(tests)
        return gate

    def _gate_again(self, stage: Stage, plan: Plan) -> Gate:
        """What stands before the objects once the prelude is there: what is written by now is no excuse any more."""
        if stage.work is not None:
            stage.work.plan, stage.work.prelude = plan, []
            gate = self._gate_of_work(stage.work, stage.record)
            if gate is not None:
                gate.records = []
                return gate
        return self._gate_of(stage, plan.operations)

    def _gate_of_work(self, work: Work, record: Optional[Release]) -> Optional[Gate]:
        tests = self.intent.tests(record.hooks if record is not None else [])
        return work.gate(check=self.intent.request.check, tests=tests)

    def _gate_of(self, stage: Stage, operations: list[Operation]) -> Gate:
        """What stands between operations and the first write, where no new revision is made of them."""
        from ..gate import Gate

        place, check = self.intent.place(stage.look)[1], self.intent.request.check
        server_side = stage.wanted.method == SERVER_SIDE
        gate = Gate(self.client, self.context.env, place, operations, check, server_side=server_side)
        gate.brought = self.context.brought
        return gate

    def _carry_out(self, stage: Stage) -> None:
        """Write what is to be there before the objects, then make the revision, or put back what drifted."""
        if stage.before is not None:
            stage.plan = self._begin(stage, stage.before)
            stage.before = self.written
        if stage.work is None:
            if stage.plan.reasons:
                self._correct(stage)
            return
        work = stage.work
        work.plan, work.prelude = stage.plan, list(stage.before or ())
        try:
            work.carry_out()
        except (HelmError, Stopped) as error:
            failure = self.intent.failure(error, work, stage.look)
            if failure is error:
                raise
            raise failure from error

    def _begin(self, stage: Stage, before: list[Operation]) -> Plan:
        """Write the namespace and the CRDs, now that all else is decided, and return the plan: looked at again where it
        holds what could not be asked for without them. Raises HelmError, its facts telling what was written."""
        plan, done = stage.plan, list[Operation]()
        if not (before or self.written or plan.unsure):
            return plan
        from .. import prelude

        try:
            prelude.write(self.client, self.context.env, before, done)
            self.written = prelude.joined(self.written, done)
            if plan.unsure or prelude.shares(done, plan):
                plan = self._plan(stage.look, stage.wanted, Served(self.client))
                self._gate_again(stage, plan).pass_through()
        except HelmError as error:
            self.written = prelude.joined(self.written, done)
            prelude.tell(error, self.written, plan.reasons)
            raise
        self.written = prelude.joined(self.written, before)
        return plan

    def _correct(self, stage: Stage) -> None:
        """Put back what differs from the revision that stays."""
        from ...apply.execute import Executor
        from .. import standing

        executor = Executor(self.client, self.context.env, timeout=self.intent.request.waiting.timeout)
        standing.corrected(executor, stage.plan, stage.look.last, stage.before or ())

    def _result(self, stage: Stage) -> Result:
        """What was done, or in check mode would be."""
        env, plan, work, release = self.context.env, stage.plan, stage.work, stage.release
        reasons = [*plan.reasons, *(dict.fromkeys(stage.made) if work is None else ())]
        result = Result(
            changed=bool(reasons),
            reason=reasons,
            release=None if release is None else describe.described(release),
            changes=[entry.described() for entry in stage.operations],
            hooks=[] if work is None else list(work.ran),
            diff=diff.entries(stage.operations, env.secrets) if self.intent.request.diff else [],
            drift=drifting.entries(plan, env, self.intent.drift, settled=work is None),
            connection=describe.connection(self.client),
            status=None if release is None else describe.status(release),
        )
        return self.intent.complete(result, stage)
