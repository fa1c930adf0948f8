# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands twice, what goes by itself, which kinds live in namespaces, and in what two objects differ."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.plan import doubles, drift, passing, scope
from ansible_collections.native.helm.plugins.module_utils._helm.plan.model import FieldConflict, Item
from ansible_collections.native.helm.plugins.module_utils._helm.release.model import StoredHook

from .api import Api, item, live


def placed(kind: str, name: str, source: str) -> Item:
    one = item(kind, name)
    return Item(one.body, one.namespace, source)


@pytest.mark.parametrize(
    ("one", "first", "told"),
    [
        (placed("Secret", "a", "t/b.yaml"), "t/a.yaml", "Secret ns/a is in t/a.yaml and in t/b.yaml"),
        (placed("Secret", "a", "t/b.yaml"), "t/b.yaml", "Secret ns/a is twice in t/b.yaml"),
        (placed("Node", "a", "t/b.yaml"), "t/b.yaml", "Node a is twice in t/b.yaml"),
    ],
)
def test_an_object_in_two_places_names_both(one: Item, first: str, told: str) -> None:
    assert doubles.told(one, first, one.source) == f"{told}: the last one counts"
    assert doubles.told(one, first, one.source, "the first one") == f"{told}: the first one counts"


def test_hooks_that_have_the_place_of_an_object() -> None:
    objects = [placed("Job", "a", "t/a.yaml"), placed("Job", "b", "t/b.yaml")]
    hooks = [StoredHook("b", "Job", "t/h.yaml"), StoredHook("a", "Secret"), StoredHook("c", "Job")]
    assert doubles.hooks_in_place(hooks, objects) == [(objects[1], hooks[0])]


@pytest.mark.parametrize(("kind", "what"), [("Job", "Job ns/a"), ("Node", "Node a")])
def test_a_hook_in_an_objects_place_names_both(kind: str, what: str) -> None:
    assert doubles.told_of_hook(placed(kind, "a", "t/a.yaml"), StoredHook("a", kind, "t/h.yaml")) == (
        f"{what} is in t/a.yaml, and in t/h.yaml as a hook: each takes the other's place"
    )


def job(api_version: str = "batch/v1", kind: str = "Job", spec: Any = None, name: str = "a") -> Item:
    return Item({"apiVersion": api_version, "kind": kind, "metadata": {"name": name}, "spec": spec}, "ns")


@pytest.mark.parametrize(
    ("one", "passes"),
    [
        (job(spec={"ttlSecondsAfterFinished": 60}), True),
        (job(spec={"ttlSecondsAfterFinished": 0}), True),
        (job("batch/v1beta1", spec={"ttlSecondsAfterFinished": 1}), True),
        (job(spec={"ttlSecondsAfterFinished": None}), False),
        (job(spec={}), False),
        (job(spec=None), False),
        (job("example.org/v1", spec={"ttlSecondsAfterFinished": 1}), False),
        (job("batch", spec={"ttlSecondsAfterFinished": 1}), False),
        (job(kind="CronJob", spec={"ttlSecondsAfterFinished": 1}), False),
    ],
)
def test_jobs_with_a_time_to_live_pass(one: Item, passes: bool) -> None:
    assert passing.is_passing(one) is passes
    assert passing.passing([one, job(name="stays")]) == (frozenset([one.key]) if passes else frozenset())


def test_the_cluster_is_asked_once_for_each_kind(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    of = scope.scope_of(api.client)
    found = [of("v1", "Secret"), of("v1", "Node"), of("no.such/v1", "Thing")]
    assert found == [True, False, None]
    monkeypatch.delattr(type(api.client), "resource")
    assert [of("v1", "Secret"), of("v1", "Node"), of("no.such/v1", "Thing")] == found


def test_a_kind_of_another_version_is_not_known(api: Api) -> None:
    of = scope.scope_of(api.client)
    assert [of("apps/v1", "Deployment"), of("apps/v1beta9", "Deployment"), of("apps/v1", "Secret")] == [
        True,
        None,
        None,
    ]


# Drift


def config(data: Any, **metadata: Any) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a", **metadata}, "data": data}


@pytest.mark.parametrize(
    ("before", "after", "fields"),
    [
        (config({"a": "1"}), config({"a": "1"}), []),
        (config({"a": "1", "z": "1"}), config({"a": "2", "z": "2"}), ["/data/a", "/data/z"]),
        (config({"a": "1"}), config({}), ["/data/a"]),
        (config({}), config({"a": "1"}), ["/data/a"]),
        (config({"a/b~c": "1"}), config({"a/b~c": "2"}), ["/data/a~1b~0c"]),
        (config({"a": [1, {"x": 1}]}), config({"a": [2, {"x": 2}]}), ["/data/a/0", "/data/a/1/x"]),
        (config({"a": [1]}), config({"a": [1, 2]}), ["/data/a"]),
        (config({"a": [1]}), config({"a": {"x": 1}}), ["/data/a"]),
        (config({"a": {"x": 1}}), config({"a": [1]}), ["/data/a"]),
        (config({"a": "1"}, uid="1", resourceVersion="1"), config({"a": "1"}, uid="2"), []),
        (config(None), config({"a": "1"}), ["/data"]),
    ],
)
def test_the_fields_in_which_two_states_differ(before: Any, after: Any, fields: list[str]) -> None:
    assert drift.changed_fields(before, after) == fields


def test_the_fields_that_are_left_to_others_by_their_place() -> None:
    one = item("Pod", spec={"containers": [{"name": "x"}, {"name": "y", "image": "i"}]})
    there = live(one)
    there["metadata"]["annotations"] = {"a.b/c": "1"}
    paths = ['.spec.containers[name="y"].image', ".metadata.annotations.a.b/c", ".spec.gone", "what?"]
    left = [FieldConflict(path, "other", "", "") for path in paths]
    assert drift.left_fields(there, left) == ["/metadata/annotations/a.b~1c", "/spec/containers/1/image"]
    assert drift.left_fields(there, []) == []
