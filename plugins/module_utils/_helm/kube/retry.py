# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When a request is repeated: the one policy, as pure decisions over an answer or a failure.

Repeated is only what is safe to send twice, or whose second answer tells what became of the first. A connection that
was never made, a 401 and a 429 were surely not carried out; after a lost reply or a 5xx nobody knows.
"""

from __future__ import annotations

import ssl
from typing import Any, Mapping, Optional

from ..base.errors import KubeError
from ..base.http_library import exceptions as network

RETRY_FOR = 60.0  # seconds that passing failures of one request are put up with, where no task says how many
RETRY_STILL_AWAY_FOR = 5.0  # the same where requests before it have put up with them for that long
# A server that has never answered is more likely a wrong address than a restart.
RETRY_FIRST_CONTACT_FOR = 1.5
FIRST_PAUSE = 0.1
LONGEST_PAUSE = 5.0
_APPLY = "application/apply-patch"
_MERGES = ("application/merge-patch", "application/strategic-merge-patch")
_BUSY = (502, 503, 504)
# The store behind the API server changes its leader, or lost a write on the way: said in a 500's text only.
_STORE = ("etcdserver: ", "raft proposal dropped", "leader changed", "transport is closing")
_REASONS = ("ServerTimeout", "Timeout", "TooManyRequests", "ServiceUnavailable")


class Verdict:
    """again: whether to repeat. pause: the seconds that the server asks for, None for our own choice.

    done: whether the request may have been carried out all the same. passing: whether another time would be better.
    """

    __slots__ = ("again", "done", "passing", "pause")

    def __init__(
        self, again: bool, *, done: bool = False, passing: bool = False, pause: Optional[float] = None
    ) -> None:
        self.again = again
        self.passing = passing or again
        self.done = done
        self.pause = pause


def bounded(wanted: Optional[float]) -> float:
    """Return for how many seconds passing failures of one request are put up with: as many as a task gives a step, and
    long enough for a server that restarts a process."""
    return RETRY_FOR if wanted is None else max(RETRY_STILL_AWAY_FOR, wanted)


def after_failure(failure: Exception, repeatable: bool) -> Verdict:
    """Return what to do after a failure of the network."""
    untrusted = is_untrusted(failure)
    early = (network.ProxyError, network.NewConnectionError, network.ConnectTimeoutError)
    sent = not (untrusted or isinstance(failure, early))
    passing = isinstance(failure, (*early, network.TimeoutError, network.ProtocolError, network.SSLError))
    passing = passing and not untrusted
    return Verdict(passing and (repeatable or not sent), done=sent, passing=passing)


def after_answer(error: KubeError, header: str, repeatable: bool) -> Verdict:
    """Return what to do after an answer of status 400 or more. header: its Retry-After."""
    asked = retry_after(header, error.details)
    if not _says_later(error, asked):
        return Verdict(False)
    done = error.status >= 500
    return Verdict(repeatable or not done, done=done, passing=True, pause=asked)


def repeatable(method: str, content_type: str, body: Any) -> bool:
    """Return whether a request may be sent again although the first may have been carried out.

    A creation under a given name is: the second is refused with AlreadyExists, never done twice; the caller is told
    that a reply was lost. A generated name is not, nor is a JSON patch.
    """
    if method == "POST":
        metadata = body.get("metadata") or {} if isinstance(body, Mapping) else {}
        return bool(metadata.get("name")) or _only_asks(body)
    if method == "PATCH":
        return content_type.startswith((_APPLY, *_MERGES))
    return True


def pause_after(attempt: int, jitter: int) -> float:
    """Return the seconds to wait before attempt + 1; jitter is a random byte, so that clients do not march in step."""
    pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** (attempt - 1))
    return float(pause * (0.75 + jitter / 512))


def retry_after(header: str, details: Mapping[str, Any]) -> Optional[float]:
    """Return the seconds that the server asks to wait, None where it does not."""
    if header.strip().isdigit():
        return float(header)
    seconds = details.get("retryAfterSeconds")
    return float(seconds) if isinstance(seconds, int) and seconds > 0 else None


def is_untrusted(failure: BaseException) -> bool:
    """Return whether the server's certificate was refused: trying again does not help."""
    seen: Optional[BaseException] = failure
    while seen is not None:
        if isinstance(seen, ssl.SSLCertVerificationError) or type(seen).__name__ == "CertificateError":  # urllib3's own
            return True
        inner = seen.args[0] if seen.args and isinstance(seen.args[0], BaseException) else None
        seen = inner or seen.__cause__ or seen.__context__
    return False


def _only_asks(body: Any) -> bool:
    """SelfSubjectAccessReview and the like: an answer is computed, nothing is stored."""
    return isinstance(body, Mapping) and str(body.get("kind", "")).endswith("Review")


def _says_later(error: KubeError, asked: Optional[float]) -> bool:
    if error.status == 429 or error.status in _BUSY or error.reason in _REASONS:
        return True
    return error.status >= 500 and (asked is not None or any(part in error.problem for part in _STORE))
