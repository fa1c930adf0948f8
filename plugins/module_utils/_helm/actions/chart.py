# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Charts under one's own hands: made, kept as wanted, removed."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field, replace
from typing import Any, Mapping, Optional

from ..base.env import Env
from ..base.errors import ChartError
from ..base.files import digest_of
from ..chart import loader, metadata, states
from ..chart.authoring import keep as write
from ..chart.authoring import scaffold
from ..chart.model import Chart
from . import file_diff


@dataclass
class ChartRequest:
    """A chart's folder as it is to be.

    metadata: Chart.yaml's own keys. values: what values.yaml has to have. files: path -> content, None for no file.
    starter: what a new chart is made of, a path or a name among helm's starters, "" for our own. bump: the part of the
    version that is raised where anything else changes, or where nothing else is wanted; "" for none.
    """

    path: str
    metadata: dict[str, Any] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    files: dict[str, Optional[str]] = field(default_factory=dict)
    starter: str = ""
    bump: str = ""
    check: bool = False


def keep(request: ChartRequest, env: Env, environ: Mapping[str, str]) -> dict[str, Any]:
    """Return the result of the folder being as wanted: changed, path, metadata, dependencies, files, diff.

    Where it holds no chart, it gets a new one. Nothing is written before all of it is known to be right. Raises
    ChartError, ValuesError.
    """
    path = os.path.abspath(request.path)
    new = _new_files(path, request, environ)
    wanted = write.Wanted(metadata=request.metadata, values=request.values, files=request.files)
    changes = write.keep(path, wanted, check=True, assumed=new)
    if request.bump and not new and (changes or not _wants(request)):
        version = raised(loader.load(path).version, request.bump, path)
        wanted = replace(wanted, metadata={**request.metadata, "version": version})
        changes = write.keep(path, wanted, check=True, assumed=new)
    texts: dict[str, tuple[Optional[str], Optional[str]]] = {name: (None, text) for name, text in new.items()}
    for change in changes:
        texts[change.path] = (None if change.path in new else change.before, change.after)
    texts = {name: text for name, text in texts.items() if text[0] != text[1]}
    facts, states = _facts(path, texts, env)
    if not request.check:
        if new:
            scaffold.create(path, new)
        write.keep(path, wanted, check=False)
    return {
        "changed": bool(texts),
        "path": path,
        "metadata": facts,
        "dependencies": states,
        "files": sorted(texts),
        "diff": [_entry(os.path.join(path, name), *texts[name]) for name in sorted(texts)],
    }


def _wants(request: ChartRequest) -> bool:
    return bool(request.metadata or request.values or request.files)


def raised(version: str, part: str, path: str) -> str:
    """Return the version after the one that the chart in path has. Raises ChartError where that is not semantic."""
    from ..semver import strict
    from ..semver.version import InvalidVersion

    try:
        return strict.raised(version, part)
    except InvalidVersion as error:
        hint = "write it in Chart.yaml as in 1.2.3, or give the version itself"
        problem = f"there is no version after {version!r}: {error.problem}"
        raise ChartError(problem, doing="raising the chart's version", subject=path, hint=hint) from error


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


def _new_files(path: str, request: ChartRequest, environ: Mapping[str, str]) -> dict[str, str]:
    """Return what a new chart brings that is not there yet, path -> text; {} where there is a chart."""
    if os.path.lexists(os.path.join(path, "Chart.yaml")):
        return {}
    name = _name(path, request)
    if request.starter:
        files = scaffold.files_of_starter(_starter(request.starter, environ), name)
    else:
        files = scaffold.files(name)
    return {name: text for name, text in files.items() if not os.path.lexists(os.path.join(path, name))}


def _starter(name: str, environ: Mapping[str, str]) -> Chart:
    """Return the starter of that name, as helm finds it: an absolute path, or a folder in its own of starters."""
    from ..fetch.web.paths import Paths

    given = os.path.expanduser(name)
    path = given if os.path.isabs(given) else os.path.join(Paths(environ).starters, given)
    try:
        return loader.load(path)
    except ChartError as error:
        problem = error.problem if os.path.exists(path) else f"stat {path}: no such file or directory"
        if os.path.isdir(path) and not os.path.lexists(os.path.join(path, "Chart.yaml")):
            problem = "Chart.yaml file is missing"
        hint = "give a starter's absolute path, or its name in helm's folder of starters"
        raise ChartError(f"could not load {path}: {problem}", doing="making a chart", hint=hint) from error


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
    return chart.metadata, states.states(chart, path)


def _entry(path: str, before: Optional[str], after: Optional[str]) -> dict[str, str]:
    """Return a diff's entry for one file."""
    return file_diff.entry(path, _shown(before), _shown(after))


def _shown(text: Optional[str]) -> str:
    """Return a file's text for a diff, of one that is none its digest."""
    try:
        (text or "").encode()
    except UnicodeEncodeError:
        return f"{digest_of((text or '').encode('utf-8', 'surrogateescape'))}\n"
    return text or ""
