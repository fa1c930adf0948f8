# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Live objects of a release: those of one kind by one list, as far as they have a label that names the release, and
each of the others by itself.

A list only saves requests. What is not in it (its label was taken away, or it is not there) is asked for by its name
before anything is said of it, and so is everything where the user may read objects but not list them. Secrets are never
listed: the answer would hold those of others too.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, Iterable, Mapping, Optional

from ..base.errors import KubeError
from .model import Item, Key
from .ownership import MANAGED_BY, RELEASE_NAME, RELEASE_NAMESPACE
from .parallel import each

if TYPE_CHECKING:
    from ..kube.client import Client
    from ..kube.neighbours import Group

Object = dict[str, Any]
_Place = tuple[str, str, str, str]  # api_version, kind, namespace, name

_LEAST = 3  # objects that are worth a list
_INSTANCE = "app.kubernetes.io/instance"


class Reads:
    """Live objects, listed as they are when this is made, or read when they are asked for.

    items: those that will be asked for, most likely all of them there. known: the same as the last revision has them,
    by key: their labels are those that the live ones have. patience: seconds that a list may take, None for as long as
    any request.
    """

    def __init__(
        self,
        client: Client,
        items: Iterable[Item],
        known: Optional[Mapping[Key, Item]] = None,
        *,
        patience: Optional[float] = None,
    ) -> None:
        self._client = client
        self._patience = patience
        self._known = known or {}
        groups: dict[Group, int] = {}
        for item in items:
            group = _group(item, self._known.get(item.key, item))
            if group is not None:
                groups[group] = groups.get(group, 0) + 1
        self._listed: dict[_Place, Object] = {}
        many = [group for group, number in groups.items() if number >= _LEAST]
        for found in each(self._list, many, workers=client.width()):
            self._listed.update(found)

    def of(self, item: Item) -> Optional[Object]:
        """Return the live object, None when there is none. Raises KubeError."""
        found = self.listed(item)
        return found or self._client.find(item.api_version, item.kind, item.namespace, item.name)

    def listed(self, item: Item) -> Optional[Object]:
        """Return the live object as it was listed, None where it was not."""
        return self._listed.get((item.api_version, item.kind, item.namespace, item.name))

    def glimpse(self, item: Item) -> Optional[Object]:
        """Return the live object as it was a moment ago, where releases are looked at beside each other and their
        objects were listed together. None where it is to be asked for."""
        found, shared = self.listed(item), self._client.shared
        if found is not None or shared is None:
            return found
        group = _group(item, self._known.get(item.key, item))
        if group is None:
            return None
        read = functools.partial(self._select, group)
        return shared.find(group, item.name, read=read, now=self._client.env.monotonic)

    def _select(self, group: Group, selector: str) -> list[Object]:
        """What helm has of a kind in a namespace by a selector."""
        owned = f"{selector},{MANAGED_BY}=Helm"
        return self._client.list(*group[:3], label_selector=owned, patience=self._patience)

    def _list(self, group: Group) -> dict[_Place, Object]:
        """What a list has of a group; nothing where it is refused: who asks for an object then learns why."""
        api_version, kind, namespace, label, (_namespace, release) = group
        try:
            found = self._select(group, f"{label}={release}")
        except KubeError:
            return {}
        return {(api_version, kind, namespace, str(live["metadata"]["name"])): live for live in found}


def _group(item: Item, known: Item) -> Optional[Group]:
    """With which others an object is listed, None where it is read by itself. known: it as it was written last."""
    metadata = known.body.get("metadata") or {}
    labels, annotations = metadata.get("labels") or {}, metadata.get("annotations") or {}
    release = annotations.get(RELEASE_NAME)
    naming = sorted((key for key in labels if labels[key] == release), key=lambda key: (key != _INSTANCE, str(key)))
    if item.kind == "Secret" or not release or not naming:
        return None
    return item.api_version, item.kind, item.namespace, naming[0], (str(annotations.get(RELEASE_NAMESPACE)), release)
