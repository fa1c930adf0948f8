# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Coalesced values that are only looked at, without a copy of all values. Helm copies the whole tree's values for every
chart of it, which hundreds of charts under one make slow."""

from __future__ import annotations

from typing import Mapping

from ..model import Chart
from .coalesce import Coalescer, Table, Warn


def overlay(chart: Chart, values: Mapping[str, object], warn: Warn) -> Table:
    """Return what values.coalesce gives. It shares tables with the chart's defaults and values: it is only read."""
    return _Overlay(warn).chart(chart, dict(values), "")


class _Overlay(Coalescer):
    """Copies a table when something is put into it, once."""

    __slots__ = ("_own",)

    def __init__(self, warn: Warn) -> None:
        super().__init__(warn, merge=False)
        self._own: dict[int, Table] = {}

    def own(self, table: Table, key: str) -> Table:
        found: Table = table[key]
        if id(found) not in self._own:
            found = table[key] = dict(found)
            self._own[id(found)] = found  # kept, so that no other table gets this number
        return found

    def own_deeply(self, table: Table, key: str) -> Table:
        found = self.own(table, key)
        for name, item in found.items():
            if isinstance(item, dict):
                self.own_deeply(found, name)
        return found

    def scratch(self, table: Table) -> Table:
        return dict(table)

    def defaults(self, chart: Chart) -> Table:
        return chart.values

    def without_nulls(self, table: Table) -> Table:
        kept = {key: self.without_nulls(item) if isinstance(item, dict) else item for key, item in table.items()}
        return {key: item for key, item in kept.items() if item is not None}
