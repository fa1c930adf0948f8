# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A chart as the release record keeps it: plain data in the order of Go's structs, made from a Chart and back.

Subcharts are not kept, as in helm: their effect is in the manifest.
"""

from __future__ import annotations

import base64
from typing import Any, Iterable, Optional

from ..chart.model import Chart, File

ZERO_TIME = "0001-01-01T00:00:00Z"
_METADATA = (
    "name",
    "home",
    "sources",
    "version",
    "description",
    "keywords",
    "maintainers",
    "icon",
    "apiVersion",
    "condition",
    "tags",
    "appVersion",
    "deprecated",
    "annotations",
    "kubeVersion",
    "dependencies",
    "type",
)
_MAINTAINER = ("name", "email", "url")
_DEPENDENCY = ("name", "version", "repository", "condition", "tags", "enabled", "import-values", "alias")


def chart_record(chart: Chart) -> dict[str, Any]:
    """Return chart as the record has it: {metadata, lock, templates, values, schema, schemamodtime, files, modtime}.

    Files are {name, data (base64), modtime}. Empty fields are left out or null where Go's encoder does so (Go:
    pkg/chart/v2).
    """
    record: dict[str, Any] = {
        "metadata": _metadata(chart.metadata),
        "lock": _lock(chart.lock),
        "templates": _files(chart.templates),
        "values": chart.values if chart.has_values or chart.values else None,
        "schema": None if chart.schema is None else base64.b64encode(chart.schema).decode("ascii"),
        "schemamodtime": chart.schema_modified or ZERO_TIME,
        "files": _files(chart.files),
    }
    if chart.modified:
        record["modtime"] = chart.modified
    return record


def chart_of(record: dict[str, Any]) -> Chart:
    """Return the Chart that a record keeps, without subcharts. Helm 3 and 4 records have the same shape."""
    schema = record.get("schema")
    schema_modified = record.get("schemamodtime") or ""
    return Chart(
        metadata=dict(record.get("metadata") or {}),
        lock=record.get("lock"),
        templates=_read_files(record.get("templates")),
        values=record.get("values") or {},
        has_values=record.get("values") is not None,
        schema=None if schema is None else base64.b64decode(schema),
        schema_modified="" if schema_modified == ZERO_TIME else schema_modified,
        files=_read_files(record.get("files")),
        modified=record.get("modtime") or "",
    )


def content(record: dict[str, Any]) -> dict[str, Any]:
    """Return what makes two charts the same chart: all but the times of files, which a new download or checkout
    changes."""
    lock = record.get("lock")
    return {
        "metadata": record.get("metadata") or {},
        "lock": None if lock is None else {key: lock[key] for key in lock if key != "generated"},
        "templates": [[entry["name"], entry.get("data") or ""] for entry in record.get("templates") or ()],
        "values": record.get("values") or {},
        "schema": record.get("schema"),
        "files": [[entry["name"], entry.get("data") or ""] for entry in record.get("files") or ()],
    }


def file_sizes(record: dict[str, Any]) -> list[tuple[str, int]]:
    """Return the chart's files in the record as (name, bytes), to three bytes."""
    return [
        (str(entry["name"]), len(entry.get("data") or "") * 3 // 4)
        for part in ("templates", "files")
        for entry in record.get(part) or ()
    ]


def _metadata(metadata: dict[str, Any]) -> dict[str, Any]:
    """Metadata in Go's order, empty fields left out; what Helm does not know is not kept."""
    ordered = _ordered(metadata, _METADATA)
    if "maintainers" in ordered:
        ordered["maintainers"] = [_ordered(entry, _MAINTAINER) for entry in ordered["maintainers"]]
    if "dependencies" in ordered:
        ordered["dependencies"] = [_dependency(entry) for entry in ordered["dependencies"]]
    return ordered


def _lock(lock: Optional[dict[str, Any]]) -> Optional[dict[str, Any]]:
    if lock is None:
        return None
    dependencies = lock.get("dependencies")
    return {
        "generated": lock.get("generated") or ZERO_TIME,
        "digest": lock.get("digest") or "",
        "dependencies": None if dependencies is None else [_dependency(entry) for entry in dependencies],
    }


def _dependency(entry: dict[str, Any]) -> dict[str, Any]:
    """A dependency in Go's order: name and repository always, the rest where it is not empty."""
    full = {"name": "", "repository": "", **entry}
    return {key: full[key] for key in _DEPENDENCY if key in full and (full[key] or key in ("name", "repository"))}


def _ordered(source: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: source[name] for name in names if source.get(name)}


def _files(files: list[File]) -> Optional[list[dict[str, Any]]]:
    if not files:
        return None
    entries = []
    for file in files:
        entry: dict[str, Any] = {"name": file.name, "data": base64.b64encode(file.data).decode("ascii")}
        if file.modified:
            entry["modtime"] = file.modified
        entries.append(entry)
    return entries


def _read_files(entries: Optional[list[dict[str, Any]]]) -> list[File]:
    return [
        File(str(entry["name"]), base64.b64decode(entry.get("data") or ""), str(entry.get("modtime") or ""))
        for entry in entries or ()
    ]


def schema_of(record: dict[str, Any]) -> bytes:
    """Return the values schema that a chart's record holds, b"" for none."""
    return base64.b64decode(record.get("schema") or "")
