# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is told of releases on a real API server, beside what helm's list, history, status and get tell."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import yaml

from ansible_collections.native.helm.plugins.module_utils._helm.asked import requests
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import HelmError, RequestError
from ansible_collections.native.helm.plugins.module_utils._helm.release import codec, labels
from ansible_collections.native.helm.plugins.module_utils._helm.release.model import Info, Release

from .conftest import MakeChart
from .harness import SHOP, Releases
from .texts import config, deployment

MANY = 1000


def helm_lists(releases: Releases, *flags: str) -> list[tuple[str, str, str, str]]:
    listed = json.loads(releases.helm("list", *flags, "-o", "json"))
    return [(entry["namespace"], entry["name"], entry["revision"], entry["status"]) for entry in listed]


def we_list(releases: Releases, **options: Any) -> list[tuple[str, str, str, str]]:
    found = releases.info(**options).releases
    return [(entry["namespace"], entry["name"], str(entry["revision"]), entry["status"]) for entry in found]


@pytest.fixture
def varied(releases: Releases, make_chart: MakeChart) -> Releases:
    """Releases in many states, with labels that changed from one revision to the next."""
    chart = make_chart(a=config(), b=deployment("{{ .Release.Name }}", pod="{{ .Values.pod }}"))
    short = requests.WaitOptions(wait=True, timeout=1)
    releases.apply("good", chart, labels={"team": "a"})
    releases.apply("good", chart, values={"text": "two"}, labels={"team": "b"})
    releases.apply("gone", chart, labels={"team": "a"})
    releases.uninstall("gone", purge=False)
    with pytest.raises(HelmError):
        releases.apply("sick", chart, values={"pod": "never-ready"}, waiting=short)
    releases.apply("back", chart)
    releases.apply("back", chart, values={"text": "two"}, labels={"tier": "web"})
    releases.rollback("back", "1")
    return releases


CASES: list[tuple[list[str], dict[str, Any]]] = [
    ([], {}),
    (["--deployed"], {"states": ["deployed"]}),
    (["--failed", "--uninstalled"], {"states": ["failed", "uninstalled"]}),
    (["--superseded"], {"states": ["superseded"]}),
    (["--superseded", "--deployed"], {"states": ["superseded", "deployed"]}),
    (["--pending"], {"states": ["pending-install", "pending-upgrade", "pending-rollback"]}),
    (["-l", "team=a"], {"selector": "team=a"}),
    (["-l", "team!=a"], {"selector": "team!=a"}),
    (["-l", "team in (a,b),!tier"], {"selector": "team in (a,b),!tier"}),
    (["-l", "tier=web"], {"selector": "tier=web"}),
    (["--superseded", "-l", "tier=web"], {"states": ["superseded"], "selector": "tier=web"}),
]


def test_listing_is_helms(varied: Releases) -> None:
    for flags, options in CASES:
        assert we_list(varied, **options) == sorted(helm_lists(varied, *flags)), flags
    with pytest.raises(RequestError, match="unable to parse requirement"):
        varied.info(selector="team ~ a")
    everywhere = helm_lists(varied, "--all-namespaces")
    ours = we_list(varied, all_namespaces=True)
    own = varied.namespace
    assert [entry for entry in ours if entry[0] == own] == [entry for entry in sorted(everywhere) if entry[0] == own]


def test_history_and_metadata_are_helms(varied: Releases) -> None:
    for name in ("good", "gone", "sick", "back"):
        (entry,) = varied.info(name, fields=["history", "metadata"]).releases
        told = [
            {
                "revision": one["revision"],
                "updated": one["last_deployed"],
                "status": one["status"],
                "chart": f"{one['chart']}-{one['chart_version']}",
                "app_version": one["app_version"],
                "description": one["description"],
                **({"rollback_revision": one["rollback_revision"]} if one["rollback_revision"] else {}),
            }
            for one in entry["history"]
        ]
        assert told == json.loads(varied.helm("history", name, "-o", "json"))
        expected = json.loads(varied.helm("get", "metadata", name, "-o", "json"))
        own = {key: value for key, value in expected.pop("labels", {}).items() if key not in SYSTEM}
        assert entry["metadata"] == {**expected, **({"labels": own} if own else {})}


SYSTEM = ("name", "owner", "status", "version", "createdAt", "modifiedAt")


def test_metadata_of_a_chart_with_dependencies(releases: Releases) -> None:
    releases.apply()
    (entry,) = releases.info("web", fields=["metadata"]).releases
    expected = json.loads(releases.helm("get", "metadata", "web", "-o", "json"))
    assert expected.pop("labels")["name"] == "web"
    assert entry["metadata"] == expected and expected["dependencies"] and expected["annotations"]


def test_owner_of_an_object(releases: Releases, make_chart: MakeChart) -> None:
    releases.apply("mine", make_chart(a=config(), b=deployment("front")))
    releases.kubectl("create", "configmap", "free", "-n", releases.namespace)
    deployed = {"api_version": "apps/v1", "kind": "Deployment", "namespace": releases.namespace, "name": "front"}
    result = releases.info(owner_of=deployed, fields=["values"])
    assert result.owner == {"name": "mine", "namespace": releases.namespace}
    assert [(entry["name"], entry["release_values"]) for entry in result.releases] == [("mine", {})]
    elsewhere = Releases(releases.kubeconfig, "default").info(owner_of={**deployed, "kind": "Deployment"})
    assert [entry["name"] for entry in elsewhere.releases] == ["mine"]
    for name in ("free", "none"):
        thing = {"api_version": "v1", "kind": "ConfigMap", "namespace": "", "name": name}
        assert releases.info(owner_of=thing).as_dict() | {"connection": 0} == {
            "changed": False, "releases": [], "owner": None, "connection": 0,
        }  # fmt: skip
    assert "owner" not in releases.info("mine").as_dict()


def test_drift_names_the_fields(releases: Releases, make_chart: MakeChart) -> None:
    chart = make_chart(a=config(), b=config("web-b"), c=deployment(), d=SECRET)
    releases.apply(chart=chart)
    place = ("-n", releases.namespace)
    releases.kubectl("patch", "configmap", "web-a", *place, "-p", '{"data":{"text":"edited","more":"1"}}')
    releases.kubectl("patch", "secret", "web-s", *place, "-p", '{"stringData":{"key":"c4nary"}}')
    releases.kubectl("delete", "configmap", "web-b", *place)
    releases.kubectl("scale", "deployment", "web", *place, "--replicas=3")
    (entry,) = releases.info("web", fields=["drift"]).releases
    assert "c4nary" not in json.dumps(entry)
    assert {(one["name"], one["action"], *one["fields"]) for one in entry["drift"]} == {
        ("web-a", "update", "/data/text"),
        ("web-b", "create"),
        ("web", "update", "/spec/replicas"),
        ("web-s", "update", "/data/key"),
    }
    assert releases.writes() == []


SECRET = "apiVersion: v1\nkind: Secret\nmetadata: {name: web-s}\nstringData: {key: one}\n"


def test_no_value_of_a_secret_is_shown(releases: Releases, make_chart: MakeChart) -> None:
    hook = SECRET.replace("metadata: {", "metadata: {annotations: {helm.sh/hook: pre-install}, ").replace(
        "web-s", "web-h"
    )
    texts = {"a": SECRET, "b": hook.replace("one", "c4nary"), "c": config(), "NOTES.txt": "c4n" + "otes"}
    releases.apply(chart=make_chart(**{**texts, "a": SECRET.replace("one", "c4nary")}))
    fields = ["manifest", "hooks", "notes", "metadata", "history", "resources", "drift"]
    result = releases.info("web", fields=fields).as_dict()
    assert "c4nary" not in json.dumps(result) and result["releases"][0]["notes"] == "c4notes"
    (entry,) = result["releases"]
    assert "key: '********'" in entry["manifest"] and "key: '********'" in entry["hooks"][0]["manifest"]
    assert "kind: ConfigMap" in entry["manifest"]


def test_status_has_the_other_modules_keys(releases: Releases) -> None:
    releases.apply(values={"message": "hi"})
    expected = json.loads(releases.helm("list", "-o", "json"))[0]
    told = releases.info("web").as_dict()["status"]
    shown = {key: told.pop(key) for key in ("manifest", "hooks", "notes")}
    assert told == {**expected, "release_values": {"message": "hi"}}
    theirs = {key: list(yaml.safe_load_all(releases.helm("get", key, "web"))) for key in ("manifest", "hooks")}
    secret = next(found for found in theirs["manifest"] if found["kind"] == "Secret")
    secret["data"] = {"password": "********"}
    assert {key: shown[key] for key in theirs} == theirs
    assert shown["notes"] == "web says hi.\n"
    whole = json.loads(releases.helm("get", "values", "web", "--all", "-o", "json"))
    status = releases.info("web", all_values=True).as_dict()["status"]
    assert status["release_values"] == whole
    assert "status" not in releases.info("none").as_dict()
    assert "status" not in releases.info().as_dict()


def test_a_thousand_releases_are_listed_by_their_metadata(releases: Releases, make_chart: MakeChart) -> None:
    """Two pages, as the API server gives out 500 at a time; no record is read, so their size does not count."""
    big = Release("big", releases.namespace, 1, Info(status="deployed"), manifest=SHOP.name * 5000)
    encoded = codec.encode(big)
    context = releases.context()
    client = context.client()
    body = {
        "apiVersion": "v1",
        "kind": "Secret",
        "type": "helm.sh/release.v1",
        "stringData": {"release": encoded.decode()},
    }

    def create(number: int) -> None:
        release = Release(
            f"r{number}", releases.namespace, 1, Info(status="deployed"), labels={"team": str(number % 2)}
        )
        metadata = {"name": release.key, "labels": labels.of_record(release, "createdAt", 0)}
        client.create({**body, "metadata": metadata}, releases.namespace)

    with ThreadPoolExecutor(8) as workers:
        list(workers.map(create, range(MANY)))
    received = 0
    context = releases.context()
    client = context.client()
    send = client.transport.request

    def counted(*words: Any, **how: Any) -> Any:
        nonlocal received
        answer = send(*words, **how)
        received += len(answer.body)
        return answer

    client.transport.request = counted  # type: ignore[method-assign]
    from ansible_collections.native.helm.plugins.module_utils._helm.releases import info

    found = info.info(requests.InfoRequest("", releases.namespace, selector="team=1"), context)
    assert len(found.releases) == MANY // 2
    lists = [query for _method, path, query in releases.sent if path.endswith("/secrets")]
    assert len(lists) == 2 and {query["limit"] for query in lists} == {500}
    assert len(releases.sent) == 4  # and discovery, twice
    assert received < MANY * 1200


def test_newer_versions_are_asked_for_with_what_is_shown(varied: Releases) -> None:
    asked: list[tuple[str, str, str]] = []

    def updates(release: dict[str, Any]) -> dict[str, str]:
        asked.append((release["name"], release["chart"], release["chart_version"]))
        return {"newest": "9.9.9"}

    found = varied.info(fields=["updates"], updates=updates).releases
    assert [one["updates"] for one in found] == [{"newest": "9.9.9"}] * len(found)
    assert sorted(asked) == [(name, "small", "0.1.0") for name in ("back", "gone", "good", "sick")]
    assert "updates" not in varied.info(name="good", fields=["history"]).releases[0]
