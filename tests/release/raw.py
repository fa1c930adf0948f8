# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A chart whose objects are its value m, and small objects for it."""

from __future__ import annotations

import copy
import json
from typing import Any

from ansible_collections.native.helm.plugins.module_utils._helm.asked.requests import ApplyOptions
from ansible_collections.native.helm.plugins.module_utils._helm.releases.results import Result

from .conftest import MakeChart
from .harness import Releases

Object = dict[str, Any]

SERVER = {"server_side": "true"}
CLIENT = {"server_side": "false"}
PUT = {"server_side": "false", "force": True}
BOTH = [SERVER, CLIENT]
BOTH_IDS = ["server-side", "client-side"]

TEMPLATE = "{{ range .Values.m }}---\n{{ toYaml . }}\n{{ end }}"


class Raw:
    """Releases of objects given one by one. method: options that every run has."""

    def __init__(self, releases: Releases, make_chart: MakeChart, **method: Any) -> None:
        self.releases = releases
        self.method = method
        self._chart = make_chart("raw", all=TEMPLATE)

    def run(self, *objects: Object, check: bool = False, drift: str = "correct", **options: Any) -> Result:
        """Install or upgrade the release web. options: further ones of how it is written, and drift_ignore."""
        ignored = options.pop("drift_ignore", [])
        applying = ApplyOptions(**{**self.method, **options})
        values = {"m": copy.deepcopy(list(objects))}
        return self.releases.apply(
            chart=self._chart, values=values, check=check, drift=drift, drift_ignore=ignored, applying=applying
        )

    def helm(self, *objects: Object) -> bool:
        """Have helm upgrade the release web without server-side apply. Returns whether it says that all went well."""
        words = ["upgrade", "web", str(self._chart), "--reset-values", "--server-side=false"]
        words += ["--namespace", self.releases.namespace, "--set-json", f"m={json.dumps(objects)}"]
        return self.releases._run("helm", *words).returncode == 0

    def kubectl(self, *words: str) -> str:
        """Return what kubectl prints, asked in the release's namespace."""
        return self.releases.kubectl(*words, "-n", self.releases.namespace)

    def get(self, kind: str, name: str) -> Object:
        """Return a live object."""
        return self.releases.get(kind, name)

    def uid(self, kind: str, name: str) -> str:
        """Return a live object's uid."""
        return str(self.get(kind, name)["metadata"]["uid"])


def pod(label: str = "b", restart: str = "Always", **container: Any) -> Object:
    """A pod's template with one container."""
    main = {"name": "c", "image": "x", **container}
    return {"metadata": {"labels": {"a": label}}, "spec": {"restartPolicy": restart, "containers": [main]}}


def deployment(selector: str = "b", label: str = "", **container: Any) -> Object:
    """The Deployment d without pods. label: of its pods, the selector's where it is not given."""
    spec = {"selector": {"matchLabels": {"a": selector}}, "template": pod(label or selector, **container)}
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "d"}, "spec": {"replicas": 0, **spec}}


def job(image: str = "x", name: str = "j") -> Object:
    """A Job that does not start."""
    spec = {"suspend": True, "template": pod(restart="Never", image=image)}
    return {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": name}, "spec": spec}


def config(name: str = "cm", **data: Any) -> Object:
    """A ConfigMap."""
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, "data": data}


def service(name: str = "s", **spec: Any) -> Object:
    """A Service with port 80."""
    return {
        "apiVersion": "v1", "kind": "Service", "metadata": {"name": name},
        "spec": {"selector": {"a": "b"}, "ports": [{"name": "http", "port": 80}], **spec},
    }  # fmt: skip
