# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""atomic: what is done about a revision that failed."""

from __future__ import annotations

from typing import Any, Mapping, Optional

from ...asked.requests import Context, ReleaseRequest, RollbackRequest, UninstallRequest, WaitOptions
from ...base.errors import HelmError
from ...release.model import DEPLOYED, SUPERSEDED
from ...release.storage import Storage
from .. import standing
from ..results import Result

_TOLD_FIRST = 5  # lines of the first failure, where a second one has to be told too


def undo(
    request: ReleaseRequest, context: Context, storage: Storage, error: HelmError, *, installed: bool
) -> HelmError:
    """Return the error to raise, after a failed install was removed or a failed upgrade rolled back to the last good
    revision. Its facts are those after that: what the record says now, and all that was done on the way.

    Where that fails too, or there is no such revision, the error says so (Go: install.go and upgrade.go,
    failRelease). Nothing is undone when it was only the network or a busy API server that failed: that says nothing
    about the release, and whoever cannot be reached cannot be trusted to undo.
    """
    if standing.is_passing(error):
        same = error.restated(error.problem)
        same.hint = (
            f"the API server failed, not the release: nothing was undone, run the task again. {error.hint}".rstrip()
        )
        return same
    doing = "uninstalling" if installed else "rolling back"
    try:
        undone = _remove(request, context) if installed else _roll_back(request, context, storage)
    except HelmError as second:
        return _twice(error, second, doing, "install" if installed else "upgrade")
    if undone is None:
        return error.restated(
            "unable to find a previously successful release when attempting to rollback. original upgrade error: "
            + error.problem
        )
    what = "uninstalled" if installed else "rolled back"
    final = error.restated(
        f"release {request.name} failed, and has been {what} due to rollback-on-failure being set: {error.problem}"
    )
    final.facts = {**error.facts, **_joined(error.facts, undone.as_dict())}
    left: dict[str, Any] = {} if installed else {**(error.facts.get("left_behind") or {}), "objects": []}
    final.facts["left_behind"] = left
    now = undone.release
    if now is None:
        final.aftermath = f"nothing is left of release {request.name} but what it is to keep"
    else:
        final.aftermath = f"release {request.name} is at revision {now['revision']} now, {now['description']}"
    return final


def _twice(error: HelmError, second: HelmError, doing: str, word: str) -> HelmError:
    """The error of a revision that failed, and whose undoing failed too."""
    problem = f"an error occurred while {doing} the release. original {word} error: {error.problem}: {second.problem}"
    final = error.restated(problem)
    lines = (error.told or error.problem).split("\n")
    more = [f"… and {len(lines) - _TOLD_FIRST} more: see failed_objects"] if len(lines) > _TOLD_FIRST + 1 else []
    head = " ".join(part for part in (second.doing, second.subject) if part)
    told = [*(lines[:_TOLD_FIRST] if more else lines), *more, f"{doing} it failed too: {head}: "]
    final.told = "\n".join(told) + (second.told or second.problem)
    final.hint = "; ".join(dict.fromkeys(text for text in (error.hint, second.hint) if text))
    final.aftermath = second.aftermath or error.aftermath
    final.facts = {**error.facts, **_joined(error.facts, second.facts)}
    failed = [*_failed(error), *_failed(second)]
    if failed:
        final.facts["failed_objects"] = failed
    return final


def _failed(error: HelmError) -> list[dict[str, Any]]:
    return list(error.facts.get("failed_objects") or getattr(error, "failed_objects", []))


def _joined(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
    """What two operations did one after another, and how things stand after the second."""
    found: dict[str, Any] = {key: [*first.get(key, ()), *second.get(key, ())] for key in ("changes", "hooks")}
    found["changed"] = bool(first.get("changed") or second.get("changed"))
    found.update({key: second[key] for key in ("release", "status") if key in second})
    return found


def _remove(request: ReleaseRequest, context: Context) -> Result:
    from .uninstall import uninstall

    return uninstall(
        UninstallRequest(
            request.name, request.namespace, waiting=_waiting(request), disable_hooks=request.disable_hooks, diff=False
        ),
        context,
    )


def _roll_back(request: ReleaseRequest, context: Context, storage: Storage) -> Optional[Result]:
    """The result of going back; None where there is no revision to go back to."""
    from .rollback import rollback

    good = [head.version for head in storage.heads(request.name) if head.status in (DEPLOYED, SUPERSEDED)]
    if not good:
        return None
    return rollback(
        RollbackRequest(
            request.name,
            request.namespace,
            revision=str(good[-1]),
            waiting=_waiting(request),
            applying=request.applying,
            disable_hooks=request.disable_hooks,
            history_max=request.history_max,
            diff=False,
        ),
        context,
    )


def _waiting(request: ReleaseRequest) -> WaitOptions:
    waiting = request.waiting
    return WaitOptions(True, waiting.strategy, waiting.jobs, waiting.timeout)
