# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writing chart archives: helm's order, helm's headers, nothing that differs between two runs."""

from __future__ import annotations

import posixpath
import struct
import zlib
from typing import Any, Iterator, Optional

from ..base.errors import ChartError, HelmError
from ..codecs.yaml import codec as yaml_codec
from ..golang.calendar import marshalled
from . import lock, metadata, tables, tar
from .model import Chart

_EXTRA = b"rr\x28\x00aHR0cHM6Ly95b3V0dS5iZS96OVV6MWljandyTQo="  # a greeting that every archive of helm's carries
_COMMENT = b"Helm\0"
_HAS_EXTRA_AND_COMMENT = 0x14
_OS_UNKNOWN = 255
_MAX_NAME, _MAX_PREFIX = 100, 155

# The time of every file where SOURCE_DATE_EPOCH does not give one: the files' own times would make every checkout of a
# chart another archive. 1980-01-01, the earliest that every tool can show.
DEFAULT_EPOCH = 315532800


def pack(chart: Chart, *, epoch: Optional[int] = None) -> bytes:
    """Return chart as an archive, a gzipped tar: the same bytes for the same chart (Go: chart/v2/util.Save).

    epoch: seconds since 1970 that every file is stamped with (SOURCE_DATE_EPOCH); without it 1980-01-01, never a
    file's own time, which every checkout of a chart has another of. Raises ChartError for metadata and a schema that
    helm would not package.
    """
    try:
        metadata.validate(tables.copy_tables(chart.metadata))
    except HelmError as error:
        raise ChartError(
            f"chart validation: {error.problem}", doing="packaging the chart", subject=chart.name, hint=error.hint
        ) from error
    pieces = []
    seconds = DEFAULT_EPOCH if epoch is None else epoch
    for name, data in _entries(chart, "", epoch):
        pieces += [*_headers(name, len(data), seconds), data, bytes(-len(data) % tar.BLOCK)]
    pieces.append(bytes(2 * tar.BLOCK))
    return _gzip(b"".join(pieces))


def chart_file(chart: Chart) -> bytes:
    """Return the Chart.yaml that helm writes for chart: sorted keys, a v1 chart's dependencies left out."""
    fields = kept(chart)
    if chart.metadata.get("apiVersion") == "v1":
        fields.pop("dependencies", None)
    return yaml(fields)


def kept(chart: Chart) -> dict[str, Any]:
    """Return chart's metadata without what is empty: the fields that helm writes."""
    return {key: value for key, value in chart.metadata.items() if value not in ([], {}, "", None)}


def yaml(value: Any) -> bytes:
    """Return value as helm writes YAML files."""
    return yaml_codec.dump(value).encode("utf-8", "surrogateescape")


def _entries(chart: Chart, prefix: str, epoch: Optional[int]) -> Iterator[tuple[str, bytes]]:
    """Yield (name, content) of every file of chart's archive; epoch is also when its lock was generated."""
    if "/" in chart.name:
        hint = "correct the name in Chart.yaml: it is no path"
        raise ChartError(f'"{chart.name}" is not a valid chart name', doing="packaging the chart", hint=hint)
    base = posixpath.join(prefix, chart.name)

    def entry(name: str, data: bytes) -> tuple[str, bytes]:
        # path.Join, as helm does: a name from an archive may hold no dots, one from memory might.
        return posixpath.normpath(posixpath.join(base, name)), data

    yield entry("Chart.yaml", chart_file(chart))
    if chart.metadata.get("apiVersion") == "v2" and chart.lock is not None:
        generated = {} if epoch is None else {"generated": marshalled(epoch * 10**9)}
        yield entry("Chart.lock", lock.dump({**chart.lock, **generated}))
    for item in chart.raw:
        if item.name == "values.yaml":
            yield entry(item.name, item.data)
    if chart.schema is not None:
        _check_schema(chart.schema)
        yield entry("values.schema.json", chart.schema)
    for item in [*chart.templates, *chart.files]:
        yield entry(item.name, item.data)
    for subchart in chart.subcharts:
        yield from _entries(subchart, f"{base}/charts", epoch)


def _check_schema(schema: bytes) -> None:
    from ..codecs.json import codec as json_codec

    try:
        json_codec.loads(schema.decode("utf-8", "replace"))
    except HelmError as error:
        problem = "invalid JSON in values.schema.json"
        made = ChartError(problem, doing="packaging the chart", hint="correct the file")
        made.told = f"{problem}: {error.problem}"
        raise made from error


def _headers(name: str, size: int, seconds: int) -> Iterator[bytes]:
    """Yield the tar headers of a file: one, or a PAX record before it where a name does not fit (Go: archive/tar)."""
    encoded = name.encode("utf-8", "surrogateescape")
    if encoded.isascii() and len(encoded) <= _MAX_NAME:
        yield _header(encoded, b"", size, seconds)
        return
    split = _split(encoded) if encoded.isascii() else None
    if split:
        yield _header(split[1], split[0], size, seconds)
        return
    record = _record(b"path", encoded)
    special = posixpath.join(posixpath.dirname(encoded), b"PaxHeaders.0", posixpath.basename(encoded))
    yield _header(_ascii(special).rstrip(b"/"), b"", len(record), 0, kind=b"x")
    yield record + bytes(-len(record) % tar.BLOCK)
    yield _header(_ascii(encoded), b"", size, seconds)


def _split(name: bytes) -> Optional[tuple[bytes, bytes]]:
    """Return name in two parts that fit USTAR's fields, or None."""
    at = name[: _MAX_PREFIX + 1].rfind(b"/")
    if at <= 0 or not 0 < len(name) - at - 1 <= _MAX_NAME:
        return None
    return name[:at], name[at + 1 :]


def _ascii(name: bytes) -> bytes:
    return bytes(byte for byte in name if byte < 0x80)[:_MAX_NAME]


def _record(key: bytes, value: bytes) -> bytes:
    """Return a PAX record; its length counts its own digits."""
    size = len(key) + len(value) + 3
    total = size + len(str(size))
    if len(str(total)) != len(str(size)):
        total = size + len(str(total))
    return b"%d %s=%s\n" % (total, key, value)


def _header(name: bytes, prefix: bytes, size: int, seconds: int, *, kind: bytes = b"0") -> bytes:
    """Return a USTAR header: mode 0644, owner 0. A special one (kind x) has no mode and no device numbers."""
    fields = [
        name.ljust(100, b"\0"),
        b"0000644\0" if kind == b"0" else b"0000000\0",
        b"0000000\0" * 2,
        b"%011o\0" % size,
        b"%011o\0" % seconds,
        b" " * 8,
        kind,
        bytes(100),
        b"ustar\x0000",
        bytes(64),
        b"0000000\0" * 2 if kind == b"0" else bytes(16),
        prefix.ljust(155, b"\0"),
        bytes(12),
    ]
    block = b"".join(fields)
    return block[:148] + b"%06o\0 " % sum(block) + block[156:]


def _gzip(data: bytes) -> bytes:
    """Return data gzipped with helm's header: no time, no system, so that equal charts are equal bytes."""
    header = struct.pack("<BBBBIBB", 0x1F, 0x8B, 8, _HAS_EXTRA_AND_COMMENT, 0, 0, _OS_UNKNOWN)
    packer = zlib.compressobj(wbits=-15)
    body = packer.compress(data) + packer.flush()
    return b"".join(
        [
            header,
            struct.pack("<H", len(_EXTRA)),
            _EXTRA,
            _COMMENT,
            body,
            struct.pack("<II", zlib.crc32(data), len(data) & 0xFFFFFFFF),
        ]
    )
