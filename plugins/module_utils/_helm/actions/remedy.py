# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""atomic: what is done about a revision that failed."""

from __future__ import annotations

from typing import Optional

from ..base.errors import HelmError, KubeError
from ..release.model import DEPLOYED, SUPERSEDED
from ..release.storage import Storage
from .requests import Context, ReleaseRequest, RollbackRequest, UninstallRequest, WaitOptions


def undo(
    request: ReleaseRequest, context: Context, storage: Storage, error: HelmError, *, installed: bool
) -> HelmError:
    """Return the error to raise, after a failed install was removed or a failed upgrade rolled back to the last good
    revision.

    Where that fails too, or there is no such revision, the error says so (Go: install.go and upgrade.go,
    failRelease). Nothing is undone when it was only the network or a busy API server that failed: that says nothing
    about the release, and whoever cannot be reached cannot be trusted to undo.
    """
    if is_passing(error):
        same = error.restated(error.problem)
        same.hint = (
            f"the API server failed, not the release: nothing was undone, run the task again. {error.hint}".rstrip()
        )
        return same
    try:
        if installed:
            _remove(request, context)
            outcome = f"release {request.name} failed, and has been uninstalled due to rollback-on-failure being set: "
        elif _roll_back(request, context, storage):
            outcome = f"release {request.name} failed, and has been rolled back due to rollback-on-failure being set: "
        else:
            outcome = (
                "unable to find a previously successful release when attempting to rollback. original upgrade error: "
            )
    except HelmError as second:
        doing = "uninstalling" if installed else "rolling back"
        word = "install" if installed else "upgrade"
        problem = (
            f"an error occurred while {doing} the release. original {word} error: {error.problem}: {second.problem}"
        )
        return error.restated(problem)
    final = error.restated(outcome + error.problem)
    if installed:
        final.facts.update(release=None, left_behind={})
    return final


def is_passing(error: BaseException) -> bool:
    """Return whether error came of a failure of the network or of a busy API server, not of the release."""
    cause: Optional[BaseException] = error
    while cause is not None:
        if isinstance(cause, KubeError) and cause.passing:
            return True
        cause = cause.__cause__
    return False


def _remove(request: ReleaseRequest, context: Context) -> None:
    from .uninstall import uninstall

    uninstall(
        UninstallRequest(
            request.name, request.namespace, waiting=_waiting(request), disable_hooks=request.disable_hooks, diff=False
        ),
        context,
    )


def _roll_back(request: ReleaseRequest, context: Context, storage: Storage) -> bool:
    """Whether there was a revision to go back to."""
    from .rollback import rollback

    good = [head.version for head in storage.heads(request.name) if head.status in (DEPLOYED, SUPERSEDED)]
    if not good:
        return False
    rollback(
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
    return True


def _waiting(request: ReleaseRequest) -> WaitOptions:
    waiting = request.waiting
    return WaitOptions(True, waiting.strategy, waiting.jobs, waiting.timeout)
