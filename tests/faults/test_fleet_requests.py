# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a fleet asks the API server once, and what for each release; and that what one release changes is seen by the
others all the same."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import secrets
import threading
from collections import Counter
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Iterator, Optional

import pytest
from ansible.module_utils.testing import patch_module_args

from ansible_collections.native.helm.plugins.module_utils._helm.base import turns
from ansible_collections.native.helm.plugins.module_utils._helm.chart import loader, packing
from ansible_collections.native.helm.plugins.module_utils._helm.entry import door, fleet, specs
from ansible_collections.native.helm.plugins.module_utils._helm.kube import once

from .proxy import Seen
from .world import World

CHART = """apiVersion: v1
kind: ConfigMap
metadata: {name: "{{ .Release.Name }}"}
data: {text: {{ .Values.text | quote }}}
---
apiVersion: v1
kind: Service
metadata: {name: "{{ .Release.Name }}"}
spec: {ports: [{port: 80}]}
"""
# As `helm create` labels them: objects of several releases may be listed together.
LABELLED = CHART.replace(
    'metadata: {name: "{{ .Release.Name }}"}',
    'metadata: {name: "{{ .Release.Name }}", labels: {app.kubernetes.io/instance: "{{ .Release.Name }}"}}',
)
TWO = """apiVersion: v1
kind: Service
metadata: {name: "{{ .Release.Name }}-1"}
spec: {ports: [{port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: "{{ .Release.Name }}-2"}
spec: {ports: [{port: 80}]}
"""
# Room for any one Service of a second release, not for both.
QUOTA = {
    "apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"name": "most"}, "spec": {"hard": {"count/services": "3"}}
}  # fmt: skip
SERVER = {"GET /version": 1, "GET /api": 1, "GET /apis": 1}

# What each step asks: once, for each release, and for each but the first, which makes the namespace.
CHECKED = (
    {**SERVER, "GET namespaces": 1, "POST namespaces dry": 1, "LIST secrets": 1},
    # In a namespace that is not there: said so, and asked about in another one.
    {"PATCH configmaps dry": 1, "PATCH services dry": 1, "POST configmaps dry": 1, "POST services dry": 1},
    {},
)
INSTALLED = (
    {
        **SERVER, "GET namespaces": 2, "POST namespaces dry": 1, "POST namespaces": 1, "LIST secrets": 1,
        "LIST resourcequotas": 1, "PATCH configmaps dry": 1, "PATCH services dry": 1, "POST configmaps dry": 1,
        "POST services dry": 1,
    },
    {
        "PATCH configmaps dry": 1, "PATCH services dry": 1, "PATCH configmaps": 1, "PATCH services": 1,
        "POST secrets": 1, "PUT secrets": 1,
    },
    {"POST secrets dry": 1, "PUT secrets dry": 1},
)  # fmt: skip
UNCHANGED = (
    {**SERVER, "LIST secrets": 1},
    {"GET secrets": 1, "GET configmaps": 1, "GET services": 1},
    {},
)
CHANGED = (
    {**SERVER, "LIST secrets": 1},
    {
        "GET secrets": 1, "GET configmaps": 1, "GET services": 1, "PATCH configmaps dry": 1, "PATCH configmaps": 1,
        "POST secrets dry": 1, "PUT secrets dry": 1, "POST secrets": 1, "PUT secrets": 2,
    },
    {},
)  # fmt: skip
LISTED = (
    {
        **SERVER, "LIST secrets": 1, "GET configmaps": 2, "GET services": 2, "LIST configmaps": 1, "LIST services": 1,
    },
    {"GET secrets": 1},
    {},
)  # fmt: skip
# Each takes its release away by its own look: its list again.
REMOVED = (
    {"GET /api": 1, "GET /apis": 1, "LIST secrets": 1},
    {
        "LIST secrets": 1, "GET secrets": 1, "GET configmaps": 1, "GET services": 1, "DELETE configmaps dry": 1,
        "DELETE services dry": 1, "DELETE secrets dry": 1, "PUT secrets dry": 1, "PUT secrets": 1,
        "DELETE configmaps": 1, "DELETE services": 1, "DELETE secrets": 2,
    },
    {},
)  # fmt: skip
GONE = ({"GET /api": 1, "GET /apis": 1, "LIST secrets": 1}, {}, {})


class Fleet:
    """A fleet in a namespace of its own, which is not there at first."""

    def __init__(self, world: World, folder: Path, namespace: str) -> None:
        self.world, self.folder, self.namespace = world, folder, namespace
        self.write("many", CHART)

    def write(self, name: str, text: str) -> str:
        """Write a chart and return its folder."""
        place = self.folder / name
        (place / "templates").mkdir(parents=True)
        (place / "Chart.yaml").write_text(f"apiVersion: v2\nname: {name}\nversion: 1.0.0\n", encoding="utf-8")
        (place / "values.yaml").write_text("text: one\n", encoding="utf-8")
        (place / "templates/all.yaml").write_text(text, encoding="utf-8")
        return str(place)

    def run(
        self, *releases: dict[str, Any], check: bool = False, task: Optional[dict[str, Any]] = None, **defaults: Any
    ) -> dict[str, Any]:
        """Return what the task returns. task: its own options."""
        common = {"namespace": self.namespace, "create_namespace": True, "chart": str(self.folder / "many")}
        params = {
            "kubeconfig": str(self.world.proxied), "defaults": {**common, **defaults}, "releases": list(releases),
            "_ansible_check_mode": check, **(task or {}),
        }  # fmt: skip
        self.world.proxy.reset()
        with patch_module_args(params):
            module = door.HelmModule(**specs.releases())
        return door.outcome(module, fleet.run)

    def asked(self) -> Counter[str]:
        """How often each kind of request was sent."""
        return Counter(map(described, self.world.proxy.seen))


def described(seen: Seen) -> str:
    """A request without its names: VERB plural, dry where it is a dry run."""
    parts = [part for part in seen.path.split("/") if part]
    if parts[-1] in ("version", "api", "apis"):
        return f"GET /{parts[-1]}"
    inside = parts[2:] if parts[0] == "api" else parts[3:]
    if len(inside) > 2 and inside[0] == "namespaces":
        inside = inside[2:]
    method = "LIST" if seen.method == "GET" and len(inside) == 1 else seen.method
    return f"{method} {inside[0]}{' dry' if is_dry(seen) else ''}"


def is_dry(seen: Seen) -> bool:
    return seen.query.get("dryRun") == "All"


def expected(row: tuple[dict[str, int], dict[str, int], dict[str, int]], releases: int) -> Counter[str]:
    """What a step of so many releases asks."""
    once_only, each, others = row
    found = Counter(once_only)
    for part, times in ((each, releases), (others, releases - 1)):
        found.update({key: number * times for key, number in part.items()})
    return found


@pytest.fixture(autouse=True)
def long_moments(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine is, what was seen counts until it is written, and nobody is impatient."""
    monkeypatch.setattr(turns, "A_MOMENT", 3600.0)
    monkeypatch.setattr(once, "PATIENCE", 3600.0)


@pytest.fixture
def one(world: World, tmp_path: Path) -> Iterator[Fleet]:
    name = f"requests-{secrets.token_hex(4)}"
    yield Fleet(world, tmp_path, name)
    if world.client.find("v1", "Namespace", "", name) is not None:
        world.client.delete("v1", "Namespace", "", name)


@pytest.mark.parametrize("releases", [2, 11])  # fewer and more than there are at once
def test_requests_of_a_fleet(one: Fleet, releases: int) -> None:
    listed = [{"name": f"r{number}"} for number in range(releases)]
    steps = (
        ("check", CHECKED, {"check": True}),
        ("install", INSTALLED, {}),
        ("check again", UNCHANGED, {"check": True}),
        ("no-op", UNCHANGED, {}),
        ("change", CHANGED, {"values": {"text": "two"}}),
        ("remove", REMOVED, {"state": "absent"}),
        ("removed", GONE, {"state": "absent"}),
    )
    for name, row, options in steps:
        result = one.run(*listed, **options)
        assert not result.get("failed"), (name, result["msg"])
        assert one.asked() == expected(row, releases), name


@pytest.mark.parametrize("parallel", [1, 8])
def test_objects_of_many_releases_are_listed_together(one: Fleet, parallel: int) -> None:
    """All but those of the first two that ask. What is not as wanted is read by itself besides."""
    labelled, listed = one.write("labelled", LABELLED), [{"name": f"r{number}"} for number in range(11)]
    run = functools.partial(one.run, *listed, chart=labelled, task={"parallel": parallel})
    assert run()["changed"]
    for check in (True, False):
        assert not run(check=check)["changed"]
        assert one.asked() == expected(LISTED, len(listed))
    client = one.world.client
    client.delete("v1", "Service", one.namespace, "r9")
    client.patch("v1", "ConfigMap", one.namespace, "r10", {"data": {"text": "by hand"}})
    told = run(check=True)
    changed = [key.rpartition("/")[2] for key, own in told["releases"].items() if own["outcome"] == "changed"]
    assert changed == ["r9", "r10"]
    asked = one.asked()
    assert asked["GET services"] == 2 + 1
    assert asked["GET configmaps"] == 2 + 2  # and once more after the dry run
    assert run()["changed"] and not run(check=True)["changed"]
    assert client.get("v1", "ConfigMap", one.namespace, "r10")["data"] == {"text": "one"}


def test_what_one_release_takes_of_a_quota_is_missed_by_the_next(one: Fleet) -> None:
    client = one.world.client
    client.create({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": one.namespace}}, "")
    client.create(QUOTA, one.namespace)
    while not client.get("v1", "ResourceQuota", one.namespace, "most").get("status", {}).get("hard"):
        client.env.sleep(0.05)
    two = one.write("two", TWO)
    _check_second_is_refused(one, one.run({"name": "a"}, {"name": "b", "needs": ["a"]}, chart=two))


def test_a_quota_that_a_release_brings_counts_for_those_after_it(one: Fleet) -> None:
    brings, two = one.write("brings", f"{TWO}---\n{json.dumps(QUOTA)}\n"), one.write("two", TWO)
    result = one.run({"name": "a", "chart": brings}, {"name": "b", "needs": ["a"], "chart": two})
    _check_second_is_refused(one, result)


def test_a_namespace_that_a_release_takes_away_is_looked_at_again(one: Fleet) -> None:
    """As read for the first one it would still be there, to stay."""
    other = f"{one.namespace}-2"
    space = f"apiVersion: v1\nkind: Namespace\nmetadata: {{name: {other}}}\n"
    brings = {"name": "brings", "chart": one.write("brings", space)}
    assert not one.run(brings).get("failed")
    before, after = ({"name": name, "namespace": other} for name in ("before", "after"))
    one.run(before, {**brings, "state": "absent"}, after, task={"parallel": 1})
    path = f"/api/v1/namespaces/{other}"
    seen = [seen.method for seen in one.world.proxy.seen if seen.path == path and not is_dry(seen)]
    assert seen[:1] == ["GET"]
    assert "GET" in seen[seen.index("DELETE") :]


def test_what_a_repository_has_is_fetched_once(one: Fleet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its index, and each of two charts, for six releases; again in a later run where the caches are away."""
    for name in ("CACHE", "CONFIG", "DATA"):
        monkeypatch.setenv(f"HELM_{name}_HOME", str(tmp_path / "helm" / name.lower()))
    monkeypatch.setenv("NATIVE_HELM_CACHE", "off")
    index: dict[str, Any] = {"apiVersion": "v1", "entries": {}}
    for name in ("many", "other"):
        chart = loader.load(str(tmp_path / name) if name == "many" else one.write(name, CHART))
        data = packing.pack(chart)
        (tmp_path / "shelf").mkdir(exist_ok=True)
        (tmp_path / f"shelf/{name}-1.0.0.tgz").write_bytes(data)
        entry = {"apiVersion": "v2", "name": name, "version": "1.0.0", "urls": [f"{name}-1.0.0.tgz"]}
        index["entries"][name] = [{**entry, "digest": hashlib.sha256(data).hexdigest()}]
    (tmp_path / "shelf/index.yaml").write_text(json.dumps(index), encoding="utf-8")
    with shelf(tmp_path / "shelf") as (url, asked):
        listed = [{"name": f"r{number}", "chart": "many" if number % 2 else "other"} for number in range(6)]
        result = one.run(*listed, chart_repo_url=url)
    assert not result.get("failed"), result["msg"]
    assert asked == {"/index.yaml": 1, "/many-1.0.0.tgz": 1, "/other-1.0.0.tgz": 1}


@contextlib.contextmanager
def shelf(folder: Path) -> Iterator[tuple[str, Counter[str]]]:
    """A repository's address, and how often each of its files was asked for."""
    asked: Counter[str] = Counter()

    class Handler(SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            asked[self.path] += 1
            super().do_GET()

        def log_message(self, *_args: Any) -> None:
            """Not on the test's output."""

    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
        server.shutdown()


def test_where_the_one_that_makes_the_namespace_is_refused_another_one_makes_it(one: Fleet) -> None:
    refused = {"name": "a", "chart": one.write("refused", CHART.replace("port: 80", "port: 0"))}
    result = one.run(refused, *({"name": f"r{number}"} for number in range(3)), task={"on_failure": "continue"})
    outcomes = {key.partition("/")[2]: own["outcome"] for key, own in result["releases"].items()}
    assert outcomes == {"a": "failed", "r0": "changed", "r1": "changed", "r2": "changed"}


def _check_second_is_refused(one: Fleet, result: dict[str, Any]) -> None:
    """For its second Service, before its first one was written."""
    assert {key.partition("/")[2]: own["outcome"] for key, own in result["releases"].items()} == {
        "a": "changed", "b": "failed",
    }  # fmt: skip
    assert 'services "b-2" is forbidden: exceeded quota: most' in result["releases"][f"{one.namespace}/b"]["msg"]
    assert one.world.client.find("v1", "Service", one.namespace, "b-1") is None
