# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Chart.yaml and Chart.lock: read into Go's structs as helm does, checked, cleaned.

What comes out is a dict with Chart.yaml's own keys in the order of Go's struct, without those that are empty: dumped
as it is, it is what helm writes.
"""

from __future__ import annotations

import itertools
import re
from typing import Any, Mapping, Optional

from ..base.errors import ChartError, HelmError
from ..base.memory import remembered
from ..codecs.yaml import codec as yaml_codec
from ..golang.space import SPACE

Metadata = dict[str, Any]

_ALIAS = re.compile(r"[a-zA-Z0-9_-]+\Z")
ZERO_TIME = "0001-01-01T00:00:00Z"

# Types: a scalar's name, [type] for a list, {"*": type} for a map, (Go's name, {key: type}) for a struct. A struct in a
# list is a pointer in Go, so null may stand for it.
_MAINTAINER = ("v2.Maintainer", {"name": "string", "email": "string", "url": "string"})
DEPENDENCY_KEYS = {
    "name": "string",
    "version": "string",
    "repository": "string",
    "condition": "string",
    "tags": ["string"],
    "enabled": "bool",
    "import-values": ["any"],
    "alias": "string",
}
_DEPENDENCY = ("v2.Dependency", DEPENDENCY_KEYS)
_METADATA = (
    "v2.Metadata",
    {
        "name": "string",
        "home": "string",
        "sources": ["string"],
        "version": "string",
        "description": "string",
        "keywords": ["string"],
        "maintainers": [_MAINTAINER],
        "icon": "string",
        "apiVersion": "string",
        "condition": "string",
        "tags": "string",
        "appVersion": "string",
        "deprecated": "bool",
        "annotations": {"*": "string"},
        "kubeVersion": "string",
        "dependencies": [_DEPENDENCY],
        "type": "string",
    },
)
_LOCK = ("v2.Lock", {"generated": "time", "digest": "string", "dependencies": [_DEPENDENCY]})
_VERSION_ONLY = ("loader.chartBase", {"apiVersion": "string"})
_CLEANED = ("name", "description", "home", "icon", "condition", "tags", "appVersion", "kubeVersion")


def read(data: bytes, *, into: Optional[Mapping[str, Any]] = None) -> Metadata:
    """Return the metadata in a Chart.yaml's or requirements.yaml's bytes, over those in into; not yet checked.

    Raises HelmError with helm's text, from "error converting YAML to JSON" on.
    """
    found = read_struct(data, _METADATA) or {}
    before = (into or {}).get("dependencies") or []
    if before and found.get("dependencies"):
        # encoding/json reads a list over the items that are there already: what an item does not say stays.
        found["dependencies"] = [_over(old, new) for old, new in itertools.zip_longest(before, found["dependencies"])][
            : len(found["dependencies"])
        ]
    return _ordered(_METADATA, {**(into or {}), **found})


def _over(old: Optional[Metadata], new: Optional[Metadata]) -> Optional[Metadata]:
    if old is None or new is None:
        return new
    return {key: new.get(key) or old.get(key) for key in DEPENDENCY_KEYS if key in new or key in old}


def read_api_version(data: bytes) -> str:
    """Return the apiVersion in a Chart.yaml's bytes, "" where it has none."""
    return str((read_struct(data, _VERSION_ONLY) or {}).get("apiVersion", ""))


def read_lock(data: bytes) -> Optional[dict[str, Any]]:
    """Return a Chart.lock as {generated, digest, dependencies}, or None when it is empty."""
    found = read_struct(data, _LOCK)
    if found is None:
        return None
    lock = {"generated": ZERO_TIME, "digest": "", "dependencies": None, **found}
    return {key: lock[key] for key in _LOCK[1]}


def read_struct(data: bytes, shape: tuple[str, dict[str, Any]]) -> Optional[dict[str, Any]]:
    """Return the YAML in data as a Go struct of that shape has it, None for nothing. Raises HelmError in Go's words."""
    found = _decode(_typed(data), shape, "")
    return None if found is None else dict(found)


@remembered(1)
def _typed(data: bytes) -> Any:
    """A file's YAML. A Chart.yaml is read several times, as by helm; what is made of it shares nothing with it."""
    return yaml_codec.load_typed(data, finite=False)


def unknown_field(data: bytes) -> str:
    """Return the first key in a Chart.yaml that helm has no field for, "" for none; in the order that Go meets them."""
    return _unknown(_typed(data), _METADATA)


def _unknown(value: Any, shape: Any) -> str:
    if isinstance(shape, list) and isinstance(value, list):
        return next(filter(None, (_unknown(item, shape[0]) for item in value)), "")
    if not isinstance(shape, tuple) or not isinstance(value, dict):
        return ""
    folded = {key.lower(): kind for key, kind in shape[1].items()}
    for key in sorted(value):
        found = key if key.lower() not in folded else _unknown(value[key], folded[key.lower()])
        if found:
            return str(found)
    return ""


# Go's structs


def _ordered(shape: tuple[str, dict[str, Any]], found: Mapping[str, Any]) -> dict[str, Any]:
    return {key: found[key] for key in shape[1] if key in found}


def _decode(value: Any, shape: Any, path: str) -> Any:
    """Return value as a Go struct's field of type shape would hold it; null is None.

    Raises ChartError with encoding/json's text for what does not fit.
    """
    if value is None or shape == "any":
        return _json_values(value)
    if isinstance(shape, str):
        return _decode_scalar(value, shape, path)
    if isinstance(shape, list):
        if not isinstance(value, list):
            raise _misfit(value, shape, path)
        items = [_decode(item, shape[0], f"{path}.{number}") for number, item in enumerate(value)]
        return ["" if item is None else item for item in items] if shape[0] == "string" else items
    if not isinstance(value, dict):
        raise _misfit(value, shape, path)
    if isinstance(shape, dict):
        found = {key: _decode(value[key], shape["*"], f"{path}.{key}") for key in sorted(value)}
        return {key: "" if item is None else item for key, item in found.items()}
    return _decode_struct(value, shape, path)


def _decode_struct(value: dict[str, Any], shape: tuple[str, dict[str, Any]], path: str) -> dict[str, Any]:
    fields = shape[1]
    folded = {key.lower(): key for key in fields}
    found: dict[str, Any] = {}
    for key in sorted(value):  # the JSON between YAML and the struct has its keys sorted; the last one wins
        field = key if key in fields else folded.get(key.lower())
        if field is None:
            _json_values(value[key])
            continue
        item = _decode(value[key], fields[field], f"{path}.{field if key in fields else key}")
        if item not in (None, "", False, {}) and (item != [] or field == "dependencies"):
            found[field] = item
        elif value[key] is not None:
            found.pop(field, None)
    if fields is DEPENDENCY_KEYS:  # Go writes these two even when they are empty
        found.setdefault("name", "")
        found.setdefault("repository", "")
    return _ordered(shape, found)


def _decode_scalar(value: Any, shape: str, path: str) -> Any:
    if shape == "bool":
        if not isinstance(value, bool):
            raise _misfit(value, shape, path)
        return value
    if isinstance(value, (list, dict)):
        raise _misfit(value, shape, path)
    if shape == "time":
        if not isinstance(value, str):
            raise _misfit(value, shape, path)
        return _time(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return _float_text(value) if isinstance(value, float) else str(value)


def _misfit(value: Any, shape: Any, path: str) -> ChartError:
    from ..codecs.json import mistakes

    last = path.rpartition(".")[2]
    what = "Go value" if not path else path if last.isdigit() else f"Go struct field {path}"
    return ChartError(
        f"error unmarshaling JSON: while decoding JSON: json: cannot unmarshal {mistakes.kind(value)} "
        f"into {what} of type {_go_type(shape)}"
    )


def _go_type(shape: Any) -> str:
    if isinstance(shape, list):
        inner = _go_type(shape[0])
        return "[]interface {}" if inner == "any" else f"[]*{inner}" if isinstance(shape[0], tuple) else f"[]{inner}"
    if isinstance(shape, dict):
        return "map[string]string"
    return str(shape[0]) if isinstance(shape, tuple) else "time.Time" if shape == "time" else str(shape)


def _json_values(value: Any) -> Any:
    """Return value with every number a float, as it comes out of JSON, which has no infinities."""
    if isinstance(value, dict):
        return {key: _json_values(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_json_values(item) for item in value]
    if isinstance(value, float) and value - value != 0:
        raise ChartError(f"error converting YAML to JSON: json: unsupported value: {_float_text(value)}")
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


_RFC3339 = "2006-01-02T15:04:05Z07:00"
_TIME = re.compile(
    r"(\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(?:\.(\d+))?(Z|[+-](?:[01]\d):[0-5]\d)\Z",
    re.ASCII,
)


def _time(text: str) -> str:
    """Return a time as Go writes it again: RFC 3339, no trailing zeros in the fraction, Z for no offset."""
    found = _TIME.match(text)
    if not found:
        return _odd_time(text)
    fraction = (found.group(2) or "")[:9].rstrip("0")
    zone = "Z" if found.group(3)[1:] == "00:00" else found.group(3)
    return found.group(1) + (f".{fraction}" if fraction else "") + zone


def _odd_time(text: str) -> str:
    """Return the same for what is wrong, or right but rare: the last days of a month, a comma for the point."""
    from ..golang.duration import TimeError
    from ..golang.parsing import parse_time
    from ..golang.time import RFC3339_NANO

    try:
        return parse_time(_RFC3339, text).format(RFC3339_NANO)
    except TimeError as error:
        raise ChartError(f"error unmarshaling JSON: while decoding JSON: {error}") from error


def _float_text(number: float) -> str:
    from ..golang.floats import float32_text  # rare: only a number where text is wanted

    return float32_text(number)


# Checking


def validate(metadata: Metadata) -> None:
    """Clean metadata's texts in place and check them. Raises ChartError with Helm's words (Go: Metadata.Validate)."""
    for key in _CLEANED:
        _clean(metadata, key)
    for key in ("sources", "keywords"):
        if key in metadata:
            metadata[key] = [clean(item) for item in metadata[key]]
    _validate_identity(metadata)
    for item in metadata.get("maintainers") or []:
        if item is None:
            raise _invalid("maintainers must not contain empty or null nodes", "take the empty entry out")
        for key in list(item):
            _clean(item, key)
    _validate_dependencies(metadata.get("dependencies") or [])


def _clean(table: dict[str, Any], key: str) -> None:
    if key in table:
        table[key] = clean(table[key])
        if not table[key]:
            del table[key]


def clean(text: str) -> str:
    """Return text with every white space a plain one and without what does not print (Go: sanitizeString)."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(" " if char in SPACE else char if char.isprintable() else "" for char in text)


def _validate_identity(metadata: Metadata) -> None:
    name, version = str(metadata.get("name", "")), str(metadata.get("version", ""))
    for key in ("apiVersion", "name"):
        if not metadata.get(key):
            raise _invalid(f"chart.metadata.{key} is required", f"give it a {key}")
    if name in (".", ".."):
        raise _invalid(f"chart.metadata.name {_quote(name)} is not allowed", "give the chart a name of its own")
    if "/" in name or "\\" in name:  # the backslash is our own rule
        raise _invalid(f"chart.metadata.name {_quote(name)} is invalid", "a chart's name is no path")
    if not version:
        raise _invalid("chart.metadata.version is required", "give it a version, such as 0.1.0")
    from ..semver.version import parse_version

    try:
        parse_version(version)
    except HelmError as error:
        raise _invalid(
            f"chart.metadata.version {_quote(version)} is invalid", "write a semantic version, such as 0.1.0"
        ) from error
    if metadata.get("type", "") not in ("", "application", "library"):
        raise _invalid("chart.metadata.type must be application or library", "correct type, or leave it out")


def _validate_dependencies(dependencies: list[Any]) -> None:
    seen = set()
    for item in dependencies:
        if item is None:
            raise _invalid("dependencies must not contain empty or null nodes", "take the empty entry out")
        for key in ("name", "version", "repository", "condition"):
            if key in item:
                item[key] = clean(item[key])
        if item.get("version") == "":
            del item["version"]
        if item.get("condition") == "":
            del item["condition"]
        if "tags" in item:
            item["tags"] = [clean(tag) for tag in item["tags"]]
        alias = item.get("alias", "")
        if alias and not _ALIAS.match(alias):
            raise _invalid(
                f"dependency {_quote(item['name'])} has disallowed characters in the alias",
                "an alias has letters, digits, _ and -",
            )
        key = alias or item["name"]
        if key in seen:
            raise _invalid(f"more than one dependency with name or alias {_quote(key)}", "give one of them an alias")
        seen.add(key)


def _invalid(problem: str, hint: str) -> ChartError:
    return ChartError(f"validation: {problem}", doing="checking the chart's metadata", subject="Chart.yaml", hint=hint)


def _quote(text: str) -> str:
    from ..golang import quoting

    return quoting.quote(text)
