# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What install, rollback and uninstall each give to the pipeline: content, reasons and words; what it hands them."""

# ruff: noqa: ARG002, B027  what most of them do not need does nothing here with what it is given

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Callable, Optional, Protocol, Union

from ...plan.conflicts import Policy
from ...plan.model import Operation, Plan

if TYPE_CHECKING:
    from ...asked.requests import Context, ReleaseRequest, RollbackRequest, UninstallRequest
    from ...base.errors import HelmError, Stopped
    from ...content.candidate import Candidate
    from ...kube.client import Client
    from ...plan.model import Item
    from ...release.model import Release, StoredHook
    from ...release.storage import Storage
    from ..gate import Gate
    from ..history import History
    from ..results import Result

    Request = Union[ReleaseRequest, RollbackRequest, UninstallRequest]


@dataclass
class Look:
    """Where a release was found to stand. recovered: its last revision never ended."""

    context: Context
    client: Client
    storage: Storage
    history: History
    recovered: bool

    @property
    def last(self) -> Release:
        """The newest revision, where the caller knows that there is one."""
        if self.history.last is None:
            raise AssertionError("there is no revision")
        return self.history.last


@dataclass
class Wanted:
    """What is wanted. candidate: what the revision would hold, None where nothing is to be left. reasons: why there is
    something to do, empty where the release does not differ. method: how its objects are written, "ssa" or "csa"."""

    candidate: Optional[Candidate]
    reasons: list[str]
    method: str


class Work(Protocol):
    """What makes a revision, or takes the release away. plan, prelude: as in Stage; the plan is looked at again once
    the prelude is there. release: the record that is there afterwards, None for none. ran: the entries of the hooks
    that ran, or in check mode would."""

    plan: Plan
    prelude: list[Operation]

    @property
    def release(self) -> Optional[Release]:
        """See above."""

    @property
    def ran(self) -> list[dict[str, Any]]:
        """See above."""

    def gate(self, *, check: bool, tests: list[StoredHook]) -> Optional[Gate]:
        """Return what stands before it, None for nothing."""

    def predict(self) -> None:
        """Make release and ran what they will be when all goes well: check mode."""

    def carry_out(self) -> None:
        """Do it. Raises HelmError, Stopped."""

    def note(self, error: HelmError | Stopped) -> None:
        """Put into error how things stand."""


@dataclass
class Stage:
    """All that is decided before the first write.

    before: what is done about the namespace and CRDs, None where that is nobody's business. record: the revision to
    come, None for none. work: what is to be carried out, None where the revision that is there stays, and at most drift
    is put back. made: why the namespace and CRDs change.
    """

    look: Look
    wanted: Wanted
    before: Optional[list[Operation]]
    plan: Plan
    record: Optional[Release] = None
    work: Optional[Work] = None
    made: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.made = [entry.why for entry in self.before or () if entry.why]

    @property
    def new(self) -> Release:
        """The revision to come, where the caller knows that there will be one."""
        if self.record is None:
            raise AssertionError("no revision is made")
        return self.record

    @property
    def operations(self) -> list[Operation]:
        """All that is planned, in its order."""
        return [*(self.before or ()), *self.plan.operations]

    @property
    def changes(self) -> bool:
        """Whether anything is to be done."""
        return self.work is not None or bool(self.plan.reasons or self.made)

    @property
    def release(self) -> Optional[Release]:
        """The newest revision once all is done, None for none."""
        return self.work.release if self.work is not None else self.look.history.last


class Intent(ABC):
    """An install (or upgrade), a rollback or an uninstall, as one request wants it. What only some of them need does
    nothing here.

    history_max: how many revisions are kept, 0 for all. settles: whether the record of a dead one is marked as failed.
    room: whether a new record must leave room for its later states. drift: what is to be told of drift.
    """

    history_max = 0
    settles = True
    room = True
    drift = "correct"

    def __init__(self, request: Request) -> None:
        self.request = request

    # Content and reasons

    def open(self, context: Context) -> None:
        """Read what is needed before the release is looked at: the chart."""

    def is_idle(self, history: History) -> bool:
        """Return whether there is nothing to do, whatever is in the cluster."""
        return False

    @abstractmethod
    def wanted(self, look: Look) -> Wanted:
        """Return what is wanted. All of rendering is in this call. Raises HelmError."""

    def prelude(self, look: Look, wanted: Wanted) -> Optional[list[Operation]]:
        """Return what has to be there before the objects: the namespace, CRDs."""
        return None

    def record(self, look: Look, wanted: Wanted) -> Optional[Release]:
        """Return the revision to come, as it is to be stored first."""
        return None

    # The plan

    def place(self, look: Look) -> tuple[str, str]:
        """Return the release's name and namespace."""
        return look.last.name, look.last.namespace

    def left_by(self, history: History) -> list[Release]:
        """Return the revisions whose objects may be there, the one that counts first."""
        return [release for release in (history.last, history.deployed, *history.failed) if release is not None]

    def base_of(self, history: History) -> Optional[Release]:
        """Return the revision that the new one follows: it tells by which method the objects were written."""
        return history.last

    def policy(self, wanted: Wanted) -> Policy:
        """Return what the task allows."""
        return Policy()

    def beside_hooks(
        self, policy: Policy, candidate: Candidate, targets: list[Item], tell: Callable[[str], None], *, settled: bool
    ) -> Policy:
        """Return the policy that leaves alone what the revision's own hooks did to its objects."""
        return policy

    def unable(self, history: History) -> str:
        """Return what helm puts before the error of a plan that cannot be made."""
        return ""

    def unread(self, error: HelmError, history: History) -> None:
        """Put the error of a manifest that cannot be read into helm's words."""

    # The work

    @abstractmethod
    def work(self, stage: Stage) -> Work:
        """Return what makes the revision, or takes the release away."""

    def tests(self, hooks: list[StoredHook]) -> list[StoredHook]:
        """Return the tests that will run after all."""
        return []

    def stays(self, history: History) -> Optional[Release]:
        """Return the revision that a refusal at the gate tells to stay as it is."""
        return None

    def failure(self, error: HelmError | Stopped, work: Work, look: Look) -> HelmError | Stopped:
        """Do what the task wants done about work that failed, and return the error to raise."""
        work.note(error)
        return error

    def complete(self, result: Result, stage: Stage) -> Result:
        """Return the result with what only this one tells."""
        return result
