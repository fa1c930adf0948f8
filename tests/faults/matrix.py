# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every request of an action, or one of them: a fault is done to each in turn, in a case of its own.

NATIVE_HELM_MATRIX=full does them all (make crash, make faults), NATIVE_HELM_REQUESTS=10-20 some of them, and 1-200/5
every fifth; without it a fixed sample is done, which is part of make test.
"""

from __future__ import annotations

import os
import traceback
from typing import Callable, Iterable, Iterator, Sequence

from .proxy import Fault
from .world import ACTIONS, Case, World

Row = tuple[str, str, float]  # action, fault, and the share of the requests before the one that is disturbed


def rows(kinds: Iterable[str], sample: Sequence[Row], actions: Sequence[str] = ACTIONS) -> list[Row]:
    """Return what a test goes through: every fault with every action, or the sample."""
    if os.environ.get("NATIVE_HELM_MATRIX") == "full":
        return [(action, kind, 0.0) for action in actions for kind in kinds]
    return list(sample)


def name(row: Row) -> str:
    """The name of a row among a test's parameters."""
    return f"{row[0]}-{row[1].replace(' ', '_')}"


def numbers(requests: int, share: float) -> Iterator[int]:
    """Yield the numbers of the requests to disturb: all and a few more, for a disturbed run may take more than one that
    is not. With a share, that one, and those before it for a run that makes fewer: how often it looks is chance."""
    if share:
        yield from range(max(1, round(share * requests)), 0, -3)
        return
    some, _slash, step = os.environ.get("NATIVE_HELM_REQUESTS", "").partition("/")
    first, _dash, last = some.partition("-")
    yield from range(int(first or 1), int(last or requests + 5) + 1, int(step or 1))


def disturb(world: World, row: Row, judge: Callable[[Case, Fault], None], *, make: Callable[[str, int], Fault]) -> None:
    """Do a fault to the requests, one a case, and let judge look at each. All failures are told at once."""
    action, kind, share = row
    failures = []
    done = 0
    requests = world.expected(action).requests
    for number in numbers(requests, share):
        case = world.case(action)
        try:
            judge(case, make(kind, number))
        except AssertionError:
            hit = case.disturbed[:1] or ["(no request)"]
            text = traceback.format_exc(limit=-3)
            failures.append(f"{action}, {kind}, request {number} of {requests}: {hit[0]}\n{text}")
        finally:
            case.remove()
        done += bool(case.disturbed)
        if share and done:
            break
        if not share and not case.disturbed and number > requests:
            break
    assert done, f"{action}, {kind}: no request was disturbed"
    assert not failures, f"{len(failures)} of {done} failed\n" + "\n".join(failures)
