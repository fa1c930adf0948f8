# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What differs between renders is taken from the last revision, what the chart changed is not."""

from __future__ import annotations

import base64

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.codecs.yaml import codec as yaml_codec
from ansible_collections.native.helm.plugins.module_utils._helm.plan.unstable import Doc, kept


def config(text: str, name: str = "a", more: str = "") -> str:
    return f"# Source: t\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {name}\ndata:\n  text: {text}\n{more}"


def secret(text: str) -> str:
    value = base64.b64encode(text.encode()).decode()
    return f"apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\ndata:\n  file: {value}\n"


def one(old: str, new: str, *others: str) -> str:
    return kept([Doc("t", old)], [Doc("t", new)], [[Doc("t", other)] for other in others])[0]


def test_random_value_is_the_old_one_and_the_text_the_old_text() -> None:
    old = config("aaa  # the comment of the last revision")
    assert one(old, config("bbb"), config("ccc"), config("ddd")) == old


def test_what_is_the_same_in_every_render_is_the_charts() -> None:
    assert one(config("aaa"), config("bbb"), config("bbb")) == config("bbb")


def test_change_beside_a_random_value_is_kept_with_the_old_value() -> None:
    new, again = (config(text, more="  other: two\n") for text in ("bbb", "ccc"))
    found = one(config("aaa", more="  other: one\n"), new, again)
    assert found.startswith("# Source: t\n")
    assert yaml_codec.load_objects(found)["data"] == {"text": "aaa", "other": "two"}


@pytest.mark.parametrize(
    ("old", "new", "other", "expected"),
    [
        pytest.param("user=x pass=aaa", "user=x pass=bbb", "user=x pass=ccc", "user=x pass=aaa", id="word"),
        pytest.param("user=x pass=aaa", "user=y pass=bbb", "user=y pass=ccc", "user=y pass=bbb", id="rest-changed"),
        pytest.param("u=x\npass=aaa\n", "u=y\npass=bbb\n", "u=y\npass=ccc\n", "u=y\npass=aaa\n", id="line"),
        pytest.param("a!b c", "!!x", "y-z?", "a!b c", id="nothing-stable"),
        pytest.param("pass=aaa", "n=1\npass=bbb", "n=1\npass=ccc", "n=1\npass=aaa", id="line-added"),
    ],
)
@pytest.mark.parametrize("encoded", [False, True], ids=["plain", "secret"])
def test_texts_that_are_random_in_part(old: str, new: str, other: str, expected: str, encoded: bool) -> None:
    if encoded:
        found = one(secret(old), secret(new), secret(other))
        assert yaml_codec.load_objects(found) == yaml_codec.load_objects(secret(expected))
    else:
        quoted = [config(text.replace("\n", "\\n").join('""')) for text in (old, new, other)]
        found = one(*quoted)
        assert kept([Doc("t", found)], [Doc("t", found)], []) == [found]
        assert yaml_codec.load_objects(found)["data"]["text"] == expected


def test_random_names_are_paired_by_their_template() -> None:
    old, new, other = (config("same", name=f"job-{word}") for word in ("aaa", "bbb", "ccc"))
    assert one(old, new, other) == old


def test_equal_by_chance_in_one_render_is_still_random() -> None:
    assert one(config("7"), config("4"), config("4"), config("5")) == config("7")


def test_new_object_has_its_own_value() -> None:
    found = kept([], [Doc("t", config("bbb"))], [[Doc("t", config("ccc"))]])
    assert found == [config("bbb")]


def test_object_that_stands_twice_keeps_a_text_each() -> None:
    texts = [config("one"), config("two"), config("aaa", "b")]
    again = [*texts[:2], config("bbb", "b")], [*texts[:2], config("ccc", "b")]
    old, new, other = ([Doc("t", text) for text in docs] for docs in (texts, *again))
    assert kept(old, new, [other]) == texts
