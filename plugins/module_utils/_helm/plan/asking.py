# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the API server says to the writes that are no applies of the chart's objects: deletions, and what hooks make.
Dry runs only."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Optional

from ..base.errors import Conflict, KubeError, NotFound
from . import fallback, grounds, write_errors
from .model import MERGE, Item, Operation

if TYPE_CHECKING:
    from ..kube.client import Client


def deletion(client: Client, operation: Operation, propagation: str = "Background") -> Optional[KubeError]:
    """Return why the server would not delete an object, in helm's words, None where it would. Raises KubeError where it
    does not come to that."""
    item = operation.item
    try:
        _delete(client, item, propagation)
    except KubeError as error:
        refusal = verdict(client, item.label, error)
        if refusal is None:
            return None
        what = f"namespace={item.namespace}, name={item.name}, kind={item.kind}"
        return write_errors.about(refusal, item, f"failed to delete resource {what}: {refusal.problem}")
    return None


def hook_object(
    client: Client, item: Item, *, server_side: bool, replaced: bool, removed: bool = False
) -> Optional[KubeError]:
    """Return why the server would not take a hook's object, None where it would.

    replaced: what has its name is deleted first (before-hook-creation); removed: it is deleted when the hook has
    succeeded. Both look and delete, which is asked whether or not there is something to delete now: the next run finds
    it, and helm sends the deletion anyhow.
    """
    there = False
    if (replaced or removed) and item.kind != "CustomResourceDefinition":
        try:
            there = client.find(item.api_version, item.kind, item.namespace, item.name) is not None
            _delete(client, item, "Background")
        except KubeError as error:
            refusal = verdict(client, item.label, error)
            if refusal is not None:
                return refusal
        there = there and replaced
    try:
        if there or not server_side:
            client.create(item.body, dry_run=True)
        else:
            client.apply(item.body, dry_run=True)
    except KubeError as error:
        if there and isinstance(error, Conflict) and error.reason == "AlreadyExists":  # said last, after all the rest
            return _no_right_to_apply(client, item) if server_side else None
        refusal = verdict(client, item.label, error)
        if refusal is None:
            return None
        if grounds.lacks_namespace(refusal):
            from . import elsewhere

            refusal = elsewhere.refusal(client, item) or refusal
        if server_side:
            return write_errors.of_write(refusal, item)
        return write_errors.of_write(refusal, item, MERGE, exists=False)
    return None


def _no_right_to_apply(client: Client, item: Item) -> Optional[KubeError]:
    """Return the right to patch that is missing for an object that is there, and is made anew by an apply. What else
    the server says is about the one that goes first."""
    try:
        client.apply(item.body, force=True, dry_run=True)
    except KubeError as error:
        return write_errors.of_write(error, item) if grounds.missing_right(error) else None
    return None


def deeper(client: Client, item: Item, error: KubeError) -> KubeError:
    """Return what else the server has against a pod that lacks something which may be there by then: it says no more
    than the first. Error where that is all."""
    first, body = error, item.body
    needs = dict(grounds.NEEDS) if item.kind == "Pod" else {}
    while True:
        lacking = grounds.missing(error)
        need = needs.pop(lacking.kind, None) if lacking else None
        if need is None:
            return first if lacking else error
        spec = {key: value for key, value in (body.get("spec") or {}).items() if key not in need}
        body = {**body, "spec": spec}
        try:
            client.create(body, dry_run=True)
        except KubeError as next_one:
            if verdict(client, item.label, next_one) is None:
                return first
            error = next_one
        else:
            return first


def verdict(client: Client, what: str, error: KubeError) -> Optional[KubeError]:
    """Return the refusal that error is, None where only the dry run is refused, which is told once. Raises error where
    the server did not come to look at what was asked for."""
    from ..base import wording

    said = wording.own(error)
    if not grounds.is_verdict(said):
        raise error
    if grounds.webhook_without_dry_run(said):
        fallback.tell(client, what, said)
        return None
    return error


def _delete(client: Client, item: Item, propagation: str) -> None:
    """Ask about a deletion; that there is nothing to delete is no error."""
    with contextlib.suppress(NotFound):
        client.delete(item.api_version, item.kind, item.namespace, item.name, propagation=propagation, dry_run=True)
