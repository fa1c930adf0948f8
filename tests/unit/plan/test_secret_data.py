# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A Secret's stringData is sent as what the server makes of it (Kubernetes: core/v1, conversion of Secrets)."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.apply import managed_fields
from ansible_collections.native.helm.plugins.module_utils._helm.plan import ignoring, objects, secret_data
from ansible_collections.native.helm.plugins.module_utils._helm.plan.ignoring import Ignored
from ansible_collections.native.helm.plugins.module_utils._helm.plan.model import Item


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ({"stringData": {"a": "x"}}, {"data": {"a": "eA=="}}),
        ({"stringData": {"a": "x"}, "data": {"b": "eg=="}}, {"data": {"b": "eg==", "a": "eA=="}}),
        ({"stringData": {"a": "x"}, "data": {"a": "eg=="}}, {"data": {"a": "eA=="}}),
        ({"stringData": {"a": "ä\n"}, "data": None}, {"data": {"a": "w6QK"}}),
        ({"stringData": {"a": "\udcff"}}, {"data": {"a": "/w=="}}),  # a byte that is no UTF-8, as texts have it here
        ({"stringData": {"a": "", "b": None}}, {"data": {"a": "", "b": ""}}),
        ({"stringData": {}, "data": {"b": "eg=="}}, {"data": {"b": "eg=="}}),
        ({"stringData": None}, {}),
        ({"stringData": {}}, {}),
        ({"data": {"b": "eg=="}, "type": "x"}, {"data": {"b": "eg=="}, "type": "x"}),
    ],
)
def test_string_data_goes_over_data(given: dict[str, Any], stored: dict[str, Any]) -> None:
    before = repr(given)
    assert secret_data.as_stored(given) == stored
    assert repr(given) == before


@pytest.mark.parametrize(
    "wrong", [{"stringData": {"a": 1}}, {"stringData": ["x"]}, {"stringData": {"a": "x"}, "data": ["x"]}]
)
def test_what_the_server_refuses_is_sent_as_it_is(wrong: dict[str, Any]) -> None:
    assert secret_data.as_stored(wrong) is wrong


@pytest.mark.parametrize(
    ("api_version", "kind", "turned"), [("v1", "Secret", True), ("example.com/v1", "Secret", False), ("v1", "X", False)]
)
def test_only_secrets_have_it(api_version: str, kind: str, turned: bool) -> None:
    text = f"apiVersion: {api_version}\nkind: {kind}\nmetadata: {{name: s}}\nstringData: {{a: x}}\n"
    (item,) = objects.items(text, lambda _version, _kind: True, release="web", namespace="ns")
    assert ("data" in item.body, "stringData" in item.body) == (turned, not turned)


def test_a_place_that_drift_does_not_count_is_found_where_it_is_stored() -> None:
    item = Item({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s"}}, "ns")
    rules = (Ignored(paths=("/stringData/a~1b", "/data/c", "/stringData")),)
    assert ignoring.pointers_of(rules, item) == [["data", "a/b"], ["data", "c"], ["data"]]
    other = Item({**item.body, "kind": "ConfigMap"}, "ns")
    assert (ignoring.pointers_of(rules, other) or [])[0] == ["stringData", "a/b"]
    assert secret_data.pointer_as_stored(["type"]) == ["type"]


def test_what_helm_held_of_string_data_it_holds_of_data() -> None:
    held = {"f:stringData": {".": {}, "f:a": {}}, "f:data": {"f:b": {}}, "f:type": {}}
    assert secret_data.fields_as_stored(held) == {"f:data": {".": {}, "f:a": {}, "f:b": {}}, "f:type": {}}
    assert secret_data.fields_as_stored({"f:data": {"f:b": {}}}) == {"f:data": {"f:b": {}}}


class Live:
    """A client of one Secret, which remembers the managed fields that were patched."""

    def __init__(self, *entries: dict[str, Any]) -> None:
        self.entries: Any = list(entries)
        self.patched: Any = None

    def get(self, *_address: str) -> dict[str, Any]:
        return {"metadata": {"managedFields": self.entries, "resourceVersion": "1"}}

    def patch(self, *given: Any, **_how: Any) -> None:
        self.patched = given[4][0]["value"]


def test_fields_change_hands_before_an_apply() -> None:
    item = Item({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s"}}, "ns")
    kubectl = {"manager": "kubectl", "operation": "Update", "fieldsV1": {"f:stringData": {}}}
    entry = {"manager": "helm", "operation": "Apply", "fieldsV1": {"f:stringData": {"f:a": {}}}}
    turned = {**entry, "fieldsV1": {"f:data": {"f:a": {}}}}
    client = Live(kubectl, entry)
    assert managed_fields.migrate(client, item, "helm") and client.patched == [kubectl, turned]  # type: ignore[arg-type]
    assert not managed_fields.migrate(Live(kubectl, turned), item, "helm")  # type: ignore[arg-type]
    update = {"manager": "helm", "operation": "Update", "fieldsV1": {"f:data": {"f:b": {}}}}
    client = Live(update, entry)
    assert managed_fields.migrate(client, item, "helm")  # type: ignore[arg-type]
    assert [one["fieldsV1"] for one in client.patched] == [{"f:data": {"f:a": {}, "f:b": {}}}]
