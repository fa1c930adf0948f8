# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a chart is, once read."""

from __future__ import annotations

import copy
from typing import Any, Iterator, NamedTuple, Optional, Sequence


class File(NamedTuple):
    """A file of a chart. name: its path inside the chart, with slashes. modified: RFC 3339 with nanoseconds, or ""."""

    name: str
    data: bytes
    modified: str = ""


class Chart:
    """A chart and its subcharts: those in charts/. Which ones it declares is in metadata["dependencies"].

    metadata: Chart.yaml as read and validated, its own keys ("appVersion"), dependencies as a list of dicts. lock:
    Chart.lock, {generated, digest, dependencies}. values: values.yaml typed as Helm types it (every number a float).
    has_values: False where there is no values.yaml, which a record tells from an empty one. raw: every file as read,
    values.yaml among them. templates, files: as Helm sorts them into the record.
    """

    def __init__(
        self,
        metadata: dict[str, Any],
        *,
        lock: Optional[dict[str, Any]] = None,
        raw: Sequence[File] = (),
        templates: Sequence[File] = (),
        values: Optional[dict[str, Any]] = None,
        has_values: bool = True,
        schema: Optional[bytes] = None,
        schema_modified: str = "",
        files: Sequence[File] = (),
        modified: str = "",
        subcharts: Sequence[Chart] = (),
    ) -> None:
        self.metadata = metadata
        self.lock = lock
        self.raw = list(raw)
        self.templates = list(templates)
        self.values = {} if values is None else values
        self.has_values = has_values
        self.schema = schema
        self.schema_modified = schema_modified
        self.files = list(files)
        self.modified = modified
        self.subcharts = list(subcharts)
        self.parent: Optional[Chart] = None

    def copy(self) -> Chart:
        """Return the same chart, to be changed without this one: values and metadata are its own, files are shared."""
        from .tables import copy_tables

        own: Chart = copy.copy(self)
        own.metadata, own.lock, own.values = map(copy_tables, (self.metadata, self.lock, self.values))
        own.raw, own.templates, own.files = list(self.raw), list(self.templates), list(self.files)
        own.subcharts = [subchart.copy() for subchart in self.subcharts]
        for subchart in own.subcharts:
            subchart.parent = own
        return own

    @property
    def name(self) -> str:
        """The chart's name, its alias where its parent gave it one."""
        return str(self.metadata.get("name", ""))

    @property
    def version(self) -> str:
        """The chart's version as written."""
        return str(self.metadata.get("version", ""))

    @property
    def is_root(self) -> bool:
        """Whether no other chart holds this one."""
        return self.parent is None

    @property
    def is_library(self) -> bool:
        """Whether its templates are only there for others to include."""
        return str(self.metadata.get("type", "")).lower() == "library"

    @property
    def path(self) -> str:
        """Its place in the tree as template names have it: "parent/charts/child"."""
        return self.name if self.parent is None else f"{self.parent.path}/charts/{self.name}"

    def walk(self) -> Iterator[Chart]:
        """Yield this chart, then every chart below it."""
        yield self
        for subchart in self.subcharts:
            yield from subchart.walk()
