# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A release back at an earlier revision, without its chart's source: what the record keeps is all that is needed."""

from __future__ import annotations

import copy
import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Callable, Optional

from ..asked import checks, writing
from ..asked.requests import Context, RollbackRequest
from ..base.errors import HelmError, HelmsRequestError, ReleaseError, RequestError, Stopped, WaitTimeout
from ..content.candidate import Candidate
from ..content.rendering import differences
from ..golang.calendar import rfc3339
from ..plan import build, diff, objects, observe, terminating
from ..plan.conflicts import CORRECT, Policy
from ..plan.model import Item, Plan
from ..plan.served import Served
from ..plan.situation import Situation
from ..release import charts
from ..release.model import DEPLOYED, PENDING_ROLLBACK, SERVER_SIDE, SUPERSEDED, Info, Release
from ..release.storage import Storage
from . import describe, draft, drifting
from .history import History, in_turn, settle
from .records import not_found, storage_of
from .results import Result

if TYPE_CHECKING:
    from ..kube.client import Client

ROLLBACK = "rollback"
PREVIOUS = "previous"
LAST_DEPLOYED = "last_deployed"

_MAX_DESCRIPTION = 256
_LOOKING = "looking for a revision of release"
_CREATION = "failed to create resource: "


def rollback(request: RollbackRequest, context: Context) -> Result:
    """Return what was done so that the release is as it was in an earlier revision; unchanged when it already is.

    Raises ReleaseError when there is no such release or revision, other HelmErrors with facts telling how far it came.
    """
    checks.check_name(request.name, "prepareRollback: Release name is invalid: NAME")
    if request.revision not in (PREVIOUS, LAST_DEPLOYED) and not request.revision.isdigit():
        raise _no_revision(request.revision)
    writing.check(request.applying)
    checks.check_choice("wait_strategy", request.waiting.strategy, ("watcher", "legacy"))
    checks.check_labels(request.labels)
    if len(request.description) > _MAX_DESCRIPTION:
        problem = f"description must be {_MAX_DESCRIPTION} characters or less, got {len(request.description)}"
        raise HelmsRequestError(problem, doing="reading the option", subject="description", hint="shorten it")
    client = context.client()
    storage = storage_of(context, request.namespace, request.history_max)
    run = functools.partial(_attempt, request, context, client, storage)
    if request.pending.on_pending == "fail":
        return run()
    return in_turn(run, request.name, request.waiting.timeout, context.env)


def _attempt(request: RollbackRequest, context: Context, client: Client, storage: Storage) -> Result:
    """One look at the release and what follows from it. Raises ReleaseTaken when another run was quicker."""
    history, _unused = settle(storage, request.name, request.pending, context.env, check=request.check)
    if history.last is None:
        raise not_found("rolling back", request.namespace, request.name)
    number = target_revision(history, request.revision)
    target = history.last if number == history.last.version else storage.get(request.name, number)
    for release in (history.last, target):
        context.env.secrets.read_schema(charts.schema_of(release.chart))
    return _Rollback(request, context, client, storage, history, history.last, target).run()


def target_revision(history: History, wanted: str) -> int:
    """Return the number of the revision that is meant. Raises ReleaseError when the release has none such.

    previous: the one before the last; when the last is that very rollback already, or one that did not end, what it
    went back to, so that a second run finds nothing to do, or does it. last_deployed: the newest that was in force.
    """
    last = history.last
    if last is None:
        raise AssertionError("the caller has not looked whether there is a revision")
    if wanted == LAST_DEPLOYED:
        found = [head.version for head in history.heads if head.status == DEPLOYED]
        found = found or [head.version for head in history.heads if head.status == SUPERSEDED]
        if not found:
            hint = "no revision of it has ever been in force: install it with helm_release, or name a revision"
            raise ReleaseError(f'"{last.name}" has no deployed releases', doing=_LOOKING, subject=last.name, hint=hint)
        return found[-1]
    if wanted in (PREVIOUS, "0"):  # helm: 0 is the one before
        begun = last.info.status != DEPLOYED or last.went_back_to == last.version - 2
        number = last.went_back_to if begun and last.went_back_to > 0 else last.version - 1
    elif wanted.isdigit() and int(wanted) > 0:
        number = int(wanted)
    else:
        raise _no_revision(wanted)
    if all(head.version != number for head in history.heads):
        numbers = ", ".join(str(head.version) for head in history.heads)
        raise ReleaseError(
            f"release has no {number} version",
            doing=_LOOKING,
            subject=f"{last.namespace}/{last.name}",
            hint=f"its revisions are {numbers}",
        )
    return number


def _no_revision(wanted: str) -> RequestError:
    return RequestError(
        f"{wanted!r} is no revision", doing="reading the option", subject="revision",
        hint="give a number, previous or last_deployed",
    )  # fmt: skip


@dataclass
class _Rollback:
    request: RollbackRequest
    context: Context
    client: Client
    storage: Storage
    history: History
    last: Release
    target: Release
    method: str = SERVER_SIDE

    def run(self) -> Result:
        candidate = Candidate(
            self.target.chart, self.target.config, self.target.manifest, self.target.info.notes, self.target.hooks
        )
        reasons = differences(self.last, candidate)
        applying = self.request.applying
        self.method = writing.method_of(applying, self.target.apply_method)
        other_method = applying.server_side != "auto" and writing.is_other(self.method, self.last.apply_method)
        if self.last.info.status != DEPLOYED or other_method:
            reasons.append(ROLLBACK)
        policy = Policy(
            force=applying.force_conflicts,
            take_ownership=applying.take_ownership,
            method=writing.way_of(self.method, applying),
            recreate=applying.recreate,
            waits=self.request.waiting.wait,
        )
        situation = Situation(
            original={item.key: item for item in self._originals()},
            settled=not reasons,
            client_side=self.last.apply_method != SERVER_SIDE,
            passing=draft.passing(self.history.deployed, self.client),
        )
        targets = self._items(self.target, warn=self.context.env.warn)
        observation = observe.observe(self.client, targets, policy, situation)
        plan = build.build(
            observation, reasons, policy, situation, release=self.last.name, namespace=self.last.namespace
        )
        for text in terminating.warnings(plan.operations):
            self.context.env.warn(text)
        if not reasons:
            return self._keep(plan)
        plan.reasons = [ROLLBACK] + [reason for reason in plan.reasons if reason != ROLLBACK]
        return self._make(plan)

    def _originals(self) -> list[Item]:
        found: dict[Any, Item] = {}
        for release in [self.last, self.history.deployed, *self.history.failed]:
            if release is not None:
                for item in self._items(release, unknown=[]):
                    found.setdefault(item.key, item)
        return list(found.values())

    def _items(
        self,
        release: Release,
        unknown: Optional[list[str]] = None,
        warn: Optional[Callable[[str], None]] = None,
    ) -> list[Item]:
        return objects.items(
            release.manifest,
            Served(self.client).scope,
            release=release.name,
            namespace=release.namespace,
            unknown=unknown,
            warn=warn,
        )

    def _keep(self, plan: Plan) -> Result:
        """The release is at that content: at most drift is put back."""
        from ..apply.execute import Executor

        if plan.reasons:
            from .gate import Gate

            place = self.last.namespace
            Gate(self.client, self.context.env, place, plan.operations, self.request.check).pass_through()
        if plan.reasons and not self.request.check:
            from . import standing

            executor = Executor(self.client, self.context.env, timeout=self.request.waiting.timeout)
            standing.corrected(executor, plan, self.last)
        return Result(
            changed=bool(plan.reasons),
            reason=list(plan.reasons),
            release=describe.described(self.last),
            changes=[operation.described() for operation in plan.operations],
            diff=diff.entries(plan.operations, self.context.env.secrets) if self.request.diff else [],
            drift=drifting.entries(plan, self.context.env, CORRECT, settled=True),
            connection=describe.connection(self.client),
            status=describe.status(self.last),
            from_revision=self.last.version,
            to_revision=self.target.version,
        )

    def _make(self, plan: Plan) -> Result:
        from .revision import Revision, Words

        request, name = self.request, self.last.name
        failed = f'Rollback "{name}" failed: '
        description = request.description or f"Rollback to {self.target.version}"
        record = self._record(description)
        self.storage.driver.check(record, room=False)  # what was stored once is not refused for want of a little room
        revision = Revision(
            context=self.context,
            storage=self.storage,
            record=record,
            heads=self.history.heads,
            plan=plan,
            words=Words("rollback", failed, "", "", description, _CREATION, f'Release "{name}" failed: '),
            waiting=request.waiting,
            base=self.history.deployed,
            before=self.last,
            disable_hooks=request.disable_hooks,
            cleanup_on_fail=request.cleanup_on_fail,
        )
        from . import gate

        gate.of_revision(revision, check=request.check).pass_through()
        if request.check:
            revision.predict()
        else:
            try:
                revision.carry_out()
            except (HelmError, Stopped) as error:
                revision.note(error)
                if isinstance(error, WaitTimeout):
                    failure = error.restated(f"release {name} failed: {error.problem}")
                    failure.told = error.told
                    raise failure from error
                raise
        result = revision.result(with_diff=request.diff)
        result.from_revision, result.to_revision = self.last.version, self.target.version
        return result

    def _record(self, description: str) -> Release:
        info = Info(
            first_deployed=self.last.info.first_deployed,
            last_deployed=rfc3339(self.context.env.now_ns()),
            description=description,
            status=PENDING_ROLLBACK,
            rollback_revision=self.target.version,
            notes=self.target.info.notes,
        )
        return Release(
            name=self.last.name,
            namespace=self.last.namespace,
            version=self.history.next_version,
            info=info,
            chart=self.target.chart,
            config=self.target.config,
            manifest=self.target.manifest,
            hooks=copy.deepcopy(self.target.hooks),
            apply_method=self.method,
            labels={**self.target.custom_labels, **(self.request.labels or {})},
        )
