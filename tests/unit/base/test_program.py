# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Other people's programs: real ones, which hang, print without end, leave others behind, and are stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base import program
from ansible_collections.native.helm.plugins.module_utils._helm.base.env import Env
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import Stopped
from ansible_collections.native.helm.plugins.module_utils._helm.entry.signals import stoppable

LONG = 120.0


def python(body: str) -> list[str]:
    return [sys.executable, "-I", "-S", "-c", f"import os, signal, sys, time\n{body}"]


def is_there(pid: int) -> bool:
    """Whether a process lives; one that ended and was not waited for does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def until_gone(pid: int) -> bool:
    deadline = time.monotonic() + 120
    while is_there(pid):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def test_what_it_is_given_and_what_it_prints() -> None:
    body = "sys.stdout.write(sys.stdin.read()[::-1])\nsys.stderr.write(os.environ['A'])\nsys.exit(3)"
    text = "x" * 300_000 + "y"
    assert program.run(python(body), given=text.encode(), limit=LONG, environ={"A": "b"}) == (
        3,
        text[::-1].encode(),
        b"b",
    )


def test_one_that_reads_nothing_is_no_failure() -> None:
    assert program.run(python("print('done')"), given=b"x" * 1_000_000, limit=LONG).out == b"done\n"


def test_one_that_is_not_there() -> None:
    with pytest.raises(FileNotFoundError):
        program.run(["/nowhere/at-all"], limit=LONG)


def test_one_that_hangs_is_ended_with_what_it_started(tmp_path: Path) -> None:
    note = tmp_path / "pids"
    body = (
        "child = os.fork()\n"
        "if child:\n"
        f"    with open({str(note)!r}, 'w') as note: note.write(f'{{os.getpid()}} {{child}}')\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "time.sleep(600)"
    )
    for limit in (2.0, 20.0, 120.0):  # longer where it could not even begin in that time
        with pytest.raises(program.TooSlow):
            program.run(python(body), limit=limit)
        if note.exists() and len(note.read_text().split()) == 2:
            break
    pids = [int(pid) for pid in note.read_text().split()]
    assert len(pids) == 2 and all(map(until_gone, pids))


def test_one_that_prints_without_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "MOST", 1_000_000)
    with pytest.raises(program.TooMuch):
        program.run(python("while True: os.write(1, b'x' * 65536)"), limit=LONG)


def test_one_that_ended_is_not_waited_for_because_another_holds_its_pipes() -> None:
    body = "print(os.getpid(), flush=True)\nif not os.fork(): time.sleep(600)"
    begun = time.monotonic()
    ran = program.run(python(body), limit=LONG)
    os.killpg(int(ran.out), signal.SIGKILL)
    assert ran.code == 0 and time.monotonic() - begun < 300


def test_it_has_no_terminal_to_ask_at() -> None:
    body = "try:\n    open('/dev/tty')\nexcept OSError as error:\n    print(error.errno)"
    assert program.run(python(body), limit=LONG).out.strip().isdigit()


SHOW = "print([signal.getsignal(n) == signal.SIG_IGN for n in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)])"


def test_after_a_stop_it_ignores_no_signal() -> None:
    found = b""
    # A shell's background job is begun with some of them ignored: that is none of the run's doing.
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
    with pytest.raises(Stopped), stoppable(Env()):
        try:
            os.kill(os.getpid(), signal.SIGTERM)
        finally:
            os.kill(os.getpid(), signal.SIGHUP)  # does nothing any more
            found = program.run(python(SHOW), limit=LONG).out
    assert found == b"[False, False, False]\n"


def test_a_stop_ends_it() -> None:
    with pytest.raises(Stopped), stoppable(Env()):
        program.run(python(f"os.kill({os.getpid()}, signal.SIGTERM)\ntime.sleep(600)"), limit=LONG)
    listed = ["ps", "-o", "args=", "--ppid", str(os.getpid())]
    left = subprocess.run(listed, capture_output=True, text=True, check=True)
    assert "time.sleep(600)" not in left.stdout
