# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects that are deleted to be made anew. Where the new one is refused after all, the old one is put back: the error
says what is there now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable

from ..base.env import Env
from ..base.errors import Conflict, KubeError, ReleaseError, WaitTimeout
from ..plan import terminating, write_errors
from ..plan.model import Item, Operation
from ..plan.ownership import import_problem, objection
from . import deletion, managed_fields
from .wait import Waiter

if TYPE_CHECKING:
    from ..kube.client import Client

Object = dict[str, Any]

# What the server writes into every object of its own accord, and takes from nobody.
_SERVERS = (
    "uid", "resourceVersion", "generation", "creationTimestamp", "selfLink", "deletionTimestamp",
    "deletionGracePeriodSeconds", "managedFields",
)  # fmt: skip
# What it adds to a Job, and refuses in a new one (Go: registry/batch/job/strategy.go, generateSelector).
_JOB_LABELS = ("controller-uid", "job-name", "batch.kubernetes.io/controller-uid", "batch.kubernetes.io/job-name")


def renew(
    client: Client, env: Env, operation: Operation, create: Callable[[], Object], *, timeout: float = 300.0
) -> Object:
    """Return the API server's new object, made by create after exactly the object that was looked at was deleted, and
    is gone. timeout: seconds that it may take to go. Raises KubeError, WaitTimeout, ReleaseError."""
    item = operation.item
    old = client.find(item.api_version, item.kind, item.namespace, item.name)
    if old is None:
        return create()
    waiter = Waiter(client, env, timeout, whose=f"{_named(item)}, which is made anew,")
    _remove(client, item, operation.before or old, waiter)
    now = client.find(item.api_version, item.kind, item.namespace, item.name)
    if now is not None:
        raise _replaced(item, objection(now, item) or "it was made while this run was making it anew")
    try:
        return create()
    except KubeError as error:
        raise _left(client, env, item, old, error) from error


def _remove(client: Client, item: Item, seen: Object, waiter: Waiter) -> None:
    """Delete the object that was seen, and return when it is gone. One that is being deleted is only waited for."""
    if terminating.is_terminating(seen):
        waiter.until_gone([item], {item.key: deletion.uid_of(seen)})
        return
    try:
        deleted = deletion.delete(client, item, seen, objection=lambda live: objection(live, item))
    except KubeError as error:
        what = f"namespace={item.namespace}, name={item.name}, kind={item.kind}"
        raise write_errors.about(error, item, f"failed to delete resource {what}: {error.problem}") from error
    if deleted.kept:
        raise _replaced(item, deleted.kept)
    if deleted.gone:
        return
    try:
        waiter.until_gone([item], {item.key: deleted.uid})
    except WaitTimeout as error:
        error.hint = (
            f"{_named(item)} is being deleted to be made anew and cannot be kept any more: once what holds it has let "
            "go of it, run the task again"
        )
        raise


def _left(client: Client, env: Env, item: Item, old: Object, error: KubeError) -> KubeError:
    """The error of the new object, and what is there now: the old one again, if it can be put back."""
    left = "it was put back as it was before"
    try:
        _put_back(client, env, item, old)
    except Conflict:
        left = "another object has taken its name meanwhile, which was left alone"
    except KubeError as again:
        left = f"it could not be put back ({again.problem}): there is none now"
    return error.restated(f"{error.problem}; {_named(item)} had been deleted to be made anew: {left}")


def _put_back(client: Client, env: Env, item: Item, old: Object) -> None:
    """Make the old object again, then say who held its fields, which the server takes only of an object that is there.
    Raises KubeError where it is not made."""
    client.create(restored(old), item.namespace)
    holders = [entry for entry in old["metadata"].get("managedFields") or () if not entry.get("subresource")]
    try:
        managed_fields.rewrite(
            client, item, lambda entries: [*holders, *(entry for entry in entries if entry.get("subresource"))]
        )
    except KubeError as error:  # then its fields are ours, which the next run puts right
        env.debug(f"{_named(item)}: who held its fields is not put back: {error.problem}")


def restored(old: Object) -> Object:
    """Return a live object as what the server takes as a new one: with the addresses that it had."""
    body = {key: value for key, value in old.items() if key != "status"}
    body["metadata"] = {key: value for key, value in old["metadata"].items() if key not in _SERVERS}
    if old.get("kind") == "Job" and not old["spec"].get("manualSelector"):
        body["spec"] = {key: value for key, value in old["spec"].items() if key != "selector"}
        template = old["spec"].get("template") or {}
        body["spec"]["template"] = {**template, "metadata": _without_generated(template.get("metadata") or {})}
        body["metadata"] = _without_generated(body["metadata"])
    return body


def _without_generated(metadata: Object) -> Object:
    labels = {key: value for key, value in (metadata.get("labels") or {}).items() if key not in _JOB_LABELS}
    return {**metadata, "labels": labels}


def _replaced(item: Item, problem: str) -> ReleaseError:
    """The error for an object of someone else in the place of one that was to be made anew."""
    return ReleaseError(
        import_problem(item, problem),
        doing="deleting an object so that it can be made anew",
        subject=_named(item),
        hint="it took the place of the release's own object during this run; look whose it is",
    )


def _named(item: Item) -> str:
    return f"{item.kind} {item.namespace}/{item.name}" if item.namespace else f"{item.kind} {item.name}"
