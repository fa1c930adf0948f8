# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values put together: a chart's defaults, its user's, those of its subcharts, as Helm does it.

Two ways of combining run through this file. Coalescing drops nulls that remove a default; merging keeps them, because
what it gives will be coalesced later. Tables are dicts; everything else is replaced as a whole.
"""

from __future__ import annotations

from typing import Any, Callable, Mapping, Optional

from ...base.errors import ValuesError
from ..model import Chart
from ..tables import copy_tables

Warn = Callable[[str], None]
Table = dict[str, Any]

GLOBAL = "global"


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
        for subchart in chart.subcharts:
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
        merge = self.merge or any(subchart.name == key for subchart in chart.subcharts)
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
    from ...golang import fmt

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
