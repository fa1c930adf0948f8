# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Schemas that refuse a chart's values, by keyword and draft; VALUES are the values."""
# ruff: noqa: E501 - schemas are long lines

from __future__ import annotations

VALUES = """\
text: hello
number: 5
float: 1.5
yes: true
none: ~
empty: {}
list: [a, b, 3, b]
table: {a: 1, b: {c: x, d: [1, two]}}
mail: not a mail
image: {repository: nginx, tag: 1.25, pullPolicy: Sometimes}
"key with/slash~": 1
"""

_DRAFT_4 = '"$schema": "http://json-schema.org/draft-04/schema#"'
_DRAFT_6 = '"$schema": "http://json-schema.org/draft-06/schema#"'
_DRAFT_7 = '"$schema": "http://json-schema.org/draft-07/schema#"'
_DRAFT_2019 = '"$schema": "https://json-schema.org/draft/2019-09/schema"'
_DRAFT_2020 = '"$schema": "https://json-schema.org/draft/2020-12/schema"'


def _property(name: str, rule: str) -> str:
    return f'{{"properties": {{"{name}": {rule}}}}}'


SCHEMAS = {
    "type of a text": _property("text", '{"type": "integer"}'),
    "type of a number": _property("number", '{"type": "string"}'),
    "type of a float": _property("float", '{"type": "integer"}'),
    "type of a boolean": _property("yes", '{"type": "string"}'),
    "type of null": _property("none", '{"type": "string"}'),
    "type of a list": _property("list", '{"type": "object"}'),
    "type of a table": _property("table", '{"type": "array"}'),
    "one of some types": _property("text", '{"type": ["integer", "null"]}'),
    "one of many types": _property("table", '{"type": ["integer", "null", "string", "boolean"]}'),
    "type of the whole": '{"type": "array"}',
    "key with a slash": _property("key with/slash~", '{"type": "string"}'),
    "required": '{"required": ["nope"]}',
    "required, several": '{"required": ["nope", "text", "nada", "it\'s"]}',
    "required further down": _property("table", '{"properties": {"b": {"required": ["x"]}}}'),
    "no other properties": _property("table", '{"additionalProperties": false, "properties": {"b": {}}}'),
    "no other properties, several": _property("table", '{"additionalProperties": false}'),
    "other properties by a schema": _property(
        "table", '{"properties": {"b": true}, "additionalProperties": {"type": "string"}}'
    ),
    "property names": _property("table", '{"propertyNames": {"pattern": "^[b-z]"}}'),
    "property names, length": _property("image", '{"propertyNames": {"maxLength": 3}}'),
    "too many properties": _property("table", '{"maxProperties": 1}'),
    "too few properties": _property("empty", '{"minProperties": 1}'),
    "false as a schema": _property("text", "false"),
    "enum of texts": _property(
        "image", '{"properties": {"pullPolicy": {"enum": ["Always", "Never", "IfNotPresent"]}}}'
    ),
    "enum of many kinds": _property("text", '{"enum": [1, null, true, "x", 1.5]}'),
    "enum of one": _property("text", '{"enum": ["x"]}'),
    "enum with tables": _property("text", '{"enum": [{"a": 1}, [2]]}'),
    "const of a text": _property("text", '{"const": "x"}'),
    "const of a number": _property("number", '{"const": 6}'),
    "const of a table": _property("table", '{"const": {"a": 1}}'),
    "minimum": _property("number", '{"minimum": 6}'),
    "minimum of a float": _property("float", '{"minimum": 1.75}'),
    "maximum": _property("number", '{"maximum": 4}'),
    "exclusive minimum": _property("number", '{"exclusiveMinimum": 5}'),
    "exclusive maximum": _property("number", '{"exclusiveMaximum": 5}'),
    "multiple of": _property("number", '{"multipleOf": 2}'),
    "multiple of a float": _property("float", '{"multipleOf": 0.4}'),
    "length, at least": _property("text", '{"minLength": 6}'),
    "length, at most": _property("text", '{"maxLength": 4}'),
    "pattern": _property("text", '{"pattern": "^[A-Z]+$"}'),
    "pattern with quotes": _property("text", '{"pattern": "^\\"\'x$"}'),
    "items of one schema": _property("list", '{"items": {"type": "string"}}'),
    "items, several wrong": _property("list", '{"items": {"type": "integer"}}'),
    "items, at least": _property("list", '{"minItems": 5}'),
    "items, at most": _property("list", '{"maxItems": 3}'),
    "unique items": _property("list", '{"uniqueItems": true}'),
    "contains": _property("list", '{"contains": {"type": "boolean"}}'),
    "not": _property("text", '{"not": {"type": "string"}}'),
    "all of": _property("text", '{"allOf": [{"minLength": 9}, {"type": "string"}, {"pattern": "^x"}]}'),
    "any of": _property("text", '{"anyOf": [{"type": "integer"}, {"maxLength": 2}]}'),
    "one of, none": _property("text", '{"oneOf": [{"type": "integer"}, {"type": "null"}]}'),
    "one of, two": _property("text", '{"oneOf": [{"type": "integer"}, {"type": "string"}, {"minLength": 1}]}'),
    "if then": _property("text", '{"if": {"type": "string"}, "then": {"maxLength": 2}}'),
    "if else": _property("text", '{"if": {"type": "integer"}, "else": {"maxLength": 2}}'),
    "reference": '{"definitions": {"n": {"type": "number"}}, "properties": {"text": {"$ref": "#/definitions/n"}}}',
    "reference of two steps": '{"$defs": {"n": {"$ref": "#/$defs/m"}, "m": {"minLength": 9, "pattern": "^x"}}, "properties": {"text": {"$ref": "#/$defs/n"}}}',
    "reference to the whole": '{"properties": {"table": {"$ref": "#"}, "a": {"type": "string"}}}',
    "reference to what is missing": '{"properties": {"text": {"$ref": "#/definitions/nope"}}}',
    "reference to what is no pointer": '{"properties": {"text": {"$ref": "#nope"}}}',
    "several at once": '{"required": ["nope"], "properties": {"text": {"maxLength": 2, "pattern": "^x"}}}',
    "deep": _property("table", '{"properties": {"b": {"properties": {"d": {"items": {"type": "integer"}}}}}}'),
    "nested any of": _property(
        "table",
        '{"anyOf": [{"properties": {"b": {"anyOf": [{"type": "string"}, {"required": ["z"]}]}}}, {"type": "string"}]}',
    ),
    "type that is none": _property("text", '{"type": "text"}'),
    "required that is text": '{"required": "text"}',
    "properties that are a list": '{"properties": ["text"]}',
    "minimum that is text": _property("number", '{"minimum": "1"}'),
    "pattern that is none": _property("text", '{"pattern": "("}'),
    "enum that is text": _property("text", '{"enum": "x"}'),
    "schema that is a list": "[]",
    "schema that is text": '"x"',
    "schema that is false": "false",
    "schema that ends early": '{"type": "object"',
    "schema with a comma too many": '{"type": "object",}',
    "schema that is no json": "type: object\n",
    "draft 4: exclusive minimum": f'{{{_DRAFT_4}, "properties": {{"number": {{"minimum": 5, "exclusiveMinimum": true}}}}}}',
    "draft 4: exclusive maximum": f'{{{_DRAFT_4}, "properties": {{"number": {{"maximum": 5, "exclusiveMaximum": true}}}}}}',
    "draft 4: a number for exclusive minimum": f'{{{_DRAFT_4}, "properties": {{"number": {{"exclusiveMinimum": 5}}}}}}',
    "draft 4: additional items": f'{{{_DRAFT_4}, "properties": {{"list": {{"items": [{{}}, {{}}], "additionalItems": false}}}}}}',
    "draft 4: dependencies": f'{{{_DRAFT_4}, "dependencies": {{"text": ["nope", "nada"], "number": {{"required": ["zero"]}}}}}}',
    "draft 4: format": f'{{{_DRAFT_4}, "properties": {{"mail": {{"format": "email"}}}}}}',
    "draft 4: type": f'{{{_DRAFT_4}, "type": "object", "properties": {{"text": {{"type": "integer"}}}}}}',
    "draft 4: no const": f'{{{_DRAFT_4}, "properties": {{"text": {{"const": "x"}}, "number": {{"type": "string"}}}}}}',
    "draft 4: bad itself": f'{{{_DRAFT_4}, "properties": {{"text": {{"type": "x"}}}}}}',
    "draft 6: property names": f'{{{_DRAFT_6}, "properties": {{"table": {{"propertyNames": {{"enum": ["a"]}}}}}}}}',
    "draft 6: no if": f'{{{_DRAFT_6}, "if": true, "then": false, "required": ["nope"]}}',
    "draft 6: format": f'{{{_DRAFT_6}, "properties": {{"mail": {{"format": "uri"}}}}}}',
    "draft 7: if": f'{{{_DRAFT_7}, "if": {{"required": ["text"]}}, "then": {{"required": ["nope"]}}}}',
    "draft 7: format date-time": f'{{{_DRAFT_7}, "properties": {{"text": {{"format": "date-time"}}}}}}',
    "draft 7: items and additional items": f'{{{_DRAFT_7}, "properties": {{"list": {{"items": [{{"type": "integer"}}], "additionalItems": {{"type": "integer"}}}}}}}}',
    "draft 7: dependencies": f'{{{_DRAFT_7}, "properties": {{"table": {{"dependencies": {{"a": ["z"]}}}}}}}}',
    "draft 7: reference hides its neighbours": f'{{{_DRAFT_7}, "definitions": {{"n": {{"type": "number"}}}}, "properties": {{"text": {{"$ref": "#/definitions/n", "maxLength": 1}}}}}}',
    "draft 2019: dependent required": f'{{{_DRAFT_2019}, "dependentRequired": {{"text": ["nope"], "number": ["x", "y"]}}}}',
    "draft 2019: dependent schemas": f'{{{_DRAFT_2019}, "dependentSchemas": {{"text": {{"required": ["nope"]}}}}}}',
    "draft 2019: at least contained": f'{{{_DRAFT_2019}, "properties": {{"list": {{"contains": {{"const": "b"}}, "minContains": 3}}}}}}',
    "draft 2019: at most contained": f'{{{_DRAFT_2019}, "properties": {{"list": {{"contains": {{"const": "b"}}, "maxContains": 1}}}}}}',
    "draft 2019: unevaluated properties": f'{{{_DRAFT_2019}, "properties": {{"table": {{"allOf": [{{"properties": {{"a": true}}}}], "unevaluatedProperties": false}}}}}}',
    "draft 2019: unevaluated items": f'{{{_DRAFT_2019}, "properties": {{"list": {{"items": [true], "unevaluatedItems": false}}}}}}',
    "draft 2019: format is a note": f'{{{_DRAFT_2019}, "properties": {{"mail": {{"format": "email", "maxLength": 3}}}}}}',
    "draft 2019: recursive reference": f'{{{_DRAFT_2019}, "$recursiveAnchor": true, "properties": {{"table": {{"$recursiveRef": "#"}}, "a": {{"type": "string"}}}}}}',
    "draft 2019: anchor": f'{{{_DRAFT_2019}, "$defs": {{"x": {{"$anchor": "here", "type": "null"}}}}, "properties": {{"text": {{"$ref": "#here"}}}}}}',
    "draft 2020: prefix items": f'{{{_DRAFT_2020}, "properties": {{"list": {{"prefixItems": [{{"type": "integer"}}, true], "items": false}}}}}}',
    "draft 2020: items after prefix items": f'{{{_DRAFT_2020}, "properties": {{"list": {{"prefixItems": [true], "items": {{"type": "integer"}}}}}}}}',
    "draft 2020: unevaluated items": f'{{{_DRAFT_2020}, "properties": {{"list": {{"prefixItems": [true], "unevaluatedItems": {{"type": "integer"}}}}}}}}',
    "draft 2020: dynamic reference": f'{{{_DRAFT_2020}, "$defs": {{"x": {{"$dynamicAnchor": "n", "type": "null"}}}}, "properties": {{"text": {{"$dynamicRef": "#n"}}}}}}',
    "draft 2020: reference beside others": f'{{{_DRAFT_2020}, "$defs": {{"x": {{"type": "null"}}}}, "properties": {{"text": {{"$ref": "#/$defs/x", "maxLength": 2}}}}}}',
    "draft 2020: array form of items": f'{{{_DRAFT_2020}, "properties": {{"list": {{"items": [true]}}}}}}',
    "draft 2020: not and format": f'{{{_DRAFT_2020}, "properties": {{"mail": {{"format": "ipv4", "not": {{"pattern": "mail"}}}}}}}}',
    "draft 2020: id and relative reference": f'{{{_DRAFT_2020}, "$id": "https://example.org/root", "$defs": {{"x": {{"$id": "child", "type": "null"}}}}, "properties": {{"text": {{"$ref": "child"}}}}}}',
    "draft 6: const": f'{{{_DRAFT_6}, "properties": {{"text": {{"const": "x"}}}}}}',
    "draft 6: contains": f'{{{_DRAFT_6}, "properties": {{"list": {{"contains": {{"const": 9}}}}}}}}',
    "draft 7: bad itself": f'{{{_DRAFT_7}, "properties": {{"text": {{"minLength": -1}}}}}}',
    "draft 7: bad itself, elsewhere": f'{{{_DRAFT_7}, "additionalProperties": 1}}',
    "draft 7: format hostname": f'{{{_DRAFT_7}, "properties": {{"mail": {{"format": "hostname"}}}}}}',
    "draft 7: format ipv4": f'{{{_DRAFT_7}, "properties": {{"text": {{"format": "ipv4"}}}}}}',
    "draft 7: format uuid": f'{{{_DRAFT_7}, "properties": {{"text": {{"format": "uuid"}}}}}}',
    "draft 7: format json-pointer": f'{{{_DRAFT_7}, "properties": {{"mail": {{"format": "json-pointer"}}}}}}',
    "draft 2020: unevaluated properties": f'{{{_DRAFT_2020}, "properties": {{"table": {{"properties": {{"a": true}}, "unevaluatedProperties": false}}}}}}',
    "draft 2020: bad itself": f'{{{_DRAFT_2020}, "properties": {{"list": {{"required": [1]}}}}}}',
    "draft 2020: contains": f'{{{_DRAFT_2020}, "properties": {{"list": {{"contains": {{"const": "z"}}}}}}}}',
    "pattern of properties, false": _property("table", '{"patternProperties": {"^b$": false}}'),
    "pattern of properties, a type": _property("table", '{"patternProperties": {"^a": {"type": "string"}}}'),
}

# Numbers beyond float64, int64 and what big.Rat takes
_IMMENSE = (
    "1e400", "-1e400", "1e1111111", "1e-1111111", "1e99999999999999999999", "0e1111111", "0e99999999999999999999",
    "1e5000", "1e19", "18446744073709551616", "1e1000001", "1e-1000000", "1e+400", "12345678901234567890123",
)  # fmt: skip
SCHEMAS.update(
    {
        f"{keyword} of {number}": f'{{"properties": {{"{name}": {{"{keyword}": {f"[{number}]" if keyword == "enum" else number}}}}}}}'
        for number in _IMMENSE
        for keyword, name in (
            ("minimum", "number"), ("maximum", "number"), ("multipleOf", "number"), ("enum", "number"),
            ("maxLength", "text"), ("minItems", "list"),
        )
    }
)  # fmt: skip
