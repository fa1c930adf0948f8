# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects without what is secret in them: by themselves, before and after a change, and in a diff."""

from __future__ import annotations

from typing import Any, Optional

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.mask import ANOTHER, MASK
from ansible_collections.native.helm.plugins.module_utils._helm.base.secrets import Secrets
from ansible_collections.native.helm.plugins.module_utils._helm.plan import diff, masked_pair, masking
from ansible_collections.native.helm.plugins.module_utils._helm.plan.model import (
    CREATE,
    DELETE,
    KEEP,
    REPLACE,
    UNCHANGED,
    UPDATE,
    Item,
    Operation,
)

from .api import item

LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"


def secret(**parts: Any) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "a"}, **parts}


def config(**data: Any) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": data}


def knowing(*texts: str) -> Secrets:
    secrets = Secrets()
    secrets.add(*texts)
    return secrets


# One object


@pytest.mark.parametrize("part", ["data", "stringData"])
def test_every_value_of_a_secret_is_masked(part: str) -> None:
    given = secret(type="Opaque", **{part: {"a": "b25l", "b": ""}})
    assert masking.masked_object(given) == secret(type="Opaque", **{part: {"a": MASK, "b": MASK}})
    assert given[part]["a"] == "b25l"


@pytest.mark.parametrize("part", ["a text", ["a", "list"]])
def test_what_a_broken_secret_holds_is_masked_as_a_whole(part: Any) -> None:
    assert masking.masked_object(secret(data=part)) == secret(data=MASK)


@pytest.mark.parametrize(
    "given", [None, "text", [secret(data={"a": "b25l"})], config(a="1"), secret(), secret(data={})]
)
def test_what_holds_nothing_secret_is_the_same_object(given: Any) -> None:
    assert masking.masked_object(given) is given


def test_the_whole_object_in_an_annotation_is_masked() -> None:
    annotations = {LAST_APPLIED: '{"data":{"a":"b25l"}}', "x": "1"}
    found = masking.masked_object(secret(metadata={"name": "a", "annotations": annotations}))
    assert found["metadata"] == {"name": "a", "annotations": {LAST_APPLIED: MASK, "x": "1"}}
    assert found["kind"] == "Secret"


@pytest.mark.parametrize(
    "metadata", [None, "odd", {"annotations": None}, {"annotations": ["odd"]}, {"annotations": {}}]
)
def test_metadata_of_any_form_stays(metadata: Any) -> None:
    assert masking.masked_object(secret(metadata=metadata, data={"a": "b"})) == secret(
        metadata=metadata, data={"a": MASK}
    )


def test_other_objects_keep_that_annotation() -> None:
    given = {**config(), "metadata": {"annotations": {LAST_APPLIED: "{}"}}}
    assert masking.masked_object(given) is given


def test_secrets_in_lists_are_masked_and_the_rest_stays() -> None:
    inner = {"kind": "List", "items": [secret(data={"a": "b25l"})]}
    given = {"kind": "List", "metadata": {"x": 1}, "items": [config(a="1"), secret(data={"a": "b25l"}), inner, "odd"]}
    masked = secret(data={"a": MASK})
    assert masking.masked_object(given) == {
        "kind": "List",
        "metadata": {"x": 1},
        "items": [config(a="1"), masked, {"kind": "List", "items": [masked]}, "odd"],
    }


def test_items_of_a_typed_list_are_secrets_without_saying_so() -> None:
    given = {"kind": "SecretList", "items": [{"data": {"a": "b25l"}}, "odd"]}
    assert masking.masked_object(given) == {"kind": "SecretList", "items": [{"data": {"a": MASK}}, "odd"]}
    other = {"kind": "ConfigMapList", "items": [{"data": {"a": "b25l"}}]}
    assert masking.masked_object(other) is other
    assert masking.masked_object({"kind": "List", "items": "odd"}) == {"kind": "List", "items": "odd"}


# Before and after


def pair(before: Any, after: Any, *secrets: str) -> tuple[Any, Any]:
    return masked_pair.masked_pair(before, after, knowing(*secrets))


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        (secret(data={"a": "b25l"}), secret(data={"a": "dHdv"}), ANOTHER),
        (secret(data={"a": "b25l"}), secret(data={"a": "b25l"}), MASK),
        (secret(data={"b": "b25l"}), secret(data={"a": "b25l"}), MASK),
        (None, secret(data={"a": "b25l"}), MASK),
        (config(a="b25l"), secret(data={"a": "dHdv"}), ANOTHER),
        (secret(data={"a": "AAAA"}), secret(data={"a": "AAA="}), ANOTHER),
        (secret(data={"a": "b25"}), secret(data={"a": "b2"}), ANOTHER),  # no base 64
        (secret(data={"a": 1}), secret(data={"a": 22}), ANOTHER),
        (secret(data="odd"), secret(data={"a": "b25l"}), MASK),
    ],
)
def test_whether_a_value_of_a_secret_changes_is_all_that_is_shown(before: Any, after: Any, shown: str) -> None:
    assert pair(before, after)[1] == secret(data={"a": shown})


def test_what_was_in_a_secret_is_masked() -> None:
    before = secret(data={"a": "b25l"}, stringData={"b": "two"})
    assert pair(before, None) == (secret(data={"a": MASK}, stringData={"b": MASK}), None)
    assert pair(before, config(a="b25l"))[0] == secret(data={"a": MASK}, stringData={"b": MASK})


def test_string_data_means_what_data_says_in_base_64() -> None:
    plain, other = secret(stringData={"a": "one"}), secret(stringData={"a": "two"})
    assert pair(secret(data={"a": "b25l"}), plain)[1] == secret(stringData={"a": MASK})
    assert pair(secret(data={"a": "b25l"}), other)[1] == secret(stringData={"a": ANOTHER})
    assert pair(plain, secret(data={"a": "dHdv"}))[1] == secret(data={"a": ANOTHER})
    assert pair(secret(stringData={"a": "b25l"}), secret(data={"a": "b25l"}))[1] == secret(data={"a": ANOTHER})


def test_bytes_that_are_no_text_do_not_end_a_diff() -> None:
    assert pair(secret(stringData={"a": "\udcff"}), secret(stringData={"a": "x"}))[1] == secret(
        stringData={"a": ANOTHER}
    )


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        (config(a="1"), config(a="2"), (config(a="1"), config(a="2"))),
        (config(a="hunter22"), config(), (config(a=MASK), config())),
        (config(), config(a="hunter22"), (config(), config(a=MASK))),
        (None, config(a="hunter22"), (None, config(a=MASK))),
        (config(a="hunter22"), None, (config(a=MASK), None)),
        (config(a="old"), config(a="hunter22"), (config(a=MASK), config(a=ANOTHER))),
        (config(a="old"), config(a="x hunter22"), (config(a=MASK), config(a=f"x {MASK}"))),
        (config(a="hunter22"), config(a="new"), (config(a=MASK), config(a="new"))),
        (config(a="hunter22"), config(a="hunter22"), (config(a=MASK), config(a=MASK))),
        (config(a=None), config(a="hunter22"), (config(a=None), config(a=MASK))),
        (config(a="hunter22"), config(a=None), (config(a=MASK), config(a=None))),
        (config(a=True), config(a=False), (config(a=True), config(a=False))),
        (config(a=1), config(a=2), (config(a=1), config(a=2))),
        (config(a={"b": "old"}), config(a="hunter22"), (config(a={"b": "old"}), config(a=MASK))),
        (config(a=["hunter22"]), config(a={"b": "x"}), (config(a=[MASK]), config(a={"b": "x"}))),
        (config(a={"b": "hunter22"}), config(a=["x"]), (config(a={"b": MASK}), config(a=["x"]))),
        (config(a=["old"]), config(a=["hunter22"]), (config(a=[MASK]), config(a=[ANOTHER]))),
        (config(a=["old", "hunter22"]), config(a=["old"]), (config(a=["old", MASK]), config(a=["old"]))),
        (config(a=["old"]), config(a=["old", "hunter22"]), (config(a=["old"]), config(a=["old", MASK]))),
    ],
)
def test_what_was_in_the_place_of_a_secret_is_one_too(before: Any, after: Any, shown: Any) -> None:
    assert pair(before, after, "hunter22") == shown


def test_a_secret_that_is_a_number_is_masked_as_one() -> None:
    assert pair(config(a=1, b=20240101), config(a=2, b=20240102), "20240102") == (
        config(a=1, b=MASK),
        config(a=2, b=ANOTHER),
    )


@pytest.mark.parametrize(("flag", "word"), [(True, "True"), (False, "False")])
def test_true_and_false_are_no_secrets(flag: bool, word: str) -> None:
    assert pair(config(a=flag), config(a=flag), word) == (config(a=flag), config(a=flag))


def test_lines_that_stay_are_shown_those_that_go_may_hold_what_was_secret() -> None:
    before, after = "user = x\npw=old\nport=1 2", "user = x\npw=hunter22\nport=1"
    old, new = pair(config(a=before), config(a=after), "hunter22")
    assert (old["data"]["a"], new["data"]["a"]) == (f"user = x\n{MASK}\n{MASK}", f"user = x\npw={MASK}\nport=1")


def test_items_of_a_list_go_together_by_name_else_by_place() -> None:
    before = [{"name": "b", "value": "old"}, {"name": "a", "value": "1"}, {"name": 3, "value": "old2"}]
    after = [{"name": "a", "value": "1"}, {"name": "b", "value": "hunter22"}, {"name": 4, "value": "hunter22"}]
    old, new = pair(config(a=before), config(a=after), "hunter22")
    assert old["data"]["a"] == [{"name": "b", "value": MASK}, {"name": "a", "value": "1"}, {"name": 3, "value": MASK}]
    assert new["data"]["a"] == [
        {"name": "a", "value": "1"},
        {"name": "b", "value": ANOTHER},
        {"name": 4, "value": ANOTHER},
    ]


def test_a_short_secret_counts_only_where_it_stands_alone() -> None:
    assert pair(config(a="abc"), config(a="x"), "x") == (config(a=MASK), config(a=ANOTHER))
    assert pair(config(a="abc"), config(a="xyz"), "x") == (config(a="abc"), config(a="xyz"))


def test_keys_keep_their_order_on_each_side() -> None:
    old, new = pair({"b": 1, "a": 2}, {"c": 3, "a": 2, "b": 1})
    assert (list(old), list(new)) == (["b", "a"], ["c", "a", "b"])


# Diffs


def entries(action: str, before: Optional[dict[str, Any]], after: Optional[dict[str, Any]], one: Any = None) -> Any:
    operation = Operation(action, one or item("ConfigMap"), "why", before=before, after=after)
    return diff.entries([Operation(UNCHANGED, item("Node"), before={}, after={"x": 1}), operation], knowing("hunter22"))


@pytest.mark.parametrize("action", [UPDATE, REPLACE])
def test_a_change_is_two_texts_and_their_titles(action: str) -> None:
    assert entries(action, config(a="1"), config(a="hunter22")) == [
        {
            "before": f"apiVersion: v1\ndata:\n  a: '{MASK}'\nkind: ConfigMap\nmetadata:\n  name: a\n",
            "after": f"apiVersion: v1\ndata:\n  a: '{ANOTHER}'\nkind: ConfigMap\nmetadata:\n  name: a\n",
            "before_header": "v1 ConfigMap ns/a (live)",
            "after_header": f"v1 ConfigMap ns/a ({action}: why)",
        }
    ]


def test_what_comes_and_goes_has_one_text() -> None:
    created, deleted = entries(CREATE, None, {"a": 1})[0], entries(DELETE, {"a": 1}, None, item("Node", "n"))[0]
    assert created == {
        "before": "",
        "after": "a: 1\nmetadata: {}\n",
        "before_header": "v1 ConfigMap ns/a (absent)",
        "after_header": "v1 ConfigMap ns/a (create: why)",
    }
    assert deleted == {
        "before": "a: 1\nmetadata: {}\n",
        "after": "",
        "before_header": "v1 Node n (live)",
        "after_header": "v1 Node n (deleted)",
    }


def test_what_only_the_server_writes_is_no_change() -> None:
    noisy = {**config(), "status": {"x": 1}, "metadata": {"name": "a", "uid": "u", "deletionTimestamp": "t"}}
    assert entries(UPDATE, noisy, config()) == []
    assert entries(KEEP, config(a="1"), config(a="1")) == []
    shown = diff.entries(
        [
            Operation(action, item("Node"), before=noisy, after=after)
            for action, after in ((KEEP, noisy), (DELETE, None))
        ],
        Secrets(),
    )
    assert [one["after_header"] for one in shown] == ["v1 Node a (deleted)"]


@pytest.mark.parametrize(
    ("metadata", "left"),
    [
        (None, {}),
        ({"name": "a", "labels": {"x": "1"}}, {"name": "a", "labels": {"x": "1"}}),
        (
            dict.fromkeys(
                ("uid", "resourceVersion", "generation", "creationTimestamp", "selfLink", "managedFields"), 1
            ),
            {},
        ),
        ({"deletionTimestamp": "t", "deletionGracePeriodSeconds": 0}, {"deletionGracePeriodSeconds": 0}),
        ({"annotations": {LAST_APPLIED: "x", "deployment.kubernetes.io/revision": "3"}}, {}),
        ({"annotations": {LAST_APPLIED: "x", "y": "1"}}, {"annotations": {"y": "1"}}),
        ({"annotations": None}, {"annotations": None}),
    ],
)
def test_what_a_quiet_object_has_of_its_metadata(metadata: Any, left: Any) -> None:
    given = {"kind": "X", "metadata": metadata, "status": {}, "spec": {"status": 1}}
    assert diff.quiet(given) == {"kind": "X", "metadata": left, "spec": {"status": 1}}
    assert given["metadata"] is metadata


def test_how_an_object_is_called_in_a_diff() -> None:
    assert diff.heading(item("Deployment", "web")) == "apps/v1 Deployment ns/web"
    assert diff.heading(Item(item("Node").body, "")) == "v1 Node a"
