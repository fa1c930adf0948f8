# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a module's task asks, as plain data: the way from Ansible's parameters to the actions' requests."""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING, Any, Callable, Mapping, Optional

from ..base.env import Env
from ..base.errors import HelmsRequestError, RequestError

if TYPE_CHECKING:
    from ..approval.approval import Approval
    from ..asked.requests import Context
    from ..asked.shared import Shared
    from ..base.secrets import Path


class Task:
    """A task's parameters and its surroundings.

    params: plain data, every option of the spec in it. environ: the module's environment. check: write nothing.
    diff: whether diffs are shown.
    places: where something stands that is secret only there. shared: what the releases of one task share, None where
    it has one.
    approval: what stands at the gate of each release, None where the task has no plan.
    contexts: in check mode, what its releases were looked at in.
    show: shows a text to whoever watches, less its secrets; watched: whether that is wanted, verbose: whether more is.
    progress: what was shown, where nobody could see it. ended: called when the action has ended.
    """

    __slots__ = (
        "approval", "check", "contexts", "diff", "ended", "env", "environ", "params", "places", "progress", "shared",
        "show", "verbose", "watched",
    )  # fmt: skip

    def __init__(
        self, params: Mapping[str, Any], *, check: bool, env: Env, environ: Mapping[str, str], diff: bool = True
    ) -> None:
        self.params = {name: plain(value) for name, value in params.items()}
        self.check = check
        self.diff = diff
        self.env = env
        self.environ = environ
        self.places: list[Path] = []
        self.shared: Optional[Shared] = None
        self.approval: Optional[Approval] = None
        self.contexts: list[Context] = []
        self.progress: list[str] = []
        self.show: Callable[[str], None] = self.progress.append
        self.watched = self.verbose = False
        self.ended: Callable[[], None] = _nothing

    def text(self, name: str) -> str:
        """Return an option's text, "" where it was not given."""
        value = self.params[name]
        return "" if value is None else str(value)

    def seconds(self, name: str) -> Optional[float]:
        """Return a duration option ("300", "5m30s") in seconds, None where it was not given. Raises RequestError."""
        value = self.params[name]
        return None if value is None else seconds(str(value), name)


def _nothing() -> None:
    """End nothing."""


def plain(value: Any) -> Any:
    """Return value as dict, list, str, int, float, bool and None only: ansible-core 2.19 hands out tagged types."""
    if value is None or type(value) in (bool, str, int, float):
        return value
    if isinstance(value, str):
        return "".join(value)  # str() of a tagged text is tagged itself
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return float(value)
    if isinstance(value, Mapping):
        return {plain(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, (date, time)):  # of a playbook's YAML
        return value.isoformat()
    return str(value)


def seconds(text: str, option: str) -> float:
    """Return the seconds that text means: a number, or Go's form as in 1h5m30s. Raises RequestError."""
    rest, total, words = text.strip(), 0.0, ""
    try:
        total = float(rest)
    except ValueError:
        total, words = _go_duration(rest)
    if 0 <= total < float("inf"):
        return total
    problem, hint = f"{text!r} is not a duration", "give seconds, or as in 5m30s"
    if not words or option != "timeout":  # the one duration that helm has an option for
        raise RequestError(problem, doing="reading the option", subject=option, hint=hint)
    from ..base import wording

    error = HelmsRequestError(problem, doing="reading the option", subject=option, hint=hint)
    raise wording.said(error, f'invalid argument "{rest}" for "--timeout" flag: {words}')


def _go_duration(text: str) -> tuple[float, str]:
    """Return the seconds of 1h5m30s and "", or -1.0 and what Go says of a text that is none."""
    from ..golang.duration import TimeError, parse_duration

    try:
        return int(parse_duration(text)) / 1e9, ""
    except TimeError as error:
        return -1.0, error.problem
