# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A new revision carried out: record, hooks, objects, waiting, record. What goes wrong is in the record too, never
left pending."""

from __future__ import annotations

import functools
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Optional

from ..apply.execute import Executor
from ..apply.hooks import HookRunner, for_event
from ..apply.wait import Waiter
from ..asked.requests import Context, WaitOptions
from ..base.errors import HelmError, KubeError, Stopped, WaitTimeout
from ..plan.model import CREATE, Item, Key, Operation, Plan
from ..plan.served import Served
from ..release import codec
from ..release.keeper import Keeper, ReleaseLost, note_failure
from ..release.model import DEPLOYED, FAILED, SERVER_SIDE, SUPERSEDED, UNKNOWN, Head, Release
from ..release.storage import Storage, surplus
from . import standing
from .gate import Event, Gate

if TYPE_CHECKING:
    from ..kube.client import Client
    from ..release.model import StoredHook

_NEVER_CLEANED = ("PersistentVolumeClaim", "Namespace", "CustomResourceDefinition")


@dataclass
class Words:
    """How Helm words an operation. name: install, upgrade, rollback: its hooks are pre-NAME and post-NAME. failed:
    what the record says before an error; late: before that of objects which did not get ready, where it is another.
    pre, post: what stands before the error of such a hook. done: the record's description when all went well."""

    name: str
    failed: str
    pre: str
    post: str
    done: str
    creation: str = ""
    late: str = ""


@dataclass
class Revision:
    """A revision to be made.

    record: as it is to be stored first, in its pending status. prelude: the namespace and the CRDs, written before
    it. base: the revision that it takes the place of. before: the newest one that there was.
    """

    context: Context
    storage: Storage
    record: Release
    heads: list[Head]
    plan: Plan
    words: Words
    waiting: WaitOptions
    base: Optional[Release] = None
    before: Optional[Release] = None
    prelude: list[Operation] = field(default_factory=list)
    disable_hooks: bool = False
    cleanup_on_fail: bool = False

    def __post_init__(self) -> None:
        self._problem: Optional[HelmError] = None  # why the failure could not be stored
        self.client: Client = self.context.client()
        self.keeper = Keeper(self.storage, self.record, self.context.env, self.context.lease)
        self.executor = Executor(
            self.client, self.context.env, creation_problem=self.words.creation, timeout=self.waiting.timeout
        )
        self.hooks = HookRunner(
            client=self.client,
            env=self.context.env,
            namespace=self.record.namespace,
            hooks=self.record.hooks,
            store=self.keeper.store,
            scope=Served(self.client).scope,
            timeout=self.waiting.timeout,
            server_side=self.record.apply_method == SERVER_SIDE,
        )

    def gate(self, *, check: bool, tests: list[StoredHook]) -> Gate:
        """Return the gate before the revision. tests: those that run after it."""
        from . import namespace

        driver, record, words = self.storage.driver, self.record, self.words
        gate = Gate(
            self.client,
            self.context.env,
            record.namespace,
            [*self.prelude, *self.plan.operations],
            check,
            server_side=record.apply_method == SERVER_SIDE,
            creation=words.creation,
            brought=self.context.brought,
            first=list(self.prelude),
        )
        if not namespace.made_by([*gate.brought, *self.prelude], record.namespace):
            stored = driver.object_of(record)
            gate.record = None if stored is None else Item(stored, record.namespace)
            gate.records = [
                lambda: driver.rehearse(record),
                lambda: driver.rehearse(self.base or record, again=True),
                *(
                    functools.partial(driver.rehearse_deletion, head.key)
                    for head in surplus(self.heads, self.storage.history_max)[:1]
                ),
            ]
        if not self.disable_hooks:
            before, after = f"pre-{words.name}", f"post-{words.name}"
            gate.events = [
                Event(before, for_event(record.hooks, before), problem=words.pre),
                Event(after, for_event(record.hooks, after), late=True, problem=words.post),
            ]
        gate.expect_tests(tests)
        return gate

    def carry_out(self) -> None:
        """Make the revision. Raises what went wrong, after the record says so.

        Raises ReleaseTaken when another run made it first, ReleaseLost when another one took this one for dead.
        """
        if self.base is not None:
            codec.pack_ahead(self.base)  # it is written when all is done: _supersede
        with self.keeper:
            try:
                self.keeper.create(self.heads)
                self._work()
                with self.context.env.hold_stop():
                    self._supersede()
                    self.record.info.status = DEPLOYED
                    self.record.info.description = self.words.done
                    self.keeper.end()
            finally:
                if self.keeper.is_open:
                    self._fail(sys.exc_info()[1])

    def _work(self) -> None:
        ran = self._run_hooks("pre", self.words.pre)
        self.keeper.check()
        self.executor.execute(self._around_hooks(), every=ran > 0)
        if self.waiting.wait:
            items = [entry.item for entry in self.plan.operations if entry.is_wanted]
            whose = f"the objects of release {self.record.namespace}/{self.record.name}"
            waiter = Waiter(self.client, self.context.env, self.waiting.timeout, self.waiting.strategy, whose=whose)
            waiter.until_ready(items, jobs=self.waiting.jobs, made=self._written())
        self._run_hooks("post", self.words.post)
        self.keeper.check()

    def _around_hooks(self) -> list[Operation]:
        """The operations as the hooks that have run left the objects."""
        if not any(entry.action == CREATE and entry.item.key in self.hooks.made for entry in self.plan.operations):
            return self.plan.operations
        from ..apply import in_place

        return [in_place.merged(self.client, entry, self.hooks) for entry in self.plan.operations]

    def _written(self) -> dict[Key, dict[str, Any]]:
        """The objects as they were written, or seen where nothing was to be done."""
        answers = self.executor.done.answers
        found = {entry.item.key: answers.get(index) or entry.before for index, entry in enumerate(self.plan.operations)}
        return {key: live for key, live in found.items() if live is not None}

    def _run_hooks(self, moment: str, problem: str) -> int:
        if self.disable_hooks:
            return 0
        try:
            return self.hooks.run(f"{moment}-{self.words.name}")
        except HelmError as error:
            failed = error.restated(problem + error.problem)
            failed.told = error.told  # what was being done says the same
            raise failed from error

    def _supersede(self) -> None:
        """Mark the revision whose place this one takes, and any other that a crash left as deployed."""
        if self.base is not None:
            self.base.info.status = SUPERSEDED
            self.storage.update(self.base)
        others = (self.record.version, self.base.version if self.base is not None else 0)
        for head in self.heads:
            release = self.storage.read(head) if head.status == DEPLOYED and head.version not in others else None
            if release is not None:
                release.info.status = SUPERSEDED
                self.storage.update(release)

    def _fail(self, error: Optional[BaseException]) -> None:
        """Mark the record as failed, whatever the reason was, and clear up what was made if that was asked for; but
        leave everything alone that another run has taken over."""
        if isinstance(error, ReleaseLost):
            return
        known = isinstance(error, (HelmError, Stopped))
        self.record.info.status = FAILED
        late = isinstance(error, WaitTimeout) and self.words.late
        text = str(error) if known else _interruption(error)
        self.record.info.description = (late or self.words.failed) + text
        self._problem = note_failure(self.keeper)
        if self._problem is not None:
            self.context.env.warn(f"the failure could not be stored in the release record: {self._problem}")
        if self.cleanup_on_fail:
            made = {self.plan.operations[index].item.key: live for index, live in self.executor.done.answers.items()}
            for item in self.executor.done.created:
                self._clean(item, made.get(item.key))

    def _clean(self, item: Item, made: Optional[dict[str, Any]]) -> None:
        """Delete what this revision made, but never what takes other things along that it did not make. made: the
        server's answer, None where there was none: then what is there may be someone else's."""
        if item.kind in _NEVER_CLEANED:
            return
        try:
            self.executor.delete(item, made)
        except KubeError as error:
            self.context.env.warn(f"cleanup_on_fail: {error}")

    def note(self, error: HelmError | Stopped) -> None:
        """Put into error how things stand: how far the revision came, and what the record says of it."""
        done, stored = self.executor.done, self.keeper.stored
        release, sure = stored or self.before, True
        if (stored is None and standing.is_passing(error)) or (stored is not None and stored.info.status != FAILED):
            release, sure = standing.newest(self.storage, self.record.name, release)
        entries = [entry.described() for entry in self.prelude] + standing.changes(done, self.plan.operations)
        known = standing.facts(release, self.client, entries, list(self.hooks.ran))
        known["reason"] = list(self.plan.reasons)
        known["changed"] = known["changed"] or stored is not None
        if stored is not None:
            known["left_behind"] = {
                "revision": self.record.version,
                "status": release.info.status if release is not None and sure else UNKNOWN,
                "objects": self._made(),
            }
        standing.put(error, known, self._aftermath(release, sure=sure))

    def _made(self) -> list[dict[str, str]]:
        """The objects that the revision made, and that are there."""
        done = self.executor.done
        gone = {item.key for item in done.deleted}
        written = {self.plan.operations[index].item.key for index in done.answers}
        written.update(item.key for item in done.unsure)
        return [item.described() for item in done.created if item.key in written and item.key not in gone]

    def _aftermath(self, release: Optional[Release], *, sure: bool) -> str:
        """Sentences about the record, and about writes of which nobody knows."""
        sentences = [standing.uncertain(self.executor.done)]
        if not sure:
            sentences.append("the release's record cannot be read: what it says now is not known")
        elif self._problem is not None:
            sentences.append(f"the failure could not be stored in the release's record: {self._problem}")
        if release is not None and sure:
            sentences.append(standing.left_by(release, self.before))
        return ". ".join(sentence[:1].upper() + sentence[1:] for sentence in sentences if sentence)

    @property
    def release(self) -> Release:
        """The record: it is the newest one when all went well."""
        return self.record

    @property
    def ran(self) -> list[dict[str, Any]]:
        """The entries of the hooks that ran, or would."""
        return self.hooks.ran

    def predict(self) -> None:
        """Make the record and the hooks look as they will when all goes well: check mode."""
        self.record.info.status = DEPLOYED
        self.record.info.description = self.words.done
        if self.disable_hooks:
            return
        for moment in ("pre", "post"):
            event = f"{moment}-{self.words.name}"
            self.hooks.ran += [
                planned_hook(hook.name, hook.kind, event) for hook in for_event(self.record.hooks, event)
            ]


def _interruption(error: Optional[BaseException]) -> str:
    """What a record says of an end that is none of our errors: Ansible's timeout of the task, for instance. The text of
    a mistake of ours may hold anything, and is left out."""
    text = "" if isinstance(error, Exception) else str(error or "").rstrip(".")
    return f"interrupted ({type(error).__name__}{f': {text}' if text else ''})"


def planned_hook(name: str, kind: str, event: str) -> dict[str, Any]:
    """Return the entry of a hook that would run."""
    return {"name": name, "kind": kind, "event": event, "phase": "", "started_at": "", "completed_at": "", "logs": ""}
