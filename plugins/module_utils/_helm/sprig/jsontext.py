# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sprig's own JSON functions, of which Helm replaces toJson and fromJson. Sprig: defaults.go."""

from __future__ import annotations

import json
import math
from typing import Any

from ..base.errors import FunctionError, JsonError
from ..codecs.json import codec as json_codec
from ..golang.types import go_function


@go_function("string")
def from_json(text: str) -> Any:
    """Return what the JSON text says, nil when it is none; numbers that are too large are 0."""
    try:
        return json_codec.loads(text)
    except JsonError as problem:
        # Go finds broken text before it reads a number, and goes on behind one that does not fit
        if not problem.problem.startswith("json: cannot unmarshal number "):
            return None
    value = json.loads(text, parse_int=_fitting, parse_float=_fitting)
    return json_codec.loads(json_codec.dumps(value))


def _fitting(digits: str) -> float:
    number = float(digits)
    return number if math.isfinite(number) else 0.0


@go_function("string")
def must_from_json(text: str) -> Any:
    """Return what the JSON text says."""
    return _go_error(json_codec.loads, text)


@go_function("interface {}")
def to_json(value: Any) -> str:
    """Return value as JSON, "" for what JSON cannot say."""
    try:
        return json_codec.dumps(value)
    except json_codec.Unsupported:
        return ""


@go_function("interface {}")
def must_to_json(value: Any) -> str:
    """Return value as JSON."""
    return str(_go_error(json_codec.dumps, value))


@go_function("interface {}")
def to_pretty_json(value: Any) -> str:
    """Return value as indented JSON, "" for what JSON cannot say."""
    try:
        return json_codec.dumps_indent(value)
    except json_codec.Unsupported:
        return ""


@go_function("interface {}")
def must_to_pretty_json(value: Any) -> str:
    """Return value as indented JSON."""
    return str(_go_error(json_codec.dumps_indent, value))


@go_function("interface {}")
def to_raw_json(value: Any) -> str:
    """Return value as JSON with <, > and & as they are."""
    return str(_go_error(json_codec.dumps, value, escape_html=False))


def _go_error(codec: Any, value: Any, **options: Any) -> Any:
    """Return what the codec makes of value; its error becomes the function's."""
    try:
        return codec(value, **options)
    except (JsonError, json_codec.Unsupported) as problem:
        raise FunctionError(str(problem)) from problem
