# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What tasks in check mode hand to those after them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.fleet import foreseen
from ansible_collections.native.helm.plugins.module_utils._helm.plan.model import CREATE, UPDATE, Item, Operation

CRD: dict[str, Any] = {
    "apiVersion": "apiextensions.k8s.io/v1",
    "kind": "CustomResourceDefinition",
    "metadata": {"name": "widgets.example.com", "labels": {"a": "b"}},
    "spec": {
        "group": "example.com",
        "names": {"kind": "Widget", "plural": "widgets"},
        "scope": "Namespaced",
        "versions": [{"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": {}}}],
    },
}
NAMESPACE = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "web", "labels": {"a": "b"}}}


def context(*bodies: dict[str, Any], action: str = CREATE) -> Any:
    connection = SimpleNamespace(connection=SimpleNamespace(server="https://one"))
    planned = [Operation(action, Item(body, "")) for body in bodies]
    return SimpleNamespace(client=lambda: connection, planned=planned)


def test_namespaces_and_kinds_without_what_nobody_counts_on() -> None:
    config = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}}
    outline = {**CRD, "metadata": {"name": "widgets.example.com"}}
    outline["spec"] = {**CRD["spec"], "versions": [{"name": "v1", "served": True}]}
    namespace = {**NAMESPACE, "metadata": {"name": "web"}}
    assert foreseen.of_releases([context(NAMESPACE, config, CRD)]) == {"https://one": [namespace, outline]}


@pytest.mark.parametrize("spec", [None, "x", {"versions": "v1"}, {"versions": ["v1"]}, {"group": 5, "names": "x"}])
def test_a_definition_that_is_not_well_formed_brings_nothing(spec: Any) -> None:
    assert foreseen.of_releases([context({**CRD, "spec": spec})]) == {}


def test_what_is_there_already_is_not_told() -> None:
    assert foreseen.of_releases([context(NAMESPACE, CRD, action=UPDATE)]) == {}
