# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeping what a task gives for an author's chart in force: its metadata, values and files, and nothing else."""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass, field
from typing import Any, Mapping, Optional

from ...base.errors import ChartError, HelmError
from ...base.files import make_folder, write_atomic
from ...codecs.json import codec as json_codec
from ...codecs.yaml import codec as yaml_codec
from .. import metadata as chart_metadata
from .. import values_file
from ..tables import merge_maps
from ..values import inputs
from .edit_yaml import edit, same, same_text

CHART, VALUES, REQUIREMENTS = "Chart.yaml", "values.yaml", "requirements.yaml"
_DOING = "keeping the chart's files"
_MARKER = re.compile(r"^---.*(?:\n|\Z)", re.MULTILINE)
_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK


@dataclass
class Wanted:
    """What a chart's folder has to hold; what is not given is left alone.

    metadata: Chart.yaml's own keys; annotations are merged into those that are there, one that is null is taken out.
    dependencies: the whole list. values: merged into values.yaml, mapping by mapping; a null stays one. files: path
    inside the folder -> text, or None where there must be no such file.
    """

    metadata: Mapping[str, Any] = field(default_factory=dict)
    dependencies: Optional[list[Any]] = None
    values: Optional[Mapping[str, Any]] = None
    files: Mapping[str, Optional[str]] = field(default_factory=dict)


@dataclass
class Change:
    """A file, by its path inside the chart, with its text before and after; None where there is no file."""

    path: str
    before: Optional[str]
    after: Optional[str]


def keep(folder: str, wanted: Wanted, *, check: bool, assumed: Optional[Mapping[str, str]] = None) -> list[Change]:
    """Return what had to change in the chart in folder, in force now; with check, what would; [] where nothing had to.

    Nothing is written before every file's new text has been made and read back. assumed, with check only: the texts of
    files that the caller would have made before (a scaffold), path -> text. Raises ChartError, HelmError.
    """
    chart = _Folder(folder, assumed or {})
    try:
        changes = [*_keep_metadata(chart, wanted), *_keep_values(chart, wanted.values)]
        changes += _keep_files(chart, wanted)
    except RecursionError as error:
        raise ChartError("it is nested too deep", doing=_DOING, subject=folder, hint="flatten the values") from error
    if not check:
        for change in changes:
            chart.write(change)
    return changes


# Chart.yaml


def _keep_metadata(chart: _Folder, wanted: Wanted) -> list[Change]:
    given = dict(wanted.metadata)
    dependencies = given.pop("dependencies", None)
    if wanted.dependencies is not None:
        dependencies = wanted.dependencies
    before, old = chart.text(CHART), chart.text(REQUIREMENTS)
    if before is None:
        raise _error("there is no Chart.yaml", chart.folder, "give a chart's folder, or make the chart first")
    current = _read_metadata(before, CHART)
    changes: list[Change] = []
    if dependencies is not None:
        # Where Helm takes them from: charts of apiVersion v1 have a file for them, which wins wherever it has any.
        is_v1 = given.get("apiVersion", current.get("apiVersion", "v1")) == "v1"
        if is_v1 or (old is not None and "dependencies" in _read_metadata(old, REQUIREMENTS)):
            after = _with_metadata(REQUIREMENTS, old or "", {"dependencies": dependencies})
            changes = _changed(REQUIREMENTS, old, after)
        else:
            given["dependencies"] = dependencies
    changes = _changed(CHART, before, _with_metadata(CHART, before, given)) + changes
    if changes:
        texts = {CHART: before, REQUIREMENTS: old, **{change.path: change.after for change in changes}}
        final = _read_metadata(texts[CHART] or "", CHART)
        if texts[REQUIREMENTS] is not None:
            final.update(_read_metadata(texts[REQUIREMENTS] or "", REQUIREMENTS))
        chart_metadata.validate({"apiVersion": "v1", **final})
    return changes


def _with_metadata(name: str, text: str, given: Mapping[str, Any]) -> str:
    """Return text, the file called name, with given in it."""
    current = _read_metadata(text, name)
    wanted = {key: _typed(key, value, current) for key, value in given.items()}
    needed = {key: value for key, value in wanted.items() if not _is_kept(current.get(key), value)}
    if not needed:
        return text
    data = _load(text, name)
    after = dict(data)
    for key, value in needed.items():
        # Go takes a key in any case, the last by its bytes where there are several.
        own = max((found for found in data if found.lower() == key.lower()), default=key)
        after[own] = value
    result = _edited(text, after, name, is_text=True)
    if not same(_without_empty(_read_metadata(result, name)), _without_empty({**current, **wanted})):
        raise _not_read_back(name)
    return result


def _typed(key: str, value: Any, current: Mapping[str, Any]) -> Any:
    """Return what a task gives for key as Helm has it once it is read from Chart.yaml."""
    if key == "annotations":
        merged = {**current.get(key, {}), **value}
        value = {name: text for name, text in merged.items() if text is not None}
    value = _plain(value)
    try:
        found = chart_metadata.read(json_codec.dumps({key: value}).encode("utf-8", "surrogateescape"))
    except HelmError as error:
        raise _error(error.problem, f"{CHART}: {key}", error.hint or "correct what the task gives for it") from error
    if key not in found and not _is_empty(value):
        raise _error(f"Chart.yaml has no key {key}", CHART, "leave it out")
    read = found.get(key, value)
    if key == "annotations":
        return {name: read[name] for name in value}  # the order of the file, then of the task
    return [entry and _without_empty(entry) for entry in read] if key == "dependencies" else read


def _is_kept(found: Any, wanted: Any) -> bool:
    return same(found, wanted) or (_is_empty(found) and _is_empty(wanted))


def _is_empty(value: Any) -> bool:
    """Return whether a key with that value is to Helm as good as none."""
    return value is None or value is False or (isinstance(value, (str, list, dict)) and not value)


def _without_empty(mapping: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in mapping.items() if not _is_empty(value)}


def _read_metadata(text: str, name: str) -> dict[str, Any]:
    """Return the struct's view of a Chart.yaml or requirements.yaml, an empty repository left out."""
    try:
        found = chart_metadata.read(text.encode("utf-8", "surrogateescape"))
    except HelmError as error:
        raise _error(error.problem, name, error.hint or "correct the file") from error
    if "dependencies" in found:
        found["dependencies"] = [entry and _without_empty(entry) for entry in found["dependencies"]]
    return found


# values.yaml


def _keep_values(chart: _Folder, wanted: Optional[Mapping[str, Any]]) -> list[Change]:
    """Edit the last document: what it says wins over those before it."""
    if not wanted:
        return []
    before = chart.text(VALUES)
    text = before or ""
    current = _parse(text)
    missing = _missing(current, _plain(wanted))
    if not missing:
        return []
    start = max((marker.end() for marker in _MARKER.finditer(text)), default=0)
    last = text[start:]
    if not last.endswith("\n") and not same(_load(last, VALUES), _load(f"{last}\n", VALUES)):
        last += "\n"  # a block scalar: Helm reads a line break behind each document, whether one is there or not
    after = merge_maps(_load(last, VALUES), missing)
    result = text[:start] + _edited(last, after, VALUES)
    if not same(_parse(result), inputs.typed(merge_maps(current, missing))):
        raise _not_read_back(VALUES)
    return [Change(VALUES, before, result)]


def _missing(current: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Return the part of wanted that current does not have."""
    missing = {}
    for key, value in wanted.items():
        if key in current and isinstance(value, dict) and isinstance(current[key], dict):
            value = _missing(current[key], value)
            if value:
                missing[key] = value
        elif key not in current or not same(current[key], value):
            missing[key] = value
    return missing


def _parse(text: str) -> dict[str, Any]:
    try:
        return values_file.parse(text.encode("utf-8", "surrogateescape"))
    except HelmError as error:
        raise _error(error.problem, VALUES, error.hint or "correct the file") from error


# Both


def _plain(value: Any) -> Any:
    """Return a task's data as plain types with text for keys. Raises ValuesError for what YAML has no values for."""
    if isinstance(value, Mapping):
        return {next(iter(inputs.typed({key: None}))): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    typed = inputs.typed(value)
    return value if isinstance(typed, float) else typed  # integers keep their digits


def _load(text: str, name: str) -> dict[str, Any]:
    """Return the mapping in text, integers kept; {} for an empty document."""
    try:
        found = yaml_codec.load_typed(text)
    except HelmError as error:
        raise _error(error.problem, name, error.hint or "correct the file") from error
    if found is not None and not isinstance(found, dict):
        raise _error("it holds no mapping", name, "correct the file")
    return found or {}


def _edited(text: str, wanted: dict[str, Any], name: str, *, is_text: bool = False) -> str:
    """Return text changed to hold wanted, read back. is_text: its fields are texts, however they are written."""
    is_same = same_text if is_text else same
    try:
        result = edit(text, wanted, is_same=is_same)
    except HelmError as error:
        raise _error(error.problem, name, error.hint) from error
    try:
        found = _load(result, name)
    except HelmError as error:
        raise _not_read_back(name) from error
    if not is_same(found, wanted):
        raise _not_read_back(name)
    return result


def _changed(path: str, before: Optional[str], after: str) -> list[Change]:
    return [] if before == after or (before is None and not after) else [Change(path, before, after)]


def _not_read_back(name: str) -> ChartError:
    return _error(
        "with the change in it, it would not hold what the task gives; nothing was written",
        name,
        "change the file by hand, or simplify how it is written there",
    )


def _error(problem: str, subject: str, hint: str) -> ChartError:
    return ChartError(problem, doing=_DOING, subject=subject, hint=hint)


# Other files


_OWN_OPTION = {CHART: "the options for metadata", VALUES: "values"}


def _keep_files(chart: _Folder, wanted: Wanted) -> list[Change]:
    changes = []
    for path, text in _paths(wanted).items():
        before = chart.read(path)
        if before != (None if text is None else _encoded(text)):
            changes.append(Change(path, None if before is None else before.decode("utf-8", "replace"), text))
    return changes


def _paths(wanted: Wanted) -> dict[str, Optional[str]]:
    """Return wanted.files by their paths in the shortest form. Raises ChartError for those that cannot be kept."""
    own = dict(_OWN_OPTION)
    if wanted.dependencies is not None or "dependencies" in wanted.metadata:
        own[REQUIREMENTS] = "dependencies"
    files: dict[str, Optional[str]] = {}
    for given, text in wanted.files.items():
        path = _relative(given)
        if path in own:
            raise _error(f"{path} is not kept through files", given, f"use {own[path]}")
        if path in files:
            raise _error(f"the task gives {path} twice", given, "give it once")
        files[path] = text
    for path in files:
        for at, char in enumerate(path):
            if char == "/" and files.get(path[:at]) is not None:
                raise _error(f"{path[:at]} is a file and a folder at once", path, "rename one of them")
    return files


def _relative(given: str) -> str:
    """Return a path inside the chart in its shortest form. Raises ChartError where it leads out."""
    parts = [part for part in given.split("/") if part not in ("", ".")]
    if given.startswith("/") or ".." in parts or not parts or given.endswith("/") or "\0" in given:
        raise _error(
            "it is no file's path inside the chart", given, "give it relative to the chart's folder, without .."
        )
    return "/".join(parts)


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


class _Folder:
    """The chart's folder. No link in it is followed. assumed: what to take for there where it is not."""

    __slots__ = ("assumed", "folder")

    def __init__(self, folder: str, assumed: Mapping[str, str]) -> None:
        self.folder = folder
        self.assumed = assumed

    def read(self, path: str) -> Optional[bytes]:
        """Return a file's bytes, None where it is not there. Raises ChartError where it cannot or must not be kept."""
        try:
            self._check(path)
            with os.fdopen(os.open(os.path.join(self.folder, path), _READ), "rb") as handle:
                return handle.read()
        except (FileNotFoundError, NotADirectoryError):
            return _encoded(self.assumed[path]) if path in self.assumed else None
        except OSError as error:
            raise _error(error.strerror or str(error), path, "") from error

    def text(self, path: str) -> Optional[str]:
        """Return a file's text, None where it is not there."""
        data = self.read(path)
        try:
            return None if data is None else data.decode("utf-8")
        except UnicodeDecodeError as error:
            raise _error("it is not UTF-8", path, "save it as UTF-8") from error

    def _check(self, path: str) -> None:
        """ChartError for links on the way to path, and for what is no file there, no folder before."""
        parts = path.split("/")
        for count in range(1, len(parts) + 1):
            part = "/".join(parts[:count])
            mode = os.lstat(os.path.join(self.folder, part)).st_mode
            if stat.S_ISLNK(mode):
                raise _error(f"{part} is a symbolic link; nothing is written through links", path, "remove the link")
            if count < len(parts) and not stat.S_ISDIR(mode):
                raise _error(f"{part} is no folder", path, "rename the file, or remove it first")
            if count == len(parts) and not stat.S_ISREG(mode):
                raise _error("it is no regular file", path, "give the path of a file")

    def write(self, change: Change) -> None:
        """Put a change into force."""
        target = os.path.join(self.folder, change.path)
        try:
            if change.after is None:
                os.unlink(target)
                return
            mode = 0o644
            if change.before is None:
                make_folder(os.path.dirname(target))
            else:
                mode = stat.S_IMODE(os.lstat(target).st_mode)
        except OSError as error:
            raise _error(error.strerror or str(error), change.path, "") from error
        write_atomic(target, _encoded(change.after), mode=mode)
