# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Kubernetes API by apiVersion, kind, namespace and name. Objects are plain dicts; every failure is a KubeError."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, Callable, Iterable, Iterator, Mapping, Optional, TypeVar

from ..base.env import Env
from ..base.errors import Conflict, KubeError, NotFound
from .config import Connection
from .discovery import Discovery, Resource
from .target import Target
from .transport import Transport

if TYPE_CHECKING:
    from .neighbours import Neighbours
    from .watch import Watch

T = TypeVar("T")

MANAGER = "helm"
_PAGE = 500
_APPLY = "application/apply-patch+yaml"
_PATCH_TYPES = {
    "merge": "application/merge-patch+json",
    "strategic": "application/strategic-merge-patch+json",
    "json": "application/json-patch+json",
}
_METADATA_LIST = {"Accept": "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io,application/json"}
_METADATA = {"Accept": "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io,application/json"}

Object = dict[str, Any]
Objects = list[Object]  # inside the class, list is a method


class Client:
    """Thread-safe. namespace None means the connection's; for a kind that has no namespaces it is ignored.

    Each call raises KubeError or a subclass: NotFound, Conflict, Forbidden, Unauthorized, Invalid, Unreachable. Its
    subject is the object. coming: kinds that are not served yet and will be by the time that they are needed, as
    (api_version, kind) -> namespaced: in check mode, those that others would have brought. shared: what the releases
    beside each other ask once, None where there is one.
    """

    def __init__(self, connection: Connection, env: Env, *, beside: Optional[Client] = None) -> None:
        self.connection = connection
        self.env = env
        self.coming: Mapping[tuple[str, str], bool] = {}
        self.transport: Transport = Transport(connection, env, beside=None if beside is None else beside.transport)
        self.discovery: Discovery = Discovery(self.transport, None if beside is None else beside.discovery)
        self.shared: Optional[Neighbours] = None if beside is None else beside.shared
        self._sharing = threading.Lock()

    def beside(self, env: Env) -> Client:
        """Return a client of the same server for another release at the same time. Connections, credentials, what the
        server serves and what is read once are shared; what it tells and warns of, and what stops it, is env's."""
        self.expect(())  # no more releases, but what is shared is there then
        return Client(self.connection, env, beside=self)

    def expect(self, releases: Iterable[tuple[str, str]]) -> None:
        """Expect these releases, as (namespace, name), to be looked at beside each other, in this order."""
        with self._sharing:
            if self.shared is None:
                from .neighbours import Neighbours

                self.shared = Neighbours()
            self.shared.expect(releases)

    def once(self, kind: str, what: str, read: Callable[[], T], *, is_kept: Callable[[T], bool]) -> T:
        """Return what read returns; where releases are worked on beside each other, what it returned to one of them a
        moment ago (once.py). what: tells it from others that are read of the kind. Raises what read raises."""
        if self.shared is None:
            return read()
        return self.shared.of(kind, what, read, is_kept=is_kept, now=self.env.monotonic)

    def is_news(self, text: str) -> bool:
        """Return whether text is said for the first time: what is told once a task."""
        return self.transport.is_news(text)

    def width(self) -> int:
        """Return how many requests are worth being under way at once: a few, and more to a server that is far."""
        return self.transport.pools.width()

    def version(self) -> Object:
        """Return the server's version: gitVersion ("v1.36.3"), major, minor and more, as /version has it."""
        return self.discovery.version()

    def api_versions(self) -> list[str]:
        """Return every group/version and group/version/Kind that the server has, sorted."""
        return self.discovery.api_versions()

    def resource(self, api_version: str, kind: str) -> Resource:
        """Return how the server serves a kind. Raises NotFound (reason NoKindMatch) when it does not."""
        return self.discovery.resource(api_version, kind)

    def get(self, api_version: str, kind: str, namespace: Optional[str], name: str) -> Object:
        """Return the live object. Raises NotFound."""
        target = self._target(api_version, kind, namespace, name)
        return target.send("GET", "reading an object")

    def find(self, api_version: str, kind: str, namespace: Optional[str], name: str) -> Optional[Object]:
        """Return the live object, None when there is none or its kind is not served."""
        try:
            return self.get(api_version, kind, namespace, name)
        except NotFound:
            return None

    def list(
        self,
        api_version: str,
        kind: str,
        namespace: Optional[str] = None,
        *,
        label_selector: str = "",
        field_selector: str = "",
        patience: Optional[float] = None,
    ) -> Objects:
        """Return the objects of a kind, read in pages. namespace "": those of all namespaces. patience: as the
        transport's."""
        query = {"labelSelector": label_selector, "fieldSelector": field_selector}
        return self._read_list(self._target(api_version, kind, namespace), query, {}, patience)[0]

    def get_at(self, resource: Resource, namespace: str, name: str) -> Object:
        """Return the object of that name at a resource, in no namespace where namespace is "". Raises NotFound."""
        place = namespace if resource.namespaced else ""
        return Target(self.transport, resource, place, name, "").send("GET", "reading an object")

    def list_at(self, resource: Resource, namespace: str) -> Object:
        """Return the whole list at a resource, as one object, its items with their apiVersion and kind."""
        target = Target(self.transport, resource, namespace if resource.namespaced else "", "", "")
        items, version = self._read_list(target, {}, {})
        kind = f"{resource.kind}List"
        return {
            "apiVersion": resource.api_version,
            "kind": kind,
            "metadata": {"resourceVersion": version},
            "items": items,
        }

    def list_metadata(
        self, api_version: str, kind: str, namespace: Optional[str] = None, *, label_selector: str = ""
    ) -> Objects:
        """Return only the metadata of a kind's objects, as [{"metadata": …}]. namespace "": those of all namespaces."""
        return self._read_list(
            self._target(api_version, kind, namespace), {"labelSelector": label_selector}, _METADATA_LIST
        )[0]

    def create(
        self, body: Object, namespace: Optional[str] = None, *, manager: str = MANAGER, dry_run: bool = False,
        brief: bool = False,
    ) -> Object:  # fmt: skip
        """Create an object and return it; brief: at least its metadata. Raises Conflict (reason AlreadyExists).

        When a reply was lost, or the request was sent twice on the way, the object that is there is our own: settling.
        """
        target = self._target_of(body, namespace)
        query = _query(manager=manager, dry_run=dry_run)
        began, headers = self.env.monotonic(), _METADATA if brief else {}
        try:
            return target.collection().send("POST", "creating an object", query=query, body=body, headers=headers)
        except Conflict as error:
            from . import settling

            return settling.created(self.transport, target, error, body, query=query, began=began)

    def apply(
        self,
        body: Object,
        namespace: Optional[str] = None,
        *,
        manager: str = MANAGER,
        force: bool = False,
        dry_run: bool = False,
        field_validation: str = "Strict",
    ) -> Object:
        """Server-side apply body and return the object as it is (would be, for dry_run) then.

        force: take fields from other managers. Raises Conflict, whose fields failures.conflicts(error) lists.
        """
        query = _query(manager=manager, dry_run=dry_run, field_validation=field_validation)
        query["force"] = "true" if force else "false"
        target = self._target_of(body, namespace)
        return target.send("PATCH", "applying an object", query=query, body=body, content_type=_APPLY)

    def replace(
        self, body: Object, namespace: Optional[str] = None, *, manager: str = MANAGER, dry_run: bool = False,
        brief: bool = False,
    ) -> Object:  # fmt: skip
        """Put body in the place of the live object and return it; brief: at least its metadata.

        Raises NotFound; Conflict when body has an old resourceVersion.
        """
        target = self._target_of(body, namespace)
        query, headers = _query(manager=manager, dry_run=dry_run), _METADATA if brief else {}
        try:
            return target.send("PUT", "replacing an object", query=query, body=body, headers=headers)
        except Conflict as error:
            from . import settling

            return settling.replaced(target, error, body, query)

    def patch(  # where, what and how: more than six
        self,
        api_version: str,
        kind: str,
        namespace: Optional[str],
        name: str,
        body: Any,
        *,
        patch_type: str = "merge",
        manager: str = MANAGER,
        dry_run: bool = False,
        subresource: str = "",
    ) -> Object:
        """Patch the live object and return it. patch_type: merge, strategic or json.

        Raises NotFound, Invalid, Conflict.
        """
        target = self._target(api_version, kind, namespace, name, subresource)
        query = _query(manager=manager, dry_run=dry_run)
        return target.send("PATCH", "patching an object", query=query, body=body, content_type=_PATCH_TYPES[patch_type])

    def delete(  # which object, and which conditions: more than six
        self,
        api_version: str,
        kind: str,
        namespace: Optional[str],
        name: str,
        *,
        propagation: str = "Background",
        grace: Optional[int] = None,
        uid: str = "",
        dry_run: bool = False,
    ) -> Object:
        """Delete an object; return the server's answer. propagation: Background, Foreground or Orphan. grace: seconds.

        uid: only the object of that uid, else Conflict. Raises NotFound.
        """
        options: Object = {"apiVersion": "v1", "kind": "DeleteOptions", "propagationPolicy": propagation}
        if grace is not None:
            options["gracePeriodSeconds"] = grace
        if uid:
            options["preconditions"] = {"uid": uid}
        if dry_run:
            options["dryRun"] = ["All"]
        query = _query(dry_run=dry_run)  # the body counts; who only reads addresses, an audit or a proxy, sees it too
        target = self._target(api_version, kind, namespace, name)
        try:
            return target.send("DELETE", "deleting an object", query=query, body=options)
        except NotFound as error:
            if error.lost_reply:  # the first attempt did it
                return {}
            raise

    def watch(  # what, and from where on: more than six
        self,
        api_version: str,
        kind: str,
        namespace: Optional[str] = None,
        *,
        name: str = "",
        label_selector: str = "",
        timeout: Optional[float] = None,
        since: str = "",
    ) -> Watch:
        """Return an iterator of (type, object): first what there is (ADDED), then each ADDED, MODIFIED and DELETED.

        It reconnects by itself and ends after timeout seconds, or when its close() is called from another thread.
        since: a resourceVersion; then it tells only what was changed after it, and raises KubeError (410) where the
        server does not remember that.
        """
        from . import watch

        target = self._target(api_version, kind, namespace)
        query = {"labelSelector": label_selector, "fieldSelector": f"metadata.name={name}" if name else ""}
        return watch.Watch(
            self.transport, target.path, query, lambda: self._read_list(target, query, {}), timeout, since=since
        )

    def logs(
        self,
        namespace: Optional[str],
        pod: str,
        *,
        container: str = "",
        tail: Optional[int] = None,
        previous: bool = False,
    ) -> str:
        """Return what a container of a pod wrote, the last tail lines of it.

        Raises NotFound; Invalid while the container waits to start.
        """
        query = {
            "container": container,
            "tailLines": tail,
            "previous": "true" if previous else "",
            "limitBytes": 1 << 20,
        }
        target = self._target("v1", "Pod", namespace, pod, "log")
        return target.send_raw("GET", "reading a container's log", query=query).decode("utf-8", "replace")

    def _target_of(self, body: Object, namespace: Optional[str]) -> Target:
        metadata = body.get("metadata") or {}
        place = namespace if namespace is not None else metadata.get("namespace")
        return self._target(body["apiVersion"], body["kind"], place, metadata.get("name") or "")

    def _target(
        self, api_version: str, kind: str, namespace: Optional[str], name: str = "", subresource: str = ""
    ) -> Target:
        resource = self.resource(api_version, kind)
        place = self.connection.namespace if namespace is None or (name and not namespace) else namespace
        target = Target(self.transport, resource, place if resource.namespaced else "", name, subresource)
        target.written = None if self.shared is None else self.shared.written
        return target

    def _read_list(
        self,
        target: Target,
        query: Mapping[str, Any],
        headers: Mapping[str, str],
        patience: Optional[float] = None,
    ) -> tuple[Objects, str]:
        """Return all items and the list's resourceVersion."""
        items: Objects = []
        page = ""
        while True:
            try:
                more = {**query, "limit": _PAGE, "continue": page}
                answer = target.send("GET", "listing objects", query=more, headers=headers, patience=patience)
            except KubeError as error:
                if error.status != 410 or not page:
                    raise
                items, page = [], ""  # the list took too long to read: from the start
                continue
            items += self._typed(answer.get("items") or (), target.resource, bool(headers))
            page = answer["metadata"].get("continue") or ""
            if not page:
                return items, answer["metadata"].get("resourceVersion") or ""

    @staticmethod
    def _typed(items: Any, resource: Resource, partial: bool) -> Iterator[Object]:
        """A list's items lack their apiVersion and kind."""
        for item in items:
            if not partial:
                item = {"apiVersion": resource.api_version, "kind": resource.kind, **item}
            yield item


def _query(*, manager: str = "", dry_run: bool = False, field_validation: str = "") -> dict[str, Any]:
    return {"fieldManager": manager, "dryRun": "All" if dry_run else "", "fieldValidation": field_validation}
