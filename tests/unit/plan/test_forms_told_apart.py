# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is no difference although it is written otherwise: nulls, empty maps, what the cluster itself writes."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.plan import client_side, disputes, fieldpath, injected
from ansible_collections.native.helm.plugins.module_utils._helm.plan.model import FieldConflict, Item

from .api import stated

Object = dict[str, Any]


def config(api_version: str = "v1", kind: str = "ConfigMap", **parts: Any) -> Object:
    return {"apiVersion": api_version, "kind": kind, "metadata": {"name": "c"}, **parts}


@pytest.mark.parametrize(
    ("original", "body", "live", "patch"),
    [
        ({"a": None}, {"a": None}, {"a": ""}, {}),  # of which the server made an empty text
        ({"a": None}, {"a": None}, {}, {}),
        ({"a": None}, {"a": None}, {"a": None}, {}),  # a custom resource may hold one
        ({"a": "x"}, {"a": None}, {"a": "x"}, {"a": None}),
        ({"a": "x"}, {"a": None}, {"a": ""}, {}),
        ({"a": None}, {}, {"a": ""}, {"a": None}),  # the chart says of it no more
        ({"a": None}, {"a": "x"}, {"a": ""}, {"a": "x"}),
        (None, {"a": None, "b": "x"}, None, {"b": "x"}),
    ],
)
@pytest.mark.parametrize("kind", [("v1", "ConfigMap"), ("example.com/v1", "Widget")], ids=["known", "custom"])
def test_a_null_is_nothing_said(kind: tuple[str, str], original: Any, body: Object, live: Any, patch: Object) -> None:
    made = client_side.patch_of(config(*kind, data=original), config(*kind, data=body), config(*kind, data=live))
    assert made.body == ({"data": patch} if patch else {})


def test_what_someone_else_put_in_the_place_of_a_null_goes() -> None:
    """As in helm, whose patch has the null. Of custom resources others' additions stay."""
    given = config(data={"a": None})
    assert client_side.patch_of(given, given, config(data={"a": "edited"})).body == {"data": {"a": None}}


def test_a_patch_without_nulls_changes_nothing_that_it_was_given() -> None:
    before, now = config(data={"a": None}), config(data={"a": None})
    made = client_side.patch_of(before, now, config(data={"a": ""}))
    assert (before, now, made.original) == (config(data={"a": None}),) * 3


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        ({"spec": {"a": {}}}, {}),
        ({"spec": {"a": {"b": []}}}, {}),
        ({"spec": {"a": {"b": {"c": {}}}}}, {}),
        ({"spec": {"a": {"b": None}}}, {"f:spec": {"f:a": {"f:b": {}}}}),
        ({"spec": {"a": {"b": [1]}}}, {"f:spec": {"f:a": {"f:b": {}}}}),
    ],
)
def test_a_map_of_nothing_but_empty_ones_is_held_by_nobody(body: Object, kept: Object) -> None:
    assert fieldpath.without_void({"f:spec": {"f:a": {"f:b": {}}}}, body) == kept


CONTROLLER = "clusterrole-aggregation-controller"
RULES = FieldConflict(".rules", CONTROLLER, "", "conflict")
RULE = {"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}


def role(*, aggregated: bool, kind: str = "ClusterRole", **parts: Any) -> Item:
    rule = {"aggregationRule": {"clusterRoleSelectors": [{"matchLabels": {"a": "b"}}]}} if aggregated else {}
    return Item(config("rbac.authorization.k8s.io/v1", kind, **rule, **parts), "")


@pytest.mark.parametrize("rules", [{"rules": []}, {"rules": None}, {"rules": [RULE]}, {}])
def test_the_rules_of_an_aggregated_role_are_the_clusters_whatever_the_chart_says(rules: Object) -> None:
    item = role(aggregated=True, **rules)
    resolution = disputes.resolve(item, [RULES], *stated(original={item.key: item}, settled=True))
    assert "rules" not in resolution.body
    assert (resolution.force, resolution.refused, resolution.drifted) == (False, [], [])
    live = {**item.body, "rules": [RULE, RULE]}
    live["metadata"] = {"managedFields": [{"manager": CONTROLLER, "fieldsV1": {"f:rules": {}}}]}
    left, before, found = injected.left_to_others(item, item, live)
    assert ("rules" in left.body, "rules" in before.body, found) == (False, False, [])


@pytest.mark.parametrize("item", [role(aggregated=False, rules=[]), role(aggregated=True, kind="Role", rules=[])])
def test_other_rules_are_not(item: Item) -> None:
    assert not injected.is_aggregated(item, ["rules"])


def test_nothing_else_of_an_aggregated_role_is() -> None:
    assert not injected.is_aggregated(role(aggregated=True), ["metadata", "labels", "rules"])
