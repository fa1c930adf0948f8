# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a plan is made of: objects, what was observed of them, operations. Plain data, no input or output."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Callable, NamedTuple, Optional

from ..base.errors import KubeError
from .terminating import TERMINATING, is_terminating

MANAGER = "helm"  # the field manager, as helm's binary calls itself
SECOND_KEYS = ("protocol", "whenUnsatisfiable")  # by which lists tell elements apart that a merge does not
KEY_DEFAULTS = {"protocol": "TCP"}  # of keys of lists that may be left out: the one in Kubernetes' own API

CREATE = "create"
UPDATE = "update"
REPLACE = "replace"
DELETE = "delete"
KEEP = "keep"
UNCHANGED = "unchanged"

REMOVED = "removed"  # why: the release has the object no more

# How an object is written: applied by the server, merged by the client, or put in the live one's place.
APPLY = "apply"
MERGE = "merge"
PUT = "put"


class Key(NamedTuple):
    """What identifies an object: not its version, so that an API's new version is the same object (Go:
    isMatchingInfo)."""

    group: str
    kind: str
    namespace: str
    name: str


@dataclass
class Item:
    """An object of a manifest.

    body: as it is sent, namespace and ownership metadata in it. source: the template it comes from. namespace: "" for
    objects of the cluster.
    """

    body: dict[str, Any]
    namespace: str
    source: str = ""

    @property
    def api_version(self) -> str:
        """Its group and version, as written."""
        return str(self.body["apiVersion"])

    @property
    def kind(self) -> str:
        """Its kind."""
        return str(self.body["kind"])

    @property
    def name(self) -> str:
        """Its name."""
        return str(self.body["metadata"]["name"])

    @property
    def key(self) -> Key:
        """Its identity."""
        group, slash, _unused = self.api_version.partition("/")
        return Key(group if slash else "", self.kind, self.namespace, self.name)

    @property
    def label(self) -> str:
        """Kind namespace/name, as messages name it."""
        return f"{self.kind} {self.namespace}/{self.name}" if self.namespace else f"{self.kind} {self.name}"

    @property
    def gvk(self) -> str:
        """Group, version and kind as Go prints them: "apps/v1, Kind=Deployment", "/v1, Kind=Secret"."""
        return f"{'' if '/' in self.api_version else '/'}{self.api_version}, Kind={self.kind}"

    def described(self) -> dict[str, str]:
        """Return {kind, api_version, namespace, name}, as results have it."""
        return {"kind": self.kind, "api_version": self.api_version, "namespace": self.namespace, "name": self.name}


class Patch(NamedTuple):
    """A patch of the client's making. kind: merge or strategic. body: {} for nothing to do. original: what the last
    revision said of the object, to make the patch again from. lasting: it leaves alone what only others changed."""

    kind: str
    body: dict[str, Any]
    original: dict[str, Any]
    lasting: bool = False


class FieldConflict(NamedTuple):
    """A field of a live object that another manager holds with another value. field: ".spec.replicas"."""

    field: str
    manager: str
    subresource: str
    message: str


@dataclass
class ObjectState:
    """What was observed of an object that the target has.

    live: the object, None when there is none. wanted: the object as the API server says that it would be after the
    apply; None where it could not say. same: the apply would not change the object; held: nor what helm's manager
    holds of it. body: what is to be sent, less what is yielded to other managers. conflicts: what other managers
    hold; those that are to fail the run are in refused, those that are left so although they differ from the last
    revision in drifted. problem: why the server could not say. method: how it is to be written; patch: where
    that is a merge. anew: it has to be deleted first. ignored: drift does not count it, it was not looked at.
    corrected: what it would be, if what a merge leaves to others were put back besides; None where it leaves nothing.
    taken: paths of live elements whose fields become helm's before the apply, so that it takes them away.
    """

    item: Item
    body: dict[str, Any]
    live: Optional[dict[str, Any]] = None
    wanted: Optional[dict[str, Any]] = None
    same: bool = False
    held: bool = False
    force: bool = False
    conflicts: list[FieldConflict] = field(default_factory=list)
    refused: list[FieldConflict] = field(default_factory=list)
    drifted: list[FieldConflict] = field(default_factory=list)
    problem: Optional[KubeError] = None
    method: str = APPLY
    patch: Optional[Patch] = None
    anew: bool = False
    ignored: bool = False
    unsure: bool = False
    refusal: Optional[KubeError] = None
    corrected: Optional[dict[str, Any]] = None
    taken: list[list[Any]] = field(default_factory=list)


@dataclass
class Observation:
    """What is there. targets: the states of the objects wanted, in order. leftovers: (object of an earlier
    manifest that is wanted no more, live object or None), in that manifest's order. original: the earlier
    manifest's objects by key."""

    targets: list[ObjectState] = field(default_factory=list)
    leftovers: list[tuple[Item, Optional[dict[str, Any]]]] = field(default_factory=list)
    original: dict[Key, Item] = field(default_factory=dict)


@dataclass
class Operation:
    """What is to happen to an object, and why. body, force: what to send. before, after: for the diff, None where
    there is nothing; migrate: its fields are to move from the client-side manager to the server-side one first.
    method, patch, anew, refusal: as in ObjectState. resolve: what to do about fields that others turn out to hold,
    where no dry run could tell. left: fields that are left to others although they differ. corrected, taken: as in
    ObjectState."""

    action: str
    item: Item
    why: str = ""
    body: dict[str, Any] = field(default_factory=dict)
    force: bool = False
    before: Optional[dict[str, Any]] = None
    after: Optional[dict[str, Any]] = None
    migrate: bool = False
    method: str = APPLY
    patch: Optional[Patch] = None
    anew: bool = False
    refusal: Optional[KubeError] = None
    resolve: Optional[Callable[[KubeError], Resolution]] = None
    left: list[FieldConflict] = field(default_factory=list)
    corrected: Optional[dict[str, Any]] = None
    taken: list[list[Any]] = field(default_factory=list)

    def described(self) -> dict[str, str]:
        """Return the entry of the result's changes."""
        entry = {"action": self.action, **self.item.described()}
        return {**entry, "state": TERMINATING} if self.is_going else entry

    @property
    def is_wanted(self) -> bool:
        """Whether the release has the object, be it only as one that is left as it is."""
        return self.action not in (DELETE, KEEP) and self.why != REMOVED

    @property
    def is_going(self) -> bool:
        """Whether the object is being deleted, and nothing is done about that."""
        return self.before is not None and self.action in (UPDATE, UNCHANGED) and is_terminating(self.before)


@dataclass
class Plan:
    """operations in the order in which they are to be done: targets as in the manifest, then deletions. reasons:
    why there is something to do, empty for nothing. drifted: what differs from the last revision and is left so,
    by policy. unsure: it holds objects that the server could not be asked about yet."""

    operations: list[Operation] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    drifted: list[Operation] = field(default_factory=list)
    unsure: bool = False

    @property
    def changes(self) -> bool:
        """Whether any object would be written or deleted."""
        return any(operation.action in (CREATE, UPDATE, REPLACE, DELETE) for operation in self.operations)


@dataclass
class Resolution:
    """body: what to send instead, less the fields that are left to others. force: take the rest. refused: what
    fails the run. drifted: what is left to others although it differs from the last revision. unsure: why it cannot
    be told whether an autoscaler sets the replicas that were left."""

    body: dict[str, Any]
    force: bool = False
    refused: list[FieldConflict] = field(default_factory=list)
    drifted: list[FieldConflict] = field(default_factory=list)
    unsure: str = ""
