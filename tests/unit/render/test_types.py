# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The types that templates are told of are those of the objects that they see."""

from __future__ import annotations

from typing import Any, Iterator

from ansible_collections.native.helm.plugins.module_utils._helm.chart.model import Chart, File
from ansible_collections.native.helm.plugins.module_utils._helm.golang.types import GoStruct, TypedDict, TypedList
from ansible_collections.native.helm.plugins.module_utils._helm.render.builtin_objects import TYPES, sources
from ansible_collections.native.helm.plugins.module_utils._helm.render.capabilities import Capabilities
from ansible_collections.native.helm.plugins.module_utils._helm.render.model import ReleaseFacts


def _seen(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Everything that a template can reach by fields, with the name of its field."""
    yield name, value
    inner = value.fields if isinstance(value, GoStruct) else value
    for key, item in inner.items() if isinstance(inner, dict) else ():
        yield from _seen(item, key)


def _objects() -> list[tuple[str, Any]]:
    files = [File("a.txt", b"a")]
    metadata = {"apiVersion": "v2", "name": "web", "version": "1.0.0", "annotations": {"a": "b"}}
    chart = Chart(metadata=metadata, templates=[File("templates/a.yaml", b"a: 1")], files=files)
    (source,) = sources(chart, {"a": {"b": 1}}, ReleaseFacts("r", "n"), Capabilities.default().as_go()).values()
    return list(_seen(source.data))


def test_every_type_with_a_name_of_helms_is_in_the_table() -> None:
    named = {
        value.go_type
        for _unused, value in _objects()
        if isinstance(value, (TypedDict, TypedList)) and not value.go_type.startswith(("map[", "[]"))
    }
    assert named == set(TYPES.named)


def test_every_method_of_a_map_is_in_the_table() -> None:
    maps = [value for _unused, value in _objects() if isinstance(value, dict) and hasattr(value, "methods")]
    assert {name for value in maps for name in value.methods} == TYPES.map_methods


def test_every_struct_that_wants_its_address_is_in_the_table() -> None:
    fields = {name for name, value in _objects() if isinstance(value, GoStruct) and value.by_pointer}
    assert fields == set(TYPES.addressed)
