# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the server will not dry-run a write: the chart's object is compared with the live one, and that is said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Optional

from ..base.errors import KubeError
from .conflicts import Policy
from .model import ObjectState, Patch

if TYPE_CHECKING:
    from ..kube.client import Client

_NO_DRY_RUN = (
    "does not support dry run"  # Kubernetes: webhook/errors, NewDryRunUnsupportedErr; its only mark is its text
)


def is_webhooks(error: KubeError) -> bool:
    """Return whether the server refused a dry run because of an admission webhook that may do more than answer."""
    return error.status == 400 and _NO_DRY_RUN in error.problem


def compare(
    client: Client, state: ObjectState, policy: Policy, error: KubeError, *, live: Optional[dict[str, Any]]
) -> None:
    """Put into state what can be told without the server: whether live says all that body says, else the two laid over
    each other. The env is warned of it."""
    from ..kube.client import contains

    item = state.item
    state.problem, state.live = error, live
    client.env.warn(
        f"{item.kind} {item.namespace}/{item.name}: no server-side dry run ({error.problem}); what the chart says was "
        "compared with the live object instead, without the server's defaults and webhooks"
    )
    if live is None:
        return
    state.wanted = laid_over(live, state.body)
    if not contains(live, state.body):
        from . import autoscaling

        path = autoscaling.disputed(state, policy)
        if path is not None:
            autoscaling.tell(client, item, policy)
            state.body = autoscaling.left(state.body, live, path)
            if state.patch is not None:
                _leave(state, state.patch, path)
    state.same = state.held = contains(live, state.body)
    state.wanted = live if state.same else laid_over(live, state.body)


def _leave(state: ObjectState, patch: Patch, path: list[str]) -> None:
    """Make the client's patch again, as one that says nothing of what is at path."""
    from . import client_side, ignoring

    original, state.body = (ignoring.left_as_live(one, {}, [path]) for one in (patch.original, state.body))
    state.patch = client_side.patch_of(original, state.body, state.live or {}, lasting=patch.lasting)


def laid_over(live: Any, body: Any) -> Any:
    """Return live with what body says: mappings key by key, lists and scalars as a whole."""
    if not isinstance(live, dict) or not isinstance(body, dict):
        return body
    return {**live, **{key: laid_over(live.get(key), value) for key, value in body.items()}}
