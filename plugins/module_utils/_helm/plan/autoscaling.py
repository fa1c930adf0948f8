# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whose replicas an autoscaler sets: HorizontalPodAutoscalers and KEDA's ScaledObjects, those of the cluster as this
plan will leave them. Asked only when such a field is in dispute.

That they cannot be read does not mean that there are none: then replicas which someone else has set are left alone, and
the task's author is told why.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Iterable, NamedTuple, Optional

from ..base.errors import Forbidden, KubeError, NotFound, Unauthorized
from . import fieldpath, ignoring, ownership, terminating
from .model import MANAGER, Item, Key, ObjectState
from .situation import FREE, RELEASED, SCALED, UNKNOWN, Decision, Situation

if TYPE_CHECKING:
    from ..kube.client import Client

REPLICAS = ["spec", "replicas"]
PATIENCE = 5.0  # seconds that a server which fails is asked again for what is only advice

_HORIZONTAL = ("autoscaling", "HorizontalPodAutoscaler", "horizontalpodautoscalers", ("v2", "v1"))
_SCALED_OBJECT = ("keda.sh", "ScaledObject", "scaledobjects", ("v1alpha1",))
_SOURCES = (_HORIZONTAL, _SCALED_OBJECT)
_KINDS = {source[:2] for source in _SOURCES}
_SAME_GROUPS = {"extensions": "apps"}  # the same objects under their first group


class Aim(NamedTuple):
    """What an autoscaler scales. group: "" for any."""

    group: str
    kind: str
    name: str

    def means(self, item: Item) -> bool:
        """Return whether it is this object, whatever its version."""
        group = _SAME_GROUPS.get(item.key.group, item.key.group)
        return (self.kind, self.name) == (item.kind, item.name) and self.group in ("", group)


def aim_of(body: dict[str, Any], group: str) -> Optional[Aim]:
    """Return what an autoscaler of an API group aims at, None where it does not say. KEDA's default: a Deployment."""
    target = (body.get("spec") or {}).get("scaleTargetRef")
    if not isinstance(target, dict) or not target.get("name"):
        return None
    api = str(target.get("apiVersion") or "").rpartition("/")[0]
    found = _SAME_GROUPS.get(api, api)
    kind = target.get("kind")
    if group == _SCALED_OBJECT[0]:
        kind, found = kind or "Deployment", found if kind or api else "apps"
    return Aim(found, str(kind), str(target["name"])) if kind else None


@dataclass
class _Place:
    """What is known of a namespace. scaled: what its autoscalers aim at; released: what those aimed at that go with
    this plan, or by themselves. problems: why others cannot be told."""

    scaled: list[Aim] = field(default_factory=list)
    released: list[Aim] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


class Deciders:
    """Who decides about replicas once a plan is carried out. targets: the plan's objects; leftovers: those of earlier
    revisions that it has no more, with the live ones; original: the last revision's. A namespace's autoscalers are read
    once."""

    def __init__(
        self,
        client: Client,
        targets: Iterable[Item],
        leftovers: Iterable[tuple[Item, Optional[dict[str, Any]]]],
        original: dict[Key, Item],
    ) -> None:
        self._client = client
        self._lock = threading.Lock()
        self._places: dict[str, _Place] = {}
        self._planned = [item for item in targets if item.key[:2] in _KINDS]
        self._going = [
            (item, live)
            for item, live in leftovers
            if item.key[:2] in _KINDS and live is not None and not ownership.objection(live, item)
        ]
        self._original = original

    def decision(self, item: Item) -> Decision:
        """Return who sets the replicas of an object."""
        with self._lock:
            if item.namespace not in self._places:
                self._places[item.namespace] = self._look(item.namespace)
        place = self._places[item.namespace]
        if any(aim.means(item) for aim in place.scaled):
            return Decision(SCALED)
        if any(aim.means(item) for aim in place.released):
            return Decision(RELEASED)
        return Decision(UNKNOWN, "; ".join(place.problems)) if place.problems else Decision(FREE)

    def _look(self, namespace: str) -> _Place:
        """The namespace's autoscalers: the plan's own as it has them, the others as they are."""
        place = _Place()
        bodies: list[tuple[str, dict[str, Any], bool]] = []  # group, body, whether it will decide
        ours = set()
        for item in self._planned:
            if item.namespace == namespace:
                ours.add(item.key)
                bodies.append((item.key.group, item.body, True))
                if item.key in self._original:
                    bodies.append((item.key.group, self._original[item.key].body, False))
        for item, live in self._going:
            if item.namespace == namespace:
                ours.add(item.key)
                bodies += [(item.key.group, item.body, False), (item.key.group, live or {}, False)]
        for group, kind, plural, versions in _SOURCES:
            for live in self._list(group, kind, plural, versions, namespace, place):
                key = Key(group, kind, namespace, str(live["metadata"]["name"]))
                bodies.append((group, live, key not in ours and not terminating.is_terminating(live)))
        for group, body, decides in bodies:
            aim = aim_of(body, group)
            if aim is not None:
                (place.scaled if decides else place.released).append(aim)
        return place

    def _list(  # one source, and where to note what it refuses: more than six
        self, group: str, kind: str, plural: str, versions: tuple[str, ...], namespace: str, place: _Place
    ) -> list[dict[str, Any]]:
        """The autoscalers of a kind; none where the server does not have the kind."""
        try:
            return self._of_first(group, kind, versions, namespace)
        except Unauthorized:
            raise
        except Forbidden as error:
            place.problems.append(f"the user may not list {plural}.{group} ({error.problem})")
        except KubeError as error:
            place.problems.append(f"listing {plural}.{group} failed ({error.problem})")
        return []

    def _of_first(self, group: str, kind: str, versions: tuple[str, ...], namespace: str) -> list[dict[str, Any]]:
        """The objects of a kind in the first of its versions that the server has, none where it has none."""
        try:
            return self._client.list(f"{group}/{versions[0]}", kind, namespace, patience=PATIENCE)
        except NotFound:
            return self._of_first(group, kind, versions[1:], namespace) if versions[1:] else []

    def path_of(self, item: Item) -> list[str]:
        """Return where an object has its replicas: what its CustomResourceDefinition says, else spec.replicas."""
        if not is_custom(item) or self.decision(item).who == FREE:
            return REPLICAS
        api = "apiextensions.k8s.io/v1"
        try:
            plural = self._client.resource(item.api_version, item.kind).plural
            crd = self._client.find(api, "CustomResourceDefinition", "", f"{plural}.{item.key.group}") or {}
        except Unauthorized:
            raise
        except KubeError:  # who may not read it has what nearly all of them have
            return REPLICAS
        return scale_path(crd, item.api_version.rpartition("/")[2])


def scale_path(crd: dict[str, Any], version: str) -> list[str]:
    """Return where objects of a version of a CustomResourceDefinition have their replicas."""
    for entry in (crd.get("spec") or {}).get("versions") or ():
        if entry.get("name") == version:
            scale = (entry.get("subresources") or {}).get("scale") or {}
            path = str(scale.get("specReplicasPath") or "")
            if path.startswith("."):
                return path[1:].split(".")
    return REPLICAS


def is_custom(item: Item) -> bool:
    """Return whether the object's kind may be that of a CustomResourceDefinition: only those have groups with dots."""
    return "." in item.key.group and not item.key.group.endswith(".k8s.io")


def disputed(state: ObjectState, situation: Situation) -> Optional[list[str]]:
    """Return where the object has the replicas that are to stay as the live object has them, None where nothing is to.

    They stay where the server says that they would be others, and an autoscaler sets them, or may: unless it cannot
    be told whether there is one, and nobody but the chart has changed them.
    """
    item, live, wanted = state.item, state.live or {}, state.wanted or {}
    path = situation.replicas_at(item)
    there = fieldpath.value_at(live, path)
    if there is fieldpath.MISSING or fieldpath.value_at(wanted, path) == there:
        return None
    who = situation.autoscaled(item).who
    if who == UNKNOWN:
        known = situation.original.get(item.key)
        charts_own = known is not None and fieldpath.value_at(known.body, path) == there
        said = fieldpath.value_at(state.body, path) is not fieldpath.MISSING
        return None if charts_own and said else path
    return path if who == SCALED else None


def kept(state: ObjectState, situation: Situation) -> Optional[list[str]]:
    """Return where the object has replicas of an autoscaler that helm alone holds, and of which the chart says nothing:
    an object that was made anew got those of the one before. To let go of them would be a change of its own, and could
    only take them away. None where it has none."""
    if not state.live:
        return None
    path = situation.replicas_at(state.item)
    unsaid = fieldpath.value_at(state.body, path) is fieldpath.MISSING
    if not unsaid or fieldpath.value_at(state.live, path) is fieldpath.MISSING or not _is_held(state.live, path):
        return None
    return path if situation.autoscaled(state.item).who == SCALED else None


def left(body: dict[str, Any], live: dict[str, Any], path: list[str]) -> dict[str, Any]:
    """Return body for an apply that leaves the replicas at path as they are: the live ones where helm holds them, for
    what its apply holds no more is gone; else none."""
    return ignoring.left_as_live(body, live if _is_held(live, path) else {}, [path])


def _is_held(live: dict[str, Any], path: list[str]) -> bool:
    """Whether helm holds the field at path: by its applies, or by updates, which become applies."""
    for entry in (live.get("metadata") or {}).get("managedFields") or ():
        fields = entry.get("fieldsV1") if entry.get("manager") == MANAGER and not entry.get("subresource") else None
        for name in path:
            fields = (fields or {}).get(f"f:{name}")
        if fields is not None:
            return True
    return False


def tell(client: Client, item: Item, situation: Situation) -> None:
    """Warn of replicas that were left because nobody can say whether an autoscaler sets them."""
    why = situation.autoscaled(item).why
    if why:
        client.env.warn(
            f"{item.label}: its replicas are left as they are, for it cannot be told "
            f"whether an autoscaler sets them: {why}"
        )
