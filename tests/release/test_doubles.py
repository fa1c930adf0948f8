# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The same object in several places of a chart, and lists of every form, on a real API server: as helm's upgrades have
it, the last one counts."""

from __future__ import annotations

import json
import secrets
from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.asked.requests import ApplyOptions
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import Conflict, ReleaseError

from .conftest import MakeChart
from .harness import Releases, actions
from .texts import config

METHODS = ("true", "false")
HOOK = "annotations: {helm.sh/hook: 'EVENT'}"


def by(server_side: str) -> ApplyOptions:
    return ApplyOptions(server_side=server_side)


def objects(*bodies: dict[str, Any]) -> str:
    return "".join(f"---\n{json.dumps(body)}\n" for body in bodies)


def config_map(name: str, text: str, **metadata: Any) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name, **metadata}, "data": {"text": text}}


def scaler(version: str, most: int) -> dict[str, Any]:
    target = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "none"}
    spec = {"minReplicas": 1, "maxReplicas": most, "scaleTargetRef": target}
    body = {"apiVersion": f"autoscaling/{version}", "kind": "HorizontalPodAutoscaler", "metadata": {"name": "h"}}
    return {**body, "spec": spec}


def text_of(releases: Releases, name: str) -> str:
    found: str = releases.get("configmap", name)["data"]["text"]
    return found


@pytest.mark.parametrize("server_side", METHODS)
def test_the_last_one_counts_from_the_first_run_on(releases: Releases, make_chart: MakeChart, server_side: str) -> None:
    space = releases.namespace
    files = {
        "one": objects(
            config_map("a", "1"), config_map("a", "2"), config_map("same", "x"), config_map("same", "x"),
            config_map("b", "1"), config_map("b", "2", namespace=space), scaler("v1", 3), scaler("v2", 4),
        ),
        "Chart.yaml": "apiVersion: v2\nname: small\nversion: 0.1.0\ndependencies:\n"
        + "".join(f"  - {{name: {name}, version: 0.1.0}}\n" for name in ("left", "right")),
    }  # fmt: skip
    for name in ("left", "right"):
        files[f"charts/{name}/Chart.yaml"] = f"apiVersion: v2\nname: {name}\nversion: 0.1.0\n"
        files[f"charts/{name}/templates/c.yaml"] = objects(config_map("c", name))
    chart = make_chart(**files)
    predicted = releases.apply(chart=chart, applying=by(server_side), check=True)
    done = releases.apply(chart=chart, applying=by(server_side))
    made = [("create", name) for name in ("c", "a", "same", "b", "h")]
    assert sorted(actions(predicted)) == sorted(actions(done)) == sorted(made)
    left, right = (f"small/charts/{name}/templates/c.yaml" for name in ("left", "right"))
    one = "twice in small/templates/one.yaml: the last one counts"
    assert sorted(releases.warnings) == sorted(
        [f"ConfigMap {space}/{name} is {one}" for name in ("a", "same", "b")]
        + [f"ConfigMap {space}/c is in {left} and in {right}: the last one counts"]
        + [f"HorizontalPodAutoscaler {space}/h is {one}"]
    )
    wanted = {"a": "2", "b": "2", "same": "x", "c": "right"}
    for _unused in range(2):
        assert {name: text_of(releases, name) for name in wanted} == wanted
        assert releases.get("hpa", "h")["spec"]["maxReplicas"] == 4
        assert releases.apply(chart=chart, applying=by(server_side)).changed is False
    assert releases.info("web", fields=["drift"]).releases[0]["drift"] == []
    assert releases.record(1)["manifest"].count('"name": "a"') == 2
    helms = "4.3.1" if server_side == "true" else "3.17.3"
    releases.helm("upgrade", "web", str(chart), version=helms)
    assert text_of(releases, "a") == "2"
    files["one"] = objects(config_map("a", "3"), config_map("a", "4"))
    releases.apply(chart=make_chart(**files), applying=by(server_side))
    assert text_of(releases, "a") == "4"
    releases.rollback(applying=by(server_side))
    assert text_of(releases, "a") == "2"
    gone = releases.uninstall()
    assert sorted(actions(gone)) == sorted(("delete", name) for name in ("c", "a", "same", "b", "h"))


@pytest.mark.parametrize("server_side", METHODS)
def test_a_definition_in_two_files(releases: Releases, make_chart: MakeChart, server_side: str) -> None:
    group = f"g{secrets.token_hex(4)}.example.com"

    def definition(text: str) -> str:
        schema = {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": True}}
        version = {"name": "v1", "served": True, "storage": True, "schema": schema}
        names = {"plural": "things", "kind": "Thing"}
        spec = {"group": group, "scope": "Namespaced", "names": names, "versions": [version]}
        metadata = {"name": f"things.{group}", "annotations": {"text": text}}
        body = {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": metadata}
        return json.dumps({**body, "spec": spec})

    def text() -> str:
        found: str = releases.get("crd", f"things.{group}")["metadata"]["annotations"]["text"]
        return found

    both = {"crds/a.yaml": definition("a"), "crds/b.yaml": definition("b")}
    try:
        chart = make_chart(c=config(), **both)
        releases.apply(chart=chart, applying=by(server_side))
        counts = ("the last one", "b") if server_side == "true" else ("the first one", "a")  # as helm 4 and helm 3
        place = "in small/crds/a.yaml and in small/crds/b.yaml"
        told = f"CustomResourceDefinition things.{group} is {place}: {counts[0]} counts"
        assert (releases.warnings, text()) == ([told], counts[1])
        releases.apply(chart=chart, applying=by(server_side), crds="apply")
        assert (releases.apply(chart=chart, applying=by(server_side), crds="apply").changed, text()) == (False, "b")
        twice = make_chart("twice", t="---\n".join(f"{definition(text)}\n" for text in "cd"))
        options: dict[str, Any] = {"applying": ApplyOptions(server_side=server_side, take_ownership=True)}
        releases.apply("other", chart=twice, **options)
        assert (releases.apply("other", chart=twice, **options).changed, text()) == (False, "d")
    finally:
        releases.kubectl("delete", "crd", f"things.{group}", "--ignore-not-found", "--wait=false")


@pytest.mark.parametrize(
    ("event", "stays"), [("pre-install,pre-upgrade", "normal"), ("post-install,post-upgrade", "hook")]
)
def test_a_hook_of_the_same_name(releases: Releases, make_chart: MakeChart, event: str, stays: str) -> None:
    normal = config("a", '"normal"')
    chart = make_chart(a=normal, h=config("a", '"hook"', more=HOOK.replace("EVENT", event)))
    releases.apply(chart=chart)
    told = f"ConfigMap {releases.namespace}/a is in small/templates/a.yaml, and in small/templates/h.yaml as a hook"
    assert [text.startswith(told) for text in releases.warnings] == [True]
    for _unused in range(2):
        assert text_of(releases, "a") == stays
        assert releases.apply(chart=chart).changed is False
    releases.helm("upgrade", "web", str(chart))
    assert text_of(releases, "a") == stays


@pytest.mark.parametrize("moment", ["install", "upgrade"])
def test_a_new_object_that_a_hook_made_before_is_merged_into(
    releases: Releases, make_chart: MakeChart, moment: str
) -> None:
    hook = config("a", '"hook"\n  more: "hook"', more=HOOK.replace("EVENT", "pre-install,pre-upgrade"))
    files = {"z": config("z", "''"), "a": config("a", '"normal"'), "h": hook}
    if moment == "upgrade":
        releases.apply(chart=make_chart(z=files["z"]), applying=by("false"))
        other = Releases(releases.kubeconfig, releases.namespace)
        other.helm("upgrade", "web", str(make_chart("both", **files)), "--server-side=false")
        theirs = other.get("configmap", "a")
        other.helm("rollback", "web", "1")
    chart = make_chart("both", **files)
    predicted = releases.apply(chart=chart, applying=by("false"), check=True)
    done = releases.apply(chart=chart, applying=by("false"))
    assert actions(predicted) == actions(done)
    assert ("create", "a") in actions(done)
    ours = releases.get("configmap", "a")
    assert ours["data"] == {"text": "normal"}
    assert "helm.sh/hook" not in ours["metadata"]["annotations"]
    if moment == "upgrade":
        assert (ours["data"], ours["metadata"]["annotations"]) == (theirs["data"], theirs["metadata"]["annotations"])
    assert releases.apply(chart=chart, applying=by("false")).changed is False
    releases.helm("upgrade", "web", str(chart))
    assert text_of(releases, "a") == "normal"


def test_an_object_of_someone_else_stays_in_the_way(releases: Releases, make_chart: MakeChart) -> None:
    """One that takes the place of the hook's, between the hook's end and the chart's objects."""
    hook = config("a", '"hook"', more=HOOK.replace("EVENT", "pre-install"))
    chart = make_chart(a=config("a", '"normal"'), h=hook)
    theirs = config_map("a", "theirs", namespace=releases.namespace)

    def replace(method: str, path: str) -> None:
        made = ("POST", path.rpartition("/")[0]) in releases.writes()
        if method == "GET" and path.endswith("/configmaps/a") and made:
            releases.before = lambda _method, _path: None
            releases.kubectl("delete", "configmap", "a", "-n", releases.namespace)
            releases.kubectl_in(theirs)

    releases.before = replace
    with pytest.raises(Conflict, match='configmaps "a" already exists'):
        releases.apply(chart=chart, applying=by("false"))
    assert text_of(releases, "a") == "theirs"


LISTS = [
    {"apiVersion": "v1", "kind": "ConfigMapList", "items": [
        {"metadata": {"name": "a"}, "data": {"text": "1"}}, {"metadata": {"name": "b"}, "data": {"text": "1"}},
    ]},
    {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBindingList", "items": [
        {"metadata": {"name": "r"}, "subjects": [], "roleRef":
            {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "view"}},
    ]},
    {"apiVersion": "v1", "kind": "SecretList", "items": [{"metadata": {"name": "s"}, "data": {"k": "Y2FuYXJ5"}}]},
    {"apiVersion": "v1", "kind": "List", "items": []},
    config_map("z", "1"),
]  # fmt: skip
NAMES = ["a", "b", "r", "s", "z"]


@pytest.mark.parametrize("server_side", METHODS)
def test_lists_whose_items_have_no_kind_of_their_own(
    releases: Releases, make_chart: MakeChart, server_side: str
) -> None:
    chart = make_chart(x=objects(*LISTS))
    predicted = releases.apply(chart=chart, applying=by(server_side), check=True, diff=True)
    assert sorted(actions(predicted)) == [("create", name) for name in NAMES]
    assert "Y2FuYXJ5" not in str(predicted.diff)
    assert sorted(actions(releases.apply(chart=chart, applying=by(server_side)))) == [("create", n) for n in NAMES]
    assert releases.apply(chart=chart, applying=by(server_side)).changed is False
    (found,) = releases.info("web", fields=["resources", "drift", "manifest"]).releases
    assert sorted((entry["name"], entry["state"]) for entry in found["resources"]) == [
        (name, "ready") for name in NAMES
    ]
    assert found["drift"] == [] and "Y2FuYXJ5" not in str(found)
    releases.kubectl("patch", "configmap", "b", "-n", releases.namespace, "-p", '{"data": {"text": "2"}}')
    assert actions(releases.apply(chart=chart, applying=by(server_side))) == [("update", "b")]
    for version in ("4.3.1", "3.17.3"):
        releases.helm("upgrade", "web", str(chart), version=version)
    assert sorted(actions(releases.uninstall())) == [("delete", name) for name in NAMES]
    assert releases.names("configmap,secret,rolebinding") == set()
    releases.helm("install", "web", str(chart))
    assert releases.apply(chart=chart).changed is False


def test_a_list_in_a_list_is_refused_as_by_helm(releases: Releases, make_chart: MakeChart) -> None:
    chart = make_chart(x=objects({"apiVersion": "v1", "kind": "List", "items": [LISTS[0]]}))
    theirs = releases.helm_fails("install", "web", str(chart))
    with pytest.raises(ReleaseError) as ours:
        releases.apply(chart=chart)
    assert ours.value.problem in theirs
    assert releases.writes() == []
