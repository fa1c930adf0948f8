# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""values.schema.json: values held against the schemas of a chart and its subcharts, refusals in helm's words.

What the few rules of schema_quick.py find met needs no more. Else jsonschema decides what is valid; the order of the
checks and the tree of the failures are those of the library that helm uses (santhosh-tekuri/jsonschema), which fails a
value at once for its type, and says more only then. References to files and to other hosts are denied: a chart may not
make the controller read or fetch anything.
"""

from __future__ import annotations

import json
from typing import Any, Callable, Iterator, Mapping, Optional

from ..base import json_codec
from ..base.errors import MissingLibrary, ValuesError
from . import schema_messages, schema_quick
from .model import Chart

_HEAD = "values don't meet the specifications of the schema(s) in the following chart(s):\n"
_ENDLESS = "unable to validate schema: it refers to itself without end\n"
_MAX_REFERENCES = 64  # within each other: before Python's own limit, which the library's native part does not survive
_ALONE = ("type", "const", "enum", "format")  # after the failure of one of them, nothing else of a schema is looked at
_RANK = {
    name: rank
    for rank, name in enumerate(
        ("$ref", "minProperties", "maxProperties", "required", "dependencies", "properties", "patternProperties",
         "additionalProperties", "propertyNames", "dependentSchemas", "dependentRequired", "minItems", "maxItems",
         "uniqueItems", "items", "prefixItems", "additionalItems", "contains", "minLength", "maxLength", "pattern",
         "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "not", "allOf", "anyOf", "oneOf",
         "if", "unevaluatedProperties", "unevaluatedItems")
    )
}  # fmt: skip


def validate(chart: Chart, values: Mapping[str, Any]) -> None:
    """Return when values, combined with the defaults, meet the schemas of chart and its subcharts.

    Raises ValuesError with helm's text, MissingLibrary without jsonschema (Go: util.ValidateAgainstSchema).
    """
    text = "".join(_refusals(chart, values))
    if text:
        raise ValuesError(_HEAD + text, doing="checking the values against the schema", hint="correct the values")


def _refusals(chart: Chart, values: Mapping[str, Any]) -> Iterator[str]:
    if chart.schema is not None:
        refusal = refusal_of(values, chart.schema)
        if refusal:
            yield f"{chart.name}:\n{refusal}"
    for subchart in chart.dependencies:
        own = values.get(subchart.name)
        if own is None:
            continue
        if isinstance(own, Mapping):
            yield from _refusals(subchart, own)
        else:
            kind = schema_messages.go_type(own)
            yield f"{subchart.name}:\ninvalid type for values: expected object (map), got {kind}\n"


def refusal_of(values: Mapping[str, Any], schema: bytes) -> str:
    """Return "" when values meet the one schema, else helm's lines about them or about the schema itself."""
    try:
        document = json.loads(schema.decode("utf-8", "replace"), parse_constant=schema_messages.no_constant)
    except ValueError:
        return schema_messages.json_problem(schema.decode("utf-8", "surrogateescape"))
    except RecursionError:
        return _ENDLESS
    return "" if schema_quick.surely_meets(document, values) else refusal_by_library(document, values)


def refusal_by_library(document: Any, values: Mapping[str, Any]) -> str:
    """Return what refusal_of() does, by jsonschema alone."""
    try:
        return _text(_failures(document, json_codec.loads_objects(json_codec.dumps(values))))
    except ValuesError as error:
        return error.problem
    except RecursionError:
        return _ENDLESS


def _text(failures: list[Any]) -> str:
    return "".join(line for failure in failures for line in _lines(failure, 0))


def _failures(document: Any, values: Any) -> list[Any]:
    """Return the failures at the top of the schema, each with those below it in context."""
    jsonschema = _library()
    base = jsonschema.validators.validator_for(document, default=jsonschema.Draft202012Validator)
    wrong = _top(_shaped(base)(base.META_SCHEMA, registry=_closed_registry()).iter_errors(document))
    if wrong:
        meta = str(base.META_SCHEMA.get("$id") or base.META_SCHEMA.get("id")).rstrip("#")
        head = f"jsonschema validation failed with '{meta}#'\n{_text(wrong)}"
        raise ValuesError(f'"file:///values.schema.json#" is not valid against metaschema: {head.rstrip()}')
    validator = _shaped(base)(document, registry=_closed_registry(), format_checker=_formats(base))
    try:
        return _top(validator.iter_errors(values))
    except jsonschema.exceptions._WrappedReferencingError as error:
        raise ValuesError(f"failing loading a reference: {error}: only the schema itself may be referred to") from error


def _top(errors: Any) -> list[Any]:
    """Return the failures that are listed below the chart's name."""
    found = _grouped(errors)
    if found is None:
        return []
    return list(found.context) if found.validator == "group" else [found]


def _library() -> Any:
    try:
        import jsonschema
    except ImportError as error:
        raise MissingLibrary("jsonschema", doing="checking values against the chart's schema") from error
    return jsonschema


def _closed_registry() -> Any:
    """Return a registry that has the drafts' own schemas and gets nothing else; an urn means anything, as in helm."""
    import referencing.exceptions
    from jsonschema_specifications import REGISTRY as SPECIFICATIONS
    from referencing.jsonschema import DRAFT202012

    library: Any = referencing  # its classes are made in a way that the type checker does not see

    def retrieve(uri: str) -> Any:
        if uri.startswith("urn:"):
            return library.Resource(contents=True, specification=DRAFT202012)
        raise library.exceptions.NoSuchResource(ref=uri)

    return library.Registry(retrieve=retrieve).with_resources(SPECIFICATIONS.items())


def _formats(base: Any) -> Any:
    """Return what checks formats: up to draft 7 they are checked, from 2019-09 on they are notes."""
    jsonschema = _library()
    old = ("Draft3Validator", "Draft4Validator", "Draft6Validator", "Draft7Validator")
    return base.FORMAT_CHECKER if base in [getattr(jsonschema, name) for name in old] else None


def _shaped(base: Any) -> Any:
    """Return the validator class whose applicators give one failure each, with what is below it in context."""
    jsonschema = _library()
    own: dict[str, Callable[..., Any]] = {}
    for names, wrap in ((_PLACED, _by_place), (_REFERENCES, _reference)):
        own.update({name: wrap(base.VALIDATORS[name]) for name in names if name in base.VALIDATORS})
    own.update({name: check for name, check in _OWN.items() if name in base.VALIDATORS})
    return jsonschema.validators.extend(base, own)


def _by_place(keyword: Callable[..., Any]) -> Callable[..., Any]:
    """Return keyword so that what it finds at one place of the values is one failure."""

    def check(validator: Any, value: Any, instance: Any, schema: Any) -> Iterator[Any]:
        places: dict[Any, list[Any]] = {}
        for error in keyword(validator, value, instance, schema) or ():
            places.setdefault(error.relative_path[0] if error.relative_path else None, []).append(error)
        for place in sorted(places, key=str):
            found = _grouped(iter(places[place]), path=[] if place is None else [place])
            if found is not None:
                yield found

    return check


def _reference(keyword: Callable[..., Any]) -> Callable[..., Any]:
    """Return $ref so that several failures behind it are one; a single one stands for itself."""

    depth = 0

    def check(validator: Any, value: Any, instance: Any, schema: Any) -> Iterator[Any]:
        nonlocal depth
        if depth == _MAX_REFERENCES:
            raise RecursionError
        depth += 1
        found = _grouped(keyword(validator, value, instance, schema) or ())
        depth -= 1
        if found is not None:
            if found.validator == "group":
                found.validator = "reference"  # unlike a group, it stays when it is the only failure
            yield found

    return check


def _all_of(validator: Any, schemas: Any, instance: Any, _schema: Any) -> Iterator[Any]:
    failures = _each(validator, schemas, instance)
    if any(found is not None for found in failures):
        yield _failure("allOf", context=[found for found in failures if found is not None])


def _any_of(validator: Any, schemas: Any, instance: Any, _schema: Any) -> Iterator[Any]:
    failures = _each(validator, schemas, instance)
    if all(found is not None for found in failures):
        yield _failure("anyOf", context=failures)


def _one_of(validator: Any, schemas: Any, instance: Any, _schema: Any) -> Iterator[Any]:
    failures = _each(validator, schemas, instance)
    matched = [position for position, found in enumerate(failures) if found is None]
    if not matched:
        yield _failure("oneOf", context=failures)
    elif len(matched) > 1:
        yield _failure("oneOf", value=matched[:2])


def _unique_items(_validator: Any, wanted: Any, instance: Any, _schema: Any) -> Iterator[Any]:
    if not wanted or not isinstance(instance, list):
        return
    seen: dict[str, int] = {}
    for position, item in enumerate(instance):
        text = json_codec.dumps(item)
        if text in seen:
            yield _failure("uniqueItems", value=[seen[text], position])
            return
        seen[text] = position


def _pattern(_validator: Any, pattern: str, instance: Any, _schema: Any) -> Iterator[Any]:
    if not isinstance(instance, str):
        return
    if not _compiled(pattern).search(instance):
        failure = _failure("pattern", value=pattern)
        failure.instance = instance
        yield failure


def _properties(validator: Any, properties: Any, instance: Any, _schema: Any) -> Iterator[Any]:
    if isinstance(instance, dict):
        for name in sorted(instance):
            if name in properties:
                yield from _below(validator, instance[name], properties[name], name)


def _additional_properties(validator: Any, allowed: Any, instance: Any, schema: Any) -> Iterator[Any]:
    if not isinstance(instance, dict):
        return
    patterns = [_compiled(pattern) for pattern in schema.get("patternProperties") or {}]
    known = schema.get("properties") or {}
    extra = [name for name in sorted(instance) if name not in known and not any(p.search(name) for p in patterns)]
    if allowed is False:
        if extra:
            yield _failure("additionalProperties", value=extra)
        return
    for name in extra:
        yield from _below(validator, instance[name], allowed, name)


def _property_names(validator: Any, names: Any, instance: Any, _schema: Any) -> Iterator[Any]:
    for name in sorted(instance) if isinstance(instance, dict) else ():
        found = _grouped(validator.descend(name, names))
        if found is not None:
            context = list(found.context) if found.validator == "group" else [found]
            yield _failure("propertyNames", value=name, context=context)


def _required(_validator: Any, wanted: Any, instance: Any, _schema: Any) -> Iterator[Any]:
    missing = [name for name in wanted if name not in instance] if isinstance(instance, dict) else []
    if missing:
        yield _failure("required", value=missing)


def _dependent(validator: Any, dependencies: Any, instance: Any, _schema: Any) -> Iterator[Any]:
    for name, wanted in dependencies.items() if isinstance(instance, dict) else ():
        if name not in instance:
            continue
        if isinstance(wanted, list):
            missing = [other for other in wanted if other not in instance]
            if missing:
                yield _failure("dependencies", value=(name, missing))
            continue
        found = _grouped(validator.descend(instance, wanted))
        if found is not None:
            yield found


def _contains(validator: Any, wanted: Any, instance: Any, schema: Any) -> Iterator[Any]:
    if not isinstance(instance, list):
        return
    failures = [_grouped(_below(validator, item, wanted, place)) for place, item in enumerate(instance)]
    matched = [place for place, found in enumerate(failures) if found is None]
    least, most = schema.get("minContains", 1), schema.get("maxContains")
    if "minContains" not in schema and not matched:
        yield _failure("contains", context=failures)
    elif len(matched) < least:
        yield _failure("minContains", value=(least, matched), context=[found for found in failures if found])
    if most is not None and len(matched) > most:
        yield _failure("maxContains", value=(most, matched))


def _unevaluated_properties(validator: Any, allowed: Any, instance: Any, schema: Any) -> Iterator[Any]:
    if not isinstance(instance, dict):
        return
    from jsonschema._utils import find_evaluated_property_keys_by_schema

    evaluated = set(find_evaluated_property_keys_by_schema(validator, instance, schema))
    for name in sorted(set(instance) - evaluated):
        yield from _below(validator, instance[name], allowed, name)


def _below(validator: Any, instance: Any, schema: Any, place: Any) -> Iterator[Any]:
    """Yield the one failure, if any, of the part of the values at place."""
    if schema is False:
        found: Optional[Any] = _failure("false")
        found.relative_path.append(place)  # type: ignore[union-attr]
    else:
        found = _grouped(validator.descend(instance, schema, path=place), path=[place])
    if found is not None:
        yield found


def _compiled(pattern: str) -> Any:
    """Return pattern, compiled. ValuesError: jsonschema's own look at a schema takes patterns that Go refuses."""
    try:
        return _regex().compile(pattern)
    except _regex().error as error:
        words = error.args[0].decode("utf-8", "replace") if error.args else ""
        raise ValuesError(f"'{pattern}' is not valid regex: {words}\n") from error


def _regex() -> Any:
    """Return RE2: what a chart's author writes as a pattern cannot make it slow."""
    try:
        import re2
    except ImportError as error:
        raise MissingLibrary("google-re2", doing="checking a pattern of the chart's schema") from error
    return re2


def _each(validator: Any, schemas: Any, instance: Any) -> list[Any]:
    """Return each schema's one failure, None where instance meets it."""
    return [_grouped(validator.descend(instance, schema, schema_path=place)) for place, schema in enumerate(schemas)]


def _failure(keyword: str, *, value: Any = None, context: Any = ()) -> Any:
    """Return a failure of a keyword, at the place of the values that is looked at."""
    return _library().ValidationError("", validator=keyword, validator_value=value, context=context)


_PLACED = ("patternProperties", "items", "prefixItems", "additionalItems", "if", "dependentSchemas")
_REFERENCES = ("$ref", "$dynamicRef", "$recursiveRef")
_OWN = {
    "properties": _properties,
    "additionalProperties": _additional_properties,
    "propertyNames": _property_names,
    "required": _required,
    "dependencies": _dependent,
    "dependentRequired": _dependent,
    "contains": _contains,
    "unevaluatedProperties": _unevaluated_properties,
    "allOf": _all_of,
    "anyOf": _any_of,
    "oneOf": _one_of,
    "uniqueItems": _unique_items,
    "pattern": _pattern,
}


def _grouped(errors: Any, *, path: Any = ()) -> Optional[Any]:
    """Return errors, those of one schema at one place, as one failure; None for none."""
    found = sorted(errors, key=_order)
    alone = [error for error in found if error.validator in _ALONE and len(error.relative_path) == len(path)]
    if alone:
        return alone[0]
    if len(found) < 2:
        return found[0] if found else None
    group = _failure("group", context=found)
    group.relative_path.extend(path)
    for error in found:
        for _unused in path:
            error.relative_path.popleft()
        error.parent = group
    return group


def _order(error: Any) -> Any:
    place = [str(step) for step in error.relative_path]
    if error.validator in _ALONE and not place:
        return -1, _ALONE.index(error.validator), place
    first = error.schema_path[0] if error.schema_path else error.validator
    return 0, _RANK.get(str(first), len(_RANK)), place


def _lines(failure: Any, depth: int) -> Iterator[str]:
    """Yield a failure's line and those of what is below it, each indented by its depth."""
    place = "".join("/" + _escaped(step) for step in failure.absolute_path)
    yield f"{'  ' * depth}- at {schema_messages.quoted(place)}: {schema_messages.message(failure)}\n"
    for below in failure.context or ():
        yield from _lines(below, depth + 1)


def _escaped(step: Any) -> str:
    return str(step).replace("~", "~0").replace("/", "~1")
