# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A revision's names and labels, and who holds it: helm's words, and those of the API server's objects."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.release import holding, labels, model
from ansible_collections.native.helm.plugins.module_utils._helm.release.model import (
    Head,
    Holder,
    HookRun,
    Info,
    Release,
    StoredHook,
)

RECORDS = Path(__file__).resolve().parent.parent.parent / "release" / "records"


def test_statuses_are_helms() -> None:
    """Go: pkg/release/common, status.go."""
    assert [
        model.UNKNOWN, model.DEPLOYED, model.UNINSTALLED, model.SUPERSEDED, model.FAILED, model.UNINSTALLING,
        model.PENDING_INSTALL, model.PENDING_UPGRADE, model.PENDING_ROLLBACK,
    ] == [
        "unknown", "deployed", "uninstalled", "superseded", "failed", "uninstalling",
        "pending-install", "pending-upgrade", "pending-rollback",
    ]  # fmt: skip
    assert set(model.PENDING) == {"pending-install", "pending-upgrade", "pending-rollback"}
    assert (model.SERVER_SIDE, model.CLIENT_SIDE) == ("ssa", "csa")
    assert Release("a", "b").custom_labels == {}


def test_what_is_not_said_is_empty() -> None:
    """As Go's zero values, but for what a new revision is."""
    said = dict.fromkeys(("first_deployed", "last_deployed", "deleted", "description", "notes"), "")
    assert vars(Info()) == {**said, "status": "unknown", "rollback_revision": 0, "resources": None}
    run = {"started_at": "", "completed_at": "", "phase": ""}
    assert vars(HookRun()) == run
    texts = dict.fromkeys(("kind", "path", "manifest"), "")
    lists: dict[str, Any] = {name: [] for name in ("events", "delete_policies", "output_log_policies")}
    assert vars(StoredHook("h")) == {"name": "h", **texts, **lists, "last_run": HookRun(), "weight": 0}
    assert vars(Holder()) == {"name": "", "lease": 0.0}
    assert vars(Release("a", "b")) == {
        "name": "a", "namespace": "b", "version": 1, "info": Info(), "chart": {}, "config": {}, "manifest": "",
        "hooks": [], "apply_method": "", "labels": {}, "holder": None, "mark": "",
    }  # fmt: skip
    assert vars(Head("k", "a", "b", 2, "failed")) == {
        "key": "k", "name": "a", "namespace": "b", "version": 2, "status": "failed", "created": "", "labels": {},
        "holder": None, "mark": "", "idle": None, "uid": "",
    }  # fmt: skip
    assert Release("a", "b").key == "sh.helm.release.v1.a.v1"


def test_key_is_the_name_of_helms_object() -> None:
    assert Release("web", "ns", 12).key == model.record_key("web", 12) == "sh.helm.release.v1.web.v12"


@pytest.mark.parametrize(
    ("number", "description", "expected"),
    [
        (0, "Rollback to 12", 12),
        (3, "back to the good one", 3),
        (3, "Rollback to 12", 3),
        (0, "Upgrade complete", 0),
        (0, "Rollback to ", 0),
        (0, "Rollback to 12 by hand", 0),
        (0, "a Rollback to 12", 0),
        (0, "Rollback to -1", 0),
        (0, "Rollback to ²", 0),
        (0, "Rollback to ١", 0),
        (0, f"Rollback to {'9' * 5000}", 0),
        (0, "", 0),
    ],
)
def test_revision_that_a_rollback_went_to(number: int, description: str, expected: int) -> None:
    release = Release("web", "ns", 5, Info(rollback_revision=number, description=description))
    assert release.went_back_to == expected


def test_labels_of_helm_are_not_the_users() -> None:
    """Go: pkg/storage/driver, labels.go, systemLabels."""
    helms = {"name": "a", "owner": "helm", "status": "s", "version": "1", "createdAt": "1", "modifiedAt": "2"}
    own = {"team": "x", "created": "y"}
    assert model.custom_labels({**helms, **own}) == Release("a", "b", labels={**own, **helms}).custom_labels == own
    assert labels.reserved({**own, **helms}) == ["name", "owner", "status", "version", "createdAt", "modifiedAt"]
    assert labels.reserved({"version": "1", "team": "x", "name": "a"}) == ["name", "version"]
    assert labels.reserved(own) == []


@pytest.mark.parametrize("path", sorted(RECORDS.glob("*.labels.json")), ids=lambda path: path.name)
def test_labels_are_those_that_helm_stored(path: Path) -> None:
    stored = json.loads(path.read_text(encoding="utf-8"))
    stamp = "modifiedAt" if "modifiedAt" in stored else "createdAt"
    release = Release("web", "ns", int(stored["version"]), Info(status=stored["status"]), labels={"team": "a"})
    assert labels.of_record(release, stamp, int(stored[stamp]) * 10**9 + 999_999_999) == stored


def test_labels_of_a_record_leave_the_release_as_it_is() -> None:
    release = Release("web", "ns", labels={"team": "a"})
    labels.of_record(release, "createdAt", 0)
    assert release.labels == {"team": "a"}


def test_head_is_what_the_labels_tell() -> None:
    stored = json.loads((RECORDS / "helm-4.3.1-v2.labels.json").read_text(encoding="utf-8"))
    key = "sh.helm.release.v1.web.v2"
    found = labels.head(key, "ns", stored, "2026-11-22T11:13:08Z")
    assert found == Head(key, "web", "ns", 2, "superseded", "2026-11-22T11:13:08Z", stored)
    assert found.labels is not stored


@pytest.mark.parametrize("version", ["", "x", "-1", "1.5"])
def test_head_of_an_object_that_tells_little(version: str) -> None:
    given = {"version": version} if version else {}
    assert labels.head("k", "ns", given) == Head("k", "", "ns", 0, "", "", given)


# Who works on a revision.


@pytest.mark.parametrize(("lease", "text"), [(30.0, "30"), (0.0, "0"), (1.5, "1.5")])
def test_holder_is_written_and_read(lease: float, text: str) -> None:
    holder = Holder("host/12/0a0b", lease)
    written = holding.write(holder)
    assert written == {"native.helm/holder": "host/12/0a0b", "native.helm/lease-seconds": text}
    assert holding.read({"annotations": {**written, "other": "x"}}) == holder


def test_nobody_holds_what_helm_wrote() -> None:
    assert holding.write(None) == {}
    for metadata in ({}, {"annotations": None}, {"annotations": {}}, {"annotations": {"native.helm/holder": ""}}):
        assert holding.read(metadata) is None
    assert holding.read({"annotations": {"native.helm/lease-seconds": "30"}}) is None


@pytest.mark.parametrize(
    ("text", "lease"), [(None, 0.0), ("", 0.0), ("soon", 0.0), ("-5", 0.0), ("nan", 0.0), ("7.25", 7.25)]
)
def test_lease_that_says_nothing_is_none(text: Any, lease: float) -> None:
    found = {"native.helm/holder": "x", **({} if text is None else {"native.helm/lease-seconds": text})}
    assert holding.read({"annotations": found}) == Holder("x", lease)


MADE = "2026-11-22T11:13:00Z"
NOW = 1_795_345_988.0  # 11:13:08 of that day


@pytest.mark.parametrize("zone", ["UTC", "XXX-5", "YYY+11"])
def test_times_of_the_api_server_are_seconds(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """In whatever time zone the run is."""
    with monkeypatch.context() as changed:
        changed.setenv("TZ", zone)
        time.tzset()
        found = holding.seconds("1970-01-02T00:00:10Z"), holding.seconds("2026-11-22T11:13:08Z")
    time.tzset()
    assert found == (86410.0, NOW)


def test_times_are_read_to_the_second() -> None:
    assert (holding.seconds("1970-01-01T00:00:10Z"), holding.seconds("2026-11-22T11:13:08Z")) == (10.0, NOW)


def test_idle_is_the_time_since_the_last_write_by_the_servers_clock() -> None:
    managed = [{"manager": "Helm", "time": "2026-11-22T11:13:05Z"}, {"manager": "x", "time": "2026-11-22T11:13:02Z"}]
    assert holding.idle_seconds({"creationTimestamp": MADE, "managedFields": managed}, NOW) == 3.0
    assert holding.idle_seconds({"creationTimestamp": MADE, "managedFields": [{"manager": "y"}]}, NOW) == 8.0
    assert holding.idle_seconds({"managedFields": managed[1:]}, NOW) == 6.0
    assert holding.idle_seconds({"creationTimestamp": MADE, "managedFields": None}, NOW - 60) == 0.0


@pytest.mark.parametrize(
    ("metadata", "now"), [({}, NOW), ({"managedFields": [{"manager": "y"}]}, NOW), ({"creationTimestamp": MADE}, 0.0)]
)
def test_idle_is_unknown_where_the_server_does_not_tell(metadata: Any, now: float) -> None:
    assert holding.idle_seconds(metadata, now) is None
