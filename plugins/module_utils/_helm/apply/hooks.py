# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One event's hooks, as Helm runs them: by weight and name, one after another, each waited for, phases kept in the
record."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Callable

from ..base import events
from ..base.env import Env
from ..base.errors import HelmError, HookFailed, KubeError, WaitTimeout
from ..golang.calendar import rfc3339
from ..plan import objects
from ..plan.model import Item, Key
from ..release.keeper import ReleaseLost
from ..release.model import HookRun, StoredHook
from . import deletion
from .wait import Waiter
from .writes import apply_item, create_item

if TYPE_CHECKING:
    from ..kube.client import Client

BEFORE_CREATION = "before-hook-creation"
SUCCEEDED = "hook-succeeded"
FAILED = "hook-failed"

LOG_LINES = 50
_TOLD_LINES = 5  # of a failed hook's log, in the message
_LONGEST = 200  # characters of such a line


@dataclass
class HookRunner:
    """Runs the hooks of a release, event by event.

    hooks: those of the record; their last runs are changed in place. store: called when the record is to be stored with
    them. scope: (api_version, kind) -> namespaced or None. server_side: hooks are made by server-side apply. with_logs:
    logs are read whatever the hooks' policies say. ran: an entry a run, as results have them. made: the server's answer
    for each object that was made here; said: what the hook says of it.
    """

    client: Client
    env: Env
    namespace: str
    hooks: list[StoredHook]
    store: Callable[[], None]
    scope: objects.Scope
    timeout: float = 300.0
    with_logs: bool = False
    server_side: bool = True
    ran: list[dict[str, Any]] = field(default_factory=list)
    made: dict[Key, dict[str, Any]] = field(default_factory=dict)
    said: dict[Key, dict[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._waiter = Waiter(self.client, self.env, self.timeout)

    def run(self, event: str) -> int:
        """Return how many hooks the event had, all of which succeeded. Raises HookFailed with the logs of the one
        that did not."""
        wanted = for_event(self.hooks, event)
        for index, hook in enumerate(wanted):
            hook.delete_policies = hook.delete_policies or [BEFORE_CREATION]
            self._delete_by_policy(hook, BEFORE_CREATION)
            try:
                self._run_one(hook, event)
            except ReleaseLost:  # the hooks belong to another run now
                raise
            except HelmError:
                self._delete_after_failure(hook, wanted[:index])
                raise
        for hook in reversed(wanted):
            self._note_logs(hook, SUCCEEDED)
            self._delete_by_policy(hook, SUCCEEDED)
        return len(wanted)

    def _run_one(self, hook: StoredHook, event: str) -> None:
        items = self._items(hook, event)
        hook.last_run = HookRun(started_at=rfc3339(self.env.now_ns()), phase="Running")
        self.store()
        hook.last_run.phase = "Unknown"
        events.tell(self.env, events.HOOK, events.STARTED, _label(hook, event))
        try:
            for item in items:
                made = (apply_item if self.server_side else create_item)(self.client, self.env, item, item.body)
                self.made[item.key], self.said[item.key] = made, item.body
        except KubeError as error:
            self._ended(hook, event, "Failed", "")
            failure = _failed(hook, f"warning: Hook {event} {hook.path} failed: {error.problem}", event)
            failure.told, failure.hint = error.told, error.hint
            raise failure from error
        try:
            self._waiter.until_done(items, self.made)
        except (WaitTimeout, KubeError) as error:
            logs = self._logs(items)
            self._ended(hook, event, "Failed", logs)
            if FAILED in hook.output_log_policies:
                events.tell(self.env, events.LOG, FAILED, f"{hook.kind} {hook.name}", text=logs)
            failure = _failed(hook, error.problem, event, logs)
            failure.told, failure.hint = _told(error.told, logs), error.hint
            failure.facts["failed_objects"] = error.facts.get("failed_objects") or getattr(error, "failed_objects", [])
            raise failure from error
        self._ended(hook, event, "Succeeded", "")

    def _ended(self, hook: StoredHook, event: str, phase: str, logs: str) -> None:
        hook.last_run.completed_at = rfc3339(self.env.now_ns())
        hook.last_run.phase = phase
        events.tell(self.env, events.HOOK, phase.lower(), _label(hook, event), text=logs)
        self.ran.append(
            {
                "name": hook.name,
                "kind": hook.kind,
                "event": event,
                "phase": phase,
                "started_at": hook.last_run.started_at,
                "completed_at": hook.last_run.completed_at,
                "logs": logs,
            }
        )

    def _delete_after_failure(self, hook: StoredHook, succeeded: list[StoredHook]) -> None:
        """What the policies of the failed hook and of those before it say; another failure here must not hide the
        first."""
        try:
            self._delete_by_policy(hook, FAILED)
            for earlier in succeeded:
                if self.with_logs:
                    self._note_logs(earlier, SUCCEEDED)
                self._delete_by_policy(earlier, SUCCEEDED)
        except HelmError as error:
            self.env.warn(f"deleting the hooks after the failure of {hook.path} failed: {error}")

    def _delete_by_policy(self, hook: StoredHook, policy: str) -> None:
        """Delete the hook's objects and wait until they are gone. CRDs never: that would take every custom
        resource along."""
        if hook.kind == "CustomResourceDefinition" or policy not in hook.delete_policies:
            return
        items = self._items(hook, "deletion of the")
        uids = {item.key: self._delete(item, own=policy != BEFORE_CREATION) for item in items}
        self._waiter.until_gone([item for item in items if uids[item.key]], uids)

    def _delete(self, item: Item, *, own: bool) -> str:
        """The uid of the hook's object that is being deleted, "" for none. own: that of this run, if it made one:
        another one in its place is not its to delete. Else whatever has the name, as in helm."""
        made = self.made.get(item.key) if own else None
        problem = "another object has taken the place of the one that this run made" if made else ""
        deleted = deletion.delete(self.client, item, made, objection=lambda _live: problem)
        if deleted.kept:
            self.env.warn(f"hook {item.kind} {item.namespace}/{item.name}: not deleted: {deleted.kept}")
        return "" if deleted.gone else deleted.uid

    def _note_logs(self, hook: StoredHook, policy: str) -> None:
        """Put the logs of a hook that succeeded into its entry, where its output-log-policy asks for them."""
        if not self.with_logs and policy not in hook.output_log_policies:
            return
        logs = self._logs(self._items(hook, "logs of the"))
        events.tell(self.env, events.LOG, policy, f"{hook.kind} {hook.name}", text=logs)
        for entry in self.ran:
            if (
                entry["name"] == hook.name
                and entry["kind"] == hook.kind
                and entry["started_at"] == hook.last_run.started_at
            ):
                entry["logs"] = logs

    def _logs(self, items: list[Item]) -> str:
        """The last lines of the hook's containers, "" where there are none. That they cannot be read fails nothing, as
        in helm: a hook's outcome does not depend on who may read logs."""
        from ..kube import logs

        found = []
        for item in items:
            if item.kind in ("Job", "Pod"):
                try:
                    found.append(logs.last_lines(self.client, item.kind, item.namespace, item.name, lines=LOG_LINES))
                except KubeError as error:
                    self.env.warn(f"the logs of {item.kind} {item.namespace}/{item.name} cannot be read: {error}")
        return "\n".join(text for text in found if text)

    def _items(self, hook: StoredHook, event: str) -> list[Item]:
        items = []
        for body in objects.bodies(hook.manifest, hook.path):
            namespaced = self.scope(str(body["apiVersion"]), str(body["kind"]))
            if namespaced is None:
                raise _failed(
                    hook,
                    f"unable to build kubernetes object for {event} hook {hook.path}: no matches for kind "
                    f'"{body["kind"]}" in version "{body["apiVersion"]}"',
                    event,
                )
            items.append(objects.bare_item(body, hook.path, namespaced, self.namespace))
        return items


def for_event(hooks: list[StoredHook], event: str) -> list[StoredHook]:
    """Return the hooks of an event in the order in which they run: weight, then name (Go: action/hooks.go,
    hookByWeight)."""
    return sorted((hook for hook in hooks if event in hook.events), key=lambda hook: (hook.weight, hook.name))


def _label(hook: StoredHook, event: str) -> str:
    """How events name a hook."""
    return f"{event} hook {hook.kind} {hook.name}"


def _told(text: str, logs: str) -> str:
    """What is told of a hook that failed, with the last lines of its log."""
    lines = [line for line in logs.rstrip().split("\n") if line.strip()][-_TOLD_LINES:]
    return "\n".join([text, "its log ended:", *(f"  {line[:_LONGEST]}" for line in lines)]) if text and lines else text


def _failed(hook: StoredHook, problem: str, event: str, logs: str = "") -> HookFailed:
    return HookFailed(
        problem, doing=f"running the {event} hooks", subject=f"{hook.kind} {hook.name} ({hook.path})", logs=logs
    )
