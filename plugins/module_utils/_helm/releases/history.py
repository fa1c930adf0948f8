# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a release stands before an action: its revisions, and what to do about one that never ended."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Callable, Optional, TypeVar

from ..asked.requests import PendingOptions
from ..base import events
from ..base.env import Env
from ..base.errors import Conflict, NotFound
from ..release.model import DEPLOYED, FAILED, PENDING, SUPERSEDED, UNINSTALLED, UNINSTALLING, Head, Release
from ..release.storage import ReleaseTaken, Storage, last_deployed

if TYPE_CHECKING:
    from .other_runs import Patience

T = TypeVar("T")

_ATTEMPTS = 10  # how often another run on the same release may be quicker than this one, however long that takes


@dataclass
class History:
    """heads: all revisions, oldest first. last: the newest; deployed: the newest that is deployed. failed:
    revisions after the last that was in force (or all that there are), newest first: what they left behind is to be
    cleared up by the next. replaced: the last one failed, and is to make room for an install that knows nothing of it.
    """

    heads: list[Head] = field(default_factory=list)
    last: Optional[Release] = None
    deployed: Optional[Release] = None
    failed: list[Release] = field(default_factory=list)
    replaced: bool = False

    @property
    def base(self) -> Optional[Release]:
        """The revision that an upgrade starts from: the deployed one, else the last."""
        return self.deployed or self.last

    @property
    def known(self) -> list[Release]:
        """The revisions that were read, whose objects may be live."""
        found = (self.last, self.deployed, *self.failed)
        return [*{release.version: release for release in found if release is not None}.values()]

    @property
    def is_failure(self) -> bool:
        """Whether the release failed and was never in force."""
        return self.last is not None and self.last.info.status == FAILED and self.installs

    @property
    def next_version(self) -> int:
        """The number of the revision to come."""
        return self.heads[-1].version + 1 if self.heads else 1

    @property
    def is_new(self) -> bool:
        """Whether there is no release: nothing, or what there was is uninstalled or replaced."""
        return self.last is None or self.replaced or self.last.info.status == UNINSTALLED

    @property
    def installs(self) -> bool:
        """Whether the next revision is an install: there is no release, or none that was ever in force.

        A first install that failed or was killed is begun again as what it was, with its hooks and as IsInstall:
        else what they do would never be done. (helm would make an upgrade of it.)
        """
        statuses = [head.status for head in self.heads]
        since = statuses[len(statuses) - statuses[::-1].index(UNINSTALLED) :] if UNINSTALLED in statuses else statuses
        return not {DEPLOYED, SUPERSEDED, UNINSTALLING}.intersection(since)


def look(storage: Storage, name: str, heads: Optional[list[Head]] = None) -> History:
    """Return where the release stands: one request for the heads, one for each record that matters."""
    heads = storage.heads(name) if heads is None else heads
    if not heads:
        return History()
    last = storage.read(heads[-1])
    if last is None:  # removed between the two requests: look again
        return look(storage, name)
    history = History(heads, last)
    if last.info.status == DEPLOYED:
        history.deployed = last
        return history
    deployed = last_deployed(heads)
    if deployed is not None:
        history.deployed = storage.read(deployed)
    found = [storage.read(head) for head in _unsettled(heads, deployed)]
    history.failed = [last] + [release for release in found if release is not None]
    return history


def _unsettled(heads: list[Head], deployed: Optional[Head]) -> list[Head]:
    """The heads before the last one whose objects may still be there beside the deployed revision's, newest first."""
    if deployed is not None:
        return [head for head in reversed(heads[:-1]) if head.version > deployed.version]
    found = []
    for head in reversed(heads[:-1]):
        if head.status in (UNINSTALLED, SUPERSEDED):  # what came next had cleared up after these
            break
        found.append(head)
    return found


def in_turn(attempt: Callable[[], T], name: str, waiting: float, env: Env) -> T:
    """Return what attempt gives as soon as no other run makes the next revision before it.

    attempt: a look at the release, its end waited for where someone works on it, and what follows from that. waiting:
    for how many seconds others may be quicker. Raises ReleaseTaken after that: each loss is another run's gain, so that
    twenty runs on one release have twenty turns.
    """
    begun, lost = env.monotonic(), 0
    while True:
        try:
            return attempt()
        except ReleaseTaken as error:  # noqa: PERF203  an attempt is a dozen requests
            lost += 1
            gone = env.monotonic() - begun
            if lost >= _ATTEMPTS and gone >= waiting:
                error.hint = (
                    f"{lost} other runs had their turn in {gone:.0f} s: give this one more time (timeout), or let "
                    "fewer of them change one release at once (throttle)"
                )
                raise
            env.debug(f"release {name}: another run made the revision first, looking again ({lost})")
            events.tell(env, events.TURN, events.WAITING, why="another run was quicker", since=begun)


def settle(
    storage: Storage, name: str, pending: PendingOptions, env: Env, *, check: bool, write: bool = True
) -> tuple[History, bool]:
    """Return where the release stands, and whether its last revision never ended.

    A revision that someone works on is waited for. Its holder is dead when its record stays the same for the holder's
    whole lease; one that names no holder, as helm's own do not, when it was not written for pending.timeout. A dead
    one's revision is marked as failed, unless write is false. on_pending "fail" raises ReleaseError in Helm's words
    instead. check: nothing is written nor waited for.
    """
    patience: Optional[Patience] = None  # once somebody is waited for
    lent = storage.lent(name)
    if lent and not write:  # what is taken away is not gone by what somebody else saw
        lent = None
    while True:
        heads = storage.heads(name) if lent is None else lent
        if not check and pending.on_pending != "fail" and heads and heads[-1].status in (*PENDING, UNINSTALLING):
            from . import other_runs

            patience = patience or other_runs.Patience(env, pending.timeout)
            heads = other_runs.await_turn(storage, name, heads, patience)
        history = look(storage, name, heads)
        last = history.last
        if lent and heads is lent and last is not None and last.mark != lent[-1].mark:  # it was written since
            lent = None
            continue
        if last is None or last.info.status not in PENDING:
            return history, last is not None and last.info.status == UNINSTALLING
        from . import other_runs

        if pending.on_pending == "fail":
            raise other_runs.in_progress(last)
        other_runs.mark_failed(last, history.heads[-1], env)
        if check or not write or _stored(storage, last):
            events.tell(env, events.TURN, events.RECOVERED, why=last.info.description)
            return history, True


def _stored(storage: Storage, last: Release) -> bool:
    """Whether the record could be marked as failed: not where it changed meanwhile, for then someone lives."""
    try:
        storage.settle(last)
    except (Conflict, NotFound):
        return False
    return True
