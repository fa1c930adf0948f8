# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What each kind of fault does to a request: the proxy's handler is told."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import time
from typing import TYPE_CHECKING, Any, Callable

if TYPE_CHECKING:
    from .proxy import Proxy, Seen


def _kill(proxy: Proxy) -> None:
    os.kill(proxy.victim, signal.SIGKILL)


def _kill_before(handler: Any, proxy: Proxy, seen: Seen) -> None:
    _kill(proxy)
    handler.reset()


def _kill_after(handler: Any, proxy: Proxy, seen: Seen) -> None:
    found = handler.forward(seen)
    if found.length is not None:
        found.read()
    _kill(proxy)
    handler.reset()


def _terminate(handler: Any, proxy: Proxy, seen: Seen) -> None:
    os.kill(proxy.victim, signal.SIGTERM)
    handler.pass_on(handler.forward(seen))


def _alarm(handler: Any, proxy: Proxy, seen: Seen) -> None:
    """Ansible's task keyword timeout, while the request is on its way: its answer comes after that."""
    found = handler.forward(seen)
    os.kill(proxy.victim, signal.SIGALRM)
    handler.pass_on(found)


def _lost_reply(handler: Any, proxy: Proxy, seen: Seen) -> None:
    found = handler.forward(seen)
    if found.length is not None:
        found.read()
    handler.reset()


def _gateway_timeout_after(handler: Any, proxy: Proxy, seen: Seen) -> None:
    found = handler.forward(seen)
    if found.length is not None:
        found.read()
    else:
        handler.upstream = None
    handler.refuse(504, "Timeout", "request did not complete within the allotted timeout")


def _repeated(handler: Any, proxy: Proxy, seen: Seen) -> None:
    """A proxy that sends a request again although it was carried out, and passes the second answer on."""
    found = handler.forward(seen)
    if not seen.is_watch:  # which has no end
        found.read()
        found = handler.forward(seen)
    handler.pass_on(found)


def _repeated_and_lost(handler: Any, proxy: Proxy, seen: Seen) -> None:
    """The same, and neither answer comes: what the client sends again is the third."""
    for _time in range(2):
        found = handler.forward(seen)
        if seen.is_watch:  # which has no end
            handler.upstream = None
            break
        found.read()
    handler.reset()


def _slow_body(handler: Any, proxy: Proxy, seen: Seen) -> None:
    """Half of the answer, and then nothing for as long as the client waits."""
    found = handler.forward(seen)
    if found.length is None:
        handler.head(found, None)
    else:
        data = found.read()
        handler.head(found, len(data))
        handler.wfile.write(data[: len(data) // 2])
    handler.wfile.flush()
    handler.connection.settimeout(30)
    with contextlib.suppress(OSError):
        handler.connection.recv(1)  # until the client gives up
    handler.close_connection = True


def _broken_watch(handler: Any, proxy: Proxy, seen: Seen) -> None:
    handler.pass_on(handler.forward(seen), pieces=1 if seen.is_watch else 0)


def _held_back(handler: Any, proxy: Proxy, seen: Seen) -> None:
    """A stream's pieces only once there are 64 KiB of them, or it ends: a proxy that does not know what a watch is."""
    found = handler.forward(seen)
    if found.length is not None:
        handler.pass_on(found)
        return
    data = b""
    while True:
        piece = found.read1(65536)
        data += piece
        if not piece or len(data) >= 65536:
            break
    handler.head(found, len(data))
    handler.wfile.write(data)


def _delayed(handler: Any, proxy: Proxy, seen: Seen) -> None:
    """A proxy far away."""
    time.sleep(0.1)
    handler.pass_on(handler.forward(seen))


def _gone(handler: Any, proxy: Proxy, seen: Seen) -> None:
    handler.refuse(410, "Expired", "The resourceVersion for the provided watch is too old.")


def _gone_event(handler: Any, proxy: Proxy, seen: Seen) -> None:
    status = {"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "Expired", "code": 410}
    data = json.dumps({"type": "ERROR", "object": {**status, "message": "too old resource version"}}).encode() + b"\n"
    handler.send_response_only(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(data)))
    handler.end_headers()
    handler.wfile.write(data)


def _refusal(status: int, reason: str, message: str, **headers: str) -> Callable[[Any, Proxy, Seen], None]:
    return lambda handler, proxy, seen: handler.refuse(status, reason, message, **headers)


_CHANGED = (
    "Operation cannot be fulfilled: the object has been modified; please apply your changes to the latest version"
)

# What each fault does to a request. Those of a killed client come first, those of a watch last.
FAULTS: dict[str, Callable[[Any, Proxy, Seen], None]] = {
    "kill before": _kill_before,
    "kill after": _kill_after,
    "terminate": _terminate,
    "alarm": _alarm,
    "lost reply": _lost_reply,
    "reset": lambda handler, proxy, seen: handler.reset(),
    "429": _refusal(429, "TooManyRequests", "too many requests, please try again later", Retry_After="1"),
    "500": _refusal(500, "InternalError", "Internal error occurred: injected"),
    "500 store": _refusal(500, "InternalError", "etcdserver: leader changed"),
    "503": _refusal(503, "ServiceUnavailable", "the server is currently unable to handle the request"),
    "504": _refusal(504, "Timeout", "the server was unable to return a response in the time allotted"),
    "504 after": _gateway_timeout_after,
    "409": _refusal(409, "Conflict", _CHANGED),
    "401": _refusal(401, "Unauthorized", "Unauthorized"),
    "repeated": _repeated,
    "repeated and lost": _repeated_and_lost,
    "slow body": _slow_body,
    "broken watch": _broken_watch,
    "held back": _held_back,
    "delayed": _delayed,
    "410": _gone,
    "410 event": _gone_event,
}
