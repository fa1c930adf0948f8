# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A release back at an earlier revision, without its chart's source: what the record keeps is all that is needed."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from ...asked import checks, writing
from ...asked.requests import Context, RollbackRequest
from ...base.errors import HelmError, HelmsRequestError, ReleaseError, Stopped, WaitTimeout
from ...content.candidate import Candidate
from ...content.differing import differences
from ...golang.calendar import rfc3339
from ...plan.conflicts import Policy
from ...release.model import DEPLOYED, PENDING_ROLLBACK, SUPERSEDED, Info, Release
from ..records import not_found
from . import pipeline
from .intent import Intent, Stage, Wanted

if TYPE_CHECKING:
    from ..history import History
    from ..results import Result
    from ..revision import Revision
    from .intent import Look, Work

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
    return pipeline.run(_Rollback(request), context)


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


def _no_revision(wanted: str) -> HelmsRequestError:
    from ...base import wording
    from ...golang.quoting import quote

    hint = "give a number, previous or last_deployed"
    error = HelmsRequestError(f"{wanted!r} is no revision", doing="reading the option", subject="revision", hint=hint)
    if wanted[:1] == "-" and wanted[1:].isdigit():
        return wording.said(error, "invalid release revision")
    words = f"strconv.Atoi: parsing {quote(wanted)}: invalid syntax"
    return wording.said(error, f"could not convert revision to a number: {words}")


class _Rollback(Intent):
    """What a rollback wants: what an earlier revision held."""

    room = False  # what was stored once is not refused for want of a little room

    def __init__(self, request: RollbackRequest) -> None:
        self.request: RollbackRequest = request
        self.history_max = request.history_max
        self.target: Release

    def wanted(self, look: Look) -> Wanted:
        """Return what the earlier revision held. Raises ReleaseError where there is no release, or no such revision."""
        request, history = self.request, look.history
        if history.last is None:
            raise not_found("rolling back", request.namespace, request.name)
        number = target_revision(history, request.revision)
        last = history.last
        self.target = target = last if number == last.version else look.storage.get(request.name, number)
        from .. import revealing

        revealing.learn(look.context.env.secrets, target)
        candidate = Candidate(target.chart, target.config, target.manifest, target.info.notes, target.hooks)
        reasons = differences(last, candidate)
        applying = request.applying
        method = writing.method_of(applying, target.apply_method)
        other_method = applying.server_side != "auto" and writing.is_other(method, last.apply_method)
        differs = reasons or last.info.status != DEPLOYED or other_method
        return Wanted(candidate, [ROLLBACK, *reasons] if differs else [], method)

    def record(self, look: Look, wanted: Wanted) -> Release:
        """Return the revision to come."""
        target, last = self.target, look.last
        info = Info(
            first_deployed=last.info.first_deployed,
            last_deployed=rfc3339(look.context.env.now_ns()),
            description=self._description(),
            status=PENDING_ROLLBACK,
            rollback_revision=target.version,
            notes=target.info.notes,
        )
        return Release(
            name=last.name,
            namespace=last.namespace,
            version=look.history.next_version,
            info=info,
            chart=target.chart,
            config=target.config,
            manifest=target.manifest,
            hooks=copy.deepcopy(target.hooks),
            apply_method=wanted.method,
            labels={**target.custom_labels, **(self.request.labels or {})},
        )

    def _description(self) -> str:
        return self.request.description or f"Rollback to {self.target.version}"

    def policy(self, wanted: Wanted) -> Policy:
        """Return what the task allows."""
        applying = self.request.applying
        return Policy(
            force=applying.force_conflicts,
            take_ownership=applying.take_ownership,
            method=writing.way_of(wanted.method, applying),
            recreate=applying.recreate,
            waits=self.request.waiting.wait,
        )

    def work(self, stage: Stage) -> Revision:
        """Return what makes the revision."""
        from ..revision import Revision, Words

        request, last = self.request, stage.look.last
        failed, late = f'Rollback "{last.name}" failed: ', f'Release "{last.name}" failed: '
        return Revision(
            context=stage.look.context,
            storage=stage.look.storage,
            record=stage.new,
            heads=stage.look.history.heads,
            plan=stage.plan,
            words=Words("rollback", failed, "", "", self._description(), _CREATION, late),
            waiting=request.waiting,
            base=stage.look.history.deployed,
            before=last,
            disable_hooks=request.disable_hooks,
            cleanup_on_fail=request.cleanup_on_fail,
        )

    def failure(self, error: HelmError | Stopped, work: Work, look: Look) -> HelmError | Stopped:
        """Return the error to raise."""
        work.note(error)
        if not isinstance(error, WaitTimeout):
            return error
        failure = error.restated(f"release {look.last.name} failed: {error.problem}")
        failure.told = error.told
        return failure

    def complete(self, result: Result, stage: Stage) -> Result:
        """Return the result with the revisions from which and to which it went."""
        result.from_revision, result.to_revision = stage.look.last.version, self.target.version
        return result
