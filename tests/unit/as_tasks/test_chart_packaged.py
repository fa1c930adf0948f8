# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""helm_chart with state: packaged."""

from __future__ import annotations

import json
from pathlib import Path

import openpgp
import pytest
import yaml

from .surroundings import Run, chart, helm, snapshot, without


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


def test_package_raises_the_version_in_the_archive_only(converge: Run, tmp_path: Path) -> None:
    folder = chart(tmp_path / "shop", version="1.2.3")
    before = snapshot(folder)
    params = {"state": "packaged", "dest": str(tmp_path / "out"), "version": "bump", "bump": "minor"}
    done = converge("helm_chart", path=str(folder), **params)
    assert done["archive"].endswith("shop-1.3.0.tgz")
    assert yaml.safe_load(helm("show", "chart", done["archive"]))["version"] == "1.3.0"
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
    assert result["failed"]
    assert result["stderr"] == "Error: found in Chart.yaml, but missing in charts/ directory: cache"
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
    (tmp_path / "secret.gpg").write_bytes(openpgp.Key("bob").secret)
    (tmp_path / "public.gpg").write_bytes(openpgp.Key("bob").public)
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
