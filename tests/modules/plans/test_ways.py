# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each way that the world can change between look and apply: refused before anything is written."""

from __future__ import annotations

import base64
import gzip
import json
from pathlib import Path
from typing import Any, Callable

from release.texts import config, hook_job

from .conftest import CRD, RELEASE, RELEASES, Charts, Play, Task, fields, state_of


def changed_template(charts: Charts, cluster: Any, name: str) -> Task:
    charts.write(name, config("{{ .Release.Name }}-more"))
    return charts.apply(name)


def edited(charts: Charts, cluster: Any, name: str) -> Task:
    cluster.kubectl("patch", "-n", charts.space, "configmap", f"{name}", "-p", '{"data": {"text": "by hand"}}')
    return charts.apply(name)


def deleted(charts: Charts, cluster: Any, name: str) -> Task:
    cluster.kubectl("delete", "-n", charts.space, "configmap", f"{name}")
    return charts.apply(name)


def made_anew(charts: Charts, cluster: Any, name: str) -> Task:
    found = cluster.get("-n", charts.space, "configmap", name)
    cluster.kubectl("delete", "-n", charts.space, "configmap", name)
    kept = {key: found["metadata"][key] for key in ("name", "namespace", "labels", "annotations")}
    charts.folder.joinpath("anew.json").write_text(json.dumps({**found, "metadata": kept}), encoding="utf-8")
    cluster.kubectl("create", "-f", str(charts.folder / "anew.json"))
    return charts.apply(name)


def upgraded(charts: Charts, cluster: Any, name: str) -> Task:
    cluster.helm("upgrade", name, str(charts.folder / name), "-n", charts.space, "--set", "size=7")
    return charts.apply(name)


def under_way(charts: Charts, cluster: Any, name: str) -> Task:
    secret = cluster.get("-n", charts.space, "secret", f"sh.helm.release.v1.{name}.v1")
    record = json.loads(gzip.decompress(base64.b64decode(base64.b64decode(secret["data"]["release"]))))
    record["version"], record["info"]["status"] = 2, "pending-upgrade"
    packed = base64.b64encode(base64.b64encode(gzip.compress(json.dumps(record).encode()))).decode()
    labels = {**secret["metadata"]["labels"], "version": "2", "status": "pending-upgrade"}
    metadata = {"name": f"sh.helm.release.v1.{name}.v2", "namespace": charts.space, "labels": labels}
    body = {**secret, "metadata": metadata, "data": {"release": packed}}
    charts.folder.joinpath("pending.json").write_text(json.dumps(body), encoding="utf-8")
    cluster.kubectl("create", "-f", str(charts.folder / "pending.json"))
    return charts.apply(name)


def namesake(charts: Charts, cluster: Any, name: str) -> Task:
    cluster.kubectl("create", "-n", charts.space, "configmap", f"{name}-new")
    return charts.apply(name)


def definition(charts: Charts, cluster: Any, name: str) -> Task:
    text = CRD.format(kind="Rival", group=charts.space)
    charts.folder.joinpath("crd.yaml").write_text(text, encoding="utf-8")
    cluster.kubectl("apply", "-f", str(charts.folder / "crd.yaml"))
    return charts.apply(name)


def renamed(charts: Charts, cluster: Any, name: str) -> Task:
    return charts.task(f"{name}-2", str(charts.folder / name), plan={"apply": charts.path(name)})


def other(**options: Any) -> Callable[[Charts, Any, str], Task]:
    return lambda charts, _cluster, name: charts.apply(name, **options)


def hooked(charts: Charts, cluster: Any, name: str) -> Task:
    charts.write(name, hook_job("hook", "pre-upgrade").replace("image:", "image: evil.example.com/"))
    return charts.apply(name)


# How the world may change between look and apply, and what of the differences tells it.
WAYS: dict[str, tuple[Callable[[Charts, Any, str], Task], str]] = {
    "template": (changed_template, "ConfigMap {space}/template-more action"),
    "object": (edited, "ConfigMap {space}/object /data/text"),
    "deleted": (deleted, "ConfigMap {space}/deleted action"),
    "anew": (made_anew, "ConfigMap {space}/anew uid"),
    "revision": (upgraded, "from_revision"),
    "pending": (under_way, "from_revision"),
    "namesake": (namesake, "action"),
    "crd": (definition, "action"),
    "hook": (hooked, "hook Job hook /0/spec/template/spec/containers/0/image"),
    "value": (other(values={"size": 3}), "ConfigMap {space}/value /data/text"),
    "unused": (other(values={"size": 2, "unused": 1}), "values"),
    "option": (other(atomic=True), "options"),
    "absent": (other(state="absent"), "action"),
    "purpose": (renamed, "release"),
    "old": (other(plan={"apply": "{path}", "max_age": 0}), "time"),
    "user": (other(impersonate_user="someone", impersonate_groups=["system:masters"]), "user"),
    "tampered": (other(plan={"apply": "{tampered}"}), "id"),
    "format": (other(plan={"apply": "{format}"}), "format"),
    "nokey": (other(plan={"apply": "{path}", "key": "a key"}), "key"),
}  # fmt: skip


def prepared(charts: Charts) -> tuple[list[Task], list[Task]]:
    """The tasks that install a release a way, and those that plan what comes next."""
    first, second = [], []
    for name in WAYS:
        extra = hook_job("hook", "pre-upgrade") if name == "hook" else ""
        charts.write(name, *([extra] if extra else []))
        first.append({"name": name, "chart": str(charts.folder / name)})
        more = config("{{ .Release.Name }}-new")
        if name == "namesake":
            second.append(charts.plan(name, charts.write("namesake-2", more)))
        elif name == "crd":
            crd = CRD.format(kind="Shop", group=charts.space)
            second.append(charts.plan(name, charts.write("crd-2", crd=crd), crds="apply"))
        else:
            second.append(charts.plan(name))
    options = {"namespace": charts.space, "kubeconfig": charts.kubeconfig}
    return [{RELEASES: {"releases": first, "defaults": options}}], second


def forged(charts: Charts) -> None:
    """Documents that somebody changed: a field of one, another's format with an id that fits."""
    document = json.loads(Path(charts.path("tampered")).read_text(encoding="utf-8"))
    document["releases"][0]["objects"][0]["changes"] = []
    Path(charts.path("x-tampered")).write_text(json.dumps(document), encoding="utf-8")
    document = json.loads(Path(charts.path("format")).read_text(encoding="utf-8"))
    Path(charts.path("x-format")).write_text(json.dumps({**document, "format": 0}), encoding="utf-8")


def test_each_way_that_the_world_can_change_is_refused_before_anything_is_written(
    play: Play, cluster: Any, space: str, charts: Charts
) -> None:
    install, plans = prepared(charts)
    written = play([*install, *plans])
    assert [result.get("msg") for result in written if result.get("failed")] == []
    forged(charts)
    tasks = []
    for name, (change, _told) in WAYS.items():
        task = change(charts, cluster, name)
        given = task[RELEASE]
        if name in ("namesake", "crd"):
            given["chart"] = str(charts.folder / f"{name}-2")
            given.update({"crds": "apply"} if name == "crd" else {})
        places = {"path": charts.path(name), "tampered": charts.path("x-tampered"), "format": charts.path("x-format")}
        given["plan"] = {**given["plan"], "apply": str(given["plan"]["apply"]).format(**places)}
        tasks.append(task)
    before = state_of(cluster, space)
    refused = play(tasks)
    assert state_of(cluster, space) == before
    for (name, (_change, told)), result in zip(WAYS.items(), refused):
        assert result["failed"] and not result["changed"], name
        assert "Nothing was touched" in result["msg"], (name, result["msg"])
        assert told.format(space=space) in fields(result), (name, fields(result))
    assert "exists and cannot be imported" in refused[list(WAYS).index("namesake")]["stderr"]
