# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is random in a render is told from what the chart changed, whatever the value is, and wherever it stands."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.codecs.yaml import codec as yaml_codec
from ansible_collections.native.helm.plugins.module_utils._helm.plan.unstable import Doc, kept

STABLE = "stable"


def text(body: Any) -> str:
    return json.dumps(body)


def body(data: Any, name: str = "a", **more: Any) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, "data": data, **more}


def one(old: Any, new: Any, *others: Any) -> Any:
    """What becomes of one object."""
    (found,) = kept([Doc("t", text(old))], [Doc("t", text(new))], [[Doc("t", text(other))] for other in others])
    return yaml_codec.load_objects(found)


# old, new, another render of new, what is to be written
VALUES: dict[str, tuple[Any, Any, Any, Any]] = {
    "numbers": ({"a": 1, "b": 1}, {"a": 2, "b": 2}, {"a": 3, "b": 2}, {"a": 1, "b": 2}),
    "numbers with a fraction": ({"a": 1.5}, {"a": 2.5}, {"a": 3.5}, {"a": 1.5}),
    "truth": ({"a": True}, {"a": False}, {"a": True}, {"a": True}),
    "a number for a text": ({"a": "1"}, {"a": 2}, {"a": 3}, {"a": 2}),
    "a number and truth": ({"a": 7}, {"a": 1}, {"a": True}, {"a": 1}),
    "a text in one render only": ({"a": "x"}, {"a": "y"}, {"a": None}, {"a": "y"}),
    "a list for a map": ({"a": {}}, {"a": ["x"]}, {"a": ["y"]}, {"a": ["x"]}),
    "keys that are random": ({"x": 1}, {"y": 1}, {"z": 1}, {"x": 1}),
    "keys that are random further in": ({"m": {"x": 1}, "n": 1}, {"m": {"y": 1}, "n": 2}, {"m": {"z": 1}, "n": 2},
                                       {"m": {"x": 1}, "n": 2}),
    "a key that is new": ({"a": "x"}, {"a": "y", "b": "1"}, {"a": "z", "b": "1"}, {"a": "x", "b": "1"}),
    "a random key's value that is new": ({"a": "x"}, {"a": "y", "b": "1"}, {"a": "z", "b": "2"}, {"a": "x", "b": "1"}),
    "a key that is gone": ({"a": "x", "b": "1"}, {"a": "y"}, {"a": "z"}, {"a": "x"}),
    "elements": ({"l": ["x", 1]}, {"l": ["y", 2]}, {"l": ["z", 2]}, {"l": ["x", 2]}),
    "an element more": ({"l": ["x"]}, {"l": ["y", "n"]}, {"l": ["z", "n"]}, {"l": ["y", "n"]}),
    "a random number of elements": ({"l": ["x"]}, {"l": ["y"]}, {"l": ["y", "z"]}, {"l": ["x"]}),
    "maps in a list": ({"l": [{"k": "x", "n": 1}]}, {"l": [{"k": "y", "n": 2}]}, {"l": [{"k": "z", "n": 2}]},
                       {"l": [{"k": "x", "n": 2}]}),
    "a text with a random number of words": ({"a": "x x"}, {"a": "y"}, {"a": "z z z"}, {"a": "x x"}),
    "a word among others": ({"a": "u=x p=1"}, {"a": "u=x p=2"}, {"a": "u=x p=3"}, {"a": "u=x p=1"}),
    "a word among changed ones": ({"a": "u=x p=1"}, {"a": "u=y p=2"}, {"a": "u=y p=3"}, {"a": "u=y p=2"}),
    "a sign that is stable": ({"a": "u-1"}, {"a": "u+2"}, {"a": "u+3"}, {"a": "u+2"}),
    "lines": ({"a": "u=1\np=x\n"}, {"a": "u=2\np=y\n"}, {"a": "u=2\np=z\n"}, {"a": "u=2\np=x\n"}),
    "a line that is new": ({"a": "p=x\n"}, {"a": "n=1\np=y\n"}, {"a": "n=1\np=z\n"}, {"a": "n=1\np=x\n"}),
    "a random line that is new": ({"a": "p=x\n"}, {"a": "q=1\np=y\n"}, {"a": "q=2\np=z\n"}, {"a": "q=1\np=x\n"}),
    "lines that are two of a kind": ({"a": "p=1\np=2\nu=1\n"}, {"a": "p=3\np=4\nu=2\n"}, {"a": "p=5\np=6\nu=2\n"},
                                    {"a": "p=1\np=2\nu=2\n"}),
    "more lines of a kind than there were": ({"a": "p=1\nu=1\n"}, {"a": "p=3\np=4\nu=2\n"}, {"a": "p=5\np=6\nu=2\n"},
                                            {"a": "p=1\np=4\nu=2\n"}),
    "a line of nothing but chance": ({"a": "x\nu=1\n"}, {"a": "y\nu=2\n"}, {"a": "z\nu=2\n"}, {"a": "y\nu=2\n"}),
    "a line of chance and signs": ({"a": "--x\nu=1\n"}, {"a": "--y\nu=2\n"}, {"a": "--z\nu=2\n"}, {"a": "--y\nu=2\n"}),
    "a line with a random number of words": ({"a": "p=x\nu=1\n"}, {"a": "p=y y\nu=2 w\n"}, {"a": "p=y\nu=2 z w\n"},
                                            {"a": "p=y y\nu=2 w\n"}),
    "a random number of lines": ({"a": "p=x\nu=1\n"}, {"a": "p=y\nu=2 w\n"}, {"a": "p=y u=2\nw\n\n"},
                                {"a": "p=y\nu=2 w\n"}),
    "as many words, more lines": ({"a": "k a:1\nb:2"}, {"a": "c a:3\nb:4"}, {"a": "c a:5\nb\n4"}, {"a": "c a:3\nb:4"}),
    "the order of lines": ({"a": "q=1\np=2\nu=1\n"}, {"a": "p=3\nq=4\nu=2\n"}, {"a": "p=5\nq=6\nu=2\n"},
                          {"a": "p=2\nq=1\nu=2\n"}),
    "fewer lines in another render": ({"a": "p:x\nu:1 w\n"}, {"a": "p:y\nu:2 w\n"}, {"a": "p:y u:2 w\n"},
                                     {"a": "p:y\nu:2 w\n"}),
    "a line with fewer words in another render": ({"a": "p=x x\nu=1\n"}, {"a": "p=y1 y2\nu=2 w\n"},
                                                 {"a": "p=z1\nu=2 z w\n"}, {"a": "p=y1 y2\nu=2 w\n"}),
    "a line that is the chart's own, and one like it": ({"a": "p=1\nu=1\n"}, {"a": "p=1\np=2\nu=2\n"},
                                                       {"a": "p=1\np=3\nu=2\n"}, {"a": "p=1\np=2\nu=2\n"}),
    "one line that changed": ({"a": "u=1 p=x"}, {"a": "u=2 p=y"}, {"a": "u=2 p=z"}, {"a": "u=2 p=y"}),
}  # fmt: skip


@pytest.mark.parametrize("case", VALUES)
def test_a_value_that_is_random_is_the_old_one(case: str) -> None:
    old, new, other, wanted = VALUES[case]
    again = [other, new] if case != "truth" else [other]
    assert one(body(old), body(new), body(other)) == body(wanted)
    assert one(body(old), body(new), *map(body, again)) == body(wanted)
    assert one(body(old), body(new), *map(body, reversed(again))) == body(wanted)


def test_a_word_may_be_equal_by_chance_in_all_but_one_render() -> None:
    old, new = body({"a": "u=x p=1"}), body({"a": "u=x p=2"})
    assert one(old, new, new, body({"a": "u=x p=3"}), new) == old


def test_a_document_that_is_the_same_each_time_is_written_as_it_is() -> None:
    old, new = text(body({"a": 1})), f"# a comment\n{text(body({'a': 2}))}"
    assert kept([Doc("t", old)], [Doc("t", new)], [[Doc("t", new)], [Doc("t", new)]]) == [new]
    assert kept([Doc("t", old)], [Doc("t", new)], []) == [new]
    same = f"# another comment\n{old}"
    for others in ([], [[Doc("t", same)]], [[]]):
        assert kept([Doc("t", old)], [Doc("t", same)], others) == [same]


def test_what_ends_as_it_was_has_the_old_text() -> None:
    old = "# old\n" + text(body({"a": "1", "b": 1.0}))
    new, other = (f"# new\n{text(body({'b': 1, 'a': word}))}" for word in ("2", "3"))
    assert kept([Doc("t", old)], [Doc("t", new)], [[Doc("t", other)]]) == [old]


def test_what_ends_as_it_is_now_has_the_new_text() -> None:
    old = text(body({"x": 1}))
    new, other = (f"# new\n{text(body({'a': word}))}" for word in ("2", ["3"]))
    assert kept([Doc("t", old)], [Doc("t", new)], [[Doc("t", other)]]) == [new]


@pytest.mark.parametrize(
    ("header", "kept_header"),
    [
        ("# Source: t\n", "# Source: t\n"),
        ("# one\n  # two\n", "# one\n  # two\n"),
        ("\n# one\n", "\n# one\n"),
        ("", ""),
    ],
)
def test_a_new_text_has_the_comments_above_it(header: str, kept_header: str) -> None:
    documents = [f"{header}a: {word}\n# inside\nb: {number}\n" for word, number in (("k1", 1), ("k2", 2), ("k3", 2))]
    old, new, other = ([Doc("t", document)] for document in documents)
    assert kept(old, new, [other]) == [f"{kept_header}a: k1\nb: 2\n"]


def test_a_document_that_is_no_yaml_stays_as_it_is() -> None:
    good, bad, worse = text(body({"a": 1})), "a: b: c", "a: b: d"
    assert kept([Doc("t", good)], [Doc("t", bad)], [[Doc("t", worse)]]) == [bad]
    other = text(body({"a": 2}))
    assert kept([Doc("t", good)], [Doc("t", other)], [[Doc("t", bad)]]) == [other]


@pytest.mark.parametrize("odd", ["[]", "text", '{"metadata": 5}', "{}"])
def test_a_document_that_is_no_object_stays_as_it_is(odd: str) -> None:
    assert kept([Doc("t", text(body({"a": 1})))], [Doc("t", odd)], [[Doc("t", f"# another\n{odd}")]]) == [odd]


# Which object is which.


def objects(*found: Any) -> list[Doc]:
    return [Doc(source, text(one)) for source, one in found]


def read(texts: list[str]) -> list[Any]:
    return [yaml_codec.load_objects(found) for found in texts]


def made(word: str, name: str = "a", **more: Any) -> dict[str, Any]:
    return body({"p": word}, name, **more)


def in_namespace(word: str, namespace: str) -> dict[str, Any]:
    return {**made(word), "metadata": {"name": "a", "namespace": namespace}}


@pytest.mark.parametrize(
    "two",
    [
        lambda word: (made(word, "a"), made(word, "b")),
        lambda word: (made(word), made(word, kind="Other")),
        lambda word: (made(word, apiVersion="example.org/v1"), made(word, apiVersion="example.com/v1")),
        lambda word: (in_namespace(word, "one"), in_namespace(word, "two")),
    ],
    ids=["names", "kinds", "groups", "namespaces"],
)
def test_objects_are_known_by_what_the_server_knows_them_by(two: Any) -> None:
    """Wherever they stand, and from whatever template they come."""
    first, second = two("old1")[0], two("old2")[1]
    old = objects(("s", second), ("s", first))
    new = objects(*(("t", found) for found in two("new")))
    other = objects(*(("u", found) for found in reversed(two("other"))))
    assert read(kept(old, new, [other])) == [first, second]


@pytest.mark.parametrize("group", ["apps/", "", "a/b/"])
def test_an_objects_version_may_change(group: str) -> None:
    versions = (("x", "v1beta1"), ("y", "v1"), ("z", "v1"))
    old, new, other = ([Doc(word, text(made(word, apiVersion=group + version)))] for word, version in versions)
    assert read(kept(old, new, [other])) == [made("x", apiVersion=f"{group}v1")]


def test_objects_of_random_names_are_paired_in_their_order() -> None:
    old = objects(("t", made("1", "a1")), ("t", made("2", "a2")), ("t", made("3", "a3")))
    new = objects(("t", made("4", "b1")), ("t", made("5", "b2")))
    other = objects(("t", made("6", "c1")), ("t", made("7", "c2")))
    assert read(kept(old, new, [other])) == [made("1", "a1"), made("2", "a2")]


@pytest.mark.parametrize(
    ("source", "kind"), [("u", "ConfigMap"), ("t", "Other")], ids=["another template", "another kind"]
)
def test_an_object_of_a_random_name_is_paired_in_its_template_only(source: str, kind: str) -> None:
    old = [Doc(source, text(made("1", "a1", kind=kind)))]
    new, other = objects(("t", made("2", "b1"))), objects(("t", made("3", "c1")))
    assert read(kept(old, new, [other])) == [made("2", "b1")]


def test_who_is_known_by_name_is_no_ones_pair_by_chance() -> None:
    old = objects(("t", made("1", "fixed")), ("t", made("2", "r1")))
    new = objects(("t", made("3", "r2")), ("t", made("4", "fixed")))
    other = objects(("t", made("5", "r3")), ("t", made("6", "fixed")))
    assert read(kept(old, new, [other])) == [made("2", "r1"), made("1", "fixed")]


def test_an_object_that_one_render_lacks_is_as_in_the_others() -> None:
    old, new = objects(("t", made("1"))), objects(("t", made("2")))
    assert read(kept(old, new, [[], objects(("t", made("3")))])) == [made("1")]
    assert read(kept(old, new, [[]])) == [made("2")]


# Secrets.


def coded(plain: str) -> str:
    return base64.b64encode(plain.encode()).decode()


def secret(value: str, **more: Any) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "a"}, "data": {"v": value}, **more}


LINES = ("u=1\np=x\n", "u=2\np=y\n", "u=2\np=z\n", "u=2\np=x\n")


def test_a_secrets_value_is_compared_by_what_it_says() -> None:
    old, new, other, wanted = map(coded, LINES)
    assert one(secret(old), secret(new), secret(other)) == secret(wanted)


@pytest.mark.parametrize("change", [{"kind": "ConfigMap"}, {"apiVersion": "example.org/v1"}])
def test_only_a_secrets_data_is(change: dict[str, str]) -> None:
    old, new, other, _wanted = (secret(coded(plain), **change) for plain in LINES)
    assert one(old, new, other) == old
    plain = [{**secret("x"), "stringData": {"v": coded(said)}} for said in LINES[:3]]
    assert one(*plain) == plain[0]
    below = [body({"x": "y"}, spec={"data": {"v": coded(said)}}) for said in LINES[:3]]
    assert one(*below) == below[0]
    deep = [secret(coded("x"), data={"m": {"v": coded(said)}}) for said in LINES]
    assert one(*deep[:3]) == deep[3]


@pytest.mark.parametrize(
    "values",
    [
        ("bm8=", "bm8", "bw=="),
        ("no base64!", coded("u=2\np=y\n"), coded("u=2\np=z\n")),
        (coded("u=1\np=x\n"), "no base64!", "no base64?"),
        (coded("u=1\np=x\n"), f"{coded(LINES[1])}!", coded(LINES[2])),
        ("/////w==", "/////g==", "/////Q=="),
        (coded("u=1\np=x\n"), "/////g==", "/////Q=="),
    ],
    ids=["no padding", "old is none", "new is none", "one letter too many", "bytes", "bytes now"],
)
def test_a_value_that_cannot_be_read_is_the_old_one(values: tuple[str, str, str]) -> None:
    old, new, other = map(secret, values)
    assert one(old, new, other) == old


def test_a_value_that_says_the_same_is_written_as_it_was() -> None:
    """Bits that a padded text leaves over are nobody's."""
    old = "eD1="
    assert base64.b64decode(old) == b"x="
    assert one(secret(old), secret(coded("y=")), secret(coded("z="))) == secret(old)


def test_the_ends_of_lines_in_a_value_say_nothing() -> None:
    """As a block of text has one, and a long value many."""
    old, new, other = (secret(f"{coded(said)[:5]}\r\n{coded(said)[5:]}\n") for said in LINES[:3])
    assert one(old, new, other) == secret(coded(LINES[3]))
