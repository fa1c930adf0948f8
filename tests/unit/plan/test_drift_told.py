# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is told of objects that are not as the last revision has them."""

from __future__ import annotations

import copy
from typing import Any, Optional

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import Invalid
from ansible_collections.native.helm.plugins.module_utils._helm.base.mask import ANOTHER, MASK
from ansible_collections.native.helm.plugins.module_utils._helm.base.secrets import Secrets
from ansible_collections.native.helm.plugins.module_utils._helm.plan import build, drift
from ansible_collections.native.helm.plugins.module_utils._helm.plan.model import (
    FieldConflict,
    Item,
    ObjectState,
    Observation,
)
from ansible_collections.native.helm.plugins.module_utils._helm.plan.ownership import owned_body

from .api import stated

Object = dict[str, Any]


def body(kind: str = "ConfigMap", name: str = "a", **parts: Any) -> Object:
    version = "apps/v1" if kind == "Deployment" else "v1"
    return owned_body({"apiVersion": version, "kind": kind, "metadata": {"name": name}, **parts}, "web", "ns")


def told(
    chart: Object,
    live: Optional[Object],
    *,
    policy: str = "warn",
    reasons: tuple[str, ...] = (),
    secrets: Optional[Secrets] = None,
    **facts: Any,
) -> list[Object]:
    """The entries of a plan of one object of the release web in ns."""
    item = Item(chart, "ns")
    observed = {"wanted": chart, "same": live == chart, "held": live == chart, **facts}
    observation = Observation([ObjectState(item, chart, live, **observed)], [], {item.key: item})
    chosen = stated(original={item.key: item}, drift=policy, settled=not reasons)
    plan = build.build(observation, list(reasons), *chosen, release="web", namespace="ns")
    return drift.entries(plan, secrets or Secrets(), settled=not reasons)


def differences(found: list[Object]) -> list[tuple[str, Any, Any]]:
    (entry,) = found
    assert entry["fields"] == [one["field"] for one in entry["differences"]]
    return [(one["field"], one["wanted"], one["live"]) for one in entry["differences"]]


@pytest.mark.parametrize("policy", ["correct", "warn"])
def test_field_wanted_and_live_value_are_told_whether_or_not_they_are_put_back(policy: str) -> None:
    wanted = body(
        "Deployment", spec={"replicas": 1, "template": {"spec": {"containers": [{"name": "c", "image": "x"}]}}}
    )
    live = copy.deepcopy(wanted)
    live["spec"]["replicas"] = 3
    live["spec"]["template"]["spec"]["containers"][0]["image"] = "y"
    live["metadata"].update(resourceVersion="7", generation=3, uid="u")
    live["metadata"]["labels"]["a/b"] = "mine"
    found = told(wanted, live, policy=policy)
    assert differences(found) == [
        ("/metadata/labels/a~1b", None, "mine"),
        ("/spec/replicas", 1, 3),
        ("/spec/template/spec/containers/0/image", "x", "y"),
    ]
    assert (found[0]["action"], found[0]["kind"], found[0]["namespace"]) == ("update", "Deployment", "ns")


def test_lists_of_other_lengths_differ_as_a_whole_so_that_drift_ignore_can_name_them() -> None:
    ports = [{"port": 80}, {"port": 81}]
    found = told(body("Service", spec={"ports": ports}), body("Service", spec={"ports": ports[:1]}))
    assert differences(found) == [("/spec/ports", ports, ports[:1])]


def test_what_is_missing_has_no_fields() -> None:
    (entry,) = told(body(), None)
    assert (entry["action"], entry["fields"], entry["differences"]) == ("create", [], [])
    assert drift.warning("web", 4, [entry]) == (
        "release web: not as in revision 4, and left so:\n- ConfigMap ns/a: it is missing"
    )


def test_values_of_secrets_are_masked_and_seen_to_differ() -> None:
    found = told(body("Secret", data={"p": "b25l", "q": "dHdv"}), body("Secret", data={"p": "dGhyZWU=", "q": "dHdv"}))
    assert differences(found) == [("/data/p", ANOTHER, MASK)]
    assert MASK in drift.warning("web", 1, found) and "dGhyZWU" not in drift.warning("web", 1, found)


def test_a_sensitive_value_is_masked_and_what_stands_in_its_place_too() -> None:
    secrets = Secrets()
    secrets.add("hunter22")
    found = told(body(data={"p": "hunter22"}), body(data={"p": "somebody's own"}), secrets=secrets)
    assert differences(found) == [("/data/p", ANOTHER, MASK)]


def test_what_others_hold_is_told_as_it_is_wanted_and_as_it_is() -> None:
    wanted = body(data={"tls.crt": "", "b": "1"})
    live = body(data={"tls.crt": "x", "b": "2"})
    left = [FieldConflict(".data.tls.crt", "certgen", "", "")]
    yielded = body(data={"tls.crt": "x", "b": "1"})
    assert differences(told(wanted, live, drifted=left, wanted=yielded)) == [
        ("/data/b", "1", "2"),
        ("/data/tls.crt", "", "x"),
    ]
    upgraded = told(wanted, live, reasons=("values",), drifted=left, wanted=yielded)
    assert differences(upgraded) == [("/data/tls.crt", "", "x")] and upgraded[0]["action"] == "unchanged"


@pytest.mark.parametrize("reasons", [(), ("values",)], ids=["settled", "with a new revision"])
@pytest.mark.parametrize(
    ("field", "manager", "action"),
    [(".data.b", "kubectl-patch", "update"), (".data.b", "x", "update"), (".data.tls", "certgen", "unchanged")],
)
def test_the_action_is_what_would_put_it_right(reasons: tuple[str, ...], field: str, manager: str, action: str) -> None:
    live = body(data={"tls": "x", "b": "2"})
    left = [FieldConflict(field, manager, "", "")]
    found = told(
        body(data={"tls": "", "b": "1"}), live, reasons=reasons, drifted=left, wanted=live, same=True, held=True
    )
    assert [entry["action"] for entry in found] == [action]


def test_what_a_merge_leaves_is_told_as_it_would_be_put_right() -> None:
    live = body(data={"a": "edited", "b": "1"})
    after, corrected = body(data={"a": "edited", "b": "2"}), body(data={"a": "1", "b": "2"})
    found = told(corrected, live, reasons=("values",), wanted=after, corrected=corrected)
    assert differences(found) == [("/data/a", "1", "edited")] and found[0]["action"] == "update"


def test_what_a_merge_leaves_is_told_beside_what_others_hold() -> None:
    live = body(data={"a": "edited", "tls": "x"})
    corrected = body(data={"a": "1", "tls": "x"})
    left = [FieldConflict(".data.tls", "certgen", "", "")]
    facts = {"drifted": left, "wanted": live, "corrected": corrected}
    found = told(body(data={"a": "1", "tls": ""}), live, reasons=("values",), **facts)
    assert differences(found) == [("/data/a", "1", "edited"), ("/data/tls", "", "x")]


def test_what_the_server_answers_differs_though_it_may_mean_the_same() -> None:
    """In a custom resource it may not: its text is what counts."""
    wanted, live = body("Widget", spec={"cpu": "1"}), body("Widget", spec={"cpu": "1000m"})
    wanted["spec"]["limits"], live["spec"]["limits"] = {"cpu": "1"}, {"cpu": "1000m"}
    found = [("/spec/cpu", "1", "1000m"), ("/spec/limits/cpu", "1", "1000m")]
    assert differences(told(wanted, live)) == found
    assert differences(told(wanted, live, reasons=("values",), wanted=live, corrected=wanted)) == found


def test_a_field_in_a_list_that_was_made_to_be_filled_in_is_nothing_to_put_right() -> None:
    chart = body("Service", spec={"ports": [{"port": 80, "protocol": "TCP", "name": ""}]})
    live = body("Service", spec={"ports": [{"port": 80, "protocol": "TCP", "name": "x"}]})
    left = [FieldConflict('.spec.ports[port=80,protocol="TCP"].name', "certgen", "", "")]
    found = told(chart, live, drifted=left, wanted=live, same=True, held=True)
    assert [entry["action"] for entry in found] == ["unchanged"]


def test_fields_without_an_owner_are_told_although_no_value_differs() -> None:
    found = told(body(), body(), same=True, held=False)
    assert differences(found) == []
    assert drift.warning("web", 1, found).endswith("- ConfigMap ns/a: its fields are managed by others")


def test_what_the_server_would_refuse_is_compared_by_what_it_means() -> None:
    """No answer of the server tells what would be: its own defaults and forms are no difference."""
    spec = {"resources": {"requests": {"storage": "1024Mi"}}, "accessModes": ["ReadWriteOnce"], "selector": {}}
    live = body("PersistentVolumeClaim", spec={**spec, "volumeName": "v"})
    live["spec"]["resources"] = {"requests": {"storage": "2Gi"}}
    del live["spec"]["selector"]
    refusal = Invalid("spec is immutable", status=422)
    facts = {"wanted": None, "refusal": refusal, "problem": refusal}
    found = told(body("PersistentVolumeClaim", spec=spec), live, **facts)
    assert differences(found) == [("/spec/resources/requests/storage", "1024Mi", "2Gi")]
    assert found[0]["message"] == "spec is immutable"
    live["spec"]["resources"] = {"requests": {"storage": "1Gi"}}
    assert told(body("PersistentVolumeClaim", spec=spec), live, **facts) == []


def test_nothing_differs() -> None:
    assert told(body(), body()) == []


def test_a_warning_has_ten_lines_at_most_and_says_how_many_there_are() -> None:
    wanted = body(data={f"k{number}": "1" for number in range(9)})
    nine = drift.warning("web", 1, told(wanted, body(data=dict.fromkeys(wanted["data"], "2"))))
    assert nine.count("\n") == 9 and '\n- ConfigMap ns/a /data/k8: wanted "1", live "2"' in nine
    wanted["data"]["k9"] = "1" * 80
    ten = drift.warning("web", 1, told(wanted, body(data=dict.fromkeys(wanted["data"], "2"))))
    assert ten.count("\n") == 9 and ten.endswith("\n- 2 more differences, see drift in the result")


def test_long_values_are_cut_in_the_warning_alone() -> None:
    found = told(body(data={"k": "1" * 80}), body(data={"k": "ä"}))
    assert differences(found) == [("/data/k", "1" * 80, "ä")]
    assert f'wanted "{"1" * 59}…, live "ä"' in drift.warning("web", 1, found)


def entry(**facts: Any) -> Object:
    """An entry as results have it."""
    known: Object = {"action": "update", "kind": "ConfigMap", "namespace": "ns", "name": "a", "differences": []}
    return {**known, **facts}


@pytest.mark.parametrize(
    ("facts", "line"),
    [
        ({"action": "create"}, "ConfigMap ns/a: it is missing"),
        ({"action": "delete"}, "ConfigMap ns/a: it belongs to no revision that is in force"),
        ({"action": "create", "namespace": ""}, "ConfigMap a: it is missing"),
        ({"state": "terminating"}, "ConfigMap ns/a: it is being deleted"),
        ({}, "ConfigMap ns/a: its fields are managed by others"),
        (
            {"differences": [{"field": "/x", "wanted": None, "live": {"a": 1}}]},
            'ConfigMap ns/a /x: wanted nothing, live {"a": 1}',
        ),
        (
            {"differences": [{"field": "/x", "wanted": "1" * 58, "live": False}]},
            f'ConfigMap ns/a /x: wanted "{"1" * 58}", live false',
        ),
    ],
)
def test_each_difference_has_a_line(facts: Object, line: str) -> None:
    assert drift.warning("web", 2, [entry(**facts)]) == f"release web: not as in revision 2, and left so:\n- {line}"
    both = drift.warning("web", 2, [entry(**facts), entry(name="b", action="create")])
    assert both.splitlines()[1:] == [f"- {line}", "- ConfigMap ns/b: it is missing"]


def test_where_nothing_is_left_there_is_no_warning() -> None:
    assert drift.warning("web", 2, []) == ""


def test_differences_are_sorted_by_their_fields() -> None:
    wanted, live = body(data={"z": "1", "a": "1"}), body(data={"z": "2", "a": "2", "b.c": "x"})
    yielded = body(data={"z": "1", "a": "1", "b.c": "x"})
    found = told(wanted, live, wanted=yielded, drifted=[FieldConflict(".data.b.c", "other", "", "")])
    assert [field for field, _wanted, _live in differences(found)] == ["/data/a", "/data/b.c", "/data/z"]


def test_a_field_that_is_left_and_that_the_chart_has_not_is_wanted_by_nobody() -> None:
    left = [FieldConflict(path, "other", "", "") for path in (".data.x", ".data.gone", "what?")]
    found = told(body(data={"a": "1"}), body(data={"a": "1", "x": "2"}), reasons=("values",), drifted=left)
    assert differences(found) == [("/data/x", None, "2")]
