# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A release removed: hooks, objects in the order of their kinds, the record last; to be run again where it was
interrupted."""

from __future__ import annotations

import dataclasses
import functools
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Iterator, Optional

from ..apply.execute import Executor
from ..apply.hooks import HookRunner, for_event
from ..apply.wait import Waiter
from ..asked import checks
from ..asked.requests import Context, UninstallRequest
from ..base.errors import Conflict, HelmError, NotFound, Stopped
from ..golang.calendar import rfc3339
from ..plan import build, diff, objects, observe
from ..plan.model import REMOVED, Item, Plan
from ..plan.parallel import each
from ..plan.served import Served
from ..release.keeper import Keeper, ReleaseLost, note_failure
from ..release.model import DEPLOYED, SUPERSEDED, UNINSTALLED, UNINSTALLING, Release
from ..release.storage import ReleaseTaken, Storage
from . import describe, standing
from .gate import Event, Gate
from .history import History, in_turn, settle
from .records import storage_of
from .results import Result
from .revision import planned_hook

if TYPE_CHECKING:
    from ..kube.client import Client

_PROPAGATION = {"background": "Background", "foreground": "Foreground", "orphan": "Orphan"}


def uninstall(request: UninstallRequest, context: Context) -> Result:
    """Return what was removed; unchanged when there is no such release. Raises HelmError, facts telling how far it
    came."""
    checks.check_name(request.name, "uninstall: Release name is invalid: NAME")
    checks.check_choice("cascade", request.cascade, tuple(_PROPAGATION))
    client = context.client()
    storage = storage_of(context, request.namespace)
    run = functools.partial(_attempt, request, context, client, storage)
    if request.pending.on_pending == "fail":
        return run()
    return in_turn(run, request.name, request.waiting.timeout, context.env)


def _attempt(request: UninstallRequest, context: Context, client: Client, storage: Storage) -> Result:
    """One look at the release and what follows from it. Raises ReleaseTaken when another run was quicker."""
    history, _unused = settle(storage, request.name, request.pending, context.env, check=request.check, write=False)
    purge = request.purge and not request.uninstalled_is_gone
    if history.last is None or (history.last.info.status == UNINSTALLED and not purge):
        return Result(
            release=None if history.last is None else describe.described(history.last),
            connection=describe.connection(client),
            status=None if history.last is None else describe.status(history.last),
        )
    return _Removal(request, context, client, storage, history, history.last).run()


@dataclass
class _Removal:
    request: UninstallRequest
    context: Context
    client: Client
    storage: Storage
    history: History
    record: Release
    hooks_ran: list[dict[str, Any]] = field(default_factory=list)

    def run(self) -> Result:
        self.found = dataclasses.replace(self.record, info=dataclasses.replace(self.record.info))
        self.executor = Executor(self.client, self.context.env)
        plan = Plan([], [REMOVED])
        if self.record.info.status != UNINSTALLED:
            plan = self._plan()
            self._gate(plan).pass_through()
            if self.request.check:
                self._predict()
            else:
                self._remove(plan)
        if not self.request.check:
            self._ended()
        return self._result(plan)

    def _plan(self) -> Plan:
        """What is to go: everything that any revision since the last good one may have made, in helm's order of
        kinds."""
        found: dict[Any, Item] = {}
        unknown: list[str] = []
        scope = Served(self.client).scope
        for release in [self.record, self.history.deployed, *self.history.failed]:
            if release is None:
                continue
            for item in objects.items(
                release.manifest,
                scope,
                release=release.name,
                namespace=release.namespace,
                unknown=unknown,
            ):
                found.setdefault(item.key, item)
        for problem in unknown:
            self.context.env.warn(f"left out of the removal: {problem}")
        items = in_uninstall_order(list(found.values()))
        live = each(lambda item: observe.read(self.client, item), items)
        return build.removal(list(zip(items, live)), release=self.record.name, namespace=self.record.namespace)

    def _gate(self, plan: Plan) -> Gate:
        """What stands before the first deletion: half of a removal is worse than none."""
        driver = self.storage.driver
        gate = Gate(
            self.client,
            self.context.env,
            self.record.namespace,
            plan.operations,
            self.request.check,
            propagation=_PROPAGATION[self.request.cascade],
        )
        gate.records = [lambda: driver.rehearse(self.record, again=True)]
        if self.request.purge:
            gate.records.append(lambda: driver.rehearse_deletion(self.record.key))
        if not self.request.disable_hooks:
            before, after = (for_event(self.record.hooks, event) for event in ("pre-delete", "post-delete"))
            gate.events = [Event("pre-delete", before), Event("post-delete", after, late=True)]
        return gate

    def _remove(self, plan: Plan) -> None:
        """Hooks and objects. The record says uninstalling meanwhile, and keeps on saying so when this fails."""
        env, info = self.context.env, self.record.info
        info.status = UNINSTALLING
        info.deleted = rfc3339(env.now_ns())
        info.description = "Deletion in progress (or silently failed)"
        with Keeper(self.storage, self.record, env, self.context.lease) as keeper:
            done = False
            try:
                self._take(keeper)
                self._work(plan, keeper)
                keeper.let_go()
                done = True
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
        if isinstance(error, (HelmError, Stopped)):
            self._note(error, look=problem is not None or isinstance(error, ReleaseLost), record=keeper.stored)

    def _work(self, plan: Plan, keeper: Keeper) -> None:
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
            ran=self.hooks_ran,
        )
        if not self.request.disable_hooks:
            runner.run("pre-delete")
        keeper.check()
        self.executor.execute(plan.operations, propagation=_PROPAGATION[self.request.cascade])
        if self.request.waiting.wait:
            done = self.executor.done
            whose = f"the objects of release {self.record.namespace}/{self.record.name}"
            waiter = Waiter(self.client, env, self.request.waiting.timeout, whose=whose)
            with _late():
                waiter.until_gone(list(done.deleted), done.uids)
        if not self.request.disable_hooks:
            with _late():
                runner.run("post-delete")

    def _ended(self) -> None:
        """Let the record go, or keep it. Raises HelmError, its facts telling what is in the record."""
        try:
            self._end()
        except (HelmError, Stopped) as error:
            self._note(error, look=True, record=self.record)
            raise

    def _end(self) -> None:
        """The record: gone with all others, or kept as uninstalled."""
        info = self.record.info
        if self.request.purge:
            for head in self.history.heads:
                self.storage.delete(head)
            return
        info.status = UNINSTALLED
        info.description = self.request.description or "Uninstallation complete"
        self.storage.update(self.record)
        for head in self.history.heads:
            if head.status == DEPLOYED and head.version != self.record.version:
                release = self.storage.read(head)
                if release is not None:
                    release.info.status = SUPERSEDED
                    self.storage.update(release)

    def _predict(self) -> None:
        for event in () if self.request.disable_hooks else ("pre-delete", "post-delete"):
            self.hooks_ran += [
                planned_hook(hook.name, hook.kind, event) for hook in for_event(self.record.hooks, event)
            ]
        self.record.info.status = UNINSTALLED
        self.record.info.description = self.request.description or "Uninstallation complete"

    def _note(self, error: HelmError | Stopped, *, look: bool, record: Optional[Release]) -> None:
        """Put into error how things stand. look: the record may be another than was last stored, which is record."""
        release: Optional[Release] = record or self.found  # where nothing was stored it is as it was found
        sure = True
        if look:
            release, sure = standing.newest(self.storage, self.record.name, record)
        done = self.executor.done
        known = standing.facts(release, self.client, standing.changes(done, []), list(self.hooks_ran))
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

    def _result(self, plan: Plan) -> Result:
        kept: Optional[Release] = None if self.request.purge else self.record
        return Result(
            changed=True,
            reason=[REMOVED],
            release=None if kept is None else describe.described(kept),
            changes=[operation.described() for operation in plan.operations],
            hooks=list(self.hooks_ran),
            diff=diff.entries(plan.operations, self.context.env.secrets) if self.request.diff else [],
            connection=describe.connection(self.client),
            status=None if kept is None else describe.status(kept),
        )


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


def in_uninstall_order(items: list[Item]) -> list[Item]:
    """Return items in helm's order of deletion: by kind, those of a kind as they are."""
    from ..render import manifests

    return manifests.sort_by_kind(items, lambda item: item.kind, manifests.UNINSTALL_ORDER)
