# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The release's namespace before its first revision: there, to be made, or on its way out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Optional, Union

from ..base.errors import Forbidden, KubeError, NotFound
from ..base.turns import once_more
from ..plan import terminating
from ..plan.model import APPLY, CREATE, MERGE, Item, Operation
from . import prelude

if TYPE_CHECKING:
    from ..asked.requests import ReleaseRequest
    from ..kube.client import Client

KIND = "Namespace"


def operations(client: Client, request: ReleaseRequest, brought: list[Operation]) -> list[Operation]:
    """Return the creation of the release's namespace where it is missing, nothing where it is there, or is brought by
    others.

    One that is being deleted is waited for, to be made anew, where the task makes namespaces and waits; in check mode
    that is taken for done. Else the API server says that nothing can be made in it. Of several releases at the same
    time one makes it, the others wait for that. Raises NotFound, as the API server would word it, when it is missing
    and not to be made; WaitTimeout.
    """
    namespace, labels, create = request.namespace, request.namespace_labels, request.create_namespace
    metadata = {"name": namespace, "labels": {"name": namespace, **labels}}
    body: dict[str, Any] = {"apiVersion": "v1", "kind": KIND, "metadata": metadata}
    operation = Operation(CREATE, Item(body, ""), "created", body, after=body, method=MERGE)
    live = _look(client, namespace)
    if isinstance(live, NotFound):
        if made_by(brought, namespace):
            return []
        if not create:
            raise _no_namespace(namespace, check=request.check)
        if client.shared is not None and not request.check:
            client.shared.await_maker(KIND, namespace, client.env)
            live = _look(client, namespace)
    if isinstance(live, Forbidden) and not create:
        return []  # users of one namespace may not read Namespaces: their own is most likely there
    if isinstance(live, dict):
        waits = request.waiting.wait or request.atomic
        if not (create and waits and terminating.is_terminating(live)):
            return []
        if request.check:
            return [operation]
        from ..apply.wait import Waiter

        whose = f"namespace {namespace}, which is made anew,"
        uids = {operation.item.key: str(live["metadata"].get("uid") or "")}
        Waiter(client, client.env, request.waiting.timeout, whose=whose).until_gone([operation.item], uids)
    return _creation(client, request, operation, unseen=isinstance(live, Forbidden))


def _look(client: Client, namespace: str) -> Union[dict[str, Any], NotFound, Forbidden]:
    """The namespace as it is there, or why it is not seen; asked once for releases at the same time, but for one that
    is on its way out."""

    def read() -> Union[dict[str, Any], NotFound, Forbidden]:
        try:
            return client.get("v1", KIND, "", namespace)
        except (NotFound, Forbidden) as error:
            return error

    return client.once(
        KIND, namespace, read, is_kept=lambda live: not (isinstance(live, dict) and terminating.is_terminating(live))
    )


def _creation(client: Client, request: ReleaseRequest, operation: Operation, *, unseen: bool) -> list[Operation]:
    """The namespace's creation, with what the API server has against it; nothing where it is there after all. unseen:
    whoever asks may not read it."""

    def ask() -> Optional[KubeError]:
        try:
            client.create(operation.item.body, "", dry_run=True)
        except KubeError as error:
            return error
        return None

    what = f"creation {operation.item.body['metadata']}"
    error = client.once(
        KIND, what, ask, is_kept=lambda error: error is None or prelude.is_there(error) or isinstance(error, Forbidden)
    )
    if error is None:
        return [operation]
    if prelude.is_there(error) or (unseen and isinstance(error, Forbidden)):
        return []
    from ..plan import asking, write_errors

    refused = asking.verdict(client, operation.item.label, once_more(error))
    if refused is not None:
        method = MERGE if request.applying.server_side == "false" else APPLY
        refused = write_errors.of_write(refused, operation.item, method, exists=False)
    operation.refusal = refused
    return [operation]


def made_by(operations: list[Operation], namespace: str) -> bool:
    """Return whether operations make a namespace."""
    return any(
        entry.action == CREATE and entry.item.kind == KIND and entry.item.name == namespace
        for entry in operations
    )


def _no_namespace(namespace: str, *, check: bool) -> NotFound:
    hint = "create it first, or set create_namespace"
    if check:  # what our own tasks would have made is known (fleet/foreseen.py)
        hint += "; check mode knows nothing of one that a task of another collection would have made before"
    return NotFound(
        f'create: failed to create: namespaces "{namespace}" not found',
        doing="looking for the release's namespace",
        subject=namespace,
        hint=hint,
        status=404,
        reason="NotFound",
    )
