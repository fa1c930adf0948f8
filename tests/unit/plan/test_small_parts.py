# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands twice, what goes by itself, and which kinds live in namespaces."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.plan import doubles, passing, served
from ansible_collections.native.helm.plugins.module_utils._helm.plan.model import Item
from ansible_collections.native.helm.plugins.module_utils._helm.release.model import StoredHook

from .api import Api, item


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
    of = served.Served(api.client).scope
    found = [of("v1", "Secret"), of("v1", "Node"), of("no.such/v1", "Thing")]
    assert found == [True, False, None]
    monkeypatch.delattr(type(api.client), "resource")
    assert [of("v1", "Secret"), of("v1", "Node"), of("no.such/v1", "Thing")] == found


def test_a_kind_of_another_version_is_not_known(api: Api) -> None:
    of = served.Served(api.client).scope
    assert [of("apps/v1", "Deployment"), of("apps/v1beta9", "Deployment"), of("apps/v1", "Secret")] == [
        True,
        None,
        None,
    ]


THING, WIDGET = ("example.org/v1", "Thing"), ("example.org/v1", "Widget")


def test_a_kind_that_the_run_brings_is_coming_until_it_is_served(api: Api) -> None:
    kinds = served.Served(api.client, {THING: False, WIDGET: False})
    assert (kinds.scope(*THING), kinds.is_coming(*THING)) == (False, True)
    assert (kinds.scope(*WIDGET), kinds.is_coming(*WIDGET)) == (True, False)  # as the cluster has it
    assert (kinds.scope("v1", "Secret"), kinds.is_coming("v1", "Secret")) == (True, False)
    assert (kinds.scope("example.org/v1", "Other"), kinds.is_coming("example.org/v1", "Other")) == (None, False)


def test_templates_see_what_comes_beside_what_is_served(api: Api) -> None:
    now = served.Served(api.client).api_versions()
    later = served.Served(api.client, {THING: True, ("new.org/v1", "Thing"): True}).api_versions()
    assert now == api.client.api_versions() == sorted(now)
    assert later == sorted([*now, "example.org/v1/Thing", "new.org/v1", "new.org/v1/Thing"])
