# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A failed task's stderr is the line that helm prints: its commands on charts, repositories and registries."""
# ruff: noqa: E501 - a table has long lines

from __future__ import annotations

import gzip
import shutil
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from chart_servers.caddy import Caddy
from chart_servers.registry import Registry

from .conftest import Home, Run

CHART = "apiVersion: v2\nname: {0}\nversion: 1.0.0\n"
DEPENDENCY = "dependencies:\n- {{name: dep, version: '{0}', repository: '{1}'}}\n"


class Case(NamedTuple):
    """A command of helm, and the task that does the same. {place}s are those of the world."""

    command: str
    module: str
    options: dict[str, Any]


def _show(chart: str, flags: str = "", **more: Any) -> Case:
    return Case(f"show chart {chart} {flags}", "helm_chart_info", {"chart": chart, **more})


def _template(chart: str, flags: str = "", **more: Any) -> Case:
    return Case(f"template release-name {chart} {flags}", "helm_template", {"chart": chart, **more})


def _pull(chart: str, flags: str = "", **more: Any) -> Case:
    return Case(f"pull {chart} -d {{out}} {flags}", "helm_chart", {"state": "pulled", "chart": chart, "dest": "{out}", **more})


def _package(chart: str, flags: str = "", **more: Any) -> Case:
    return Case(f"package {chart} -d {{out}} {flags}", "helm_chart", {"state": "packaged", "path": chart, "dest": "{out}", **more})


def _update(chart: str) -> Case:
    more = {"state": "packaged", "path": chart, "dest": "{out}", "dependencies": ["update"]}
    return Case(f"dependency update {chart}", "helm_chart", more)


def _build(chart: str) -> Case:
    more = {"state": "packaged", "path": chart, "dest": "{out}", "dependencies": ["build"]}
    return Case(f"dependency build {chart}", "helm_chart", more)


def _push(path: str, url: str, flags: str = "", **more: Any) -> Case:
    return Case(f"push {path} {url} {flags}", "helm_chart", {"state": "pushed", "path": path, "chart_repo_url": url, **more})


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
    "show: a version that is none": _show("web", "--repo {repo} --version nonsense", chart_repo_url="{repo}", chart_version="nonsense"),
    "show: no repository there": _show("web", "--repo {repo}/nothing", chart_repo_url="{repo}/nothing"),
    "show: no server there": _show("web", "--repo http://127.0.0.1:9", chart_repo_url="http://127.0.0.1:9"),
    "show: a URL of nothing": _show("{repo}/nope-1.0.0.tgz"),
    "show: the archive is gone": _show("gone", "--repo {repo}", chart_repo_url="{repo}"),
    "show: known, no such chart": _show("known/nope"),
    "show: known, no such version": _show("known/web", "--version 9", chart_version="9"),
    "show: registry, no such chart": _show("{oci}/nope", "--plain-http", plain_http=True),
    "show: registry, no such tag": _show("{oci}/nope", "--version 1.0.0 --plain-http", chart_version="1.0.0", plain_http=True),
    "show: registry, bad name": _show("{oci}/NOPE", "--plain-http", plain_http=True),
    "show: registry, no server": _show("oci://127.0.0.1:9/x", "--version 1.0.0 --plain-http", chart_version="1.0.0", plain_http=True),
    "show: unverified folder": _show("{w}/web", "--verify", verify=True),
    "show: no provenance": _show("{w}/web-1.0.0.tgz", "--verify --keyring {w}/ring.gpg", verify=True, keyring="{w}/ring.gpg"),
    "show: no keyring": _show("{w}/web-1.0.0.tgz", "--verify --keyring {w}/nope.gpg", verify=True, keyring="{w}/nope.gpg"),
    "show: repository has no provenance": _show("web", "--repo {repo} --verify --keyring {w}/ring.gpg", chart_repo_url="{repo}", verify=True, keyring="{w}/ring.gpg"),
    "template: no Chart.yaml": _template("{w}/empty"),
    "template: a library": _template("{w}/library"),
    "template: dependency missing": _template("{w}/needs"),
    "template: template error": _template("{w}/fails"),
    "template: not YAML": _template("{w}/notyaml"),
    "template: parse error": _template("{w}/parse"),
    "template: schema": _template("{w}/schema"),
    "template: kube version": _template("{w}/kube"),
    "template: no values file": _template("{w}/web", "-f {w}/nope.yaml", values_files=["{w}/nope.yaml"]),
    "template: broken values file": _template("{w}/web", "-f {w}/noyaml/Chart.yaml", values_files=["{w}/noyaml/Chart.yaml"]),
    "template: no such template": _template("{w}/web", "-s templates/nope.yaml", show_only=["templates/nope.yaml"]),
    "pull: nothing known": _pull("nope/web"),
    "pull: no such chart": _pull("nope", "--repo {repo}", chart_repo_url="{repo}"),
    "pull: no such version": _pull("web", "--repo {repo} --version 9", chart_repo_url="{repo}", chart_version="9"),
    "pull: the archive is gone": _pull("gone", "--repo {repo}", chart_repo_url="{repo}"),
    "pull: a URL of nothing": _pull("{repo}/nope-1.0.0.tgz"),
    "pull: registry, no such tag": _pull("{oci}/nope", "--version 1.0.0 --plain-http", chart_version="1.0.0", plain_http=True),
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
    "repo: other protocol": Case("repo add x ftp://127.0.0.1:9", "helm_repo", {"name": "x", "url": "ftp://127.0.0.1:9"}),
    "login: no server": Case("registry login 127.0.0.1:9 -u ann -p s3cretw0rd --plain-http", "helm_repo", {"url": "oci://127.0.0.1:9", "username": "ann", "password": "s3cretw0rd", "plain_http": True}),
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
    }  # fmt: skip
    for name, files in texts.items():
        for path, text in files.items():
            (w / name / path).parent.mkdir(parents=True, exist_ok=True)
            (w / name / path).write_text(text)
    for name in ("web", "gone"):
        home.helm("package", w / name, "-d", repository)
    home.helm("repo", "index", repository)
    shutil.copy(repository / "web-1.0.0.tgz", w / "web-1.0.0.tgz")
    (repository / "gone-1.0.0.tgz").unlink()
    (w / "text.tgz").write_text("hello\n" * 100)
    (w / "zero.tgz").write_bytes(b"")
    (w / "cut.tgz").write_bytes((w / "web-1.0.0.tgz").read_bytes()[:150])
    (w / "gzip.tgz").write_bytes(gzip.compress(b"hello\n" * 1000))
    (w / "nothing.tgz").write_bytes(gzip.compress(b"\0" * 1024))
    (w / "ring.gpg").write_bytes(b"")
    shutil.make_archive(str(w / "nochart"), "gztar", w, "empty")
    (w / "nochart.tar.gz").rename(w / "nochart.tgz")
    return {"w": str(w), "repo": url, "oci": f"{registry.url}/words"}


def filled(value: Any, places: dict[str, str]) -> Any:
    if isinstance(value, list):
        return [filled(item, places) for item in value]
    return value.format(**places) if isinstance(value, str) else value


@pytest.mark.parametrize("name", CASES)
def test_stderr_is_helms_line(world: dict[str, str], home: Home, run: Run, tmp_path: Path, name: str) -> None:
    case = CASES[name]
    out = tmp_path / "out"
    out.mkdir()
    places = {**world, "out": str(out)}
    home.helm("repo", "add", "known", world["repo"])
    done = home.try_helm(*case.command.format(**places).split())
    assert done.returncode != 0, done.stdout
    wanted = done.stderr[done.stderr.index("Error: ") :].rstrip("\n")
    result = run(case.module, **{key: filled(value, places) for key, value in case.options.items()})
    assert result.get("failed"), result
    assert result.get("stderr", "").rstrip("\n") == wanted, result["msg"]
    assert list(out.iterdir()) == []
