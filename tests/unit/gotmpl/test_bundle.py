# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is compiled once is not compiled again: the entry of a chart in a cache."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Optional

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import ExecError
from ansible_collections.native.helm.plugins.module_utils._helm.golang.types import go_function
from ansible_collections.native.helm.plugins.module_utils._helm.gotmpl import bundle, compiler, parser, quick, units
from ansible_collections.native.helm.plugins.module_utils._helm.gotmpl.template import TemplateSet
from ansible_collections.native.helm.plugins.module_utils._helm.gotmpl.type_table import GO, TypeTable

HERE = Path(__file__).resolve().parent
FILES = [
    ("a.yaml", 'a: {{ template "h" . }}{{ range .l }}{{ . }},{{ end }}'),
    ("_h.tpl", '{{ define "h" }}<{{ .x }}>{{ end }}{{ define "unused" }}{{ .y.z }}{{ end }}'),
]
DATA = {"x": "X", "l": ["1", "2"]}


class Memory:
    """A cache in a dictionary."""

    def __init__(self) -> None:
        self.entries: dict[str, bytes] = {}
        self.puts = 0

    def get(self, key: str) -> Optional[bytes]:
        return self.entries.get(key)

    def put(self, key: str, data: bytes) -> None:
        self.puts += 1
        self.entries[key] = data


@go_function("interface {}")
def identity(value: Any) -> Any:
    return value


def run(cache: Memory, files: Any = FILES, functions: Any = None, text: str = "", types: TypeTable = GO) -> str:
    """Do what one process does: parse all, run the first, and a text of its own as tpl would."""
    units._memory.clear()
    templates = TemplateSet(functions or {"id": identity}, types=types, cache=cache)
    templates.expect(files)
    for name, content in files:
        templates.parse(name, content)
    out = templates.execute(files[0][0], DATA)
    if text:
        copy = templates.clone()
        out += copy.run(copy.parse("gotpl", text), DATA)
    templates.save()
    return out


@pytest.fixture
def no_compiler(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on nothing can be parsed or compiled."""

    def refuse(*_args: Any, **_options: Any) -> Any:
        raise AssertionError("parsed or compiled again")

    monkeypatch.setattr(compiler, "compile_tree", refuse)
    monkeypatch.setattr(parser, "parse_text", refuse)
    monkeypatch.setattr(quick, "trees_of", refuse)


@pytest.fixture
def filled() -> Memory:
    cache = Memory()
    assert run(cache) == "a: <X>1,2,"
    return cache


@pytest.mark.usefixtures("no_compiler")
def _second(cache: Memory) -> None:
    assert run(cache) == "a: <X>1,2,"


def test_second_run_compiles_nothing_and_writes_nothing(filled: Memory, request: pytest.FixtureRequest) -> None:
    request.getfixturevalue("no_compiler")
    _second(filled)
    assert filled.puts == 1


def test_what_was_not_run_before_is_compiled_then_and_kept(filled: Memory, request: pytest.FixtureRequest) -> None:
    def use_more() -> None:
        units._memory.clear()
        templates = TemplateSet({"id": identity}, cache=filled)
        templates.expect(FILES)
        for name, content in FILES:
            templates.parse(name, content)
        assert templates.execute("unused", {"y": {"z": 1}}) == "1"
        templates.save()

    use_more()
    assert filled.puts == 2
    request.getfixturevalue("no_compiler")
    use_more()
    _second(filled)
    assert filled.puts == 2


PARTS = [
    ("p.yaml", "{{ $v := .v }}{{ range .l }}{{ if $.t }}{{ . }}{{ else }}{{ $v }}{{ .x }}{{ end }}{{ end }}"),
]


def render_parts(cache: Memory, data: dict[str, Any]) -> str:
    """Render the template of PARTS as a process of its own would."""
    units._memory.clear()
    templates = TemplateSet({"id": identity}, cache=cache)
    templates.expect(PARTS)
    templates.parse(*PARTS[0])
    try:
        return templates.execute("p.yaml", data)
    finally:
        templates.save()


def test_a_part_that_is_not_reached_has_no_code_until_it_is(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setattr(parser, "LARGE", 0)
    cache = Memory()
    some, others = {"v": "V", "l": ["1", "2"], "t": True}, {"v": "V", "l": [{"x": "X"}], "t": False}
    none: dict[str, Any] = {"v": "V", "l": []}
    sizes = []
    for data, text in ((none, ""), (some, "12"), (others, "VX")):
        assert render_parts(cache, data) == text
        sizes.append(len(next(iter(cache.entries.values()))))
    assert cache.puts == 3 and sizes[0] < sizes[1] < sizes[2]
    request.getfixturevalue("no_compiler")
    assert [render_parts(cache, data) for data in (none, some, others)] == ["", "12", "VX"]
    assert cache.puts == 3


def test_errors_of_parts_from_the_cache_have_their_places(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parser, "LARGE", 0)
    cache = Memory()
    failing = {"v": "V", "l": ["1"], "t": False}
    place = r"^template: p.yaml:1:68: executing \"p.yaml\" at <.x>: can't evaluate field x in type interface {}$"
    for _time in range(2):  # compiled, and from the cache
        with pytest.raises(ExecError, match=place):
            render_parts(cache, failing)
    assert cache.puts == 1


def test_a_template_first_used_in_a_later_run(filled: Memory) -> None:
    with pytest.raises(ExecError, match=r'template: _h.tpl:1:\d+: executing "unused" at <.y.z>: nil pointer'):
        units._memory.clear()
        templates = TemplateSet({"id": identity}, cache=filled)
        templates.expect(FILES)
        for name, content in FILES:
            templates.parse(name, content)
        templates.execute("unused", {"y": None})


def test_errors_of_code_from_the_cache_have_their_places(filled: Memory) -> None:
    units._memory.clear()
    templates = TemplateSet({"id": identity}, cache=filled)
    templates.expect(FILES)
    for name, content in FILES:
        templates.parse(name, content)
    place = r'^template: a.yaml:1:32: executing "a.yaml" at <.l>: '
    with pytest.raises(ExecError, match=place + "range can't iterate over 5$"):
        templates.execute("a.yaml", {"x": "X", "l": "5"})


@pytest.mark.parametrize(
    "change",
    [
        {"files": [("a.yaml", FILES[0][1] + " "), FILES[1]]},
        {"files": [("b.yaml", FILES[0][1]), FILES[1]]},
        {"files": FILES[::-1]},
        {"functions": {"id": go_function("...interface {}")(lambda *values: values[0])}},
        {"functions": {"id": identity, "more": identity}},
        {"types": TypeTable(named={"some.Names": "map[string]string"})},
        {"types": TypeTable(addressed=("x",))},
    ],
    ids=["text", "name", "order", "parameters", "functions", "types", "addressed"],
)
def test_what_the_code_depends_on_is_in_the_key(filled: Memory, change: dict[str, Any]) -> None:
    if change.get("files") == FILES[::-1]:
        assert run(filled, FILES[::-1]) == ""
    else:
        run(filled, **change)
    assert len(filled.entries) == 2


def test_without_a_cache_nothing_is_kept() -> None:
    templates = TemplateSet({})
    templates.expect([("a", "x")])
    templates.parse("a", "x")
    templates.save()
    assert templates.execute("a", None) == "x"


def test_a_clone_with_other_parameters_does_not_take_what_was_compiled_for_the_set(filled: Memory) -> None:
    units._memory.clear()
    templates = TemplateSet({"id": identity}, cache=filled)
    templates.expect(FILES)
    copy = templates.clone()
    copy.add_functions({"id": go_function("string", "string")(lambda one, two: one + two)})
    with pytest.raises(ExecError, match="wrong number of args for id: want 2 got 1"):
        copy.run(copy.parse("gotpl", "{{ id .x }}"), DATA)


def test_texts_of_tpl_are_not_kept() -> None:
    """A value that holds a template may hold a secret beside it."""
    cache = Memory()
    run(cache, text="{{ id .x }} canary-3f9a")
    (entry,) = cache.entries.values()
    assert b"canary" not in entry and len(bundle.marshal.loads(entry)) == len(FILES)


def test_what_another_version_of_the_compiler_made_is_not_used(
    filled: Memory, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setattr(bundle, "_OWN_SOURCE", b"another version's")
    request.getfixturevalue("no_compiler")
    with pytest.raises(AssertionError, match="compiled again"):
        run(filled)


def test_the_key_has_every_source_of_the_room() -> None:
    room = Path(bundle.__file__).parent
    assert sorted(bundle.SOURCES) == sorted(path.stem for path in room.glob("*.py") if path.stem != "__init__")
