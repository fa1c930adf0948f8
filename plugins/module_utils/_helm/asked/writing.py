# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""By which method a revision's objects are written, as helm decides it (Go: action/upgrade.go,
getUpgradeServerSideValue; kube/client.go, Update)."""

from __future__ import annotations

from typing import Optional

from ..base.errors import HelmsRequestError
from ..plan.model import APPLY, MERGE, PUT
from ..release.model import CLIENT_SIDE, SERVER_SIDE
from .checks import check_choice
from .requests import ApplyOptions


def check(options: ApplyOptions) -> None:
    """Return when the options go together. Raises RequestError, in helm's words where helm has such an error."""
    check_choice("server_side", options.server_side, ("auto", "true", "false"))
    if options.force and options.force_conflicts:
        raise _refused("invalid operation: cannot use force conflicts and force replace together", "set one of the two")
    if options.recreate:
        from ..plan import anew

        anew.check(options.recreate)


def method_of(options: ApplyOptions, last: Optional[str]) -> str:
    """Return the method of the next revision, "ssa" or "csa". last: that of the one it goes by, None for an install.

    Raises RequestError for options that do not go with the method.
    """
    if options.server_side == "auto":
        server_side = last is None or last == SERVER_SIDE
    else:
        server_side = options.server_side == "true"
    if server_side and options.force:
        raise _refused(
            "invalid operation: cannot use server-side apply and force replace together", "set server_side: false"
        )
    if not server_side and options.force_conflicts:
        raise _refused(
            "invalid client update option(s): forceConflicts enabled when serverSideApply disabled",
            "set server_side: true, or leave force_conflicts out",
        )
    return SERVER_SIDE if server_side else CLIENT_SIDE


def way_of(method: str, options: ApplyOptions) -> str:
    """Return how a plan's objects are written."""
    if method == SERVER_SIDE:
        return APPLY
    return PUT if options.force else MERGE


def is_other(method: str, last: str) -> bool:
    """Return whether a record's method, "" of Helm 3, is another one."""
    return (method == SERVER_SIDE) != (last == SERVER_SIDE)


def _refused(problem: str, hint: str) -> HelmsRequestError:
    return HelmsRequestError(problem, doing="choosing how objects are written", hint=hint)
