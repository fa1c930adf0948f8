# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The drop-in modules for releases: tasks as kubernetes.core's modules take them, done as tasks of our own modules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import release, specs
from .task import Task
from .translation import given_of, translated

if TYPE_CHECKING:
    from ..compat.given import Given


def helm(task: Task) -> dict[str, Any]:
    """Do kubernetes.core's helm."""
    from ..compat import helm as peer

    given = given_of(task)
    peer.warn(given)
    found = _released(task, given)
    if not (given.check or found["changed"]):
        return found
    status = _status(task)
    if given.check:
        return peer.checked(found, status)
    return {**found, "stdout": peer.said(given, found, status and status["hooks"])}


def _status(task: Task) -> Any:
    """Return the release's status with its hooks, None where there is no release."""
    from . import release_info

    own = task.params
    params = {name: option.get("default") for name, option in specs.release_info()["argument_spec"].items()}
    task.params = {**params, **{name: value for name, value in own.items() if name in params}}
    try:
        return release_info.info(task).get("status")
    finally:
        task.params = own


def _released(task: Task, given: Given) -> dict[str, Any]:
    """Do helm_release for helm. The peer may refuse to do anything with these options: then a dry run tells
    first whether there is anything to do."""
    from ..compat import helm as peer

    refusal = peer.refusal(given)
    if refusal is None:
        return translated(task, given, peer, specs.release(), release.apply)
    params, task.check = task.params, True
    found = translated(task, given, peer, specs.release(), release.apply)
    if peer.is_refused(given, found):
        raise refusal
    if given.check or not found["changed"]:
        return found
    task.check, task.params = False, params
    return translated(task, given, peer, specs.release(), release.apply)


def helm_info(task: Task) -> dict[str, Any]:
    """Do kubernetes.core's helm_info."""
    from ..compat import helm_info as peer
    from . import release_info

    return translated(task, given_of(task), peer, specs.release_info(), release_info.info)


def helm_template(task: Task) -> dict[str, Any]:
    """Do helm_template, which is kubernetes.core's and ours: a task that says chart_ref is written for the former."""
    from . import template

    if "chart_ref" not in task.params:
        return template.apply(task)
    from ..compat import helm_template as peer

    return translated(task, given_of(task), peer, specs.template(), template.apply)
