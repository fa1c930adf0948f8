# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The drop-in modules: a task as kubernetes.core's modules take it, done as a task of our own module.

The room compat/ has the translation; here it meets the task.
"""

from __future__ import annotations

from typing import Any, Callable

from ..base.errors import HelmError, RequestError
from ..compat import given as compat
from . import specs
from .task import Task


def helm(task: Task) -> dict[str, Any]:
    """Do kubernetes.core's helm."""
    from ..compat import helm as peer
    from . import release

    given = _given(task)
    peer.warn(given)
    refusal = peer.refusal(given)
    if refusal is None:
        return _translated(task, given, peer, specs.release(), release.apply)
    # Only where something is to be done: so it is looked at first what that would be.
    wanted, params, task.check = task.check, task.params, True
    found = _translated(task, given, peer, specs.release(), release.apply)
    if peer.is_refused(given, found):
        raise refusal
    if wanted or not found["changed"]:
        return found
    task.check, task.params = wanted, params
    return _translated(task, given, peer, specs.release(), release.apply)


def helm_info(task: Task) -> dict[str, Any]:
    """Do kubernetes.core's helm_info."""
    from ..compat import helm_info as peer
    from . import release

    return _translated(task, _given(task), peer, specs.release_info(), release.info)


def _given(task: Task) -> compat.Given:
    return compat.Given(task.params, environ=task.environ, check=task.check, warn=task.env.warn)


def _translated(
    task: Task, given: compat.Given, peer: Any, spec: specs.Spec, action: Callable[[Task], dict[str, Any]]
) -> dict[str, Any]:
    """Return the result of our own module's action, for options and with results as the peer has them.

    peer: its file in compat/. spec: our own module's. task.params are our own module's afterwards: what is secret is
    looked for in them. Raises HelmError, its facts with the peer's keys of a failure.
    """
    defaults = {name: option.get("default") for name, option in spec["argument_spec"].items()}
    task.params = {**defaults, **peer.options(given)}
    try:
        result = action(task)
    except HelmError as error:
        if not isinstance(error, RequestError):  # there the peer never came to run its program
            error.facts = {**error.facts, "stdout": "", "command": peer.command(given, hidden=True)}
        raise
    answer: dict[str, Any] = peer.answer(given, result)
    return answer
