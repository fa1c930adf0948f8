# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Charts under one's own hands: made, kept as wanted, packaged, removed."""

from __future__ import annotations

import hashlib
import os
import shutil
from dataclasses import dataclass, field
from typing import Any, Mapping, Optional

from ..base import semver
from ..base.env import Env
from ..base.errors import ChartError, RequestError
from ..base.files import make_folder, write_atomic
from ..chart import archive, dependencies, loader, metadata, scaffold, write
from ..chart.model import Chart


@dataclass
class ChartRequest:
    """A chart's folder as it is to be.

    metadata: Chart.yaml's own keys. values: what values.yaml has to have. files: path -> content, None for no file.
    """

    path: str
    metadata: dict[str, Any] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    files: dict[str, Optional[str]] = field(default_factory=dict)
    check: bool = False


@dataclass
class PackageRequest:
    """A chart's folder to be an archive in the folder dest. dependencies: check or build, for those not in charts/."""

    path: str
    dest: str
    version: str = ""
    app_version: str = ""
    dependencies: str = "check"
    check: bool = False


def keep(request: ChartRequest, env: Env) -> dict[str, Any]:
    """Return the result of the folder being as wanted: changed, path, metadata, dependencies, files, diff.

    Where it holds no chart, it gets a new one. Nothing is written before all of it is known to be right. Raises
    ChartError, ValuesError.
    """
    path = os.path.abspath(request.path)
    new = _new_files(path, request)
    wanted = write.Wanted(metadata=request.metadata, values=request.values, files=request.files)
    changes = write.keep(path, wanted, check=True, assumed=new)
    texts: dict[str, tuple[Optional[str], Optional[str]]] = {name: (None, text) for name, text in new.items()}
    for change in changes:
        texts[change.path] = (None if change.path in new else change.before, change.after)
    texts = {name: text for name, text in texts.items() if text[0] != text[1]}
    facts, states = _facts(path, texts, env)
    if not request.check:
        if new:
            scaffold.create(path, _name(path, request))
        write.keep(path, wanted, check=False)
    return {
        "changed": bool(texts),
        "path": path,
        "metadata": facts,
        "dependencies": states,
        "files": sorted(texts),
        "diff": [_entry(os.path.join(path, name), *texts[name]) for name in sorted(texts)],
    }


def package(request: PackageRequest, env: Env, environ: Mapping[str, str]) -> dict[str, Any]:
    """Return the result of packaging: changed, path, archive, digest, metadata, dependencies, diff.

    An archive of the same bytes stays untouched. Raises ChartError, FetchError.
    """
    path = os.path.abspath(request.path)
    if not os.path.isdir(path):
        problem = "it is not a directory" if os.path.lexists(path) else "no such file or directory"
        raise ChartError(problem, doing="packaging the chart", subject=request.path, hint="give the chart's folder")
    chart = loader.load(path, warn=env.warn)
    _override(chart, request)
    states = _states(chart)
    absent = dependencies.missing(chart)
    if absent and request.dependencies == "check":
        hint = "put them into charts/, or package with dependencies=build"
        raise ChartError(dependencies.missing_problem(absent), doing="packaging the chart", subject=path, hint=hint)
    if absent:
        _fetch(chart, path, env, environ, check=request.check)
        states = [{**state, "status": state["status"].replace("missing", "fetched")} for state in states]
    data = archive.pack(chart, epoch=_epoch(environ))
    target = os.path.join(os.path.abspath(request.dest), archive.file_name(chart))
    before = _read(target)
    if before != data and not request.check:
        make_folder(os.path.dirname(target))
        write_atomic(target, data, mode=0o644)
    return {
        "changed": before != data,
        "path": path,
        "archive": target,
        "digest": _digest(data),
        "metadata": chart.metadata,
        "dependencies": states,
        "diff": [] if before == data else [_entry(target, _line(before), _line(data))],
    }


def remove(path: str, *, check: bool) -> dict[str, Any]:
    """Return the result of the folder or archive being gone: changed, path, diff. Raises ChartError for others."""
    path = os.path.abspath(path)
    doing = "removing the chart"
    if not os.path.lexists(path):
        return {"changed": False, "path": path, "diff": []}
    is_folder = os.path.isdir(path) and not os.path.islink(path)
    is_chart = os.path.isfile(os.path.join(path, "Chart.yaml")) if is_folder else path.endswith(".tgz")
    if not is_chart:
        problem = "it is neither a chart's folder nor an archive"
        raise ChartError(problem, doing=doing, subject=path, hint="check the path")
    try:
        if not check:
            shutil.rmtree(path) if is_folder else os.unlink(path)
    except OSError as error:
        raise ChartError(error.strerror or str(error), doing=doing, subject=error.filename or path) from error
    return {"changed": True, "path": path, "diff": [_entry(path, "present\n", "absent\n")]}


def _name(path: str, request: ChartRequest) -> str:
    return str(request.metadata.get("name") or os.path.basename(path))


def _new_files(path: str, request: ChartRequest) -> dict[str, str]:
    """Return what a new chart brings that is not there yet, path -> text; {} where there is a chart."""
    if os.path.lexists(os.path.join(path, "Chart.yaml")):
        return {}
    files = scaffold.files(_name(path, request))
    return {name: text for name, text in files.items() if not os.path.lexists(os.path.join(path, name))}


def _facts(
    path: str, texts: Mapping[str, tuple[Optional[str], Optional[str]]], env: Env
) -> tuple[dict[str, Any], list[dict[str, str]]]:
    """Return the metadata and the dependencies' states that the folder has once texts are in force."""
    there = os.path.lexists(os.path.join(path, "Chart.yaml"))
    chart = loader.load(path, warn=env.warn) if there else Chart({})
    for name in ("Chart.yaml", "requirements.yaml"):
        after = texts.get(name, (None, None))[1]
        if after is not None:
            into = chart.metadata if name == "requirements.yaml" else None
            chart.metadata = metadata.read(after.encode(), into=into)
    return chart.metadata, _states(chart)


def _override(chart: Chart, request: PackageRequest) -> None:
    if request.version:
        try:
            semver.parse(request.version)
        except semver.InvalidVersion as error:
            problem = f"{request.version!r} is no semantic version"
            raise RequestError(problem, doing="reading the option", subject="version", hint="as in 1.2.3") from error
        chart.metadata["version"] = request.version
    if request.app_version:
        chart.metadata["appVersion"] = request.app_version


def _states(chart: Chart) -> list[dict[str, str]]:
    """Return the chart's dependencies with their status, ok or missing."""
    absent = [entry["name"] for entry in dependencies.missing(chart)]
    return [
        {
            "name": entry["name"],
            "version": entry.get("version") or "",
            "repository": entry.get("repository") or "",
            "status": "missing" if entry["name"] in absent else "ok",
        }
        for entry in chart.metadata.get("dependencies") or []
    ]


def _fetch(chart: Chart, path: str, env: Env, environ: Mapping[str, str], *, check: bool) -> None:
    """Put the missing dependencies into chart; the folder stays as it is."""
    from ..fetch.dependencies import fetch_missing
    from ..fetch.paths import Paths
    from ..fetch.source import ChartSource, Located, Locator

    locator = Locator(Paths(environ), env, writable=not check)
    fetch_missing(Located(chart, path, ""), locator, ChartSource(path))


def _epoch(environ: Mapping[str, str]) -> Optional[int]:
    text = environ.get("SOURCE_DATE_EPOCH", "")
    if text and not text.isdigit():
        raise RequestError(f"{text!r} is no number of seconds", doing="reading SOURCE_DATE_EPOCH")
    return int(text) if text else None


def _read(path: str) -> Optional[bytes]:
    try:
        with open(path, "rb") as handle:
            return handle.read()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ChartError(error.strerror or str(error), doing="reading the archive", subject=path) from error


def _digest(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def _line(data: Optional[bytes]) -> str:
    return "" if data is None else f"{_digest(data)}\n"


def _entry(path: str, before: Optional[str], after: Optional[str]) -> dict[str, str]:
    return {"before": before or "", "after": after or "", "before_header": path, "after_header": path}
