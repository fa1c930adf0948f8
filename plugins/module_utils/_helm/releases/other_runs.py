# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Revisions that others work on, or worked on until they died: whose turn it is, and what is made of a dead one's."""

from __future__ import annotations

from ..base import events
from ..base.env import Env
from ..base.errors import ReleaseError
from ..release.model import FAILED, PENDING, UNINSTALLING, Head, Release
from ..release.storage import Storage

IN_PROGRESS = "another operation (install/upgrade/rollback) is in progress"
_POLL = 1.0  # seconds between looks at a revision that someone else works on, give or take half of it
_LEASES = 10  # after so many leases without a sign of life, clocks would have to be far apart for its holder to live


def await_turn(storage: Storage, name: str, heads: list[Head], patience: Patience) -> list[Head]:
    """Return the heads of a release's records once nobody works on it who may be alive. heads: as they are now."""
    env, told = patience.env, ""
    while heads and _is_worked_on(heads[-1]):
        left = patience.left(heads[-1])
        if left <= 0:
            break
        why = f"waiting for revision {heads[-1].version}, {_described(heads[-1])}"
        env.debug(f"release {name}: {why}")
        if why != told:
            events.tell(env, events.TURN, events.WAITING, why=why, since=patience.began)
        told = why
        env.sleep(min(_POLL * (0.5 + env.random_bytes(1)[0] / 256), left))  # so that many do not march in step
        heads = storage.heads(name)
    if told:
        events.tell(env, events.TURN, events.ENDED, why=told, since=patience.began)
    return heads


class Patience:
    """How long to wait for a revision that someone works on, or worked on until he died. began: when that began, by
    env."""

    def __init__(self, env: Env, timeout: float) -> None:
        self.env = env
        self.began = env.monotonic()
        self._timeout = timeout
        self._mark = ""
        self._still = 0.0
        self._looked = 0.0

    def left(self, head: Head) -> float:
        """Return for how many seconds more the head has to stay as it is until it counts as dead, 0.0 when it does.

        Only the time between two looks that both found it the same counts, and no more than it takes to look twice:
        while the API server is away, nobody can show life.
        """
        now = self.env.monotonic()
        same = bool(self._mark) and head.mark == self._mark
        self._still = self._still + min(now - self._looked, 2 * _POLL) if same else 0.0
        self._mark, self._looked = head.mark, now
        idle = _idle_seconds(head, self.env)
        if head.holder is None:
            return max(0.0, self._timeout - idle)
        lease = head.holder.lease
        return max(0.0, min(lease - self._still, max(self._timeout, _LEASES * lease) - idle))


def _is_worked_on(head: Head) -> bool:
    return head.status in PENDING or (head.status == UNINSTALLING and head.holder is not None)


def _described(head: Head) -> str:
    return head.status + (f", held by {head.holder.name}" if head.holder is not None else "")


def in_progress(last: Release) -> ReleaseError:
    """Return Helm's error for a revision that is pending."""
    return ReleaseError(
        IN_PROGRESS,
        doing=f"looking at revision {last.version} ({last.info.status}) of the release",
        subject=f"{last.namespace}/{last.name}",
        hint="wait for it to end; if its maker died, use on_pending: recover",
    )


def mark_failed(last: Release, head: Head, env: Env) -> None:
    """Make a revision that was never ended a failed one, and its head: not in the storage."""
    idle = round(_idle_seconds(head, env))
    last.info.description = f'Release "{last.name}" failed: interrupted while {last.info.status}, idle for {idle} s'
    last.info.status = head.status = FAILED


def _idle_seconds(head: Head, env: Env) -> float:
    """Seconds since the revision's record was last written: by the place's own clock, else by the record's labels."""
    if head.idle is not None:
        return head.idle
    from ..release.holding import seconds

    stamps = [seconds(head.created) if head.created else 0.0]
    stamps += [float(head.labels[name]) for name in ("createdAt", "modifiedAt") if head.labels.get(name, "").isdigit()]
    return max(0.0, env.now_ns() / 1e9 - max(stamps))
