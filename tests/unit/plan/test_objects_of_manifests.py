# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A manifest's objects: where they are, what is said of those that are none, and what lists hold."""

from __future__ import annotations

import json
from typing import Any, Optional

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import ReleaseError
from ansible_collections.native.helm.plugins.module_utils._helm.plan import lists, objects
from ansible_collections.native.helm.plugins.module_utils._helm.plan.model import Item

SCOPES = {("v1", "ConfigMap"): True, ("v1", "Namespace"): False}
HELMS = {
    "labels": {"app.kubernetes.io/managed-by": "Helm"},
    "annotations": {"meta.helm.sh/release-name": "web", "meta.helm.sh/release-namespace": "ns"},
}
MAP = "map[string]string"
DECODING = 'unable to decode "": json: '
BROKEN = "unable to build kubernetes objects from release manifest: "


def scope(api_version: str, kind: str) -> Optional[bool]:
    return SCOPES.get((api_version, kind))


def document(body: Any, source: str = "c/templates/a.yaml") -> str:
    return f"---\n# Source: {source}\n{json.dumps(body)}\n"


def config(name: str = "a", **metadata: Any) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name, **metadata}}


def items(*bodies: Any, **how: Any) -> list[Item]:
    return objects.items("".join(map(document, bodies)), scope, release="web", namespace="ns", **how)


def test_an_object_is_in_the_releases_namespace_unless_it_says_another() -> None:
    plain, placed, empty, cluster = items(
        config(),
        config("b", namespace="other"),
        config("c", namespace=""),
        {**config("d", namespace="x"), "kind": "Namespace"},
    )
    assert plain == Item(
        {**config(), "metadata": {"name": "a", "namespace": "ns", **HELMS}}, "ns", "c/templates/a.yaml"
    )
    assert (placed.namespace, placed.body["metadata"]["namespace"]) == ("other", "other")
    assert (empty.namespace, empty.body["metadata"]["namespace"]) == ("ns", "ns")
    assert (cluster.namespace, cluster.body["metadata"]["namespace"]) == ("", "x")


@pytest.mark.parametrize(
    ("metadata", "namespaced", "place", "wanted"),
    [
        ({"name": "a"}, True, "ns", {"name": "a", "namespace": "ns"}),
        ({"name": "a", "namespace": None}, True, "ns", {"name": "a", "namespace": "ns"}),
        ({"name": "a", "namespace": "x"}, True, "x", {"name": "a", "namespace": "x"}),
        ({"name": "a"}, False, "", {"name": "a"}),
        (None, True, "ns", {"namespace": "ns"}),
    ],
)
def test_an_object_of_no_release_has_its_namespace_only(
    metadata: Any, namespaced: bool, place: str, wanted: Any
) -> None:
    body = {**config(), "metadata": metadata}
    given = json.dumps(body)
    assert objects.bare_item(body, "s", namespaced, "ns") == Item({**body, "metadata": wanted}, place, "s")
    assert json.dumps(body) == given


def test_what_the_server_said_of_another_object_is_left_out() -> None:
    said = {"resourceVersion": "7", "selfLink": "/api/v1/x", "deletionTimestamp": "t", "deletionGracePeriodSeconds": 0}
    metadata = {"name": "a", "labels": {"selfLink": "x"}, "uid": "u", **said}
    body = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata}
    found = objects.bare_item(body, "s", True, "ns")
    assert found.body["metadata"] == {"name": "a", "labels": {"selfLink": "x"}, "uid": "u", "namespace": "ns"}
    assert body["metadata"] is metadata and "selfLink" in metadata


def test_what_a_manifest_says_is_left_as_it_is() -> None:
    body = config(labels={"a": "b"}, annotations=None)
    found = objects.bare_item(body, "s", True, "ns")
    assert found.body["metadata"]["labels"] is body["metadata"]["labels"]


def test_an_object_that_comes_again_is_the_last_one_at_the_end() -> None:
    told: list[str] = []
    first, last = {**config(), "data": {"a": "1"}}, {**config(namespace="ns"), "data": {"a": "2"}}
    found = items(first, config("b"), last, warn=told.append)
    assert [(one.name, one.body.get("data")) for one in found] == [("b", None), ("a", {"a": "2"})]
    assert len(told) == 1
    assert [one.name for one in items(first, config("b"), last)] == ["b", "a"]
    assert items(first, config(namespace="other"), warn=told.append) and len(told) == 1


WIDGET = {"apiVersion": "example.org/v1", "kind": "Widget", "metadata": {"name": "w", "namespace": "x"}}
NO_MATCH = 'no matches for kind "Widget" in version "example.org/v1"'


def test_a_kind_that_is_not_served_is_told_in_helms_words() -> None:
    with pytest.raises(ReleaseError) as caught:
        items(config(), WIDGET)
    error = caught.value
    text = f'resource mapping not found for name: "w" namespace: "x" from "": {NO_MATCH}'
    assert error.problem == f"{BROKEN}{text}\nensure CRDs are installed first"
    assert error.told == text
    assert (error.doing, error.subject) == ("reading the objects of", "c/templates/a.yaml")
    assert error.hint == (
        "install what brings this kind first: CRDs belong into crds/, or a chart of their own; or correct apiVersion"
    )


def test_a_kind_that_is_served_no_more_is_left_out_of_an_old_manifest() -> None:
    unknown: list[str] = []
    plain = {**WIDGET, "metadata": {"name": "w"}}
    assert [one.name for one in items(WIDGET, config(), plain, unknown=unknown)] == ["a"]
    assert unknown == [
        f'resource mapping not found for name: "w" namespace: "{place}" from "": {NO_MATCH}' for place in ("x", "")
    ]


BAD: dict[str, tuple[Any, str]] = {
    "no version": (
        {"kind": "ConfigMap", "metadata": {"name": "a"}},
        'error validating "": error validating data: apiVersion not set',
    ),
    "no kind": (
        {"apiVersion": "v1", "metadata": {"name": "a"}},
        'error validating "": error validating data: kind not set',
    ),
    "neither": (
        {"metadata": {"name": "a"}},
        'error validating "": error validating data: [apiVersion not set, kind not set]',
    ),
    "empty kind": ({**config(), "kind": ""}, 'error validating "": error validating data: kind not set'),
    "no metadata": ({"apiVersion": "v1", "kind": "ConfigMap"}, "resource name may not be empty (ConfigMap)"),
    "metadata a text": ({**config(), "metadata": "a"}, "resource name may not be empty (ConfigMap)"),
    "no name": ({**config(), "metadata": {"name": ""}}, "resource name may not be empty (ConfigMap)"),
    "no name, but a namespace": (
        {**config(), "metadata": {"namespace": "x"}},
        "resource name may not be empty (ConfigMap)",
    ),
    "labels a list": (
        config(labels=["a"]),
        f"{DECODING}cannot unmarshal array into Go struct field ObjectMeta.metadata.labels of type {MAP}",
    ),
    "annotations a text": (
        config(annotations="a"),
        f"{DECODING}cannot unmarshal string into Go struct field ObjectMeta.metadata.annotations of type {MAP}",
    ),
    "version a number": (
        {**config(), "apiVersion": 1},
        'error validating "": error validating data: apiVersion isn\'t string type',
    ),
    "kind a number": (
        {**config(), "kind": 0},
        'error validating "": error validating data: kind isn\'t string type',
    ),
    "a text": ("a", "the document is no object"),
    "a list": ([config()], "the document is no object"),
}


@pytest.mark.parametrize("case", BAD)
def test_what_is_no_object_is_told_with_its_template(case: str) -> None:
    body, problem = BAD[case]
    with pytest.raises(ReleaseError) as caught:
        items(config(), body)
    error = caught.value
    assert error.problem == BROKEN + problem
    assert (error.doing, error.subject) == ("reading the objects of", "c/templates/a.yaml")
    assert error.hint == "correct the template, or the values that it is given"


@pytest.mark.parametrize(
    ("value", "kind"), [(5, "number"), (0, "number"), (1.5, "number"), (True, "bool"), (["x"], "array"), ({}, "object")]
)
@pytest.mark.parametrize("part", ["name", "namespace"])
def test_a_name_that_is_no_text_is_refused_as_by_helm(part: str, value: Any, kind: str) -> None:
    """What helm 4.3.1 says of each, by both methods."""
    with pytest.raises(ReleaseError) as caught:
        items(config(), config(**{part: value}) if part == "namespace" else config(value))
    error = caught.value
    text = f"cannot unmarshal {kind} into Go struct field ObjectMeta.metadata.{part} of type string"
    assert error.problem == f"{BROKEN}{DECODING}{text}"
    assert (error.subject, error.hint) == (
        "c/templates/a.yaml",
        "put it in quotes in the template, as the function quote does",
    )


@pytest.mark.parametrize("part", ["labels", "annotations"])
def test_no_labels_are_no_fault(part: str) -> None:
    assert len(items(config(**{part: None}))) == 1


def test_a_document_that_is_no_yaml_is_told_with_its_template() -> None:
    with pytest.raises(ReleaseError, match="error parsing: ") as caught:
        objects.items("# Source: c/templates/b.yaml\na: b: c\n", scope, release="web", namespace="ns")
    assert caught.value.subject == "c/templates/b.yaml"


# Documents.


@pytest.mark.parametrize(
    ("text", "documents"),
    [
        ("", []),
        ("a: 1", ["a: 1"]),
        ("---\na: 1\n---\nb: 2\n", ["\na: 1\n", "\nb: 2\n"]),
        ("a: 1\n---  # a comment\nb: 2\n", ["a: 1\n", "\nb: 2\n"]),
        ("a: 1\n---\t\nb: 2\n", ["a: 1\n", "\nb: 2\n"]),
        ("a: 1\n--- b: 2\n", ["a: 1\n--- b: 2\n"]),
        ("a: |\n  ---\n", ["a: |\n  ---\n"]),
        ("a: 1\n---\n \n---\n", ["a: 1\n"]),
    ],
)
def test_documents_of_a_manifest(text: str, documents: list[str]) -> None:
    assert objects.documents(text) == documents


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("# Source: c/templates/a.yaml\na: 1\n", "c/templates/a.yaml"),
        ("\n# Source: c/templates/a b.yaml \n", "c/templates/a b.yaml"),
        ("a: 1\n# Source: late\n# Source: later\n", "late"),
        ("a: 1 # Source: inside\n", ""),
        ("  # Source: indented\n", ""),
        ("", ""),
    ],
)
def test_where_a_document_comes_from(text: str, source: str) -> None:
    assert objects.source_of(text) == source


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("a: 1\n", "a: 1\n", True),
        ("a: 1\n---\nb: 1\n", "a: 1\n\n---\nb: 1\n", True),
        ("a: 1\n---\nb: 1\n", "a: 1\n", False),
        ("a: 1\n", "a: 1\n---\nb: 1\n", False),
        ("a: 1\n---\nb: 1\n", "b: 1\n---\na: 1\n", False),
        ("a: 1\n---\nb: 1\n", "a: 1\n---\nb: 2\n", False),
        ("a: |\n  x\n", "a: |\n  x\n\n", True),
        ("a: |+\n  x\n", "a: |+\n  x\n\n", False),
        ("a: 1\n", "a:  1\n", False),
        ("# one\na: 1\n", "# two\na: 1\n", False),
    ],
)
def test_manifests_that_hold_the_same_documents(old: str, new: str, same: bool) -> None:
    assert objects.same_manifest(old, new) is same


# Lists.


def names(body: Any, *, lenient: bool = False) -> list[Any]:
    return [one.get("metadata", {}).get("name") for one in lists.opened(body, lenient=lenient)]


def test_a_list_holds_its_items() -> None:
    body = {"apiVersion": "v1", "kind": "List", "items": [config("a"), config("b")]}
    assert list(lists.opened(body, lenient=False)) == [config("a"), config("b")]
    assert [one.name for one in items(body)] == ["a", "b"]
    assert [one["metadata"]["name"] for one in objects.bodies(document(body) + document(config("c")), "s")] == [
        "a",
        "b",
        "c",
    ]


def test_items_that_say_nothing_have_the_lists_kind() -> None:
    body = {
        "apiVersion": "v1",
        "kind": "ConfigMapList",
        "items": [{"metadata": {"name": "a"}}, {"kind": "X"}, {"apiVersion": "y"}],
    }
    assert list(lists.opened(body, lenient=False)) == [config("a"), {"kind": "X"}, {"apiVersion": "y"}]
    empty = {"metadata": {"name": "a"}, "kind": None, "apiVersion": ""}
    assert list(lists.opened({**body, "items": [empty]}, lenient=False)) == [config("a")]
    other = {**body, "kind": "ConfigMap", "items": [{"metadata": {"name": "a"}}]}
    assert list(lists.opened(other, lenient=False)) == [config("a")]
    bare = {"items": [{"metadata": {"name": "a"}}]}
    assert list(lists.opened(bare, lenient=False)) == [{"metadata": {"name": "a"}}]
    plain = {**body, "kind": "List", "items": [{"metadata": {"name": "a"}}]}
    assert list(lists.opened(plain, lenient=False)) == [{"metadata": {"name": "a"}}]


def test_an_object_with_items_that_are_no_list_is_itself() -> None:
    for kind in ("ConfigMap", "ConfigMapList"):
        body = {**config(), "kind": kind, "items": {"a": 1}}
        assert list(lists.opened(body, lenient=False)) == [body]
    assert list(lists.opened({**config(), "kind": "WaitingList"}, lenient=False)) == [
        {**config(), "kind": "WaitingList"}
    ]


VALIDATING = 'error validating "": error validating data: '


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({"apiVersion": "v1", "kind": "List"}, "invalid object to validate"),
        ({"apiVersion": "v1", "kind": "List", "metadata": None, "items": None}, "invalid object to validate"),
        (
            {"apiVersion": "v1", "kind": "PodList", "metadata": {}},
            'ValidationError(PodList): missing required field "items" in v1 PodList',
        ),
        ({"kind": "PodList"}, 'ValidationError(PodList): missing required field "items" in  PodList'),
        ({"apiVersion": "v1", "kind": "List", "items": ["a"]}, "invalid object to validate"),
    ],
)
def test_a_list_that_is_none_is_told_in_helms_words(body: Any, problem: str) -> None:
    with pytest.raises(lists.NoList) as caught:
        list(lists.opened(body, lenient=False))
    assert caught.value.problem == VALIDATING + problem
    with pytest.raises(ReleaseError) as told:
        items(body)
    assert told.value.problem == f"{BROKEN}{VALIDATING}{problem}"
    assert told.value.hint == "correct the template, or the values that it is given"


NESTED = {
    "apiVersion": "v1",
    "kind": "List",
    "items": [{"apiVersion": "v1", "kind": "List", "items": [config("a"), 5]}, config("b")],
}


def test_a_list_in_a_list_is_refused_as_helm_does() -> None:
    with pytest.raises(ReleaseError) as caught:
        items(NESTED)
    assert caught.value.problem == f"{BROKEN}*unstructured.Unstructured is not a list: no Items field in this object"
    assert caught.value.hint == (
        "helm opens no list in a list: put the objects into one list, or into documents of their own"
    )


def test_a_list_in_a_list_of_a_record_is_opened() -> None:
    assert names(NESTED, lenient=True) == ["a", "b"]
    assert [one.name for one in items(NESTED, unknown=[])] == ["a", "b"]
    assert [one["metadata"]["name"] for one in objects.bodies(document(NESTED), "s")] == ["a", "b"]


def test_an_object_of_a_list_is_looked_at_as_any_other() -> None:
    with pytest.raises(ReleaseError, match="kind not set") as caught:
        items({"apiVersion": "v1", "kind": "List", "items": [{"apiVersion": "v1", "metadata": {"name": "a"}}]})
    assert caught.value.subject == "c/templates/a.yaml"


@pytest.mark.parametrize("text", ["a: b: c", '{"kind": "ConfigMap"}', "5", '{"kind": "List", "apiVersion": "v1"}'])
def test_what_is_no_object_of_a_stream_is_told_with_its_source(text: str) -> None:
    with pytest.raises(ReleaseError) as caught:
        objects.bodies(document(config()) + f"---\n{text}\n", "crds/a.yaml")
    assert caught.value.subject == "crds/a.yaml"


def test_several_kinds_that_are_not_served_are_told_together() -> None:
    """As Go's error of several is written, each in helm's words, and each template once."""
    other = {**WIDGET, "kind": "Thing"}
    text = (
        document(WIDGET, "c/templates/a.yaml")
        + document(other, "c/templates/b.yaml")
        + document(other, "c/templates/a.yaml")
    )
    with pytest.raises(ReleaseError) as caught:
        objects.items(text, scope, release="web", namespace="ns")
    said = [
        f'resource mapping not found for name: "w" namespace: "x" from "": no matches for kind "{kind}" in version '
        '"example.org/v1"'
        for kind in ("Widget", "Thing", "Thing")
    ]
    each = [f"{one}\nensure CRDs are installed first" for one in said]
    assert caught.value.problem == f"{BROKEN}[{', '.join(each)}]"
    assert caught.value.told == "\n".join(said)
    assert caught.value.subject == "c/templates/a.yaml, c/templates/b.yaml"
