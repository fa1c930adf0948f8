# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A task as kubernetes.core's modules take it, done as one of our own module: where the room compat/ meets the task."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Callable

from ..base.errors import HelmError, HelmsRequestError, RequestError
from .task import Task

if TYPE_CHECKING:
    from ..compat.given import Given
    from .options import Spec

# kubernetes.core's own words: its users' plays compare them.
_NO_DEPENDENCIES = (
    "There is no dependencies block defined in Chart.yaml. Dependency update will not be performed. "
    "Please consider add dependencies block or disable dependency_update to remove this warning."
)


def given_of(task: Task) -> Given:
    """Return what a task gives, for the room that knows no task."""
    from ..compat import given

    return given.Given(task.params, environ=task.environ, check=task.check, warn=task.env.warn)


def own_options(given: Given, peer: Any, spec: Spec) -> dict[str, Any]:
    """Return every option of our own module that a task of the peer's means. Raises HelmError."""
    defaults = {name: option.get("default") for name, option in spec["argument_spec"].items()}
    return {**defaults, **peer.options(given)}


def translated(
    task: Task, given: Given, peer: Any, spec: Spec, action: Callable[[Task], dict[str, Any]]
) -> dict[str, Any]:
    """Return the result of our own module's action, for options and with results as the peer has them.

    peer: its file in compat/. spec: our own module's. task.params are our own module's afterwards: what is secret is
    looked for in them. Raises HelmError, its facts with the peer's keys of a failure.
    """
    task.params = own_options(given, peer, spec)
    try:
        if task.params.get("dependency_update"):
            _update_dependencies(task, missing_only=peer.MISSING_ONLY)
        result = action(task)
    except HelmError as error:
        # Of other errors in the options the peer never came to run its program.
        if not isinstance(error, RequestError) or isinstance(error, HelmsRequestError):
            error.facts = {**error.facts, "stdout": "", "command": peer.command(given, hidden=True)}
            if hasattr(peer, "tell"):
                peer.tell(given, error)
        if not error.quotes:  # asserts look for helm's words in the message too
            from .telling import helms_line

            words = f"In helm's words: {helms_line(error).rstrip()}"
            error.aftermath = f"{error.aftermath}. {words}" if error.aftermath else words
        raise
    answer: dict[str, Any] = peer.answer(given, result)
    if task.env.secrets.paths and " --set" in str(answer.get("command")):
        from . import secret_values

        if secret_values.sets_secret(task.params["set_values"], task.env.secrets.paths):
            answer["command"] = peer.command(given, hidden=True)
    return answer


def _update_dependencies(task: Task, *, missing_only: bool) -> None:
    """Write charts/ and the lock of a chart that is a folder here, as the peer has helm do it. Of any other chart they
    are fetched for the release only."""
    params = task.params
    folder = os.path.expanduser(params["chart"])
    if params.get("state") == "absent" or params["chart_repo_url"] or not os.path.isdir(folder):
        return
    from ..actions import dependencies
    from ..asked import inputs

    written = dependencies.update(
        folder, task.env, task.environ, source=inputs.chart_source(params), missing_only=missing_only, check=task.check
    )
    if written is None:
        task.env.warn(_NO_DEPENDENCIES)
    params["dependency_update"] = bool(written) and task.check  # what is not written is fetched for the release
