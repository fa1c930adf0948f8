# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A few requests at once: the API server and the connection pool are shared, threads only wait."""

from __future__ import annotations

import contextlib
import threading
from concurrent import futures
from typing import Callable, Optional, TypeVar

WORKERS = 4  # more did not make a 125-object release faster on 2 cores, with the API server on them
# Seconds that one thread works alone. A thread more is a connection more, whose handshake takes as long as two to four
# requests, and more processor time: a few requests to a server nearby are over before it helps.
ALONE = 0.02

T = TypeVar("T")
R = TypeVar("R")


def each(function: Callable[[T], R], entries: list[T], *, workers: int = WORKERS) -> list[R]:
    """Return function's results in the order of entries. One thread works on them, and up to workers of them as soon as
    that takes long. workers: for requests Client.width().

    Nothing new is begun after an exception; the first in the order of entries is raised once all that was begun has
    ended.
    """
    if len(entries) < 2:
        return [function(entry) for entry in entries]
    failed, alone_ended = threading.Event(), threading.Event()
    results: dict[int, R] = {}
    errors: dict[int, BaseException] = {}
    rest = iter(range(len(entries)))  # the threads share it

    def work() -> None:
        for number in rest:
            if failed.is_set():
                return
            with contextlib.ExitStack() as noted:
                noted.push(lambda _kind, error, _trace, number=number: note(number, error))
                results[number] = function(entries[number])

    def note(number: int, error: Optional[BaseException]) -> bool:
        if error is not None:
            errors[number] = error
            failed.set()
        return True

    with futures.ThreadPoolExecutor(workers) as pool:
        try:
            begun = [pool.submit(work)]
            begun[0].add_done_callback(lambda _one: alone_ended.set())
            if not alone_ended.wait(ALONE):
                begun += [pool.submit(work) for _more in range(min(workers, len(entries)) - 1)]
            futures.wait(begun)
        finally:
            failed.set()  # whoever stops this thread stops the others too
    if errors:
        raise errors[min(errors)]
    return [results[number] for number in range(len(entries))]
