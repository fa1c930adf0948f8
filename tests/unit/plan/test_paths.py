# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Paths of fields: read as the API server writes them, found, removed and put in; and what drift does not count."""

from __future__ import annotations

from typing import Any, Optional

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import RequestError
from ansible_collections.native.helm.plugins.module_utils._helm.plan import fieldpath, ignoring
from ansible_collections.native.helm.plugins.module_utils._helm.plan.fieldpath import MISSING
from ansible_collections.native.helm.plugins.module_utils._helm.plan.ignoring import Ignored

from .api import item

APP = {"name": "app", "port": 80}


@pytest.mark.parametrize(
    ("path", "steps"),
    [
        ("", []),
        (".a", ["a"]),
        (".a.b-c/d", ["a", "b-c/d"]),
        (".a[0][-1].b", ["a", 0, -1, "b"]),
        ('.a[name="app"]', ["a", {"name": "app"}]),
        ('.a[name="app",port=80].b', ["a", APP, "b"]),
        ('.a[name="x]=,\\"y"].b', ["a", {"name": 'x]=,"y'}, "b"]),
        ('.a[="x"]', ["a", ("=", "x")]),
        (".a[=1].b", ["a", ("=", 1), "b"]),
        ('.a[={"b":[1]}]', ["a", ("=", {"b": [1]})]),
        (".a[on=true,off=null]", ["a", {"on": True, "off": None}]),
    ],
)
def test_a_path_is_read_as_its_steps(path: str, steps: list[Any]) -> None:
    assert fieldpath.parse(path) == steps


@pytest.mark.parametrize(
    "path",
    [
        "a",
        ".a.",
        ".a[",
        ".a[]",
        ".a[b]",
        ".a[b=",
        ".a[b=x]",
        '.a[b="c"',
        '.a[b="c";d=1]',
        '.a[b="c",',
        '.a[="x"',
        ".a[0",
        '.a[="x",b=1]',
    ],
)
def test_what_is_no_path_is_not_understood(path: str) -> None:
    assert fieldpath.parse(path) is None
    assert fieldpath.located(path, (), {}) is None


@pytest.mark.parametrize(
    ("key", "step"),
    [
        ("f:spec", "spec"),
        ("f:a:b", "a:b"),
        ("f:", ""),
        ("i:2", 2),
        ('k:{"name":"app"}', {"name": "app"}),
        ('v:"x"', ("=", "x")),
        ("v:1", ("=", 1)),
        (".", None),
        ("x:y", None),
    ],
)
def test_what_a_key_of_a_managers_fields_means(key: str, step: Any) -> None:
    assert fieldpath.of_fields(key) == step


@pytest.mark.parametrize(
    ("step", "shown"),
    [
        ("spec", ".spec"),
        (2, "[2]"),
        (("=", "x"), '[="x"]'),
        (("=", True), "[=true]"),
        ({"port": 80, "name": 'a"b'}, '[name="a\\"b",port=80]'),
    ],
)
def test_a_step_is_shown_as_the_server_does(step: Any, shown: str) -> None:
    assert fieldpath.shown_step(step) == shown
    assert fieldpath.shown(["a", step]) == f".a{shown}"


# Located


def test_the_first_manager_that_has_the_path_tells_its_steps() -> None:
    held = [{"f:x": {}}, {"f:a": {"f:b": {}}}, {"f:a.b": {}}]
    assert fieldpath.located(".a.b", held, {}) == ["a", "b"]
    assert fieldpath.located(".a.b", held[::-1], {}) == ["a.b"]


@pytest.mark.parametrize(
    ("path", "held", "steps"),
    [
        (".a.b", {"f:a": {".": {}}}, ["a", "b"]),  # not in it: as the path reads
        (".ab", {"f:a": {}}, ["ab"]),
        (".a", {"f:a.b": {}}, ["a"]),
        ('.a[name="x"].b', {"f:a": {'k:{"name":"x"}': {"f:b": {}}}}, ["a", {"name": "x"}, "b"]),
        (".a.b.c", {"f:a": {"f:b": {}}, "f:a.b": {"f:c": {}}}, ["a.b", "c"]),
    ],
)
def test_names_end_where_the_managers_do(path: str, held: dict[str, Any], steps: list[Any]) -> None:
    assert fieldpath.located(path, [held], {}) == steps


@pytest.mark.parametrize(
    ("path", "body", "steps"),
    [
        (".a.b.c", {"a": {"b.c": 1}, "a.b": {"c": 1}}, ["a.b", "c"]),  # longer names first
        (".a.b", {"a": {"c": 1}}, ["a", "b"]),
        (".ab", {"a": {"b": 1}}, ["ab"]),
        (".a.b.c", {"a": {"b": {"c": 1}}, "a.b": {"x": 1}}, ["a", "b", "c"]),
        (".a[0].x.y", {"a": [{"x.y": 1}]}, ["a", 0, "x.y"]),
        (".a[1].x.y", {"a": [{"x.y": 1}]}, ["a", 1, "x", "y"]),
        ('.a[name="n"].x.y', {"a": [{"name": "n", "x.y": 1}]}, ["a", {"name": "n"}, "x.y"]),
        ('.a[name="m"].x.y', {"a": [{"name": "n", "x.y": 1}]}, ["a", {"name": "m"}, "x", "y"]),
        ('.a[="x.y"]', {"a": ["x.y"]}, ["a", ("=", "x.y")]),
    ],
)
def test_names_end_where_the_body_does_else(path: str, body: Any, steps: list[Any]) -> None:
    assert fieldpath.located(path, (), body) == steps


# Found, removed, put in


BODY: dict[str, Any] = {
    "a": {"b": None, "c": [1, {"name": "x", "v": 1}, "two", {"name": "y"}]},
    "ports": [{"containerPort": 53, "protocol": "UDP"}, {"containerPort": 53}],
}


@pytest.mark.parametrize(
    ("steps", "places"),
    [
        ([], []),
        (["a"], ["a"]),
        (["a", "b"], ["a", "b"]),
        (["a", "c", 0], ["a", "c", 0]),
        (["a", "c", "0"], ["a", "c", 0]),
        (["a", "c", "3"], ["a", "c", 3]),
        (["a", "c", {"name": "x"}, "v"], ["a", "c", 1, "v"]),
        (["a", "c", {"name": "y"}], ["a", "c", 3]),
        (["a", "c", ("=", "two")], ["a", "c", 2]),
        (["ports", {"containerPort": 53, "protocol": "TCP"}], ["ports", 1]),
        (["ports", {"containerPort": 53, "protocol": "UDP"}], ["ports", 0]),
        (["a", "c", {"name": "x", "defaulted": 1}, "v"], ["a", "c", 1, "v"]),  # its definition has a default
        (["ports", {"containerPort": 54, "protocol": "TCP"}], None),
        (["a", "x"], None),
        (["a", 0], None),
        (["a", "b", "c"], None),
        (["a", "c", 4], None),
        (["a", "c", -1], None),
        (["a", "c", "-1"], None),
        (["a", "c", "01"], None),
        (["a", "c", "²"], None),  # a digit to Python, no index
        (["a", "c", "x"], None),
        (["a", "c", {"name": "z"}], None),
        (["a", "c", {"other": 1}], None),
        (["a", "c", ("=", "three")], None),
        (["a", ("=", "b")], None),
    ],
)
def test_where_the_steps_lead(steps: list[Any], places: Optional[list[Any]]) -> None:
    assert fieldpath.place_of(BODY, steps) == places
    assert fieldpath.find(BODY, steps) is (places is not None)
    found: Any = MISSING
    if places is not None:
        found = BODY
        for place in places:
            found = found[place]
    assert fieldpath.value_at(BODY, steps) is found


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        (["a", "b"], {"c": BODY["a"]["c"]}),
        (["a", "c", 0], {"b": None, "c": BODY["a"]["c"][1:]}),
        (["a", "c", {"name": "x"}, "v"], {"b": None, "c": [1, {"name": "x"}, "two", {"name": "y"}]}),
        (["a", "c", ("=", "two")], {"b": None, "c": [1, {"name": "x", "v": 1}, {"name": "y"}]}),
    ],
)
def test_what_is_taken_out_is_taken_out_of_a_copy(steps: list[Any], expected: Any) -> None:
    before = repr(BODY)
    assert fieldpath.without(BODY, steps) == {**BODY, "a": expected}
    assert repr(BODY) == before


@pytest.mark.parametrize("steps", [[], ["x"], ["a", "x"], ["a", "c", 9], ["a", "b", "c"]])
def test_where_nothing_is_nothing_is_taken_out(steps: list[Any]) -> None:
    assert fieldpath.without(BODY, steps) == BODY
    assert fieldpath.without(BODY, steps[:1] if steps == ["x"] else []) is BODY


def test_what_is_put_in_is_put_into_a_copy() -> None:
    before = repr(BODY)
    assert fieldpath.placed(BODY, ["a", "c", {"name": "x"}, "v"], 9)["a"]["c"][1] == {"name": "x", "v": 9}
    assert fieldpath.placed(BODY, ["a", "b"], {})["a"]["b"] == {}
    assert fieldpath.placed(BODY, [], 9) == 9
    assert repr(BODY) == before


def test_fields_that_are_empty_in_the_body_are_nobodys() -> None:
    fields = {
        "f:a": {".": {}, "f:b": {}, "f:c": {}},
        "f:list": {'k:{"name":"x"}': {"f:d": {}, "f:e": {}}},
        "f:gone": {"f:x": {}},
    }
    body = {"a": {"b": {}, "c": ""}, "list": [{"name": "x", "d": [], "e": 0}]}
    assert fieldpath.without_void(fields, body) == {
        "f:a": {".": {}, "f:c": {}},
        "f:list": {'k:{"name":"x"}': {"f:e": {}}},
        "f:gone": {"f:x": {}},
    }


# What drift does not count


MAP = item("ConfigMap")


@pytest.mark.parametrize(
    ("rule", "meant"),
    [
        (Ignored(), True),
        (Ignored(kind="ConfigMap"), True),
        (Ignored(kind="ConfigMap", name="a", namespace="ns"), True),
        (Ignored(kind="Secret"), False),
        (Ignored(name="b"), False),
        (Ignored(namespace="other"), False),
        (Ignored(kind="ConfigMap", name="a", namespace="other"), False),
    ],
)
def test_which_objects_a_rule_means(rule: Ignored, meant: bool) -> None:
    assert rule.means(MAP) is meant
    assert Ignored() == ("", "", "", ())
    assert ignoring.pointers_of((rule,), MAP) == (None if meant else [])


def test_all_rules_that_mean_an_object_count() -> None:
    rules = (
        Ignored(kind="Secret"),
        Ignored(paths=("/a", "/b~1c/0")),
        Ignored(kind="Secret", paths=("/no",)),
        Ignored(paths=("/~01",)),
    )
    assert ignoring.pointers_of(rules, MAP) == [["a"], ["b/c", "0"], ["~1"]]
    assert ignoring.pointers_of((*rules, Ignored()), MAP) is None
    assert ignoring.pointers_of((), MAP) == []


@pytest.mark.parametrize("pointer", ["", "/", "a", "a/b", ".a"])
def test_what_is_no_pointer_is_refused_with_how_one_is_written(pointer: str) -> None:
    with pytest.raises(RequestError) as caught:
        ignoring.parse(pointer)
    assert caught.value.problem == f"{pointer!r} is no JSON pointer"
    assert "begins with a slash" in caught.value.hint


@pytest.mark.parametrize(
    ("steps", "covered"),
    [
        (["a", "c"], True),
        (["a", "c", {"name": "x"}, "v"], True),
        (["ports", {"containerPort": 53, "protocol": "TCP"}, "containerPort"], True),
        (["ports", {"containerPort": 53, "protocol": "UDP"}], False),
        (["a"], False),
        (["a", "b"], False),
        (["a", "none"], False),
    ],
)
def test_what_is_at_a_pointer_or_below_is_covered(steps: list[Any], covered: bool) -> None:
    assert ignoring.covers([["x"], ["a", "c"], ["ports", "1"]], BODY, steps) is covered


def test_several_places_are_left_as_they_are() -> None:
    body, live = {"a": 1, "b": 2, "c": 3}, {"a": 9, "b": 2}
    assert ignoring.left_as_live(body, live, [["a"], ["b"], ["c"]]) == {"a": 9, "b": 2}
    assert body == {"a": 1, "b": 2, "c": 3}
    assert ignoring.left_as_live(body, live, []) is body
