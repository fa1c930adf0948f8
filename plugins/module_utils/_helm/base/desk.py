# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Several works at once in one process: worker threads do input and output, the main thread renders and takes signals.

    with Desk(task_env) as desk:
        for name in names:
            env = desk.env(release=name)
            desk.begin(functools.partial(install, name, env), functools.partial(ended, name))
        desk.serve()  # until no worker is left; ended(name, future) is called here, and may begin more

What belongs to the main thread goes there by env.at_desk(function): it returns what function returned, and raises what
it raised. Where one thread is all there is, Env.at_desk calls the function directly.

A stop comes to the main thread, as a signal or as the alarm of a task's timeout does. The desk passes it on: to each
worker it is raised as Stopped, once, where it does no harm: before a request is sent, while a wait sleeps or watches,
and at the end of env.hold_stop(). So each closes its record as a task does that is stopped by itself. When all have
ended, what stopped the main thread goes on its way. desk.stopping says that nothing new is to be begun; desk.stop()
begins a stop by hand, which is not raised in the main thread.
"""

from __future__ import annotations

import contextlib
import copy
import threading
import time
from collections import deque
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, Callable, Iterator, Optional, TypeVar

from .env import Env
from .errors import Stopped

if TYPE_CHECKING:
    from types import TracebackType

T = TypeVar("T")

_HEARD_WITHIN = 0.5  # seconds: a signal that comes just before a wait begins does not end it


class Desk:
    """Belongs to the thread that makes it, the main one. Its context is left when no worker is left, whatever the
    reason. env: the task's. stopping: why the workers are stopped, "" while they are not."""

    def __init__(self, env: Env) -> None:
        self.stopping = ""
        self.stopped = threading.Event()
        self._env = env
        self._main = threading.get_ident()
        self._jobs: deque[_Job] = deque()
        self._asked: SimpleQueue[None] = SimpleQueue()  # an Event's lock may stay locked where a signal comes
        self._workers = 0  # begun, and not yet told as ended: the main thread's
        self._wakes: list[Callable[[], None]] = []
        self._lock = threading.Lock()

    def __enter__(self) -> Desk:
        return self

    def __exit__(
        self, _kind: Optional[type[BaseException]], error: Optional[BaseException], _trace: Optional[TracebackType]
    ) -> None:
        if error is not None:  # what stops the main thread stops all workers
            self.stop(error.problem if isinstance(error, Stopped) else f"interrupted ({type(error).__name__})")
        with contextlib.ExitStack() as whatever_comes:
            whatever_comes.push(self.__exit__ if self._workers else lambda *_error: None)
            self.serve()

    def env(self, *, release: str = "") -> Env:
        """Return an Env like the task's for one worker. Its secrets are the task's, and whoever hears what it tells and
        warns of hears that from workers: a listener has to be ready for several threads."""
        own = copy.copy(self._env)
        own.unstopped = self._env
        own.release = release or self._env.release
        worker = _Worker(self, self._env)
        own.at_desk, own.safe_point, own.sleep = worker.at_desk, worker.safe_point, worker.sleep
        own.hold_stop, own.on_stop = worker.held, self.on_stop
        return own

    def begin(self, work: Callable[[], T], then: Callable[[Future[T]], None]) -> None:
        """Have work done by a thread of its own. What came of it is given to then, by the main thread in serve(). To be
        called by the main thread."""
        with self._env.hold_stop():  # a signal in the middle of it would leave the thread waiting to begin
            self._workers += 1
            threading.Thread(target=self._work, args=(work, then), daemon=True).start()

    def serve(self) -> None:
        """Do what workers ask for until none is left. Raises what stops this thread, and what a then raised: the end of
        the desk's context waits for the workers all the same."""
        while self._workers:
            if self._jobs:
                self._do(self._jobs[0])
                self._jobs.popleft()
            else:
                with contextlib.suppress(Empty):
                    self._asked.get(timeout=_HEARD_WITHIN)

    def call(self, function: Callable[[], T]) -> T:
        """Return what function returns when the main thread calls it, or raise what it raises then. From any thread."""
        if threading.get_ident() == self._main:
            return function()
        found: T = self._ask(function).result()
        return found

    def stop(self, why: str) -> None:
        """Have every worker stop at its next safe point. From any thread; the first reason counts."""
        with self._lock:
            self.stopping = self.stopping or why
            wakes = list(self._wakes)
        self.stopped.set()
        for wake in wakes:
            wake()

    @contextlib.contextmanager
    def on_stop(self, wake: Callable[[], None]) -> Iterator[None]:
        """While its context lasts, a stop calls wake, in whichever thread it comes from."""
        with self._lock:
            self._wakes.append(wake)
        try:
            yield
        finally:
            with self._lock:
                self._wakes.remove(wake)

    def _ask(self, function: Callable[[], Any], *, whole: bool = False) -> Future[Any]:
        job = _Job(function, whole)
        self._jobs.append(job)
        self._asked.put(None)
        return job.answer

    def _work(self, work: Callable[[], Any], then: Callable[[Future[Any]], None]) -> None:
        """What a worker's thread does."""
        done: Future[Any] = Future()
        with _Outcome(done, lambda _error: True):
            done.set_result(work())

        def ended() -> None:
            self._workers -= 1
            then(done)

        self._ask(ended, whole=True)

    def _do(self, job: _Job) -> None:
        """Do a worker's job. A signal leaves one that it interrupts unanswered; it is answered at the next try."""
        if job.whole:
            with self._env.hold_stop():
                if not job.answer.done():
                    job.answer.set_result(None)
                    job.function()
        elif job.begun and not job.answer.done():
            job.answer.set_exception(Stopped(self.stopping))
        elif not job.begun:
            job.begun = True
            with _Outcome(job.answer, lambda error: isinstance(error, Exception) or bool(self.stopping)):
                found = job.function()
                with self._env.hold_stop():  # a signal in the middle of it would leave the worker waiting
                    job.answer.set_result(found)


class _Job:
    """What the main thread is asked to do. whole: not to be interrupted."""

    __slots__ = ("answer", "begun", "function", "whole")

    def __init__(self, function: Callable[[], Any], whole: bool) -> None:
        self.function = function
        self.answer: Future[Any] = Future()
        self.begun = False
        self.whole = whole


class _Outcome:
    """What is raised inside becomes the answer's exception, where it is one for it."""

    def __init__(self, answer: Future[Any], takes: Callable[[BaseException], bool]) -> None:
        self._answer = answer
        self._takes = takes

    def __enter__(self) -> None:
        """Nothing is to be done."""

    def __exit__(self, _kind: Any, error: Optional[BaseException], _trace: Any) -> bool:
        if error is None or self._answer.done() or not self._takes(error):
            return False
        self._answer.set_exception(error)
        return True


class _Worker:
    """How a stop comes to one worker: once, in whichever of its threads is at a safe point first."""

    def __init__(self, desk: Desk, env: Env) -> None:
        self._desk = desk
        self._env = env
        self._lock = threading.Lock()
        self._holds = 0
        self._told = False

    def at_desk(self, function: Callable[[], T]) -> T:
        """Return what function returns in the main thread."""
        self.safe_point()
        try:
            return self._desk.call(function)
        except Stopped:
            self._told = True
            raise

    def safe_point(self) -> None:
        """Raise Stopped where the desk stops, unless it was raised before or something holds it off."""
        if not self._desk.stopping:
            return
        with self._lock:
            if self._told or self._holds:
                return
            self._told = True
        raise Stopped(self._desk.stopping)

    def sleep(self, seconds: float) -> None:
        """Sleep, until a stop comes that may be raised here."""
        self.safe_point()
        if self._desk.stopping or self._env.sleep is not time.sleep:
            self._env.sleep(seconds)
            return
        end = self._env.monotonic() + seconds
        if self._desk.stopped.wait(seconds):
            self.safe_point()
            self._env.sleep(max(0.0, end - self._env.monotonic()))

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Put a stop off until the outermost of these contexts is left, whatever way."""
        with self._lock:
            self._holds += 1
        try:
            yield
        finally:
            with self._lock:
                self._holds -= 1
            self.safe_point()
