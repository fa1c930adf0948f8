# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The objects that templates see: .Chart, .Release, .Values, .Files, .Capabilities, .Subcharts, .Template.

Every chart of the tree has its own, with its own slice of the values (Go: engine.go, recAllTpls).
"""

from __future__ import annotations

import posixpath
from typing import Any, Callable, Mapping, Optional

from ..chart.model import Chart
from ..chart.tables import copy_tables
from ..golang.types import NilDict, SharedDict, TypedDict
from ..gotmpl.type_table import TypeTable
from .files import Files
from .model import ReleaseFacts

# Chart.yaml's keys and the names that they have in templates, in Go's order
_TEXTS = {
    "Name": "name",
    "Home": "home",
    "Version": "version",
    "Description": "description",
    "Icon": "icon",
    "APIVersion": "apiVersion",
    "Condition": "condition",
    "Tags": "tags",
    "AppVersion": "appVersion",
    "KubeVersion": "kubeVersion",
    "Type": "type",
}

# Helm's own types, as templates meet them
TYPES = TypeTable(
    named={
        "common.Values": "map[string]interface {}",
        "common.VersionSet": "[]string",
        "engine.files": "map[string][]uint8",
    },
    map_methods=(
        *("AsMap", "Encode", "PathValue", "Table", "YAML"),  # of values
        *("AsConfig", "AsSecrets", "Get", "GetBytes", "Glob", "Lines"),  # of files
    ),
    addressed=("KubeVersion",),
)


class Source:
    """A template before it is parsed: its text, the data it runs with, and its chart's template folder."""

    __slots__ = ("base_path", "data", "text")

    def __init__(self, text: str, data: dict[str, Any], base_path: str) -> None:
        self.text = text
        self.data = data
        self.base_path = base_path


def sources(chart: Chart, values: Mapping[str, Any], release: ReleaseFacts, capabilities: Any) -> dict[str, Source]:
    """Return every template of chart and its subcharts, by the path that names it.

    Templates may change the values (set, unset, merge): they work on a copy.
    """
    found: dict[str, Source] = {}
    shared = {"Release": release_map(release), "Capabilities": capabilities}
    _collect(chart, common_values(copy_tables(values)), shared, found)
    return found


def _collect(chart: Chart, values: Any, shared: dict[str, Any], found: dict[str, Source]) -> dict[str, Any]:
    """Put the templates of chart and below into found; return the data that they see."""
    subcharts: dict[str, Any] = {}
    data = common_values(
        {
            "Chart": chart_map(chart),
            "Files": Files.of(chart.files),
            **shared,
            "Values": values,
            "Subcharts": subcharts,
        }
    )
    for subchart in chart.subcharts:
        subcharts[subchart.name] = _collect(subchart, _slice(values, subchart.name), shared, found)
    for template in chart.templates:
        if chart.is_library and not posixpath.basename(template.name).startswith("_"):
            continue
        text = template.data.decode("utf-8", "surrogateescape")
        found[posixpath.join(chart.path, template.name)] = Source(text, data, posixpath.join(chart.path, "templates"))
    return data


class Values(SharedDict):
    """common.Values, Helm's own map type: a map that templates can call methods of."""

    __slots__ = ()

    @property
    def methods(self) -> Mapping[str, Callable[..., Any]]:
        """Table, PathValue, AsMap, YAML and Encode."""
        from . import value_methods

        return value_methods.of(self, common_values)


def common_values(values: Any) -> Values:
    """Return values as Helm's own map type."""
    return Values("common.Values", values)


def _slice(values: Mapping[str, Any], name: str) -> Any:
    """The table under name, or an empty one (Go: values.Table; a name with dots is a path)."""
    table: Optional[Any] = values
    for part in name.split("."):
        table = table.get(part) if isinstance(table, dict) else None
    return common_values(table if isinstance(table, dict) else {})


def release_map(release: ReleaseFacts) -> dict[str, Any]:
    """Return .Release."""
    return {
        "Name": release.name,
        "Namespace": release.namespace,
        "IsUpgrade": release.is_upgrade,
        "IsInstall": release.is_install,
        "Revision": release.revision,
        "Service": "Helm",
    }


def chart_map(chart: Chart) -> dict[str, Any]:
    """Return .Chart: Chart.yaml's fields under their Go names, and IsRoot."""
    metadata = chart.metadata
    made: dict[str, Any] = {name: metadata.get(key) or "" for name, key in _TEXTS.items()}
    made["Sources"] = list(metadata.get("sources") or ())
    made["Keywords"] = list(metadata.get("keywords") or ())
    made["Maintainers"] = [
        {"Name": person.get("name", ""), "Email": person.get("email", ""), "URL": person.get("url", "")}
        for person in metadata.get("maintainers") or ()
    ]
    made["Deprecated"] = bool(metadata.get("deprecated"))
    annotations = metadata.get("annotations")
    made["Annotations"] = (
        NilDict("map[string]string") if annotations is None else TypedDict("map[string]string", annotations)
    )
    made["Dependencies"] = [_dependency(item) for item in metadata.get("dependencies") or ()]
    made["IsRoot"] = chart.is_root
    return made


def _dependency(item: Mapping[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {
        name: item.get(name.lower()) or "" for name in ("Name", "Version", "Repository", "Condition", "Alias")
    }
    made["Tags"] = list(item.get("tags") or ())
    made["Enabled"] = bool(item.get("enabled"))
    made["ImportValues"] = list(item.get("import-values") or ())
    return made
