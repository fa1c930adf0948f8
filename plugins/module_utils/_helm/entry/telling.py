# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A failure as a task's result tells it: the one text for people, and the facts beside it."""

from __future__ import annotations

from typing import Any

from ..base.errors import HelmError, HelmsRequestError, RequestError, Unreachable
from .printing import printable

_MOST_LINES = 10  # of a problem, in msg
_LONGEST = 600  # characters of a line
# What is said of a connection that TLS ends, and by Go.
_UNREACHED = (
    ("local issuer certificate", "tls: failed to verify certificate: x509: certificate signed by unknown authority"),
    ("self-signed certificate", "tls: failed to verify certificate: x509: certificate signed by unknown authority"),
    ("TLS: wrong version number", "tls: first record does not look like a TLS handshake"),
)


def failure(error: HelmError) -> dict[str, Any]:
    """Return the failed result: in msg what was being done, to what, what is wrong, what to do; then the facts."""
    if error.quotes:
        from ..base.inline import discreet

        told = error.told
        error = error.restated(discreet(error.problem))
        error.told = discreet(told) if told else ""
    result = {"changed": False, **error.facts, "msg": message(error)}
    if not isinstance(error, RequestError) or isinstance(error, HelmsRequestError):
        result["stderr"] = printable(helms_line(error))
    logs = getattr(error, "logs", "")
    if logs:
        result.setdefault("logs", printable(logs))
    failed = getattr(error, "failed_objects", None)
    if failed:
        result.setdefault("failed_objects", failed)
    return result


def helms_line(error: HelmError) -> str:
    """Return an error as helm prints it."""
    return f"Error: {error.around.replace('{}', _in_gos_words(error), 1)}"


def _in_gos_words(error: HelmError) -> str:
    """Return error's problem, in the form of Go where it is only what the system says (Go: fs.PathError), or why no API
    server was reached."""
    if isinstance(error, Unreachable):
        return _unreached(error)
    cause = error.__cause__
    if not isinstance(cause, OSError) or not cause.strerror or error.problem != cause.strerror:
        return error.problem
    verb = "read" if isinstance(cause, IsADirectoryError) else "open"  # a folder opens, as in Go
    return f"{verb} {cause.filename or error.subject}: {cause.strerror.lower()}"


def _unreached(error: Unreachable) -> str:
    """Return why there was no API server, with the address that helm asks first, and how."""
    from ..base import wording

    before, found, cause = error.problem.partition(wording.UNREACHABLE)
    if not found:
        return error.problem
    place = error.subject.partition("://")[2].partition("/")[0]
    host, _colon, port = place.rpartition(":")
    place = place if port.isdigit() else f"{place}:{443 if error.subject.startswith('https') else 80}"
    if cause == "connection refused":
        cause = f"dial tcp {place}: connect: connection refused"
    elif cause.startswith("the host's name does not resolve"):
        cause = f"dial tcp: lookup {host if port.isdigit() else port}: no such host"
    else:
        cause = next((words for part, words in _UNREACHED if part in cause), cause)
    return f'{before}{wording.NO_CLUSTER}Get "{error.subject}/version": {cause}'


def message(error: HelmError) -> str:
    """Return an error's one text for people: what was being done, to what, what is wrong, what to do, how things stand.

    Of many lines the first are shown, which are the most telling: the result's other keys have all of them.
    """
    problem = _told(error.told.rstrip()) if error.told else _shortened(error.problem.rstrip())
    doing = error.doing
    if error.subject:  # its kind and name follow
        doing = doing.removesuffix(" an object").removesuffix(" objects")
    head = " ".join(part for part in (doing, error.subject) if part)
    if error.doing:
        head = head[:1].upper() + head[1:]
    elif error.subject in problem:  # Go's template errors name the file themselves
        head = ""
    text = f"{head}: {problem}" if head else problem
    for more in (error.hint, error.aftermath):
        if more:
            joint = "\n" if "\n" in problem else " " if text.endswith("?") else ". "
            end = "" if more.endswith("?") else "."
            text = f"{text if joint != '. ' else text.rstrip('.')}{joint}{more[:1].upper()}{more[1:].rstrip('.')}{end}"
    return printable(text)


def _told(text: str) -> str:
    """Return the first lines of text, and how many there are besides."""
    lines = [_line(line) for line in text.split("\n")]
    if len(lines) <= _MOST_LINES + 1:
        return "\n".join(lines)
    return "\n".join([*lines[:_MOST_LINES], f"… and {len(lines) - _MOST_LINES} more: see failed_objects"])


def _shortened(text: str) -> str:
    """Return text without its middle: of helm's words the first tell where, and the last what is wrong."""
    lines = [_line(line) for line in text.split("\n")]
    if len(lines) <= _MOST_LINES + 1:
        return "\n".join(lines)
    half = _MOST_LINES // 2
    left_out = len(lines) - 2 * half
    return "\n".join([*lines[:half], f"… ({left_out} more lines: see stderr)", *lines[-half:]])


def _line(text: str) -> str:
    """Return a line without its middle where it is too long: a template that includes itself says so for ever."""
    if len(text) <= _LONGEST:
        return text
    half = _LONGEST // 2
    return f"{text[:half]} … ({len(text) - 2 * half} more characters: see stderr) … {text[-half:]}"
