# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A plan's operations on the API server: objects in their order, deletions last; what was done is told even when
it fails."""

from __future__ import annotations

import contextlib
import functools
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any, Optional

from ..base import events
from ..base.env import Env
from ..base.errors import Conflict, Forbidden, HelmError, KubeError
from ..plan import write_errors
from ..plan.model import APPLY, CREATE, DELETE, KEEP, MANAGER, REPLACE, UNCHANGED, UPDATE, Item, Key, Operation
from ..plan.ownership import objection
from ..plan.parallel import each
from . import deletion
from .writes import apply_item

if TYPE_CHECKING:
    from ..kube.client import Client
    from ..plan.reads import Reads

    Entry = tuple[int, Operation]  # its place in the plan

_WRITES = (CREATE, UPDATE, REPLACE)
_COUNTING = (0.1, 0.2, 0.4, 0.8, 1.6, 3.2)  # seconds for a new quota to count


@dataclass
class Applied:
    """What was done. created: objects that were to be made, in order, whether or not it worked. answers: the API
    server's objects by operation index. deleted: objects whose deletion was accepted; uids: theirs, by key. unsure:
    objects whose write no reply came of. gone: of the deleted ones those that are known to be there no more."""

    created: list[Item] = field(default_factory=list)
    answers: dict[int, dict[str, Any]] = field(default_factory=dict)
    deleted: list[Item] = field(default_factory=list)
    uids: dict[Key, str] = field(default_factory=dict)
    unsure: list[Item] = field(default_factory=list)
    gone: set[Key] = field(default_factory=set)


class Executor:
    """Executes operations; done says how far it came.

    creation_problem: what Helm puts before the error of an object that could not be made ("failed to create resource:
    " in an upgrade). timeout: seconds that an object which is made anew may take to go away.
    """

    def __init__(self, client: Client, env: Env, *, creation_problem: str = "", timeout: float = 300.0) -> None:
        self.done = Applied()
        self._timeout = timeout
        self.client = client
        self._env = env
        self._creation_problem = creation_problem
        self._quotas: set[str] = set()  # namespaces of quotas that this plan writes

    def execute(self, operations: list[Operation], *, every: bool = False, propagation: str = "Background") -> None:
        """Write what is to be written, kind by kind, a few objects of a kind at once; then delete.

        every: look at the unchanged ones again (hooks may have touched them since they were compared), and send those
        that are other than they were. Raises the first error of a kind's objects, after those that were under way
        ended; no later kind is begun.
        """
        self._quotas = {
            operation.item.namespace
            for operation in operations
            if operation.item.kind == "ResourceQuota" and operation.action in _WRITES
        }
        try:
            self._execute(operations, every=every, propagation=propagation)
        finally:  # threads end as they please
            places = {operation.item.key: place for place, operation in enumerate(operations)}
            for done in (self.done.created, self.done.deleted, self.done.unsure):
                done.sort(key=lambda item: places.get(item.key, -1))

    def _execute(self, operations: list[Operation], *, every: bool, propagation: str) -> None:
        writes = [
            (index, operation)
            for index, operation in enumerate(operations)
            if operation.action in _WRITES or (every and operation.body and operation.action != DELETE)
        ]
        for _unused, group in groupby(writes, key=lambda entry: entry[1].item.kind):
            entries = list(group)
            write = functools.partial(self._write, reads=self._looked_again(entries) if every else None)
            each(write, [entry for entry in entries if not entry[1].refusal], workers=self.client.width())
            for entry in entries:
                if entry[1].refusal:  # for want of what the others bring: a port that another Service gives up
                    write(entry)
        deletions = [operation for operation in operations if operation.action == DELETE]
        for _unused, group_of_kind in groupby(deletions, key=lambda operation: operation.item.kind):
            carry_off = functools.partial(self._carry_off, propagation=propagation)
            each(carry_off, list(group_of_kind), workers=self.client.width())

    def _looked_again(self, entries: list[Entry]) -> Reads:
        """The objects of a kind that nothing was to be done to, as they are now."""
        from ..plan.reads import Reads

        return Reads(self.client, [entry.item for _index, entry in entries if entry.action == UNCHANGED])

    def _carry_off(self, operation: Operation, propagation: str) -> None:
        """Delete the object that was looked at; what has taken its place since is kept unless it is the release's."""
        kept = self.delete(operation.item, operation.before, propagation)
        if kept:
            operation.action, operation.why, operation.after = KEEP, kept, operation.before

    def delete(self, item: Item, seen: Optional[dict[str, Any]], propagation: str = "Background") -> str:
        """Delete an object of the release; return why another one in its place was kept, "" for none. That it is gone
        already is no error. seen: the object as it was looked at, None to look now."""
        try:
            deleted = deletion.delete(
                self.client, item, seen, objection=lambda live: objection(live, item), propagation=propagation
            )
        except KubeError as error:
            what = f"namespace={item.namespace}, name={item.name}, kind={item.kind}"
            raise write_errors.about(error, item, f"failed to delete resource {what}: {error.problem}") from error
        if deleted.kept:
            self._env.warn(f"{item.kind} {item.namespace}/{item.name}: not deleted: {deleted.kept}")
        elif deleted.uid:
            self.done.deleted.append(item)
            self.done.uids[item.key] = deleted.uid
            if deleted.gone:
                self.done.gone.add(item.key)
            events.tell(self._env, events.OBJECT, DELETE, item.label)
        return deleted.kept

    def _write(self, entry: Entry, *, reads: Optional[Reads]) -> None:
        """Write an object. reads: of the unchanged ones, where hooks may have touched them since they were compared."""
        index, operation = entry
        if reads is not None and operation.action not in _WRITES:
            from . import looking_again

            if looking_again.is_as_it_was(operation, reads):
                return
        if operation.action == CREATE:
            self.done.created.append(operation.item)
        if operation.migrate and operation.before is not None:
            from .managed_fields import migrate

            migrate(self.client, operation.item, MANAGER)
        if operation.taken:
            from . import managed_fields

            managed_fields.take(self.client, operation.item, operation.taken)
        try:
            self.done.answers[index] = self._answer(operation, again=reads is not None)
        except HelmError as error:
            self._note(operation, error)
            raise
        events.tell(self._env, events.OBJECT, operation.action, operation.item.label, why=operation.why)

    def _answer(self, operation: Operation, *, again: bool) -> dict[str, Any]:
        """The API server's object. Where the plan itself raised a quota, the server may count by the old one for a
        moment."""

        def write() -> dict[str, Any]:
            return write_operation(
                self.client, self._env, operation, again=again, problem=self._creation_problem, timeout=self._timeout
            )

        for pause in _COUNTING if operation.item.namespace in self._quotas else ():
            try:
                return write()
            except Forbidden as error:  # noqa: PERF203  a request takes a thousand times as long
                if "exceeded quota" not in error.problem:
                    raise
                events.tell(self._env, events.RETRY, events.WAITING, operation.item.label, why=error.problem)
                self._env.sleep(pause)
        return write()

    def _note(self, operation: Operation, error: HelmError) -> None:
        """Remember what a write that failed may have done all the same."""
        if isinstance(error, KubeError) and (error.passing or error.lost_reply):
            self.done.unsure.append(operation.item)
        elif operation.anew:
            with contextlib.suppress(KubeError):
                item = operation.item
                if self.client.find(item.api_version, item.kind, item.namespace, item.name) is None:
                    self.done.deleted.append(item)


def write_operation(  # what, and what is around it: more than six
    client: Client,
    env: Env,
    operation: Operation,
    *,
    again: bool = False,
    problem: str = "",
    timeout: float = 300.0,
) -> dict[str, Any]:
    """Return the API server's object after the operation's write.

    again: hooks may have touched the object since it was compared. problem: put before the error of an object that
    could not be made. timeout: seconds for one to go away that is to be made anew.
    """
    if operation.anew or operation.method != APPLY:
        from . import client_side

        return client_side.Writer(client, env, problem, timeout).write(operation, again=again)
    before = problem if operation.action == CREATE else ""
    try:
        return apply_item(client, env, operation.item, operation.body, force=operation.force, problem=before)
    except Conflict as error:  # foreseen by a dry run, where the server takes one
        resolution = operation.resolve(error) if operation.resolve is not None else None
        if resolution is None or resolution.refused or not (resolution.force or resolution.drifted):
            raise
        return apply_item(client, env, operation.item, resolution.body, force=resolution.force, problem=before)
