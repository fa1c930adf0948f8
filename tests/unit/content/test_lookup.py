# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How often lookup asks. What it answers is held by tests/release/test_lookup.py on a real API server."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import Forbidden, NotFound
from ansible_collections.native.helm.plugins.module_utils._helm.content.candidate import Facts
from ansible_collections.native.helm.plugins.module_utils._helm.content.lookup import Known, Lookup

MINE = {"metadata": {"annotations": {"meta.helm.sh/release-name": "web", "meta.helm.sh/release-namespace": "ns"}}}


class Cluster:
    """Has the objects that it is given, and notes what it is asked for."""

    def __init__(self, **objects: Any) -> None:
        self.objects, self.asked = objects, list[str]()
        self.client: Any = self
        self.connection = SimpleNamespace()

    def is_coming(self, *_kind: str) -> bool:
        return False

    def resource(self, api_version: str, kind: str) -> Any:
        return SimpleNamespace(api_version=api_version, kind=kind, namespaced=True)

    def get_at(self, _resource: Any, _namespace: str, name: str) -> Any:
        self.asked.append(name)
        found = self.objects.get(name, NotFound("no", status=404))
        if isinstance(found, Exception):
            raise found
        return found


def look(cluster: Any, known: Known, name: str, **how: Any) -> Any:
    return Lookup(cluster, known=known, **how)("v1", "Secret", "ns", name)


def test_renders_of_one_chart_ask_once_for_an_object() -> None:
    cluster, known = Cluster(a={"data": {"password": "one"}}), Known()
    first = look(cluster, known, "a")
    cluster.objects["a"] = {"data": {"password": "two"}}  # by somebody else, between two renders
    assert look(cluster, known, "a") == first == {"data": {"password": "one"}}
    assert [look(cluster, known, "b"), look(cluster, known, "b")] == [{}, {}]
    assert cluster.asked == ["a", "b"]


def test_what_a_template_does_to_it_is_seen_by_no_other() -> None:
    cluster, known = Cluster(a={"data": {}}), Known()
    look(cluster, known, "a")["data"]["more"] = "x"
    assert look(cluster, known, "a") == {"data": {}}


def test_it_is_hidden_from_those_that_may_not_see_it() -> None:
    cluster, known = Cluster(a=MINE), Known()
    assert look(cluster, known, "a") == MINE
    assert look(cluster, known, "a", hidden=Facts("web", "ns", 1)) == {}
    assert cluster.asked == ["a"]


def test_what_was_refused_is_asked_again() -> None:
    cluster, known = Cluster(a=Forbidden("no", status=403)), Known()
    for _unused in range(2):
        with pytest.raises(Forbidden):
            look(cluster, known, "a")
    assert cluster.asked == ["a", "a"]
