# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What of an object a document shows, and of what there are HMACs only."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.approval import discretion
from ansible_collections.native.helm.plugins.module_utils._helm.approval.discretion import Discretion
from ansible_collections.native.helm.plugins.module_utils._helm.approval.random_parts import RANDOM, marked
from ansible_collections.native.helm.plugins.module_utils._helm.approval.sealing import Seal
from ansible_collections.native.helm.plugins.module_utils._helm.base.mask import MASK
from ansible_collections.native.helm.plugins.module_utils._helm.base.secrets import Secrets

SEAL = Seal("a key", "salt")


def config(**data: Any) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c"}, "data": data}


def secret(**data: str) -> dict[str, Any]:
    encoded = {key: base64.b64encode(text.encode()).decode() for key, text in data.items()}
    return {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s"}, "data": encoded}


def shown(body: dict[str, Any], *secrets: str, others: tuple[dict[str, Any], ...] = (), seal: Any = None) -> Any:
    known = Secrets()
    known.add(*secrets)
    return Discretion(known, seal, "web/shop").body(body, "it", list(others))


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("plain", "plain"),
        ("hunter22", MASK),
        ("db://me:hunter22@db", MASK),
        ("a=1\npass=hunter22\nb=2", f"a=1\n{MASK}\nb=2"),
        ("pin=42", MASK),  # a short secret, too, where it is a word
        ("a 142 b", "a 142 b"),
        (base64.b64encode(b"hunter22").decode(), MASK),
        (hashlib.sha256(b"hunter22").hexdigest(), MASK),
        (f"sum {hashlib.md5(b'hunter22').hexdigest()}", MASK),
        (f"img@sha256:{'a' * 64}", f"img@sha256:{'a' * 64}"),
        (f"app:{'b' * 40}", f"app:{'b' * 40}"),
        (3, 3), (True, True), (None, None),
    ],
)  # fmt: skip
def test_a_line_with_a_secret_is_hidden(text: Any, seen: Any) -> None:
    assert shown(config(text=text), "hunter22", "42")[0]["data"]["text"] == seen


def test_checksums_are_known_by_their_names_too() -> None:
    body = config(configHash="0123456789", size="0123456789")
    body["metadata"]["annotations"] = {"checksum/secret": "12345678", "at": "1796052333", "x": "c" * 40}
    found = shown(body)[0]
    assert found["data"] == {"configHash": MASK, "size": "0123456789"}
    assert found["metadata"]["annotations"] == {"checksum/secret": MASK, "at": "1796052333", "x": MASK}


def test_all_that_a_secret_holds_is_hidden_and_sealed_each_by_itself() -> None:
    body, sealed = shown(secret(a="1", b="1"), seal=SEAL)
    assert body["data"] == {"a": MASK, "b": MASK}
    assert set(sealed) == {"/data/a", "/data/b"} and sealed["/data/a"] != sealed["/data/b"]
    assert shown(secret(a="1", b="1"), seal=SEAL)[1] == sealed
    assert shown(secret(a="2", b="1"), seal=SEAL)[1]["/data/b"] == sealed["/data/b"]
    assert shown(secret(a="1"))[1] == {}  # without a key there is nothing to try a secret by


def test_a_password_of_a_secret_is_hidden_in_other_objects() -> None:
    known = Discretion(Secrets(), None, "web/shop")
    known.learn([secret(password="hunter2x", user="postgres", port="5432"), None])
    body = config(url="db://postgres:hunter2x@db", image="postgres:16", port="5432")
    assert known.body(body, "it", [])[0]["data"] == {"url": MASK, "image": "postgres:16", "port": "5432"}


def test_a_change_shows_what_differs_and_not_what_was_in_a_secrets_place() -> None:
    known = Secrets()
    known.add("new-secret")
    before, after = config(a="1", b="old-one", c="x"), config(a="2", b="new-secret", c="x", d="added")
    changes, sealed = Discretion(known, SEAL, "web/shop").change(before, after, after, "it", [])
    assert changes == [
        {"field": "/data/a", "before": "1", "after": "2"},
        {"field": "/data/b", "before": MASK, "after": MASK},
        {"field": "/data/d", "before": None, "after": "added"},
    ]
    assert set(sealed) == {"/data/b"}


def test_what_only_the_server_adds_is_no_part_of_a_change() -> None:
    body = {"kind": "Service", "spec": {"type": "NodePort", "ports": [{"port": 80}]}}
    before = {"kind": "Service", "spec": {"type": "ClusterIP", "ports": [{"port": 80}]}}
    after = {"kind": "Service", "spec": {"type": "NodePort", "ports": [{"port": 80, "nodePort": 31234}], "x": "y"}}
    changes = Discretion(Secrets(), None, "web/shop").change(before, after, body, "it", [])[0]
    assert changes == [{"field": "/spec/type", "before": "ClusterIP", "after": "NodePort"}]


@pytest.mark.parametrize(
    ("value", "others", "expected"),
    [
        ("a", ["a", "a"], "a"),
        ("a", ["b", "c"], RANDOM),
        (1, [2, 3], RANDOM),
        ("size=1\nid=a\n", ["size=1\nid=b\n", "size=1\nid=c\n"], f"size=1\n{RANDOM}\n"),
        ("a\nb", ["a\nb\nc", "a"], RANDOM),
        ("a\n", ["b\n", "c\n"], RANDOM),
        ("a", [None, "b"], RANDOM),
    ],
)
def test_of_random_texts_what_is_always_the_same_stays(value: Any, others: list[Any], expected: Any) -> None:
    assert marked(value, others) == expected


def test_random_parts_of_a_secret_are_neither_shown_nor_sealed() -> None:
    bodies = [secret(file=f"size=1\nid={letter}\n", made=letter) for letter in "abc"]
    body, sealed = shown(bodies[0], others=tuple(bodies[1:]), seal=SEAL)
    assert body["data"] == {"file": MASK, "made": RANDOM} and set(sealed) == {"/data/file"}
    again = shown(bodies[1], others=(bodies[0], bodies[2]), seal=SEAL)[1]
    assert again == sealed  # what is random in it makes no difference
    other = [secret(file=f"size=2\nid={letter}\n", made=letter) for letter in "abc"]
    assert shown(other[0], others=tuple(other[1:]), seal=SEAL)[1] != sealed


@pytest.mark.parametrize("text", ["{{ $labels.pod }}", "{% if x %}", "{# no #}", "{ {", "a{b}"])
def test_ansible_finds_no_template_in_a_document(text: str) -> None:
    hidden = discretion.unlike_a_template(text)
    assert not any(mark in hidden for mark in ("{{", "{%", "{#"))
    assert discretion.as_it_was(hidden) == text
