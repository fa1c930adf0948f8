# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lint: what helm lint says about a chart, as data (Go: pkg/chart/v2/lint).

Templates are rendered by the caller, whose room may know the engine; the rules, their order and their words are here.
"""

from __future__ import annotations

import os
import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Callable, Iterator, Mapping, Optional, Union

from ...base.errors import ChartError, HelmError
from ...codecs.yaml import codec as yaml_codec
from ...codecs.yaml import keys as yaml_keys
from ...codecs.yaml import load as yaml_load
from ...codecs.yaml import scalars as yaml_scalars
from ...golang.quoting import quote
from ...semver.constraint import Constraint
from ...semver.strict import is_strict
from ...semver.version import is_version, parse_version
from .. import archive, ignore, loader, metadata
from ..model import Chart, File
from ..values import coalesce, subcharts
from . import addresses, rendered
from .rendered import ERROR, INFO, WARNING, Finding, Unparsable

if TYPE_CHECKING:
    from ...schema.documents import Load

Render = Callable[[Chart, dict[str, Any]], Mapping[str, str]]  # chart, coalesced values -> path -> text

_CHART, _VALUES, _SCHEMA, _TEMPLATES, _CRDS = "Chart.yaml", "values.yaml", "values.schema.json", "templates", "crds"
_CRD_EXTENSIONS = (".yaml", ".yml", ".json")
_GO_TYPES = {bool: "bool", float: "float64", list: "[]interface {}", dict: "map[string]interface {}"}


@dataclass(frozen=True)
class Message:
    """What lint has to say. severity: INFO, WARNING or ERROR. path: the file in the chart, or the chart itself."""

    severity: str
    path: str
    message: str

    def __str__(self) -> str:
        return f"[{self.severity}] {self.path}: {self.message}"


def failed(messages: list[Message], *, strict: bool = False) -> list[Message]:
    """Return the messages that a chart fails for: errors, with strict also warnings."""
    return [found for found in messages if found.severity == ERROR or (strict and found.severity == WARNING)]


def lint(source: Source, values: Mapping[str, Any], render: Render, load: Optional[Load] = None) -> list[Message]:
    """Return what helm lint says of the chart in source with the user's values, in its order.

    render: how templates are run, in lint mode. load: as in schema.validate(). Raises ChartError where there is no
    Chart.yaml.
    """
    if not source.kind(_CHART):
        problem = f"unable to check Chart.yaml file in chart: stat {source.name}/Chart.yaml: no such file or directory"
        raise ChartError(problem, doing="linting the chart", subject=source.name, hint="give a chart")
    return [
        *_chart_file(source),
        *_values_file(source, values, load),
        *_templates(source, values, render, load),
        *_dependencies(source),
        *_crds(source),
    ]


# Where the chart is


class Folder:
    """A chart's folder."""

    def __init__(self, path: str) -> None:
        self.name = os.path.abspath(path)

    def kind(self, path: str) -> str:
        """Return file or folder, "" for nothing."""
        whole = os.path.join(self.name, path)
        return "folder" if os.path.isdir(whole) else "file" if os.path.exists(whole) else ""

    def read(self, path: str) -> bytes:
        """Return a file's bytes. Raises ChartError in Go's words, and for a link out of the chart."""
        whole, root = os.path.realpath(os.path.join(self.name, path)), os.path.realpath(self.name)
        if os.path.commonpath([whole, root]) != root:
            problem, hint = f"symbolic link {path} leads out of the chart", "copy the file into the chart"
            raise ChartError(problem, doing="linting the chart", subject=path, hint=hint)
        try:
            with open(whole, "rb") as handle:
                return handle.read(archive.MAX_SIZE)
        except OSError as error:
            problem = f"read {self.name}/{path}: {(error.strerror or str(error)).lower()}"
            raise ChartError(problem, doing="linting the chart", subject=path) from error

    def load(self) -> Chart:
        """Return the chart, read anew."""
        return loader.load_unchecked(self.name)


class Unpacked:
    """A chart's archive."""

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        self._files: dict[str, File] = {item.name: item for item in archive.read_archive(data)}

    def kind(self, path: str) -> str:
        """Return file or folder, "" for nothing."""
        if path in self._files:
            return "file"
        return "folder" if any(name.startswith(f"{path}/") for name in self._files) else ""

    def read(self, path: str) -> bytes:
        """Return a file's bytes."""
        return self._files[path].data

    def load(self) -> Chart:
        """Return the chart, read anew; as helm unpacks it first, without what its .helmignore names."""
        text = self._files[ignore.NAME].data if ignore.NAME in self._files else b""
        rules = ignore.Rules.parse(text.decode("utf-8", "surrogateescape"))
        return loader.load_files([item for item in self._files.values() if not _is_ignored(rules, item.name)])


def _is_ignored(rules: ignore.Rules, name: str) -> bool:
    folders = (name[:at] for at, mark in enumerate(name) if mark == "/")
    return rules.ignores(name, False) or any(rules.ignores(folder, True) for folder in folders)


Source = Union[Folder, Unpacked]


# Chart.yaml


def _chart_file(source: Source) -> Iterator[Message]:
    if source.kind(_CHART) == "folder":
        yield Message(ERROR, _CHART, "should be a file, not a directory")
    try:
        data = source.read(_CHART)
        facts = metadata.read(data)
    except HelmError as error:
        yield Message(ERROR, _CHART, f"unable to parse YAML\n\t{error.problem}")
        return
    strict = _strict_problem(data)
    if strict:
        yield Message(WARNING, _CHART, f"failed to strictly parse chart metadata file\n\t{strict}")
    for severity, text in _facts(facts, yaml_codec.load_values(data) or {}):
        if text:
            yield Message(severity, _CHART, text)


def _facts(facts: dict[str, Any], typed: Mapping[str, Any]) -> Iterator[Finding]:
    yield ERROR, _name(str(facts.get("name", "")))
    yield ERROR, _api_version(str(facts.get("apiVersion", "")))
    yield ERROR, _text_type(typed, "version")
    yield ERROR, _version(str(facts.get("version", "")))
    yield ERROR, _text_type(typed, "appVersion")
    yield ERROR, next(filter(None, map(_maintainer, facts.get("maintainers") or [])), "")
    bad = (url for url in facts.get("sources") or [] if not addresses.is_request_url(url))
    yield ERROR, next((f"invalid source URL '{url}'" for url in bad), "")
    icon = str(facts.get("icon", ""))
    yield INFO, "" if icon else "icon is recommended"
    yield ERROR, f"invalid icon URL '{icon}'" if icon and not addresses.is_request_url(icon) else ""
    api_version = facts.get("apiVersion", "")
    only_v2 = api_version != "v2"
    late = f"is not valid in apiVersion '{api_version}'. It is valid in apiVersion 'v2'"
    yield ERROR, f"chart type {late}" if only_v2 and facts.get("type") else ""
    late = f"in the Chart file with apiVersion '{api_version}'. They are valid in apiVersion 'v2'"
    yield ERROR, f"dependencies are not valid {late}" if only_v2 and facts.get("dependencies") else ""
    version = str(facts.get("version", ""))
    yield WARNING, "" if is_strict(version) else f"version '{version}' is not a valid SemVerV2"


def _name(name: str) -> str:
    if not name:
        return "name is required"
    base = posixpath.basename(name.rstrip("/")) or "/"
    return "" if base == name else f"chart name {quote(name)} is invalid"


def _api_version(version: str) -> str:
    choice = 'The value must be either "v1" or "v2"'
    if not version:
        return f"apiVersion is required. {choice}"
    return "" if version in ("v1", "v2") else f"apiVersion '{version}' is not valid. {choice}"


def _text_type(typed: Mapping[str, Any], key: str) -> str:
    if key not in typed or isinstance(typed[key], str):
        return ""
    found = _GO_TYPES.get(typed[key].__class__, "<nil>")
    return f"{key} should be of type string but it's of type {found}"


def _version(text: str) -> str:
    if not text:
        return "version is required"
    if not is_version(text):
        return f"version '{text}' is not a valid SemVer"
    refusals = Constraint.parse(">0.0.0-0").validate(parse_version(text))
    return f"version {refusals[0]}" if refusals else ""


def _maintainer(found: Optional[Mapping[str, str]]) -> str:
    if found is None:
        return "a maintainer entry is empty"
    name, email, url = (found.get(key, "") for key in ("name", "email", "url"))
    if not name:
        return "each maintainer requires a name"
    if email and not addresses.is_email(email):
        return f"invalid email '{email}' for maintainer '{name}'"
    return f"invalid url '{url}' for maintainer '{name}'" if url and not addresses.is_url(url) else ""


def _strict_problem(data: bytes) -> str:
    """Return what a strict reading of Chart.yaml refuses: keys given twice, then keys that there are none of."""
    twice = list(_keys_given_twice(data.decode("utf-8", "surrogateescape")))
    if twice:
        lines = "".join(f"\n  {line}" for line in twice)
        return f"error converting YAML to JSON: yaml: unmarshal errors:{lines}"
    unknown = metadata.unknown_field(data)
    return f'error unmarshaling JSON: while decoding JSON: json: unknown field "{unknown}"' if unknown else ""


def _keys_given_twice(text: str) -> Iterator[str]:
    """Yield a line for each key of a mapping that is set again, at the place of its value (Go: yaml.v2, strict)."""
    open_maps: list[Optional[set[str]]] = []  # the keys of each mapping that is open, in Go's syntax; None: a list
    keys: list[Optional[str]] = []
    late: list[tuple[int, str]] = []  # of mappings and lists: they are complete before their key is found to be known
    for event in yaml_load.events(text):
        kind = event.__class__.__name__
        if kind in ("MappingEndEvent", "SequenceEndEvent"):
            open_maps.pop()
            keys.pop()
            line, said = late.pop()
            if said:
                yield f"line {line}: key {said} already set in map"
            continue
        if kind not in ("MappingStartEvent", "SequenceStartEvent", "ScalarEvent", "AliasEvent"):
            continue
        is_key = bool(open_maps) and open_maps[-1] is not None and keys[-1] is None
        said = ""
        if is_key:
            keys[-1] = _go_key(event)
        elif open_maps and open_maps[-1] is not None:
            key, known = str(keys[-1]), open_maps[-1]
            said = key if key in known else ""
            known.add(key)
            keys[-1] = None
        line = event.start_mark.line + 1
        if kind in ("MappingStartEvent", "SequenceStartEvent"):
            open_maps.append(set() if kind == "MappingStartEvent" else None)
            keys.append(None)
            late.append((line, said))
        elif said:
            yield f"line {line}: key {said} already set in map"


def _go_key(event: Any) -> str:
    """Return a key as Go's %#v has it: quoted where it is a text."""
    text = str(getattr(event, "value", event.__class__.__name__))
    plain = getattr(event, "implicit", (False,))[0]
    return yaml_keys.go_syntax(yaml_scalars.resolve(text)[1]) if plain else quote(text)


# values.yaml


def _values_file(source: Source, values: Mapping[str, Any], load: Optional[Load]) -> Iterator[Message]:
    if not source.kind(_VALUES):
        yield Message(INFO, _VALUES, "file does not exist")
        return
    try:
        found = yaml_codec.load_values(source.read(_VALUES)) or {}
    except HelmError as error:
        yield Message(ERROR, _VALUES, f"unable to parse YAML: {error.problem}")
        return
    if not isinstance(found, dict):
        from ...codecs.json import mistakes

        problem = f"json: cannot unmarshal {mistakes.kind(found)} into Go value of type common.Values"
        problem = f"error unmarshaling JSON: while decoding JSON: {problem}"
        yield Message(ERROR, _VALUES, f"unable to parse YAML: {problem}")
        return
    given = coalesce.coalesce_tables({}, dict(values), _ignore)
    combined = coalesce.coalesce_tables(given, found, _ignore)
    schema_bytes = source.read(_SCHEMA) if source.kind(_SCHEMA) == "file" else b""
    if schema_bytes:
        from ..values import schema

        refusal = schema.refusal_of(combined, schema_bytes, load=load)
        if refusal:
            yield Message(ERROR, _VALUES, refusal)


def _ignore(_message: str) -> None:
    """Lint says nothing about how values were combined."""


# templates/, charts/, crds/


def _templates(source: Source, values: Mapping[str, Any], render: Render, load: Optional[Load]) -> list[Message]:
    where = f"{_TEMPLATES}/"
    kind = source.kind(_TEMPLATES)
    if not kind:
        return [Message(WARNING, where, "directory does not exist")]
    if kind == "file":
        return [Message(ERROR, where, "not a directory")]
    try:
        chart = source.load()
        subcharts.process(chart, dict(values), _ignore)
        combined = coalesce.coalesce(chart, dict(values), _ignore)
        combined = coalesce.coalesce(chart, combined, _ignore)  # helm does so twice: what is null comes back
        if any(found.schema for found in chart.walk()):
            from ..values import schema

            schema.validate(chart, combined, load=load)
        texts = render(chart, combined)
    except HelmError as error:
        return [Message(ERROR, where, error.problem)]
    return _each(
        (item.name, rendered.of_template(item.name, texts.get(f"{chart.name}/{item.name}", "")))
        for item in chart.templates
    )


def _dependencies(source: Source) -> Iterator[Message]:
    try:
        chart = source.load()
    except HelmError as error:
        yield Message(ERROR, "", f"unable to load chart\n\t{error.problem}")
        return
    declared = [str(item.get("name", "")) for item in chart.metadata.get("dependencies") or []]
    present = [subchart.name for subchart in chart.subcharts]
    undeclared = [name for name in present if name not in declared]
    if undeclared:
        text = f"chart metadata is missing these dependencies: {','.join(undeclared)}"
        yield Message(ERROR, source.name, text)
    missing = [name for name in declared if name not in present]
    if missing:
        yield Message(WARNING, source.name, f"chart directory is missing these dependencies: {','.join(missing)}")


def _crds(source: Source) -> list[Message]:
    where, kind = f"{_CRDS}/", source.kind(_CRDS)
    if not kind:
        return []
    if kind == "file":
        return [Message(ERROR, where, "not a directory")]
    try:
        chart = source.load()
    except HelmError as error:
        return [Message(ERROR, where, error.problem)]
    return _each(
        (item.name, rendered.of_crd(item.data))
        for found in chart.walk()
        for item in found.files
        if item.name.startswith(where) and posixpath.splitext(item.name)[1].lower() in _CRD_EXTENSIONS
    )


def _each(files: Iterator[tuple[str, Iterator[Finding]]]) -> list[Message]:
    """Return the messages about files, up to the first that is no YAML."""
    messages: list[Message] = []
    name = ""
    try:
        for name, findings in files:
            messages.extend(Message(severity, name, text) for severity, text in findings)
    except Unparsable as error:
        messages.append(Message(ERROR, name, str(error)))
    return messages
