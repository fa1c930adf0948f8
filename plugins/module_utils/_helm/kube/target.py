# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where an object is on the API server, and what to call it: requests to it, errors and warnings about it."""

from __future__ import annotations

from typing import Any, Callable, Mapping, Optional

from ..base.errors import KubeError
from .discovery import Resource
from .transport import Transport

Object = dict[str, Any]


class Target:
    """An object, or the objects of a kind in a namespace: where it is, and what to call it in errors. written: is told
    the kind when something may have been written; None where nobody wants to know."""

    __slots__ = ("_transport", "name", "namespace", "resource", "subresource", "written")

    def __init__(self, transport: Transport, resource: Resource, namespace: str, name: str, subresource: str) -> None:
        self._transport = transport
        self.resource = resource
        self.namespace = namespace
        self.name = name
        self.subresource = subresource
        self.written: Optional[Callable[[str], None]] = None

    @property
    def path(self) -> str:
        return self.resource.path(self.namespace, self.name, self.subresource)

    @property
    def label(self) -> str:
        """Kind namespace/name, as errors name the object."""
        return f"{self.resource.kind} {'/'.join(part for part in (self.namespace, self.name) if part)}".rstrip()

    def collection(self) -> Collection:
        """Where objects of this one's kind are created; errors still name this one."""
        found = Collection(self._transport, self.resource, self.namespace, self.name, "")
        found.written = self.written
        return found

    def send(
        self,
        method: str,
        doing: str,
        *,
        query: Optional[Mapping[str, Any]] = None,
        body: Any = None,
        content_type: str = "",
        headers: Optional[Mapping[str, str]] = None,
        patience: Optional[float] = None,
    ) -> Object:
        """Return the object in the answer. Raises KubeError about this target."""
        more = {"Content-Type": content_type} if content_type else {}
        how: dict[str, Any] = {} if patience is None else {"patience": patience}
        try:
            answer = self._transport.request(
                method, self.path, query=query, body=body, headers={**(headers or {}), **more}, **how
            )
            found: Object = answer.json()
        except KubeError as error:
            error.doing, error.subject = doing, self.label
            if error.status == 503 and self.resource.group:
                self._name_api(error)
            self._transport.tell_warnings(error.warned, self.label)
            raise
        finally:
            if self.written is not None and method != "GET" and not (query or {}).get("dryRun"):
                self.written(self.resource.kind)
        self._transport.tell_warnings(answer.headers.get("Warning") or "", self.label)
        return found

    def _name_api(self, error: KubeError) -> None:
        """Say of an API that the API server passes on to another server which of them is away."""
        from . import aggregation

        found = aggregation.unavailable(self._transport, self.resource.api_version, error)
        if found is not None:
            error.problem, error.hint = found.problem, f"{found.subject}: {found.hint}"
            error.args = (found.problem,)

    def send_raw(self, method: str, doing: str, *, query: Optional[Mapping[str, Any]] = None) -> bytes:
        """Return the answer's body."""
        try:
            return self._transport.request(method, self.path, query=query, headers={"Accept": "*/*"}).body
        except KubeError as error:
            error.doing, error.subject = doing, self.label
            raise


class Collection(Target):
    """The path is that of the kind's objects, the label still the one object's."""

    __slots__ = ()

    @property
    def path(self) -> str:
        return self.resource.path(self.namespace)


def contains(live: Any, wanted: Any) -> bool:
    """Return whether live says everything that wanted says; a resourceVersion does not count."""
    if isinstance(wanted, dict):
        return isinstance(live, dict) and all(
            key == "resourceVersion" or contains(live.get(key), item) for key, item in wanted.items()
        )
    if isinstance(wanted, list):
        return isinstance(live, list) and len(live) == len(wanted) and all(map(contains, live, wanted))
    return bool(live == wanted)
