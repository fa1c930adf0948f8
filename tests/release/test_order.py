# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All is looked at and decided before the first write: a run that refuses leaves neither a namespace nor a CRD."""

from __future__ import annotations

from pathlib import Path
from typing import Iterator

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.asked.requests import ApplyOptions
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import (
    Conflict,
    HelmError,
    Invalid,
    ReleaseError,
)

from .conftest import MakeChart
from .harness import Releases, actions
from .texts import config

CRD = """apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {{name: things.{group}}}
spec:
  group: {group}
  scope: Namespaced
  names: {{plural: things, singular: thing, kind: Thing, listKind: ThingList}}
  versions: [{versions}]
"""
VERSION = """{{name: {name}, served: true, storage: {storage}, schema: {{openAPIV3Schema: {{type: object, properties: {{
  size: {{type: integer, maximum: 9}}}}}}}}}}"""


def crd(group: str, *versions: str) -> str:
    """A CRD; its last version is the one that is stored."""
    texts = [VERSION.format(name=name, storage=str(name == versions[-1]).lower()) for name in versions]
    return CRD.format(group=group, versions=", ".join(texts))


def thing(group: str, version: str = "v1", size: str = "1") -> str:
    return f"apiVersion: {group}/{version}\nkind: Thing\nmetadata: {{name: web-thing}}\nsize: {size}\n"


@pytest.fixture
def group(releases: Releases) -> Iterator[str]:
    """An API group of the test's own, whose CRD goes with it."""
    name = f"{releases.namespace}.example.com"
    yield name
    releases.kubectl("delete", "crd", f"things.{name}", "--ignore-not-found", "--wait=false")


@pytest.fixture
def fresh(releases: Releases) -> Iterator[Releases]:
    """A namespace that is not there yet."""
    found = Releases(releases.kubeconfig, f"{releases.namespace}-new")
    yield found
    found.kubectl("delete", "namespace", found.namespace, "--ignore-not-found", "--wait=false")
    found.kubectl("delete", "clusterrole", found.namespace, "--ignore-not-found")


def is_there(releases: Releases, kind: str, name: str) -> bool:
    return bool(releases.kubectl("get", kind, name, "-o", "name", "--ignore-not-found"))


def leaves_nothing(releases: Releases, chart: Path, group: str, error: type[HelmError], words: str) -> None:
    """Check mode and the run fail in the same words; neither writes anything."""
    told = []
    for check in (True, False):
        with pytest.raises(error) as caught:
            releases.apply(chart=chart, create_namespace=True, check=check)
        assert releases.writes() == []
        told.append(caught.value.problem)
    assert told[0] == told[1] and words in told[0]
    assert not is_there(releases, "crd", f"things.{group}")


ROLE = "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: %s}\nrules: []\n"


def test_foreign_object_of_the_cluster_leaves_no_namespace_and_no_crd(
    fresh: Releases, make_chart: MakeChart, group: str
) -> None:
    fresh.kubectl("create", "clusterrole", fresh.namespace, "--verb=get", "--resource=pods")
    chart = make_chart(a=ROLE % fresh.namespace, b=thing(group), crds__thing=crd(group, "v1"))
    leaves_nothing(fresh, chart, group, ReleaseError, "exists and cannot be imported")
    assert not is_there(fresh, "namespace", fresh.namespace)


@pytest.mark.parametrize(
    ("text", "words"),
    [("  text: [1]\n", "data.text"), ("  text: x\nmore: 1\n", "field not declared")],
    ids=["a wrong type", "an unknown field"],
)
def test_broken_object_in_a_namespace_to_come_leaves_no_namespace(
    fresh: Releases, make_chart: MakeChart, group: str, text: str, words: str
) -> None:
    broken = config(text="x").replace("  text: x\n", text)
    chart = make_chart(a=broken, b=thing(group), crds__thing=crd(group, "v1"))
    leaves_nothing(fresh, chart, group, HelmError, words)
    assert not is_there(fresh, "namespace", fresh.namespace)


def test_values_that_the_server_refuses_in_a_namespace_to_come_leave_no_namespace(
    fresh: Releases, make_chart: MakeChart, group: str
) -> None:
    service = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: 70000}]}\n"
    chart = make_chart(a=service, b=thing(group), crds__thing=crd(group, "v1"))
    leaves_nothing(fresh, chart, group, Invalid, "must be between 1 and 65535")
    assert not is_there(fresh, "namespace", fresh.namespace)


def test_conflict_leaves_the_crds_as_they_are(releases: Releases, make_chart: MakeChart, group: str) -> None:
    releases.apply(chart=make_chart(a=config(text="x")))
    place = ("-n", releases.namespace, "--field-manager", "operator")
    releases.kubectl("patch", "configmap", "web-a", *place, "-p", '{"data": {"more": "1"}}')
    releases.uninstall(purge=False)
    releases.kubectl("create", "configmap", "web-a", "-n", releases.namespace, "--from-literal=more=1")
    releases.kubectl("label", "configmap", "web-a", "-n", releases.namespace, "app.kubernetes.io/managed-by=Helm")
    owner = ("meta.helm.sh/release-name=web", f"meta.helm.sh/release-namespace={releases.namespace}")
    releases.kubectl("annotate", "configmap", "web-a", "-n", releases.namespace, *owner)
    chart = make_chart("other", a=config() + '  more: "2"\n', crds__thing=crd(group, "v1"))
    leaves_nothing(releases, chart, group, Conflict, ".data.more")


def test_what_the_prelude_brings_is_foreseen(fresh: Releases, make_chart: MakeChart, group: str) -> None:
    chart = make_chart(a=config(text="x"), b=thing(group), crds__thing=crd(group, "v1"))
    predicted = fresh.apply(chart=chart, create_namespace=True, check=True)
    done = fresh.apply(chart=chart, create_namespace=True)
    assert predicted.changes == done.changes
    assert [entry["action"] for entry in done.changes] == ["create"] * 4
    assert fresh.apply(chart=chart, create_namespace=True).changed is False


def test_what_only_the_prelude_lets_the_server_see_fails_before_the_record(
    fresh: Releases, make_chart: MakeChart, group: str
) -> None:
    """A resource of a kind that comes with the chart cannot be asked about before; it is, before anything else."""
    chart = make_chart(a=config(text="x"), b=thing(group, size="12"), crds__thing=crd(group, "v1"))
    with pytest.raises(Invalid, match="less than or equal to 9") as caught:
        fresh.apply(chart=chart, create_namespace=True)
    assert fresh.names() == set()
    assert [(entry["action"], entry["kind"]) for entry in caught.value.facts["changes"]] == [
        ("create", "Namespace"),
        ("create", "CustomResourceDefinition"),
    ]
    assert caught.value.facts["changed"] is True


def test_resource_that_moves_to_a_version_to_come_is_no_new_one(
    releases: Releases, make_chart: MakeChart, group: str
) -> None:
    releases.apply(chart=make_chart(b=thing(group), crds__thing=crd(group, "v1")))
    chart = make_chart(b=thing(group, "v2", "2"), crds__thing=crd(group, "v1", "v2"))
    predicted = releases.apply(chart=chart, crds="apply", check=True)
    done = releases.apply(chart=chart, crds="apply")
    assert predicted.changes == done.changes
    assert actions(done) == [("update", f"things.{group}"), ("update", "web-thing")]
    assert releases.apply(chart=chart, crds="apply").changed is False


@pytest.mark.parametrize("server_side", ["true", "false"])
def test_a_namespace_that_the_task_makes_and_the_chart_has_too(
    kubeconfig: str, make_chart: MakeChart, releases: Releases, server_side: str
) -> None:
    """As in helm, whose apply takes over the namespace that it has just made."""
    found = Releases(kubeconfig, f"{releases.namespace}-own")
    body = f"apiVersion: v1\nkind: Namespace\nmetadata: {{name: {found.namespace}, labels: {{a: b}}}}\n"
    chart = make_chart("own", a=body, b=config("cm"))
    applying = ApplyOptions(server_side=server_side)
    done = found.apply(chart=chart, create_namespace=True, applying=applying)
    assert ("create", "cm") in actions(done)
    live = found.get("namespace", found.namespace)["metadata"]
    assert (live["labels"]["a"], live["annotations"]["meta.helm.sh/release-name"]) == ("b", "web")
    assert found.apply(chart=chart, create_namespace=True, applying=applying).changed is False
    found.kubectl("delete", "namespace", found.namespace, "--wait=false")
