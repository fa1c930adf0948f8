# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real servers, and helm beside us: each scenario is tried in both directions."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any, Callable, Iterator, Optional

import module_process
import pytest
import yaml
from chart_servers import recorded
from chart_servers.caddy import Caddy
from chart_servers.keys import PASSWORD, USER, Keys
from chart_servers.registry import Registry

from ansible_collections.native.helm.plugins.module_utils._helm.base.env import Env
from ansible_collections.native.helm.plugins.module_utils._helm.chart import loader, packing
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.sources.source import Locator
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.web.paths import Paths
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.web.tls import Credentials

HELM = Path(__file__).resolve().parents[1] / "tools/helm"


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    return Keys(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="session")
def caddy(tmp_path_factory: pytest.TempPathFactory, keys: Keys) -> Iterator[Caddy]:
    server = Caddy(tmp_path_factory.mktemp("caddy"), keys)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """A registry without TLS and without a password."""
    server = Registry(tmp_path_factory.mktemp("registry") / "plain")
    yield server
    server.stop()


@pytest.fixture(scope="session")
def signed(registry: Registry) -> str:
    """The registry's host, with all that cosign was recorded to have signed in it."""
    for case in recorded.RECORDED["cases"]:
        recorded.Pusher(registry.host).case(case, f"cosign/{case}/shop")
    return registry.host


def signed_chart(host: str, case: str = "signed", **more: Any) -> dict[str, Any]:
    """The options that mean a recorded chart."""
    return {"chart": f"oci://{host}/cosign/{case}/shop", "chart_version": "1.0.0", "plain_http": True, **more}


@pytest.fixture(scope="session")
def private(tmp_path_factory: pytest.TempPathFactory, keys: Keys) -> Iterator[Registry]:
    """A registry with TLS and a password."""
    server = Registry(tmp_path_factory.mktemp("registry") / "private", keys)
    yield server
    server.stop()


class Home:
    """A user's folders: helm's and Docker's, empty at first, and helm itself in them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environ = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "HELM_CONFIG_HOME": str(folder / "config"),
            "HELM_CACHE_HOME": str(folder / "cache"),
            "HELM_DATA_HOME": str(folder / "data"),
            "NATIVE_HELM_CACHE": os.environ.get("NATIVE_HELM_CACHE", str(Path.home() / ".cache/native-helm")),
            **({"TZ": os.environ["TZ"]} if "TZ" in os.environ else {}),
        }

    @property
    def paths(self) -> Paths:
        return Paths(self.environ)

    def locator(self) -> Locator:
        """A new task."""
        return Locator(self.paths, Env())

    def helm(self, *arguments: object, cwd: Optional[Path] = None, given: str = "") -> str:
        """What helm prints; it has to succeed."""
        done = self.try_helm(*arguments, cwd=cwd, given=given)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def helm_error(self, *arguments: object) -> str:
        """What helm says when it fails; it has to."""
        done = self.try_helm(*arguments)
        assert done.returncode != 0, done.stdout
        return done.stderr.partition("Error: ")[2].rstrip("\n")

    def try_helm(
        self, *arguments: object, cwd: Optional[Path] = None, given: str = ""
    ) -> subprocess.CompletedProcess[str]:
        command = [str(HELM), *(str(argument) for argument in arguments)]
        return subprocess.run(
            command, env=self.environ, capture_output=True, text=True, check=False, cwd=cwd or self.folder, input=given
        )


@pytest.fixture
def home(tmp_path: Path) -> Home:
    (tmp_path / "home").mkdir()
    return Home(tmp_path / "home")


@pytest.fixture
def chart_archive(tmp_path: Path) -> Callable[..., Path]:
    """Make a chart's archive; metadata: further keys of Chart.yaml. The time of the file is fixed."""

    def make(name: str, version: str, **metadata: Any) -> Path:
        folder = tmp_path / "made" / f"{name}-{version}"
        (folder / name / "templates").mkdir(parents=True, exist_ok=True)
        facts = {"apiVersion": "v2", "name": name, "version": version, **metadata}
        (folder / name / "Chart.yaml").write_text(yaml.safe_dump(facts, allow_unicode=True))
        (folder / name / "values.yaml").write_text("size: 1\n")
        template = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\n"
        template += "data:\n  chart: {{ .Chart.Name }}-{{ .Chart.Version }}\n"
        (folder / name / "templates/a.yaml").write_text(template)
        path = folder / f"{name}-{version}.tgz"
        path.write_bytes(packing.pack(loader.load(str(folder / name))))
        os.utime(path, (1_714_979_289, 1_714_979_289))
        return path

    return make


PLAIN = Credentials(plain_http=True)


def trusting(keys: Keys, **more: Any) -> Credentials:
    """Credentials that trust the tests' authority, as the tests' user."""
    return Credentials(**{"username": USER, "password": PASSWORD, "ca_cert": str(keys.ca), **more})


Run = Callable[..., dict[str, Any]]


@pytest.fixture
def run(home: Home, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a module as Ansible does, with the folders of home."""
    for name in ("HELM_REPOSITORY_CONFIG", "HELM_REPOSITORY_CACHE", "HELM_REGISTRY_CONFIG", "DOCKER_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in home.environ.items():
        monkeypatch.setenv(name, value)

    def run_(module: str, *, check: bool = False, **params: Any) -> dict[str, Any]:
        capfd.readouterr()
        given = {**params, "_ansible_check_mode": check, "_ansible_diff": True}
        with pytest.raises(SystemExit):
            module_process.run(module, given)
        result: dict[str, Any] = json.loads(capfd.readouterr().out)
        return result

    return run_


@pytest.fixture
def converge(run: Run, tmp_path: Path) -> Run:
    """Run a task in check mode, for real and again: the first predicts the second, the third finds nothing to do."""

    def converge_(module: str, **params: Any) -> dict[str, Any]:
        before = snapshot(tmp_path)
        predicted = run(module, check=True, **params)
        assert not predicted.get("failed"), predicted
        assert snapshot(tmp_path) == before, "check mode wrote something"
        done = run(module, **params)
        assert not done.get("failed"), done
        assert predicted["changed"] and done["changed"]
        assert own(predicted) == own(done)
        again = run(module, **params)
        assert not again["changed"] and again["diff"] == [], again
        assert run(module, check=True, **params)["changed"] is False
        return done

    return converge_


def own(result: dict[str, Any]) -> dict[str, Any]:
    """A result without what Ansible itself adds: the parameters, the owner and mode of `path` where that is there."""
    added = ("invocation", "uid", "gid", "owner", "group", "mode", "size", "state")
    return {key: value for key, value in result.items() if key not in added}


def snapshot(folder: Path) -> dict[str, bytes]:
    """What is in a folder, the tests' own lock files left out."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".lock"
    }
