# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The modules that need no cluster, as Ansible runs them: parameters in, JSON out; in check mode first, and twice."""

from __future__ import annotations

import functools
import http.server
import importlib
import json
import os
import re
import subprocess
import threading
from pathlib import Path
from typing import Any, Callable, Iterator

import openpgp
import pytest
import yaml
from ansible.module_utils.testing import patch_module_args

PLUGINS = "ansible_collections.native.helm.plugins"
HELM = Path(__file__).resolve().parents[1] / "tools/helm"

Run = Callable[..., dict[str, Any]]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Helm's folders, empty, of this test only."""
    for kind in ("CONFIG", "CACHE", "DATA"):
        monkeypatch.setenv(f"HELM_{kind}_HOME", str(tmp_path / f"helm-{kind.lower()}"))
    for name in ("SOURCE_DATE_EPOCH", "HELM_REPOSITORY_CONFIG", "HELM_REPOSITORY_CACHE"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """Run a module; `check` and `diff` as Ansible sets them."""

    def run_(module: str, *, check: bool = False, diff: bool = False, **params: Any) -> dict[str, Any]:
        given = {**params, "_ansible_check_mode": check, "_ansible_diff": diff}
        with patch_module_args(given), pytest.raises(SystemExit):
            importlib.import_module(f"{PLUGINS}.modules.{module}").main()
        return json.loads(capfd.readouterr().out)

    return run_


@pytest.fixture
def converge(run: Run, tmp_path: Path) -> Run:
    """Run a task in check mode, for real and again: the first predicts the second, the third finds nothing to do."""

    def converge_(module: str, **params: Any) -> dict[str, Any]:
        before = snapshot(tmp_path)
        predicted = run(module, check=True, diff=True, **params)
        assert snapshot(tmp_path) == before, "check mode wrote something"
        done = run(module, diff=True, **params)
        assert not done.get("failed"), done
        assert predicted["changed"] and done["changed"]
        assert without(predicted, "invocation") == without(done, "invocation")
        again = run(module, diff=True, **params)
        assert not again["changed"] and again["diff"] == []
        assert run(module, check=True, **params)["changed"] is False
        return done

    return converge_


def without(result: dict[str, Any], *names: str) -> dict[str, Any]:
    # Ansible itself adds the owner and mode of `path` where that is there
    added = ("uid", "gid", "owner", "group", "mode", "state", "size", "secontext")
    kept = {key: value for key, value in result.items() if key not in (*names, *added)}
    # an archive is listed with the time at which it was
    return json.loads(re.sub(r"created: \\\"[^\\]*\\\"", "created", json.dumps(kept)))


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def helm(*arguments: str) -> str:
    return subprocess.run([HELM, *arguments], capture_output=True, text=True, check=True).stdout


def chart(folder: Path, **metadata: Any) -> Path:
    """A small chart; metadata over name, version and apiVersion."""
    (folder / "templates").mkdir(parents=True)
    facts = {"apiVersion": "v2", "name": folder.name, "version": "1.0.0", **metadata}
    (folder / "Chart.yaml").write_text(yaml.safe_dump(facts))
    (folder / "values.yaml").write_text("a: 1\n")
    (folder / "templates/a.yaml").write_text("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: {{ .Release.Name }}}\n")
    return folder


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """A web server over tmp_path/served; its URL."""
    (tmp_path / "served").mkdir()
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(tmp_path / "served"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as listener:
        thread = threading.Thread(target=listener.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.server_address[1]}"
        listener.shutdown()
        thread.join()


def test_package(converge: Run, tmp_path: Path) -> None:
    chart(tmp_path / "shop", appVersion="1.0")
    done = converge("helm_chart", path=str(tmp_path / "shop"), state="packaged", dest=str(tmp_path / "out"))
    assert done["archive"] == str(tmp_path / "out/shop-1.0.0.tgz")
    assert yaml.safe_load(helm("show", "chart", done["archive"])) == done["metadata"]


def test_package_overrides_versions_in_the_archive_only(converge: Run, tmp_path: Path) -> None:
    folder = chart(tmp_path / "shop")
    before = snapshot(folder)
    done = converge(
        "helm_chart",
        path=str(folder),
        state="packaged",
        dest=str(tmp_path / "out"),
        version="2.0.0-rc.1",
        app_version="9",
    )
    assert done["archive"].endswith("shop-2.0.0-rc.1.tgz")
    shown = yaml.safe_load(helm("show", "chart", done["archive"]))
    assert (shown["version"], shown["appVersion"]) == ("2.0.0-rc.1", "9")
    assert snapshot(folder) == before


def test_package_sees_a_changed_file(run: Run, tmp_path: Path) -> None:
    folder, params = chart(tmp_path / "shop"), {"state": "packaged", "dest": str(tmp_path)}
    first = run("helm_chart", path=str(folder), **params)
    (folder / "values.yaml").write_text("a: 2\n")
    second = run("helm_chart", path=str(folder), diff=True, **params)
    assert second["changed"]
    assert (
        second["diff"][0]["before"].strip() == first["digest"]
        and second["diff"][0]["after"].strip() == second["digest"]
    )


def test_package_without_its_dependencies_fails_in_helms_words(run: Run, tmp_path: Path) -> None:
    folder = chart(
        tmp_path / "shop", dependencies=[{"name": "cache", "version": "1", "repository": "https://x.example"}]
    )
    result = run("helm_chart", path=str(folder), state="packaged", dest=str(tmp_path / "out"))
    assert result["failed"] and result["stderr"] == "found in Chart.yaml, but missing in charts/ directory: cache"
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("policy", ["build", "update"])
def test_package_with_its_dependencies(run: Run, tmp_path: Path, server: str, policy: str) -> None:
    cache = chart(tmp_path / "cache")
    run("helm_chart", path=str(cache), state="packaged", dest=str(tmp_path / "served"))
    run("helm_repo", path=str(tmp_path / "served"), state="indexed")
    folder = chart(tmp_path / "shop", dependencies=[{"name": "cache", "version": "^1.0", "repository": server}])
    before = snapshot(folder)
    params = {"path": str(folder), "state": "packaged", "dest": str(tmp_path / "out"), "dependencies": policy}
    predicted = run("helm_chart", check=True, **params, lint="strict")
    assert snapshot(folder) == before and not (tmp_path / "out").exists()
    done = run("helm_chart", **params, lint="strict")
    ok = [{"name": "cache", "version": "^1.0", "repository": server, "status": "ok"}]
    assert predicted["dependencies"] == done["dependencies"] == ok
    assert predicted["files"] == done["files"] == ["Chart.lock", "charts/cache-1.0.0.tgz"]
    assert predicted["changed"] and done["changed"]
    assert "# Source: shop/charts/cache/templates/a.yaml" in helm("template", "r", done["archive"])
    helm("dependency", "list", str(folder))
    again = run("helm_chart", **params)
    assert not again["changed"] and again["digest"] == done["digest"]


@pytest.mark.parametrize(("gate", "message"), [("true", "must contain matchLabels"), ("strict", "RFC 1123")])
def test_package_lints_first(run: Run, converge: Run, tmp_path: Path, gate: str, message: str) -> None:
    folder, params = chart(tmp_path / "shop"), {"state": "packaged", "dest": str(tmp_path / "out"), "lint": gate}
    done = converge("helm_chart", path=str(folder), **params)
    assert {"severity": "INFO", "path": "Chart.yaml", "message": "icon is recommended"} in done["lint"]
    kind, name = ("Deployment", "x") if gate == "true" else ("x", "x_")
    (folder / "templates/b.yaml").write_text(f"kind: {kind}\nmetadata: {{name: {name}}}\n")
    failed = run("helm_chart", path=str(folder), **{**params, "dest": str(tmp_path / "none")})
    assert failed["failed"] and message in failed["msg"] and any(message in item["message"] for item in failed["lint"])
    assert not (tmp_path / "none").exists()


def test_package_signs(run: Run, converge: Run, tmp_path: Path) -> None:
    folder = chart(tmp_path / "shop")
    with openpgp.home() as gpg:
        gpg.make(openpgp.BOB, passphrase=openpgp.PASSPHRASE)
        (tmp_path / "secret.gpg").write_bytes(gpg.secret("bob", openpgp.PASSPHRASE))
        (tmp_path / "public.gpg").write_bytes(gpg.public())
    params = {"state": "packaged", "dest": str(tmp_path / "out"), "sign": True, "keyring": str(tmp_path / "secret.gpg")}
    failed = run("helm_chart", path=str(folder), **params, key="bob", passphrase="not the one")
    assert failed["failed"] and "not the one" not in json.dumps(without(failed, "invocation"))
    assert "key" in run("helm_chart", path=str(folder), **params)["msg"]
    assert not (tmp_path / "out").exists()
    signed = {**params, "key": "bob@example.com", "passphrase": openpgp.PASSPHRASE}
    done = run("helm_chart", path=str(folder), **signed)
    assert f"Signed by: {openpgp.BOB}" in helm("verify", done["archive"], "--keyring", str(tmp_path / "public.gpg"))
    assert openpgp.PASSPHRASE not in json.dumps(done)
    assert not run("helm_chart", path=str(folder), **signed)["changed"]  # a good signature stays
    Path(done["provenance"]).write_text("spoiled")
    assert run("helm_chart", path=str(folder), check=True, **signed)["changed"]
    assert run("helm_chart", path=str(folder), **signed)["changed"]
    helm("verify", done["archive"], "--keyring", str(tmp_path / "public.gpg"))


def test_package_stamps_source_date_epoch(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, params = chart(tmp_path / "shop"), {"state": "packaged", "dest": str(tmp_path)}
    run("helm_chart", path=str(folder), **params)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")
    assert run("helm_chart", path=str(folder), **params)["changed"]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    assert "SOURCE_DATE_EPOCH" in run("helm_chart", path=str(folder), **params)["msg"]


@pytest.mark.parametrize("given", ["folder", "archive", "link"])
def test_absent(run: Run, converge: Run, tmp_path: Path, given: str) -> None:
    path = chart(tmp_path / "shop")
    if given == "archive":
        path = Path(run("helm_chart", path=str(path), state="packaged", dest=str(tmp_path))["archive"])
    if given == "link":
        (tmp_path / "link.tgz").symlink_to(path)
        path = tmp_path / "link.tgz"
    converge("helm_chart", path=str(path), state="absent")
    assert not os.path.lexists(path)
    assert given == "folder" or (tmp_path / "shop/Chart.yaml").is_file()


def test_absent_removes_only_charts(run: Run, tmp_path: Path) -> None:
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious/file").write_text("kept")
    for path in (tmp_path / "precious", tmp_path / "precious/file"):
        assert "neither a chart's folder nor an archive" in run("helm_chart", path=str(path), state="absent")["msg"]
    assert (tmp_path / "precious/file").is_file()


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"state": "absent", "values": {"a": 1}}, "values: it has no meaning with state=absent"),
        ({"state": "absent", "description": "x"}, "description: it has no meaning with state=absent"),
        ({"state": "packaged", "dependencies": "upgrade"}, "not understood with state=packaged"),
        ({"state": "packaged", "version": "one"}, "'one' is no semantic version"),
        ({"dependencies": ["cache"]}, "is no dependency"),
        ({"dependencies": [{"name": "cache", "verison": "1"}]}, "'verison' is no key of a dependency"),
        ({"files": {"a.yaml": {"a": 1}}}, "the content of a.yaml is not a text"),
    ],
)
def test_chart_options_that_make_no_sense(run: Run, tmp_path: Path, params: dict[str, Any], words: str) -> None:
    folder = chart(tmp_path / "shop")
    before = snapshot(tmp_path)
    result = run("helm_chart", path=str(folder), **params)
    assert result["failed"] and words in result["msg"]
    assert snapshot(tmp_path) == before


@pytest.fixture
def repository(run: Run, tmp_path: Path, server: str) -> str:
    """A repository with one chart; its URL."""
    run("helm_chart", path=str(chart(tmp_path / "cache")), state="packaged", dest=str(tmp_path / "served"))
    run("helm_repo", path=str(tmp_path / "served"), state="indexed")
    return server


def test_index(run: Run, converge: Run, tmp_path: Path) -> None:
    served = tmp_path / "served"
    for version in ("1.0.0", "1.10.0", "1.9.0"):
        folder = chart(tmp_path / version / "shop", version=version)
        run("helm_chart", path=str(folder), state="packaged", dest=str(served))
    done = converge("helm_repo", path=str(served), state="indexed", url="https://charts.example.com/x/")
    assert done["charts"] == {"shop": ["1.10.0", "1.9.0", "1.0.0"]}
    ours = yaml.safe_load((served / "index.yaml").read_text())
    helm("repo", "index", str(served), "--url", "https://charts.example.com/x/")
    helms = yaml.safe_load((served / "index.yaml").read_text())
    for index in (ours, helms):
        index.pop("generated")
        for entry in index["entries"]["shop"]:
            entry.pop("created")
    assert ours == helms


def test_index_merges(run: Run, converge: Run, tmp_path: Path) -> None:
    run("helm_chart", path=str(chart(tmp_path / "shop")), state="packaged", dest=str(tmp_path / "served"))
    other = {"apiVersion": "v1", "entries": {"old": [{"name": "old", "version": "0.1.0", "urls": ["old-0.1.0.tgz"]}]}}
    (tmp_path / "other.yaml").write_text(yaml.safe_dump(other))
    done = converge("helm_repo", path=str(tmp_path / "served"), state="indexed", merge=str(tmp_path / "other.yaml"))
    assert done["charts"] == {"old": ["0.1.0"], "shop": ["1.0.0"]}


def test_repo_present_is_what_helm_knows(run: Run, converge: Run, repository: str) -> None:
    done = converge("helm_repo", name="mine", url=repository)
    assert done["cache_updated"]
    assert json.loads(helm("repo", "list", "-o", "json")) == [{"name": "mine", "url": repository}]
    assert "mine/cache" in helm("search", "repo", "mine/")
    assert not run("helm_repo", name="mine", url=f"{repository}/")["changed"]


def test_repo_that_helm_added_is_known(run: Run, repository: str) -> None:
    helm("repo", "add", "mine", repository)
    assert not run("helm_repo", name="mine", url=repository)["changed"]


@pytest.mark.parametrize(
    "difference",
    [{"username": "u", "password": "p"}, {"pass_credentials": True}, {"validate_certs": False}, {"ca_cert": "/ca.pem"}],
    ids=lambda difference: next(iter(difference)),
)
def test_repo_compares_every_setting(run: Run, converge: Run, repository: str, difference: dict[str, Any]) -> None:
    run("helm_repo", name="mine", url=repository)
    converge("helm_repo", name="mine", url=repository, **difference)
    converge("helm_repo", name="mine", url=repository)


def test_repo_password_shows_nowhere(run: Run, repository: str) -> None:
    for password in ("c4nary-one", "c4nary-two"):
        result = run("helm_repo", name="mine", url=repository, username="u", password=password, diff=True)
        assert result["changed"] and "c4nary" not in json.dumps(result)
    assert result["diff"][0]["before"] != result["diff"][0]["after"]


def test_repo_absent(run: Run, converge: Run, repository: str, home: Path) -> None:
    run("helm_repo", name="mine", url=repository)
    converge("helm_repo", name="mine", state="absent")
    assert json.loads(helm("repo", "list", "-o", "json")) == []
    assert not list((home / "helm-cache/repository").glob("mine-*"))


def test_repo_update_cache(run: Run, repository: str, home: Path, tmp_path: Path) -> None:
    task = {"name": "mine", "url": repository, "update_cache": True, "cache_valid_time": 3600}
    run("helm_repo", **task)
    run("helm_chart", path=str(chart(tmp_path / "new")), state="packaged", dest=str(tmp_path / "served"))
    run("helm_repo", path=str(tmp_path / "served"), state="indexed")
    fresh = run("helm_repo", **task)
    assert (fresh["changed"], fresh["cache_updated"]) == (False, False)
    index = home / "helm-cache/repository/mine-index.yaml"
    os.utime(index, (0, 0))
    old = run("helm_repo", check=True, **task)
    assert (old["changed"], old["cache_updated"]) == (True, True)
    assert "new" not in index.read_text()
    assert run("helm_repo", **task)["changed"] and "new" in index.read_text()
    os.utime(index, (0, 0))
    same = run("helm_repo", **task)
    assert (same["changed"], same["cache_updated"]) == (False, True)


def test_repo_damaged_index_is_fetched_again(run: Run, repository: str, home: Path) -> None:
    run("helm_repo", name="mine", url=repository)
    index = home / "helm-cache/repository/mine-index.yaml"
    index.write_text("half an ind")
    assert run("helm_repo", name="mine", url=repository)["changed"]
    assert "cache" in index.read_text()


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"name": "a/b", "url": "http://127.0.0.1:9"}, "repository name (a/b) contains '/'"),
        ({"name": "a", "url": "http://127.0.0.1:9"}, 'looks like "http://127.0.0.1:9" is not a valid chart repository'),
        ({"url": "oci://registry.example.com"}, "a login needs a user name and a password"),
        ({"url": "oci://registry.example.com/x"}, "a login is for a registry's host"),
        ({"url": "http://127.0.0.1:9"}, "missing: name"),
        ({"name": "..", "url": "http://127.0.0.1:9"}, "is no name of a file"),
        ({"name": "a"}, "missing: url"),
        ({"state": "indexed"}, "missing: path"),
        ({"state": "indexed", "path": "/nowhere/at/all"}, "No such file or directory"),
    ],
)
def test_repo_bad_input(run: Run, tmp_path: Path, params: dict[str, Any], words: str) -> None:
    before = snapshot(tmp_path)
    result = run("helm_repo", **params)
    assert result["failed"] and words in result["msg"]
    assert {name for name in snapshot(tmp_path) if not name.endswith(".lock")} == set(before)


def test_the_action_groups_cluster_is_no_harm(run: Run, repository: str, tmp_path: Path) -> None:
    cluster = {"kubeconfig": "/nowhere", "context": "c", "api_key": "k", "host": "https://h", "in_cluster": False}
    assert not run("helm_repo", name="mine", url=repository, **cluster).get("failed")
    assert not run("helm_chart", path=str(tmp_path / "cache"), state="absent", **cluster).get("failed")


def test_present_makes_a_chart_that_helm_takes(converge: Run, tmp_path: Path) -> None:
    done = converge(
        "helm_chart", path=str(tmp_path / "shop"), version="1.2.3", app_version="1.27", values={"replicaCount": 4}
    )
    assert done["metadata"]["name"] == "shop" and done["metadata"]["version"] == "1.2.3"
    assert "0 chart(s) failed" in helm("lint", "--strict", str(tmp_path / "shop"))
    assert "replicas: 4" in helm("template", "r", str(tmp_path / "shop"))


def test_present_keeps_comments_and_order(converge: Run, tmp_path: Path) -> None:
    folder = chart(tmp_path / "shop")
    (folder / "Chart.yaml").write_text("# the shop\nversion: 1.0.0  # bumped by hand\nname: shop\napiVersion: v2\n")
    (folder / "values.yaml").write_text("# how many\nreplicas: 1\n\nimage:\n  tag: a # pinned\n")
    done = converge("helm_chart", path=str(folder), version="1.1.0", values={"image": {"tag": "b"}, "extra": [1]})
    assert done["files"] == ["Chart.yaml", "values.yaml"]
    assert (
        folder / "Chart.yaml"
    ).read_text() == "# the shop\nversion: 1.1.0  # bumped by hand\nname: shop\napiVersion: v2\n"
    text = (folder / "values.yaml").read_text()
    assert text.startswith("# how many\nreplicas: 1\n\nimage:\n  tag: b # pinned\n")
    assert yaml.safe_load(text) == {"replicas": 1, "image": {"tag": "b"}, "extra": [1]}


def test_present_files(converge: Run, tmp_path: Path) -> None:
    files = {"templates/cm.yaml": "kind: {{ .Values.kind }}\n", "templates/ingress.yaml": None, "README.md": "# Shop\n"}
    done = converge("helm_chart", path=str(tmp_path / "shop"), files=files)
    assert "templates/ingress.yaml" not in done["files"] and "README.md" in done["files"]
    assert (tmp_path / "shop/templates/cm.yaml").read_text() == "kind: {{ .Values.kind }}\n"
    assert not (tmp_path / "shop/templates/ingress.yaml").exists()


def test_present_dependencies_and_their_states(run: Run, converge: Run, tmp_path: Path) -> None:
    folder = chart(tmp_path / "shop")
    chart(folder / "charts/cache")
    wanted = [
        {"name": "cache", "version": "^1", "repository": "https://charts.example.com", "condition": "cache.enabled"},
        {"name": "queue", "version": "2.x", "repository": "https://charts.example.com", "import-values": ["data"]},
    ]
    done = converge("helm_chart", path=str(folder), dependencies=wanted)
    assert [(state["name"], state["status"]) for state in done["dependencies"]] == [
        ("cache", "unpacked"),
        ("queue", "missing"),
    ]
    assert yaml.safe_load((folder / "Chart.yaml").read_text())["dependencies"] == wanted


def test_present_writes_nothing_when_something_is_wrong(run: Run, tmp_path: Path) -> None:
    result = run("helm_chart", path=str(tmp_path / "shop"), version="not a version", values={"a": 1})
    assert result["failed"] and not (tmp_path / "shop").exists()


@pytest.mark.parametrize("path", ["../escape.yaml", "/etc/escape", "templates/../../escape", ".."])
def test_present_files_stay_inside_the_chart(run: Run, tmp_path: Path, path: str) -> None:
    chart(tmp_path / "shop")
    before = snapshot(tmp_path)
    assert run("helm_chart", path=str(tmp_path / "shop"), files={path: "x"})["failed"]
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("name", ["bad/name", "..", "a" * 251])
def test_present_refuses_names_as_helm(run: Run, tmp_path: Path, name: str) -> None:
    result = run("helm_chart", path=str(tmp_path / "shop"), name=name)
    assert result["failed"] and "chart name must" in result["stderr"]
    assert not (tmp_path / "shop").exists()
