# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Installing and upgrading on a real API server: what is written, what is not, and what is told of it."""

from __future__ import annotations

import json
import os
from typing import Any

import pytest
from cluster_fixture import create_namespace

from ansible_collections.native.helm.plugins.module_utils._helm.asked import requests
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import (
    HelmError,
    Invalid,
    KubeError,
    NotFound,
)

from .conftest import MakeChart
from .harness import SHOP, Releases, actions
from .texts import annotated, config, deployment, hook_job

UPDATE = "update"
VARIABLE = ("first_deployed", "last_deployed", "started_at", "completed_at", "phase", "updated", "logs")


def versions(releases: Releases) -> dict[str, str]:
    """The resource versions of everything in the namespace."""
    kinds = "all,configmap,secret,serviceaccount"
    found = json.loads(releases.kubectl("get", kinds, "-n", releases.namespace, "-o", "json"))
    return {
        f"{item['kind']}/{item['metadata']['name']}": item["metadata"]["resourceVersion"]
        for item in found["items"]
        if item["kind"] not in ("Pod", "ReplicaSet", "Deployment")
    }


def steady(value: Any) -> Any:
    """A result without what only the real run knows."""
    if isinstance(value, dict):
        return {key: steady(item) for key, item in value.items() if key not in VARIABLE}
    if isinstance(value, list):
        return [steady(item) for item in value]
    return value


def test_check_mode_writes_nothing_and_predicts_the_run(releases: Releases) -> None:
    for values in ({"message": "one"}, {"message": "two", "hooks": {"pre": False}}):
        before = versions(releases)
        predicted = releases.apply(values=values, check=True)
        assert releases.writes() == []
        assert versions(releases) == before
        done = releases.apply(values=values)
        assert steady(predicted.as_dict()) | {"diff": 0} == steady(done.as_dict()) | {"diff": 0}
        assert releases.writes() != []


def test_second_run_writes_nothing_and_asks_little(releases: Releases) -> None:
    releases.apply()
    result = releases.apply()
    assert (result.changed, result.reason, releases.writes()) == (False, [], [])
    assert len(releases.sent) == 5 + len(result.changes)  # discovery twice, version, the records' heads, the last


def test_what_someone_changed_is_seen(releases: Releases, make_chart: MakeChart) -> None:
    files = {
        "a": config(text='"x"'),
        "b": config("web-b"),
        "c": config("web-c") + '  more: "1"\n',
        "d": config("web-d"),
    }
    releases.apply(chart=make_chart(**files))
    place = ("-n", releases.namespace)
    releases.kubectl("patch", "configmap", "web-a", *place, "-p", '{"data":{"text":"edited"}}')
    releases.kubectl("patch", "configmap", "web-b", *place, "-p", '{"metadata":{"labels":null}}')
    releases.kubectl(
        "patch", "configmap", "web-c", *place, "--type=json", "-p", '[{"op":"remove","path":"/data/more"}]'
    )
    expected = [(UPDATE, "web-a"), (UPDATE, "web-b"), (UPDATE, "web-c")]
    assert actions(releases.apply(chart=make_chart(**files), check=True)) == expected
    asked = {path.rpartition("/")[2] for method, path, _ in releases.sent if method == "PATCH" and "configmaps" in path}
    assert asked == {"web-a", "web-b", "web-c"}
    files["d"] = config("web-d", '"y"')
    assert actions(releases.apply(chart=make_chart(**files))) == [*expected, (UPDATE, "web-d")]


def test_install_asks_in_helms_order(releases: Releases) -> None:
    releases.apply()
    writes = [f"{method} {path.rpartition('/')[2]}" for method, path in releases.writes()]
    assert writes[0] == "POST secrets"
    hook = writes.index("PATCH web-migrate")
    kinds = [writes.index(f"PATCH {name}") for name in ("web-secret", "web-config", "web")]
    assert kinds == sorted(kinds) and hook < kinds[0]
    assert writes[-1] == "PUT sh.helm.release.v1.web.v1"


def test_only_what_differs_is_written(releases: Releases) -> None:
    releases.apply(values={"hooks": {"pre": False}})
    result = releases.apply(values={"hooks": {"pre": False}, "message": "other"})
    assert actions(result) == [("update", "web-config")]
    assert result.reason == ["values", "manifest"]
    written = [path.rpartition("/")[2] for method, path in releases.writes() if method == "PATCH"]
    assert written == ["web-config"]


def test_what_is_wanted_no_more_is_deleted(releases: Releases, make_chart: MakeChart) -> None:
    releases.apply(chart=make_chart(a=config(), b=config("{{ .Release.Name }}-b")))
    result = releases.apply(chart=make_chart(a=config()))
    assert actions(result) == [("delete", "web-b")]
    assert "configmap/web-b" not in releases.names()


def test_kept_objects_survive_upgrade_and_uninstall(releases: Releases, make_chart: MakeChart) -> None:
    kept = annotated(helm_sh__resource_policy="keep").replace("helm-sh", "helm.sh")
    releases.apply(chart=make_chart(a=config(more=kept), b=config("{{ .Release.Name }}-b", more=kept)))
    assert actions(releases.apply(chart=make_chart(a=config(more=kept)))) == [("keep", "web-b")]
    assert actions(releases.uninstall()) == [("keep", "web-a")]
    assert {"configmap/web-a", "configmap/web-b"} <= releases.names()


def test_chart_edited_under_the_same_version_is_seen(releases: Releases, make_chart: MakeChart) -> None:
    releases.apply(chart=make_chart(a=config()))
    chart = make_chart(a=config())
    os.utime(chart / "templates" / "a.yaml", (0, 0))
    assert releases.apply(chart=chart).changed is False
    assert releases.apply(chart=make_chart(a=config() + "# a comment\n")).reason == ["chart", "manifest"]


def test_chart_that_shows_the_revision_is_no_change_the_second_time(releases: Releases, make_chart: MakeChart) -> None:
    text = '"{{ .Release.Revision }} {{ .Release.IsInstall }} {{ .Release.IsUpgrade }}"'
    chart = make_chart(a=config(text=text), b=config("{{ .Release.Name }}-b", "{{ .Values.text | quote }}"))
    releases.apply(chart=chart)
    assert releases.apply(chart=chart).changed is False
    assert releases.apply(chart=chart, values={"text": "x"}).changed is True
    assert releases.get("configmap", "web-a")["data"]["text"] == "2 false true"
    assert releases.apply(chart=chart, values={"text": "x"}).changed is False
    releases.rollback(revision="1")
    assert releases.apply(chart=chart).changed is False


def test_lists_in_templates_are_their_objects(releases: Releases, make_chart: MakeChart) -> None:
    items = "".join("- " + config(f"web-{name}").replace("\n", "\n  ").rstrip() + "\n" for name in ("x", "y"))
    chart = make_chart(a=f"apiVersion: v1\nkind: List\nitems:\n{items}")
    assert actions(releases.apply(chart=chart)) == [("create", "web-x"), ("create", "web-y")]
    assert releases.apply(chart=chart).changed is False
    releases.uninstall()
    assert releases.names() == set()


def test_namespace_is_made_when_asked_for(releases: Releases) -> None:
    fresh = Releases(releases.kubeconfig, releases.namespace + "-new")
    with pytest.raises(NotFound, match=f'namespaces "{fresh.namespace}" not found'):
        fresh.apply()
    assert fresh.writes() == []
    predicted = fresh.apply(create_namespace=True, check=True)
    assert actions(predicted)[0] == ("create", fresh.namespace)
    done = fresh.apply(create_namespace=True, namespace_labels={"team": "a"})
    assert actions(done) == actions(predicted)
    labels = json.loads(fresh.kubectl("get", "namespace", fresh.namespace, "-o", "json"))["metadata"]["labels"]
    assert (labels["name"], labels["team"]) == (fresh.namespace, "a")
    assert fresh.apply(create_namespace=True).changed is False
    fresh.kubectl("delete", "namespace", fresh.namespace, "--wait=false")


def test_immutable_field_is_found_before_anything_is_written(releases: Releases, make_chart: MakeChart) -> None:
    releases.apply(chart=make_chart(a=deployment()))
    chart = make_chart(a=deployment(label="other"))
    for check in (True, False):
        with pytest.raises(Invalid, match="field is immutable"):
            releases.apply(chart=chart, check=check)
        assert releases.writes() == []
    assert releases.apply(chart=make_chart(a=deployment())).changed is False


def test_invalid_object_is_found_before_anything_is_written(releases: Releases, make_chart: MakeChart) -> None:
    chart = make_chart(a=config(), b=deployment().replace("replicas", "replicsa"))
    for check in (True, False):
        with pytest.raises(KubeError, match="replicsa: field not declared in schema") as ours:
            releases.apply(chart=chart, check=check)
        assert releases.writes() == [] and releases.names() == set()
    assert ours.value.facts["failed_objects"][0]["name"] == "web"
    theirs = releases.helm_fails("install", "web", str(chart))
    assert ours.value.problem in theirs


def test_pod_with_an_account_of_the_same_chart_is_no_error(releases: Releases, make_chart: MakeChart) -> None:
    spec = "spec:\n  serviceAccountName: mine\n  containers: [{name: a, image: a}]\n"
    pod = f"apiVersion: v1\nkind: Pod\nmetadata: {{name: web}}\n{spec}"
    account = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: mine}\n"
    chart = make_chart(pod=pod, account=account)
    predicted = releases.apply(chart=chart, check=True)
    assert actions(releases.apply(chart=chart)) == actions(predicted) == [("create", "mine"), ("create", "web")]


def test_history_is_pruned_but_never_the_last_deployed(releases: Releases, make_chart: MakeChart) -> None:
    chart = make_chart(a=config())
    for number in range(4):
        releases.apply(chart=chart, values={"text": str(number)}, history_max=2)
    assert {name for name in releases.names() if "helm.release" in name} == {
        "secret/sh.helm.release.v1.web.v3",
        "secret/sh.helm.release.v1.web.v4",
    }
    failing = make_chart(a=config(), hook=hook_job("web-job", "pre-upgrade", pod="fail"))
    for number in range(3):
        with pytest.raises(HelmError):
            releases.apply(chart=failing, values={"text": f"bad {number}"}, history_max=2)
    left = {name for name in releases.names() if "helm.release" in name}
    assert "secret/sh.helm.release.v1.web.v4" in left and len(left) == 2


def test_labels_and_description_make_a_revision(releases: Releases, make_chart: MakeChart) -> None:
    chart = make_chart(a=config())
    releases.apply(chart=chart, labels={"team": "a"}, description="First")
    assert releases.apply(chart=chart, labels={"team": "a"}).changed is False
    assert releases.apply(chart=chart).changed is False
    assert releases.apply(chart=chart, labels={"team": "b"}, description="First").reason == ["metadata"]
    assert releases.labels(2)["team"] == "b"
    assert releases.apply(chart=chart, description="Third").reason == ["metadata"]
    assert releases.record(3)["info"]["description"] == "Third"


def test_values_are_reset_or_reused_as_helm_does(kubeconfig: str, releases: Releases) -> None:
    theirs = Releases(kubeconfig)
    create_namespace(theirs.kubeconfig, theirs.namespace)
    flags = {"reset": "--reset-values", "reuse": "--reuse-values", "reset_then_reuse": "--reset-then-reuse-values"}
    for number, (name, flag) in enumerate(flags.items()):
        release = f"web{number}"
        releases.apply(release, values={"message": "old", "replicas": 2}, disable_hooks=True)
        given = requests.ValuesInput({"count": 3.0}, reset=name == "reset", **({} if name == "reset" else {name: True}))
        releases.apply(release, values=given, disable_hooks=True)
        theirs.helm("install", release, str(SHOP), "--set", "message=old,replicas=2", "--no-hooks")
        theirs.helm("upgrade", release, str(SHOP), "--set", "count=3", flag, "--no-hooks")
        ours, expected = releases.record(2, release), theirs.record(2, release)
        for part in ("config", "manifest"):
            assert ours[part] == expected[part], flag
        assert ours["chart"]["values"] == expected["chart"]["values"], flag
    theirs.kubectl("delete", "namespace", theirs.namespace, "--wait=false")


def test_values_that_are_reused_are_no_change(releases: Releases) -> None:
    """Helm makes them the chart's own in the record (Go: action/upgrade.go, reuseValues)."""
    releases.apply(values={"message": "old", "replicas": 2}, disable_hooks=True)
    same = requests.ValuesInput({"replicas": 2.0}, reset=False, reuse=True)
    assert releases.apply(values=same, disable_hooks=True).reason == []
    other = requests.ValuesInput({"replicas": 3.0}, reset=False, reuse=True)
    assert releases.apply(values=other, disable_hooks=True).reason == ["values", "manifest"]
    assert releases.apply(values=other, disable_hooks=True).reason == []
    reset = requests.ValuesInput({"message": "old", "replicas": 3.0}, reset=True, reuse=True)
    assert releases.apply(values=reset, disable_hooks=True).reason == ["chart"]


CRD = """apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: things.{group}
spec:
  group: {group}
  scope: Namespaced
  names: {{plural: things, singular: thing, kind: Thing}}
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec: {{type: object, properties: {{size: {{type: integer}}, {more}}}}}
"""


def test_crds_come_first_and_are_kept_in_force_when_asked(releases: Releases, make_chart: MakeChart) -> None:
    group = f"{releases.namespace}.example.com"
    thing = f"apiVersion: {group}/v1\nkind: Thing\nmetadata: {{name: web}}\nspec: {{size: 1}}\n"
    has = f'"{{{{ .Capabilities.APIVersions.Has "{group}/v1/Thing" }}}}"'
    files = {"thing": thing, "a": config(text=has)}
    chart = make_chart(**files, crds__thing=CRD.format(group=group, more=""))
    predicted = releases.apply(chart=chart, check=True)
    done = releases.apply(chart=chart)
    expected = [("create", f"things.{group}"), ("create", "web-a"), ("create", "web")]
    assert actions(predicted) == actions(done) == expected
    assert releases.get("configmap", "web-a")["data"]["text"] == "true"
    assert releases.apply(chart=chart).changed is False
    newer = make_chart(**files, crds__thing=CRD.format(group=group, more="more: {type: string}"))
    assert actions(releases.apply(chart=newer)) == []
    assert releases.apply(chart=newer).changed is False
    kept = releases.apply(chart=newer, crds="apply", check=True)
    assert (actions(kept), kept.changed) == ([("update", f"things.{group}")], True)
    assert actions(releases.apply(chart=newer, crds="apply")) == actions(kept)
    assert releases.apply(chart=newer, crds="apply").changed is False
    releases.uninstall()
    assert f"things.{group}" in releases.kubectl("get", "crd", "-o", "name")
    releases.kubectl("delete", "crd", f"things.{group}", "--wait=false")


def test_lookup_sees_the_cluster(releases: Releases, make_chart: MakeChart) -> None:
    releases.kubectl("create", "configmap", "there", "-n", releases.namespace, "--from-literal=key=found")
    found = '{{ (lookup "v1" "ConfigMap" .Release.Namespace "there").data.key | quote }}'
    missing = '"{{ len (lookup "v1" "ConfigMap" .Release.Namespace "not-there") }}"'
    chart = make_chart(a=config(text=found), b=config("web-b", missing))
    releases.apply(chart=chart)
    assert releases.get("configmap", "web-a")["data"]["text"] == "found"
    assert releases.get("configmap", "web-b")["data"]["text"] == "0"


def test_diff_masks_secrets_and_shows_that_they_changed(releases: Releases) -> None:
    releases.apply(values={"hooks": {"pre": False}, "password": "canary-one"})
    values = {"hooks": {"pre": False}, "password": "canary-two"}
    predicted = releases.apply(values=values, check=True)
    entry = predicted.diff[0]
    assert entry["before_header"] == f"v1 Secret {releases.namespace}/web-secret (live)"
    assert "  password: '********'\n" in entry["before"]
    assert "  password: '******** (another one)'\n" in entry["after"]
    assert entry["before"].count("***") == entry["after"].count("***") == 2  # a mask of eight stars each
    assert "canary" not in json.dumps(predicted.diff)
    assert steady(releases.apply(values=values).diff) != []


def test_uninstall_of_nothing_is_no_change(releases: Releases) -> None:
    result = releases.uninstall()
    assert (result.changed, result.release, releases.writes()) == (False, None, [])


def test_uninstall_is_predicted(releases: Releases) -> None:
    releases.apply()
    before = versions(releases)
    predicted = releases.uninstall(check=True)
    assert releases.writes() == [] and versions(releases) == before
    done = releases.uninstall()
    assert steady(predicted.as_dict()) | {"diff": 0} == steady(done.as_dict()) | {"diff": 0}
    kinds = "configmap,secret,job,serviceaccount,service,deployment"  # pods go a little later
    assert releases.names(kinds) <= {"configmap/web-mark"}
    assert releases.uninstall().changed is False


def test_uninstall_waits_until_all_is_gone(releases: Releases, make_chart: MakeChart) -> None:
    slow = deployment().replace("      labels", "      annotations: {native.helm.test/stop: 2s}\n      labels")
    releases.apply(chart=make_chart(a=slow), waiting=requests.WaitOptions(wait=True, timeout=60))
    releases.uninstall(waiting=requests.WaitOptions(wait=True, timeout=60), cascade="foreground")
    assert releases.names() == set()


def test_info_lists_by_metadata_and_reads_what_is_asked(releases: Releases, make_chart: MakeChart) -> None:
    chart = make_chart(a=config())
    releases.apply("one", chart, values={"text": "x"}, labels={"team": "a"})
    releases.apply("two", chart)
    releases.apply("two", chart, values={"text": "y"})
    listed = releases.info().releases
    assert [(entry["name"], entry["revision"], entry["status"]) for entry in listed] == [
        ("one", 1, "deployed"),
        ("two", 2, "deployed"),
    ]
    assert not any(path.rpartition("/")[2].startswith("sh.helm") for _, path, _ in releases.sent)
    assert [entry["name"] for entry in releases.info(selector="team=a").releases] == ["one"]
    assert releases.info(states=["failed"]).releases == []
    found = releases.info("two", fields=["values", "all_values", "manifest", "history", "resources"])
    entry = found.releases[0]
    assert entry["release_values"] == {"text": "y"} and "kind: ConfigMap" in entry["manifest"]
    assert [(one["revision"], one["status"]) for one in entry["history"]] == [(1, "superseded"), (2, "deployed")]
    assert entry["resources"][0]["state"] == "ready"
    assert found.status is not None and found.status["chart"] == "small-0.1.0"
    assert releases.info("two", revision=1).releases[0]["status"] == "superseded"
    assert releases.info("none").releases == []
    everywhere = releases.info(all_namespaces=True).releases
    assert {"one", "two"} <= {entry["name"] for entry in everywhere if entry["namespace"] == releases.namespace}


def test_records_may_be_kept_in_configmaps(releases: Releases, make_chart: MakeChart) -> None:
    chart = make_chart(a=config())
    releases.driver = "configmap"
    releases.apply(chart=chart)
    assert releases.apply(chart=chart).changed is False
    os.environ["HELM_DRIVER"] = "configmap"
    try:
        assert json.loads(releases.helm("list", "-o", "json"))[0]["name"] == "web"
    finally:
        del os.environ["HELM_DRIVER"]
    releases.uninstall()
    assert releases.names() == set()
