# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where in objects the images stand that they run. Pure.

An image is what stands in a list of containers, init containers or ephemeral containers, at whatever depth, so that
every kind of workload is known, also those that custom resources bring; in a volume that is an image; and where
image_paths says. CustomResourceDefinitions have none: what looks like one is their schema.
"""

from __future__ import annotations

from typing import Any, Iterable, Iterator, Mapping, NamedTuple

from ...base.errors import RequestError
from ...kube import lists

_CONTAINERS = ("containers", "initContainers", "ephemeralContainers")
_DEFINITION = "CustomResourceDefinition"


class Place(NamedTuple):
    """Where an image stands in a custom resource: an entry of image_paths. path: its fields."""

    path: tuple[str, ...]
    kind: str
    group: str
    version: str

    def is_in(self, body: Mapping[str, Any]) -> bool:
        """Whether objects of that kind have it."""
        group, _slash, version = str(body.get("apiVersion") or "").rpartition("/")
        has = (str(body.get("kind") or ""), group, version)
        return all(wanted in ("", own) for wanted, own in zip((self.kind, self.group, self.version), has))


class Spot(NamedTuple):
    """An image in an object: holder[key] is it."""

    holder: Any
    key: Any

    @property
    def text(self) -> str:
        """The image as it is written."""
        return str(self.holder[self.key])


def spots(body: Any, places: Iterable[Place] = ()) -> Iterator[Spot]:
    """Return where in an object images stand, each once."""
    seen: set[tuple[int, Any]] = set()
    for part in _parts(body):
        for spot in (*_in_pods(part), *(found for place in places if place.is_in(part) for found in _at(part, place))):
            mark = (id(spot.holder), spot.key)
            if mark not in seen and isinstance(spot.holder[spot.key], str) and spot.text:
                seen.add(mark)
                yield spot


def of(bodies: Iterable[Any], places: Iterable[Place] = ()) -> list[str]:
    """Return every image that objects run, as it is written, sorted, each once."""
    known = tuple(places)
    return sorted({spot.text for body in bodies for spot in spots(body, known)})


def _parts(body: Any) -> Iterator[dict[str, Any]]:
    """The object, or what a list of objects holds."""
    if not isinstance(body, dict) or body.get("kind") == _DEFINITION:
        return
    if not lists.is_list(body):
        yield body
        return
    for item in lists.items(body):
        yield from _parts(item)


def _in_pods(value: Any) -> Iterator[Spot]:
    if isinstance(value, list):
        for item in value:
            yield from _in_pods(item)
    if not isinstance(value, dict):
        return
    for key, inner in value.items():
        if isinstance(inner, list):
            for item in inner:
                if key in _CONTAINERS and isinstance(item, dict) and "image" in item:
                    yield Spot(item, "image")
                image = item.get("image") if key == "volumes" and isinstance(item, dict) else None
                if isinstance(image, dict) and "reference" in image:
                    yield Spot(image, "reference")
        yield from _in_pods(inner)


def _at(value: Any, place: Place) -> Iterator[Spot]:
    """The values at a path; lists on the way are gone through."""
    holders = [value]
    for step in place.path[:-1]:
        holders = [holder[step] for holder in _opened(holders) if step in holder]
    for holder in _opened(holders):
        last = holder.get(place.path[-1])
        if isinstance(last, list):
            yield from (Spot(last, number) for number in range(len(last)))
        elif last is not None:
            yield Spot(holder, place.path[-1])


def _opened(values: Iterable[Any]) -> Iterator[dict[str, Any]]:
    for value in values:
        if isinstance(value, dict):
            yield value
        elif isinstance(value, list):
            yield from _opened(value)


def places_of(entries: Iterable[Mapping[str, Any]]) -> list[Place]:
    """Return image_paths read. Raises RequestError."""
    found = []
    for number, entry in enumerate(entries):
        steps = tuple(step[:-2] if step.endswith("[]") else step for step in str(entry["path"]).strip("/").split("/"))
        if not all(steps):
            problem, hint = f"path {entry['path']!r} is none", "as kustomize's fieldSpecs: spec/containers[]/image"
            raise RequestError(problem, doing="reading the option", subject=f"image_paths[{number}]", hint=hint)
        found.append(Place(steps, *(str(entry.get(name) or "") for name in ("kind", "group", "version"))))
    return found
