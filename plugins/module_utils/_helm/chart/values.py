# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values: a chart's defaults, its user's, those of its subcharts, put together as Helm does.

Two ways of combining run through this file. Coalescing drops nulls that remove a default; merging keeps them, because
what it gives will be coalesced later. Tables are dicts; everything else is replaced as a whole.
"""

from __future__ import annotations

from typing import Any, Callable, Iterable, Iterator, Mapping, Optional

from ..base.errors import HelmError, ValuesError
from ..codecs.yaml import codec as yaml_codec
from ..golang.types import GoInt
from .model import Chart
from .tables import merge_maps

Warn = Callable[[str], None]
Table = dict[str, Any]

GLOBAL = "global"
_KINDS = ("json", "set", "string", "file", "literal")  # the order in which helm applies --set-json, --set, ...


def copy_tables(value: Any) -> Any:
    """Return value with every table and list in it copied; scalars are shared."""
    if isinstance(value, dict):
        return {key: copy_tables(item) if isinstance(item, (dict, list)) else item for key, item in value.items()}
    if isinstance(value, list):
        return [copy_tables(item) if isinstance(item, (dict, list)) else item for item in value]
    return value


# Reading


def parse(data: bytes) -> Table:
    """Return the values that the YAML in data holds, its documents merged, the last one winning.

    Every number is a float. Raises HelmError with helm's text (Go: loader.LoadValues).
    """
    values: Table = {}
    for text in _documents(data):
        try:
            found = yaml_codec.load_values(text)
        except HelmError as error:
            raise ValuesError(f"cannot unmarshal yaml document: {error.problem}") from error
        if found is None:
            continue
        if not isinstance(found, dict):
            raise ValuesError(
                "cannot unmarshal yaml document: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal "
                f"{json_kind(found)} into Go value of type map[string]interface {{}}"
            )
        values = merge_maps(values, found)
    return values


def json_kind(value: Any) -> str:
    """Return what encoding/json calls the kind of value in its errors."""
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object" if isinstance(value, dict) else "number"


def _documents(data: bytes) -> Iterator[bytes]:
    """Yield the texts between the lines that separate documents (Go: apimachinery's YAMLReader).

    A wrong separator is an error when it is come to: what is wrong in a document before it was said first.
    """
    data = data.replace(b"\r\n", b"\n")
    if data and not data.endswith(b"\n"):  # Go's reader ends each line that it hands on, the last one too
        data = data.removesuffix(b"\r") + b"\n"
    if b"\n---" not in data and not data.startswith(b"---"):
        yield data
        return
    lines: list[bytes] = []
    for line in data.split(b"\n"):
        if line.startswith(b"---"):
            rest = line[3:].decode("utf-8", "replace").strip()
            if rest and not rest.startswith("#"):
                raise ValuesError(f"error reading yaml document: invalid Yaml document separator: {rest}")
            if lines:
                yield b"\n".join(lines) + b"\n"
                lines = []
                continue
        lines.append(line)
    yield b"\n".join(lines)


# What the task gives


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
        from ..golang.floats import float32_text

        return float32_text(key)
    if isinstance(key, (str, int)):
        return str(key)
    raise ValuesError("unsupported map key", hint="keys of values are text; a null key has no meaning in Helm")


# Coalescing


def coalesce(chart: Chart, values: Optional[Mapping[str, Any]], warn: Warn) -> Table:
    """Return values over the chart's defaults and those of its subcharts, globals passed down: what templates see.

    Nulls of the user remove defaults, nulls among defaults are dropped. values is not changed. warn takes a line for
    each conflict; it never holds a value. Raises ValuesError where a subchart's name holds no table
    (Go: util.CoalesceValues).
    """
    return Coalescer(warn, merge=False).chart(chart, copy_tables(dict(values or {})), "")


def merge(chart: Chart, values: Optional[Mapping[str, Any]], warn: Warn) -> Table:
    """Return the same as coalesce with every null kept (Go: util.MergeValues)."""
    return Coalescer(warn, merge=True).chart(chart, copy_tables(dict(values or {})), "")


def coalesce_tables(high: Table, low: Table, warn: Warn) -> Table:
    """Return high, completed from low; a null of high removes what low has (Go: util.CoalesceTables). Changes both."""
    return Coalescer(warn, merge=False).tables(high, low, "", merge=False)


def merge_tables(high: Table, low: Table, warn: Warn) -> Table:
    """Return high, completed from low, nulls kept (Go: util.MergeTables). Changes both."""
    return Coalescer(warn, merge=True).tables(high, low, "", merge=True)


def _join(prefix: str, key: str) -> str:
    return f"{prefix}.{key}" if prefix else key


def drop_nulls(table: Table) -> None:
    """Remove the nulls from table and the tables in it."""
    for key in [key for key, value in table.items() if value is None]:
        del table[key]
    for value in table.values():
        if isinstance(value, dict):
            drop_nulls(value)


class Coalescer:
    """One run over a tree of charts, in tables that are its own; overlay.py shares them."""

    __slots__ = ("merge", "warn")

    def __init__(self, warn: Warn, *, merge: bool) -> None:
        self.warn = warn
        self.merge = merge

    def own(self, table: Table, key: str) -> Table:
        """Return the table under key, which may be changed."""
        found: Table = table[key]
        return found

    def own_deeply(self, table: Table, key: str) -> Table:
        """Return the table under key, which may be changed as those in it."""
        return self.own(table, key)

    def scratch(self, table: Table) -> Table:
        """Return a table that nobody asks for afterwards, to be changed."""
        return table

    def defaults(self, chart: Chart) -> Table:
        """Return the chart's defaults."""
        return copy_tables(chart.values)  # type: ignore[no-any-return]

    def without_nulls(self, table: Table) -> Table:
        """Return table less its nulls."""
        drop_nulls(table)
        return table

    def chart(self, chart: Chart, values: Table, prefix: str) -> Table:
        """Complete values, which belong to chart, from its defaults, then each subchart's part of them."""
        below = _join(prefix, chart.name)
        self._defaults(chart, values, below)
        for subchart in chart.dependencies:
            found = values.setdefault(subchart.name, {})
            if not isinstance(found, dict):
                hint = f"give the subchart {subchart.name} a mapping of values, or nothing"
                problem = _type_mismatch(subchart.name, found)
                raise ValuesError(problem, doing="combining values", subject=chart.path, hint=hint)
            own = self.own(values, subchart.name)
            self._globals(own, values, below)
            values[subchart.name] = self.chart(subchart, own, below)
        return values

    def _defaults(self, chart: Chart, values: Table, prefix: str) -> None:
        for key, default in self.defaults(chart).items():
            if key not in values:
                if not self.merge and default is None:
                    continue
                plain = self.merge or not isinstance(default, dict)
                values[key] = default if plain else self.without_nulls(default)
                continue
            value = values[key]
            if value is None and not self.merge:
                del values[key]
            elif isinstance(value, dict):
                self._under(chart, key, default=default, values=values, prefix=prefix)

    def _under(self, chart: Chart, key: str, *, values: Table, default: Any, prefix: str) -> None:
        """Complete the table under key of values from default, what the chart has for the same key."""
        if not isinstance(default, dict):
            if default is not None:
                self.warn(f"skipped value for {_join(prefix, key)}: Not a table.")
            return
        # A subchart's table keeps its nulls: they still have to remove that subchart's own defaults.
        merge = self.merge or any(subchart.name == key for subchart in chart.dependencies)
        low = default if merge else self.without_nulls(default)
        self.tables(self.own(values, key), low, _join(prefix, key), merge=merge)

    def _globals(self, low: Table, high: Table, prefix: str) -> None:
        """Put the globals of high, a chart's values, over those of low, its subchart's."""
        mine, given = low.get(GLOBAL, {}), high.get(GLOBAL, {})
        if not isinstance(mine, dict):
            self.warn(f"skipping globals because destination {GLOBAL} is not a table.")
            return
        if not isinstance(given, dict):
            self.warn(f"skipping globals because source {GLOBAL} is not a table.")
            return
        mine = self.own(low, GLOBAL) if GLOBAL in low else mine
        given = self.own_deeply(high, GLOBAL) if GLOBAL in high else given
        for key, value in given.items():
            known = mine.get(key)
            if isinstance(value, dict):
                # A shallow copy, as Helm's: deeper tables are shared between a chart and its subcharts.
                table = dict(value)
                if key not in mine:
                    mine[key] = table
                elif not isinstance(known, dict):
                    self.warn(f'Conflict: cannot merge map onto non-map for "{key}". Skipping.')
                else:
                    mine[key] = self.tables(table, known, _join(prefix, key), merge=True)
            elif isinstance(known, dict):
                self.warn(f"key {key} is table. Skipping")
            else:
                mine[key] = value
        low[GLOBAL] = mine

    def tables(self, high: Table, low: Table, prefix: str, *, merge: bool) -> Table:
        """Complete high from low."""
        low = self.scratch(low)
        removable = {key for key, value in low.items() if value is not None}
        for key, value in high.items():
            if value is None:
                low[key] = None
        for key, value in low.items():
            if key not in high:
                high[key] = value
                continue
            mine = high[key]
            if not merge and mine is None and key in removable:
                del high[key]
            elif isinstance(value, dict):
                if isinstance(mine, dict):
                    self.tables(self.own(high, key), value, _join(prefix, key), merge=merge)
                else:
                    self.warn(f"cannot overwrite table with non table for {_join(prefix, key)}")
            elif isinstance(mine, dict) and value is not None:
                self.warn(f"destination for {_join(prefix, key)} is a table. Ignoring non-table value")
        return high


def _type_mismatch(name: str, value: Any) -> str:
    from ..golang import fmt

    return fmt.sprintf("type mismatch on %s: %t", [name, value])


# Paths


def path_table(values: Table, path: str) -> Optional[Table]:
    """Return the table at a dotted path, or None where there is none (Go: Values.Table)."""
    table: Any = values
    for step in path.split("."):
        table = table.get(step)
        if not isinstance(table, dict):
            return None
    return table  # type: ignore[no-any-return]


def path_value(values: Table, path: str) -> tuple[bool, Any]:
    """Return whether there is a value other than a table at a dotted path, and it (Go: Values.PathValue)."""
    head, _unused, key = path.rpartition(".")
    table = path_table(values, head) if head or "." in path else values
    if table is None or key not in table or isinstance(table[key], dict):
        return False, None
    return True, table[key]
