# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The drop-in modules for charts, repositories and registries; and for plugins, of which there are none."""

from __future__ import annotations

from typing import Any, Mapping, Optional

from ..base.env import ignored
from . import chart_specs
from .task import Task
from .translation import given_of, own_options, translated


def helm_pull(task: Task) -> dict[str, Any]:
    """Do kubernetes.core's helm_pull."""
    from ..actions import transfer
    from ..compat import helm_pull as peer
    from . import chart

    given = given_of(task)
    if peer.is_settled(given):
        place, version = given.params["destination"], given.params["chart_version"]
        if transfer.has_version(place, peer.chart_name(given), version, untar=given.params["untar_chart"]):
            return peer.already(given)
    return translated(task, given, peer, chart_specs.chart(), chart.apply)


def helm_repository(task: Task) -> dict[str, Any]:
    """Do kubernetes.core's helm_repository."""
    from ..compat import helm_repository as peer
    from . import repo

    return translated(task, given_of(task), peer, chart_specs.repo(), repo.apply)


def repository_expected(params: Mapping[str, Any]) -> Optional[tuple[str, str, Any]]:
    """Return what helm_repository with these options would have made of helm's files, as repo.expected()."""
    from ..compat import helm_repository as peer

    return _expected(params, peer)


def registry_expected(params: Mapping[str, Any]) -> Optional[tuple[str, str, Any]]:
    """Return what helm_registry_auth with these options would have made of helm's files, as repo.expected()."""
    from ..compat import helm_registry_auth as peer

    return _expected(params, peer)


def _expected(params: Mapping[str, Any], peer: Any) -> Optional[tuple[str, str, Any]]:
    from ..compat.given import Given
    from . import repo

    given = Given(params, environ={}, check=True, warn=ignored)
    return repo.expected(own_options(given, peer, chart_specs.repo()))


def helm_registry_auth(task: Task) -> dict[str, Any]:
    """Do kubernetes.core's helm_registry_auth."""
    from ..compat import helm_registry_auth as peer
    from . import repo

    return translated(task, given_of(task), peer, chart_specs.repo(), repo.apply)


def helm_plugin(task: Task) -> dict[str, Any]:
    """Do kubernetes.core's helm_plugin."""
    from ..compat import helm_plugin as peer

    return peer.plugin(given_of(task))


def helm_plugin_info(task: Task) -> dict[str, Any]:
    """Do kubernetes.core's helm_plugin_info."""
    from ..compat import helm_plugin as peer

    return peer.info(given_of(task))
