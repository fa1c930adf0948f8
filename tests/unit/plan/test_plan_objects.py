# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manifests as objects, and objects as diffs."""

from __future__ import annotations

import threading
from typing import Any, Optional, Sequence

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import KubeError, ReleaseError
from ansible_collections.native.helm.plugins.module_utils._helm.base.mask import MASK
from ansible_collections.native.helm.plugins.module_utils._helm.base.secrets import Secrets
from ansible_collections.native.helm.plugins.module_utils._helm.plan import (
    diff,
    masked_pair,
    masking,
    objects,
    ownership,
    write_errors,
)
from ansible_collections.native.helm.plugins.module_utils._helm.plan.model import Item, Operation
from ansible_collections.native.helm.plugins.module_utils._helm.plan.parallel import WORKERS, each

KINDS = {("v1", "ConfigMap"): True, ("v1", "Namespace"): False, ("apps/v1", "Deployment"): True}

MANIFEST = """---
# Source: a/templates/one.yaml
apiVersion: v1
kind: ConfigMap
metadata:
  name: one
  labels: {app: a}
---
# Source: a/templates/empty.yaml
# nothing but a comment
---
# Source: a/templates/two.yaml
apiVersion: v1
kind: List
items:
  - apiVersion: v1
    kind: Namespace
    metadata: {name: two, namespace: ignored}
  - apiVersion: v1
    kind: ConfigMap
    metadata: {name: three, namespace: elsewhere}
"""


def scope(api_version: str, kind: str) -> Optional[bool]:
    return KINDS.get((api_version, kind))


def read(text: str, unknown: Optional[list[str]] = None) -> list[Item]:
    return objects.items(text, scope, release="web", namespace="ns", unknown=unknown)


def test_manifest_is_its_objects_in_order() -> None:
    found = read(MANIFEST)
    assert [(item.kind, item.namespace, item.name, item.source) for item in found] == [
        ("ConfigMap", "ns", "one", "a/templates/one.yaml"),
        ("Namespace", "", "two", "a/templates/two.yaml"),
        ("ConfigMap", "elsewhere", "three", "a/templates/two.yaml"),
    ]
    metadata = found[0].body["metadata"]
    assert metadata["namespace"] == "ns"
    assert metadata["labels"] == {"app": "a", "app.kubernetes.io/managed-by": "Helm"}
    assert metadata["annotations"] == {"meta.helm.sh/release-name": "web", "meta.helm.sh/release-namespace": "ns"}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("kind: ConfigMapList\nitems: [{metadata: {name: a}}]\n", ["ConfigMap/a"]),
        ("kind: XList\nitems: [{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}}]\n", ["Deployment/a"]),
        ("kind: ConfigMap\nmetadata: {name: c}\nitems: [{metadata: {name: d}}]\n", ["ConfigMap/d"]),
        ("kind: List\nitems: []\n", []),
        ("kind: ConfigMapList\nitems: []\n", []),
    ],
)
def test_lists_hold_what_helm_finds_in_them(text: str, names: list[str]) -> None:
    found = read("apiVersion: v1\n" + text)
    assert [f"{item.kind}/{item.name}" for item in found] == names
    assert all(item.body["apiVersion"] == item.api_version for item in found)


def test_lists_in_lists_of_an_old_record_are_opened() -> None:
    inner = "{apiVersion: v1, kind: ConfigMapList, items: [{metadata: {name: a}}, null]}"
    found = read(f"apiVersion: v1\nkind: List\nitems: [{inner}]\n", [])
    assert [item.key for item in found] == [("", "ConfigMap", "ns", "a")]


@pytest.mark.parametrize(
    ("first", "last"),
    [("{name: a}", "{name: a}"), ("{name: a}", "{name: a, namespace: ns}"), ("{name: a, namespace: ns}", "{name: a}")],
)
def test_the_last_of_several_counts_and_both_places_are_told(first: str, last: str) -> None:
    texts = [
        f"---\n# Source: a/templates/{number}.yaml\napiVersion: v1\nkind: ConfigMap\n"
        f"metadata: {metadata}\ndata: {data}\n"
        for number, metadata, data in ((1, first, "{k: '1'}"), (2, "{name: b}", "{}"), (3, last, "{k: '2'}"))
    ]
    told: list[str] = []
    found = objects.items("".join(texts), scope, release="web", namespace="ns", warn=told.append)
    assert [(item.name, item.source, item.body["data"]) for item in found] == [
        ("b", "a/templates/2.yaml", {}),
        ("a", "a/templates/3.yaml", {"k": "2"}),
    ]
    assert told == ["ConfigMap ns/a is in a/templates/1.yaml and in a/templates/3.yaml: the last one counts"]


def test_integers_stay_integers() -> None:
    found = read(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\nspec: {count: 3, f: 3.0, big: 12345678901234567}\n"
    )
    assert [type(found[0].body["spec"][name]) for name in ("count", "big")] == [int, int]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("kind: ConfigMap\nmetadata: {name: a}\n", "apiVersion not set"),
        ("metadata: {name: a}\n", "error validating data: [apiVersion not set, kind not set]"),
        (
            "apiVersion: v1\nkind: List\nitems: [{metadata: {name: a}}]\n",
            "error validating data: [apiVersion not set, kind not set]",
        ),
        ("apiVersion: v1\nkind: List\n", "error validating data: invalid object to validate"),
        ("apiVersion: v1\nkind: List\nitems: [null]\n", "error validating data: invalid object to validate"),
        (
            "apiVersion: v1\nkind: ConfigMapList\nitems: null\n",
            'ValidationError(ConfigMapList): missing required field "items"',
        ),
        ("apiVersion: v1\nkind: ConfigMapList\nitems: [{apiVersion: v1, metadata: {name: a}}]\n", "kind not set"),
        (
            "apiVersion: v1\nkind: List\nitems: [{apiVersion: v1, kind: ConfigMapList, items: []}]\n",
            "*unstructured.Unstructured is not a list: no Items field in this object",
        ),
        ("apiVersion: v1\nmetadata: {name: a}\n", "kind not set"),
        ("apiVersion: v1\nkind: ConfigMap\n", "resource name may not be empty"),
        (
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, labels: [x]}\n",
            "cannot unmarshal array into Go struct field ObjectMeta.metadata.labels of type map[string]string",
        ),
        ("a: b: c\n", "error parsing"),
        ("- a\n", "the document is no object"),
        (
            "apiVersion: no.such/v1\nkind: Thing\nmetadata: {name: a}\n",
            'no matches for kind "Thing" in version "no.such/v1"',
        ),
    ],
)
def test_what_is_no_object_is_a_clear_error(text: str, problem: str) -> None:
    with pytest.raises(ReleaseError) as caught:
        read(f"---\n# Source: a/templates/x.yaml\n{text}")
    assert problem in caught.value.problem
    assert caught.value.problem.startswith("unable to build kubernetes objects from release manifest: ")
    assert caught.value.subject == "a/templates/x.yaml"


def test_unknown_kinds_of_an_old_manifest_are_left_out() -> None:
    unknown: list[str] = []
    found = read(MANIFEST + "---\napiVersion: policy/v1beta1\nkind: PodSecurityPolicy\nmetadata: {name: a}\n", unknown)
    assert (len(found), len(unknown)) == (3, 1)


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("---\na: 1\n", "---\na: 1\n", True),
        ("---\na: 1\n\n---\nb: 1\n", "---\na: 1\n---\nb: 1\n", True),
        ("---\na: 1\n", "---\na: 2\n", False),
        ("---\na: 1\n", "---\na: 1\n---\nb: 1\n", False),
        ("---\na: |+\n  x\n", "---\na: |+\n  x\n\n", False),
        ("---\na: 1\n---\nb: 1\n", "---\nb: 1\n---\na: 1\n", False),
    ],
)
def test_manifests_are_compared_without_white_space_that_means_nothing(old: str, new: str, same: bool) -> None:
    assert objects.same_manifest(old, new) is same


def test_the_order_of_kinds_is_no_content() -> None:
    """helm 3.17.3 puts webhook configurations among the kinds that it does not know, 4.3.1 before them: printed by both
    for a chart with one object of each."""
    config, gadget, template = (
        f"---\n# Source: c/templates/{name}.yaml\napiVersion: {version}\nkind: {kind}\nmetadata: {{name: x}}\n"
        for name, version, kind in (
            ("a", "admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration"),
            ("b", "x/v1", "Gadget"),
            ("c", "v1", "PodTemplate"),
        )
    )
    helm_3, helm_4 = gadget + template + config, config + gadget + template
    assert objects.same_manifest(helm_3, helm_4)
    assert not objects.same_manifest(helm_3, helm_4.replace("x/v1", "x/v2"))
    first, second = (f"---\nkind: ConfigMap\nmetadata: {{name: x}}\ndata: {{a: {value}}}\n" for value in "12")
    assert not objects.same_manifest(first + second, second + first)  # the last of both is the one that counts
    bare = "---\n- a list\n"
    assert objects.same_manifest(helm_3 + bare, bare + helm_4)
    assert objects.same_manifest(template + bare + helm_3, bare + helm_4 + template)
    ended = helm_3.replace("{name: x}", "{name: x, a: |+\n  x\n}", 1)
    assert objects.same_manifest(helm_3, f"{helm_4}\n") and not objects.same_manifest(helm_3, ended)


def test_ownership_is_added_to_a_copy() -> None:
    body: dict[str, Any] = {"metadata": {"name": "a", "labels": None}}
    owned = ownership.owned_body(body, "web", "ns")
    assert ownership.ownership_problem(owned, "web", "ns") == ""
    assert body == {"metadata": {"name": "a", "labels": None}}


def test_object_in_a_diff_has_no_noise() -> None:
    live = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {
            "name": "a",
            "uid": "u",
            "resourceVersion": "1",
            "generation": 2,
            "creationTimestamp": "t",
            "managedFields": [],
            "annotations": {"deployment.kubernetes.io/revision": "3"},
        },
        "data": {"a": "1"},
        "status": {"x": 1},
    }
    expected = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": {"a": "1"}}
    assert diff.quiet(live) == expected


def secret(**data: str) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "a"}, "data": data}


def entries(
    before: Optional[dict[str, Any]], after: Optional[dict[str, Any]], action: str = "update", known: Sequence[str] = ()
) -> list[dict[str, str]]:
    item = Item(before or after or {}, "ns")
    operation = Operation(action, item, "manifest", before=before, after=after)
    secrets = Secrets()
    secrets.add(*known)
    return diff.entries([operation], secrets)


def test_secret_in_a_diff_shows_only_that_it_changed() -> None:
    found = entries(secret(a="b25l", b="c2FtZQ=="), secret(a="dHdv", b="c2FtZQ=="))[0]
    before, after = found["before"].splitlines(), found["after"].splitlines()
    assert [(old, new) for old, new in zip(before, after) if old != new] == [
        ("  a: '********'", "  a: '******** (another one)'")
    ]
    for text in ("b25l", "dHdv", "c2FtZQ==", "two", "same"):
        assert text not in found["before"] + found["after"]


def test_equal_values_of_two_keys_cannot_be_told_from_others() -> None:
    found = entries(None, secret(a="b25l", b="b25l", c="dHdv"), "create")[0]
    assert [line.split(": ")[1] for line in found["after"].splitlines() if line.startswith("  ")][:3] == [
        "'********'"
    ] * 3


def test_string_data_and_data_of_the_same_value_are_no_change_of_it() -> None:
    plain = {**secret(), "stringData": {"a": "one"}}
    assert "another" not in str(masked_pair.masked_pair(secret(a="b25l"), plain, Secrets()))


def test_a_secret_is_masked_whatever_stands_in_its_place_afterwards() -> None:
    """A kind that was changed at the place of a Secret, say: what the Secret had is secret there too."""
    after = {**secret(a="b25l"), "kind": "ConfigMap"}
    before, shown = masked_pair.masked_pair(secret(a="b25l"), after, Secrets())
    assert (before["data"], shown["data"]) == ({"a": MASK}, {"a": MASK})


def config_map(**data: str) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": data}


@pytest.mark.parametrize(
    ("before", "after", "shown_before", "shown_after"),
    [
        ("old-pass", "new-pass", "********", "******** (another one)"),
        ("user:old-pass", "user:new-pass", "********", "user:********"),
        ("new-pass", "none", "********", "none"),
        ("a=1\npw=old-pass\nb=2", "a=1\npw=new-pass\nb=3", "a=1\n********\n********", "a=1\npw=********\nb=3"),
        ("x-new-pass", "x-new-pass", "x-********", "x-********"),
        ("plain", "plainer", "plain", "plainer"),
    ],
)
def test_what_was_in_the_place_of_a_secret_is_taken_for_one(
    before: str, after: str, shown_before: str, shown_after: str
) -> None:
    secrets = Secrets()
    secrets.add("new-pass")
    masked = masked_pair.masked_pair(config_map(a=before, b="shown"), config_map(a=after, b="shown"), secrets)
    assert masked == (config_map(a=shown_before, b="shown"), config_map(a=shown_after, b="shown"))


def test_variables_of_a_container_go_together_by_name() -> None:
    def pod(*variables: tuple[str, str]) -> dict[str, Any]:
        env = [{"name": name, "value": value} for name, value in variables]
        return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, "spec": {"containers": [{"env": env}]}}

    before, after = pod(("PW", "old-pass")), pod(("A", "1"), ("PW", "new-pass"))
    found = entries(before, after, known=["new-pass"])[0]
    assert "old-pass" not in str(found) and "new-pass" not in str(found) and 'value: "1"' in found["after"]


def test_secrets_in_lists_are_masked_whatever_the_list_is_called() -> None:
    items = [{"metadata": {"name": "a"}, "data": {"k": "b25l"}}]
    assert "b25l" not in str(masking.masked_object({"kind": "SecretList", "items": items}))
    typed = [{"kind": "Secret", **items[0]}]
    assert "b25l" not in str(masking.masked_object({"kind": "List", "items": typed}))


def test_the_annotation_that_repeats_a_secret_is_masked() -> None:
    live = secret(a="b25l")
    live["metadata"]["annotations"] = {"kubectl.kubernetes.io/last-applied-configuration": '{"data":{"a":"b25l"}}'}
    assert "b25l" not in str(masking.masked_object(live))


def test_creation_and_deletion_have_one_side() -> None:
    body = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}}
    created, deleted = entries(None, body, "create")[0], entries(body, None, "delete")[0]
    assert (created["before"], deleted["after"]) == ("", "")
    assert (
        created["before_header"] == "v1 ConfigMap ns/a (absent)"
        and deleted["after_header"] == "v1 ConfigMap ns/a (deleted)"
    )
    assert entries(body, body) == []


def test_each_keeps_the_order_and_is_bounded() -> None:
    running: list[int] = []
    most = []
    lock = threading.Lock()
    gate = threading.Barrier(WORKERS)

    def work(number: int) -> int:
        with lock:
            running.append(number)
            most.append(len(running))
        if number < WORKERS:
            gate.wait(120)  # the first ones are all under way at once
        with lock:
            running.remove(number)
        return number * 2

    assert each(work, list(range(20))) == [number * 2 for number in range(20)]
    assert max(most) == WORKERS


def test_each_raises_the_first_error_and_begins_nothing_more() -> None:
    begun = []

    def work(number: int) -> None:
        begun.append(number)
        raise ValueError(str(number))

    with pytest.raises(ValueError, match=r"^0$"):
        each(work, list(range(100)))
    assert len(begun) < 100


@pytest.mark.parametrize(
    ("problem", "told"),
    [
        (
            ".data.p: expected string, got &value.valueUnstructured{Value:12345}",
            ".data.p: expected string, got something else",
        ),
        (".data: expected map, got &{canary}", ".data: expected map, got something else"),
        ('Secret "a" is invalid', 'Secret "a" is invalid'),
    ],
)
def test_refusal_of_a_secret_quotes_no_value(problem: str, told: str) -> None:
    error = write_errors.of_write(KubeError(problem, status=500), Item(secret(), "ns"))
    assert error.problem == f"server-side apply failed for object ns/a /v1, Kind=Secret: {told}"
    assert error.facts["failed_objects"][0]["why"] == told
