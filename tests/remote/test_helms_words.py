# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A failed task's stderr is the line that helm prints: its commands on charts, repositories and registries."""
# ruff: noqa: E501 - a table has long lines

from __future__ import annotations

import gzip
import re
import shutil
import urllib.request
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from chart_servers.caddy import Caddy
from chart_servers.registry import Registry

from .conftest import Home, Run

CHART = "apiVersion: v2\nname: {0}\nversion: 1.0.0\n"
DEPENDENCY = "dependencies:\n- {{name: dep, version: '{0}', repository: '{1}'}}\n"


_TEMPORARY = re.compile(r"index\.yaml\d+")  # what helm repo index writes first


class Case(NamedTuple):
    """A command of helm, and the task that does the same. {place}s are those of the world."""

    command: str
    module: str
    options: dict[str, Any]
    environ: dict[str, str] = {}


def _show(chart: str, flags: str = "", **more: Any) -> Case:
    return Case(f"show chart {chart} {flags}", "helm_chart_info", {"chart": chart, **more})


def _template(chart: str, flags: str = "", **more: Any) -> Case:
    return Case(f"template release-name {chart} {flags}", "helm_template", {"chart": chart, **more})


def _pull(chart: str, flags: str = "", **more: Any) -> Case:
    return Case(
        f"pull {chart} -d {{out}} {flags}", "helm_chart", {"state": "pulled", "chart": chart, "dest": "{out}", **more}
    )


def _package(chart: str, flags: str = "", **more: Any) -> Case:
    return Case(
        f"package {chart} -d {{out}} {flags}",
        "helm_chart",
        {"state": "packaged", "path": chart, "dest": "{out}", **more},
    )


def _update(chart: str) -> Case:
    more = {"state": "packaged", "path": chart, "dest": "{out}", "dependencies": ["update"]}
    return Case(f"dependency update {chart}", "helm_chart", more)


def _build(chart: str) -> Case:
    more = {"state": "packaged", "path": chart, "dest": "{out}", "dependencies": ["build"]}
    return Case(f"dependency build {chart}", "helm_chart", more)


def _push(path: str, url: str, flags: str = "", **more: Any) -> Case:
    return Case(
        f"push {path} {url} {flags}", "helm_chart", {"state": "pushed", "path": path, "chart_repo_url": url, **more}
    )


def _lint(chart: str, flags: str = "", lint: str = "true") -> Case:
    return Case(
        f"lint {chart} {flags}", "helm_chart", {"state": "packaged", "path": chart, "dest": "{out}", "lint": lint}
    )


def _index(folder: str, flags: str = "", **more: Any) -> Case:
    return Case(f"repo index {folder} {flags}", "helm_repo", {"state": "indexed", "path": folder, **more})


def _create(path: str, flags: str = "", **more: Any) -> Case:
    return Case(f"create {path} {flags}", "helm_chart", {"state": "present", "path": path, **more})


CASES: dict[str, Case] = {
    "show: nothing there": _show("{w}/nope"),
    "show: nothing there, relative": _show("./nope"),
    "show: a word": _show("nope"),
    "show: no such repository": _show("nope/web"),
    "show: no Chart.yaml": _show("{w}/empty"),
    "show: Chart.yaml is empty": _show("{w}/blank"),
    "show: Chart.yaml is no YAML": _show("{w}/noyaml"),
    "show: Chart.yaml without version": _show("{w}/noversion"),
    "show: another kind of file": _show("{w}/text.tgz"),
    "show: an empty file": _show("{w}/zero.tgz"),
    "show: a cut archive": _show("{w}/cut.tgz"),
    "show: gzip of something": _show("{w}/gzip.tgz"),
    "show: an archive of nothing": _show("{w}/nothing.tgz"),
    "show: an archive without Chart.yaml": _show("{w}/nochart.tgz"),
    "show: no such chart": _show("nope", "--repo {repo}", chart_repo_url="{repo}"),
    "show: no such version": _show("web", "--repo {repo} --version 9", chart_repo_url="{repo}", chart_version="9"),
    "show: a version that is none": _show(
        "web", "--repo {repo} --version nonsense", chart_repo_url="{repo}", chart_version="nonsense"
    ),
    "show: no repository there": _show("web", "--repo {repo}/nothing", chart_repo_url="{repo}/nothing"),
    "show: no server there": _show("web", "--repo http://127.0.0.1:9", chart_repo_url="http://127.0.0.1:9"),
    "show: a URL of nothing": _show("{repo}/nope-1.0.0.tgz"),
    "show: the archive is gone": _show("gone", "--repo {repo}", chart_repo_url="{repo}"),
    "show: known, no such chart": _show("known/nope"),
    "show: known, no such version": _show("known/web", "--version 9", chart_version="9"),
    "show: registry, no such chart": _show("{oci}/nope", "--plain-http", plain_http=True),
    "show: registry, no such tag": _show(
        "{oci}/nope", "--version 1.0.0 --plain-http", chart_version="1.0.0", plain_http=True
    ),
    "show: registry, bad name": _show("{oci}/NOPE", "--plain-http", plain_http=True),
    "show: registry, no server": _show(
        "oci://127.0.0.1:9/x", "--version 1.0.0 --plain-http", chart_version="1.0.0", plain_http=True
    ),
    "show: unverified folder": _show("{w}/web", "--verify", verify=True),
    "show: no provenance": _show(
        "{w}/web-1.0.0.tgz", "--verify --keyring {w}/ring.gpg", verify=True, keyring="{w}/ring.gpg"
    ),
    "show: no keyring": _show(
        "{w}/web-1.0.0.tgz", "--verify --keyring {w}/nope.gpg", verify=True, keyring="{w}/nope.gpg"
    ),
    "show: repository has no provenance": _show(
        "web",
        "--repo {repo} --verify --keyring {w}/ring.gpg",
        chart_repo_url="{repo}",
        verify=True,
        keyring="{w}/ring.gpg",
    ),
    "template: no Chart.yaml": _template("{w}/empty"),
    "template: a library": _template("{w}/library"),
    "template: dependency missing": _template("{w}/needs"),
    "template: template error": _template("{w}/fails"),
    "template: not YAML": _template("{w}/notyaml"),
    "template: parse error": _template("{w}/parse"),
    "template: schema": _template("{w}/schema"),
    "template: kube version": _template("{w}/kube"),
    "template: no values file": _template("{w}/web", "-f {w}/nope.yaml", values_files=["{w}/nope.yaml"]),
    "template: broken values file": _template(
        "{w}/web", "-f {w}/noyaml/Chart.yaml", values_files=["{w}/noyaml/Chart.yaml"]
    ),
    "template: no such template": _template("{w}/web", "-s templates/nope.yaml", show_only=["templates/nope.yaml"]),
    "pull: nothing known": _pull("nope/web"),
    "pull: no such chart": _pull("nope", "--repo {repo}", chart_repo_url="{repo}"),
    "pull: no such version": _pull("web", "--repo {repo} --version 9", chart_repo_url="{repo}", chart_version="9"),
    "pull: the archive is gone": _pull("gone", "--repo {repo}", chart_repo_url="{repo}"),
    "pull: a URL of nothing": _pull("{repo}/nope-1.0.0.tgz"),
    "pull: registry, no such tag": _pull(
        "{oci}/nope", "--version 1.0.0 --plain-http", chart_version="1.0.0", plain_http=True
    ),
    "package: no Chart.yaml": _package("{w}/empty"),
    "package: nothing there": _package("{w}/nope"),
    "package: dependency missing": _package("{w}/needs"),
    "package: version that is none": _package("{w}/web", "--version nonsense", version="nonsense"),
    "update: no such version": _update("{w}/needs"),
    "update: no version": _update("{w}/noconstraint"),
    "update: no server": _update("{w}/noserver"),
    "update: the archive is gone": _update("{w}/needsgone"),
    "build: out of step": _build("{w}/outofstep"),
    "push: no such file": _push("{w}/nope.tgz", "{oci}", "--plain-http", plain_http=True),
    "push: a folder": _push("{w}/web", "{oci}", "--plain-http", plain_http=True),
    "push: a broken archive": _push("{w}/cut.tgz", "{oci}", "--plain-http", plain_http=True),
    "repo: no server": Case("repo add x http://127.0.0.1:9", "helm_repo", {"name": "x", "url": "http://127.0.0.1:9"}),
    "repo: no repository": Case("repo add x {repo}/nothing", "helm_repo", {"name": "x", "url": "{repo}/nothing"}),
    "repo: other protocol": Case(
        "repo add x ftp://127.0.0.1:9", "helm_repo", {"name": "x", "url": "ftp://127.0.0.1:9"}
    ),
    "repo: a slash": Case("repo add a/b {repo}", "helm_repo", {"name": "a/b", "url": "{repo}"}),
    "template: a kube version": _template("{w}/web", "--kube-version x", kube_version="x"),
    "repo: broken file": Case(
        "repo add x {repo} --repository-config {w}/badrepos.yaml",
        "helm_repo",
        {"name": "x", "url": "{repo}"},
        {"HELM_REPOSITORY_CONFIG": "{w}/badrepos.yaml"},
    ),
    "lint: an error": _lint("{w}/nil"),
    "lint: a warning": _lint("{w}/warned", "--strict", "strict"),
    "index: no such folder": _index("{w}/nope"),
    "index: an archive": _index("{w}/web-1.0.0.tgz"),
    "index: broken other": _index("{w}/web", "--merge {w}/bad.yaml", merge="{w}/bad.yaml"),
    "create: a name that is none": _create("{out}/a+b"),
    "create: a file is there": _create("{w}/bad.yaml"),
    "create: no such starter": _create("{out}/new", "--starter nope", starter="nope"),
    "sign: nobody's key": _package(
        "{w}/web", "--sign --key ann --keyring {w}/ring.gpg", sign=True, key="ann", keyring="{w}/ring.gpg"
    ),
    "sign: no keyring": _package(
        "{w}/web", "--sign --key ann --keyring {w}/nope.gpg", sign=True, key="ann", keyring="{w}/nope.gpg"
    ),
    "sign: a keyring that is none": _package(
        "{w}/web", "--sign --key ann --keyring {w}/bad.yaml", sign=True, key="ann", keyring="{w}/bad.yaml"
    ),
    "package: an archive": _package("{w}/web-1.0.0.tgz"),
    "dependencies: no Chart.yaml": Case("dependency list {w}/empty", "helm_chart_info", {"chart": "{w}/empty"}),
    "dependencies: a text": Case("dependency list {w}/text.tgz", "helm_chart_info", {"chart": "{w}/text.tgz"}),
    "verify: a folder": Case("verify {w}/web", "helm_chart_info", {"chart": "{w}/web", "verify": True}),
    "verify: no provenance": Case(
        "verify {w}/web-1.0.0.tgz --keyring {w}/ring.gpg",
        "helm_chart_info",
        {"chart": "{w}/web-1.0.0.tgz", "verify": True, "keyring": "{w}/ring.gpg"},
    ),
    "tag: latest": _show("{oci}/web:latest", "--plain-http", plain_http=True),
    "tag: latest, not there": _show("{oci}/nope:latest", "--plain-http", plain_http=True),
    "tag: latest as version": _show(
        "{oci}/web", "--version latest --plain-http", chart_version="latest", plain_http=True
    ),
    "tag: latest and a version": _show(
        "{oci}/web:latest", "--version 1.0.0 --plain-http", chart_version="1.0.0", plain_http=True
    ),
    "tag: a word in the chart's repository": _pull("{oci}/web:stable", "--plain-http", plain_http=True),
    "tag: two versions": _show(
        "{oci}/web:1.0.0", "--version 2.0.0 --plain-http", chart_version="2.0.0", plain_http=True
    ),
    "tag: no such version": _show("{oci}/web:2.0.0", "--plain-http", plain_http=True),
    "login: no server": Case(
        "registry login 127.0.0.1:9 -u ann -p s3cretw0rd --plain-http",
        "helm_repo",
        {"url": "oci://127.0.0.1:9", "username": "ann", "password": "s3cretw0rd", "plain_http": True},
    ),
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, caddy: Caddy, registry: Registry) -> dict[str, str]:
    """Charts, broken and good, and a repository of them."""
    w = tmp_path_factory.mktemp("words")
    home = Home(w / "home")
    home.folder.mkdir()
    repository = caddy.root / "words"
    repository.mkdir()
    url = f"{caddy.plain}/words"
    texts: dict[str, dict[str, str]] = {
        "web": {"Chart.yaml": CHART.format("web"), "templates/a.yaml": "kind: A\n"},
        "gone": {"Chart.yaml": CHART.format("gone")},
        "empty": {"values.yaml": "a: 1\n"},
        "blank": {"Chart.yaml": ""},
        "noyaml": {"Chart.yaml": "a: b: c\n"},
        "noversion": {"Chart.yaml": "apiVersion: v2\nname: web\n"},
        "library": {"Chart.yaml": CHART.format("library") + "type: library\n"},
        "needs": {"Chart.yaml": CHART.format("needs") + DEPENDENCY.format("9", url).replace("name: dep", "name: web")},
        "needsgone": {"Chart.yaml": CHART.format("needsgone") + DEPENDENCY.format("*", url).replace("name: dep", "name: gone")},
        "noconstraint": {"Chart.yaml": CHART.format("noconstraint") + DEPENDENCY.format("", url)},
        "noserver": {"Chart.yaml": CHART.format("noserver") + DEPENDENCY.format("1", "http://127.0.0.1:9")},
        "outofstep": {"Chart.yaml": CHART.format("outofstep") + DEPENDENCY.format("1", url), "Chart.lock": "dependencies: []\ndigest: sha256:x\ngenerated: '2020-01-01T00:00:00Z'\n"},
        "fails": {"Chart.yaml": CHART.format("fails"), "templates/a.yaml": "a: {{ fail \"no\" }}\n"},
        "notyaml": {"Chart.yaml": CHART.format("notyaml"), "templates/a.yaml": "a: b: c\n"},
        "parse": {"Chart.yaml": CHART.format("parse"), "templates/a.yaml": "a: {{ nope }}\n"},
        "schema": {"Chart.yaml": CHART.format("schema"), "values.yaml": "a: 1\n", "values.schema.json": '{"properties": {"a": {"type": "string"}}}'},
        "kube": {"Chart.yaml": CHART.format("kube") + "kubeVersion: '>=99'\n"},
        "nil": {"Chart.yaml": CHART.format("nil"), "templates/a.yaml": "a: {{ .Values.a.b }}\n"},
        "warned": {"Chart.yaml": CHART.format("warned"), "templates/a.yaml": "a: {{ fail \"no\" }}\n"},
    }  # fmt: skip
    for name, files in texts.items():
        for path, text in files.items():
            (w / name / path).parent.mkdir(parents=True, exist_ok=True)
            (w / name / path).write_text(text)
    for name in ("web", "gone"):
        home.helm("package", w / name, "-d", repository)
    home.helm("repo", "index", repository)
    home.helm("push", repository / "web-1.0.0.tgz", f"{registry.url}/words", "--plain-http")
    tagged(f"{registry.url}/words/web", "1.0.0", "latest")
    shutil.copy(repository / "web-1.0.0.tgz", w / "web-1.0.0.tgz")
    (repository / "gone-1.0.0.tgz").unlink()
    (w / "text.tgz").write_text("hello\n" * 100)
    (w / "zero.tgz").write_bytes(b"")
    (w / "cut.tgz").write_bytes((w / "web-1.0.0.tgz").read_bytes()[:150])
    (w / "gzip.tgz").write_bytes(gzip.compress(b"hello\n" * 1000))
    (w / "nothing.tgz").write_bytes(gzip.compress(b"\0" * 1024))
    (w / "ring.gpg").write_bytes(b"")
    (w / "bad.yaml").write_text("[")
    (w / "badrepos.yaml").write_text("a: b: c\n")
    shutil.make_archive(str(w / "nochart"), "gztar", w, "empty")
    (w / "nochart.tar.gz").rename(w / "nochart.tgz")
    return {"w": str(w), "repo": url, "oci": f"{registry.url}/words"}


def tagged(repository: str, version: str, tag: str) -> None:
    """Give a version in a registry a tag, as helm does not."""
    host, _slash, path = repository.removeprefix("oci://").partition("/")
    kind = "application/vnd.oci.image.manifest.v1+json"
    address = f"http://{host}/v2/{path}/manifests"
    with urllib.request.urlopen(urllib.request.Request(f"{address}/{version}", headers={"Accept": kind})) as answer:
        manifest = answer.read()
    put = urllib.request.Request(f"{address}/{tag}", data=manifest, headers={"Content-Type": kind}, method="PUT")
    urllib.request.urlopen(put).close()


def filled(value: Any, places: dict[str, str]) -> Any:
    if isinstance(value, list):
        return [filled(item, places) for item in value]
    return value.format(**places) if isinstance(value, str) else value


@pytest.mark.parametrize("name", CASES)
def test_stderr_is_helms_line(
    world: dict[str, str], home: Home, run: Run, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = CASES[name]
    out = tmp_path / "out"
    out.mkdir()
    places = {**world, "out": str(out)}
    home.helm("repo", "add", "known", world["repo"])
    done = home.try_helm(*case.command.format(**{**places, "out": str(tmp_path / "helms")}).split())
    assert done.returncode != 0, done.stdout
    wanted = _TEMPORARY.sub("index.yaml", done.stderr[done.stderr.index("Error: ") :].rstrip("\n"))
    for variable, text in case.environ.items():
        monkeypatch.setenv(variable, text.format(**places))
    result = run(case.module, **{key: filled(value, places) for key, value in case.options.items()})
    assert result.get("failed"), result
    assert result.get("stderr", "").rstrip("\n") == wanted, result["msg"]
    assert list(out.iterdir()) == []
