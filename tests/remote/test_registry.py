# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Charts in a real registry: we push what helm pushes, we pull what helm pushed, and refuse what helm refuses."""

from __future__ import annotations

import hashlib
import os
import shutil
import urllib.request
from pathlib import Path
from typing import Any, Callable

import pytest
from chart_servers.registry import Registry

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import ChartError, FetchError, HelmError
from ansible_collections.native.helm.plugins.module_utils._helm.chart import loader
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.oci import charts
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.oci import manifest as oci_manifest
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.sources.chart_source import ChartSource
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.sources.missing import fetch_missing
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.web.tls import Credentials

from .conftest import PLAIN, Home

MakeArchive = Callable[..., Path]


def push(home: Home, path: Path, url: str, credentials: Credentials = PLAIN) -> str:
    """Push an archive, and the provenance beside it, as the action does; return the manifest's digest."""
    data = path.read_bytes()
    signature = Path(f"{path}.prov")
    metadata = loader.load_archive(data, str(path)).metadata
    signed = signature.read_bytes() if signature.exists() else None
    package = charts.package(metadata, data, signed, modified=path.stat().st_mtime)
    target = charts.push_target(url, metadata["name"], metadata["version"])
    return home.locator().registries.push(target, package, credentials)


def manifest(registry: Registry, repository: str, tag: str) -> bytes:
    request = urllib.request.Request(f"http://{registry.host}/v2/{repository}/manifests/{tag}")
    request.add_header("Accept", "application/vnd.oci.image.manifest.v1+json")
    with urllib.request.urlopen(request) as answer:
        data: bytes = answer.read()
    return data


CHARTS: dict[str, dict[str, Any]] = {
    "bare": {},
    "everything": {
        "description": "A <shop> & more, été",
        "home": "https://shop.example",
        "sources": ["https://git.example/a", "https://git.example/b"],
        "maintainers": [{"name": "Ann", "email": "a@x.example"}, {"name": "Bo"}, {"name": "C", "url": "https://c"}],
        "keywords": ["z", "a"],
        "icon": "https://shop.example/i.svg",
        "appVersion": "1.0",
        "kubeVersion": ">=1.20",
        "deprecated": True,
        "type": "application",
        "annotations": {"z": "1", "a/b": "<q>", "org.opencontainers.image.title": "no", "category": "x"},
    },
    "own-created": {"annotations": {"org.opencontainers.image.created": "yesterday", "empty": ""}},
    "blank": {"description": "  ", "home": "", "maintainers": [{"name": "A", "email": ""}]},
    "dependencies": {"dependencies": [{"name": "sub", "version": "1", "condition": "sub.on", "tags": ["t"]}]},
}


@pytest.mark.parametrize(
    ("name", "zone"),
    [*((name, "UTC") for name in CHARTS), ("everything", "Asia/Kolkata"), ("bare", "America/St_Johns")],
)
def test_the_manifest_is_helms_to_the_byte(
    home: Home, registry: Registry, chart_archive: MakeArchive, monkeypatch: pytest.MonkeyPatch, name: str, zone: str
) -> None:
    monkeypatch.setenv("TZ", zone)
    home.environ["TZ"] = zone
    import time

    time.tzset()
    path = chart_archive("shop", "1.2.3+b.1", **CHARTS[name])
    if name == "dependencies":
        path = with_subchart(home, path)
    place = f"m-{name}-{zone.lower().replace('/', '-').replace('_', '-')}"
    home.helm("push", "--plain-http", path, f"{registry.url}/{place}-helm")
    digest = push(home, path, f"{registry.url}/{place}-ours")
    theirs = manifest(registry, f"{place}-helm/shop", "1.2.3_b.1")
    assert manifest(registry, f"{place}-ours/shop", "1.2.3_b.1") == theirs
    assert digest == f"sha256:{hashlib.sha256(theirs).hexdigest()}"
    monkeypatch.undo()
    time.tzset()


def with_subchart(home: Home, path: Path) -> Path:
    """The archive with the dependency that its Chart.yaml names, packaged by helm."""
    folder = path.parent / "shop"
    (folder / "charts/sub").mkdir(parents=True)
    (folder / "charts/sub/Chart.yaml").write_text("apiVersion: v2\nname: sub\nversion: 1.0.0\n")
    path.unlink()
    home.helm("package", folder, "-d", path.parent)
    os.utime(path, (1_714_979_289, 1_714_979_289))
    return path


def test_the_provenance_is_a_layer_as_in_helm(home: Home, registry: Registry, chart_archive: MakeArchive) -> None:
    for version in ("1.0.0", "1.0.1", "1.0.2"):  # layers are sorted by their digests: one of these goes the other way
        path = chart_archive("shop", version)
        Path(f"{path}.prov").write_text(f"signed {version}\n")
        home.helm("push", "--plain-http", path, f"{registry.url}/signed-helm")
        push(home, path, f"{registry.url}/signed-ours")
        theirs = manifest(registry, "signed-helm/shop", version)
        assert manifest(registry, "signed-ours/shop", version) == theirs
    found = home.locator().registries
    wanted = found.resolve(f"{registry.url}/signed-helm/shop", "1.0.0", PLAIN)
    assert found.pull(wanted, PLAIN, with_provenance=True).provenance == b"signed 1.0.0\n"


def test_helm_pulls_and_renders_what_we_pushed(home: Home, registry: Registry, chart_archive: MakeArchive) -> None:
    path = chart_archive("shop", "2.0.0+build.7")
    push(home, path, f"{registry.url}/ours")
    home.helm("pull", "--plain-http", f"{registry.url}/ours/shop", "--version", "2.0.0+build.7", cwd=home.folder)
    assert (home.folder / "shop-2.0.0+build.7.tgz").read_bytes() == path.read_bytes()
    printed = home.helm("template", "r", "--plain-http", f"{registry.url}/ours/shop", "--version", "2.0.0+build.7")
    assert "kind: ConfigMap" in printed


VERSIONS = ("0.1.0", "1.0.0", "1.2.0", "1.10.0", "1.10.0+b.2", "2.0.0-rc.1", "2.0.0", "3.0.0-beta.2")


@pytest.fixture(scope="module")
def shelf(registry: Registry, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A repository in the registry with many versions of one chart, and tags that are none, all pushed by helm."""
    folder = tmp_path_factory.mktemp("shelf")
    home = Home(folder)
    (folder / "shop").mkdir()
    for version in VERSIONS:
        (folder / "shop/Chart.yaml").write_text(f"apiVersion: v2\nname: shop\nversion: {version}\n")
        home.helm("package", folder / "shop", "-d", folder)
        home.helm("push", "--plain-http", folder / f"shop-{version}.tgz", f"{registry.url}/shelf")
    for tag in ("latest", "v9.9.9", "10"):
        request = urllib.request.Request(
            f"http://{registry.host}/v2/shelf/shop/manifests/{tag}",
            data=manifest(registry, "shelf/shop", "1.0.0"),
            method="PUT",
            headers={"Content-Type": "application/vnd.oci.image.manifest.v1+json"},
        )
        urllib.request.urlopen(request).close()
    return f"{registry.url}/shelf/shop"


@pytest.mark.parametrize(
    "version",
    [
        "",
        "^1",
        "~1.2",
        "1.x",
        ">=1.0.0 <2",
        "*",
        ">0",
        "1.0.0",
        "1.10.0+b.2",
        "2.0.0-rc.1",
        "^2.0.0-0",
        ">=3.0.0-0",
        "<1",
    ],
)
def test_the_version_is_the_one_that_helm_takes(home: Home, shelf: str, version: str) -> None:
    arguments = ["--version", version] if version else []
    theirs = home.helm("show", "chart", "--plain-http", shelf, *arguments)
    ours = home.locator().locate(ChartSource(shelf, version, credentials=PLAIN))
    assert f"version: {ours.chart.version}\n" in theirs


def test_devel_takes_pre_releases(home: Home, shelf: str) -> None:
    assert home.locator().locate(ChartSource(shelf, credentials=PLAIN, devel=True)).chart.version == "3.0.0-beta.2"


def test_a_tag_in_the_address(home: Home, shelf: str) -> None:
    assert "version: 1.2.0\n" in home.helm("show", "chart", "--plain-http", f"{shelf}:1.2.0")
    ends = {":1.2.0": "1.2.0", ":1.10.0+b.2": "1.10.0+b.2", ":1.10.0_b.2": "1.10.0+b.2"}
    for end, version in ends.items():  # the last two helm refuses, because it looks for them among the versions
        assert home.locator().locate(ChartSource(f"{shelf}{end}", credentials=PLAIN)).chart.version == version


@pytest.mark.parametrize(
    ("chart", "version"),
    [
        ("{shelf}", "9.9.9"),
        ("{shelf}", "^7"),
        ("{shelf}", "a b"),
        ("{shelf}:1.0.0", "2.0.0"),
        ("{host}/shelf/nope", ""),
        ("{host}/shelf/nope", "1.0.0"),
        ("{host}/Shelf", "1.0.0"),
        ("{host}", "1.0.0"),
        ("{shelf}:x_y!", ""),
        ("{shelf}@sha256:" + "0" * 64, ""),
        ("{pinned}", "1.2.0"),
        ("{shelf}:1.2.0@{digest}", ""),
        ("{shelf}:1.2.0@{digest}", "1.2.0"),
        ("{shelf}:1.0.0@{digest}", "1.2.0"),
        ("{shelf}:1.0.0", "^1"),
        ("{shelf}", "nonsense"),
        ("{shelf}:latest", ""),
    ],
)
def test_refusals_are_in_helms_words(home: Home, shelf: str, registry: Registry, chart: str, version: str) -> None:
    digest = oci_manifest.digest_of(manifest(registry, "shelf/shop", "1.0.0"))
    chart = chart.format(shelf=shelf, host=registry.url, pinned=f"{shelf}@{digest}", digest=digest)
    theirs = home.helm_error("pull", "--plain-http", chart, *(["--version", version] if version else []))
    with pytest.raises(HelmError) as caught:
        home.locator().locate(ChartSource(chart, version, credentials=PLAIN))
    assert caught.value.problem == theirs
    assert caught.value.hint


@pytest.mark.parametrize(
    ("end", "version", "problem"),
    [
        ("", "", ""),
        ("", "1.0.0", ""),
        ("", "^1", ""),
        (":1.0.0", "", ""),
        (":1.0.0", "1.0.0", ""),
        (":latest", "", ""),
        ("", "9.9.8", "the chart there is shop 1.0.0"),  # helm: the digest wins, in silence; so in all below
        ("", "^2", "the chart there is shop 1.0.0"),
        ("", "nonsense", 'improper constraint: "nonsense"'),
        (":nope", "", ":nope: not found"),
    ],
)
def test_a_digest_and_a_version_have_to_mean_the_same(
    home: Home, shelf: str, registry: Registry, end: str, version: str, problem: str
) -> None:
    digest = oci_manifest.digest_of(manifest(registry, "shelf/shop", "1.0.0"))
    arguments = ["--version", version] if version else []
    assert "version: 1.0.0\n" in home.helm("show", "chart", "--plain-http", f"{shelf}{end}@{digest}", *arguments)
    source = ChartSource(f"{shelf}{end}@{digest}", version, credentials=PLAIN)
    if not problem:
        assert home.locator().locate(source).chart.version == "1.0.0"
        return
    with pytest.raises(HelmError) as caught:
        home.locator().locate(source)
    assert problem in caught.value.problem


def test_a_mirror_without_tags_is_asked_by_digest(home: Home, tmp_path: Path, chart_archive: MakeArchive) -> None:
    mirror = Registry(tmp_path / "mirror")
    try:
        digest = push(home, chart_archive("shop", "1.0.0"), f"{mirror.url}/x")
        for found in list((tmp_path / "mirror").rglob("_manifests/tags/1.0.0")):
            shutil.rmtree(found)
        source = ChartSource(f"{mirror.url}/x/shop@{digest}", "1.0.0", credentials=PLAIN)
        assert home.locator().locate(source).chart.version == "1.0.0"
    finally:
        mirror.stop()


def test_a_digest_pins_and_needs_no_registry_once_it_is_known(
    home: Home, tmp_path: Path, chart_archive: MakeArchive
) -> None:
    short = Registry(tmp_path / "short")
    path = chart_archive("shop", "1.0.0")
    pushed = push(home, path, f"{short.url}/x")
    address = f"{short.url}/x/shop@{pushed}"
    assert home.locator().locate(ChartSource(address, credentials=PLAIN)).archive == path.read_bytes()
    short.stop()
    archive = f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
    sources = [
        ChartSource(address, credentials=PLAIN),
        ChartSource(f"{short.url}/x/shop", "1.0.0", digest=archive, credentials=PLAIN),
        ChartSource(f"{short.url}/x/shop", "^1", digest=archive, credentials=PLAIN),
    ]
    for source in sources:
        assert home.locator().locate(source).archive == path.read_bytes()
    with pytest.raises(ChartError, match=r"the chart there is shop 1\.0\.0"):
        home.locator().locate(ChartSource(f"{short.url}/x/shop", "2.0.0", digest=archive, credentials=PLAIN))


def test_the_manifests_digest_or_the_archives_may_be_pinned(
    home: Home, registry: Registry, chart_archive: MakeArchive
) -> None:
    path = chart_archive("shop", "5.0.0")
    pushed = push(home, path, f"{registry.url}/pinned")
    for digest in (pushed, f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"):
        source = ChartSource(f"{registry.url}/pinned/shop", "5.0.0", digest=digest, credentials=PLAIN)
        assert home.locator().locate(source).chart.version == "5.0.0"
    wrong = ChartSource(f"{registry.url}/pinned/shop", "5.0.0", digest="sha256:" + "1" * 64, credentials=PLAIN)
    with pytest.raises(ChartError, match="expected sha256:1111"):
        home.locator().locate(wrong)


def test_pushing_again_changes_nothing(home: Home, registry: Registry, chart_archive: MakeArchive) -> None:
    path = chart_archive("shop", "6.0.0")
    data = path.read_bytes()
    metadata = loader.load_archive(data, "").metadata
    target = charts.push_target(f"{registry.url}/again", "shop", "6.0.0")
    found = home.locator().registries
    package = charts.package(metadata, data, None, modified=1.0)
    with pytest.raises(FetchError, match="not found"):
        found.manifest(target, PLAIN)
    found.push(target, package, PLAIN)
    there = found.manifest(target, PLAIN)
    assert there.data == package.manifest.data
    later = charts.package(metadata, data, None, modified=1_000_000_000.0)
    assert later.manifest.data != package.manifest.data and charts.is_same(there, later)
    assert not charts.is_same(there, charts.package(metadata, data, b"a signature", modified=1.0))


def test_a_dependency_in_a_registry(home: Home, shelf: str, registry: Registry, tmp_path: Path) -> None:
    folder = tmp_path / "parent"
    folder.mkdir()
    repository = f"{registry.url}/shelf"
    dependency = f"dependencies:\n- {{name: shop, version: ^1, repository: '{repository}', alias: till}}\n"
    (folder / "Chart.yaml").write_text(f"apiVersion: v2\nname: parent\nversion: 1.0.0\n{dependency}")
    locator = home.locator()
    wanted = ChartSource(str(folder), credentials=PLAIN)
    located = locator.locate(wanted)
    assert fetch_missing(located, locator, wanted) == ["shop"]
    home.helm("dependency", "update", "--plain-http", folder)
    theirs = loader.load(str(folder)).subcharts[0]
    assert located.chart.subcharts[0].version == theirs.version
