# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What helm says of a value that does not meet a schema: the English texts of the library that it uses."""

from __future__ import annotations

from typing import Any, Iterable

from ..base import gofmt

_TYPES = ("null", "boolean", "number", "integer", "string", "array", "object")  # the order in which they are listed
_COUNTS = {
    "minProperties": len, "maxProperties": len, "minItems": len, "maxItems": len, "minLength": len, "maxLength": len,
}  # fmt: skip
_BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")


def message(failure: Any) -> str:
    """Return the text for a failure (a jsonschema ValidationError, or one of schema.py's groups)."""
    keyword, wanted, got = failure.validator, failure.validator_value, failure.instance
    if keyword in _COUNTS:
        return f"{keyword}: got {len(got):,}, want {int(wanted):,}"
    if keyword in _BOUNDS:
        return f"{keyword}: got {_number(got)}, want {_number(wanted)}"
    if keyword in _FIXED:
        return _FIXED[keyword]
    writer = _WRITERS.get(keyword)
    return writer(failure) if writer else f"'{keyword}' failed"


def quoted(text: str) -> str:
    """Return text in single quotes, escaped as Go's %q would, less for double quotes."""
    inner = gofmt.quote(text)[1:-1].replace('\\"', '"').replace("'", "\\'")
    return f"'{inner}'"


def go_type(value: Any) -> str:
    """Return Go's name for the type of a value."""
    from ..base.gotypes import type_name

    return type_name(value)


def _listed(texts: Iterable[str]) -> str:
    return ", ".join(quoted(text) for text in texts)


def _shown(value: Any) -> str:
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, (list, dict)):
        return "value"
    return str(gofmt.sprintf("%v", [float(value) if value.__class__ is int else value]))


def _number(value: Any) -> str:
    number = float(value)
    if number == int(number):
        return f"{int(number):,}"
    return f"{number:,}"


def _type_of(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, float)):
        return "number"
    return "string" if isinstance(value, str) else "array" if isinstance(value, list) else "object"


def _type(failure: Any) -> str:
    wanted = failure.validator_value
    names = [wanted] if isinstance(wanted, str) else list(wanted)
    return f"got {_type_of(failure.instance)}, want {' or '.join(name for name in _TYPES if name in names)}"


def _required(failure: Any) -> str:
    missing = failure.validator_value
    return f"missing {'property' if len(missing) == 1 else 'properties'} {_listed(missing)}"


def _enum(failure: Any) -> str:
    wanted = failure.validator_value
    if any(isinstance(item, (list, dict)) for item in wanted):
        return "'enum' failed"
    return f"value must be {'one of ' if len(wanted) != 1 else ''}{', '.join(_shown(item) for item in wanted)}"


def _const(failure: Any) -> str:
    wanted = failure.validator_value
    return "'const' failed" if isinstance(wanted, (list, dict)) else f"value must be {_shown(wanted)}"


def _additional(failure: Any) -> str:
    return f"additional properties {_listed(failure.validator_value)} not allowed"


def _one_of(failure: Any) -> str:
    if not failure.validator_value:
        return "'oneOf' failed, none matched"
    first, second = failure.validator_value
    return f"'oneOf' failed, subschemas {first}, {second} matched"


def _unique(failure: Any) -> str:
    first, second = failure.validator_value
    return f"items at {first} and {second} are equal"


def _format(failure: Any) -> str:
    return f"{_shown(failure.instance)} is not valid {failure.validator_value}"


def _pattern(failure: Any) -> str:
    return f"{quoted(failure.instance)} does not match pattern {quoted(failure.validator_value)}"


def _dependent(failure: Any) -> str:
    name, missing = failure.validator_value
    return f"properties {_listed(missing)} required, if {quoted(name)} exists"


def _min_contains(failure: Any) -> str:
    least, matched = failure.validator_value
    found = f"matched {len(matched)} items at {' '.join(map(str, matched))}" if matched else "none matched"
    return f"min {least} items required to match contains schema, but {found}"


def _max_contains(failure: Any) -> str:
    most, matched = failure.validator_value
    places = " ".join(map(str, matched))
    return f"max {most} items required to match contains schema, but matched {len(matched)} items at {places}"


def _property_name(failure: Any) -> str:
    return f"invalid propertyName {quoted(failure.validator_value)}"


_FIXED = {
    "group": "validation failed",
    "reference": "validation failed",
    "contains": "no items match contains schema",
    "false": "false schema",
    None: "false schema",
}
_WRITERS = {
    "type": _type,
    "required": _required,
    "enum": _enum,
    "const": _const,
    "additionalProperties": _additional,
    "propertyNames": _property_name,
    "oneOf": _one_of,
    "uniqueItems": _unique,
    "format": _format,
    "pattern": _pattern,
    "dependencies": _dependent,
    "minContains": _min_contains,
    "maxContains": _max_contains,
}


def no_constant(name: str) -> Any:
    """Refuse what Go has not in its JSON."""
    raise ValueError(name)  # Python would take NaN


def json_problem(text: str) -> str:
    """Return why a schema is no JSON, as Go's decoder of streams says it (Go: jsonschema, UnmarshalJSON)."""
    from ..base.json_errors import explain

    problem = explain(text)
    if problem == "unexpected end of JSON input":
        return "unexpected EOF" if text.strip() else "EOF"
    return "invalid character after top-level value" if problem.endswith("after top-level value") else problem
