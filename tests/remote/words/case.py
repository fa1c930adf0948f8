# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A row of the table: a command of helm, and the task of ours that does the same."""

from __future__ import annotations

from typing import Any, NamedTuple


class Case(NamedTuple):
    """A command of helm, and the task that does the same. {place}s are those of the world (world.py).

    environ: of both.
    """

    command: str
    module: str
    options: dict[str, Any]
    environ: dict[str, str] = {}


def show(chart: str, flags: str = "", **more: Any) -> Case:
    return Case(f"show chart {chart} {flags}", "helm_chart_info", {"chart": chart, **more})


def template(chart: str, flags: str = "", **more: Any) -> Case:
    return Case(f"template release-name {chart} {flags}", "helm_template", {"chart": chart, **more})


def pull(chart: str, flags: str = "", dest: str = "{out}", **more: Any) -> Case:
    options = {"state": "pulled", "chart": chart, "dest": dest, **more}
    return Case(f"pull {chart} -d {dest} {flags}", "helm_chart", options)


def package(chart: str, flags: str = "", dest: str = "{out}", **more: Any) -> Case:
    options = {"state": "packaged", "path": chart, "dest": dest, **more}
    return Case(f"package {chart} -d {dest} {flags}", "helm_chart", options)


def update(chart: str) -> Case:
    options = {"state": "packaged", "path": chart, "dest": "{out}", "dependencies": ["update"]}
    return Case(f"dependency update {chart}", "helm_chart", options)


def build(chart: str) -> Case:
    options = {"state": "packaged", "path": chart, "dest": "{out}", "dependencies": ["build"]}
    return Case(f"dependency build {chart}", "helm_chart", options)


def dependencies(chart: str) -> Case:
    return Case(f"dependency list {chart}", "helm_chart_info", {"chart": chart})


def push(path: str, url: str, flags: str = "", **more: Any) -> Case:
    options = {"state": "pushed", "path": path, "chart_repo_url": url, **more}
    return Case(f"push {path} {url} {flags}", "helm_chart", options)


def lint(chart: str, flags: str = "", lint: str = "true", **more: Any) -> Case:
    options = {"state": "packaged", "path": chart, "dest": "{out}", "lint": lint, **more}
    return Case(f"lint {chart} {flags}", "helm_chart", options)


def index(folder: str, flags: str = "", **more: Any) -> Case:
    return Case(f"repo index {folder} {flags}", "helm_repo", {"state": "indexed", "path": folder, **more})


def create(path: str, flags: str = "", **more: Any) -> Case:
    return Case(f"create {path} {flags}", "helm_chart", {"state": "present", "path": path, **more})


def verify(chart: str, flags: str = "", **more: Any) -> Case:
    return Case(f"verify {chart} {flags}", "helm_chart_info", {"chart": chart, "verify": True, **more})


def add(url: str, flags: str = "", name: str = "x", **more: Any) -> Case:
    return Case(f"repo add {name} {url} {flags}", "helm_repo", {"name": name, "url": url, **more})


def renew(known: str, module: str, **options: Any) -> Case:
    """An index that is to be fetched again, of a repository in a file of its own, which cannot be had."""
    file = "{w}/failingrepos.yaml"
    command = f"repo update {known} --repository-config {file}"
    return Case(command, module, options, {"HELM_REPOSITORY_CONFIG": file})


def login(host: str, flags: str = "", **more: Any) -> Case:
    options = {"url": f"oci://{host}", "username": "ann", "password": "s3cretw0rd", **more}
    return Case(f"registry login {host} -u ann -p s3cretw0rd {flags}", "helm_repo", options)
