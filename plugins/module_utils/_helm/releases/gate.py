# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The gate between what is planned and the first write: what the API server would refuse of it, all of it, is told at
once, and nothing was touched. Check mode stops behind it."""

from __future__ import annotations

import functools
import itertools
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Callable, Hashable, Mapping, NamedTuple, Optional

from ..apply.hooks import BEFORE_CREATION, SUCCEEDED
from ..base.errors import HelmError, HookFailed, KubeError
from ..plan import asking, excuses, grounds, objects, quotas
from ..plan.model import CREATE, DELETE, KEEP, REPLACE, UNCHANGED, UPDATE, Item, Operation
from ..plan.parallel import each
from ..plan.served import Served
from .prelude import words_before

if TYPE_CHECKING:
    from ..base.env import Env
    from ..kube.client import Client
    from ..release.model import Release, StoredHook

    Asked = list[tuple[StoredHook, Item]]  # objects of hooks, each with its hook

_LINES = 10  # of a message; failed_objects has them all
_HINTS = 2  # of several refusals' hints
_NAMES = 4  # of what is refused on one ground
_NAMED = re.compile(r'^[a-z0-9.]+ "[^"]*" is forbidden: ')

Ask = Callable[[], None]
Answers = Mapping[Hashable, Optional[KubeError]]


class Event(NamedTuple):
    """Hooks that will run, in their order. late: after the objects. problem: what helm puts before a failure's text."""

    name: str
    hooks: list[StoredHook]
    late: bool = False
    problem: str = ""


@dataclass
class Gate:
    """What a run is about to do.

    operations: of the prelude and the plan. namespace: the release's. server_side: how hooks are made. record: the
    object of the one to come; records: asks whether that and others may be written. propagation: of deletions.
    creation: what helm puts before the refusal of a new object. brought: what others would have done before. first:
    which of the operations come before the hooks.
    """

    client: Client
    env: Env
    namespace: str
    operations: list[Operation]
    check: bool
    events: list[Event] = field(default_factory=list)
    server_side: bool = True
    record: Optional[Item] = None
    records: list[Ask] = field(default_factory=list)
    propagation: str = "Background"
    creation: str = ""
    brought: list[Operation] = field(default_factory=list)
    first: list[Operation] = field(default_factory=list)

    def expect_tests(self, tests: list[StoredHook]) -> None:
        """Have the release's tests asked about too."""
        if tests:
            self.events.append(Event("test", tests, late=True))

    def pass_through(self, last: Optional[Release] = None) -> None:
        """Return when the API server would take it all, as far as it can be asked. Raises the refusals as one error,
        its facts telling that the release stays as it is: last.

        In check mode a user who may write nothing of it only wants to see it: he is told what he may not.
        """
        try:
            self._judge()
        except HelmError as error:
            if last is not None:
                from . import standing

                standing.put(error, standing.facts(last, self.client, [], []))
            raise

    def _judge(self) -> None:
        brought = [item for event in self.events if not event.late for item in self._known(event)]
        before = excuses.before_all([*self.brought, *self.operations], brought)
        hooks = [self._asked_about(event) for event in self.events]
        answers = self._answers(hooks)
        found = self._of_objects(before, answers)
        found += self._of_services(before)
        refused = len(found)
        written = sum(operation.action not in (UNCHANGED, KEEP) for operation in self.operations)
        if not found:
            found += self._of_quotas()
        against = [error for error in map(answers.get, self.records) if error is not None]
        written += bool(self.records)
        refused += bool(against)
        found += against
        early, ran = excuses.before_all([*self.brought, *self.first], []), list[Item]()
        for event, wanted in zip(self.events, hooks):
            around = excuses.after_all(before, self.operations, ran) if event.late else early
            found += _of_hooks(event, wanted, around, answers)
            ran += self._known(event)
        if not found:
            return
        may_nothing = refused == written > 1 and all(map(_is_of_rights, found))
        if not (self.check and may_nothing):
            raise together(found)
        self.env.warn(
            "no server-side dry run of what this user may not write; it is compared with the live objects instead, "
            "without the server's defaults and webhooks: " + "; ".join(_line(error) for error in found[:_LINES])
        )

    def _answers(self, hooks: list[Asked]) -> Answers:
        """What the API server has against deletions, records and hooks (of each event), None for nothing: all asked
        beside each other, and each once, a hook of several events too."""
        asks: dict[Hashable, Callable[[], Optional[KubeError]]] = {}
        for entry in self.operations:
            if entry.action == DELETE or (entry.action == REPLACE and entry.anew):
                asks[id(entry)] = functools.partial(asking.deletion, self.client, entry, self.propagation)
        for ask in self.records:
            asks[ask] = functools.partial(self._ask_record, ask)
        for hook, item in itertools.chain.from_iterable(hooks):
            asks[id(hook), item.key] = functools.partial(self._ask_hook, hook, item)
        return dict(zip(asks, each(lambda ask: ask(), list(asks.values()), workers=self.client.width())))

    def _of_objects(self, before: excuses.Before, answers: Answers) -> list[HelmError]:
        """What is against writing and deleting objects, in the order of the operations."""
        found: list[HelmError] = []
        from ..base import wording

        for entry in self.operations:
            error = _refusal(entry, before)
            if error is not None:
                words = words_before(entry) or (self.creation if entry.action == CREATE else "")
                found.append(wording.before(error, words) if words else error)
                continue
            refusal = answers.get(id(entry))
            if refusal is not None:
                found.append(refusal)
        return found

    def _of_services(self, before: excuses.Before) -> list[KubeError]:
        """What is against Services that ask for ports and addresses by number."""
        written = [entry for entry in self.operations if entry.item.kind == "Service" and entry.action != UNCHANGED]
        taken = [entry for entry in written if _refusal(entry, before) is None]
        if not taken:
            return []
        from ..plan import claims

        for text in claims.warnings(taken) if self.check else ():
            self.env.warn(text)
        return claims.disputed(taken)

    def _of_quotas(self) -> list[KubeError]:
        """What the quotas have against all new objects together, the record among them, which comes first."""
        new = [entry for entry in self.operations if entry.action == CREATE and not entry.refusal]
        made = [(entry.item, entry.after or {}) for entry in new]
        if self.record is not None:
            made.insert(0, (self.record, {}))
        written = [entry for entry in self.operations if entry.action in (CREATE, UPDATE, REPLACE)]
        own = [entry for entry in written if entry.item.kind == "ResourceQuota"]
        for text in quotas.own(self.client, own, made) if self.check else ():
            self.env.warn(text)
        changed = {(entry.item.namespace, entry.item.name) for entry in own}
        fresh = {item.name for item, _after in made if item.kind == "Namespace"}
        fresh |= {entry.item.name for entry in self.brought if entry.item.kind == "Namespace"}
        made = [entry for entry in made if entry[0].namespace not in fresh]
        return quotas.exceeded(self.client, made, changed, tell=self.check)

    def _ask_record(self, ask: Ask) -> Optional[KubeError]:
        """What is against writing one of the release's records."""
        try:
            ask()
        except KubeError as error:
            return asking.verdict(self.client, error.subject, error)
        return None

    def _asked_about(self, event: Event) -> Asked:
        """The objects of an event's hooks that can be asked about, each with its hook."""
        wanted = []
        served = Served(self.client)
        for hook in event.hooks:
            for body in objects.bodies(hook.manifest, hook.path):
                kind = (str(body["apiVersion"]), str(body["kind"]))
                namespaced = served.scope(*kind)
                if namespaced is not None and not served.is_coming(*kind):
                    wanted.append((hook, objects.bare_item(body, hook.path, namespaced, self.namespace)))
        return wanted

    def hooks_pods(self) -> list[tuple[Item, Callable[[KubeError], HelmError]]]:
        """Return the pods that hooks make by themselves, each with what a refusal of it becomes."""
        return [
            (item, functools.partial(_hook_failed, event, hook))
            for event in self.events
            for hook in event.hooks
            if hook.kind == "Pod"
            for item in self._items(hook)
        ]

    def _ask_hook(self, hook: StoredHook, item: Item) -> Optional[KubeError]:
        replaced = not hook.delete_policies or BEFORE_CREATION in hook.delete_policies
        removed = SUCCEEDED in hook.delete_policies
        return asking.hook_object(self.client, item, server_side=self.server_side, replaced=replaced, removed=removed)

    def _known(self, event: Event) -> list[Item]:
        """The objects of an event's hooks, those of kinds that are not served among them."""
        return [item for hook in event.hooks for item in self._items(hook)]

    def _items(self, hook: StoredHook) -> list[Item]:
        bodies = objects.bodies(hook.manifest, hook.path)
        return [objects.bare_item(body, "", True, self.namespace) for body in bodies]


def refused(operations: list[Operation]) -> list[HelmError]:
    """Return what the API server has against new objects that are only asked about, in their order; not for want of
    what others of them bring."""
    before = excuses.before_all(operations, [])
    found = (_refusal(entry, before) for entry in operations)
    return [error for error in found if error is not None]


def together(found: list[HelmError]) -> HelmError:
    """Return several refusals as one error: the first one's kind, a line each, failed_objects of all."""
    if len(found) == 1:
        return found[0]
    more = [f"and {len(found) - _LINES} more, see failed_objects"] if len(found) > _LINES else []
    error = found[0].restated("\n".join([one.problem for one in found[:_LINES]] + more))
    error.doing, error.subject = "asking the API server about all of it", ""
    told = _by_ground(found)
    more = [f"and {len(told) - _LINES} more grounds, see failed_objects"] if len(told) > _LINES else []
    error.told = "\n".join([f"it refuses {len(found)}:", *told[:_LINES], *more])
    error.hint = "; ".join(list(dict.fromkeys(one.hint for one in found if one.hint))[:_HINTS])
    objects_of = [entry for one in found for entry in one.facts.get("failed_objects") or ()]
    if objects_of:
        error.facts["failed_objects"] = objects_of
    return error


def _by_ground(found: list[HelmError]) -> list[str]:
    """Return a line for each ground: what is refused, and the server's words, which need not name it again."""
    grounds_of: dict[str, list[str]] = {}
    for one in found:
        grounds_of.setdefault(_NAMED.sub("", one.told or one.problem), []).append(one.subject)
    return [": ".join(part for part in (_several(names), words) if part) for words, names in grounds_of.items()]


def _several(names: list[str]) -> str:
    """Return names in a row, the first few where they are many."""
    known = list(dict.fromkeys(name for name in names if name))
    more = [f"{len(known) - _NAMES} more"] if len(known) > _NAMES + 1 else []
    return ", ".join([*(known[:_NAMES] if more else known), *more])


def _refusal(entry: Operation, before: excuses.Before) -> Optional[KubeError]:
    """What the server has against an object when its turn comes."""
    error = entry.refusal if entry.action in (CREATE, UPDATE, REPLACE) else None
    return None if error is None or excuses.is_excused(error, entry.item, before.until(entry)) else error


def _of_hooks(event: Event, wanted: Asked, before: excuses.Before, answers: Answers) -> list[HelmError]:
    """What is against an event's hooks. What earlier ones make is there for later ones."""
    found: list[HelmError] = []
    made: list[Item] = []
    for hook, item in wanted:
        error = answers[id(hook), item.key]
        around = excuses.Before(before.operations, before.hooks + made, before.acts or _runs(made))
        if error is not None and not excuses.is_excused(error, item, around):
            found.append(_hook_failed(event, hook, error))
        made.append(item)
    return found


def _hook_failed(event: Event, hook: StoredHook, error: KubeError) -> HookFailed:
    """The error with which the hook would fail."""
    failed = HookFailed(
        f"{event.problem}warning: Hook {event.name} {hook.path} failed: {error.problem}",
        doing=f"running the {event.name} hooks",
        subject=f"{hook.kind} {hook.name} ({hook.path})",
        hint=error.hint,
    )
    failed.told, failed.facts = error.told, dict(error.facts)
    failed.__cause__ = error
    return failed


def _runs(items: list[Item]) -> bool:
    return any(item.kind in ("Job", "Pod") for item in items)


def _is_of_rights(error: HelmError) -> bool:
    cause = error if isinstance(error, KubeError) else error.__cause__
    return isinstance(cause, KubeError) and bool(grounds.missing_right(cause))


def _line(error: HelmError) -> str:
    return f"{error.subject}: no server-side dry run ({error.problem})" if error.subject else error.problem
