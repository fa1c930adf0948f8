# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A task that is watched: what it waits for is shown while it does (progress.py, loaded when the first wait begins)."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Callable, Optional

from ..base.events import is_heard
from .task import Task

if TYPE_CHECKING:
    from ..base.events import Event
    from .progress import Progress

VARIABLE = "NATIVE_HELM_PROGRESS"  # of the environment
_NO = ("no", "n", "off", "false", "f", "0")  # as Ansible reads a boolean


def begin(task: Task) -> None:
    """Have what happens shown until task.ended(), unless nobody wants to see it or nothing will be waited for."""
    if task.watched and not task.check and task.environ.get(VARIABLE, "").lower() not in _NO:
        watch = _Watch(task)
        task.env.tell, task.ended = watch.hear, watch.end


def join(task: Task, learn: Callable[[], None]) -> None:
    """Have what happens in one of several releases shown with the others', less its own secrets: they are in its
    Env. learn: tells those secrets what is known by now."""
    hear, secrets = task.env.tell, task.env.secrets
    if not is_heard(task.env):
        return

    def masked(event: Event) -> None:
        learn()
        hear(event._replace(why=secrets.text(event.why), text=secrets.text(event.text)))

    task.env.tell = masked


class _Watch:
    """Hears events, from any thread."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._lock = threading.Lock()
        self._progress: Optional[Progress] = None

    def hear(self, event: Event) -> None:
        """Hear an event; what nobody will see is left out."""
        if event.step == "object" and not self._task.verbose:
            return
        with self._lock:
            if self._progress is None:
                from .progress import Progress

                self._progress = Progress(self._task.show, verbose=self._task.verbose)
        self._progress.hear(event)

    def end(self) -> None:
        """Show what is still to be shown."""
        if self._progress is not None:
            self._progress.close()
