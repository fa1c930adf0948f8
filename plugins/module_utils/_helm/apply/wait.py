# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Waiting by watches: until objects are ready, until hooks are done, until objects are gone; or saying why not.

An outage of the API server ends no wait before its own time. Watches make it quick, looks beside them make it sure: a
proxy may hold events back until it has many, and not everyone may watch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Mapping, NamedTuple, Optional

from ..base import events
from ..base.env import Env
from ..base.errors import Forbidden, KubeError, WaitTimeout
from ..kube import readiness
from ..kube.verdict import FAILED, PROGRESSING, READY, Readiness
from ..plan import terminating
from ..plan.model import Item, Key
from .deletion import uid_of
from .late import Late

if TYPE_CHECKING:
    from ..kube.client import Client
    from ..plan.reads import Reads

# Kinds that are ready as soon as they are there: no request is spent on them.
STATIC = frozenset(
    (
        "ClusterRole",
        "ClusterRoleBinding",
        "ConfigMap",
        "IngressClass",
        "LimitRange",
        "MutatingWebhookConfiguration",
        "NetworkPolicy",
        "PriorityClass",
        "Role",
        "RoleBinding",
        "RuntimeClass",
        "Secret",
        "ServiceAccount",
        "StorageClass",
        "ValidatingWebhookConfiguration",
    )
)

# Seconds of one watch: a connection that died without a word must not cost the whole wait.
_LONGEST_WATCH = 30.0
_UNPROVEN_WATCH = 5.0  # the same as long as no watch has told of a change
_POLL = 2.0  # seconds between looks where watches tell of changes too late, or not at all
_RELATED_RECHECK = 2.0  # seconds: the pods that an object is judged by are not watched, the object is

_LIST = 10.0  # seconds for a list: after that each object is looked at by itself

_LOOKED_AT = 20  # objects that are looked at, and
_EXPLAINED = 3  # explained while another one is followed, where somebody hears it

_MOMENT = 0.01  # seconds: clocks are no exacter

_STATES = {READY: events.READY, PROGRESSING: events.WAITING, FAILED: events.FAILED}  # as they are told

Object = dict[str, Any]
Judge = Callable[[Item, Optional[Object]], Readiness]


class Words(NamedTuple):
    """How a wait is told. helm: what an object is in helm's words. doing: what was waited for, a place for whose
    objects in it. state: what they are not yet."""

    helm: str
    doing: str
    state: str


_READY = Words("not ready", "waiting for {} to get ready", "not ready")
_DONE = Words("not ready", "waiting for {} to end", "not done")
_GONE = Words("still exists", "waiting for {} to go away", "still there")


class Waiter:
    """Waits up to timeout seconds a call. strategy: watcher or legacy, as helm's --wait. whose: the objects, for
    messages ("the objects of release shop/web"). Raises WaitTimeout, KubeError."""

    def __init__(
        self, client: Client, env: Env, timeout: float, strategy: str = readiness.WATCHER, *, whose: str = "the objects"
    ) -> None:
        self._whose = whose
        self._client = client
        self._env = env
        self._timeout = timeout
        self._strategy = strategy
        self._proven = False  # a watch has told of a change
        self._polls = False  # watches cannot be relied on here
        self._made: Mapping[Key, dict[str, Any]] = {}
        self._told: dict[Key, tuple[str, str]] = {}  # what was last told of an object
        self._explained: dict[Key, str] = {}
        self._others: list[Item] = []  # that are looked at after the one that is followed
        self._next_look = self._began = 0.0

    def until_ready(
        self, items: list[Item], *, jobs: bool = False, made: Optional[Mapping[Key, dict[str, Any]]] = None
    ) -> None:
        """Return when every object is ready. jobs: Jobs must have completed. made: the objects as this run wrote or saw
        them, for Jobs that go by themselves."""
        self._made = made or {}
        waited = [item for item in items if item.kind not in STATIC and not _is_paused(item)]
        self._follow_all(waited, lambda item, live: self._ready(item, live, self._strategy, jobs), _READY, listed=True)

    def until_done(self, items: list[Item], made: Optional[Mapping[Key, dict[str, Any]]] = None) -> None:
        """Return when a hook's Jobs have completed and its Pods succeeded; other kinds are done at once, as in Helm.
        made: as for until_ready."""
        self._made = made or {}
        runs = [item for item in items if item.kind in ("Job", "Pod")]
        self._follow_all(runs, lambda item, live: self._ready(item, live, readiness.HOOK, True), _DONE)

    def until_gone(self, items: list[Item], uids: Optional[Mapping[Key, str]] = None) -> None:
        """Return when no object is there any more. uids: those of the objects, by key: another one of the same name
        does not count."""
        known = uids or {}
        self._follow_all(items, lambda item, live: _gone(item, live, known.get(item.key, "")), _GONE)

    def _follow_all(self, items: list[Item], judge: Judge, word: Words, *, listed: bool = False) -> None:
        """Follow the objects one after another up to one deadline: all the others go on meanwhile, and one watch
        is enough. listed: lists show how they are to begin with, where there are many of a kind."""
        self._began = self._env.monotonic()
        deadline = self._began + self._timeout
        self._told, self._explained = {}, {}
        self._next_look = self._began + _POLL
        for item in items:
            self._tell(item, events.WAITING)
        with self._client.transport.until(deadline):
            late, reads = [], self._listed(items) if listed else None
            for index, item in enumerate(items):
                self._others = items[index + 1 :]
                found = self._follow(item, deadline, judge, None if reads is None else reads.listed(item))
                if found.state.state != READY:
                    late.append(found)
        if late:
            expired = self._env.monotonic() >= deadline
            raise self._error(late, word, len(items), expired=expired) from _passing(late)

    def _listed(self, items: list[Item]) -> Reads:
        """The objects as lists have them; one that no list has is looked at by itself."""
        from ..plan.reads import Reads

        return Reads(self._client, items, patience=min(self._timeout, _LIST))

    def _follow(self, item: Item, deadline: float, judge: Judge, seen: Optional[Object]) -> Late:
        """The object and its state when it is ready or failed, or when time is over."""
        try:
            return self._followed(item, deadline, judge, seen)
        except KubeError as error:
            if not error.passing or deadline - self._env.monotonic() > _MOMENT:
                raise
            return Late(item, Readiness(PROGRESSING, f"it could not be looked at: {error.problem}"), None, error)

    def _followed(self, item: Item, deadline: float, judge: Judge, seen: Optional[Object]) -> Late:
        told: Optional[str] = None  # the last version that a watch without any change told of
        while True:
            live = seen or self._read(item)
            if told is not None and told != _version(live):
                self._polls = True
            state = judge(item, live)
            if seen is not None:
                seen = None
                if state.state == FAILED:  # that may have passed by now
                    continue
            self._tell(item, _STATES[state.state], state.message)
            left = deadline - self._env.monotonic()
            if state.state != PROGRESSING or left <= 0:
                return Late(item, state, live)
            longest = _LONGEST_WATCH if self._proven else min(_UNPROVEN_WATCH, _LONGEST_WATCH)
            pause = min(left, longest if state.recheck is None else max(state.recheck, 0.1))
            if self._polls:
                self._env.sleep(min(pause, _POLL))
                self._tell_why(Late(item, state, live), judge)
                continue
            found, told = self._watch(item, pause, judge, live)
            if found is not None:
                return found
            self._tell_why(Late(item, state, live), judge)

    def _watch(
        self, item: Item, seconds: float, judge: Judge, live: Optional[Object]
    ) -> tuple[Optional[Late], Optional[str]]:
        """(The object as soon as a change makes it ready or failed, None when none did in so many seconds; the version
        that was told where it was told of no change, else None). live: it as it was seen before, from where on changes
        are told."""
        since = _version(live)
        try:
            return self._watched(item, seconds, judge, since)
        except KubeError as error:
            if error.status != 410 or not since:
                raise
        return self._watched(item, seconds, judge, "")  # what was then is forgotten: from what there is now

    def _watched(self, item: Item, seconds: float, judge: Judge, since: str) -> tuple[Optional[Late], Optional[str]]:
        watch = self._client.watch(
            item.api_version, item.kind, item.namespace, name=item.name, timeout=seconds, since=since
        )
        events, version = int(bool(since)), since
        try:
            for event, found in watch:
                live = None if event == "DELETED" else found
                events, version = events + 1, _version(live)
                state = judge(item, live)
                self._tell(item, _STATES[state.state], state.message)
                if state.state != PROGRESSING:
                    return Late(item, state, live), None
        except Forbidden:  # whoever may read an object may not always list or watch its kind
            self._polls = True
            return None, None
        finally:
            watch.close()
        self._proven = self._proven or events > 1
        return None, version if events < 2 else None

    def _tell(self, item: Item, state: str, why: str = "") -> None:
        """Tell how an object is, where that is news."""
        if events.is_heard(self._env) and self._told.get(item.key) != (state, why):
            self._told[item.key] = (state, why)
            events.tell(self._env, events.WAIT, state, item.label, why=why, since=self._began)

    def _tell_why(self, followed: Late, judge: Judge) -> None:
        """Tell of the others how they are by now, and of what is not ready why: as far as that can be read."""
        from . import why

        now = self._env.monotonic()
        if not events.is_heard(self._env) or now < self._next_look:
            return
        self._next_look = now + _UNPROVEN_WATCH
        late = [followed]
        try:
            for item in self._others[:_LOOKED_AT]:
                live = self._read(item)
                state = judge(item, live)
                self._tell(item, _STATES[state.state], state.message)
                if state.state != READY:
                    late.append(Late(item, state, live))
        except KubeError:  # who follows them will see it
            return
        for one in late[:_EXPLAINED]:
            text = why.explain(self._client, [one]).lines[0].partition(": ")[2]
            if text and self._explained.get(one.item.key) != text:
                self._explained[one.item.key] = text
                state_told = _STATES[one.state.state]
                events.tell(self._env, events.WAIT, state_told, one.item.label, why=text, since=self._began)

    def _ready(self, item: Item, live: Optional[dict[str, Any]], strategy: str, jobs: bool) -> Readiness:
        if live is None or terminating.is_terminating(live):
            from . import passing_jobs

            ended = passing_jobs.outcome(self._client, item, live, self._made.get(item.key))
            if ended is not None:
                return ended
        if live is None:
            return Readiness(PROGRESSING, "Resource not found", status="NotFound")
        if terminating.is_terminating(live):
            return Readiness(PROGRESSING, terminating.told(live), status="Terminating")
        related = readiness.related_to(live, strategy)
        others: list[dict[str, Any]] = []
        if related is not None:
            api_version, kind, selector = related
            others = self._client.list(api_version, kind, item.namespace, label_selector=selector)
        now = self._env.now_ns() / 1e9
        state = readiness.ready(live, strategy=strategy, jobs=jobs, related=others, now=now)
        if related is not None and state.state == PROGRESSING and state.recheck is None:
            state.recheck = _RELATED_RECHECK
        return state

    def _read(self, item: Item) -> Optional[dict[str, Any]]:
        return self._client.find(item.api_version, item.kind, item.namespace, item.name)

    def _error(self, late: list[Late], word: Words, count: int, *, expired: bool) -> WaitTimeout:
        """The error: Helm's words, and for every object what is known of the reason."""
        from . import why

        problem = [
            f"resource {item.kind}/{item.namespace}/{item.name} {word.helm}. "
            f"status: {state.status}, message: {state.message}"
            for item, state, _live, _cause in late
        ]
        if expired:
            problem.append("context deadline exceeded")
        reasons = why.explain(self._client, late)
        error = WaitTimeout("\n".join(problem), doing=word.doing.format(self._whose), failed_objects=reasons.objects)
        number = f"{len(late)} of {count} objects" if count > 1 else "it"
        verb = "are" if len(late) > 1 else "is"
        limit = f" after {span(self._timeout)}, the timeout" if expired else ", and waiting longer does not help"
        error.told = "\n".join([f"{number} {verb} {word.state}{limit}:", *reasons.lines])
        error.hint = reasons.hint or "see failed_objects for conditions, events, container states and logs"
        return error


def _passing(late: list[Late]) -> Optional[KubeError]:
    """What kept objects from being looked at, None where nothing did or an object has failed beyond doubt."""
    if any(entry.state.state == FAILED for entry in late):
        return None
    return next((entry.cause for entry in late if entry.cause is not None), None)


def _version(live: Optional[dict[str, Any]]) -> str:
    """An object's resourceVersion, "" where there is none."""
    return str(((live or {}).get("metadata") or {}).get("resourceVersion") or "")


def span(seconds: float) -> str:
    """Return a duration as an option has it: 90 seconds are "1m30s"."""
    whole = int(seconds)
    if seconds != whole:
        return f"{seconds:g}s"
    parts = [(whole // 3600, "h"), (whole % 3600 // 60, "m"), (whole % 60, "s")]
    return "".join(f"{number}{unit}" for number, unit in parts if number) or "0s"


def _gone(item: Item, live: Optional[dict[str, Any]], uid: str) -> Readiness:
    """The state of an object that is to go away. uid: "" for whichever has the name."""
    if live is None or (uid and uid_of(live) != uid):
        return Readiness(READY, "Resource not found", status="NotFound")
    if terminating.is_terminating(live):
        return Readiness(PROGRESSING, terminating.told(live), status="Terminating")
    return Readiness(PROGRESSING, f"{item.kind} is not being deleted", status="Current")


def _is_paused(item: Item) -> bool:
    """A paused Deployment never gets ready by itself; helm does not wait for it."""
    return item.kind == "Deployment" and bool((item.body.get("spec") or {}).get("paused"))
