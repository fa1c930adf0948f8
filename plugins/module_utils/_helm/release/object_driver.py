# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Records in objects of the API server: what Secrets and ConfigMaps have in common."""

from __future__ import annotations

import contextlib
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, Callable, ContextManager, Optional

from ..base.env import Env
from ..base.errors import Conflict, KubeError, NotFound, Unauthorized, Unreachable
from . import codec, fitting, holding, labels
from .model import Head, Release

if TYPE_CHECKING:
    from ..kube.client import Client


MANAGER = "Helm"  # who holds the fields of a record: helm's user agent; its objects are held by "helm"
_HOW: dict[str, Any] = {"manager": MANAGER, "brief": True}  # writes: a whole record as the answer is twice the work
LISTED, UNLISTED = "list: failed to list: ", "query: failed to query with labels: "


class ObjectDriver(ABC):
    """A Driver over one kind of namespaced object; the subclass says which, and how the record lies in it."""

    kind: str

    def __init__(self, client: Client, namespace: str, env: Env) -> None:
        self.namespace = namespace
        self._client = client
        self._env = env
        self._told: set[str] = set()

    def heads(self, name: str = "", *, namespace: Optional[str] = None) -> list[Head]:
        """Return the heads of name's revisions (of all releases where name is ""), by one request for metadata only."""
        place = self.namespace if namespace is None else namespace
        if name:
            return self._listed(UNLISTED, place, f"name={name},")
        return self._listed(LISTED, place, "")

    def heads_of(self, names: list[str]) -> list[Head]:
        """Return the heads of several releases' revisions, by one request for metadata only."""
        return self._listed(UNLISTED, self.namespace, f"name in ({','.join(names)}),")

    def _listed(self, words: str, namespace: str, terms: str) -> list[Head]:
        selector = f"{terms}owner=helm"
        items = self._ask(words, self._client.list_metadata, "v1", self.kind, namespace, label_selector=selector)
        now = self._client.transport.server_time()
        return [_head(item["metadata"], now) for item in items]

    def get(self, key: str, namespace: Optional[str] = None) -> Release:
        """Return the revision under key, the object's labels with it. Raises NotFound."""
        place = self.namespace if namespace is None else namespace
        try:
            item = self._client.get("v1", self.kind, place, key)
        except NotFound as error:
            raise NotFound(
                "release: not found", doing="reading the release record", subject=f"{place}/{key}", status=404
            ) from error
        release = codec.decode(self.read_data(item))
        release.labels = dict(item["metadata"].get("labels") or {})
        release.holder = holding.read(item["metadata"])
        release.mark = item["metadata"].get("resourceVersion") or ""
        return release

    def create(self, release: Release) -> None:
        """Create the revision's object. Raises Conflict when it is there already, ReleaseError when it is too large."""
        release.mark = ""
        body = self._object(release, "createdAt")
        stored = self._ask("create: failed to create: ", self._client.create, body, **_HOW)
        self._marked(release, stored)

    def check(self, release: Release, *, room: bool = True) -> None:
        """Return when an object can hold the revision's record. Raises ReleaseError."""
        fitting.check(release, room=room)

    def object_of(self, release: Release) -> dict[str, Any]:
        """Return the head of the object that a revision is stored in."""
        return {
            "apiVersion": "v1",
            "kind": self.kind,
            "metadata": {"name": release.key, "namespace": self.namespace},
        }

    def rehearse(self, release: Release, *, again: bool = False) -> None:
        """Ask by a dry run. again: without the record's text, which makes no difference then, and also of a revision
        that is not there yet: rights are looked at first. Raises KubeError."""
        if not again:
            try:
                body = self._object(release, "createdAt")
                self._ask("create: failed to create: ", self._client.create, body, dry_run=True, **_HOW)
            except Conflict as error:
                if error.reason != "AlreadyExists":  # another run was quicker, as its creation will find
                    raise
            return
        metadata = {
            "name": release.key,
            "namespace": self.namespace,
            "labels": labels.of_record(release, "modifiedAt", self._env.now_ns()),
        }
        body = {"apiVersion": "v1", "kind": self.kind, "metadata": metadata, **self.write_data(b"")}
        with contextlib.suppress(NotFound):
            self._ask("update: failed to update: ", self._client.replace, body, dry_run=True, **_HOW)

    def rehearse_deletion(self, key: str) -> None:
        """Ask by a dry run. Raises KubeError."""
        with contextlib.suppress(NotFound):
            self._client.delete("v1", self.kind, self.namespace, key, dry_run=True)

    def update(self, release: Release) -> None:
        """Replace the revision's object: as helm does, without regard to what others wrote meanwhile, or, where the
        release has a mark, only as long as nobody did. Raises Conflict."""
        body = self._object(release, "modifiedAt")
        stored = self._ask("update: failed to update: ", self._client.replace, body, **_HOW)
        self._marked(release, stored)

    def delete(self, key: str, uid: str = "") -> None:
        """Delete the revision's object. Raises NotFound; Conflict where it is not the one with uid."""
        self._client.delete("v1", self.kind, self.namespace, key, uid=uid)

    def urgently(self) -> ContextManager[None]:
        """Return a context in which this thread's requests wait for no free connection."""
        return self._client.transport.urgently()

    @abstractmethod
    def read_data(self, item: dict[str, Any]) -> bytes:
        """Return the encoded record in an object."""

    @abstractmethod
    def write_data(self, encoded: bytes) -> dict[str, Any]:
        """Return the part of an object that holds an encoded record."""

    def _object(self, release: Release, stamp: str) -> dict[str, Any]:
        encoded = fitting.encode(release, self._tell)
        metadata: dict[str, Any] = {
            "name": release.key,
            "namespace": self.namespace,
            "labels": labels.of_record(release, stamp, self._env.now_ns()),
        }
        if release.holder is not None:
            metadata["annotations"] = holding.write(release.holder)
        if release.mark:
            metadata["resourceVersion"] = release.mark
        return {"apiVersion": "v1", "kind": self.kind, "metadata": metadata, **self.write_data(encoded)}

    @staticmethod
    def _ask(words: str, request: Callable[..., Any], *given: Any, **how: Any) -> Any:
        """Return a request's answer; what the API server has against it gets helm's words before it."""
        try:
            return request(*given, **how)
        except (Conflict, NotFound, Unreachable):
            raise
        except KubeError as error:
            from ..base import wording

            if isinstance(error, Unauthorized) and words in (LISTED, UNLISTED):  # what is asked first
                raise wording.unknown(error) from error.__cause__
            raise wording.before(error, words) from error

    def _tell(self, text: str) -> None:
        """Warn, once a text: a record is written again and again."""
        if text not in self._told:
            self._told.add(text)
            self._env.warn(text)

    @staticmethod
    def _marked(release: Release, stored: dict[str, Any]) -> None:
        release.mark = (stored.get("metadata") or {}).get("resourceVersion") or ""


def _head(meta: dict[str, Any], now: float) -> Head:
    """What an object's metadata tells of its revision. now: the API server's time."""
    found = labels.head(meta["name"], meta["namespace"], meta.get("labels") or {}, meta.get("creationTimestamp") or "")
    found.holder = holding.read(meta)
    found.mark = meta.get("resourceVersion") or ""
    found.uid = meta.get("uid") or ""
    found.idle = holding.idle_seconds(meta, now)
    return found
