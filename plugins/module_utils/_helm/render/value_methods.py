# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The methods of common.Values, which .Values and the top of a template's data are (Go: pkg/chart/common/values.go)."""

from __future__ import annotations

from typing import Any, Callable, Mapping

from ..base.errors import FunctionError
from ..codecs.yaml import codec as yaml_codec
from ..codecs.yaml.dump import Unmarshallable
from ..golang.quoting import quote
from ..golang.types import go_function

Table = Mapping[str, Any]


def of(values: Table, wrap: Callable[[Table], Any]) -> dict[str, Callable[..., Any]]:
    """Return the methods of values by their Go names; wrap makes common.Values of a table."""

    @go_function()
    def to_yaml() -> str:
        try:
            return yaml_codec.dump(values)
        except Unmarshallable as error:
            raise FunctionError(str(error)) from error

    @go_function("string")
    def table(path: str) -> Any:
        return wrap(_table(values, path))

    @go_function("string")
    def path_value(path: str) -> Any:
        return _path_value(values, path)

    @go_function("io.Writer")
    def encode(_writer: Any) -> None:
        """No template has a writer: the types never fit."""

    return {
        "YAML": to_yaml,
        "Table": table,
        "AsMap": go_function()(lambda: dict(values)),
        "PathValue": path_value,
        "Encode": encode,
    }


def _table(values: Table, path: str) -> Table:
    """The table at a path of keys with dots between them."""
    for key in path.split("."):
        found = values.get(key)
        if not isinstance(found, dict):
            raise FunctionError(f"{quote(key)} is not a table")
        values = found
    return values


def _path_value(values: Table, path: str) -> Any:
    """What is at a path, when it is no table."""
    if path == "":
        raise FunctionError("YAML path cannot be empty")
    *above, key = path.split(".")
    try:
        inner = _table(values, ".".join(above)) if above else values
    except FunctionError:
        inner = {}
    if key not in inner or _is_plain_table(inner[key]):
        raise FunctionError(f"{quote(key)} is not a value")
    return inner[key]


def _is_plain_table(value: Any) -> bool:
    """Whether value is a map[string]interface {}; common.Values is another type to Go, and counts as a value."""
    return isinstance(value, dict) and getattr(value, "go_type", "map[string]interface {}") == "map[string]interface {}"
