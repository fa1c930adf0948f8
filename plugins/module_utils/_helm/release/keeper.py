# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A record while its release is being worked on: made, stored again, given up, always as the one that holds it.

Whoever makes a revision writes itself into the record's object and writes it anew every third of its lease, for as long
as it lives. So another run can tell a slow one from a dead one, without comparing clocks: a holder whose record stays
the same for a whole lease is dead. And one that was taken for dead, and is not, finds its record changed: it stops.

Whoever stops the run waits while its record is written: of a request that is given up nobody knows whether it arrives.
"""

from __future__ import annotations

import contextlib
import copy
import dataclasses
import os
import threading
from typing import TYPE_CHECKING, Optional

from ..base.env import Env
from ..base.errors import Conflict, HelmError, KubeError, NotFound, ReleaseError
from .model import Head, Holder, Release
from .storage import Storage

if TYPE_CHECKING:
    from types import TracebackType

LEASE = 30.0  # seconds without a sign of life after which a holder counts as dead
_BEATS = 3  # signs of life in a lease


class ReleaseLost(ReleaseError):
    """Another run took this one for dead and goes on with the release."""


class Keeper:
    """Holds record, from create() or store() on until end() or release(). As a context it lets go when left.

    lease: seconds; 0 shows no life, so that the record counts as left behind as soon as it is looked at. stored: the
    record as it was last stored for certain, None where it never was.
    """

    def __init__(self, storage: Storage, record: Release, env: Env, lease: float) -> None:
        self.record = record
        self._storage = storage
        self._env = env
        self._lease = lease
        self._holder = Holder(_name(env), lease)
        self._kept: Optional[Release] = None
        self.stored: Optional[Release] = None
        self._lost = False
        self._lock = threading.Lock()
        self._ended = threading.Event()

    @property
    def is_open(self) -> bool:
        """Whether the record was made or taken, and nobody has begun to end it."""
        return self._kept is not None and not self._ended.is_set()

    def __enter__(self) -> Keeper:
        return self

    def __exit__(
        self, _kind: Optional[type[BaseException]], _error: Optional[BaseException], _trace: Optional[TracebackType]
    ) -> None:
        self._ended.set()

    def create(self, heads: list[Head]) -> None:
        """Make the record, as held. Raises ReleaseTaken when the revision is there already, KubeError."""
        with self._env.hold_stop(), self._lock, self._storage.driver.urgently():
            self.record.holder = self._holder
            self._storage.create(self.record, heads)
            self._begin()

    def store(self) -> None:
        """Store the record as it is now, as held. Raises ReleaseLost when another run took it over, KubeError."""
        with self._env.hold_stop(), self._lock:
            self.record.holder = self._holder
            self._write(self.record)
            self._begin()

    def end(self) -> None:
        """Store the record as it is now, held by nobody any more. Raises as store()."""
        with self._env.hold_stop():
            self._ended.set()
            with self._lock:
                self.record.holder = None
                self._write(self.record)
                self.stored = _copy(self.record)

    def let_go(self) -> None:
        """Show no more life. The record stays as it was stored last."""
        self._ended.set()
        with self._lock:  # until a sign of life that is under way has ended
            return

    def check(self) -> None:
        """Return when the record is still ours, as far as is known. Raises ReleaseLost."""
        if self._lost:
            raise self._loss()

    def _begin(self) -> None:
        """Remember what was written, and begin to show life."""
        first = self._kept is None
        self._kept = self.stored = _copy(self.record)
        if first and self._lease > 0:
            threading.Thread(target=self._beat, daemon=True).start()

    def _beat(self) -> None:
        """Write the record again and again as it was written last: that is the sign of life."""
        while not self._ended.wait(self._lease / _BEATS):
            with self._lock:
                if self._ended.is_set() or self._kept is None:
                    return
                try:
                    self._kept.mark = self.record.mark
                    self._write(self._kept)
                    self.record.mark = self._kept.mark
                except ReleaseLost:
                    return
                except HelmError as error:
                    why = error.told or error.problem
                    self._env.debug(f"release {self.record.name}: no sign of life could be given: {why}")

    def _write(self, release: Release) -> None:
        """Update the record, unless another run has changed it."""
        if self._lost:
            raise self._loss()
        with self._storage.driver.urgently():
            try:
                self._storage.driver.update(release)
            except (Conflict, NotFound) as error:
                if self._kept is None:  # it was not ours yet
                    raise
                release.mark = self._mark_now(error)  # someone labelled it by hand, or the like
                self._storage.driver.update(release)

    def _mark_now(self, error: KubeError) -> str:
        """Return the record's mark as it is now. Raises ReleaseLost where it is ours no more."""
        with contextlib.suppress(NotFound):
            found = self._storage.driver.get(self.record.key)
            if found.holder == self._holder:
                return found.mark
        self._lost = True
        raise self._loss() from error

    def _loss(self) -> ReleaseLost:
        return ReleaseLost(
            f"revision {self.record.version} was taken over by another run, which took this one for dead",
            doing="working on the release",
            subject=f"{self.record.namespace}/{self.record.name}",
            hint="run the task again: it waits for the other run and then does what is still to be done",
        )


def _copy(record: Release) -> Release:
    """The record as it is now, whatever becomes of it."""
    return dataclasses.replace(record, info=dataclasses.replace(record.info), hooks=copy.deepcopy(record.hooks))


def _name(env: Env) -> str:
    """The name of this run: where it is, and a number of its own."""
    with contextlib.suppress(AttributeError, OSError):
        return f"{os.uname().nodename}/{os.getpid()}/{env.random_bytes(4).hex()}"
    return f"{os.getpid()}/{env.random_bytes(4).hex()}"


def note_failure(keeper: Keeper) -> Optional[HelmError]:
    """Store the record, which says that it failed, and end; return what went wrong at that, None for nothing."""
    try:
        keeper.end()
    except (KubeError, ReleaseError) as error:
        return error
    return None
