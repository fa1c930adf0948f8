# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that a task changes in what its chart renders: patches in their order, then images, then registries.

It happens before a post-renderer, and the objects become text as after one.
"""

from __future__ import annotations

from typing import Any, Callable, Iterable, Mapping, NamedTuple, Optional

from ...codecs.yaml import codec as yaml_codec
from ...kube import lists
from ...render import post_render
from ...render.model import Crd
from . import collisions, images, spots
from .patches import Object, Patch
from .targets import Identity, identity

Files = Callable[[dict[str, str]], dict[str, str]]

_DEFINITION = "CustomResourceDefinition"


class Unit(NamedTuple):
    """An object, and what it was known by before any patch."""

    body: Object
    first: Identity


class Shaper:
    """Shapes what one chart renders in one namespace.

    given: patches, images, registries, image_paths as the options have them. Raises RequestError for what they cannot
    mean.
    """

    def __init__(self, given: Mapping[str, Any], namespace: str) -> None:
        self._namespace = namespace
        self._patches = [Patch(number, entry) for number, entry in enumerate(given.get("patches") or ())]
        self._places = spots.places_of(given.get("image_paths") or ())
        self._rules = images.rules_of(given.get("images") or (), given.get("registries") or {})
        self._missed: dict[Patch, None] = {}

    def files(self, files: Mapping[str, str], crds: Iterable[Crd]) -> dict[str, str]:
        """Return rendered files with their objects changed. crds: those of crds/, in which a patch may find its object,
        too. Raises RequestError for a patch that finds none, or does not fit."""
        self._missed = dict.fromkeys(patch for patch in self._patches if not patch.optional)
        named = post_render.objects(files)
        texts: dict[str, list[str]] = {}
        for name, body in named:
            made = self._shaped(body)
            if made is not None:
                texts.setdefault(name, []).append(yaml_codec.dump(made))
        self.crds(crds)
        for patch in self._missed:
            raise patch.missed()
        return {name: post_render.SEPARATOR.join(found) for name, found in texts.items()}

    def before(self, other: Optional[Files], crds: list[Crd]) -> Files:
        """Return the function that shapes a chart's rendered files, before another one gets them."""

        def render(files: dict[str, str]) -> dict[str, str]:
            shaped = self.files(files, crds)
            return shaped if other is None else other(shaped)

        return render

    def crds(self, crds: Iterable[Crd]) -> list[Crd]:
        """Return the files of crds/ with their objects changed; what no patch is for stays as it is, unread."""
        found = list(crds)
        if not any(patch.target.may_be(_DEFINITION) for patch in self._patches):
            return found
        return [made for crd in found for made in self._crd(crd)]

    def _crd(self, crd: Crd) -> list[Crd]:
        text = crd.data.decode("utf-8", "surrogateescape")
        bodies = [body for _name, body in post_render.objects({crd.filename: text})]
        made = [self._shaped(body) for body in bodies]
        if all(new is old for new, old in zip(made, bodies)):
            return [crd]
        texts = [yaml_codec.dump(body) for body in made if body is not None]
        data = post_render.SEPARATOR.join(texts).encode("utf-8", "surrogateescape")
        return [crd._replace(data=data)] if texts else []

    def _shaped(self, body: Object) -> Optional[Object]:
        """An object changed, itself where nothing is for it, None where a patch deletes it."""
        if lists.is_list(body):
            made = [self._shaped(item) if isinstance(item, dict) else item for item in lists.items(body)]
            return {**body, "items": [item for item in made if item is not None]}
        patched = self._patched(Unit(body, identity(body, self._namespace)))
        if patched is not None and self._rules:
            images.renamed(patched, self._rules, self._places)
        return patched

    def _patched(self, unit: Unit) -> Optional[Object]:
        body, steps = unit.body, []
        for patch in self._patches:
            if not patch.target.has(body, unit.first, identity(body, self._namespace)):
                continue
            self._missed.pop(patch, None)
            made = patch.made_of(body)
            if made is None:
                return None
            body = made
            steps.append(collisions.Step(patch, body))
        collisions.check(steps)
        return body
