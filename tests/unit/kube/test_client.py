# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the client does about pages, lost replies and namespaces, where a real server would have to misbehave."""

from __future__ import annotations

import time
from typing import Any, Callable

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import Conflict, KubeError, NotFound
from ansible_collections.native.helm.plugins.module_utils._helm.kube.client import Client
from ansible_collections.native.helm.plugins.module_utils._helm.kube.target import contains

from .conftest import World, client_to
from .server import RESET, Asked, Reply, Server, status
from .test_discovery import NEW, serving

POD: dict[str, Any] = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, "spec": {"x": [1, {"y": 2}]}}
LIVE = {**POD, "metadata": {"name": "a", "namespace": "default", "uid": "u", "resourceVersion": "9"}, "status": {}}
THERE = Reply(409, status(409, "AlreadyExists", 'pods "a" already exists'))


class Scripted:
    """Discovery as ever; every other request gets the next action."""

    def __init__(self, *actions: Any) -> None:
        self.actions = list(actions)
        self.asked: list[Asked] = []

    def __call__(self, asked: Asked) -> Any:
        if asked.path in ("/api", "/apis"):
            return serving(NEW)(asked)
        self.asked.append(asked)
        return self.actions.pop(0)

    def did(self) -> list[str]:
        return [f"{asked.method} {asked.path}" for asked in self.asked]


@pytest.fixture
def run(world: World) -> Callable[..., tuple[Any, Scripted]]:
    """Run something with a client whose server does what is told; return its result or error, and what was asked."""

    def runs(act: Callable[[Client], Any], *actions: Any) -> tuple[Any, Scripted]:
        script = Scripted(*actions)
        with Server(script) as server:
            client = client_to(server.url, world)
            client.api_versions()
            try:
                return act(client), script
            except KubeError as error:
                return error, script

    return runs


def test_a_creation_whose_reply_was_lost_is_recognised_as_ours(run: Any) -> None:
    found, script = run(lambda client: client.create(POD), RESET, THERE, Reply(200, LIVE))
    assert found == LIVE
    assert script.did() == ["POST /api/v1/namespaces/default/pods"] * 2 + ["GET /api/v1/namespaces/default/pods/a"]


def test_a_creation_that_somebody_else_did_meanwhile_is_a_conflict(run: Any) -> None:
    other = {**LIVE, "spec": {"x": [1, {"y": 3}]}}
    found, _ = run(lambda client: client.create(POD), RESET, THERE, Reply(200, other))
    assert isinstance(found, Conflict)
    assert (found.subject, found.doing, found.lost_reply) == ("Pod default/a", "creating an object", True)


def made(ago: float, manager: str = "helm", **more: Any) -> Any:
    """Answer with an object that was made so many seconds before the answer, whose Date is now."""
    stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - ago))
    entry = {"manager": manager, "operation": "Update", "time": stamp}
    metadata = {**LIVE["metadata"], "creationTimestamp": stamp, "managedFields": [entry]}
    return Reply(200, {**LIVE, **more, "metadata": metadata})


def test_a_creation_that_was_sent_twice_on_the_way_is_recognised_as_ours(run: Any) -> None:
    found, script = run(lambda client: client.create(POD), THERE, made(0.0))
    assert found["metadata"]["uid"] == "u"
    assert script.did() == ["POST /api/v1/namespaces/default/pods", "GET /api/v1/namespaces/default/pods/a"]


@pytest.mark.parametrize(
    "actions",
    [
        (THERE, lambda: made(60.0)),
        (THERE, lambda: made(0.0, "kubectl-create")),
        (THERE, lambda: made(0.0, spec={"x": []}), Reply(403, status(403, "Forbidden", "no"))),
        (THERE, lambda: made(0.0, spec={"x": []}), Reply(200, LIVE)),
        (THERE, Reply(404, status(404, "NotFound", "gone"))),
        (THERE, Reply(200, LIVE)),
    ],
    ids=["older", "another manager's", "other, and no comparing", "other", "gone since", "without a time"],
)
def test_an_object_that_is_not_surely_ours_is_a_conflict(run: Any, actions: Any) -> None:
    now = [action() if callable(action) else action for action in actions]
    found, script = run(lambda client: client.create(POD), *now)
    assert isinstance(found, Conflict)
    assert (found.reason, found.lost_reply, script.actions) == ("AlreadyExists", False, [])


def test_a_creation_is_compared_by_a_dry_run_where_the_server_has_another_form_for_it(run: Any) -> None:
    stored = made(0.0, spec={"x": ["1"]})
    found, script = run(lambda client: client.create(POD), THERE, stored, stored)
    assert found["spec"] == {"x": ["1"]}
    assert script.asked[-1].method == "PUT" and script.asked[-1].query["dryRun"] == "All"
    assert script.asked[-1].json()["metadata"] == {"name": "a", "resourceVersion": "9"}


def test_a_dry_run_finds_nothing_that_is_ours(run: Any) -> None:
    found, script = run(lambda client: client.create(POD, dry_run=True), RESET, THERE)
    assert isinstance(found, Conflict) and len(script.asked) == 2


STALE = Reply(409, status(409, "Conflict", "the object has been modified"))


@pytest.mark.parametrize("first", [(RESET, STALE), (STALE,)], ids=["lost reply", "sent twice"])
def test_a_replacement_that_was_done_is_recognised_as_ours(run: Any, first: Any) -> None:
    body = {**POD, "metadata": {"name": "a", "resourceVersion": "8"}}
    found, script = run(lambda client: client.replace(body), *first, Reply(200, LIVE), Reply(200, LIVE))
    assert found == LIVE
    assert [asked.method for asked in script.asked] == ["PUT"] * len(first) + ["GET", "PUT"]


def test_a_replacement_that_is_there_to_the_last_field_needs_no_dry_run(run: Any) -> None:
    body = {**LIVE, "metadata": {"name": "a", "namespace": "default", "resourceVersion": "8"}}
    found, script = run(lambda client: client.replace(body), STALE, Reply(200, LIVE))
    assert found == LIVE and script.actions == []


def test_a_replacement_that_would_take_a_field_away_was_not_done(run: Any) -> None:
    more = {**LIVE, "metadata": {**LIVE["metadata"], "labels": {"by": "another"}}}
    body = {**POD, "metadata": {"name": "a", "resourceVersion": "8"}}
    found, _ = run(lambda client: client.replace(body), RESET, STALE, Reply(200, more), Reply(200, LIVE))
    assert isinstance(found, Conflict) and found.reason == "Conflict"


def test_a_deletion_whose_reply_was_lost_is_done(run: Any) -> None:
    gone = Reply(404, status(404, "NotFound", "gone"))
    assert run(lambda client: client.delete("v1", "Pod", None, "a"), RESET, gone)[0] == {}
    assert isinstance(run(lambda client: client.delete("v1", "Pod", None, "a"), gone)[0], NotFound)


def test_a_deletion_says_how(run: Any) -> None:
    _, script = run(
        lambda client: client.delete("v1", "Pod", "n", "a", propagation="Foreground", grace=0, uid="u", dry_run=True),
        Reply(200),
    )
    assert script.asked[0].json() == {
        "apiVersion": "v1", "kind": "DeleteOptions", "propagationPolicy": "Foreground",
        "gracePeriodSeconds": 0, "preconditions": {"uid": "u"}, "dryRun": ["All"],
    }  # fmt: skip


def page(*names: str, more: str = "") -> Reply:
    items = [{"metadata": {"name": name}} for name in names]
    return Reply(200, {"kind": "PodList", "metadata": {"continue": more, "resourceVersion": "5"}, "items": items})


def test_a_list_is_read_to_its_end_and_its_items_know_what_they_are(run: Any) -> None:
    found, script = run(
        lambda client: client.list("v1", "Pod", "n", label_selector="a=b"), page("x", more="tok"), page("y")
    )
    assert found == [{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name}} for name in ("x", "y")]
    assert script.asked[0].query == {"labelSelector": "a=b", "limit": "500"}
    assert script.asked[1].query == {"labelSelector": "a=b", "limit": "500", "continue": "tok"}


def test_a_list_that_took_too_long_is_read_from_the_start(run: Any) -> None:
    expired = Reply(410, status(410, "Expired", "too old"))
    found, _ = run(lambda client: client.list("v1", "Pod", ""), page("x", more="tok"), expired, page("x", "y"))
    assert [item["metadata"]["name"] for item in found] == ["x", "y"]


@pytest.mark.parametrize(
    ("namespace", "path"),
    [(None, "/api/v1/namespaces/default/pods"), ("", "/api/v1/pods"), ("n", "/api/v1/namespaces/n/pods")],
)
def test_where_a_list_is_read(run: Any, namespace: Any, path: str) -> None:
    assert run(lambda client: client.list("v1", "Pod", namespace), page())[1].asked[0].path == path


@pytest.mark.parametrize(
    ("namespace", "in_body", "used"),
    [(None, None, "default"), (None, "b", "b"), ("n", "b", "n"), ("", None, "default")],
)
def test_which_namespace_an_object_is_created_in(run: Any, namespace: Any, in_body: Any, used: str) -> None:
    body = {**POD, "metadata": {"name": "a", **({"namespace": in_body} if in_body else {})}}
    assert run(lambda client: client.create(body, namespace), Reply(201, LIVE))[1].did() == [
        f"POST /api/v1/namespaces/{used}/pods"
    ]


def test_an_apply_says_who_and_how(run: Any) -> None:
    _, script = run(lambda client: client.apply(POD, "n", force=True, dry_run=True), Reply(200, LIVE))
    asked = script.asked[0]
    assert asked.query == {"fieldManager": "helm", "force": "true", "dryRun": "All", "fieldValidation": "Strict"}
    assert asked.headers["Content-Type"] == "application/apply-patch+yaml"


@pytest.mark.parametrize(
    ("live", "wanted", "answer"),
    [
        ({"a": 1, "b": 2}, {"a": 1}, True),
        ({"a": 1}, {"a": 2}, False),
        ({"a": [1, {"b": 2, "c": 3}]}, {"a": [1, {"b": 2}]}, True),
        ({"a": [1, 2]}, {"a": [1]}, False),
        ({"a": {}}, {"a": None}, False),
        ({}, {"a": None}, True),
        ({"metadata": {"resourceVersion": "9"}}, {"metadata": {"resourceVersion": "8"}}, True),
    ],
)
def test_contains(live: Any, wanted: Any, answer: bool) -> None:
    assert contains(live, wanted) is answer
