# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""helm_release_info's tasks as requests to the actions."""

from __future__ import annotations

from typing import Any, Callable

from ..base.errors import RequestError
from .task import Task

_PENDING = ("pending-install", "pending-upgrade", "pending-rollback")


def info(task: Task) -> dict[str, Any]:
    """Do helm_release_info."""
    if not task.params["junit"]:
        return _info(task)
    if "drift" not in task.params["fields"]:
        raise RequestError("junit goes with drift", doing="reading the options", hint="add drift to fields")
    from . import junit

    return junit.around(task, _info, junit.of_releases)


def _info(task: Task) -> dict[str, Any]:
    from ..asked import connect, requests
    from ..releases import info as action

    params = task.params
    thing = params["owner_of"]
    if params["revision"] and not params["name"]:
        raise RequestError("revision goes with name", doing="reading the options", hint="name the release")
    context, namespace = connect.connect(params, task.env, task.environ, check=task.check)
    request = requests.InfoRequest(
        name=task.text("name"),
        namespace="" if params["all_namespaces"] else namespace,
        all_namespaces=params["all_namespaces"],
        states=_states(params["states"]),
        selector=task.text("selector"),
        fields=params["fields"],
        revision=params["revision"],
        all_values=params["get_all_values"],
        owner_of=None if thing is None else {key: str(thing[key] or "") for key in thing},
    )
    if "updates" in params["fields"]:
        request.updates = _updates(task)
    return action.info(request, context).as_dict()


def _updates(task: Task) -> Callable[[dict[str, Any]], Any]:
    """Return what tells the newer versions of a release's chart, by the places that the option names. Raises
    InvalidVersion for a range that is none."""
    from ..actions import updates
    from ..asked import inputs
    from .options import CHART_SOURCE_OWN

    unused = {name: option.get("default") for name, option in CHART_SOURCE_OWN.items()}
    sources = []
    for given in task.params["update_sources"] or ():
        chart_source = inputs.chart_source({**unused, **given, "chart": given["chart"] or ""})
        sources.append(updates.UpdateSource(chart_source, tuple(given["releases"])))
    return updates.Updates(sources, task.env, task.environ, writable=not task.check).of


def _states(wanted: list[str]) -> list[str]:
    if "all" in wanted:
        return []
    return [state for word in wanted for state in (_PENDING if word == "pending" else (word,))]
