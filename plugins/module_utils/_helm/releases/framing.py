# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What helm's commands print around their errors (Go: pkg/cmd/install.go, upgrade.go, template.go)."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Callable, Iterator

from ..base.errors import HelmError, KubeError, Unreachable

if TYPE_CHECKING:
    from ..release.storage import Storage

INSTALLING = "INSTALLATION FAILED: {}"
UPGRADING = "UPGRADE FAILED: {}"
TEMPLATING = "{}\n\nUse --debug flag to render out invalid YAML"
_REACHING = "cluster reachability check failed: {}"
# What is around an error of a command that looks first whether there is a cluster, where there is none.
_UNREACHED = {INSTALLING: INSTALLING.replace("{}", _REACHING), TEMPLATING: _REACHING}


@contextmanager
def framed(around: Callable[[], str]) -> Iterator[None]:
    """Give the HelmError that leaves the block what is around it in helm's output; asked for only when one does."""
    try:
        yield
    except HelmError as error:
        from ..base import wording

        outside = around()
        if wording.is_without_cluster(error):
            outside = _UNREACHED.get(outside, outside)
        error.around = outside.replace("{}", error.around, 1)
        raise


def release_command(storage: Storage, name: str, *, began: bool) -> str:
    """Return what is around an error of helm install or, where the release is there, of helm upgrade.

    began: whether the chart was found and its values read: before that, helm upgrade puts nothing around.
    """
    from ..release.model import UNINSTALLED

    try:
        heads = storage.heads(name)
    except HelmError as error:  # helm upgrade --install puts nothing around what it may not read
        if isinstance(error, KubeError) and not isinstance(error, Unreachable):
            return "{}"
        heads = []  # the cluster cannot be asked, so nobody knows of a release
    if not heads or heads[-1].status == UNINSTALLED:
        return INSTALLING
    return UPGRADING if began else "{}"
