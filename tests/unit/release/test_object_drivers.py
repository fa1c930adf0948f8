# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Records in Secrets and ConfigMaps: every request, as helm makes it, and what is made of each answer."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any, Callable, Iterator, NamedTuple

import pytest
from record_server import Records, Reply, Server, refusal
from unit.kube.conftest import World, client_to

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import (
    Conflict,
    Forbidden,
    NotFound,
    ReleaseError,
)
from ansible_collections.native.helm.plugins.module_utils._helm.kube.client import Client
from ansible_collections.native.helm.plugins.module_utils._helm.release import codec, fitting
from ansible_collections.native.helm.plugins.module_utils._helm.release.configmaps import ConfigMapsDriver
from ansible_collections.native.helm.plugins.module_utils._helm.release.model import Head, Holder, Info, Release
from ansible_collections.native.helm.plugins.module_utils._helm.release.object_driver import ObjectDriver
from ansible_collections.native.helm.plugins.module_utils._helm.release.secrets import SecretsDriver

RECORDS = Path(__file__).resolve().parent.parent.parent / "release" / "records"
KEY = "sh.helm.release.v1.web.v2"
KINDS = {"Secret": SecretsDriver, "ConfigMap": ConfigMapsDriver}


class Place(NamedTuple):
    """A driver, its server and where that keeps its objects."""

    driver: ObjectDriver
    records: Records
    client: Client
    path: str

    def metadata(self, key: str = KEY) -> dict[str, Any]:
        """What the server has of a revision's object."""
        found: dict[str, Any] = self.records.objects[f"{self.path}/{key}"]["metadata"]
        return found


@pytest.fixture(params=list(KINDS))
def place(request: Any, world: World) -> Iterator[Place]:
    """A driver of each kind in the namespace ns."""
    records = Records()
    with Server(records) as server:
        client = client_to(server.url, world, namespace="elsewhere")
        path = f"/api/v1/namespaces/ns/{request.param.lower()}s"
        yield Place(KINDS[request.param](client, "ns", world), records, client, path)


@pytest.fixture
def world() -> World:
    """At 2023-11-14T22:13:20Z."""
    made = World()
    made.clock = 1_700_000_000.0
    return made


def revision(version: int = 2, **more: Any) -> Release:
    return Release("web", "ns", version, Info(status="deployed"), config={"a": 1.0}, labels={"team": "x"}, **more)


def labels(stamp: str) -> dict[str, str]:
    return {
        "team": "x", stamp: "1700000000", "name": "web", "owner": "helm", "status": "deployed", "version": "2",
    }  # fmt: skip


def data_of(place: Place, encoded: bytes) -> dict[str, Any]:
    """What of an object holds a record, as helm writes it (Go: pkg/storage/driver, secrets.go, cfgmaps.go)."""
    if place.driver.kind == "ConfigMap":
        return {"data": {"release": encoded.decode()}}
    return {"type": "helm.sh/release.v1", "data": {"release": base64.b64encode(encoded).decode()}}


def test_creation_is_one_request(place: Place) -> None:
    release = revision(mark="7")
    place.driver.create(release)
    (asked,) = place.records.asked
    assert (asked.method, asked.path, asked.query) == ("POST", place.path, {"fieldManager": "Helm"})
    assert asked.json() == {
        "apiVersion": "v1",
        "kind": place.driver.kind,
        "metadata": {"name": KEY, "namespace": "ns", "labels": labels("createdAt")},
        **data_of(place, codec.encode(release)),
    }
    assert release.mark == place.metadata()["resourceVersion"] == "102"


def test_a_holder_stands_in_the_object_as_long_as_there_is_one(place: Place) -> None:
    release = revision(holder=Holder("host/1", 30.0))
    place.driver.create(release)
    held = {"native.helm/holder": "host/1", "native.helm/lease-seconds": "30"}
    assert place.metadata()["annotations"] == held
    assert place.driver.get(KEY).holder == place.driver.heads()[0].holder == Holder("host/1", 30.0)
    release.holder = None
    place.driver.update(release)
    assert "annotations" not in place.metadata()
    assert place.driver.get(KEY).holder is place.driver.heads()[0].holder is None


def test_the_record_is_not_sent_back_when_it_is_written(place: Place) -> None:
    release = revision()
    place.driver.rehearse(release)
    place.driver.create(release)
    place.driver.rehearse(release, again=True)
    place.driver.update(release)
    asked = [(one.method, one.headers["Accept"].partition(";v=")[0]) for one in place.records.asked]
    accepted = "application/json;as=PartialObjectMetadata"
    assert asked == [(method, accepted) for method in ("POST", "POST", "PUT", "PUT")]


def test_update_is_one_request_that_holds_only_for_the_state_that_was_read(place: Place) -> None:
    release = revision()
    place.driver.create(release)
    before = release.mark
    release.config = {"a": 2.0}
    place.driver.update(release)
    asked = place.records.asked[-1]
    assert (asked.method, asked.path) == ("PUT", f"{place.path}/{KEY}")
    assert asked.query == {"fieldManager": "Helm"}
    assert asked.json() == {
        "apiVersion": "v1",
        "kind": place.driver.kind,
        "metadata": {"name": KEY, "namespace": "ns", "labels": labels("modifiedAt"), "resourceVersion": before},
        **data_of(place, codec.encode(release)),
    }
    assert release.mark == place.metadata()["resourceVersion"] != before
    with pytest.raises(Conflict, match="the object has been modified"):
        place.driver.update(revision(mark=before))
    place.driver.update(revision())
    assert "resourceVersion" not in place.records.asked[-1].json()["metadata"]


def test_what_is_there_already_is_a_conflict(place: Place) -> None:
    place.driver.create(revision())
    second = revision(mark="7")
    with pytest.raises(Conflict, match="already exists") as caught:
        place.driver.create(second)
    assert second.mark == ""
    assert caught.value.reason == "AlreadyExists"
    assert caught.value.subject == f"{place.driver.kind} ns/{KEY}"
    with pytest.raises(NotFound):
        place.driver.update(revision(3))


def test_a_server_that_tells_no_version_leaves_no_mark(place: Place) -> None:
    release = revision(mark="7")
    place.records.before = lambda asked: refusal(201, "Created") if asked.method == "POST" else None
    place.driver.create(release)
    assert release.mark == ""


def test_a_revision_is_read_with_what_its_object_tells(place: Place) -> None:
    for version in (1, 2):
        place.driver.create(revision(version))
    place.records.asked.clear()
    read = place.driver.get(KEY)
    assert [(asked.method, asked.path) for asked in place.records.asked] == [("GET", f"{place.path}/{KEY}")]
    assert (read.version, read.config, read.info.status) == (2, {"a": 1.0}, "deployed")
    assert (read.labels, read.mark) == (labels("createdAt"), place.metadata()["resourceVersion"])
    read.labels["team"] = "other"
    assert place.driver.get(KEY).labels["team"] == "x"


@pytest.mark.parametrize("namespace", [None, "other"])
def test_a_revision_that_is_not_there(place: Place, namespace: Any) -> None:
    with pytest.raises(NotFound) as caught:
        place.driver.get(KEY, namespace)
    error = caught.value
    assert (error.problem, error.doing) == ("release: not found", "reading the release record")
    assert (error.subject, error.status) == (f"{namespace or 'ns'}/{KEY}", 404)
    assert isinstance(error.__cause__, NotFound)


def put(place: Place, found: dict[str, Any], metadata: dict[str, Any]) -> None:
    """Let the server have an object that someone else wrote."""
    place.records.objects[f"{place.path}/{KEY}"] = {**found, "metadata": {"name": KEY, "namespace": "ns", **metadata}}


@pytest.mark.parametrize("version", ["3.17.3", "4.3.1"])
def test_what_helm_stored_is_read(place: Place, version: str) -> None:
    stored = (RECORDS / f"helm-{version}-v2.txt").read_bytes().strip()
    helms = json.loads((RECORDS / f"helm-{version}-v2.labels.json").read_text(encoding="utf-8"))
    put(place, data_of(place, stored), {"labels": helms})
    read = place.driver.get(KEY)
    assert (read.name, read.version, read.info.description) == ("web", 2, "Upgrade complete")
    assert (read.labels, read.mark, read.holder) == (helms, "", None)
    assert read.custom_labels == {"team": "a"}


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ({}, "unexpected end of JSON input"),
        ({"data": None}, "unexpected end of JSON input"),
        ({"data": {"other": "eA=="}}, "unexpected end of JSON input"),
        ({"data": {"release": None}}, "unexpected end of JSON input"),
        ({"data": {"release": "4pyT4pyT"}}, ""),  # two check marks, as a Secret has them; as a ConfigMap no record
        ({"data": {"release": "w6k="}}, ""),
    ],
    ids=["nothing", "null", "another key", "null inside", "no base64", "no text"],
)
def test_an_object_without_a_record_is_a_clean_error(place: Place, found: Any, words: str) -> None:
    put(place, found, {"labels": None})
    with pytest.raises(ReleaseError, match=f"^the release record cannot be read: {words}"):
        place.driver.get(KEY)


def test_a_record_of_other_letters_is_a_clean_error(place: Place) -> None:
    text = "✓" if place.driver.kind == "ConfigMap" else base64.b64encode("✓".encode()).decode()
    put(place, {"data": {"release": text}}, {})
    with pytest.raises(ReleaseError, match=r"^the release record cannot be read: Only base64 data is allowed"):
        place.driver.get(KEY)


# Lists.


@pytest.mark.parametrize(
    ("name", "namespace", "path", "selector"),
    [
        ("web", None, "/namespaces/ns", "name=web,owner=helm"),
        ("", None, "/namespaces/ns", "owner=helm"),
        ("web", "other", "/namespaces/other", "name=web,owner=helm"),
        ("", "", "", "owner=helm"),
    ],
)
def test_heads_are_one_request_for_metadata(place: Place, name: str, namespace: Any, path: str, selector: str) -> None:
    assert place.driver.heads(name, namespace=namespace) == []
    (asked,) = place.records.asked
    assert asked.path == f"/api/v1{path}/{place.path.rsplit('/', 1)[1]}"
    assert asked.query["labelSelector"] == selector
    assert "as=PartialObjectMetadataList" in asked.headers["Accept"]


def test_heads_tell_what_the_metadata_tells(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.driver.create(revision())
    metadata = place.metadata()
    metadata.update(uid="u-1", creationTimestamp="2023-11-14T22:13:00Z", resourceVersion="77")
    metadata["managedFields"] = [{"manager": "Helm", "time": "2023-11-14T22:13:05Z"}]
    monkeypatch.setattr(place.client.transport, "server_time", lambda: 1_700_000_000.0)
    (head,) = place.driver.heads("web")
    created = "2023-11-14T22:13:00Z"
    assert head == Head(
        KEY, "web", "ns", 2, "deployed", created, labels("createdAt"), mark="77", idle=15.0, uid="u-1"
    )  # fmt: skip


def test_heads_of_objects_that_tell_little(place: Place) -> None:
    put(place, {}, {"labels": {"owner": "helm"}})
    (head,) = place.driver.heads()
    assert head == Head(KEY, "", "ns", 0, "", "", {"owner": "helm"})
    place.records.before = lambda _asked: Reply(
        200, {"metadata": {}, "items": [{"metadata": {"name": KEY, "namespace": "ns"}}]}
    )
    (head,) = place.driver.heads()
    assert head == Head(KEY, "", "ns", 0, "")


# Deletions.


def test_only_the_object_that_was_seen_is_deleted(place: Place) -> None:
    place.driver.create(revision())
    uid = place.metadata()["uid"]
    with pytest.raises(Conflict, match="UID in precondition"):
        place.driver.delete(KEY, "another")
    place.driver.delete(KEY, uid)
    asked = place.records.asked[-1]
    assert (asked.method, asked.path, asked.query) == ("DELETE", f"{place.path}/{KEY}", {})
    assert asked.json()["preconditions"] == {"uid": uid}
    assert place.records.objects == {}
    with pytest.raises(NotFound):
        place.driver.delete(KEY)
    assert "preconditions" not in place.records.asked[-1].json()


# What is asked beforehand.


def rehearsals(place: Place) -> dict[str, Callable[[], None]]:
    return {
        "POST": lambda: place.driver.rehearse(revision()),
        "PUT": lambda: place.driver.rehearse(revision(), again=True),
        "DELETE": lambda: place.driver.rehearse_deletion(KEY),
    }


def test_creation_is_rehearsed_with_the_very_object(place: Place) -> None:
    place.driver.rehearse(revision())
    (asked,) = place.records.asked
    assert (asked.method, asked.path, asked.query) == ("POST", place.path, {"fieldManager": "Helm", "dryRun": "All"})
    place.driver.create(revision())
    assert place.records.asked[-1].json() == asked.json()


def test_an_update_is_rehearsed_without_the_record(place: Place) -> None:
    place.driver.rehearse(revision(mark="7", holder=Holder("x", 1.0)), again=True)  # it need not be there
    (asked,) = place.records.asked
    assert (asked.method, asked.path) == ("PUT", f"{place.path}/{KEY}")
    assert asked.query == {"fieldManager": "Helm", "dryRun": "All"}
    assert asked.json() == {
        "apiVersion": "v1",
        "kind": place.driver.kind,
        "metadata": {"name": KEY, "namespace": "ns", "labels": labels("modifiedAt")},
        **data_of(place, b""),
    }


def test_a_deletion_is_rehearsed(place: Place) -> None:
    place.driver.rehearse_deletion(KEY)
    (asked,) = place.records.asked
    assert (asked.method, asked.path, asked.query) == ("DELETE", f"{place.path}/{KEY}", {"dryRun": "All"})
    assert asked.json()["dryRun"] == ["All"]


def test_nothing_is_stored_or_removed_by_asking(place: Place) -> None:
    for ask in rehearsals(place).values():
        ask()
    assert place.records.objects == {}
    place.driver.create(revision())
    before = json.dumps(place.records.objects)
    for ask in rehearsals(place).values():
        ask()
    assert json.dumps(place.records.objects) == before


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_what_the_place_would_refuse_is_raised(place: Place, method: str) -> None:
    place.records.faults.append(refusal(403, message="no such right"))
    with pytest.raises(Forbidden, match="no such right"):
        rehearsals(place)[method]()


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_a_conflict_at_asking_is_raised(place: Place, method: str) -> None:
    place.records.faults.append(refusal(409))
    with pytest.raises(Conflict):
        rehearsals(place)[method]()


def test_a_creation_that_conflicts_otherwise_is_raised(place: Place) -> None:
    place.records.faults.append(refusal(409, "Conflict", "try again"))
    with pytest.raises(Conflict, match="try again"):
        place.driver.rehearse(revision())


def test_a_namespace_that_is_not_there_is_told_at_once(place: Place) -> None:
    place.records.faults.append(refusal(404, message='namespaces "ns" not found'))
    with pytest.raises(NotFound, match='namespaces "ns" not found'):
        place.driver.rehearse(revision())


# Sizes.


def test_what_an_object_cannot_hold_is_refused(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fitting, "MAX_STORED", 100)
    release = revision(manifest="x" * 5000)
    with pytest.raises(ReleaseError, match="the release record would be"):
        place.driver.check(release)
    with pytest.raises(ReleaseError, match="the release record would be"):
        place.driver.create(release)
    assert place.records.asked == []


def test_room_is_asked_for_where_it_is_wanted(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    release = revision(manifest="x" * 5000)
    monkeypatch.setattr(fitting, "MAX_STORED", len(codec.encode(release)))
    place.driver.check(release, room=False)
    with pytest.raises(ReleaseError):
        place.driver.check(release)


def test_what_has_no_room_is_told_once(place: Place, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    place.driver._env.warn = said.append
    release = revision()
    release.info.notes = "These are notes that have no room."
    monkeypatch.setattr(fitting, "MAX_STORED", len(codec.encode(release)) - 1)
    place.driver.create(release)
    place.driver.update(release)
    assert said == [f"the release record {KEY} is at its size limit, and has no room for the notes"]
    assert place.driver.get(KEY).info.notes == ""
    release.info.notes = ""
    release.info.description = "A description of this."
    place.driver.update(release)
    assert len(said) == len(set(said))


def test_the_object_of_a_revision_is_named(place: Place) -> None:
    assert place.driver.object_of(revision()) == {
        "apiVersion": "v1", "kind": place.driver.kind, "metadata": {"name": KEY, "namespace": "ns"},
    }  # fmt: skip
