# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the API server says to dry runs of deletions and of hooks' objects, and what is made of it."""

from __future__ import annotations

from typing import Any

import pytest
from unit.kube.server import Reply, status

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import Conflict, Forbidden, KubeError
from ansible_collections.native.helm.plugins.module_utils._helm.plan import asking
from ansible_collections.native.helm.plugins.module_utils._helm.plan.model import DELETE, Item, Operation

from .api import Api, denied, exists, forbidden, held, invalid, item, live, not_found, webhook

POLICY = denied('violates PodSecurity "restricted:latest"', "pods")
NO_DRY_RUN = webhook("does not support dry run")
GONE = {"kind": "Status", "status": "Success"}
SECRETS = item("Secret", data={"p": "b25l"})


def deleted(one: Item) -> Operation:
    return Operation(DELETE, one, "removed", before=live(one))


def test_a_deletion_that_would_go_well_is_only_asked_about(api: Api) -> None:
    one = item("ConfigMap")
    api.on("DELETE configmaps/a", GONE)
    assert asking.deletion(api.client, deleted(one), "Foreground") is None
    asked = api.asked[0]
    assert asked.path == "/api/v1/namespaces/ns/configmaps/a"
    assert asked.query == {"dryRun": "All"}
    assert (asked.json()["dryRun"], asked.json()["propagationPolicy"]) == (["All"], "Foreground")


def test_a_deletion_leaves_the_rest_to_the_collector_unless_told(api: Api) -> None:
    api.on("DELETE configmaps/a", GONE)
    asking.deletion(api.client, deleted(item("ConfigMap")))
    assert api.asked[0].json()["propagationPolicy"] == "Background"


def test_a_deletion_of_what_is_gone_already_is_no_refusal(api: Api) -> None:
    api.on("DELETE configmaps/a", not_found("configmaps", "a"))
    assert asking.deletion(api.client, deleted(item("ConfigMap"))) is None


def test_a_refused_deletion_is_told_in_helms_words(api: Api) -> None:
    api.on("DELETE configmaps/a", forbidden("delete", "configmaps", "a"))
    refusal = asking.deletion(api.client, deleted(item("ConfigMap")))
    why = (
        'configmaps "a" is forbidden: User "jane" cannot delete resource "configmaps" in API group "" in the namespace '
        '"ns"'
    )
    assert isinstance(refusal, Forbidden)
    assert refusal.problem == f"failed to delete resource namespace=ns, name=a, kind=ConfigMap: {why}"
    assert refusal.subject == "ConfigMap ns/a"
    assert refusal.facts["failed_objects"] == [
        {"kind": "ConfigMap", "api_version": "v1", "namespace": "ns", "name": "a", "why": why}
    ]


def test_a_webhook_that_takes_no_dry_run_of_a_deletion_is_told_once(api: Api) -> None:
    api.on("DELETE configmaps/a", NO_DRY_RUN)
    for _unused in range(2):
        assert asking.deletion(api.client, deleted(item("ConfigMap"))) is None
    assert [text.partition(" (")[0] for text in api.warned] == ["ConfigMap ns/a: no server-side dry run"]


@pytest.mark.parametrize("code", [401, 429])
def test_a_server_that_does_not_come_to_look_is_an_error(api: Api, code: int) -> None:
    api.on("DELETE configmaps/a", Reply(code, status(code, "X", "not now")))
    with pytest.raises(KubeError, match="not now") as caught:
        asking.deletion(api.client, deleted(item("ConfigMap")))
    assert caught.value.status == code


# Hooks


def hook(api: Api, one: Item, **how: Any) -> Any:
    return asking.hook_object(api.client, one, **{"server_side": True, "replaced": False, **how})


@pytest.mark.parametrize(
    ("server_side", "request_", "query"),
    [
        (
            True,
            "PATCH jobs/a",
            {"fieldManager": "helm", "dryRun": "All", "fieldValidation": "Strict", "force": "false"},
        ),
        (False, "POST jobs", {"fieldManager": "helm", "dryRun": "All"}),
    ],
)
def test_a_hooks_object_is_asked_about_as_it_will_be_written(
    api: Api, server_side: bool, request_: str, query: dict[str, str]
) -> None:
    one = item("Job", spec={})
    api.on(request_, live(one))
    assert hook(api, one, server_side=server_side) is None
    assert api.did() == [request_]
    assert (api.asked[0].query, api.asked[0].json()) == (query, one.body)
    assert "/namespaces/ns/" in api.asked[0].path


@pytest.mark.parametrize(
    ("server_side", "request_", "words"),
    [
        (True, "PATCH pods/a", "server-side apply failed for object ns/a /v1, Kind=Pod: "),
        (False, "POST pods", ""),
    ],
)
def test_a_refused_hook_is_told_in_helms_words(api: Api, server_side: bool, request_: str, words: str) -> None:
    api.on(request_, POLICY)
    refusal = hook(api, item("Pod"), server_side=server_side)
    assert refusal.problem == f'{words}pods "a" is forbidden: violates PodSecurity "restricted:latest"'
    assert refusal.facts["failed_objects"][0]["name"] == "a"


@pytest.mark.parametrize(("server_side", "request_"), [(True, "PATCH pods/a"), (False, "POST pods")])
def test_a_hook_whose_webhook_takes_no_dry_run_is_not_refused(api: Api, server_side: bool, request_: str) -> None:
    api.on(request_, NO_DRY_RUN)
    assert hook(api, item("Pod"), server_side=server_side) is None
    assert len(api.warned) == 1 and api.warned[0].startswith("Pod ns/a: no server-side dry run")


@pytest.mark.parametrize("how", [{"replaced": True}, {"removed": True}, {"replaced": True, "removed": True}])
@pytest.mark.parametrize("there", [True, False])
def test_what_goes_before_or_after_a_hook_is_looked_for_and_its_deletion_asked_about(
    api: Api, how: dict[str, bool], there: bool
) -> None:
    """An object that goes first is no more in the way: only its successor's creation can be asked about then."""
    one = item("Job", spec={})
    if there:
        api.has(live(one))
    api.on("DELETE jobs/a", GONE if there else not_found("jobs", "a", "batch"))
    api.on("PATCH jobs/a", live(one))
    api.on("POST jobs", live(one))
    assert hook(api, one, **how) is None
    write = "POST jobs" if there and how.get("replaced") else "PATCH jobs/a"
    assert api.did() == ["GET jobs/a", "DELETE jobs/a", write]
    assert api.asked[1].json()["propagationPolicy"] == "Background"
    assert [asked.query["dryRun"] for asked in api.asked[1:]] == ["All", "All"]


def test_a_definition_is_never_deleted_for_a_hook(api: Api) -> None:
    one = item("CustomResourceDefinition", "widgets.example.org")
    api.on("PATCH customresourcedefinitions/widgets.example.org", live(one))
    assert hook(api, one, replaced=True, removed=True) is None
    assert api.did() == ["PATCH customresourcedefinitions/widgets.example.org"]


def test_a_hook_that_may_not_be_deleted_is_refused_before_it_is_asked_about(api: Api) -> None:
    one = item("Job", spec={})
    api.on("DELETE jobs/a", forbidden("delete", "jobs", "a", "batch"))
    refusal = hook(api, one, replaced=True)
    assert 'User "jane" cannot delete resource "jobs"' in refusal.problem
    assert api.did() == ["GET jobs/a", "DELETE jobs/a"]


def test_a_hook_that_may_not_be_looked_for_is_refused(api: Api) -> None:
    api.on("GET jobs/a", forbidden("get", "jobs", "a", "batch"))
    assert 'User "jane" cannot get resource "jobs"' in hook(api, item("Job"), replaced=True).problem


def test_a_hook_whose_deletion_takes_no_dry_run_goes_on(api: Api) -> None:
    one = item("Job", spec={})
    api.has(live(one))
    api.on("DELETE jobs/a", NO_DRY_RUN)
    api.on("POST jobs", exists("jobs.batch", "a"))
    assert hook(api, one, server_side=False, replaced=True) is None
    assert api.did() == ["GET jobs/a", "DELETE jobs/a", "POST jobs"]
    assert api.warned[0].startswith("Job ns/a: no server-side dry run")


def replacing(api: Api, *, there: bool = True) -> Item:
    one = item("Job", spec={})
    if there:
        api.has(live(one))
    api.on("DELETE jobs/a", GONE)
    api.on("POST jobs", exists("jobs.batch", "a"))
    return one


def test_a_name_that_is_taken_until_the_deletion_is_no_refusal(api: Api) -> None:
    one = replacing(api)
    assert hook(api, one, server_side=False, replaced=True) is None
    assert api.did()[-1] == "POST jobs"


def test_where_the_name_is_taken_the_right_to_apply_is_asked_for_by_itself(api: Api) -> None:
    one = replacing(api)
    api.on("PATCH jobs/a", forbidden("patch", "jobs", "a", "batch"))
    refusal = hook(api, one, replaced=True)
    assert refusal.problem.startswith("server-side apply failed for object ns/a batch/v1, Kind=Job: jobs.batch")
    assert 'cannot patch resource "jobs"' in refusal.problem
    patch = api.asked[-1]
    assert (patch.query["force"], patch.query["dryRun"], patch.json()) == ("true", "All", one.body)


@pytest.mark.parametrize("said", [invalid("Job.batch", "a", ("spec.template", "field is immutable")), NO_DRY_RUN])
def test_what_else_the_server_says_is_about_the_object_that_goes(api: Api, said: Reply) -> None:
    one = replacing(api)
    api.on("PATCH jobs/a", said)
    assert hook(api, one, replaced=True) is None
    assert api.did()[-1] == "PATCH jobs/a"


def test_a_right_that_is_there_is_no_refusal(api: Api) -> None:
    one = replacing(api)
    api.on("PATCH jobs/a", live(one))
    assert hook(api, one, replaced=True) is None


def test_a_name_that_is_taken_where_nothing_goes_first_is_a_refusal(api: Api) -> None:
    one = replacing(api)
    refusal = hook(api, one, server_side=False)
    assert isinstance(refusal, Conflict) and refusal.problem == 'jobs.batch "a" already exists'


def test_another_conflict_of_what_goes_first_is_a_refusal(api: Api) -> None:
    one = replacing(api)
    api.on("POST jobs", held((".spec", "other")))
    refusal = hook(api, one, server_side=False, replaced=True)
    assert isinstance(refusal, Conflict) and refusal.problem.startswith("Apply failed with 1 conflict")


# What a pod needs


ACCOUNT = denied('error looking up service account ns/runner: serviceaccount "runner" not found', "pods")
CLASS = denied("no PriorityClass with name high was found", "pods")
RUNTIME = denied('pod rejected: RuntimeClass "fast" not found', "pods")
POD = item(
    "Pod",
    spec={
        "serviceAccountName": "runner",
        "serviceAccount": "runner",
        "priorityClassName": "high",
        "runtimeClassName": "fast",
        "containers": [],
    },
)


def error_of(api: Api, reply: Reply, kind: str = "pods") -> KubeError:
    """The error that an answer gives."""
    one = item("Pod") if kind == "pods" else item("ConfigMap")
    api.on(f"PATCH {kind}/a", reply)
    with pytest.raises(KubeError) as caught:
        api.client.apply(one.body, "ns", dry_run=True)
    api.asked.clear()
    return caught.value


def test_what_else_a_pod_is_refused_for_is_asked_without_what_it_lacks(api: Api) -> None:
    first = error_of(api, ACCOUNT)
    api.on("POST pods", CLASS, RUNTIME, POLICY)
    found = asking.deeper(api.client, POD, first)
    assert found.problem == 'pods "a" is forbidden: violates PodSecurity "restricted:latest"'
    assert [sorted(body["spec"]) for body in api.sent("POST pods")] == [
        ["containers", "priorityClassName", "runtimeClassName"],
        ["containers", "runtimeClassName"],
        ["containers"],
    ]
    assert all(asked.query["dryRun"] == "All" for asked in api.asked)
    assert all("/namespaces/ns/" in asked.path for asked in api.asked)
    assert "serviceAccountName" in POD.body["spec"]


def test_a_pod_that_lacks_nothing_else_is_refused_for_what_it_lacks(api: Api) -> None:
    first = error_of(api, ACCOUNT)
    api.on("POST pods", live(POD))
    assert asking.deeper(api.client, POD, first) is first
    assert api.did() == ["POST pods"]


def test_a_pod_that_lacks_all_three_is_refused_for_the_first(api: Api) -> None:
    first = error_of(api, ACCOUNT)
    api.on("POST pods", CLASS, RUNTIME, RUNTIME)
    assert asking.deeper(api.client, POD, first) is first
    assert api.did() == ["POST pods"] * 3


def test_a_pod_whose_webhook_takes_no_dry_run_is_refused_for_what_it_lacks(api: Api) -> None:
    first = error_of(api, ACCOUNT)
    api.on("POST pods", NO_DRY_RUN)
    assert asking.deeper(api.client, POD, first) is first
    assert [text.partition(" (")[0] for text in api.warned] == ["Pod ns/a: no server-side dry run"]


def test_what_a_pod_lacks_beside_something_else_that_is_missing_is_the_first(api: Api) -> None:
    """A kind of thing that no field of a pod names cannot be left out."""
    first = error_of(api, ACCOUNT)
    api.on("POST pods", not_found("nodes", "n"))
    assert asking.deeper(api.client, POD, first) is first


def test_only_pods_are_asked_about_without_what_they_lack(api: Api) -> None:
    first = error_of(api, ACCOUNT)
    assert asking.deeper(api.client, item("Job"), first) is first
    assert api.asked == []


def test_a_refusal_on_other_grounds_is_all_there_is(api: Api) -> None:
    first = error_of(api, POLICY)
    assert asking.deeper(api.client, POD, first) is first
    assert api.asked == []


def test_a_pod_without_a_spec_is_asked_about_too(api: Api) -> None:
    first = error_of(api, ACCOUNT)
    api.on("POST pods", POLICY)
    assert "violates PodSecurity" in asking.deeper(api.client, item("Pod"), first).problem
