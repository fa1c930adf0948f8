# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A whole play in check mode where nothing is there yet: each task knows what those before it would have made, and says
what it then says in the run. Nothing is written."""

from __future__ import annotations

import base64
import io
import json
import os
import secrets
import tarfile
from pathlib import Path
from typing import Any, Callable, Iterator, NamedTuple

import loopback
import pytest
import yaml

Play = Callable[..., list[dict[str, Any]]]
CANARY = "c4n4ry-of-the-repository"
CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: {{ .Release.Name }}-made}\n"


class Guarded(loopback.Files):
    """A repository that shows itself only to its user."""

    wanted = "Basic " + base64.b64encode(f"someone:{CANARY}".encode()).decode()

    def do_GET(self) -> None:
        if self.headers.get("Authorization") == self.wanted:
            super().do_GET()
        else:
            self.send_error(401)


class Place(NamedTuple):
    """folder: of charts. url: the repository's. namespace, group: nowhere yet."""

    folder: Path
    url: str
    namespace: str
    group: str


@pytest.fixture(scope="module")
def place(cluster: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A repository with a chart, and charts in folders: one brings a kind, the other has an object of it."""
    folder, mark = tmp_path_factory.mktemp("p"), secrets.token_hex(3)
    found = Place(folder, "", f"look-{mark}", f"g{mark}.example.com")
    definition = {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": f"widgets.{found.group}"},
        "spec": {
            "group": found.group,
            "scope": "Namespaced",
            "names": {"plural": "widgets", "singular": "widget", "kind": "Widget", "listKind": "WidgetList"},
            "versions": [{"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": {
                "type": "object", "x-kubernetes-preserve-unknown-fields": True}}}],
        },
    }  # fmt: skip
    widget = {"apiVersion": f"{found.group}/v1", "kind": "Widget", "metadata": {"name": "w"}, "spec": {"size": 1}}
    write(folder / "brings/Chart.yaml", "apiVersion: v2\nname: brings\nversion: 1.0.0\n")
    write(folder / "brings/crds/widgets.yaml", yaml.safe_dump(definition))
    write(folder / "uses/Chart.yaml", "apiVersion: v2\nname: uses\nversion: 1.0.0\n")
    write(folder / "uses/templates/w.yaml", yaml.safe_dump(widget))
    publish(folder / "pages")
    with loopback.files(folder / "pages", handler=Guarded) as server:
        yield found._replace(url=server.url)
    cluster.kubectl("delete", "namespace", found.namespace, "--ignore-not-found", "--wait=false")
    cluster.kubectl("delete", "crd", f"widgets.{found.group}", "--ignore-not-found", "--wait=false")


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def publish(folder: Path) -> None:
    """Make a folder a repository of one chart."""
    folder.mkdir()
    with tarfile.open(folder / "app-1.0.0.tgz", "w:gz") as archive:
        chart = "apiVersion: v2\nname: app\nversion: 1.0.0\n"
        for name, text in (("app/Chart.yaml", chart), ("app/templates/a.yaml", CONFIG)):
            entry = tarfile.TarInfo(name)
            entry.size = len(text)
            archive.addfile(entry, io.BytesIO(text.encode()))
    listed = {"apiVersion": "v2", "name": "app", "version": "1.0.0", "urls": ["app-1.0.0.tgz"]}
    write(folder / "index.yaml", yaml.safe_dump({"apiVersion": "v1", "entries": {"app": [listed]}}))


def tasks(place: Place) -> list[dict[str, Any]]:
    """A play from nothing to all, and what became unknown again."""
    known = {"name": "mine", "url": place.url, "username": "someone", "password": CANARY}
    there = {"namespace": place.namespace}
    return [
        {"native.helm.helm_repo": known},
        {"native.helm.helm_repo": known},
        {"native.helm.helm_release": {**there, "name": "one", "create_namespace": True, "chart": "mine/app"}},
        {"native.helm.helm_release": {**there, "name": "two", "chart": "mine/app", "create_namespace": True}},
        {"native.helm.helm_release": {**there, "name": "brings", "chart": f"{place.folder}/brings"}},
        {"native.helm.helm_releases": {"releases": [{**there, "name": "uses", "chart": f"{place.folder}/uses"}]}},
        {"native.helm.helm_template": {"chart": "mine/app"}},
        {"native.helm.helm_repo": {"name": "mine", "state": "absent"}},
        {"native.helm.helm_template": {"chart": "mine/app"}},
    ]


CHANGED = [True, False, True, True, True, True, False, True, False]
GONE = "repo mine not found"


def folders(path: Path, cluster: Any) -> dict[str, str]:
    """An environment whose folders of helm's are not there yet."""
    homes = {f"HELM_{kind}_HOME": str(path / kind) for kind in ("CONFIG", "CACHE", "DATA")}
    return {**homes, "K8S_AUTH_KUBECONFIG": cluster.kubeconfig}


def test_check_mode_says_of_a_whole_play_what_the_run_says(
    play: Play, place: Place, cluster: Any, tmp_path: Path
) -> None:
    looked = play(tasks(place), check=True, environ=folders(tmp_path, cluster))
    assert [result["changed"] for result in looked] == CHANGED, looked
    assert [GONE in result.get("msg", "") for result in looked] == [False] * 8 + [True]
    assert not os.listdir(tmp_path)
    assert CANARY not in json.dumps(looked) and "_native_helm" not in json.dumps(looked)
    kinds = [change["kind"] for result in looked[2:5] for change in result["changes"]]
    assert kinds == ["Namespace", "ConfigMap", "ConfigMap", "CustomResourceDefinition"]
    assert not cluster.kubectl("get", "namespace", place.namespace, "--ignore-not-found")


def test_so_it_does_where_modules_run_by_themselves(play: Play, place: Place, cluster: Any, tmp_path: Path) -> None:
    environ = {**folders(tmp_path, cluster), "NATIVE_HELM_IN_WORKER": "no"}
    known, _again, one, _two, brings = tasks(place)[:5]
    looked = play([known, one, brings], check=True, environ=environ)
    assert [result["changed"] for result in looked] == [True] * 3, looked
    assert CANARY not in json.dumps(looked) and "_native_helm" not in json.dumps(looked)
    assert not os.listdir(tmp_path)


def test_then_the_run_says_the_same(play: Play, place: Place, cluster: Any) -> None:
    done = play(tasks(place), environ={"K8S_AUTH_KUBECONFIG": cluster.kubeconfig})
    assert [result["changed"] for result in done] == CHANGED, done
    assert [GONE in result.get("msg", "") for result in done] == [False] * 8 + [True]


def test_a_task_that_runs_all_the_same_knows_only_what_is_there(play: Play, place: Place, cluster: Any) -> None:
    given = {"repo_name": "mine", "repo_url": place.url, "repo_username": "someone", "repo_password": CANARY}
    shown = {"native.helm.helm_template": {"chart": "mine/app"}}
    nowhere = {"name": "r", "namespace": "nowhere-at-all", "chart": "mine/app", "kubeconfig": cluster.kubeconfig}
    drop_in, there, absent, others = play(
        [
            {"native.helm.helm_repository": given},
            {**shown},
            {**shown, "check_mode": False},
            {"native.helm.helm_release": nowhere},
        ],
        check=True,
    )
    assert drop_in["changed"] and "kind: ConfigMap" in there["text"] and GONE in absent["msg"]
    assert "set create_namespace; check mode knows nothing of one that a task of another collection" in others["msg"]
