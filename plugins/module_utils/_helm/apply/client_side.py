# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects written without server-side apply: created, patched by the client's own merge, replaced, or made anew (Go:
kube/client.go, createResource, patchResourceClientSide, replaceResource)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..base.env import Env
from ..base.errors import KubeError, NotFound
from ..plan import client_side, write_errors
from ..plan.model import APPLY, CREATE, MERGE, PUT, Operation, Patch
from .writes import apply_item, create_item, retried

if TYPE_CHECKING:
    from ..kube.client import Client


@dataclass
class Writer:
    """Writes one operation. creation_problem: put before the error of an object that could not be made. timeout:
    seconds for an object to go away."""

    client: Client
    env: Env
    creation_problem: str = ""
    timeout: float = 300.0

    def write(self, operation: Operation, *, again: bool) -> dict[str, Any]:
        """Return the API server's object. again: hooks may have touched the object since it was compared. Raises
        KubeError in helm's words."""
        item = operation.item
        if operation.anew:
            return self._make_anew(operation)
        if operation.action == CREATE:
            return self._create(operation)
        try:
            if operation.method == PUT:
                return retried(lambda: self._replace(operation), self.env)
            return self._merge(operation, again=again)
        except NotFound:
            return self._create(operation)  # gone since: a hook, or someone else
        except KubeError as error:
            raise write_errors.of_write(error, item, operation.method) from error

    def _create(self, operation: Operation) -> dict[str, Any]:
        return create_item(self.client, self.env, operation.item, operation.body, problem=self.creation_problem)

    def _live(self, operation: Operation) -> dict[str, Any]:
        item = operation.item
        return self.client.get(item.api_version, item.kind, item.namespace, item.name)

    def _replace(self, operation: Operation) -> dict[str, Any]:
        body = client_side.versioned(operation.body, self._live(operation))
        return self.client.replace(body, operation.item.namespace)

    def _merge(self, operation: Operation, *, again: bool) -> dict[str, Any]:
        patch = operation.patch or Patch(MERGE, {}, operation.body)
        if again:
            live = self._live(operation)
            patch = client_side.renewed(patch, operation.body, live)
            if not patch.body:
                return live
        return client_side.send(self.client, operation.item, patch)

    def _make_anew(self, operation: Operation) -> dict[str, Any]:
        """Delete exactly the object that was looked at, wait until it is gone, and make the new one."""
        from . import renewal

        item, problem = operation.item, self.creation_problem

        def create() -> dict[str, Any]:
            if operation.method == APPLY:
                return apply_item(self.client, self.env, item, operation.body, problem=problem)
            return self._create(operation)

        return renewal.renew(self.client, self.env, operation, create, timeout=self.timeout)
