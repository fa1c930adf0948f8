# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the targets find in the place of the internet and Docker: charts of the same names and versions, repositories,
registries, a repository of git's, and a program called docker that does nothing, as its registry is there already."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from chart_servers.caddy import Caddy
from chart_servers.keys import PASSWORD, USER, Keys
from chart_servers.registry import Registry, by_password

TESTS = Path(__file__).resolve().parents[2]
HELM = TESTS / "tools/helm"
# Charts by repository, with their versions.
CHARTS = {
    "bitnami": {
        "redis": ("0.2.1", "17.0.5", "24.0.0", "24.1.0"),
        "mariadb": ("1.0.0",),
        "apache": ("1.0.0",),
        "minio": ("1.0.0",),
    },
    "ingress-nginx": {"ingress-nginx": ("4.2.4", "4.2.5")},
    "k8status": {"k8status": ("0.16.1", "0.16.2")},
    "autoscaler": {"cluster-autoscaler": ("9.0.0",)},
    "archives": {"grafana": ("5.6.0",), "k8s-monitoring": ("1.6.8",), "kube-state-metrics": ("2.13.3",)},
}
_GITHUB = "https://github.com"
_STATE = "kubernetes/kube-state-metrics/releases/download/kube-state-metrics-helm-chart-2.13.3"
_NAME = "{{ ternary .Release.Name (printf \"%s-%s\" .Release.Name .Chart.Name) (contains .Chart.Name .Release.Name) }}"
_CONFIG = f"""\
apiVersion: v1
kind: ConfigMap
metadata:
  name: {_NAME}
  labels: {{{{ default dict .Values.commonLabels | toJson }}}}
data:
  chart: "{{{{ .Chart.Name }}}}-{{{{ .Chart.Version }}}}"
  values: {{{{ .Values | toJson | quote }}}}
"""
_SECRET = f"""\
apiVersion: v1
kind: Secret
metadata:
  name: {_NAME}
data:
  redis-password: {{{{ dig "global" "redis" "password" "made-up" (.Values | merge dict) | b64enc }}}}
"""


class StandIns:
    """Servers, which end with stop(). folder: where they and the charts are."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.keys = Keys(folder / "keys")
        self.caddy = Caddy(folder / "caddy", self.keys)
        self.plain = Registry(folder / "plain")
        self.public = Registry(folder / "public", self.keys)
        diffs = by_password(folder / "diffs.users", "testuser", "pass123!")
        logins = by_password(folder / "logins.users", "testuser", "testpassword")
        self.diffs = Registry(folder / "diffs", self.keys, auth=diffs)
        self.logins = Registry(folder / "logins", auth=logins)
        self._lay_charts()
        self.commits = self._lay_git()
        docker = folder / "bin/docker"
        docker.parent.mkdir()
        docker.write_text("#!/bin/sh\n")
        docker.chmod(0o755)

    def stop(self) -> None:
        """End the servers."""
        for server in (self.caddy, self.plain, self.public, self.diffs, self.logins):
            server.stop()

    def places(self, target: str) -> dict[str, str]:
        """Return what stands in the targets' files, and what is put there instead."""
        web = self.caddy.plain
        registry = self.plain if target == "helm_plain_http" else self.public
        return {
            "registry-1.docker.io": registry.host,
            "localhost:6035": self.diffs.host,
            "registry_port: 5002": f"registry_port: {self.logins.host.rpartition(':')[2]}",
            "https://charts.bitnami.com/bitnami": f"{web}/bitnami",
            "https://kubernetes.github.io/ingress-nginx": f"{web}/ingress-nginx",
            "https://kubernetes.github.io/autoscaler": f"{web}/autoscaler",
            "https://stenic.github.io/k8status/": f"{web}/k8status/",
            f"{_GITHUB}/stenic/k8status/releases/download/k8status-0.16.1": f"{web}/k8status",
            f"{_GITHUB}/stenic/k8status/releases/download/k8status-0.16.2": f"{web}/k8status",
            f"{_GITHUB}/grafana/helm-charts/releases/download/grafana-5.6.0": f"{web}/archives",
            f"{_GITHUB}/grafana/helm-charts/releases/download/k8s-monitoring-1.6.8": f"{web}/archives",
            f"{_GITHUB}/{_STATE}": f"{web}/archives",
            "http://github.com/helm/charts.git": f"file://{self.folder}/git",
            "631eb8413f6728962439488f48d7d6fbb954a6db": self.commits[0],
            "d37b5025ffc8be49699898369fbb59661e2a8ffb": self.commits[1],
        }

    def login(self, environ: dict[str, str]) -> None:
        """Log in to the registry that stands for Docker's, which asks nobody who they are."""
        words = ("registry", "login", self.public.host, "-u", USER, "-p", PASSWORD, "--ca-file", str(self.keys.ca))
        self._run(str(HELM), *words, environ=environ)

    def _lay_charts(self) -> None:
        ca = ("--ca-file", str(self.keys.ca), "--username", USER, "--password", PASSWORD)
        for repository, charts in CHARTS.items():
            served = self.caddy.root / repository
            served.mkdir()
            for name, versions in charts.items():
                for version in versions:
                    laid = self._lay(self.folder / "charts" / version, name, version)
                    self._run(str(HELM), "package", str(laid), "--destination", str(served))
                    if repository == "bitnami":
                        archive = str(served / f"{name}-{version}.tgz")
                        self._run(str(HELM), "push", archive, f"{self.plain.url}/bitnamicharts", "--plain-http")
                        self._run(str(HELM), "push", archive, f"{self.public.url}/bitnamicharts", *ca)
            self._run(str(HELM), "repo", "index", str(served))

    def _lay(self, folder: Path, name: str, version: str) -> Path:
        (folder / name / "templates").mkdir(parents=True, exist_ok=True)
        chart = f"apiVersion: v2\nname: {name}\nversion: {version}\nappVersion: '1'\n"
        (folder / name / "Chart.yaml").write_text(chart)
        (folder / name / "values.yaml").write_text("{}\n")
        (folder / name / "templates/config.yaml").write_text(_CONFIG)
        if name == "redis":
            (folder / name / "templates/secret.yaml").write_text(_SECRET)
        return folder / name

    def _lay_git(self) -> list[str]:
        """Lay a repository of git's with two commits of a chart; return their names."""
        git, found = self.folder / "git", []
        git.mkdir()
        self._run("git", "-C", str(git), "init", "--quiet")
        self._run("git", "-C", str(git), "config", "uploadpack.allowAnySHA1InWant", "true")
        for version in ("1.32.0", "1.33.0"):
            shutil.rmtree(git / "stable", ignore_errors=True)
            self._lay(git / "stable", "nginx-ingress", version)
            self._run("git", "-C", str(git), "add", ".")
            author = ("-c", "user.name=charts", "-c", "user.email=charts@example.com")
            self._run("git", "-C", str(git), *author, "commit", "--quiet", "-m", version)
            found.append(self._run("git", "-C", str(git), "rev-parse", "HEAD").strip())
        return found

    def _run(self, *command: str, environ: dict[str, str] | None = None) -> str:
        ran = subprocess.run(command, env=environ, capture_output=True, text=True, check=False, timeout=120)
        assert ran.returncode == 0, f"{command}: {ran.stderr}"
        return ran.stdout
