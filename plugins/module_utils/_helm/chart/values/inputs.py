# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task gives as values: files, a mapping and settings, put together by helm's precedence."""

from __future__ import annotations

from typing import Any, Callable, Iterable, Mapping, Optional

from ...base.errors import ValuesError
from ...golang.types import GoInt
from ..tables import merge_maps
from ..values_file import parse

Table = dict[str, Any]

_KINDS = ("json", "set", "string", "file", "literal")  # the order in which helm applies --set-json, --set, ...


def merge_inputs(
    values: Mapping[str, Any],
    files: Iterable[tuple[str, bytes]],
    set_values: Iterable[Mapping[str, Any]],
    *,
    read_file: Optional[Callable[[str], str]] = None,
) -> Table:
    """Return the user's values: files from first to last, then values, then set_values by kind as helm orders them.

    files: (name, content); values: a mapping as the task has it, typed here as YAML would be; set_values: {value,
    value_type: raw, string, json, file or literal}; read_file: what reads a path of the kind file.
    Raises ValuesError with helm's text.
    """
    base: Table = {}
    for name, data in files:
        base = merge_maps(base, _parse_file(name, data))
    base = merge_maps(base, typed(values))
    given = [(_kind(item), str(item.get("value", ""))) for item in set_values]
    if given:
        from . import strvals

        for kind in _KINDS:
            for item_kind, text in given:
                if item_kind == kind:
                    base = strvals.merge(base, text, kind=kind, read_file=read_file)
    return base


def _parse_file(name: str, data: bytes) -> Table:
    try:
        return parse(data)
    except ValuesError as error:
        failure = ValuesError(
            f"failed to parse {name}: {error.problem}",
            doing="reading the values file",
            subject=name,
            hint=error.hint or "correct the file",
        )
        failure.told, failure.quotes = error.problem, True
        raise failure from None


def _kind(item: Mapping[str, Any]) -> str:
    kind = item.get("value_type") or "raw"
    kind = "set" if kind == "raw" else kind
    if kind not in _KINDS:
        hint = "value_type is one of raw, string, json, file, literal"
        raise ValuesError(f"{kind} is no kind of set_values", doing="reading set_values", hint=hint)
    return str(kind)


def typed(value: Any) -> Any:
    """Return value, plain data of a task, as it would come out of a values file: numbers float, keys strings.

    Raises ValuesError for what YAML has no values for.
    """
    if isinstance(value, Mapping):
        return {_key(key): typed(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [typed(item) for item in value]
    if value is None or isinstance(value, (bool, GoInt)):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, (int, float)):
        number = float(value)
        if number - number != 0:  # infinity and NaN
            raise ValuesError(f"json: unsupported value: {value}", hint="write a finite number")
        return number
    raise ValuesError(f"a {type(value).__name__} is no value", hint="use text, numbers, booleans, lists and mappings")


def _key(key: Any) -> str:
    if isinstance(key, bool):
        return "true" if key else "false"
    if isinstance(key, float):
        from ...golang.floats import float32_text

        return float32_text(key)
    if isinstance(key, (str, int)):
        return str(key)
    raise ValuesError("unsupported map key", hint="keys of values are text; a null key has no meaning in Helm")
