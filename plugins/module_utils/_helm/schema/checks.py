# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One value against one schema: the checks of its keywords, in the order in which the library that helm uses makes
them, and the failures as the tree that it gives. Tables are gone through by name, where Go does so in any order."""

from __future__ import annotations

from typing import Any, Callable, Iterable, Iterator, Optional

from ..base.errors import ValuesError
from . import formats, numbers, patterns
from .documents import Library, Resource, Target
from .failures import GROUP, REFERENCE, Failure
from .frames import Evaluated, Frame

_MOST_STEPS = 400_000  # some seconds


class Validator:
    """Holds values against the schemas of a library. trusted: these are a draft's own: their formats always count, and
    they may take as long as the value is large."""

    def __init__(self, library: Library, *, trusted: bool = False) -> None:
        self.library = library
        self._trusted = trusted
        self._targets: dict[tuple[int, str], Target] = {}
        self._steps = 0

    def failure(self, target: Target, value: Any) -> Optional[Failure]:
        """Return what of value does not meet the schema, None when all does. ValuesError where that takes too long."""
        return self._check(Frame(target.schema, target.resource, ()), value, None)

    def target(self, schema: dict[str, Any], resource: Resource, keyword: str) -> Target:
        """Return what the reference of a schema in resource means."""
        mark = id(schema), keyword
        if mark not in self._targets:
            self._targets[mark] = self.library.resolve(schema[keyword], resource)
        return self._targets[mark]

    def _check(self, frame: Frame, value: Any, evaluated: Optional[Evaluated]) -> Optional[Failure]:
        """Return the one failure of value at frame. evaluated: gets the parts of value that the schema looked at, if
        there is none."""
        schema = frame.schema
        self._steps += 1
        if self._steps > _MOST_STEPS and not self._trusted:
            raise ValuesError("it takes too many steps to hold the values against it")
        if schema is True or not isinstance(schema, dict):
            return None if schema is not False else Failure("false", frame.where)
        other = frame.cycle()
        if other is not None:
            url = Target(schema, frame.resource, frame.resource.document.place_of(schema)).url
            return Failure("cycle", frame.where, (frame.keywords(), other.keywords(), url))
        failure = self._alone(frame, value)
        if failure is not None:
            return failure
        seen = Evaluated(value) if evaluated is not None or _wants_evaluated(schema) else None
        failures = list(self._all(frame, value, seen))
        if not failures:
            if evaluated is not None and seen is not None:
                evaluated.add(seen)
            return None
        return failures[0] if len(failures) == 1 else Failure(GROUP, frame.where, causes=failures)

    def _alone(self, frame: Frame, value: Any) -> Optional[Failure]:
        """The failures after which nothing else of a schema is looked at."""
        schema, where = frame.schema, frame.where
        hidden = frame.resource.draft < 2019 and "$ref" in schema  # what stands beside a reference, but for const
        if not hidden and "type" in schema and not _is_of(schema["type"], value):
            return Failure("type", where, (value, schema["type"]))
        if "const" in schema and frame.resource.draft >= 6 and numbers.key(value) != numbers.key(schema["const"]):
            return Failure("const", where, schema["const"])
        if hidden:
            return None
        if "enum" in schema and numbers.key(value) not in map(numbers.key, schema["enum"]):
            return Failure("enum", where, schema["enum"])
        if "format" in schema and (self._trusted or frame.resource.draft < 2019):
            problem = formats.problem(schema["format"], value)
            if problem:
                return Failure("format", where, (value, schema["format"], problem))
        return None

    def _all(self, frame: Frame, value: Any, seen: Optional[Evaluated]) -> Iterator[Failure]:
        """Every other failure."""
        schema, draft = frame.schema, frame.resource.draft
        if "$ref" in schema:
            yield from self._reference(frame, "$ref", self.target(schema, frame.resource, "$ref"), value, seen)
            if draft < 2019:
                return
        if isinstance(value, dict):
            yield from self._of_object(frame, value, seen)
        elif isinstance(value, list):
            yield from self._of_array(frame, value, seen)
        elif isinstance(value, str):
            yield from self._of_text(frame, value)
        elif numbers.is_number(value):
            yield from _of_number(frame, value)
        if draft >= 2019 and "$recursiveRef" in schema:
            yield from self._reference(frame, "$recursiveRef", self._recursive(frame), value, seen)
        if draft >= 2020 and "$dynamicRef" in schema:
            yield from self._reference(frame, "$dynamicRef", self._dynamic(frame), value, seen)
        yield from self._combined(frame, value, seen)
        if seen is not None and draft >= 2019:
            yield from self._unevaluated(frame, value, seen)

    # References

    def _reference(
        self, frame: Frame, keyword: str, target: Target, value: Any, seen: Optional[Evaluated]
    ) -> Iterator[Failure]:
        found = self._check(frame.to(target.schema, target.resource, keyword), value, seen)
        if found is not None:
            # a group behind a reference stays, also where it is the only failure
            yield Failure(REFERENCE, frame.where, causes=found.causes) if found.kind == GROUP else found

    def _recursive(self, frame: Frame) -> Target:
        target = self.target(frame.schema, frame.resource, "$recursiveRef")
        if not target.resource.recursive:
            return target
        outermost = frame.outermost(lambda resource: resource.recursive)
        return Target(outermost.root, outermost, "") if outermost is not None else target

    def _dynamic(self, frame: Frame) -> Target:
        target = self.target(frame.schema, frame.resource, "$dynamicRef")
        name = frame.schema["$dynamicRef"].partition("#")[2]
        if name not in target.resource.dynamic:
            return target
        outermost = frame.outermost(lambda resource: name in resource.dynamic)
        return Target(outermost.anchors[name][0], outermost, "") if outermost is not None else target

    # Parts of a value

    def _inside(self, frame: Frame, part: Any, steps: str, name: str, value: Any) -> Iterator[Failure]:
        """The failure of what value has at name."""
        found = self._check(frame.inside(part, steps, name), value, None)
        if found is not None:
            yield found

    def _of_object(self, frame: Frame, value: dict[str, Any], seen: Optional[Evaluated]) -> Iterator[Failure]:
        schema, where, draft = frame.schema, frame.where, frame.resource.draft
        yield from _counted(schema, "minProperties", value, where)
        yield from _counted(schema, "maxProperties", value, where)
        missing = [name for name in schema.get("required", ()) if name not in value]
        if missing:
            yield Failure("required", where, missing)
        if "dependencies" in schema:
            yield from self._dependent(frame, "dependencies", value, seen)
        if "properties" in schema or "patternProperties" in schema or "additionalProperties" in schema:
            yield from self._properties(frame, value, seen)
        if draft >= 6 and "propertyNames" in schema:
            for name in sorted(value):
                found = self._check(frame.name(schema["propertyNames"], "propertyNames"), name, None)
                if found is not None:
                    causes = found.causes if found.kind == GROUP else [found]
                    yield Failure("propertyNames", where, name, causes)
        for keyword in ("dependentSchemas", "dependentRequired"):
            if draft >= 2019 and keyword in schema:
                yield from self._dependent(frame, keyword, value, seen)

    def _properties(self, frame: Frame, value: dict[str, Any], seen: Optional[Evaluated]) -> Iterator[Failure]:
        schema = frame.schema
        properties, others = schema.get("properties") or {}, schema.get("additionalProperties", True)
        by_pattern = sorted((schema.get("patternProperties") or {}).items())
        extra = []
        for name in sorted(value):
            known = name in properties
            if known:
                yield from self._inside(frame, properties[name], f"properties/{name}", name, value[name])
            for pattern, part in by_pattern:
                if patterns.search(pattern, name):
                    known = True
                    yield from self._inside(frame, part, f"patternProperties/{pattern}", name, value[name])
            if not known and "additionalProperties" in schema:
                known = True
                if others is False:
                    extra.append(name)
                elif others is not True:
                    yield from self._inside(frame, others, "additionalProperties", name, value[name])
            if known and seen is not None:
                seen.names.discard(name)
        if extra:
            yield Failure("additionalProperties", frame.where, extra)

    def _dependent(
        self, frame: Frame, keyword: str, value: dict[str, Any], seen: Optional[Evaluated]
    ) -> Iterator[Failure]:
        for name, wanted in frame.schema[keyword].items():
            if name not in value:
                continue
            if isinstance(wanted, list):
                missing = [other for other in wanted if other not in value]
                if missing:
                    yield Failure("dependencies", frame.where, (name, missing))
                continue
            found = self._check(frame.to(wanted, frame.resource, f"{keyword}/{name}"), value, seen)
            if found is not None:
                yield found

    def _of_array(self, frame: Frame, value: list[Any], seen: Optional[Evaluated]) -> Iterator[Failure]:
        schema, where = frame.schema, frame.where
        yield from _counted(schema, "minItems", value, where)
        yield from _counted(schema, "maxItems", value, where)
        if schema.get("uniqueItems") is True:
            twice = _equal_items(value)
            if twice:
                yield Failure("uniqueItems", where, twice)
        yield from self._items(frame, value, seen)
        if frame.resource.draft >= 6 and "contains" in schema:
            yield from self._contains(frame, value, seen)

    def _items(self, frame: Frame, value: list[Any], seen: Optional[Evaluated]) -> Iterator[Failure]:
        schema, first, keyword = frame.schema, "prefixItems", "items"
        if frame.resource.draft < 2020:
            first, keyword = ("items", "additionalItems") if isinstance(schema.get("items"), list) else ("", "items")
        parts = schema.get(first, ())
        for place, (item, part) in enumerate(zip(value, parts)):
            yield from self._inside(frame, part, f"{first}/{place}", str(place), item)
        done = min(len(parts), len(value))
        if keyword in schema:
            rest, part = value[len(parts) :], schema[keyword]
            if keyword == "additionalItems" and part is False:
                if rest:
                    yield Failure("additionalItems", frame.where, len(rest))
            else:
                for place, item in enumerate(rest, len(parts)):
                    yield from self._inside(frame, part, keyword, str(place), item)
            done = len(value)
        if seen is not None:
            seen.places.difference_update(range(done))

    def _contains(self, frame: Frame, value: list[Any], seen: Optional[Evaluated]) -> Iterator[Failure]:
        schema, draft = frame.schema, frame.resource.draft
        failures, matched = [], []
        for place, item in enumerate(value):
            found = self._check(frame.inside(schema["contains"], "contains", str(place)), item, None)
            if found is None:
                matched.append(place)
                if seen is not None and draft >= 2020:
                    seen.places.discard(place)
            else:
                failures.append(found)
        least, most = (_count(schema, name) if draft >= 2019 else None for name in ("minContains", "maxContains"))
        if least is not None:
            if len(matched) < least:
                yield Failure("minContains", frame.where, (least, matched), failures)
        elif not matched:
            yield Failure("contains", frame.where, causes=failures)
        if most is not None and len(matched) > most:
            yield Failure("maxContains", frame.where, (most, matched))

    def _of_text(self, frame: Frame, value: str) -> Iterator[Failure]:
        schema, where = frame.schema, frame.where
        yield from _counted(schema, "minLength", value, where)
        yield from _counted(schema, "maxLength", value, where)
        if "pattern" in schema and not patterns.search(schema["pattern"], value):
            yield Failure("pattern", where, (value, schema["pattern"]))

    # Schemas together

    def _each(self, frame: Frame, keyword: str, value: Any, seen: Optional[Evaluated]) -> list[Optional[Failure]]:
        return [
            self._check(frame.to(part, frame.resource, f"{keyword}/{place}"), value, seen)
            for place, part in enumerate(frame.schema[keyword])
        ]

    def _combined(self, frame: Frame, value: Any, seen: Optional[Evaluated]) -> Iterator[Failure]:
        schema, where = frame.schema, frame.where
        if "not" in schema and self._check(frame.to(schema["not"], frame.resource, "not"), value, None) is None:
            yield Failure("not", where)
        if "allOf" in schema:
            causes = _some(self._each(frame, "allOf", value, seen))
            if causes:
                yield Failure("allOf", where, causes=causes)
        if "anyOf" in schema:
            found = self._each(frame, "anyOf", value, seen)
            if None not in found:
                yield Failure("anyOf", where, causes=_some(found))
        if "oneOf" in schema:
            found = self._each(frame, "oneOf", value, seen)
            matched = [place for place, failure in enumerate(found) if failure is None]
            if not matched:
                yield Failure("oneOf", where, causes=_some(found))
            elif len(matched) > 1:
                yield Failure("oneOf", where, matched[:2])
        if "if" in schema and frame.resource.draft >= 7:
            met = self._check(frame.to(schema["if"], frame.resource, "if"), value, seen) is None
            branch = "then" if met else "else"
            failure = self._check(frame.to(schema.get(branch, True), frame.resource, branch), value, seen)
            if failure is not None:
                yield failure

    def _unevaluated(self, frame: Frame, value: Any, seen: Evaluated) -> Iterator[Failure]:
        schema = frame.schema
        if isinstance(value, dict) and "unevaluatedProperties" in schema:
            for name in sorted(seen.names):
                part = schema["unevaluatedProperties"]
                yield from self._inside(frame, part, "unevaluatedProperties", name, value[name])
            seen.names.clear()
        if isinstance(value, list) and "unevaluatedItems" in schema:
            for place in sorted(seen.places):
                part = schema["unevaluatedItems"]
                yield from self._inside(frame, part, "unevaluatedItems", str(place), value[place])
            seen.places.clear()


def _wants_evaluated(schema: dict[str, Any]) -> bool:
    return "unevaluatedProperties" in schema or "unevaluatedItems" in schema


def _some(found: Iterable[Optional[Failure]]) -> list[Failure]:
    return [failure for failure in found if failure is not None]


def _is_of(types: Any, value: Any) -> bool:
    return any(_TYPES[name](value) for name in ([types] if isinstance(types, str) else types))


def _equal_items(value: list[Any]) -> Optional[tuple[int, int]]:
    """The places of the first two items that are equal."""
    seen: dict[Any, int] = {}
    for place, item in enumerate(value):
        first = seen.setdefault(numbers.key(item), place)
        if first != place:
            return first, place
    return None


def _count(schema: dict[str, Any], keyword: str) -> Optional[int]:
    return numbers.int64(schema[keyword]) if keyword in schema else None


def _counted(schema: dict[str, Any], keyword: str, value: Any, where: Any) -> Iterator[Failure]:
    """The failure of a bound on how much there is in value."""
    bound = _count(schema, keyword)
    if bound is not None and (len(value) < bound if keyword.startswith("min") else len(value) > bound):
        yield Failure(keyword, where, (len(value), bound))


def _of_number(frame: Frame, value: Any) -> Iterator[Failure]:
    schema = frame.schema
    for keyword, fits in _BOUNDS.items():
        bound = schema.get(keyword)
        if frame.resource.draft == 4 and keyword != "multipleOf":
            exclusive = schema.get(f"exclusive{keyword[0].upper()}{keyword[1:]}") is True
            if keyword.startswith("exclusive"):
                bound = schema.get(keyword[9:].lower()) if bound is True else None
            elif exclusive:
                bound = None
        if bound is None or not numbers.is_exact(bound):
            continue
        numbers.check_exact(value)
        if not fits(value, bound):
            yield Failure(keyword, frame.where, (value, bound))


_TYPES: dict[str, Callable[[Any], bool]] = {
    "string": lambda value: isinstance(value, str),
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "boolean": lambda value: isinstance(value, bool),
    "number": numbers.is_number,
    "integer": numbers.is_whole,
    "null": lambda value: value is None,
}
_BOUNDS: dict[str, Callable[[Any, Any], bool]] = {
    "minimum": lambda value, bound: value >= bound,
    "maximum": lambda value, bound: value <= bound,
    "exclusiveMinimum": lambda value, bound: value > bound,
    "exclusiveMaximum": lambda value, bound: value < bound,
    "multipleOf": numbers.is_multiple,
}
