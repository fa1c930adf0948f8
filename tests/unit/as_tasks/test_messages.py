# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person reads when a task fails that needs no cluster, or does not come to it: each msg whole.

The texts are in messages.txt, to be read. What a cluster answers is in tests/modules/test_messages.py.
"""
# ruff: noqa: E501 - a table has long lines

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Iterator, NamedTuple

import loopback
import pytest
from ports import closed_port

from ansible_collections.native.helm.plugins.module_utils._helm.chart import loader, packing

from .surroundings import Run, helm

CHART = "apiVersion: v2\nname: {0}\nversion: 1.0.0\n"
DEPENDS = "dependencies:\n- {{name: {0}, version: '{1}', repository: '{2}'}}\n"
SCHEMA = {"properties": {"replicas": {"type": "integer", "minimum": 1}}, "required": ["host"]}


class Case(NamedTuple):
    """A module and its options, {place}s of the world in them. What it says is in messages.txt, by the case's name."""

    module: str
    options: dict[str, Any]
    environ: dict[str, str] = {}


def template(chart: str, **more: Any) -> Case:
    return Case("helm_template", {"chart": chart, **more})


def info(chart: str, **more: Any) -> Case:
    return Case("helm_chart_info", {"chart": chart, **more})


def chart(state: str, **more: Any) -> Case:
    return Case("helm_chart", {"state": state, **more})


def repo(**more: Any) -> Case:
    return Case("helm_repo", more)


def release(**more: Any) -> Case:
    return Case("helm_release", {"name": "shop", "namespace": "web", "chart": "{w}/web", **more})


CASES: dict[str, Case] = {
    # templates and manifests
    "nil": template("{w}/nil"),
    "fail": template("{w}/fail"),
    "required": template("{w}/required"),
    "parse": template("{w}/parse"),
    "no YAML": template("{w}/notyaml"),
    "include": template("{w}/include"),
    "endless": template("{w}/endless"),
    "no template": template("{w}/web", show_only=["templates/nope.yaml"]),
    "kube version of chart": template("{w}/kube"),
    "kube version": template("{w}/web", kube_version="x"),
    "library": template("{w}/library"),
    "lacking": template("{w}/needs"),
    "release name": template("{w}/web", name="Not_Valid"),
    "a folder as dest": template("{w}/web", dest="{w}"),
    "no folder": template("{w}/web", dest="{w}/nope/x.yaml"),
    # values
    "schema": template("{w}/strict", values={"replicas": 0}),
    "values file": template("{w}/web", values_files=["{w}/nope.yaml"]),
    "values file is a folder": template("{w}/web", values_files=["{w}/web"]),
    "values file no YAML": template("{w}/web", values_files=["{w}/bad.yaml"]),
    "values file a list": template("{w}/web", values_files=["{w}/list.yaml"]),
    "values file by URL": template("{w}/web", values_files=["http://127.0.0.1:{closed}/values.yaml"]),
    "set": template("{w}/web", set_values=[{"value": "a"}]),
    "set index": template("{w}/web", set_values=[{"value": "a[x]=1"}]),
    "set json": template("{w}/web", set_values=[{"value": "a=x", "value_type": "json"}]),
    "set json object": template("{w}/web", set_values=[{"value": "{{a", "value_type": "json"}]),
    "set file": template("{w}/web", set_values=[{"value": "a={w}/nope", "value_type": "file"}]),
    "table for a subchart": template("{w}/parent", values={"sub": 1}),
    # charts
    "nothing there": info("{w}/nope"),
    "a word": info("nope"),
    "no such repository": info("nope/web"),
    "no Chart.yaml": info("{w}/empty"),
    "no version": info("{w}/noversion"),
    "Chart.yaml no YAML": info("{w}/noyaml"),
    "apiVersion": info("{w}/v9"),
    "a text": info("{w}/text.tgz"),
    "a cut archive": info("{w}/cut.tgz"),
    "a folder with a digest": info("{w}/web", digest="sha256:" + "0" * 64),
    "a folder to verify": info("{w}/web", verify=True),
    "no provenance": info("{w}/web-1.0.0.tgz", verify=True),
    "another digest": info("{w}/web-1.0.0.tgz", digest="sha256:" + "0" * 64),
    "a digest that is none": info("{w}/web-1.0.0.tgz", digest="x"),
    "no versions": info("{w}/web", versions=True),
    # repositories and registries
    "no server": info("web", chart_repo_url="http://127.0.0.1:{closed}"),
    "no index": info("web", chart_repo_url="{repo}/nope"),
    "no such chart": info("nope", chart_repo_url="{repo}"),
    "no such version": info("web", chart_repo_url="{repo}", chart_version="9"),
    "the archive is gone": info("gone", chart_repo_url="{repo}"),
    "other protocol": info("web", chart_repo_url="ftp://127.0.0.1"),
    "no registry": info("oci://127.0.0.1:{closed}/x/web", chart_version="1.0.0", plain_http=True),
    "a bad reference": info("oci://127.0.0.1:{closed}/X", chart_version="1.0.0", plain_http=True),
    "repo: a slash": repo(name="a/b", url="{repo}"),
    "repo: no name": repo(url="{repo}"),
    "repo: no server": repo(name="x", url="http://127.0.0.1:{closed}"),
    "repo: oci": repo(
        name="x", url="oci://127.0.0.1:{closed}/x", username="ann", password="s3cretw0rd", plain_http=True
    ),
    "login: no password": repo(url="oci://127.0.0.1:{closed}", plain_http=True),
    "login: no server": repo(url="oci://127.0.0.1:{closed}", username="ann", password="s3cretw0rd", plain_http=True),
    "index: no folder": repo(state="indexed", path="{w}/nope"),
    "index: a broken archive": repo(state="indexed", path="{w}"),
    "index: a broken other": repo(state="indexed", path="{w}/web", merge="{w}/bad.yaml"),
    "repo: a broken file": Case(
        "helm_repo", {"name": "x", "url": "{repo}"}, {"HELM_REPOSITORY_CONFIG": "{w}/bad.yaml"}
    ),
    # charts under one's own hands
    "create: a name": chart("present", path="{w}/a+b"),
    "create: a file is there": chart("present", path="{w}/bad.yaml"),
    "create: no starter": chart("present", path="{w}/new", starter="nope"),
    "create: a folder that is a file": chart("present", path="{w}/bad.yaml/x"),
    "keep: no such type": chart("present", path="{w}/web", dependencies=["x"]),
    "remove: no chart": chart("absent", path="{w}"),
    "package: nothing there": chart("packaged", path="{w}/nope", dest="{w}/out"),
    "package: an archive": chart("packaged", path="{w}/web-1.0.0.tgz", dest="{w}/out"),
    "package: lacking": chart("packaged", path="{w}/needs", dest="{w}/out"),
    "package: lint": chart("packaged", path="{w}/nil", dest="{w}/out", lint="true"),
    "package: a version": chart("packaged", path="{w}/web", dest="{w}/out", version="x"),
    "package: a dest that is a file": chart("packaged", path="{w}/web", dest="{w}/bad.yaml"),
    "package: update": chart("packaged", path="{w}/far", dest="{w}/out", dependencies=["update"]),
    "package: an option": chart("packaged", path="{w}/web", dest="{w}/out", files={"a": "b"}),
    "package: no key": chart("packaged", path="{w}/web", dest="{w}/out", sign=True),
    "package: no keyring": chart(
        "packaged", path="{w}/web", dest="{w}/out", sign=True, key="ann", keyring="{w}/nope.gpg"
    ),
    "package: the epoch": Case(
        "helm_chart", {"state": "packaged", "path": "{w}/web", "dest": "{w}/out"}, {"SOURCE_DATE_EPOCH": "x"}
    ),
    "pull: a dest that is a file": chart("pulled", chart="web", chart_repo_url="{repo}", dest="{w}/bad.yaml"),
    "push: nothing there": chart(
        "pushed", path="{w}/nope.tgz", chart_repo_url="oci://127.0.0.1:{closed}/x", plain_http=True
    ),
    "push: a folder": chart("pushed", path="{w}/web", chart_repo_url="oci://127.0.0.1:{closed}/x", plain_http=True),
    "push: no server": chart(
        "pushed", path="{w}/web-1.0.0.tgz", chart_repo_url="oci://127.0.0.1:{closed}/x", plain_http=True
    ),
    # the way to a cluster
    "no kubeconfig": release(kubeconfig="{w}/nope"),
    "a kubeconfig that is none": release(kubeconfig="{w}/list.yaml"),
    "a kubeconfig that is no YAML": release(kubeconfig="{w}/bad.yaml"),
    "a context that is not there": release(kubeconfig="{w}/kubeconfig", context="nope"),
    "no cluster": release(kubeconfig="{w}/kubeconfig", timeout="1s"),
    "no CA": release(kubeconfig="{w}/kubeconfig", ca_cert="{w}/nope.pem"),
    "a CA that is none": release(kubeconfig="{w}/kubeconfig", ca_cert="{w}/bad.yaml"),
    "a plugin that fails": release(kubeconfig="{w}/kubeconfig", context="failing"),
    "a plugin that is not there": release(kubeconfig="{w}/kubeconfig", context="absent"),
    "a plugin that gives nothing": release(kubeconfig="{w}/kubeconfig", context="silent"),
    "a server that is none": release(host="nope nope", api_key="x"),
    "not in a pod": release(in_cluster=True),
    "a duration": release(kubeconfig="{w}/kubeconfig", timeout="soon"),
    "a driver": Case(
        "helm_release",
        {"name": "shop", "namespace": "web", "chart": "{w}/web", "kubeconfig": "{w}/kubeconfig"},
        {"HELM_DRIVER": "x"},
    ),
    "no database": release(kubeconfig="{w}/kubeconfig", driver="sql"),
    "labels": release(kubeconfig="{w}/kubeconfig", labels={"owner": "me"}),
    "a label": release(kubeconfig="{w}/kubeconfig", labels={"team": "a b"}),
    "a long name": release(kubeconfig="{w}/kubeconfig", name="a" * 54),
    "a revision": Case(
        "helm_rollback", {"name": "shop", "namespace": "web", "revision": "x", "kubeconfig": "{w}/kubeconfig"}
    ),
    "a revision of nothing": Case("helm_release_info", {"revision": 1, "kubeconfig": "{w}/kubeconfig"}),
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Charts, broken and good, a repository, a port that nobody listens at, a kubeconfig."""
    folder = tmp_path_factory.mktemp("messages")
    (folder / "served").mkdir()
    with loopback.files(folder / "served") as server:
        closed = made(folder / "w", server.url)
        packed(folder / "w", folder / "served")
        yield {"w": str(folder / "w"), "repo": server.url, "closed": closed}


def made(w: Path, repository: str) -> str:
    """Make what the cases are about; return a port that nobody listens at."""
    texts = {
        "web": {"Chart.yaml": CHART.format("web"), "templates/a.yaml": "kind: A\n"},
        "nil": {"Chart.yaml": CHART.format("nil"), "templates/a.yaml": "a: {{ .Values.a.b }}\n"},
        "fail": {"Chart.yaml": CHART.format("fail"), "templates/a.yaml": 'a: {{ fail "set a, or b" }}\n'},
        "required": {"Chart.yaml": CHART.format("required"), "templates/a.yaml": 'a: {{ required "host is needed" .Values.host }}\n'},
        "parse": {"Chart.yaml": CHART.format("parse"), "templates/a.yaml": "a: {{ nope }}\n"},
        "notyaml": {"Chart.yaml": CHART.format("notyaml"), "templates/a.yaml": "a: b: c\n"},
        "include": {"Chart.yaml": CHART.format("include"), "templates/a.yaml": 'a: {{ include "x" . }}\n', "templates/_h.tpl": '{{ define "x" }}{{ .Values.a.b }}{{ end }}'},
        "endless": {"Chart.yaml": CHART.format("endless"), "templates/a.yaml": '{{ define "x" }}{{ include "x" . }}{{ end }}a: {{ include "x" . }}\n'},
        "kube": {"Chart.yaml": CHART.format("kube") + "kubeVersion: '>=99'\n"},
        "library": {"Chart.yaml": CHART.format("library") + "type: library\n"},
        "needs": {"Chart.yaml": CHART.format("needs") + DEPENDS.format("sub", "1.0.0", "")},
        "far": {"Chart.yaml": CHART.format("far") + DEPENDS.format("sub", "^9", repository)},
        "strict": {"Chart.yaml": CHART.format("strict"), "values.schema.json": json.dumps(SCHEMA)},
        "parent": {"Chart.yaml": CHART.format("parent"), "charts/sub/Chart.yaml": CHART.format("sub")},
        "empty": {"values.yaml": "a: 1\n"},
        "noversion": {"Chart.yaml": "apiVersion: v2\nname: web\n"},
        "noyaml": {"Chart.yaml": "a: b: c\n"},
        "v9": {"Chart.yaml": "apiVersion: v9\nname: web\nversion: 1.0.0\n"},
    }  # fmt: skip
    for name, files in texts.items():
        for path, text in files.items():
            (w / name / path).parent.mkdir(parents=True, exist_ok=True)
            (w / name / path).write_text(text)
    (w / "text.tgz").write_text("hello\n" * 100)
    (w / "bad.yaml").write_text("a: b: c\n")
    (w / "list.yaml").write_text("- a\n")
    (w / "login").write_text("#!/bin/sh\necho log in again >&2\nexit 3\n")
    (w / "login").chmod(0o755)
    closed = str(closed_port())
    users = {
        "one": {"token": "t0ken"},
        "failing": {"exec": {"apiVersion": "client.authentication.k8s.io/v1", "command": "./login"}},
        "absent": {"exec": {"apiVersion": "client.authentication.k8s.io/v1", "command": "nope-login", "installHint": "get it from the wiki"}},
        "silent": {"exec": {"apiVersion": "client.authentication.k8s.io/v1", "command": "true"}},
    }  # fmt: skip
    config = {
        "current-context": "one",
        "clusters": [{"name": "one", "cluster": {"server": f"https://127.0.0.1:{closed}"}}],
        "users": [{"name": name, "user": user} for name, user in users.items()],
        "contexts": [{"name": name, "context": {"cluster": "one", "user": name}} for name in users],
    }
    (w / "kubeconfig").write_text(json.dumps(config))
    (w / "kubeconfig").chmod(0o600)
    return closed


def packed(w: Path, served: Path) -> None:
    """Make an archive, whole and cut, and a repository, which lists one that it does not have."""
    for name in ("gone", "web"):
        (w / "web/Chart.yaml").write_text(CHART.format(name))
        (served / f"{name}-1.0.0.tgz").write_bytes(packing.pack(loader.load(str(w / "web"))))
    (w / "web-1.0.0.tgz").write_bytes((served / "web-1.0.0.tgz").read_bytes())
    (w / "cut.tgz").write_bytes((served / "web-1.0.0.tgz").read_bytes()[:150])
    helm("repo", "index", str(served))
    (served / "gone-1.0.0.tgz").unlink()


def filled(value: Any, places: dict[str, str]) -> Any:
    if isinstance(value, list):
        return [filled(item, places) for item in value]
    if isinstance(value, dict):
        return {key: filled(item, places) for key, item in value.items()}
    return value.format(**places) if isinstance(value, str) else value


def said(case: Case, places: dict[str, str], run: Run, monkeypatch: pytest.MonkeyPatch) -> str:
    """The message, less what differs from run to run."""
    for variable, text in case.environ.items():
        monkeypatch.setenv(variable, text.format(**places))
    result = run(case.module, **filled(case.options, places))
    assert result.get("failed"), result
    text: str = result["msg"]
    for word in ("w", "repo", "closed", "home"):
        text = text.replace(places[word], "{" + word + "}")
    return re.sub(r"sha256:[1-9a-f][0-9a-f]{63}", "{digest}", text)


TEXTS = dict(
    re.findall(r"^## (.*)\n((?:(?!## ).*\n)*)", Path(__file__).with_name("messages.txt").read_text(), re.MULTILINE)
)


def test_every_case_has_its_text() -> None:
    assert list(TEXTS) == list(CASES)


@pytest.mark.parametrize("name", CASES)
def test_message(world: dict[str, str], home: Path, run: Run, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    assert said(CASES[name], {**world, "home": str(home)}, run, monkeypatch) == TEXTS[name].rstrip("\n")


def test_none_is_long() -> None:
    assert max(text.count("\n") for text in TEXTS.values()) <= 12
    assert max(len(line) for text in TEXTS.values() for line in text.split("\n")) < 800
