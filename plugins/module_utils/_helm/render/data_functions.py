# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Helm's functions between data and text: toYaml, fromYaml, toJson, fromJson, toToml … (Go: engine/funcs.go).

to* swallow what goes wrong and give ""; must* fail; from* hand the error over inside the result.
"""

from __future__ import annotations

from typing import Any, Callable

from ..base.errors import FunctionError, HelmError, NumberError
from ..codecs.json import codec as json_codec
from ..codecs.json.codec import Unsupported
from ..codecs.yaml import codec as yaml_codec
from ..codecs.yaml.dump import Unmarshallable
from ..golang.types import NilDict, NilList, go_function

_JSON_MAP = "json: cannot unmarshal {} into Go value of type map[string]interface {{}}"
_JSON_LIST = "json: cannot unmarshal {} into Go value of type []interface {{}}"
_DURATIONS = (
    "mustToDuration",
    "durationNanoseconds",
    "durationMicroseconds",
    "durationMilliseconds",
    "durationSeconds",
    "durationMinutes",
    "durationHours",
    "durationDays",
    "durationWeeks",
    "durationRoundTo",
    "durationTruncateTo",
)
_YAML_WRAP = "error unmarshaling JSON: while decoding JSON: "


def table() -> dict[str, Callable[..., Any]]:
    """Return the functions by their names in templates."""
    return {
        "toYaml": to_yaml,
        "mustToYaml": must_to_yaml,
        "toYamlPretty": to_yaml_pretty,
        "fromYaml": from_yaml,
        "fromYamlArray": from_yaml_array,
        "toJson": to_json,
        "mustToJson": must_to_json,
        "fromJson": from_json,
        "fromJsonArray": from_json_array,
        "toToml": to_toml,
        "mustToToml": must_to_toml,
        "fromToml": from_toml,
    }


def duration_functions() -> dict[str, Callable[..., Any]]:
    """Return the functions on durations by their names in templates; their code is imported at the first call."""
    return {name: _duration_function(name) for name in _DURATIONS}


def _duration_function(name: str) -> Callable[..., Any]:
    @go_function(*["any"] * (2 if name.endswith("To") else 1))
    def call(*arguments: Any) -> Any:
        from . import durations

        return durations.call(name, arguments)

    return call


@go_function("any")
def to_yaml(value: Any) -> str:
    """Return value as YAML without the last newline, "" when it has no YAML form."""
    try:
        return _trimmed(yaml_codec.dump(value))
    except Unmarshallable:
        return ""


@go_function("any")
def must_to_yaml(value: Any) -> str:
    """Return value as YAML; FunctionError when it has no YAML form."""
    try:
        return _trimmed(yaml_codec.dump(value))
    except Unmarshallable as error:
        raise FunctionError(str(error)) from error


@go_function("any")
def to_yaml_pretty(value: Any) -> str:
    """Return value as YAML with sequences indented under their keys."""
    try:
        return _trimmed(yaml_codec.dump_pretty(value))
    except Unmarshallable:
        return ""


def _trimmed(text: str) -> str:
    return text[:-1] if text.endswith("\n") else text


@go_function("string")
def from_yaml(text: str) -> dict[str, Any]:
    """Return the mapping in text; {"Error": why} when it is none."""
    try:
        value = yaml_codec.load_values(text)
    except HelmError as error:
        return {"Error": error.problem}
    if value is None:
        return {}
    if not isinstance(value, dict):
        return {"Error": _YAML_WRAP + _misfit(_JSON_MAP, value)}
    return value


@go_function("string")
def from_yaml_array(text: str) -> list[Any]:
    """Return the sequence in text; [why] when it is none."""
    try:
        value = yaml_codec.load_values(text)
    except HelmError as error:
        return [error.problem]
    if value is None:
        return []
    if not isinstance(value, list):
        return [_YAML_WRAP + _misfit(_JSON_LIST, value)]
    return value


@go_function("any")
def to_json(value: Any) -> str:
    """Return value as JSON, "" when it has no JSON form."""
    try:
        return json_codec.dumps(value)
    except Unsupported:
        return ""


@go_function("any")
def must_to_json(value: Any) -> str:
    """Return value as JSON; FunctionError when it has no JSON form."""
    try:
        return json_codec.dumps(value)
    except Unsupported as error:
        raise FunctionError(str(error)) from error


@go_function("string")
def from_json(text: str) -> dict[str, Any]:
    """Return the object in text; {"Error": why} when it is none."""
    problem: dict[str, Any] = {}
    try:
        value = json_codec.loads(text)
    except NumberError as error:  # the rest is there
        value, problem = error.value, {"Error": error.problem}
    except HelmError as error:
        return {"Error": error.problem}
    if value is None:
        return NilDict()
    return {**value, **problem} if isinstance(value, dict) else {"Error": _misfit(_JSON_MAP, value)}


@go_function("string")
def from_json_array(text: str) -> list[Any]:
    """Return the array in text; [why] when it is none."""
    try:
        value = json_codec.loads(text)
    except NumberError as error:
        return [error.problem if isinstance(error.value, list) else _misfit(_JSON_LIST, error.value)]
    except HelmError as error:
        return [error.problem]
    if value is None:
        return NilList()
    return value if isinstance(value, list) else [_misfit(_JSON_LIST, value)]


def _misfit(words: str, value: Any) -> str:
    """Return words, which name the kind of value as encoding/json does."""
    from ..codecs.json import mistakes

    return words.format(mistakes.kind(value))


@go_function("any")
def to_toml(value: Any) -> str:
    """Return value as TOML; the error's text when it has no TOML form. FunctionError for nil, at which Go's panics."""
    from ..codecs.toml import writer as toml_writer
    from ..codecs.toml.faults import TomlError

    if value is None:
        raise FunctionError(toml_writer.NIL)
    try:
        return toml_writer.dump(value)
    except TomlError as error:
        return str(error)


@go_function("any")
def must_to_toml(value: Any) -> str:
    """Return value as TOML; FunctionError when it has no TOML form."""
    from ..codecs.toml import writer as toml_writer
    from ..codecs.toml.faults import TomlError

    try:
        return toml_writer.dump(value)
    except TomlError as error:
        raise FunctionError(str(error)) from error


@go_function("string")
def from_toml(text: str) -> dict[str, Any]:
    """Return the table in text; {"Error": why} when it is no TOML."""
    from ..codecs.toml import reader as toml_reader
    from ..codecs.toml.faults import TomlError

    try:
        return toml_reader.load(text)
    except TomlError as error:
        return {"Error": str(error)}
