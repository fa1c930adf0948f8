# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules that give images other names, tags, digests, registries. Pure."""

from __future__ import annotations

from typing import Any, Callable, Iterable, Mapping

from ...base.errors import HelmError, RequestError
from . import references, spots
from .references import Reference

_DOING = "reading the option"

Rule = Callable[[Reference], Reference]


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


def renamed(body: Any, rules: Iterable[Rule], places: Iterable[spots.Place]) -> None:
    """Change the images in an object by rules, each on what the one before made. What is no reference stays."""
    for spot in list(spots.spots(body, places)):
        image = references.parse(spot.text)
        if image is None:
            continue
        for rule in rules:
            made = rule(image)
            image = made if made is image else references.parse(made.text()) or made
        if image.text() != spot.text:
            spot.holder[spot.key] = image.text()
