# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The images that objects run, and rules that give them other names, tags, digests, registries. Pure.

An image is what stands in a list of containers, init containers or ephemeral containers, at whatever depth, so that
every kind of workload is known, also those that custom resources bring; in a volume that is an image; and where
image_paths says. CustomResourceDefinitions have none: what looks like one is their schema.
"""

from __future__ import annotations

from typing import Any, Callable, Iterable, Iterator, Mapping, NamedTuple

from ...base.errors import HelmError, RequestError
from . import references
from .references import Reference
from .targets import identity

_CONTAINERS = ("containers", "initContainers", "ephemeralContainers")
_DEFINITION = "CustomResourceDefinition"
_DOING = "reading the option"


class Place(NamedTuple):
    """Where an image stands in a custom resource: an entry of image_paths. path: its fields."""

    path: tuple[str, ...]
    kind: str
    group: str
    version: str

    def is_in(self, body: Mapping[str, Any]) -> bool:
        """Whether objects of that kind have it."""
        own = identity(body, "")
        wanted = ((self.kind, own.kind), (self.group, own.group), (self.version, own.version))
        return all(given in ("", has) for given, has in wanted)


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
    items = body.get("items")
    if isinstance(items, list) and str(body.get("kind")).endswith("List"):
        kind = str(body["kind"])[: -len("List")]
        own = {"apiVersion": body.get("apiVersion"), "kind": kind}
        for item in items:
            if isinstance(item, dict):
                yield from _parts(item if item.get("kind") or not kind else {**own, **item})
        return
    yield body


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


# Rules

Rule = Callable[[Reference], Reference]


def places_of(entries: Iterable[Mapping[str, Any]]) -> list[Place]:
    """Return image_paths read. Raises RequestError."""
    found = []
    for number, entry in enumerate(entries):
        steps = tuple(step[:-2] if step.endswith("[]") else step for step in str(entry["path"]).strip("/").split("/"))
        if not all(steps):
            problem, hint = f"path {entry['path']!r} is none", "as kustomize's fieldSpecs: spec/containers[]/image"
            raise RequestError(problem, doing=_DOING, subject=f"image_paths[{number}]", hint=hint)
        found.append(Place(steps, *(str(entry.get(name) or "") for name in ("kind", "group", "version"))))
    return found


def rules_of(entries: Iterable[Mapping[str, Any]], registries: Mapping[str, Any]) -> list[Rule]:
    """Return the options images and registries as rules, in the order that they go. Raises RequestError that names the
    entry."""
    found = [_rule(number, entry) for number, entry in enumerate(entries)]
    if registries:
        found.append(_registry_rule(registries))
    return found


def _rule(number: int, entry: Mapping[str, Any]) -> Rule:
    try:
        return _image_rule(entry)
    except HelmError as error:
        hint = "name takes an image's name without a tag: nginx, or quay.io/team/app"
        subject = f"images[{number}] ({entry.get('name')})"
        raise RequestError(error.problem, doing=_DOING, subject=subject, hint=hint) from error


def _image_rule(entry: Mapping[str, Any]) -> Rule:
    given = {key: str(entry.get(key) or "") for key in ("name", "new_name", "new_tag", "digest")}
    name, tag, digest = given["name"], given["new_tag"], given["digest"]
    wanted = _name(name)
    new_name = given["new_name"] and _name(given["new_name"]).name
    if tag and not references.is_tag(tag):
        raise HelmError(f"new_tag {tag!r} is no tag")
    if digest and not references.is_digest(digest):
        raise HelmError(f"digest {digest!r} is none: as sha256:, and 64 hexadecimal digits")

    def rule(image: Reference) -> Reference:
        if image.full != wanted.full:
            return image
        if new_name:
            image = image._replace(name=new_name)
        return image._replace(tag=tag, digest=digest) if tag or digest else image

    return rule


def _name(text: str) -> Reference:
    found = references.parse(text)
    if found is None or found.tag or found.digest:
        raise HelmError(f"{text!r} is no name of an image")
    return found


def _registry_rule(registries: Mapping[str, Any]) -> Rule:
    mirrors = {}
    for given, mirror in registries.items():
        new = str(mirror or "").rstrip("/")
        if references.parse(f"{new}/image") is None or not new:
            hint = "as docker.io: mirror.example.com/hub"
            raise RequestError(f"{mirror!r} is no registry", doing=_DOING, subject=f"registries[{given}]", hint=hint)
        old = str(given).rstrip("/")
        mirrors[references.HUB if old == f"index.{references.HUB}" else old] = new
    longest = sorted(mirrors, key=len, reverse=True)

    def rule(image: Reference) -> Reference:
        for old in longest:
            if image.full.startswith(f"{old}/"):
                return image._replace(name=f"{mirrors[old]}/{image.full[len(old) + 1 :]}")
        return image

    return rule


def renamed(body: Any, rules: Iterable[Rule], places: Iterable[Place]) -> None:
    """Change the images in an object by rules, each on what the one before made. What is no reference stays."""
    for spot in list(spots(body, places)):
        image = references.parse(spot.text)
        if image is None:
            continue
        for rule in rules:
            made = rule(image)
            image = made if made is image else references.parse(made.text()) or made
        if image.text() != spot.text:
            spot.holder[spot.key] = image.text()
