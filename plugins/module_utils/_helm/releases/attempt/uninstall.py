# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A release removed: what it wants of the pipeline is that nothing is left."""

from __future__ import annotations

from ...asked import checks
from ...asked.requests import Context, UninstallRequest
from ...base.errors import KubeError
from ...plan.model import REMOVED
from ...release.model import UNINSTALLED
from ...release.object_driver import UNLISTED
from .. import removal
from ..history import History
from ..results import Result
from . import pipeline
from .intent import Intent, Look, Stage, Wanted


def uninstall(request: UninstallRequest, context: Context) -> Result:
    """Return what was removed; unchanged when there is no such release. Raises HelmError, facts telling how far it
    came."""
    checks.check_name(request.name, "uninstall: Release name is invalid: NAME")
    checks.check_choice("cascade", request.cascade, tuple(removal.PROPAGATION))
    try:
        return pipeline.run(_Uninstall(request), context)
    except KubeError as error:
        if error.problem.startswith(UNLISTED):
            error.around = f"uninstall: Release not loaded: {request.name}: {{}}"
        raise


class _Uninstall(Intent):
    """What an uninstall wants: nothing to be left."""

    settles = False  # what helm left pending is removed at once, as helm does

    def __init__(self, request: UninstallRequest) -> None:
        self.request: UninstallRequest = request

    def is_idle(self, history: History) -> bool:
        """Return whether the release is gone already."""
        purge = self.request.purge and not self.request.uninstalled_is_gone
        return history.last is None or (history.last.info.status == UNINSTALLED and not purge)

    def wanted(self, look: Look) -> Wanted:  # noqa: ARG002  whatever there is
        """Return that nothing is."""
        return Wanted(None, [REMOVED], "")

    def work(self, stage: Stage) -> removal.Removal:
        """Return what takes the release away."""
        look = stage.look
        return removal.Removal(self.request, look.context, look.storage, look.history.heads, look.last, stage.plan)
