# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""helm and we on the same releases: what one wrote, the other reads, upgrades, rolls back and removes."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from cluster_fixture import create_namespace, until

from .harness import SHOP, Releases

VERSIONS = ("3.17.3", "4.1.4", "4.2.3", "4.3.1")
TIMES = ("first_deployed", "last_deployed", "deleted", "started_at", "completed_at")


def without_times(value: Any) -> Any:
    """Return a record with every time replaced by whether it is there."""
    if isinstance(value, dict):
        return {key: bool(item) if key in TIMES else without_times(item) for key, item in value.items()}
    if isinstance(value, list):
        return [without_times(item) for item in value]
    return value


def both(kubeconfig: str, releases: Releases) -> tuple[Releases, Releases]:
    """Two namespaces: ours and helm's."""
    other = Releases(kubeconfig)
    create_namespace(other.kubeconfig, other.namespace)
    return releases, other


def comparable(record: dict[str, Any], place: str) -> Any:
    """A record as it is compared: without times, the namespace's name replaced."""
    return without_times(json.loads(json.dumps(record).replace(place, "NAMESPACE")))


def test_records_are_those_of_helm(kubeconfig: str, releases: Releases) -> None:
    ours, theirs = both(kubeconfig, releases)
    values = {"message": "<b>&ü", "n": 5, "nothing": None, "list": [1, 2.5]}
    words = ["--set-json", 'message="<b>&ü",n=5,nothing=null,list=[1,2.5]']
    ours.apply(labels={"team": "a"})
    ours.apply(values=values)
    ours.rollback(revision="1")
    theirs.helm("install", "web", str(SHOP), "--labels", "team=a")
    theirs.helm("upgrade", "web", str(SHOP), *words)
    theirs.helm("rollback", "web", "1")
    for revision in (1, 2, 3):
        expected = comparable(theirs.record(revision), theirs.namespace)
        assert comparable(ours.record(revision), ours.namespace) == expected
        stamps = ("createdAt", "modifiedAt")
        labels = {key: key in stamps or value for key, value in theirs.labels(revision).items()}
        assert {key: key in stamps or value for key, value in ours.labels(revision).items()} == labels
    theirs.kubectl("delete", "namespace", theirs.namespace, "--wait=false")


def test_objects_are_those_of_helm(kubeconfig: str, releases: Releases) -> None:
    ours, theirs = both(kubeconfig, releases)
    ours.apply()
    theirs.helm("install", "web", str(SHOP))
    for kind, name in (
        ("configmap", "web-config"),
        ("secret", "web-secret"),
        ("service", "web"),
        ("deployment", "web"),
    ):
        assert owned(ours.get(kind, name), ours.namespace) == owned(theirs.get(kind, name), theirs.namespace)
    theirs.kubectl("delete", "namespace", theirs.namespace, "--wait=false")


def owned(live: dict[str, Any], place: str) -> Any:
    """What helm's manager holds of an object, and the object's labels and annotations."""
    metadata = live["metadata"]
    entries = [
        {key: entry[key] for key in ("manager", "operation", "apiVersion", "fieldsV1")}
        for entry in metadata["managedFields"]
        if entry["manager"] == "helm"
    ]
    facts = {"labels": metadata.get("labels"), "annotations": metadata.get("annotations"), "entries": entries}
    return json.loads(json.dumps(facts).replace(place, "NAMESPACE"))


@pytest.mark.parametrize("version", VERSIONS)
def test_helm_reads_what_we_wrote(releases: Releases, version: str) -> None:
    releases.apply(values={"message": "one"})
    releases.apply(values={"message": "two"}, description="Second")
    status = json.loads(releases.helm("status", "web", "-o", "json", version=version))
    assert (status["info"]["status"], status["version"], status["info"]["description"]) == ("deployed", 2, "Second")
    assert json.loads(releases.helm("get", "values", "web", "-o", "json", version=version)) == {"message": "two"}
    assert releases.helm("get", "manifest", "web", version=version) == releases.record(2)["manifest"] + "\n"
    assert "web says two." in releases.helm("get", "notes", "web", version=version)
    assert "web-migrate" in releases.helm("get", "hooks", "web", version=version)
    history = json.loads(releases.helm("history", "web", "-o", "json", version=version))
    assert [(entry["revision"], entry["status"]) for entry in history] == [(1, "superseded"), (2, "deployed")]
    listed = json.loads(releases.helm("list", "-o", "json", version=version))
    assert [(entry["name"], entry["chart"], entry["app_version"]) for entry in listed] == [("web", "shop-1.2.0", "4.1")]


@pytest.mark.parametrize("version", VERSIONS)
def test_helm_goes_on_with_our_release(releases: Releases, version: str) -> None:
    releases.apply(values={"message": "one"})
    releases.helm("upgrade", "web", str(SHOP), "--set", "message=two", version=version)
    assert releases.get("configmap", "web-config")["data"]["message"] == "two"
    releases.helm("rollback", "web", "1", version=version)
    assert releases.get("configmap", "web-config")["data"]["message"] == "one"
    releases.helm("uninstall", "web", version=version)
    until(lambda: releases.names() <= {"configmap/web-mark"})  # pods go after what they belong to


@pytest.mark.parametrize("version", VERSIONS)
def test_we_go_on_with_helms_release(releases: Releases, version: str) -> None:
    releases.helm("install", "web", str(SHOP), "--set", "message=one", version=version)
    again = releases.apply(values={"message": "one"})
    assert (again.changed, again.reason, releases.writes()) == (False, [], [])
    assert {entry["action"] for entry in again.changes} == {"unchanged"}
    upgraded = releases.apply(values={"message": "two", "count": 2})
    assert (upgraded.changed, upgraded.release and upgraded.release["status"]) == (True, "deployed")
    assert releases.get("configmap", "web-config")["data"]["message"] == "two"
    releases.rollback(revision="1")
    assert releases.get("configmap", "web-config")["data"]["message"] == "one"
    assert json.loads(releases.helm("status", "web", "-o", "json", version=version))["info"]["status"] == "deployed"
    releases.uninstall()
    until(lambda: releases.names() <= {"configmap/web-mark"})


def test_values_of_both_kinds_are_the_same_release(releases: Releases) -> None:
    releases.helm("install", "web", str(SHOP), "--set", "message=one,replicas=2,stock.items=7")
    result = releases.apply(values={"message": "one", "replicas": 2, "stock": {"items": 7}})
    assert (result.changed, result.reason, releases.writes()) == (False, [], [])


def test_uninstall_keeps_the_history_as_helm_does(kubeconfig: str, releases: Releases) -> None:
    ours, theirs = both(kubeconfig, releases)
    ours.apply()
    ours.apply(values={"message": "two"})
    ours.uninstall(purge=False)
    theirs.helm("install", "web", str(SHOP))
    theirs.helm("upgrade", "web", str(SHOP), "--set", "message=two")
    theirs.helm("uninstall", "web", "--keep-history")
    for revision in (1, 2):
        assert comparable(ours.record(revision), ours.namespace) == comparable(
            theirs.record(revision), theirs.namespace
        )
    ours.apply()
    theirs.helm("upgrade", "--install", "web", str(SHOP))
    for revision in (1, 2, 3):
        assert comparable(ours.record(revision), ours.namespace) == comparable(
            theirs.record(revision), theirs.namespace
        )
    theirs.kubectl("delete", "namespace", theirs.namespace, "--wait=false")


def test_manifest_is_the_text_that_helm_renders(releases: Releases) -> None:
    releases.apply(values={"message": "text"})
    documents = list(yaml.safe_load_all(releases.helm("get", "manifest", "web")))
    assert {document["kind"] for document in documents if document} == {"ConfigMap", "Deployment", "Secret", "Service"}
