# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fields that others fill in, and the paths by which they are known."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.plan import fieldpath, injected
from ansible_collections.native.helm.plugins.module_utils._helm.plan.model import Item

HELD = {
    "f:data": {".": {}, "f:tls.crt": {}, "f:tls": {}},
    "f:metadata": {"f:annotations": {"f:a.b/c": {}, 'f:say "[x]"': {}}, "f:finalizers": {'v:"a.b/c"': {}}},
    "f:spec": {"f:ports": {'k:{"port":80,"protocol":"TCP"}': {"f:name": {}}, "i:2": {}}, "f:x.y": {"f:z": {}}},
}


@pytest.mark.parametrize(
    ("path", "steps"),
    [
        (".data.tls.crt", ["data", "tls.crt"]),
        (".data.tls", ["data", "tls"]),
        (".metadata.annotations.a.b/c", ["metadata", "annotations", "a.b/c"]),
        ('.metadata.annotations.say "[x]"', ["metadata", "annotations", 'say "[x]"']),
        ('.metadata.finalizers[="a.b/c"]', ["metadata", "finalizers", ("=", "a.b/c")]),
        ('.spec.ports[port=80,protocol="TCP"].name', ["spec", "ports", {"port": 80, "protocol": "TCP"}, "name"]),
        (".spec.ports[2]", ["spec", "ports", 2]),
        (".spec.x.y.z", ["spec", "x.y", "z"]),
    ],
)
def test_names_with_dots_are_told_apart_by_what_managers_hold(path: str, steps: list[Any]) -> None:
    assert fieldpath.located(path, [{"f:other": {}}, HELD], {}) == steps
    assert fieldpath.shown(steps) == path


def test_names_with_dots_are_told_apart_by_the_body_else() -> None:
    wanted = {"data": {"a.b": "1", "a": {"c.d": "2"}}, "list": [{"name": "x.y", "v.w": 1}]}
    assert fieldpath.located(".data.a.b", (), wanted) == ["data", "a.b"]
    assert fieldpath.located(".data.a.c.d", (), wanted) == ["data", "a", "c.d"]
    assert fieldpath.located('.list[name="x.y"].v.w', (), wanted) == ["list", {"name": "x.y"}, "v.w"]
    assert fieldpath.located(".none.at.all", (), wanted) == ["none", "at", "all"]


def with_bundle(bundle: Any, kind: str = "ValidatingWebhookConfiguration", **more: Any) -> Item:
    hook = {"name": "w", "clientConfig": {"caBundle": bundle, "url": "", **more}}
    return Item({"apiVersion": "x/v1", "kind": kind, "metadata": {"name": "h"}, "webhooks": [hook]}, "")


@pytest.mark.parametrize(
    ("before", "after", "kind", "field", "manager", "left"),
    [
        ("", "", "ValidatingWebhookConfiguration", "caBundle", "certgen", True),
        ("Cg==", "", "MutatingWebhookConfiguration", "caBundle", "certgen", True),
        ("QUJD", "QUJD", "CustomResourceDefinition", "caBundle", "kubectl-patch", True),
        ("", "QUJD", "ValidatingWebhookConfiguration", "caBundle", "certgen", False),
        ("QUJD", "", "ValidatingWebhookConfiguration", "caBundle", "certgen", False),
        ("QUJD", "QUJD", "Issuer", "caBundle", "certgen", False),
        ("", "", "Issuer", "caBundle", "certgen", True),
        ("", "", "Issuer", "url", "certgen", True),
        ("", "", "Issuer", "url", "kubectl-edit", False),
    ],
)
def test_what_is_there_to_be_filled_in(  # before, after and who: more than six
    before: str, after: str, kind: str, field: str, manager: str, left: bool
) -> None:
    steps: list[Any] = ["webhooks", {"name": "w"}, "clientConfig", field]
    was, now = with_bundle(before, kind), with_bundle(after, kind)
    assert injected.is_left(now, was, steps, manager) is left
    assert injected.is_left(now, None, steps, manager) is False


@pytest.mark.parametrize(
    ("kind", "steps", "more", "written"),
    [
        ("ClusterRole", ["rules"], {"aggregationRule": {"x": 1}}, True),
        ("ClusterRole", ["rules", 0, "verbs"], {"aggregationRule": {"x": 1}}, True),
        ("ClusterRole", ["metadata", "labels"], {"aggregationRule": {"x": 1}}, False),
        ("ClusterRole", ["rules"], {}, False),
        ("Role", ["rules"], {"aggregationRule": {"x": 1}}, False),
    ],
)
def test_rules_that_the_cluster_gathers(kind: str, steps: list[Any], more: dict[str, Any], written: bool) -> None:
    one = Item({"apiVersion": "rbac.authorization.k8s.io/v1", "kind": kind, "metadata": {"name": "x"}, **more}, "")
    assert injected.is_aggregated(one, steps) is written


@pytest.mark.parametrize(("kind", "blank"), [("Secret", True), ("ConfigMap", False)])
def test_white_space_as_bytes_is_blank_where_texts_are_bytes(kind: str, blank: bool) -> None:
    one = Item({"apiVersion": "v1", "kind": kind, "metadata": {"name": "x"}}, "ns")
    assert injected.is_blank("Cg==", one) is blank
    assert all(injected.is_blank(value, one) for value in ("", None, [], {}))
    assert not any(injected.is_blank(value, one) for value in (0, False, "QUJD", [0]))
