# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one error tree. An error carries facts; its text for people is put together once, in entry/.

HelmError
|-- TemplateError          a template does not parse or does not render
|   |-- ParseError
|   |-- ExecError
|   |-- FunctionError      raised by a template function; the runtime adds where it was called
|   `-- LimitError         a limit against hostile charts was reached
|-- ChartError             a chart is missing, broken or refused
|-- ValuesError            values, --set strings, schema
|-- FetchError             repositories, registries, downloads
|-- KubeError              the API server said no, or was not there
|   |-- NotFound, Conflict, Forbidden, Unauthorized, Invalid, Unreachable
|-- ReleaseError           the release's record or state does not allow it
|-- HookFailed
|-- WaitTimeout
|-- RequestError           the task's parameters make no sense together
|   `-- HelmsRequestError  to helm neither
|-- YamlError, JsonError   a text is not in the format that it should be in
|   |-- NumberError
`-- MissingLibrary

Stopped, a KeyboardInterrupt, is none of them: someone wants the run to end.
"""

from __future__ import annotations

from typing import Any, Mapping, Optional, TypeVar

E = TypeVar("E", bound="HelmError")


class HelmError(Exception):
    """A failure that the task's author can understand.

    problem: what is wrong, helm's own words where helm has such an error. doing: what was being done ("reading the
    values file"). subject: the file or object. hint: what to do about it. told: the problem in our own words, where
    helm's tell a person too little: lines, the most telling first; for the message only. around: what helm's command
    prints around problem, "UPGRADE FAILED: {}" for one. aftermath: how things stand now, sentences. quotes: problem
    quotes a file that may hold secrets, which no result does. facts: what the
    task's failed result tells besides the message (failed_objects, conflicts, release, …), as plain data.
    """

    def __init__(self, problem: str, *, doing: str = "", subject: str = "", hint: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.doing = doing
        self.subject = subject
        self.hint = hint
        self.told = ""
        self.around = "{}"
        self.aftermath = ""
        self.quotes = False
        self.facts: dict[str, Any] = {}

    def __str__(self) -> str:
        return self.problem

    def restated(self: E, problem: str) -> E:
        """Return the same error with another text: what happened around it, as Go's errors wrap each other. Where
        problem has this error's text in it, what is told stands in its place."""
        same = self.__class__.__new__(self.__class__, problem)  # copy would call the constructor, with problem alone
        same.__dict__.update(self.__dict__)
        if self.told:
            same.told = problem.replace(self.problem, self.told, 1) if self.problem in problem else ""
        same.problem = problem
        same.facts = dict(self.facts)
        same.__cause__ = self.__cause__
        return same


class TemplateError(HelmError):
    """A template that does not parse or render; problem is Go's and Helm's whole text, position included."""

    def __init__(self, problem: str, *, template: str = "", line: int = 0, column: int = 0) -> None:
        super().__init__(problem, subject=template)
        self.template = template
        self.line = line
        self.column = column


class ParseError(TemplateError):
    """A template that does not parse."""


class ExecError(TemplateError):
    """A template that parses but fails while it renders."""


class FunctionError(TemplateError):
    """What a Go function's error result is: raised by a template function, wrapped by the runtime with its position."""


class LimitError(TemplateError):
    """Rendering went over a limit (steps, output size, recursion, time)."""


class ChartError(HelmError):
    """A chart is missing, broken, or refused for safety."""


class ValuesError(HelmError):
    """Values that do not parse, cannot be combined, or do not meet the chart's schema."""


class FetchError(HelmError):
    """A repository, registry or download failed. status is the HTTP status, 0 where there was no answer."""

    def __init__(self, problem: str, *, doing: str = "", subject: str = "", hint: str = "", status: int = 0) -> None:
        super().__init__(problem, doing=doing, subject=subject, hint=hint)
        self.status = status


class KubeError(HelmError):
    """The Kubernetes API refused, failed or was not reached.

    status: HTTP status (0: no answer). reason: the Status object's reason ("AlreadyExists"). details: its details.
    lost_reply: an earlier attempt at the same request may have been carried out, its reply was lost. passing: the
    network or a busy server, not a verdict on what was asked for. warned: the answer's Warning header.
    """

    def __init__(  # the tree's one constructor with more than six: an API failure has these facts
        self,
        problem: str,
        *,
        doing: str = "",
        subject: str = "",
        hint: str = "",
        status: int = 0,
        reason: str = "",
        details: Optional[Mapping[str, Any]] = None,
    ) -> None:
        super().__init__(problem, doing=doing, subject=subject, hint=hint)
        self.status = status
        self.reason = reason
        self.details: Mapping[str, Any] = details or {}
        self.lost_reply = False
        self.passing = False
        self.warned = ""


class NotFound(KubeError):
    """404: the object, its kind or its namespace is not there."""


class Conflict(KubeError):
    """409: it exists already, was changed meanwhile, or its fields belong to another manager."""


class Forbidden(KubeError):
    """403: the identity may not do this."""


class Unauthorized(KubeError):
    """401: the server does not know the identity."""


class Invalid(KubeError):
    """400 and 422: the server does not accept the object."""


class Unreachable(KubeError):
    """No answer: refused, timed out, TLS, name not resolved."""


class ReleaseError(HelmError):
    """The release's record or state does not allow what was asked."""


class HookFailed(HelmError):
    """A hook failed. hook: its path and name, logs: its containers' last lines."""

    def __init__(self, problem: str, *, doing: str = "", subject: str = "", hint: str = "", logs: str = "") -> None:
        super().__init__(problem, doing=doing, subject=subject, hint=hint)
        self.logs = logs


class WaitTimeout(HelmError):
    """Objects did not get ready in time. failed_objects: list of {kind, namespace, name, why, …}."""

    def __init__(
        self, problem: str, *, doing: str = "", hint: str = "", failed_objects: Optional[list[dict[str, Any]]] = None
    ) -> None:
        super().__init__(problem, doing=doing, hint=hint)
        self.failed_objects: list[dict[str, Any]] = failed_objects or []


class RequestError(HelmError):
    """The task's parameters make no sense, alone or together."""


class HelmsRequestError(RequestError):
    """Parameters that helm refuses too: problem is in its words."""


class Stopped(KeyboardInterrupt):
    """Someone stopped the run (SIGTERM, SIGINT). No HelmError: nothing that deals with failures may go on after it.

    aftermath, facts: as a HelmError's.
    """

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.aftermath = ""
        self.facts: dict[str, Any] = {}


class MissingLibrary(HelmError):
    """A Python library that is needed is not installed. library: its pip name."""

    def __init__(self, library: str, *, doing: str = "") -> None:
        super().__init__(f"the Python library {library} is not installed", doing=doing, hint=f"pip install {library}")
        self.library = library


class YamlError(HelmError):
    """Text that is no YAML, or YAML that has no JSON form. problem is Go's own message."""


class JsonError(HelmError):
    """Text that is no JSON; problem is Go's message."""


class NumberError(JsonError):
    """A number in JSON that is no float64. value: what there is with 0 in its place."""

    value: Any = None
