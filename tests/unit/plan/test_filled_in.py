# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fields that others filled in, found in what managers hold of a live object, and left out of both sides of a merge."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.plan import injected
from ansible_collections.native.helm.plugins.module_utils._helm.plan.model import FieldConflict, Item

from .api import item, live, managed


def config(**data: Any) -> Item:
    return item("ConfigMap", data=data)


def left(one: Item, original: Item, *entries: tuple[Any, dict[str, Any]], **body: Any) -> tuple[Any, Any, list[str]]:
    """What is left of both sides, and which fields were left. entries: (fieldsV1, what else the manager's entry says).
    body: of the live object."""
    there = live(one, **body)
    for fields, more in entries:
        there = managed(there, fields, **{"manager": "other", "operation": "Update", **more})
    now, was, found = injected.left_to_others(one, original, there)
    assert (now.namespace, now.source) == (one.namespace, one.source)
    return now.body, was.body, [conflict.field for conflict in found]


DATA = {"f:data": {".": {}, "f:a": {}}}


@pytest.mark.parametrize(
    ("before", "now", "more", "fields"),
    [
        ("", "", {}, [".data.a"]),
        ("", "", {"operation": "Apply"}, [".data.a"]),
        ("", "", {"manager": "helm"}, []),
        ("", "", {"manager": "kubectl-edit"}, []),
        ("", "", {"manager": None}, [".data.a"]),
        ("", "", {"subresource": "status"}, []),
        ("", "1", {}, []),
        ("1", "", {}, []),
        ("1", "1", {}, []),
    ],
)
def test_a_blank_field_that_somebody_filled_is_left(before: str, now: str, more: dict[str, Any], fields: Any) -> None:
    one, original = config(a=now, b="1"), config(a=before, b="1")
    rest, was, found = left(one, original, (DATA, more), data={"a": "theirs", "b": "1"})
    assert found == fields
    assert (rest["data"], was["data"]) == (
        ({"b": "1"}, {"b": "1"}) if fields else ({"a": now, "b": "1"}, {"a": before, "b": "1"})
    )
    assert one.body["data"] == {"a": now, "b": "1"}


def test_who_left_what_is_told() -> None:
    one = config(a="")
    there = managed(live(one, data={"a": "x"}), DATA, "certgen")
    _now, _was, found = injected.left_to_others(one, one, there)
    assert found == [FieldConflict(".data.a", "certgen", "", "")]
    there["metadata"]["managedFields"][0]["manager"] = None
    assert injected.left_to_others(one, one, there)[2] == [FieldConflict(".data.a", "", "", "")]


@pytest.mark.parametrize("metadata", [None, {"managedFields": None}])
def test_where_nobody_holds_anything_nothing_is_left(metadata: Any) -> None:
    one = config(a="")
    assert injected.left_to_others(one, one, {**one.body, "metadata": metadata}) == (one, one, [])


def test_a_field_that_has_the_charts_value_is_not_left() -> None:
    assert left(config(a=""), config(a=""), (DATA, {}), data={"a": ""})[2] == []


def test_a_field_that_the_live_object_has_not_is_not_left() -> None:
    assert left(config(a=""), config(a=""), (DATA, {}), data={"b": "1"})[2] == []


def test_a_field_of_which_the_chart_never_said_anything_is_nobodys_business() -> None:
    assert left(config(b="1"), config(b="1"), (DATA, {}), data={"a": "x", "b": "1"})[2] == []


def test_a_field_that_only_one_side_says_is_left_out_of_that_one() -> None:
    rest, was, found = left(config(b="1"), config(a="", b="1"), (DATA, {}), data={"a": "x", "b": "1"})
    assert (rest["data"], was["data"], found) == ({"b": "1"}, {"b": "1"}, [".data.a"])


def test_each_field_of_a_manager_counts_by_itself() -> None:
    one = config(a="", b="", d="1")
    fields = {"f:data": {f"f:{name}": {} for name in "abcd"}}
    rest, _was, found = left(one, one, (fields, {}), data={"a": "x", "b": "y", "c": "z", "d": "w"})
    assert (sorted(found), rest["data"]) == ([".data.a", ".data.b"], {"d": "1"})


def test_what_only_one_side_has_blank_as_a_whole_is_looked_into() -> None:
    rest, was, found = left(config(), config(a=""), (DATA, {}), data={"a": "x"})
    assert (found, rest["data"], was["data"]) == ([".data.a"], {}, {})


def test_what_is_blank_as_a_whole_is_left_as_a_whole() -> None:
    one = item("ConfigMap", data={}, binaryData=None)
    rest, _was, found = left(
        one, one, (DATA, {}), ({"f:binaryData": {"f:x": {}}}, {}), data={"a": "x"}, binaryData={"x": "y"}
    )
    assert (found, "data" in rest, "binaryData" in rest) == ([".data", ".binaryData"], False, False)


def test_an_entry_without_fields_leaves_nothing() -> None:
    assert left(config(a=""), config(a=""), (None, {}), data={"a": "x"})[2] == []


def test_every_manager_is_looked_at() -> None:
    one = config(a="", b="", c="1")
    others = [(DATA, {"manager": "helm"}), ({"f:data": {"f:b": {}}}, {}), (DATA, {"manager": "third"})]
    rest, _was, found = left(one, one, *others, data={"a": "x", "b": "y", "c": "1"})
    assert (rest["data"], found) == ({"c": "1"}, [".data.b", ".data.a"])


def hooked(kind: str, api_version: str, bundle: Any) -> Item:
    hooks = [{"name": "w", "clientConfig": {"caBundle": bundle}}, {"name": "v"}]
    return Item({"apiVersion": api_version, "kind": kind, "metadata": {"name": "a"}, "webhooks": hooks}, "", "t.yaml")


BUNDLE = {"f:webhooks": {'k:{"name":"w"}': {".": {}, "f:clientConfig": {"f:caBundle": {}}}}}
KNOWN = "admissionregistration.k8s.io/v1"


@pytest.mark.parametrize(
    ("api_version", "rest"),
    [
        (KNOWN, {}),
        # Lists of a kind that is not known are written as a whole: the live value has to be in them.
        ("example.org/v1", {"caBundle": "UkVBTA=="}),
    ],
)
def test_a_bundle_in_a_list_is_left_without_harm_to_the_list(api_version: str, rest: dict[str, str]) -> None:
    one = hooked("ValidatingWebhookConfiguration", api_version, "Cg==")
    body = hooked("ValidatingWebhookConfiguration", api_version, "UkVBTA==").body["webhooks"]
    now, was, found = left(one, one, (BUNDLE, {"manager": "kubectl-patch"}), webhooks=body)
    assert found == ['.webhooks[name="w"].clientConfig.caBundle']
    assert now["webhooks"] == was["webhooks"] == [{"name": "w", "clientConfig": rest}, {"name": "v"}]


def test_a_field_outside_of_lists_goes_whatever_the_kind() -> None:
    one = item("Widget", spec={"a": "", "b": 1})
    rest, _was, found = left(one, one, ({"f:spec": {"f:a": {}}}, {}), spec={"a": "x", "b": 1})
    assert (rest["spec"], found) == ({"b": 1}, [".spec.a"])


@pytest.mark.parametrize(
    "kind",
    ["APIService", "CustomResourceDefinition", "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"],
)
def test_bundles_are_there_to_be_filled_in_whoever_does(kind: str) -> None:
    one = Item({"apiVersion": "x/v1", "kind": kind, "metadata": {"name": "a"}, "spec": {"caBundle": "QUJD"}}, "")
    assert injected.is_left(one, one, ["spec", "caBundle"], "kubectl-patch") is True
    assert injected.is_left(one, one, ["spec", "other"], "certgen") is True
    assert injected.is_left(one, one, ["spec"], "certgen") is False
    assert injected.is_left(one, one, [], "certgen") is False


@pytest.mark.parametrize("kind", ["Secret", "APIService", "CustomResourceDefinition"])
def test_white_space_is_blank_where_texts_are_bytes(kind: str) -> None:
    one = Item({"apiVersion": "v1", "kind": kind, "metadata": {"name": "a"}}, "ns")
    blank = [injected.is_blank(value, one) for value in ("", " ", "Cg==", "ICA=", "\n")]
    assert blank == [True] * 5
    assert [injected.is_blank(value, one) for value in ("QUJD", "x", "Cg=", "!!", {"a": 1}, 0)] == [False] * 6


def test_white_space_means_something_elsewhere() -> None:
    assert [injected.is_blank(value, config()) for value in (" ", "\n", "Cg==")] == [False] * 3


def test_two_ways_to_say_nothing_are_the_same() -> None:
    one, original = item("Secret", data={"a": "Cg=="}), item("Secret", data={"a": ""})
    assert injected.is_left(one, original, ["data", "a"], "certgen") is True
    assert injected.is_left(one, item("Secret"), ["data", "a"], "certgen") is True
    assert injected.is_left(one, item("Secret", data={"a": "QUJD"}), ["data", "a"], "certgen") is False
