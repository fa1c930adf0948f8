# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The schemas of schemas, draft by draft (json-schema.org), without the words that assert nothing."""

from __future__ import annotations

import functools
from typing import Any, Mapping

Document = Mapping[str, Any]

_TEXT: Document = {"type": "string"}
_FLAG: Document = {"type": "boolean"}
_NUMBER: Document = {"type": "number"}
_ABOVE_ZERO: Document = {"type": "number", "exclusiveMinimum": 0}
_COUNT: Document = {"type": "integer", "minimum": 0}
_REGEX: Document = {"type": "string", "format": "regex"}
_URI: Document = {"type": "string", "format": "uri"}
_REFERENCE: Document = {"type": "string", "format": "uri-reference"}
_REGEX_NAMES: Document = {"format": "regex"}
_TYPE_NAMES: Document = {"enum": ["array", "boolean", "integer", "null", "number", "object", "string"]}
_NAMES: Document = {"type": "array", "items": _TEXT, "uniqueItems": True}
_SOME_NAMES: Document = {**_NAMES, "minItems": 1}

DRAFT_4 = "http://json-schema.org/draft-04/schema"
DRAFT_6 = "http://json-schema.org/draft-06/schema"
DRAFT_7 = "http://json-schema.org/draft-07/schema"
DRAFT_2019 = "https://json-schema.org/draft/2019-09/"
DRAFT_2020 = "https://json-schema.org/draft/2020-12/"
_ADDRESSES = {4: DRAFT_4, 6: DRAFT_6, 7: DRAFT_7, 2019: f"{DRAFT_2019}schema", 2020: f"{DRAFT_2020}schema"}
_LATEST = "json-schema.org/schema"


def _to(place: str) -> Document:
    return {"$ref": f"#{place}"}


def _table(part: Document) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": part}


def _types(definitions: str) -> Document:
    names = _to(f"/{definitions}/simpleTypes")
    return {"anyOf": [names, {"type": "array", "items": names, "minItems": 1, "uniqueItems": True}]}


def _each(part: Any, names: str) -> dict[str, Any]:
    return dict.fromkeys(names.split(), part)


def _old(number: int, url: str) -> Document:
    """Return the schema of a draft that has one document: 4, 6 or 7."""
    itself, several, names = _to(""), _to("/definitions/schemaArray"), _to("/definitions/stringArray")
    count, default = (
        ("positiveInteger", "positiveIntegerDefault0")
        if number == 4
        else ("nonNegativeInteger", "nonNegativeIntegerDefault0")
    )
    counts = _to(f"/definitions/{count}")
    part = {"anyOf": [_FLAG, itself]} if number == 4 else itself
    patterns = _table(itself)
    if number > 4:
        patterns["propertyNames"] = _REGEX_NAMES
    properties: dict[str, Any] = {
        **_each(_TEXT, "$schema title description format"),
        **_each(_NUMBER, "maximum minimum"),
        **_each(counts, "maxLength maxItems maxProperties"),
        **_each(_to(f"/definitions/{default}"), "minLength minItems minProperties"),
        **_each(part, "additionalItems additionalProperties"),
        **_each(_table(itself), "definitions properties"),
        **_each(several, "allOf anyOf oneOf"),
        "pattern": _REGEX,
        "patternProperties": patterns,
        "items": {"anyOf": [itself, several]},
        "uniqueItems": _FLAG,
        "required": names,
        "dependencies": _table({"anyOf": [itself, names]}),
        "enum": {"type": "array", "minItems": 1, "uniqueItems": True},
        "type": _types("definitions"),
        "not": itself,
    }
    if number == 4:
        properties |= {**_each(_TEXT, "id $ref"), **_each(_FLAG, "exclusiveMaximum exclusiveMinimum")}
        properties |= {"multipleOf": {"type": "number", "minimum": 0, "exclusiveMinimum": True}}
    else:
        properties |= {"$schema": _URI, "multipleOf": _ABOVE_ZERO}
        properties |= {**_each(_REFERENCE, "$id $ref"), **_each(_NUMBER, "exclusiveMaximum exclusiveMinimum")}
        properties |= _each(itself, "contains propertyNames")
    if number == 7:
        properties |= {
            **_each(_TEXT, "$comment contentMediaType contentEncoding"),
            **_each(_FLAG, "readOnly writeOnly"),
        }
        properties["examples"] = {"type": "array"}
        properties |= _each(itself, "if then else")
    made: dict[str, Any] = {
        "$schema": f"{url}#",
        "id" if number == 4 else "$id": f"{url}#",
        "definitions": {
            "schemaArray": {"type": "array", "minItems": 1, "items": itself},
            count: _COUNT,
            default: {"allOf": [counts, {}]},
            "simpleTypes": _TYPE_NAMES,
            "stringArray": _SOME_NAMES if number == 4 else _NAMES,
        },
        "type": "object" if number == 4 else ["object", "boolean"],
        "properties": properties,
    }
    if number == 4:
        made["dependencies"] = {"exclusiveMaximum": ["maximum"], "exclusiveMinimum": ["minimum"]}
    return made


def _new(draft: str) -> dict[str, Document]:
    """Return the documents of a draft that has one for each of its vocabularies: 2019-09 or 2020-12."""
    latest = draft == DRAFT_2020
    schema = {"$dynamicRef": "#meta"} if latest else {"$recursiveRef": "#"}
    several, counts, names = _to("/$defs/schemaArray"), _to("/$defs/nonNegativeInteger"), _to("/$defs/stringArray")
    zero = _to("/$defs/nonNegativeIntegerDefault0")
    text, reference, anchor = _URI, _REFERENCE, {"type": "string", "pattern": "^[A-Za-z][-A-Za-z0-9.:_]*$"}
    core: dict[str, Any] = {"$id": {**_REFERENCE, "pattern": "^[^#]*#?$"}}
    definitions: dict[str, Any] = {}
    if latest:
        definitions = {
            "anchorString": {"type": "string", "pattern": "^[A-Za-z_][-A-Za-z0-9._]*$"},
            "uriString": _URI,
            "uriReferenceString": _REFERENCE,
        }
        text, reference, anchor = (
            dict(_to(f"/$defs/{name}")) for name in ("uriString", "uriReferenceString", "anchorString")
        )
        core = {"$id": {**reference, "pattern": "^[^#]*#?$"}, "$dynamicRef": reference, "$dynamicAnchor": anchor}
    else:
        core |= {"$recursiveRef": reference, "$recursiveAnchor": _FLAG}
    core |= {
        "$schema": text,
        "$ref": reference,
        "$anchor": anchor,
        "$vocabulary": {"type": "object", "propertyNames": text, "additionalProperties": _FLAG},
        "$comment": _TEXT,
        "$defs": _table(schema),
    }
    patterns = {**_table(schema), "propertyNames": _REGEX_NAMES}
    applicator: dict[str, Any] = {
        **_each(schema, "contains additionalProperties propertyNames if then else not"),
        **_each(_table(schema), "properties dependentSchemas"),
        **_each(several, "allOf anyOf oneOf"),
        "patternProperties": patterns,
    }
    unevaluated = _each(schema, "unevaluatedItems unevaluatedProperties")
    if latest:
        applicator |= {"prefixItems": several, "items": schema}
    else:
        applicator |= {"additionalItems": schema, "items": {"anyOf": [schema, several]}, **unevaluated}
    validation: dict[str, Any] = {
        **_each(_NUMBER, "maximum exclusiveMaximum minimum exclusiveMinimum"),
        **_each(counts, "maxLength maxItems maxContains minContains maxProperties"),
        **_each(zero, "minLength minItems minProperties"),
        "type": _types("$defs"),
        "enum": {"type": "array"},
        "multipleOf": _ABOVE_ZERO,
        "pattern": _REGEX,
        "uniqueItems": _FLAG,
        "required": names,
        "dependentRequired": _table(names),
    }
    numbers = {
        "nonNegativeInteger": _COUNT,
        "nonNegativeIntegerDefault0": counts,
        "simpleTypes": _TYPE_NAMES,
        "stringArray": _NAMES,
    }
    notes = {**_each(_TEXT, "title description"), **_each(_FLAG, "deprecated readOnly writeOnly")}
    notes["examples"] = {"type": "array"}
    content = {**_each(_TEXT, "contentMediaType contentEncoding"), "contentSchema": schema}
    formats = "format-annotation" if latest else "format"
    vocabularies: dict[str, dict[str, Any]] = {
        "core": {"properties": core, **({"$defs": definitions} if definitions else {})},
        "applicator": {
            "properties": applicator,
            "$defs": {"schemaArray": {"type": "array", "minItems": 1, "items": schema}},
        },
        **({"unevaluated": {"properties": unevaluated}} if latest else {}),
        "validation": {"properties": validation, "$defs": numbers},
        "meta-data": {"properties": notes},
        formats: {"properties": {"format": _TEXT}},
        "content": {"properties": content},
    }
    older: dict[str, Any] = {
        "definitions": _table(schema),
        "dependencies": _table({"anyOf": [schema, {"$ref": "meta/validation#/$defs/stringArray"}]}),
    }
    if latest:
        older["$recursiveAnchor"] = {"$ref": "meta/core#/$defs/anchorString"}
        older["$recursiveRef"] = {"$ref": "meta/core#/$defs/uriReferenceString"}
    head: dict[str, Any] = {"$schema": f"{draft}schema", "type": ["object", "boolean"]}
    head |= {"$dynamicAnchor": "meta"} if latest else {"$recursiveAnchor": True}
    made: dict[str, Document] = {
        f"{draft}meta/{name}": {**head, "$id": f"{draft}meta/{name}", **body} for name, body in vocabularies.items()
    }
    parts = [{"$ref": f"meta/{name}"} for name in vocabularies]
    made[f"{draft}schema"] = {**head, "$id": f"{draft}schema", "allOf": parts, "properties": older}
    return made


@functools.cache
def documents(number: int) -> dict[str, Document]:
    """Return the documents of a draft (4, 6, 7, 2019 or 2020), URL without fragment -> document."""
    if number in (2019, 2020):
        return _new(DRAFT_2019 if number == 2019 else DRAFT_2020)
    url = _ADDRESSES[number]
    return {url: _old(number, url)}


def address(number: int) -> str:
    """Return the URL of a draft's schema, without fragment."""
    return _ADDRESSES[number]


def draft_with(url: str) -> int:
    """Return the number of the draft that has a document of that URL, 0 for none."""
    drafts = (number for number, own in _ADDRESSES.items() if url.startswith(own.removesuffix("schema")))
    return next((number for number in drafts if url in documents(number)), 0)


def draft_of(url: str) -> int:
    """Return the number of the draft whose schema has that URL, 0 for none."""
    scheme, _unused, plain = url.rstrip("#").partition("://")
    if scheme not in ("http", "https"):
        return 0
    if plain == _LATEST:
        return 2020
    return next((number for number, own in _ADDRESSES.items() if own.partition("://")[2] == plain), 0)
