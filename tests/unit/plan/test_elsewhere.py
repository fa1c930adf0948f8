# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is against an object in a namespace to come, asked in another one."""

from __future__ import annotations

from typing import Any

import pytest
from unit.kube.server import Reply

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import Forbidden
from ansible_collections.native.helm.plugins.module_utils._helm.plan import asking, elsewhere

from .api import Api, denied, invalid, item, not_found

ACCOUNT = 'error looking up service account ns/robot: serviceaccount "robot" not found'
CLASS = "no PriorityClass with name high was found"


def pod(**spec: Any) -> Any:
    return item("Pod", spec={"containers": [{"name": "c", "image": "x"}], **spec})


@pytest.mark.parametrize("name", ["serviceAccountName", "serviceAccount"])
def test_a_pods_account_is_of_its_own_namespace_and_not_asked_about_elsewhere(api: Api, name: str) -> None:
    api.on("POST pods", {})
    found = elsewhere.refusal(api.client, pod(**{name: "robot"}))
    (sent,) = api.sent("POST pods")
    assert (sent["metadata"]["namespace"], name in sent["spec"]) == ("default", False)
    assert isinstance(found, Forbidden) and found.status == 403
    assert found.problem == f'pods "a" is forbidden: {ACCOUNT}'
    assert (found.subject, found.details["kind"]) == ("Pod ns/a", "pods")


@pytest.mark.parametrize("spec", [{}, {"serviceAccountName": "default"}, {"serviceAccountName": ""}])
def test_the_account_that_each_namespace_gets_is_there(api: Api, spec: dict[str, Any]) -> None:
    api.on("POST pods", {})
    assert elsewhere.refusal(api.client, pod(**spec)) is None


def test_a_spec_of_the_wrong_form_is_for_the_server_to_refuse(api: Api) -> None:
    api.on("POST pods", {})
    assert elsewhere.refusal(api.client, item("Pod", spec=["x"])) is None
    assert api.sent("POST pods")[0]["spec"] == ["x"]


@pytest.mark.parametrize("words", [CLASS, 'pod rejected: RuntimeClass "gvisor" not found'])
def test_a_class_that_the_cluster_lacks_is_lacking_everywhere(api: Api, words: str) -> None:
    api.on("POST pods", denied(words, "pods"))
    found = elsewhere.refusal(api.client, pod(serviceAccountName="robot"))
    assert found is not None and words in found.problem and found.subject == "Pod ns/a"


def test_what_is_of_the_other_namespace_hides_no_account(api: Api) -> None:
    api.on("POST pods", denied("exceeded quota: q", "pods"))
    found = elsewhere.refusal(api.client, pod(serviceAccountName="robot"))
    assert found is not None and ACCOUNT in found.problem


def test_warnings_are_of_the_object_and_not_of_the_other_namespace(api: Api) -> None:
    header = '299 - "unknown field \\"x\\"", 299 - "would violate PodSecurity \\"restricted:latest\\": y"'
    for status in (201, 403):
        api.on("POST pods", Reply(status, {}, headers={"Warning": header}))
        elsewhere.refusal(api.client, pod())
    assert api.warned == ['Pod ns/a: unknown field "x"']


@pytest.mark.parametrize("server_side", [True, False])
def test_a_hooks_object_is_asked_about_so_too(api: Api, *, server_side: bool) -> None:
    one = item("ConfigMap")
    api.on("PATCH configmaps/a", not_found("namespaces", "ns"))
    api.on("POST configmaps", not_found("namespaces", "ns"), invalid("ConfigMap", "a", ("data[b c]", "Invalid value")))
    if server_side:
        api.on("POST configmaps", invalid("ConfigMap", "a", ("data[b c]", "Invalid value")))
    found = asking.hook_object(api.client, one, server_side=server_side, replaced=False)
    assert found is not None and "data[b c]: Invalid value" in found.problem
    assert api.asked[-1].path == "/api/v1/namespaces/default/configmaps"
