# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects of hooks and definitions, what a document must not be, and documents that mean the same."""

from __future__ import annotations

from typing import Any, Optional

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import ReleaseError
from ansible_collections.native.helm.plugins.module_utils._helm.plan import objects
from ansible_collections.native.helm.plugins.module_utils._helm.plan.model import Item

from .api import item

HEAD = "unable to build kubernetes objects from release manifest: "


@pytest.mark.parametrize(
    ("metadata", "namespaced", "place", "expected"),
    [
        ({"name": "a"}, True, "ns", {"name": "a", "namespace": "ns"}),
        ({"name": "a", "namespace": None}, True, "ns", {"name": "a", "namespace": "ns"}),
        ({"name": "a", "namespace": "other"}, True, "other", {"name": "a", "namespace": "other"}),
        ({"name": "a", "namespace": "other"}, False, "", {"name": "a", "namespace": "other"}),
        (None, True, "ns", {"namespace": "ns"}),
    ],
)
def test_an_object_of_no_release_gets_its_namespace_and_nothing_else(  # where it is, and where it shall be
    metadata: Any, namespaced: bool, place: str, expected: dict[str, Any]
) -> None:
    body = {"apiVersion": "v1", "kind": "Job", "metadata": metadata, "x": 1}
    assert objects.bare_item(body, "t.yaml", namespaced, "ns") == Item({**body, "metadata": expected}, place, "t.yaml")
    assert body["metadata"] is metadata


def test_an_object_of_a_release_has_its_marks_too() -> None:
    text = "# Source: t.yaml\napiVersion: v1\nkind: X\nmetadata: {name: a, namespace: other}\n"
    found = objects.items(text, lambda *_: True, release="web", namespace="ns")
    assert [(one.namespace, one.source) for one in found] == [("other", "t.yaml")]
    annotations = {"meta.helm.sh/release-name": "web", "meta.helm.sh/release-namespace": "ns"}
    assert found[0].body["metadata"] == {
        "name": "a",
        "namespace": "other",
        "labels": {"app.kubernetes.io/managed-by": "Helm"},
        "annotations": annotations,
    }


def test_the_objects_of_a_stream_of_documents() -> None:
    text = (
        "# nothing\n---\napiVersion: v1\nkind: A\nmetadata: {name: a}\n--- # next\napiVersion: v1\nkind: List\nitems:\n"
        "- {apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: B, metadata: {name: b}}, null]}\n"
    )
    assert [(body["kind"], body["metadata"]["name"]) for body in objects.bodies(text, "t.yaml")] == [
        ("A", "a"),
        ("B", "b"),
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: b: c", "error parsing: "),
        ("kind: X\nmetadata: {name: a}", "error validating data: apiVersion not set"),
        ("apiVersion: v1\nmetadata: {name: a}", "error validating data: kind not set"),
        ("a: 1", "error validating data: [apiVersion not set, kind not set]"),
        ("apiVersion: v1\nkind: X", "resource name may not be empty (X)"),
        ("apiVersion: v1\nkind: X\nmetadata: []", "resource name may not be empty (X)"),
        ("apiVersion: v1\nkind: X\nmetadata: {name: ''}", "resource name may not be empty (X)"),
        ("apiVersion: v1\nkind: X\nmetadata: {name: a, labels: []}", "metadata.labels of X a is no map"),
        ("apiVersion: v1\nkind: X\nmetadata: {name: a, annotations: x}", "metadata.annotations of X a is no map"),
        ("apiVersion: v1\nkind: XList", 'error validating "": error validating data: ValidationError(XList): '),
        ("- a", "the document is no object"),
    ],
)
def test_what_is_no_object_names_its_template(text: str, problem: str) -> None:
    with pytest.raises(ReleaseError) as caught:
        objects.bodies(text, "t.yaml")
    assert caught.value.problem.startswith(HEAD + problem)
    assert caught.value.subject == "t.yaml"


def test_empty_labels_are_none() -> None:
    text = "apiVersion: v1\nkind: X\nmetadata: {name: a, labels: null, annotations: {}}"
    assert objects.bodies(text, "t.yaml")[0]["metadata"]["labels"] is None


def test_a_list_in_a_list_says_what_to_do() -> None:
    text = "apiVersion: v1\nkind: List\nitems: [{apiVersion: v1, kind: List, items: []}]"
    with pytest.raises(ReleaseError) as caught:
        objects.items(text, lambda *_: True, release="web", namespace="ns")
    assert "put the objects into one list" in caught.value.hint


UNSERVED = (
    'resource mapping not found for name: "a" namespace: "{}" from "": no matches for kind "X" in version "x.org/v1"'
)


@pytest.mark.parametrize("namespace", ["", "other"])
def test_a_kind_that_is_not_served_is_told_in_helms_words(namespace: str) -> None:
    place = f", namespace: {namespace}" if namespace else ""
    text = f"# Source: t.yaml\napiVersion: x.org/v1\nkind: X\nmetadata: {{name: a{place}}}\n"
    unknown: list[str] = []
    assert objects.items(text, lambda *_: None, release="web", namespace="ns", unknown=unknown) == []
    assert unknown == [UNSERVED.format(namespace)]
    with pytest.raises(ReleaseError) as caught:
        objects.items(text, lambda *_: None, release="web", namespace="ns")
    assert caught.value.problem == HEAD + UNSERVED.format(namespace)
    assert caught.value.subject == "t.yaml"


def test_the_last_of_two_counts_and_has_the_last_place() -> None:
    found = {one.key: one for one in (item("Secret", "a"), item("Secret", "b"))}
    last = Item({**item("Secret", "a").body, "x": 1}, "ns", "t/b.yaml")
    told: list[str] = []
    objects.add(found, last, told.append)
    objects.add(found, item("Secret", "c"), told.append)
    assert [one.name for one in found.values()] == ["b", "a", "c"]
    assert found[last.key] is last
    assert told == ["Secret ns/a is in  and in t/b.yaml: the last one counts"]
    objects.add(found, last)


@pytest.mark.parametrize(
    ("text", "documents"),
    [
        ("", []),
        ("---\n---\n", []),
        ("a: 1\n---\nb: 1\n", ["a: 1\n", "\nb: 1\n"]),
        ("a: |\n  ---\n--- # x\nb: 1\n---\t\n", ["a: |\n  ---\n", "\nb: 1\n"]),
        ("a: ---\n---x\n", ["a: ---\n---x\n"]),
    ],
)
def test_where_documents_are_cut(text: str, documents: list[str]) -> None:
    assert objects.documents(text) == documents


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("a: 1\n# Source: t/a.yaml \nb: 1\n# Source: other\n", "t/a.yaml"),
        ("a: '# Source: x'\n", ""),
        (" # Source: x\n", ""),
    ],
)
def test_the_template_that_a_document_comes_from(text: str, source: str) -> None:
    assert objects.source_of(text) == source


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("a: 1\n---\nb: 1", "a: 1\n---\nb: 1\n", True),
        ("a: 1\n---\nb: 1", "a: 1 \n---\nb: 2\n", False),
        ("a: 1\n---\nb: 1", "a: 2\n---\nb: 1\n", False),
        ("a: 1", "a:  1", False),  # other text of the same meaning is another text, as to helm
        ("a: |+\n  x\n", "a: |+\n  x\n\n\n", False),
        ("a: |\n  x\n", "a: |\n  x\n\n\n", True),
        ("a: |\n  x", "a: |\n  x\n", False),
        ("", "---\n", True),
    ],
)
def test_white_space_at_the_end_means_something_in_some_texts(old: str, new: str, same: bool) -> None:
    assert (objects.same_manifest(old, new), objects.same_manifest(new, old)) == (same, same)


def test_kinds_are_asked_for_by_their_texts() -> None:
    asked: list[tuple[str, str]] = []

    def scope(api_version: str, kind: str) -> Optional[bool]:
        asked.append((api_version, kind))
        return False

    found = objects.items("apiVersion: 1\nkind: 2\nmetadata: {name: a}\n", scope, release="web", namespace="ns")
    assert (asked, found[0].namespace) == ([("1", "2")], "")
