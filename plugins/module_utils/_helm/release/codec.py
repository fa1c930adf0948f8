# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Helm's exact record: JSON in the order of Go's structs -> gzip -> base64, and back.

The reader takes what Helm 3 and 4 write, compressed or not, and never more than MAX_JSON bytes of it.
"""

from __future__ import annotations

import base64
import contextlib
import threading
import zlib
from typing import Any, List, Tuple, Type, TypeVar

from ..base import memory
from ..base.errors import HelmError, ReleaseError
from ..codecs.json import codec as json_codec
from . import packing
from .charts import ZERO_TIME
from .model import HookRun, Info, Release, StoredHook

T = TypeVar("T")

MAX_JSON = 100 * 1024 * 1024

_GZIP = b"\x1f\x8b\x08"
_KINDS = {str: "text", float: "number", list: "list", dict: "object"}
_MAPS = ("annotations", "import-values")  # fields of structs that are maps in Go, which it sorts
_CHART = ("metadata", "lock", "templates", "values", "schema", "schemamodtime", "files", "modtime")


def encode(release: Release) -> bytes:
    """Return the record as it is kept: base64 of gzip of to_json(release)."""
    before, middle, after = _parts(release)
    return base64.b64encode(packing.gzip(before.encode("utf-8"), middle, after.encode("utf-8")))


def decode(data: bytes) -> Release:
    """Return the release that a stored record holds; its labels are the storage's to add.

    Raises ReleaseError when it is not a record or larger than MAX_JSON once unpacked.
    """
    try:
        packed = base64.b64decode(data, validate=True)
        text = _unpack(packed) if packed.startswith(_GZIP) else packed
        record = json_codec.loads(text.decode("utf-8", "surrogateescape"))
        return from_record(record)
    except (HelmError, zlib.error, ValueError) as error:
        hint = "it was not written by helm, or was changed since: restore it, or remove this revision's record"
        problem = f"the release record cannot be read: {error}"
        raise ReleaseError(problem, doing="reading the release record", hint=hint) from error


def to_json(release: Release) -> str:
    """Return the record's JSON: Go's order, empty fields left out, strings escaped as Go does (Go: pkg/release/v1)."""
    before, middle, after = _parts(release)
    return before + middle.data.decode("utf-8") + after


def _parts(release: Release) -> Tuple[str, packing.Middle, str]:
    """The record's JSON in three: what a step of the release changes is before and after its content."""
    before = _fields(("name", release.name), ("info", _Raw(_info(release.info))))
    middle = _content(release)
    after = _fields(
        ("hooks", _Raw("[" + ",".join(_hook(hook) for hook in release.hooks) + "]") if release.hooks else None),
        ("version", release.version),
        ("namespace", release.namespace),
        ("apply_method", release.apply_method),
    )
    comma = "," if before and middle.data else ""
    return "{" + before + comma, middle, ("," if after else "") + after + "}"


# Of which chart, config and manifest, and what it is: the latest, one for each release that may be under way.
_LATEST: List[Tuple[Any, Any, str, packing.Middle]] = []
_MOST = 16
_PACKING = threading.Lock()
_AHEAD: List[threading.Thread] = []
_LARGE = 100_000  # characters of a manifest from which on packing takes as long as several requests


def pack_ahead(release: Release) -> None:
    """Have the content of a large record packed beside the requests that come before it is written: who writes it finds
    that done, or waits for it."""
    if len(release.manifest) < _LARGE:
        return

    def work() -> None:
        with contextlib.suppress(json_codec.Unsupported):  # who writes it is told
            _content(release)

    _AHEAD.append(threading.Thread(target=work, daemon=True))
    _AHEAD[-1].start()


def _content(release: Release) -> packing.Middle:
    """The part of the JSON that is the revision's content. No one changes a release's chart or config in place: the
    very same ones are the same content."""
    with _PACKING:
        for chart, config, manifest, known in _LATEST:
            if chart is release.chart and config is release.config and manifest is release.manifest:
                return known
        text = _fields(
            ("chart", _Raw(_chart(release.chart)) if release.chart else None),
            ("config", release.config),
            ("manifest", release.manifest),
        )
        middle = packing.Middle(text.encode("utf-8"))
        _LATEST[:] = [(release.chart, release.config, release.manifest, middle), *_LATEST[: _MOST - 1]]
        return middle


def _forget() -> None:
    """Keep nothing of a task, nor what it has begun to pack."""
    while _AHEAD:
        _AHEAD.pop().join()
    _LATEST.clear()


memory.at_the_end(_forget)


def from_record(record: dict[str, Any]) -> Release:
    """Return the release that a decoded record describes. Unknown fields are dropped, as Go's decoder does. Raises
    ValueError for a field that is of another type than Go's."""
    info = _read(record, "info", dict)
    return Release(
        name=_read(record, "name", str),
        namespace=_read(record, "namespace", str),
        version=_whole(record, "version"),
        info=Info(
            first_deployed=_read(info, "first_deployed", str),
            last_deployed=_read(info, "last_deployed", str),
            deleted=_read(info, "deleted", str),
            description=_read(info, "description", str),
            status=_read(info, "status", str),
            rollback_revision=_whole(info, "rollback_revision"),
            notes=_read(info, "notes", str),
            resources=_read(info, "resources", dict) or None,
        ),
        chart=_read_chart(_read(record, "chart", dict)),
        config=_read(record, "config", dict),
        manifest=_read(record, "manifest", str),
        hooks=[_read_hook(entry) for entry in _read(record, "hooks", list)],
        apply_method=_read(record, "apply_method", str),
    )


def _read(struct: Any, name: str, kind: Type[T]) -> T:
    """A field, empty where there is none."""
    if not isinstance(struct, dict):
        raise ValueError(f"what should have a field {name} is no object")
    value = struct.get(name)
    if value is None:
        return kind()
    if not isinstance(value, kind):
        raise ValueError(f"its field {name} is no {_KINDS[kind]}")
    return value


def _whole(struct: Any, name: str) -> int:
    value = _read(struct, name, float)
    if not value.is_integer():
        raise ValueError(f"its field {name} is no whole number")
    return int(value)


class _Raw(str):
    """Text that is JSON already."""


def _struct(*fields: tuple[str, Any]) -> str:
    """A Go struct with omitempty on every field."""
    return "{" + _fields(*fields) + "}"


def _fields(*fields: tuple[str, Any]) -> str:
    return ",".join(f'"{name}":{_value(value)}' for name, value in fields if value)


def _value(value: Any) -> str:
    return str(value) if isinstance(value, _Raw) else json_codec.dumps(value)


def _info(info: Info) -> str:
    return _struct(
        ("first_deployed", info.first_deployed),
        ("last_deployed", info.last_deployed),
        ("deleted", info.deleted),
        ("description", info.description),
        ("status", info.status),
        ("rollback_revision", info.rollback_revision),
        ("notes", info.notes),
        ("resources", info.resources),
    )


def _chart(chart: dict[str, Any]) -> str:
    """The chart: its fields in Go's order, structs in the order that they have, maps sorted."""
    parts = []
    for name in _CHART:
        if name not in chart:
            continue
        value = chart[name]
        text = _ordered(value) if name in ("metadata", "lock", "templates", "files") else json_codec.dumps(value)
        parts.append(f'"{name}":{text}')
    return "{" + ",".join(parts) + "}"


def _ordered(value: Any) -> str:
    """JSON of structs: keys stay in their order."""
    if isinstance(value, dict):
        fields = [
            f"{json_codec.dumps(key)}:{json_codec.dumps(item) if key in _MAPS else _ordered(item)}"
            for key, item in value.items()
        ]
        return "{" + ",".join(fields) + "}"
    if isinstance(value, list):
        return "[" + ",".join(_ordered(item) for item in value) + "]"
    return json_codec.dumps(value)


def _hook(hook: StoredHook) -> str:
    run = hook.last_run
    times = _fields(("started_at", run.started_at), ("completed_at", run.completed_at))
    last_run = f'{{{times}{"," if times else ""}"phase":{json_codec.dumps(run.phase)}}}'
    return _struct(
        ("name", hook.name),
        ("kind", hook.kind),
        ("path", hook.path),
        ("manifest", hook.manifest),
        ("events", hook.events),
        ("last_run", _Raw(last_run)),
        ("weight", hook.weight),
        ("delete_policies", hook.delete_policies),
        ("output_log_policies", hook.output_log_policies),
    )


def _read_chart(chart: dict[str, Any]) -> dict[str, Any]:
    """The chart as helm 4 stores it again: helm 3 knew no time of the schema."""
    return {"schemamodtime": ZERO_TIME, **chart} if chart else chart


def _read_hook(entry: Any) -> StoredHook:
    run = _read(entry, "last_run", dict)
    return StoredHook(
        name=_read(entry, "name", str),
        kind=_read(entry, "kind", str),
        path=_read(entry, "path", str),
        manifest=_read(entry, "manifest", str),
        events=_read(entry, "events", list),
        last_run=HookRun(*(_read(run, name, str) for name in ("started_at", "completed_at", "phase"))),
        weight=_whole(entry, "weight"),
        delete_policies=_read(entry, "delete_policies", list),
        output_log_policies=_read(entry, "output_log_policies", list),
    )


def _unpack(packed: bytes) -> bytes:
    """The uncompressed record, never more than MAX_JSON bytes: a record is data from a cluster, not to be trusted
    blindly."""
    decompressor = zlib.decompressobj(31)
    text = decompressor.decompress(packed, MAX_JSON + 1)
    if len(text) > MAX_JSON:
        raise ValueError(f"it is larger than {MAX_JSON:,} bytes when unpacked")
    if not decompressor.eof:
        raise ValueError("it is cut short")
    if decompressor.unused_data:
        raise ValueError("something follows its end")
    return text
