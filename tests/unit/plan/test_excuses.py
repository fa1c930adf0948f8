# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Refusals that the plan itself does away with before an object's turn. The texts are the API server's own."""

from __future__ import annotations

from typing import Any, Iterable, Optional

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import (
    Invalid,
    KubeError,
    NotFound,
)
from ansible_collections.native.helm.plugins.module_utils._helm.plan import excuses
from ansible_collections.native.helm.plugins.module_utils._helm.plan.excuses import Before
from ansible_collections.native.helm.plugins.module_utils._helm.plan.model import (
    CREATE,
    DELETE,
    KEEP,
    REPLACE,
    UNCHANGED,
    UPDATE,
    Item,
    Operation,
)

from .api import item
from .test_grounds import ACCOUNT, CANNOT, denied

# What is written before an object


QUOTA = item("ResourceQuota", "compute")
POD, JOB, DEPLOYMENT = item("Pod", "p"), item("Job", "j"), item("Deployment", "d")


def written(*items: Item) -> Before:
    return Before([Operation(CREATE, one) for one in items])


def test_what_writes_counts_in_its_order() -> None:
    actions = (CREATE, UPDATE, REPLACE, DELETE, KEEP, UNCHANGED)
    operations = [Operation(action, item("ConfigMap", action)) for action in actions]
    before = excuses.before_all(operations, [QUOTA])
    assert [one.name for one in before.items()] == [CREATE, UPDATE, REPLACE, "compute"]
    until = before.until(operations[1])
    assert [one.name for one in until.items()] == [CREATE, "compute"]
    assert (until.hooks, until.acts) == ([QUOTA], False)
    assert before.until(operations[3]).operations == operations[:3]


def test_an_operation_that_only_looks_the_same_is_another() -> None:
    one, same = Operation(CREATE, QUOTA), Operation(CREATE, QUOTA)
    assert Before([one, same]).until(same).operations == [one]


@pytest.mark.parametrize(("made", "acts"), [(JOB, True), (POD, True), (DEPLOYMENT, False), (QUOTA, False)])
def test_hooks_that_run_may_make_whatever_they_like(made: Item, acts: bool) -> None:
    before = excuses.before_all([], [QUOTA, made])
    assert (before.acts, before.until(Operation(CREATE, QUOTA)).acts) == (acts, acts)
    assert excuses.before_all([], []).acts is False


@pytest.mark.parametrize(
    ("made", "acts"),
    [(item(kind), True) for kind in ("Pod", "Job", "Deployment", "StatefulSet")] + [(QUOTA, False)],
)
def test_what_runs_by_the_time_of_later_hooks(made: Item, acts: bool) -> None:
    gone, kept = Operation(DELETE, item("Secret", "old")), Operation(KEEP, item("Secret", "kept"))
    by_operation = excuses.after_all(written(made), [kept, gone], [])
    assert ([one.name for one in by_operation.items()], by_operation.acts) == ([made.name, "old"], acts)
    by_hook = excuses.after_all(Before([], [QUOTA]), [], [made])
    assert ([one.name for one in by_hook.items()], by_hook.acts) == (["compute", made.name], acts)
    assert excuses.after_all(Before(acts=True), [], []).acts is True


@pytest.mark.parametrize("kind", ["DaemonSet", "ReplicaSet", "CronJob"])
def test_every_workload_runs(kind: str) -> None:
    made = Item({"apiVersion": "x/v1", "kind": kind, "metadata": {"name": "a"}}, "ns")
    assert excuses.after_all(written(made), [], []).acts is True


# Excuses


def any_item(kind: str, name: str = "a", namespace: str = "ns", **body: Any) -> Item:
    metadata = {"name": name, **({"namespace": namespace} if namespace else {})}
    return Item({"apiVersion": "x/v1", "kind": kind, "metadata": metadata, **body}, namespace)


def excused(error: KubeError, one: Item, *made: Item, acts: bool = False, gone: Iterable[Item] = ()) -> bool:
    before = written(*made)
    before.operations += [Operation(DELETE, old) for old in gone]
    before.acts = acts
    return excuses.is_excused(error, one, before)


@pytest.mark.parametrize(
    ("made", "there"),
    [
        (any_item("ServiceAccount", "runner"), True),
        (any_item("ServiceAccount", "runner", "other"), False),
        (any_item("ServiceAccount", "other"), False),
        (any_item("Secret", "runner"), False),
        (any_item("ServiceAccount", "runner", ""), True),  # of the whole cluster
    ],
)
def test_what_a_pod_lacks_may_be_made_before_it(made: Item, there: bool) -> None:
    assert excused(denied(ACCOUNT), POD, QUOTA, made) is there
    assert excuses.is_excused(denied(ACCOUNT), POD, Before(hooks=[made])) is there


def test_whatever_is_missing_may_be_made_by_what_runs_before() -> None:
    assert excused(denied(ACCOUNT), POD) is False
    assert excused(denied(ACCOUNT), POD, acts=True) is True
    assert excused(denied("exceeded quota: q"), POD, acts=True) is False


def binding(kind: str = "RoleBinding", role: str = "Role", name: str = "viewer") -> Item:
    reference = {"apiGroup": "rbac.authorization.k8s.io", "kind": role, "name": name}
    return any_item(kind, "b", "" if kind.startswith("Cluster") else "ns", roleRef=reference)


def of_binding(kind: str) -> KubeError:
    """What an apply says of a binding whose role is not there: that the binding is not."""
    return NotFound("x", status=404, details={"kind": kind, "name": "b"})


@pytest.mark.parametrize(
    ("one", "error", "made", "there"),
    [
        (binding(), of_binding("rolebindings"), any_item("Role", "viewer"), True),
        (binding(), of_binding("rolebindings"), any_item("Role", "viewer", "other"), False),
        (binding(), of_binding("rolebindings"), any_item("Role", "b"), False),
        (binding(), of_binding("rolebindings"), any_item("ClusterRole", "viewer", ""), False),
        (binding(role="ClusterRole"), of_binding("rolebindings"), any_item("ClusterRole", "viewer", ""), True),
        (
            binding("ClusterRoleBinding", "ClusterRole"),
            of_binding("clusterrolebindings"),
            any_item("ClusterRole", "viewer", ""),
            True,
        ),
        # Something else that is missing is not the role.
        (
            binding(),
            NotFound("x", status=404, details={"kind": "namespaces", "name": "ns"}),
            any_item("Role", "viewer"),
            False,
        ),
        (
            binding(),
            NotFound("x", status=404, details={"kind": "namespaces", "name": "ns"}),
            any_item("Namespace", "ns", ""),
            True,
        ),
        # What is no binding has no role.
        (any_item("RoleBinding", "b"), of_binding("rolebindings"), any_item("RoleBinding", "b"), True),
    ],
)
def test_a_role_may_be_made_before_its_binding(one: Item, error: KubeError, made: Item, there: bool) -> None:
    assert excused(error, one, made) is there


def test_a_right_that_is_missing_is_made_by_nothing() -> None:
    right = denied(CANNOT + " exceeded quota: compute, ")
    assert excused(right, any_item("Secret"), QUOTA) is False
    assert excused(right, any_item("Secret"), gone=[POD]) is False


EXCEEDED = 'pods "p" is forbidden: exceeded quota: compute, requested: pods=1, used: pods=1, limited: pods=1'


@pytest.mark.parametrize(
    ("problem", "made", "excuse"),
    [
        (EXCEEDED, QUOTA, True),
        (EXCEEDED, item("ResourceQuota", "compute", "other"), False),
        (EXCEEDED, item("ResourceQuota", "comput"), False),
        (EXCEEDED, item("ResourceQuota", "ompute"), False),
        (EXCEEDED, item("ResourceQuota", "com.ute"), False),
        (EXCEEDED.replace("compute", "x.compute"), QUOTA, False),
        (EXCEEDED.replace("compute", "compute-x"), QUOTA, False),
        (EXCEEDED.replace("compute", "compute.x"), QUOTA, False),
        ("exceeded quota: compute.", QUOTA, True),
        ('pods "p" is forbidden: failed quota: compute: must specify limits.cpu for: x', QUOTA, True),
        ('pods "p" is forbidden: status unknown for quota: compute', QUOTA, False),
        ("maximum cpu usage per Container is 1, but limit is 2", any_item("LimitRange"), True),
        ("maximum memory usage per Pod is 1Gi, but limit is 2Gi", any_item("LimitRange"), True),
        ("minimum storage usage per PersistentVolumeClaim is 1Gi, but request is 1", any_item("LimitRange"), True),
        ("cpu max limit to request ratio per Container is 2, but provided ratio is 4", any_item("LimitRange"), True),
        ("failed quota: q: must specify limits.cpu for: x", any_item("LimitRange"), True),
        ("maximum cpu usage per Container is 1, but limit is 2", any_item("LimitRange", namespace="other"), False),
        ("maximum cpu usage per Node is 1", any_item("LimitRange"), False),
        ('violates PodSecurity "restricted:latest": x', any_item("Namespace", "ns", ""), True),
        ('violates PodSecurity "restricted:latest": x', any_item("Namespace", "other", ""), False),
        ("exceeded quota: ns", any_item("Namespace", "ns", ""), False),
        (
            "ValidatingAdmissionPolicy 'p' with binding 'b' denied request: no",
            any_item("ValidatingAdmissionPolicy", "p", ""),
            True,
        ),
        (
            "ValidatingAdmissionPolicy 'p' with binding 'b' denied request: no",
            any_item("ValidatingAdmissionPolicyBinding", "b", ""),
            True,
        ),
        (
            "ValidatingAdmissionPolicy 'p' with binding 'b' denied request: no",
            any_item("ValidatingAdmissionPolicy", "q", ""),
            False,
        ),
        ("ValidatingAdmissionPolicy 'p' is fine", any_item("ValidatingAdmissionPolicy", "p", ""), False),
        (EXCEEDED, any_item("ConfigMap", "compute"), False),
    ],
)
def test_what_refuses_a_pod_may_be_changed_before_it(problem: str, made: Item, excuse: bool) -> None:
    assert excused(denied(problem), POD, item("ConfigMap"), made) is excuse


def test_what_is_deleted_first_leaves_room_in_a_quota() -> None:
    assert excused(denied(EXCEEDED), POD, gone=[item("Secret")]) is True
    assert excused(denied("failed quota: compute"), POD, gone=[item("Secret")]) is False
    assert excused(denied(EXCEEDED), POD) is False


GOING = 'pods "p" is forbidden: unable to create new content in namespace ns because it is being terminated'


@pytest.mark.parametrize(
    ("action", "made", "excuse"),
    [
        (CREATE, any_item("Namespace", "ns", ""), True),
        (REPLACE, any_item("Namespace", "ns", ""), True),
        (UPDATE, any_item("Namespace", "ns", ""), False),
        (CREATE, any_item("Namespace", "other", ""), False),
        (CREATE, any_item("ConfigMap", "ns"), False),
    ],
)
def test_a_namespace_that_goes_may_be_made_anew_first(action: str, made: Item, excuse: bool) -> None:
    operations = [Operation(CREATE, QUOTA), Operation(action, made)]
    assert excuses.is_excused(denied(GOING), POD, Before(operations)) is excuse
    assert excuses.is_excused(denied("no"), POD, Before(operations)) is False


ESCALATES = 'rolebindings "b" is forbidden: user "jane" is attempting to grant RBAC permissions not currently held:'


@pytest.mark.parametrize(
    ("made", "excuse"),
    [
        (any_item("Role", "viewer"), True),
        (any_item("Role", "other"), False),
        (any_item("ClusterRole", "viewer", ""), False),
        (any_item("ConfigMap", "viewer"), False),
    ],
)
def test_a_role_that_changes_first_may_grant_less(made: Item, excuse: bool) -> None:
    assert excused(denied(ESCALATES), binding(), made) is excuse
    assert excused(denied("no"), binding(), made) is False


@pytest.mark.parametrize("role", ["Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding"])
def test_every_kind_of_rights_is_looked_at(role: str) -> None:
    assert excused(denied(ESCALATES), binding(role=role), any_item(role, "viewer")) is True


# Ports that move


def port_error(*ports: Any, message: str = "provided port is already allocated") -> Invalid:
    causes = [
        {
            "reason": "FieldValueInvalid",
            "message": f"Invalid value: {port}: {message}",
            "field": "spec.ports[0].nodePort",
        }
        for port in ports
    ]
    return Invalid("x", status=422, reason="Invalid", details={"causes": causes})


def service(*ports: Optional[int]) -> dict[str, Any]:
    return {"spec": {"ports": [{} if port is None else {"nodePort": port} for port in ports]}}


def moved(error: KubeError, *changes: tuple[Any, Any], kind: str = "Service", by: str = "Service") -> bool:
    """Whether the ports are given up. changes: Services before and after."""
    operations = [
        Operation(UPDATE, item(by, f"s{at}"), before=before, after=after) for at, (before, after) in enumerate(changes)
    ]
    return excuses.is_excused(error, item(kind), Before(operations))


@pytest.mark.parametrize(
    ("error", "changes", "given_up"),
    [
        (port_error(30001), [(service(30001, 30002), service(30002))], True),
        (port_error(30001), [(service(30001), None)], True),
        (port_error(30001), [(service(30001), {"spec": None})], True),
        (port_error(30001), [(service(30001), {"spec": {"ports": None}})], True),
        (port_error(30001), [(service(30001), service(30001))], False),
        (port_error(30001), [(service(30002), service(None))], False),
        (port_error(30001), [(None, service(30001))], False),
        (port_error(30001, 30002), [(service(30001), service()), (service(30002), service())], True),
        (port_error(30001, 30002), [(service(30001), service())], False),
        (port_error("x"), [(service(None), service())], False),
        (port_error(30001, message="must be in range"), [(service(30001), service())], False),
        (Invalid("x", status=422, details={"causes": None}), [(service(30001), service())], False),
    ],
)
def test_a_port_may_be_given_up_by_another_service_first(error: KubeError, changes: Any, given_up: bool) -> None:
    assert moved(error, *changes) is given_up
    assert moved(error, *changes, kind="ConfigMap") is False
    assert moved(error, *changes, by="ConfigMap") is False


def test_all_that_a_service_lacks_has_to_be_a_port() -> None:
    error = port_error(30001)
    error.details["causes"].append({"message": "Required value", "field": "spec.ports"})
    assert moved(error, (service(30001), service())) is False
    error = port_error(30001)
    error.details["causes"].append({"message": "Invalid value: 30001: is reserved", "field": "spec.ports"})
    assert moved(error, (service(30001), service())) is False


# Kinds


def definition(group: Any = "example.org", kind: Any = "Widget", of: str = "CustomResourceDefinition") -> Item:
    return any_item(of, "widgets.example.org", "", spec={"group": group, "names": {"kind": kind}})


@pytest.mark.parametrize(
    ("made", "brought"),
    [
        (definition(), True),
        (definition(group="other.org"), False),
        (definition(kind="Gadget"), False),
        (definition(of="Other"), False),
        (any_item("CustomResourceDefinition", spec=None), False),
        (any_item("CustomResourceDefinition", spec={"group": "example.org", "names": None}), False),
    ],
)
def test_a_kind_may_be_brought_by_its_definition(made: Item, brought: bool) -> None:
    assert excuses.brings_kind("example.org/v1", "Widget", written(QUOTA, made)) is brought
    assert excuses.brings_kind("example.org/v1", "Widget", Before(hooks=[made], acts=True)) is True


def test_nothing_that_is_made_shares_its_list_with_others() -> None:
    Before().operations.append(Operation(CREATE, QUOTA))
    Before().hooks.append(QUOTA)
    assert (Before().items(), Before().acts) == ([], False)
