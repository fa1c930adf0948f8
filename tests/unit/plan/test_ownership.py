# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whose a live object is, as helm marks and checks it (Go: action/validate.go), and what may not be deleted."""

from __future__ import annotations

from typing import Any, Optional

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.plan import ownership
from ansible_collections.native.helm.plugins.module_utils._helm.plan.model import Item

from .api import item, live, managed

LABEL = "app.kubernetes.io/managed-by"
NAME = "meta.helm.sh/release-name"
NAMESPACE = "meta.helm.sh/release-namespace"
POLICY = "helm.sh/resource-policy"


def test_the_marks_of_a_release_are_added_to_what_is_there() -> None:
    body = {"kind": "X", "metadata": {"name": "a", "labels": {"x": "1", LABEL: "me"}, "annotations": {"y": "2"}}}
    assert ownership.owned_body(body, "web", "ns") == {
        "kind": "X",
        "metadata": {
            "name": "a",
            "labels": {"x": "1", LABEL: "Helm"},
            "annotations": {"y": "2", NAME: "web", NAMESPACE: "ns"},
        },
    }
    assert body["metadata"]["labels"] == {"x": "1", LABEL: "me"}


@pytest.mark.parametrize("bare", [{}, {"metadata": None}, {"metadata": {"labels": None, "annotations": None}}])
def test_what_has_no_metadata_gets_the_marks_too(bare: dict[str, Any]) -> None:
    metadata = {"labels": {LABEL: "Helm"}, "annotations": {NAME: "web", NAMESPACE: "ns"}}
    assert ownership.owned_body(bare, "web", "ns") == {"metadata": metadata}


MISSING = (
    'invalid ownership metadata; label validation error: missing key "app.kubernetes.io/managed-by": must be set to '
    '"Helm"; annotation validation error: missing key "meta.helm.sh/release-name": must be set to "web"; annotation '
    'validation error: missing key "meta.helm.sh/release-namespace": must be set to "ns"'
)


@pytest.mark.parametrize(
    ("metadata", "problem"),
    [
        (None, MISSING),
        ({}, MISSING),
        ({"labels": None, "annotations": None}, MISSING),
        ({"labels": {LABEL: "Helm"}, "annotations": {NAME: "web", NAMESPACE: "ns"}}, ""),
        (
            {"labels": {LABEL: "Tiller"}, "annotations": {NAME: "web", NAMESPACE: "ns"}},
            (
                'invalid ownership metadata; label validation error: key "app.kubernetes.io/managed-by" must equal '
                '"Helm": current value is "Tiller"'
            ),
        ),
        (
            {"labels": {LABEL: "Helm"}, "annotations": {NAME: "shop", NAMESPACE: "prod"}},
            (
                'invalid ownership metadata; annotation validation error: key "meta.helm.sh/release-name" must equal '
                '"web": current value is "shop"; annotation validation error: key "meta.helm.sh/release-namespace" '
                'must equal "ns": current value is "prod"'
            ),
        ),
    ],
)
def test_what_does_not_belong_to_the_release_is_told_in_helms_words(metadata: Any, problem: str) -> None:
    assert ownership.ownership_problem({"metadata": metadata}, "web", "ns") == problem


@pytest.mark.parametrize(
    ("metadata", "owner"),
    [
        (None, None),
        ({"annotations": None}, None),
        ({"annotations": {NAME: "web"}}, None),
        ({"annotations": {NAMESPACE: "ns"}}, None),
        ({"annotations": {NAME: "web", NAMESPACE: "ns"}}, ("web", "ns")),
    ],
)
def test_the_release_that_an_object_names(metadata: Any, owner: Optional[tuple[str, str]]) -> None:
    assert ownership.owner({"metadata": metadata}) == owner


def written(*entries: tuple[str, str, str]) -> list[dict[str, Any]]:
    """managedFields of (manager, time, subresource)."""
    found = []
    for manager, time, subresource in entries:
        entry: dict[str, Any] = {"manager": manager, "operation": "Update"}
        entry.update({key: value for key, value in (("time", time), ("subresource", subresource)) if value})
        found.append(entry)
    return found


OPERATOR = {"apiVersion": "v1", "kind": "Database", "name": "db", "controller": True}


@pytest.mark.parametrize(
    ("metadata", "whose"),
    [
        (None, "no release"),
        ({"managedFields": None, "ownerReferences": None}, "no release"),
        (
            {"annotations": {NAME: "shop", NAMESPACE: "prod"}, "ownerReferences": [OPERATOR]},
            "release shop in namespace prod",
        ),
        ({"ownerReferences": [{**OPERATOR, "controller": False}, OPERATOR]}, "Database db, which controls it"),
        ({"ownerReferences": [{**OPERATOR, "controller": False}]}, "no release"),
        (
            {
                "managedFields": written(
                    ("old", "2026-01-01T00:00:00Z", ""),
                    ("new", "2026-01-03T00:00:00Z", ""),
                    ("old", "2026-01-02T00:00:00Z", ""),
                    ("timeless", "", ""),
                    ("kubelet", "2026-01-04T00:00:00Z", "status"),
                )
            },
            "no release; written by new, old, timeless",
        ),
        ({"managedFields": written(("kubelet", "2026-01-04T00:00:00Z", "status"))}, "no release"),
    ],
)
def test_whose_a_foreign_object_is(metadata: Any, whose: str) -> None:
    assert ownership.belongs_to({"metadata": metadata}) == whose


def test_an_object_that_cannot_be_imported_is_told_in_helms_words() -> None:
    assert ownership.import_problem(item("Secret", "tls"), "why") == (
        'Secret "tls" in namespace "ns" exists and cannot be imported into the current release: why'
    )


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("keep", True),
        (" Keep\n", True),
        ("KEEP\u2028", True),
        ("keep\x1c", False),  # no white space to Go
        ("delete", False),
        ("", False),
        (None, False),
    ],
)
def test_what_says_that_it_is_kept(value: Optional[str], kept: bool) -> None:
    assert ownership.is_kept({"metadata": {"annotations": {POLICY: value}}}) is kept
    assert ownership.has_policy({"metadata": {"annotations": {POLICY: value}}}) is True


@pytest.mark.parametrize("body", [{}, {"metadata": None}, {"metadata": {"annotations": None}}])
def test_what_has_no_annotations_has_no_policy(body: dict[str, Any]) -> None:
    assert (ownership.is_kept(body), ownership.has_policy(body)) == (False, False)


def owned(one: Item, release: str = "web", **annotations: str) -> Item:
    body = ownership.owned_body(one.body, release, "ns")
    body["metadata"]["annotations"].update(annotations)
    return Item(body, one.namespace)


def test_what_stands_against_a_deletion() -> None:
    ours, kept = owned(item("Secret")), owned(item("Secret"), **{POLICY: "keep"})
    assert ownership.objection(live(ours), ours) == ""
    assert ownership.objection(live(kept), ours) == "resource policy"
    assert ownership.objection(live(ours), kept) == "resource policy"
    assert ownership.objection(live(owned(item("Secret"), "shop")), ours) == (
        'invalid ownership metadata; annotation validation error: key "meta.helm.sh/release-name" must equal "web": '
        'current value is "shop"'
    )


def test_what_says_no_release_of_its_own_is_never_deleted() -> None:
    plain = item("Secret")
    unmarked = ownership.ownership_problem({}, "", "")
    assert ownership.objection(live(plain), plain) == unmarked
    assert unmarked.count('must be set to ""') == 2


@pytest.mark.parametrize(
    ("entry", "held"),
    [
        ({"operation": "Update"}, True),
        ({"operation": "Apply"}, False),
        ({"operation": "Update", "subresource": "status"}, False),
        ({"operation": "Update", "manager": "kubectl"}, False),
    ],
)
def test_fields_that_helm_holds_by_writes_of_the_client(entry: dict[str, str], held: bool) -> None:
    assert ownership.held_by_updates(managed(live(item("Secret")), {}, **entry)) is held


@pytest.mark.parametrize(
    ("kind", "fields", "changes"),
    [
        ("Secret", [{"f:stringData": {"f:a": {}}}], True),
        ("Secret", [{"f:data": {"f:a": {}}}, {"f:stringData": {"f:a": {}}}], True),
        ("Secret", [{"f:data": {"f:a": {}}}], False),
        ("Secret", [None], False),
        ("Secret", [], False),
        ("Widget", [{"f:stringData": {"f:a": {}}}], False),  # a field of its own
    ],
)
def test_what_helm_applied_as_string_data_changes_hands(kind: str, fields: list[Any], changes: bool) -> None:
    entries = [{"manager": "helm", "operation": "Apply", "fieldsV1": one} for one in fields]
    live = {"kind": kind, "metadata": {"managedFields": entries}}
    assert ownership.changes_hands(live) is changes
    assert ownership.changes_hands(None) is False


@pytest.mark.parametrize("one", [None, {}, {"metadata": None}, {"metadata": {"managedFields": None}}])
def test_what_nobody_manages_is_not_held(one: Any) -> None:
    assert ownership.held_by_updates(one) is False
