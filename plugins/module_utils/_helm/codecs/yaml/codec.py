# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""YAML with Helm's rules: the one place where YAML text becomes plain data, and plain data YAML text."""

from __future__ import annotations

import math
import re
from typing import Any, Union

from ...base.errors import YamlError
from ...base.patterns import lazy
from .builder import scalar_text
from .dump import dump
from .load import parse

__all__ = [
    "dump",
    "dump_pretty",
    "load_documents",
    "load_objects",
    "load_typed",
    "load_values",
    "scalar_text",
]

# k8s.io/apimachinery/pkg/util/yaml, YAMLReader: a separator is a line of "---" and white space only.
_SEPARATOR = lazy(rb"^---[ \t\v\f\r\x85\xa0]*\n?", re.MULTILINE)
_INFINITY = float("inf")
_INT64 = 1 << 63


def load_values(text: Union[str, bytes]) -> Any:
    """Return the first document of text, every number a float: values, and what fromYaml gives to templates.

    None for an empty document. YamlError with Go's message ("error converting YAML to JSON: yaml: line 3: …").
    """
    return parse(text, _to_float)


def load_objects(text: Union[str, bytes]) -> Any:
    """Return the first document of text, integers kept (int64): Kubernetes objects on their way to the API server."""
    return parse(text, _to_json_number)


def load_typed(text: Union[str, bytes], *, finite: bool = True) -> Any:
    """Return the first document of text, 1.0 staying a float: for fields that Go reads as strings (scalar_text).

    finite: whether infinities and NaN, which JSON has no numbers for, are errors; as texts they are +Inf, -Inf, NaN.
    """
    return parse(text, _keep if finite else _keep_any)


def load_documents(text: Union[str, bytes]) -> list[Any]:
    """Return every document of text, typed as load_values does: a values file may hold several."""
    data = text.encode("utf-8", "surrogateescape") if isinstance(text, str) else bytes(text)
    parts = _SEPARATOR.split(data)
    if len(parts) > 1 and not parts[0]:  # a separator at the start opens the first document
        del parts[0]
    return [load_values(part) for part in parts]


def dump_pretty(value: Any) -> str:
    """Return value as Helm's toYamlPretty writes it: sequences indented under their key; with the trailing newline."""
    from .pretty import dump_pretty as dump_by_v3

    return dump_by_v3(value)


def _to_float(number: Any) -> Any:
    """A scalar as Go has it after its way through JSON into interface{}."""
    if number is True or number is False:
        return number
    if number.__class__ is float:
        _check_finite(number)
        return number
    return float(number)


def _to_json_number(number: Any) -> Any:
    """A scalar as apimachinery has it: int64 where it is one, else float64."""
    if number is True or number is False:
        return number
    if number.__class__ is float:
        _check_finite(number)
        if not (number.is_integer() and abs(number) < 1e21):
            return number
    whole = int(number)
    return whole if -_INT64 <= whole < _INT64 else float(number)


def _keep(number: Any) -> Any:
    if number.__class__ is float:
        _check_finite(number)
    return number


def _keep_any(number: Any) -> Any:
    return number


def _check_finite(number: float) -> None:
    """YamlError in json.Marshal's words for what JSON has no number for."""
    if math.isnan(number) or number in (_INFINITY, -_INFINITY):
        name = "NaN" if math.isnan(number) else ("+Inf" if number > 0 else "-Inf")
        raise YamlError(f"error converting YAML to JSON: json: unsupported value: {name}")
