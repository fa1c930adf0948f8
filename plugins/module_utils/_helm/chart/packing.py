# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A chart as the bytes of its archive, in helm's order and with helm's marks; equal charts are equal bytes."""

from __future__ import annotations

import io
import json
import struct
import tarfile
import zlib
from typing import Iterator, Optional

from ..base import yaml_codec
from ..base.errors import ChartError
from .model import Chart, File

# The time of every file where SOURCE_DATE_EPOCH does not give one: the files' own times would make every checkout
# of a chart another archive. 1980-01-01, the earliest that every tool can show.
DEFAULT_EPOCH = 315532800

_EXTRA = b"rr(\0aHR0cHM6Ly95b3V0dS5iZS96OVV6MWljandyTQo="  # the field that helm puts into its archives' header
_COMMENT = b"Helm"
_HAS_EXTRA, _HAS_COMMENT = 0x04, 0x10
_OS_UNKNOWN = 255
_SIZE_MASK = 0xFFFFFFFF


def pack(chart: Chart, *, epoch: Optional[int] = None) -> bytes:
    """Return chart's archive, a gzipped USTAR of the folder chart.name.

    epoch: seconds since 1970 for every file's time. Raises ChartError for a schema that is no JSON and for names that
    do not fit into an archive.
    """
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for file in _files(chart, chart.name):
            _add(archive, file, DEFAULT_EPOCH if epoch is None else epoch)
    return _gzip(buffer.getvalue())


def _files(chart: Chart, folder: str) -> Iterator[File]:
    """Yield the archive's files in helm's order (Go: pkg/chart/v2/util save.go, writeTarContents)."""
    old = chart.metadata.get("apiVersion") == "v1"  # its dependencies and lock are files of their own
    metadata = {key: value for key, value in chart.metadata.items() if not (old and key == "dependencies")}
    yield File(f"{folder}/Chart.yaml", yaml_codec.dump(metadata).encode("utf-8", "surrogateescape"))
    if chart.lock and not old:
        yield File(f"{folder}/Chart.lock", yaml_codec.dump(chart.lock).encode("utf-8", "surrogateescape"))
    yield from (File(f"{folder}/values.yaml", file.data) for file in chart.raw if file.name == "values.yaml")
    if chart.schema is not None:
        yield File(f"{folder}/values.schema.json", _checked_schema(chart))
    yield from (File(f"{folder}/{file.name}", file.data) for file in (*chart.templates, *chart.files))
    for dependency in chart.dependencies:
        yield from _files(dependency, f"{folder}/charts/{dependency.name}")


def _checked_schema(chart: Chart) -> bytes:
    assert chart.schema is not None
    try:
        json.loads(chart.schema)
    except ValueError as error:
        raise ChartError(
            f"invalid JSON in values.schema.json: {error}", doing="packaging the chart", subject=chart.name
        ) from error
    return chart.schema


def _add(archive: tarfile.TarFile, file: File, epoch: int) -> None:
    entry = tarfile.TarInfo(file.name)
    entry.size, entry.mode, entry.mtime = len(file.data), 0o644, epoch
    try:
        archive.addfile(entry, io.BytesIO(file.data))
    except ValueError as error:
        raise ChartError(
            f"{error}: USTAR takes 100 characters, or 255 with a slash at the right place",
            doing="packaging the chart",
            subject=file.name,
            hint="give the file a shorter name",
        ) from error


def _gzip(data: bytes) -> bytes:
    """Return data gzipped under the header that helm writes: no time, no name, its own extra field and comment."""
    header = struct.pack("<BBBBLBB", 0x1F, 0x8B, 8, _HAS_EXTRA | _HAS_COMMENT, 0, 0, _OS_UNKNOWN)
    header += struct.pack("<H", len(_EXTRA)) + _EXTRA + _COMMENT + b"\0"
    compressor = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    body = compressor.compress(data) + compressor.flush()
    return header + body + struct.pack("<LL", zlib.crc32(data), len(data) & _SIZE_MASK)
