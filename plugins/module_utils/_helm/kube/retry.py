# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When a request is repeated: the one policy, as pure decisions over an answer or a failure.

Repeated is only what is safe to send twice, or whose second answer tells what became of the first. A connection that was never
made, a 401 and a 429 were surely not carried out; after a lost reply or a 5xx nobody knows.
"""

from __future__ import annotations

import ssl
from typing import Any, Mapping, Optional

from urllib3 import exceptions as failures

FIRST_PAUSE = 0.1
LONGEST_PAUSE = 5.0
_APPLY = "application/apply-patch"
_MERGES = ("application/merge-patch", "application/strategic-merge-patch")
_BUSY = (502, 503, 504)
# The store behind the API server changes its leader, or lost a write on the way: said in a 500's text only.
_STORE = (
    "etcdserver: ",
    "raft proposal dropped",
    "leader changed",
    "transport is closing",
    "error reading from server",
)
_RETRY_REASONS = ("ServerTimeout", "Timeout", "TooManyRequests", "ServiceUnavailable")


def repeatable(method: str, content_type: str, body: Any) -> bool:
    """Return whether a request may be sent again although the first may have been carried out.

    A creation under a given name is: the second is refused with AlreadyExists, never done twice; the caller is told that
    a reply was lost. A generated name is not, nor is a JSON patch.
    """
    if method == "POST":
        metadata = body.get("metadata") or {} if isinstance(body, Mapping) else {}
        return bool(metadata.get("name")) or _only_asks(body)
    if method == "PATCH":
        return content_type.startswith((_APPLY, *_MERGES))
    return True


def _only_asks(body: Any) -> bool:
    """SelfSubjectAccessReview and the like: an answer is computed, nothing is stored."""
    return isinstance(body, Mapping) and str(body.get("kind", "")).endswith("Review")


def pause_after(attempt: int, jitter: int) -> float:
    """Return the seconds to wait before attempt + 1; jitter is a random byte, so that many clients do not march in step."""
    pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** (attempt - 1))
    return float(pause * (0.75 + jitter / 512))


def is_transient(status: int, text: str, reason: str, asked_to: Optional[float]) -> bool:
    """Return whether an answer says "later", and not "no". asked_to: the Retry-After, None for none."""
    if status == 429 or status in _BUSY or reason in _RETRY_REASONS:
        return True
    if status >= 500:
        return asked_to is not None or any(part in text for part in _STORE)
    return False


def was_done(status: int) -> bool:
    """Return whether a request that got this answer may have been carried out."""
    return status >= 500


def retry_after(header: str, details: Mapping[str, Any]) -> Optional[float]:
    """Return the seconds that the server asks to wait, None where it does not."""
    if header.strip().isdigit():
        return float(header)
    seconds = details.get("retryAfterSeconds")
    return float(seconds) if isinstance(seconds, int) and seconds > 0 else None


def never_sent(failure: Exception) -> bool:
    """Return whether a failure came before the request was on its way."""
    if isinstance(failure, failures.ProxyError):
        return True
    return isinstance(failure, (failures.NewConnectionError, failures.ConnectTimeoutError)) or is_untrusted(failure)


def is_untrusted(failure: BaseException) -> bool:
    """Return whether the server's certificate was refused: trying again does not help."""
    seen: Optional[BaseException] = failure
    while seen is not None:
        if isinstance(seen, ssl.SSLCertVerificationError):
            return True
        inner = seen.args[0] if seen.args and isinstance(seen.args[0], BaseException) else None
        seen = inner or seen.__cause__ or seen.__context__
    return False


def is_passing(failure: Exception) -> bool:
    """Return whether a failure of the network may pass."""
    if is_untrusted(failure):
        return False
    kinds = (
        failures.TimeoutError,
        failures.ProtocolError,
        failures.NewConnectionError,
        failures.ProxyError,
        failures.SSLError,
    )
    return isinstance(failure, kinds)
