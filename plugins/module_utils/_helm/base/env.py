# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that a render or an action takes from the outside world: clock, randomness, network, messages."""

from __future__ import annotations

import contextlib
import os
import time
from typing import Any, Callable, ContextManager, Mapping, Optional

from .secrets import Secrets

NOWHERE = "/nonexistent"  # the home of users without one, by Debian's convention: it is never there


class Env:
    """The outside world as seen by the core; tests hand in one with a fake clock and fixed randomness.

    now_ns: wall clock, nanoseconds since 1970 UTC. monotonic: seconds. sleep: seconds. random_bytes: n -> n bytes.
    resolve_host: a host name -> its address, "" by default, as Helm without --enable-dns. load_schema: an address ->
    what is there, None where schemas may refer to nothing elsewhere. warn, debug: one line each, never with a secret in
    it. hold_stop: while its context lasts, a stop of the run waits. secrets: what is secret, as
    far as is known by now. tell: hears each events.Event, from any thread. release: NAMESPACE/NAME of the one
    that is worked on, "" for none. Where several threads work (desk.py): at_desk calls a function in the main
    thread, where rendering belongs; safe_point raises Stopped where the run is to stop; on_stop(wake): while its
    context lasts, a stop calls wake; unstopped: the same Env for what has to go on in a stop, None for this one.
    foreseen: in check mode, what earlier tasks of the play would have made: {repositories: path of helm's file -> name
    -> entry in it, None for one that is gone; objects: API server -> bodies}.
    """

    __slots__ = (
        "at_desk",
        "debug",
        "foreseen",
        "hold_stop",
        "load_schema",
        "monotonic",
        "now_ns",
        "on_stop",
        "random_bytes",
        "release",
        "resolve_host",
        "safe_point",
        "secrets",
        "sleep",
        "tell",
        "unstopped",
        "warn",
    )

    def __init__(self) -> None:
        self.now_ns: Callable[[], int] = time.time_ns
        self.monotonic: Callable[[], float] = time.monotonic
        self.sleep: Callable[[float], None] = time.sleep
        self.random_bytes: Callable[[int], bytes] = os.urandom
        self.resolve_host: Callable[[str], str] = _no_network
        self.load_schema: Optional[Callable[[str], bytes]] = None
        self.warn: Callable[[str], None] = ignored
        self.debug: Callable[[str], None] = ignored
        self.secrets = Secrets()
        self.hold_stop: Callable[[], ContextManager[None]] = contextlib.nullcontext
        self.tell: Callable[[Any], None] = ignored
        self.release = ""
        self.at_desk: Callable[[Callable[[], Any]], Any] = _directly
        self.safe_point: Callable[[], None] = _nowhere
        self.on_stop: Callable[[Callable[[], None]], ContextManager[None]] = _unwoken
        self.unstopped: Optional[Env] = None
        self.foreseen: Mapping[str, Any] = {}


def _directly(function: Callable[[], Any]) -> Any:
    """Call function where there is but one thread."""
    return function()


def _nowhere() -> None:
    """Stop nowhere: a signal does, where it comes."""


def _unwoken(_wake: Callable[[], None]) -> ContextManager[None]:
    """Wake nobody: where a signal raises what stops the run."""
    return contextlib.nullcontext()


def ignored(_told: object) -> None:
    """Where nobody listens."""


def _no_network(_host: str) -> str:
    """Return "": templates do not resolve names unless the task's author allows it (CVE-2023-25165)."""
    return ""


def home_of(environ: Mapping[str, str]) -> str:
    """Return the user's home folder. Where there is none (no HOME, and a container's user of whom nothing is known)
    NOWHERE: "~" would be a folder of that name wherever the task happens to run."""
    home = environ.get("HOME") or os.path.expanduser("~")
    return home if os.path.isabs(home) else NOWHERE
