# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A release taken away: hooks, objects, the record last; to be run again where it was interrupted."""

from __future__ import annotations

import dataclasses
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Iterator, Optional

from ..apply.execute import Executor
from ..apply.hooks import HookRunner, for_event
from ..apply.wait import Waiter
from ..asked.requests import Context, UninstallRequest
from ..base.errors import Conflict, HelmError, NotFound, Stopped
from ..golang.calendar import rfc3339
from ..plan.model import REMOVED, Operation, Plan
from ..plan.parallel import each
from ..plan.served import Served
from ..release import codec
from ..release.keeper import Keeper, ReleaseLost, note_failure
from ..release.model import DEPLOYED, SUPERSEDED, UNINSTALLED, UNINSTALLING, Head, Release
from ..release.storage import ReleaseTaken, Storage
from . import standing
from .gate import Event, Gate
from .revision import planned_hook

if TYPE_CHECKING:
    from ..release.model import StoredHook

PROPAGATION = {"background": "Background", "foreground": "Foreground", "orphan": "Orphan"}


@dataclass
class Removal:
    """A release to be removed. record: its newest revision. plan: what is to become of its objects."""

    request: UninstallRequest
    context: Context
    storage: Storage
    heads: list[Head]
    record: Release
    plan: Plan
    prelude: list[Operation] = field(default_factory=list)  # nothing comes before it
    ran: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.client = self.context.client()
        self.found = dataclasses.replace(self.record, info=dataclasses.replace(self.record.info))
        self.executor = Executor(self.client, self.context.env)
        self.is_gone = self.record.info.status == UNINSTALLED
        self._stored: Optional[Release] = None  # as it was stored last
        self._is_sure = True  # whether the record is still that

    @property
    def release(self) -> Optional[Release]:
        """The record that is kept, None for none."""
        return None if self.request.purge else self.record

    def gate(self, *, check: bool, tests: list[StoredHook]) -> Optional[Gate]:  # noqa: ARG002  there are none to run
        """Return what stands before the first deletion: half of a removal is worse than none."""
        if self.is_gone:
            return None
        if not check:
            codec.pack_ahead(self.record)  # it is written as soon as the gate is passed: _take
        driver = self.storage.driver
        gate = Gate(
            self.client,
            self.context.env,
            self.record.namespace,
            self.plan.operations,
            check,
            propagation=PROPAGATION[self.request.cascade],
        )
        gate.records = [lambda: driver.rehearse(self.record, again=True)]
        if self.request.purge:
            gate.records.append(lambda: driver.rehearse_deletion(self.record.key))
        if not self.request.disable_hooks:
            before, after = (for_event(self.record.hooks, event) for event in ("pre-delete", "post-delete"))
            gate.events = [Event("pre-delete", before), Event("post-delete", after, late=True)]
        return gate

    def predict(self) -> None:
        """Make the record and the hooks look as they will when all goes well: check mode."""
        if self.is_gone:
            return
        for event in () if self.request.disable_hooks else ("pre-delete", "post-delete"):
            self.ran += [planned_hook(hook.name, hook.kind, event) for hook in for_event(self.record.hooks, event)]
        self.record.info.status = UNINSTALLED
        self.record.info.description = self.request.description or "Uninstallation complete"

    def carry_out(self) -> None:
        """Remove it, and let the record go, or keep it. Raises HelmError, its facts telling how far it came."""
        if self.is_gone:
            self._end()
        else:
            self._remove()

    def _remove(self) -> None:
        """Hooks, objects and the record, which says uninstalling meanwhile, and keeps on saying so when this fails. A
        stop between the objects and the record would leave one that looks held: whoever comes next would wait."""
        env, info = self.context.env, self.record.info
        info.status = UNINSTALLING
        info.deleted = rfc3339(env.now_ns())
        info.description = "Deletion in progress (or silently failed)"
        with Keeper(self.storage, self.record, env, self.context.lease) as keeper:
            done = False
            try:
                self._take(keeper)
                self._work(keeper)
                with env.hold_stop():
                    keeper.let_go()
                    done = True
                    self._end()
            finally:
                if not done:
                    self._give_up(keeper, sys.exc_info()[1])

    def _take(self, keeper: Keeper) -> None:
        """Mark the release as being uninstalled, by this run. Raises ReleaseTaken when its record has changed."""
        try:
            keeper.store()
        except (Conflict, NotFound) as error:
            raise ReleaseTaken(
                "another operation (install/upgrade/rollback) is in progress",
                doing="marking the release as being uninstalled",
                subject=f"{self.record.namespace}/{self.record.name}",
                hint="wait for it to end, and run the task again",
            ) from error

    def _give_up(self, keeper: Keeper, error: Optional[BaseException]) -> None:
        """Leave the record to whoever comes next: nobody has to wait for this run any more."""
        if isinstance(error, ReleaseTaken):
            return
        problem = None if isinstance(error, ReleaseLost) else note_failure(keeper)
        if problem is not None:
            self.context.env.warn(f"the end of the removal could not be stored in the release record: {problem}")
        self._stored, self._is_sure = keeper.stored, problem is None and not isinstance(error, ReleaseLost)

    def _work(self, keeper: Keeper) -> None:
        env = self.context.env
        # hooks are applied by the server, as by helm, whatever way the release's own objects were written
        runner = HookRunner(
            client=self.client,
            env=env,
            namespace=self.record.namespace,
            hooks=self.record.hooks,
            store=keeper.store,
            scope=Served(self.client).scope,
            timeout=self.request.waiting.timeout,
            ran=self.ran,
        )
        if not self.request.disable_hooks:
            runner.run("pre-delete")
        keeper.check()
        self.executor.execute(self.plan.operations, propagation=PROPAGATION[self.request.cascade])
        if self.request.waiting.wait:
            done = self.executor.done
            whose = f"the objects of release {self.record.namespace}/{self.record.name}"
            waiter = Waiter(self.client, env, self.request.waiting.timeout, whose=whose)
            with _late():
                waiter.until_gone([item for item in done.deleted if item.key not in done.gone], done.uids)
        if not self.request.disable_hooks:
            with _late():
                runner.run("post-delete")

    def _end(self) -> None:
        """The record: gone with all others, or kept as uninstalled."""
        self._stored, self._is_sure = self.record, False
        info = self.record.info
        if self.request.purge:
            each(self.storage.delete, self.heads[:-1], workers=self.client.width())
            self.storage.delete(self.heads[-1])  # which says until then what is going on
            return
        info.status = UNINSTALLED
        info.description = self.request.description or "Uninstallation complete"
        self.storage.update(self.record)
        for head in self.heads:
            if head.status == DEPLOYED and head.version != self.record.version:
                release = self.storage.read(head)
                if release is not None:
                    release.info.status = SUPERSEDED
                    self.storage.update(release)

    def note(self, error: HelmError | Stopped) -> None:
        """Put into error how things stand."""
        if isinstance(error, ReleaseTaken):
            return
        record = self._stored
        release: Optional[Release] = record or self.found  # where nothing was stored it is as it was found
        sure = True
        if not self._is_sure:
            release, sure = standing.newest(self.storage, self.record.name, record)
        done = self.executor.done
        known = standing.facts(release, self.client, standing.changes(done, []), list(self.ran))
        known["reason"] = [REMOVED]
        known["changed"] = known["changed"] or record is not None
        sentences = [standing.uncertain(done)]
        if not sure:
            sentences.append("The release's record cannot be read: what it says now is not known")
        elif release is None:
            sentences.append("No record of the release is left")
        else:
            sentences.append(standing.left_by(release, self.found))
        standing.put(error, known, ". ".join(sentence for sentence in sentences if sentence))


@contextmanager
def _late() -> Iterator[None]:
    """Say of an error what helm says of one after the deletions."""
    try:
        yield
    except ReleaseLost:
        raise
    except HelmError as error:
        late = error.restated(f"uninstallation completed with 1 error(s): {error.problem}")
        late.told = error.told
        raise late from error
