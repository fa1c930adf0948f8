# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The definitions of a chart are written a few at once; what was written is known, also when one of them is refused."""

from __future__ import annotations

import threading
from typing import Any, Callable, Iterator

import pytest
from unit.kube.server import Asked, Reply
from unit.plan.api import Api, denied, serving

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import KubeError
from ansible_collections.native.helm.plugins.module_utils._helm.plan.model import CREATE, Item, Operation
from ansible_collections.native.helm.plugins.module_utils._helm.releases import prelude

PLURAL = "customresourcedefinitions"
ESTABLISHED = {"conditions": [{"type": "Established", "status": "True"}, {"type": "NamesAccepted", "status": "True"}]}


@pytest.fixture
def api() -> Iterator[Api]:
    yield from serving()


def definition(name: str) -> Operation:
    body = {"apiVersion": "apiextensions.k8s.io/v1", "kind": prelude.CRD, "metadata": {"name": name}}
    return Operation(CREATE, Item(body, "", f"chart/crds/{name}.yaml"), prelude.WHY_CRD, body)


def namespace(name: str) -> Operation:
    body = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}
    return Operation(CREATE, Item(body, ""), "namespace", body)


def answering(api: Api, before: Callable[[], Any] = lambda: None) -> Callable[[Asked], Reply]:
    """Writes the definition that is sent. before: called first."""

    def answer(asked: Asked) -> Reply:
        before()
        made = {**asked.json(), "status": ESTABLISHED}
        api.has(made)
        return Reply(200, made)

    return answer


def test_they_are_written_beside_each_other_after_the_namespace(api: Api) -> None:
    """Each answer waits for the others to be under way."""
    together = threading.Barrier(3)
    api.on("POST namespaces", lambda asked: asked.json())
    api.on("PATCH namespaces/ns", lambda asked: asked.json())
    for name in "abc":
        api.on(f"PATCH {PLURAL}/{name}", answering(api, lambda: together.wait(60)))
    done: list[Operation] = []
    prelude.write(api.client, api.client.env, [namespace("ns"), *map(definition, "abc")], done)
    assert [operation.item.name for operation in done] == ["ns", "a", "b", "c"]
    did = [request for request in api.did() if not request.startswith("GET")]
    assert did[0].endswith(("namespaces", "namespaces/ns"))
    assert sorted(did[1:]) == [f"PATCH {PLURAL}/{name}" for name in "abc"]


def test_what_was_written_beside_one_that_is_refused_is_known(api: Api) -> None:
    """It is refused while the others are under way, before they are answered."""
    refused, together = threading.Event(), threading.Barrier(3)
    for name in "ac":
        api.on(f"PATCH {PLURAL}/{name}", answering(api, lambda: (together.wait(60), refused.wait(60))))

    def refuse(_asked: Asked) -> Reply:
        together.wait(60)
        refused.set()
        return denied("patch", PLURAL)

    api.on(f"PATCH {PLURAL}/b", refuse)
    done: list[Operation] = []
    with pytest.raises(KubeError, match=r"^failed to install CRD crds/b\.yaml: "):
        prelude.write(api.client, api.client.env, [*map(definition, "abc")], done)
    assert [operation.item.name for operation in done] == ["a", "c"]
