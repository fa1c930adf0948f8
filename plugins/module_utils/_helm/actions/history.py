# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a release stands before an action: its revisions, and what to do about one that never ended."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Optional

from ..base.env import Env
from ..base.errors import ReleaseError
from ..release.model import DEPLOYED, FAILED, PENDING, UNINSTALLED, UNINSTALLING, Head, Release
from ..release.storage import Storage, last_deployed
from .requests import PendingOptions

IN_PROGRESS = "another operation (install/upgrade/rollback) is in progress"
_POLL = 1.0  # seconds between looks at a revision that someone else works on


@dataclass
class History:
    """heads: all revisions, oldest first. last: the newest; deployed: the newest that is deployed. failed:
    revisions after the deployed one (or all that there are), newest first: what they left behind is to be cleared
    up by the next."""

    heads: list[Head] = field(default_factory=list)
    last: Optional[Release] = None
    deployed: Optional[Release] = None
    failed: list[Release] = field(default_factory=list)

    @property
    def base(self) -> Optional[Release]:
        """The revision that an upgrade starts from: the deployed one, else the last."""
        return self.deployed or self.last

    @property
    def next_version(self) -> int:
        """The number of the revision to come."""
        return self.heads[-1].version + 1 if self.heads else 1

    @property
    def is_new(self) -> bool:
        """Whether the action is an install: there is nothing, or what there was is uninstalled."""
        return self.last is None or self.last.info.status == UNINSTALLED


def look(storage: Storage, name: str) -> History:
    """Return where the release stands: one request for the heads, one for each record that matters."""
    heads = storage.heads(name)
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
    later = [head for head in heads[:-1] if deployed is not None and head.version > deployed.version]
    found = [storage.read(head) for head in reversed(later)]
    history.failed = [last] + [release for release in found if release is not None]
    return history


def settle(storage: Storage, name: str, pending: PendingOptions, env: Env, *, check: bool) -> tuple[History, bool]:
    """Return where the release stands, and whether an unfinished revision had to be marked as failed.

    A revision in a pending status whose maker still shows life is waited for; one without any for longer than
    pending.timeout is marked failed. on_pending "fail" raises ReleaseError in Helm's words instead. check: nothing is
    written nor waited for.
    """
    while True:
        history = look(storage, name)
        last = history.last
        if last is None or last.info.status not in PENDING:
            return history, last is not None and last.info.status == UNINSTALLING
        if pending.on_pending == "fail":
            raise in_progress(last)
        idle = _idle_seconds(history.heads[-1], env)
        if check or idle >= pending.timeout:
            _give_up(storage, last, idle, check=check)
            return history, True
        env.debug(f"release {name}: revision {last.version} is {last.info.status}, waiting for it")
        env.sleep(min(_POLL, pending.timeout - idle))


def in_progress(last: Release) -> ReleaseError:
    """Return Helm's error for a revision that is pending."""
    return ReleaseError(
        IN_PROGRESS,
        doing=f"looking at revision {last.version} ({last.info.status}) of the release",
        subject=f"{last.namespace}/{last.name}",
        hint="wait for it to end; if its maker died, use on_pending: recover",
    )


def _give_up(storage: Storage, last: Release, idle: float, *, check: bool) -> None:
    last.info.description = (
        f'Release "{last.name}" failed: interrupted while {last.info.status}, idle for {int(idle)} s'
    )
    last.info.status = FAILED
    if not check:
        storage.update(last)


def _idle_seconds(head: Head, env: Env) -> float:
    """Seconds since the revision's record was last written, by its labels and its object's creation."""
    stamps = [_seconds(head.created)]
    stamps += [float(head.labels[name]) for name in ("createdAt", "modifiedAt") if head.labels.get(name, "").isdigit()]
    return max(0.0, env.now_ns() / 1e9 - max(stamps))


def _seconds(created: str) -> float:
    if not created:
        return 0.0
    return datetime.strptime(created, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc).timestamp()
