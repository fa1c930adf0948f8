# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sets of templates: what parse, clone, run and the limits promise. The language itself is in test_against_go."""

from __future__ import annotations

import sys
import textwrap
import warnings
from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import (
    ExecError,
    FunctionError,
    LimitError,
    ParseError,
)
from ansible_collections.native.helm.plugins.module_utils._helm.golang.types import TypedDict, go_function
from ansible_collections.native.helm.plugins.module_utils._helm.gotmpl import compiler, limits, names, parser
from ansible_collections.native.helm.plugins.module_utils._helm.gotmpl.limits import Limits
from ansible_collections.native.helm.plugins.module_utils._helm.gotmpl.template import TemplateSet
from ansible_collections.native.helm.plugins.module_utils._helm.gotmpl.type_table import GO, TypeTable


@go_function("interface {}")
def identity(value: Any) -> Any:
    return value


def new(**options: Any) -> TemplateSet:
    return TemplateSet({"id": identity}, **options)


def render(text: str, data: Any = None, **options: Any) -> str:
    templates = new(**options)
    templates.parse("t", text)
    return templates.execute("t", data)


def test_names_and_has() -> None:
    templates = new()
    templates.parse("b", '{{ define "a" }}{{ end }}x')
    assert templates.names() == ["a", "b"]
    assert templates.has("a")
    assert not templates.has("c")


def test_missing_template_is_an_error_with_the_sets_name() -> None:
    with pytest.raises(ExecError, match=r'^template: no template "x" associated with template "gotpl"$'):
        new().execute("x", None)


def test_parse_error_has_its_line() -> None:
    with pytest.raises(ParseError) as caught:
        new().parse("a/b.yaml", "\n\n{{ foo }}")
    assert caught.value.problem == 'template: a/b.yaml:3: function "foo" not defined'
    assert (caught.value.template, caught.value.line) == ("a/b.yaml", 3)


def test_execution_error_has_its_place() -> None:
    with pytest.raises(ExecError) as caught:
        render("\n  é {{ .a.b }}", {"a": 1})
    assert (caught.value.template, caught.value.line, caught.value.column) == ("t", 2, 10)


def test_a_text_that_does_not_parse_changes_nothing() -> None:
    templates = new()
    templates.parse("t", "old")
    with pytest.raises(ParseError):
        templates.parse("t", '{{ define "n" }}x{{ end }}{{')
    assert templates.execute("t", None) == "old"
    assert not templates.has("n")


def test_blank_text_does_not_replace_but_can_be_run() -> None:
    templates = new()
    templates.parse("t", "old")
    blank = templates.parse("t", " \n{{/* c */}}")
    assert templates.execute("t", None) == "old"
    assert templates.run(blank, None) == " \n"


def test_later_text_replaces_what_was_called_already() -> None:
    templates = new()
    templates.parse("t", '{{ template "h" }}')
    templates.parse("h", "one")
    assert templates.execute("t", None) == "one"
    templates.parse("h", "two")
    assert templates.execute("t", None) == "two"


def test_clone_does_not_change_the_original_nor_the_other_way_round() -> None:
    templates = new()
    templates.parse("t", '{{ template "h" }}')
    templates.parse("h", "one")
    copy = templates.clone()
    copy.parse("h", "copy")
    copy.parse("only", "x")
    templates.parse("h", "original")
    assert (templates.execute("t", None), copy.execute("t", None)) == ("original", "copy")
    assert not templates.has("only")


def test_functions_added_to_a_clone_are_its_own() -> None:
    templates = new()
    templates.parse("t", "{{ id 1 }}")
    copy = templates.clone()
    copy.add_functions({"id": go_function("interface {}")(lambda value: f"<{value}>")})
    assert (templates.execute("t", None), copy.execute("t", None)) == ("1", "<1>")


def test_a_function_of_another_shape_is_checked_as_that() -> None:
    templates = new()
    templates.add_functions({"id": go_function("string", "string")(lambda one, two: one + two)})
    templates.parse("t", '{{ id "a" "b" }}')
    assert templates.execute("t", None) == "ab"


def test_functions_without_declared_parameters_take_anything() -> None:
    templates = TemplateSet({"f": lambda *values: len(values)})
    templates.parse("t", '{{ f }}{{ f 1 "x" nil }}')
    assert templates.execute("t", None) == "03"


def test_a_nested_execution_failing_says_every_place() -> None:
    templates = new()

    @go_function("string", "interface {}")
    def include(name: str, data: Any) -> str:
        return templates.execute(name, data)

    templates.add_functions({"include": include})
    templates.parse("h", "\n{{ .a.b.c }}")
    templates.parse("t", '{{ include "h" . }}')
    with pytest.raises(ExecError) as caught:
        templates.execute("t", {"a": {"b": None}})
    assert caught.value.problem == (
        'template: t:1:3: executing "t" at <include "h" .>: error calling include: '
        'template: h:2:5: executing "h" at <.a.b.c>: nil pointer evaluating interface {}.c'
    )


def test_a_bug_in_a_function_is_not_taken_for_a_template_error() -> None:
    templates = TemplateSet({"f": go_function()(lambda: 1 // 0)})
    templates.parse("t", "{{ f }}")
    with pytest.raises(ZeroDivisionError):
        templates.execute("t", None)


def test_function_error_keeps_its_words() -> None:
    def fail() -> str:
        raise FunctionError("100% broken\nreally")

    templates = TemplateSet({"f": go_function()(fail)})
    templates.parse("t", "{{ f }}")
    with pytest.raises(ExecError) as caught:
        templates.execute("t", None)
    assert caught.value.problem == 'template: t:1:3: executing "t" at <f>: error calling f: 100% broken\nreally'


def test_steps_are_limited() -> None:
    with pytest.raises(LimitError):
        render("{{ range 1000 }}{{ range 1000 }}{{ end }}{{ end }}", limits=Limits(steps=10_000))


def test_template_calls_are_limited() -> None:
    calls = [f'{{{{template "t{n}"}}}}' * 2 for n in range(1, 41)]
    text = "".join(f'{{{{define "t{n}"}}}}{twice}{{{{end}}}}' for n, twice in enumerate(calls))
    with pytest.raises(LimitError):
        render(text + '{{ define "t40" }}{{ end }}{{ template "t0" }}', limits=Limits(steps=10_000))


def test_long_loop_that_ends_early_is_no_matter() -> None:
    assert render("{{ range 1000000000000 }}{{ . }}{{ if eq . 2 }}{{ break }}{{ end }}{{ end }}") == "012"


def test_output_is_limited() -> None:
    with pytest.raises(LimitError):
        render("{{ range 100 }}0123456789{{ end }}", limits=Limits(output=500))


def test_clones_count_together() -> None:
    limits = Limits(steps=100)
    templates = new(limits=limits)
    templates.parse("t", "{{ range 60 }}{{ end }}")
    templates.execute("t", None)
    with pytest.raises(LimitError):
        templates.clone().execute("t", None)


DEEP = {
    "if": "{{if .a}}" * 300 + "x" + "{{end}}" * 300,
    "range": "{{range .l}}" * 60 + "x" + "{{end}}" * 60,
    "else if": "{{if .q}}" + "{{else if .q}}n" * 300 + "{{else}}x{{end}}",
    "with": "{{with .a}}" * 300 + "x" + "{{end}}" * 300,
    "parentheses": "{{" + "(" * 300 + '"x"' + ")" * 300 + "}}",
    "calls": "{{" + "(id " * 100 + '"x"' + ")" * 100 + "}}",
    "or": "{{or " + ".q " * 400 + '"x"}}',
    "pipes": '{{"x"' + "|id" * 500 + "}}",
}


@pytest.mark.parametrize("shape", sorted(DEEP))
def test_deep_nesting(shape: str) -> None:
    data: Any = {"a": 1, "l": []}
    if shape == "range":
        data = ["x"]
        text = "{{range $}}" * 60 + "x" + "{{end}}" * 60
    else:
        text = DEEP[shape]
    if shape == "with":
        text = "{{with $.a}}" * 300 + "x" + "{{end}}" * 300
    assert render(text, data) == "x"


def test_variables_and_jumps_work_in_deep_nesting() -> None:
    depth = 40
    text = "{{ $x := 0 }}" + "{{ range 2 }}{{ with $ }}" * depth + "{{ $x = 5 }}{{ continue }}"
    assert render(text + "{{ end }}z{{ break }}{{ end }}" * depth + "{{ $x }}", 1) == "z" * (depth - 1) + "5"


def test_what_python_cannot_nest_is_one_clear_error() -> None:
    with pytest.raises(LimitError, match=r"^template: t: nested too deeply$"):
        render("{{" + "(and . " * 300 + "." + ")" * 300 + "}}", 1)


def test_what_a_python_before_3_11_cannot_nest_is_the_same_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "RECURSION", 7_000)
    with pytest.raises(LimitError, match=r"^template: t: nested too deeply$"):
        render("{{" + "(" * 3000 + "1" + ")" * 3000 + "}}", 1)


def test_endless_recursion_is_gos_error_and_leaves_pythons_limit_alone() -> None:
    before = sys.getrecursionlimit()
    with pytest.raises(ExecError, match=r"exceeded maximum template depth \(100000\)$"):
        render('{{ template "t" . }}')
    assert sys.getrecursionlimit() == before


def test_compiling_gives_no_python_warnings() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert render('{{ len "x" }}{{ eq 1 1 }}{{ ("x") }}{{ if 1 }}{{ end }}{{ not nil }}') == "1truextrue"
        with pytest.raises(ExecError, match="can't evaluate field y in type string"):
            render('{{ ("x").y }}')


def test_a_value_of_every_plain_kind_is_printed() -> None:
    data = {"l": ["a", 1.0, None, True], "m": {"b": 1.5, "a": "x"}, "f": 1e6, "b": b"hi"}
    assert render("{{ .l }} {{ .m }} {{ .f }} {{ .b }} {{ .q }}", data) == (
        "[a 1 <nil> true] map[a:x b:1.5] 1e+06 [104 105] <no value>"
    )


@pytest.mark.parametrize(("text", "column"), [("{{ .P }}{{ .Q }}", 3), ("{{ .Q }}{{ .P }}", 11)])
def test_a_function_that_cannot_be_printed_is_found_among_the_values_of_its_line(text: str, column: int) -> None:
    place = rf'^template: t:1:{column}: executing "t" at <{{{{.P}}}}>: '
    with pytest.raises(ExecError, match=place + r"can't print {{.P}} of"):
        render(text, {"P": identity, "Q": 1})


class _Shelf(TypedDict):
    """A named map with a method, as Helm's .Files is one."""

    @property
    def methods(self) -> dict[str, Any]:
        return {"Get": go_function("string")(lambda name: f"<{self[name]}>"), "Size": go_function()(lambda: len(self))}


def test_the_types_that_are_handed_in_are_the_sets() -> None:
    """Go looks for a method before it looks for a key; and a map's zero value is that of its elements."""
    shelf = _Shelf("some.Shelf", {"a": "b", "Size": "a key's"})
    types = TypeTable(named={"some.Shelf": "map[string]string"}, map_methods=("Get", "Size"))
    text = '{{ .Get "a" }} {{ .Size }} {{ printf "%q" (index . "none") }}'
    assert render(text, shelf, types=types, missing_key="zero") == '<b> 2 ""'


def test_the_example_of_generated_code_is_true() -> None:
    told, _colon, code = str(names.__doc__).partition(" becomes\n")
    template = told[told.index("`") + 1 : -1]
    tree = parser.parse_text("t", template, lambda _name: False).trees["t"]
    source, _table = compiler.Compiler(tree, {}, GO, addressed=()).whole()
    assert source == textwrap.dedent(code).strip("\n")
