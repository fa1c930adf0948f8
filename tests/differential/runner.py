# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many cases, a few at once: what differs is shown as it is found, and the last line counts."""

from __future__ import annotations

import concurrent.futures
import multiprocessing
import os
import time
import traceback
from typing import Optional, Sequence

import cases

SLOW = 30.0  # seconds; a case that takes longer is named


def check(case: cases.Case) -> list[str]:
    """How a case differs; a crash of ours is a difference too."""
    began = time.monotonic()
    try:
        return cases.compare(case).differences
    except BaseException:  # what ends one case must not hide the others
        return ["our program ends with", *traceback.format_exc().splitlines()[-12:]]
    finally:
        if time.monotonic() - began > SLOW:
            print(f"slow, {time.monotonic() - began:.0f} s: {case.title}", flush=True)


def run(chosen: Sequence[cases.Case], *, seconds: Optional[float] = None) -> bool:
    """Compare each case, or those whose turn comes within some seconds: none differs. Says which did, and how many."""
    began, passed, failed, left = time.monotonic(), 0, 0, 0
    with concurrent.futures.ProcessPoolExecutor(os.cpu_count(), multiprocessing.get_context("spawn")) as pool:
        waiting = iter(chosen)
        running = {}
        while True:
            late = seconds is not None and time.monotonic() - began > seconds
            while not late and len(running) < 2 * (os.cpu_count() or 1):
                case = next(waiting, None)
                if case is None:
                    break
                running[pool.submit(check, case)] = case
            if not running:
                break
            done, _unused = concurrent.futures.wait(running, return_when=concurrent.futures.FIRST_COMPLETED)
            for future in done:
                case, found = running.pop(future), future.result()
                passed, failed = passed + (not found), failed + bool(found)
                if found:
                    print(f"DIFFERS {case.title}", *found, sep="\n  ", flush=True)
        left = sum(1 for _case in waiting)
    if left:
        print(f"{left} of {len(chosen)} cases were not reached; the next is number {len(chosen) - left}")
    print(f"{passed} passed, {failed} failed", flush=True)
    return not failed
