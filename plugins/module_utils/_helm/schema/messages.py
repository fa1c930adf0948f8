# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What helm says of a value that does not meet a schema: the English texts of the library that it uses."""

from __future__ import annotations

from typing import Any, Callable, Iterable

from ..golang import floats
from ..golang.quoting import quote
from . import numbers

_TYPES = ("null", "boolean", "number", "integer", "string", "array", "object")  # the order in which they are listed
_INFINITY = float("inf")
_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def message(kind: str, facts: Any) -> str:
    """Return the text of a failure (failures.py)."""
    if kind in _FIXED:
        return _FIXED[kind]
    writer = _WRITERS.get(kind)
    return writer(facts) if writer else f"'{kind}' failed"


def quoted(text: str) -> str:
    """Return text in single quotes, escaped as Go's %q would, less for double quotes and a backslash at the end."""
    inner = quote(text).replace('\\"', '"').replace("'", "\\'")[1:-1]
    return f"'{inner}'"


def _listed(texts: Iterable[str]) -> str:
    return ", ".join(quoted(text) for text in texts)


def _shown(value: Any) -> str:
    """A value that was wanted: a number as it stands in the schema."""
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, numbers.Literal):
        return value.text
    return "<nil>" if value is None else str(value).lower()


def _number(value: Any) -> str:
    """A number as golang.org/x/text prints it: grouped, or as a power of ten."""
    number = float(value)
    if number in (_INFINITY, -_INFINITY):
        return "∞" if number > 0 else "-∞"
    text = floats.format_float(number, "g", -1)
    mantissa, _unused, exponent = text.partition("e")
    if exponent:
        sign = "-" if exponent.startswith("-") else ""
        return f"{mantissa}×10{(sign + exponent[1:]).translate(_SUPERSCRIPTS)}"
    whole, dot, fraction = mantissa.partition(".")
    sign = "-" if whole.startswith("-") and number else ""
    return f"{sign}{abs(int(whole)):,}{dot}{fraction}"


def _type_of(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if numbers.is_number(value):
        return "number"
    return "string" if isinstance(value, str) else "array" if isinstance(value, list) else "object"


def _type(facts: Any) -> str:
    value, wanted = facts
    names = [wanted] if isinstance(wanted, str) else wanted
    return f"got {_type_of(value)}, want {' or '.join(name for name in _TYPES if name in names)}"


def _count(keyword: str) -> Callable[[Any], str]:
    return lambda facts: f"{keyword}: got {facts[0]:,}, want {int(facts[1]):,}"


def _bound(keyword: str) -> Callable[[Any], str]:
    return lambda facts: f"{keyword}: got {_number(facts[0])}, want {_number(facts[1])}"


def _required(missing: Any) -> str:
    return f"missing {'property' if len(missing) == 1 else 'properties'} {_listed(missing)}"


def _enum(wanted: Any) -> str:
    if any(isinstance(item, (list, dict)) for item in wanted):
        return "'enum' failed"
    return f"value must be {'one of ' if len(wanted) != 1 else ''}{', '.join(_shown(item) for item in wanted)}"


def _const(wanted: Any) -> str:
    return "'const' failed" if isinstance(wanted, (list, dict)) else f"value must be {_shown(wanted)}"


def _one_of(matched: Any) -> str:
    if not matched:
        return "'oneOf' failed, none matched"
    return f"'oneOf' failed, subschemas {matched[0]}, {matched[1]} matched"


def _format(facts: Any) -> str:
    value, name, problem = facts
    return f"{quoted(value)} is not valid {name}: {problem}"


def _dependent(facts: Any) -> str:
    name, missing = facts
    return f"properties {_listed(missing)} required, if {quoted(name)} exists"


def _min_contains(facts: Any) -> str:
    least, matched = facts
    found = f"matched {len(matched)} items at {' '.join(map(str, matched))}" if matched else "none matched"
    return f"min {int(least)} items required to match contains schema, but {found}"


def _max_contains(facts: Any) -> str:
    most, matched = facts
    places = " ".join(map(str, matched))
    return f"max {int(most)} items required to match contains schema, but matched {len(matched)} items at {places}"


def _cycle(facts: Any) -> str:
    here, there, url = facts
    return f"both {here} and {there} resolve to {quote(url)} causing reference cycle"


_FIXED = {
    "group": "validation failed",
    "reference": "validation failed",
    "false": "false schema",
    "contains": "no items match contains schema",
}
_WRITERS: dict[str, Callable[[Any], str]] = {
    **{
        name: _count(name)
        for name in ("minProperties", "maxProperties", "minItems", "maxItems", "minLength", "maxLength")
    },
    **{name: _bound(name) for name in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")},
    "cycle": _cycle,
    "type": _type,
    "required": _required,
    "enum": _enum,
    "const": _const,
    "format": _format,
    "pattern": lambda facts: f"{quoted(facts[0])} does not match pattern {quoted(facts[1])}",
    "additionalProperties": lambda names: f"additional properties {_listed(names)} not allowed",
    "additionalItems": lambda count: f"last {count} additionalItem(s) not allowed",
    "propertyNames": lambda name: f"invalid propertyName {quoted(name)}",
    "uniqueItems": lambda places: f"items at {places[0]} and {places[1]} are equal",
    "oneOf": _one_of,
    "dependencies": _dependent,
    "minContains": _min_contains,
    "maxContains": _max_contains,
}
