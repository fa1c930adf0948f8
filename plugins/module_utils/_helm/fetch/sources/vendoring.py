# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""charts/ and Chart.lock as Chart.yaml wants them: helm dependency update and helm dependency build.

Everything is fetched and looked at before anything is written: where one dependency fails, the folder stays as it was.
"""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass, field
from typing import Any, Optional

from ...base.errors import ChartError, HelmError
from ...base.files import make_folder, write_atomic
from ...chart import archive, loader, lock
from ...chart.model import Chart
from ...golang.calendar import marshalled
from ...semver.constraint import fits
from ...semver.version import is_version
from . import missing, resolvable
from .chart_source import ChartSource, Located
from .source import Locator

Requirement = dict[str, Any]

_DOING = {"update": "updating the chart's dependencies", "build": "building the chart's dependencies"}
_OUT_OF_SYNC = {
    "v1": "the lock file (requirements.lock) is out of sync with the dependencies file (requirements.yaml)",
    "v2": "the lock file (Chart.lock) is out of sync with the dependencies file (Chart.yaml)",
}
_FETCHED = re.compile(r"failed to fetch (\S+) :")


@dataclass
class Vendored:
    """What charts/ and the lock file have to be. files: name in charts/ -> archive; outdated: what has to go there.

    charts: what the archives hold. lock: what is to be written as the lock file, None where it stays. locked: whether
    the lock file that is there said which versions.
    """

    folder: str
    files: dict[str, bytes] = field(default_factory=dict)
    outdated: list[str] = field(default_factory=list)
    charts: list[Chart] = field(default_factory=list)
    lock: Optional[dict[str, Any]] = None
    locked: bool = False
    api_version: str = "v2"

    @property
    def changed(self) -> list[str]:
        """The paths inside the chart that differ, sorted."""
        name = [lock.file_name(self.api_version)] if self.lock is not None else []
        charts = [f"charts/{name}" for name in [*self.files, *self.outdated]]
        return sorted([*name, *charts])


def vendor(located: Located, locator: Locator, task: ChartSource, *, policy: str, epoch: Optional[int]) -> Vendored:
    """Return what has to change in the chart's folder; nothing is written.

    policy: update resolves every range anew, build takes what the lock says (and updates where there is none). epoch:
    the time that charts packaged from file:// get. Raises ChartError, FetchError in helm's words.
    """
    chart = located.chart
    wanted = resolvable.with_urls(chart.metadata.get("dependencies") or [], locator)
    if not wanted:
        return Vendored(located.origin)
    locked = None if policy == "update" else chart.lock
    if locked is not None:
        _check_lock(chart, wanted, locked)
        wanted = [{**item} for item in locked.get("dependencies") or []]
    else:
        resolvable.check(wanted, located, locator, task)
    api_version = str(chart.metadata.get("apiVersion", ""))
    made = Vendored(located.origin, locked=locked is not None, api_version=api_version)
    resolved = [_resolve(item, located, locator, (task, made, epoch)) for item in wanted]
    if locked is None:
        digest = lock.digest(wanted, resolved)
        if chart.lock is None or chart.lock.get("digest") != digest:
            now = marshalled(locator.env.now_ns())
            made.lock = lock.make(wanted, resolved, generated=now)
    _compare(made, {str(item["name"]) for item in resolved if not item["repository"]})
    return made


def write(made: Vendored) -> None:
    """Write what vendor() found to change. Raises HelmError; nothing is written through a link."""
    if not made.changed:
        return
    charts = os.path.join(made.folder, "charts")
    make_folder(charts)
    for name, data in made.files.items():
        write_atomic(os.path.join(charts, name), data, mode=0o644)
    if made.lock is not None:
        lock.write(made.folder, made.lock, api_version=made.api_version)
    try:
        for name in made.outdated:
            os.unlink(os.path.join(charts, name))
    except OSError as error:
        raise ChartError(error.strerror or str(error), doing="removing an outdated chart", subject=charts) from error


def apply(chart: Chart, made: Vendored) -> None:
    """Put into chart what the folder's charts/ will hold once made is written."""
    names = {found.name for found in made.charts}
    chart.subcharts = [found for found in chart.subcharts if found.name not in names]
    for found in made.charts:
        found.parent = chart
        chart.subcharts.append(found)
    if made.lock is not None:
        chart.lock = made.lock


def _check_lock(chart: Chart, wanted: list[Requirement], locked: dict[str, Any]) -> None:
    version = str(chart.metadata.get("apiVersion", ""))
    if not lock.in_sync(wanted, locked, api_version=version) or None in (locked.get("dependencies") or []):
        problem = f"{_OUT_OF_SYNC['v1' if version == 'v1' else 'v2']}. Please update the dependencies"
        if version != "v1":
            problem += " with 'helm dependency update'"
        raise ChartError(problem, doing=_DOING["build"], subject=chart.name, hint="give dependencies: update")


def _resolve(
    item: Requirement, located: Located, locator: Locator, into: tuple[ChartSource, Vendored, Optional[int]]
) -> dict[str, str]:
    """Return a dependency as the lock has it, after its archive was put into what is vendored."""
    task, made, epoch = into
    name, wanted, repository = (str(item.get(key) or "") for key in ("name", "version", "repository"))
    if not repository:
        _check_own(located.origin, name, wanted)
        return {"name": name, "version": wanted, "repository": ""}
    try:
        found = missing.find(item, located, locator, task)
    except HelmError as error:
        error.doing = error.doing or _DOING["update"]
        error.subject = error.subject or name
        said = _in_helms_words(error, item, locked=made.locked)
        if said is None:
            raise
        raise said from error
    chart = found.chart
    if repository.startswith("file://"):
        if not fits(wanted, chart.version):
            problem = f"can't get a valid version for dependency {name}"
            hint = f"{repository} has version {chart.version}, {wanted} is wanted"
            raise ChartError(problem, doing=_DOING["update"], subject=name, hint=hint)
        from ...chart import packing

        data = packing.pack(chart, epoch=epoch)
        made.files[archive.file_name(chart)] = data
    else:
        made.files[found.file_name] = found.archive
    if chart.name not in [known.name for known in made.charts]:
        made.charts.append(chart)
    return {"name": name, "version": chart.version, "repository": repository}


def _in_helms_words(error: HelmError, item: Requirement, *, locked: bool) -> Optional[HelmError]:
    """Return error as helm dependency has it, None where that is what it says. locked: the lock says what to fetch."""
    name, repository = str(item["name"]), str(item.get("repository") or "")
    if repository.startswith("oci://"):
        source = f"{repository.rstrip('/')}/{name}"
        if error.problem.startswith("failed to perform "):
            return error.restated(f"could not download {source}: {error.problem}")
        if not is_version(str(item.get("version") or "")):
            return error.restated(f"could not retrieve list of tags for repository {repository}: {error.problem}")
        return None
    archive_url = _FETCHED.match(error.problem)
    if archive_url is not None:
        return error.restated(f"could not download {archive_url[1]}: {error.problem}")
    if locked and error.problem.startswith(f'chart "{name}" version '):
        found = "no matching version" if "newest" in error.hint else "entry not found"
        made = error.restated(f"could not find : {found}")  # helm has no URL yet
        made.told = error.told or error.problem
        return made
    return None


def _check_own(folder: str, name: str, wanted: str) -> None:
    """ChartError where a dependency without a repository is not in charts/ as it is wanted."""
    path = os.path.join(folder, "charts", name)
    if not os.path.exists(path):
        raise ChartError(
            f"directory {path} not found",
            doing=_DOING["update"],
            subject=name,
            hint="put the chart there, or give the dependency a repository",
        )
    version = loader.load(path).version
    if not fits(wanted, version):
        problem = f"dependency {name} at version {version} does not satisfy the constraint {wanted}"
        raise ChartError(problem, doing=_DOING["update"], subject=path, hint="correct one of the versions")


def _compare(made: Vendored, own: set[str]) -> None:
    """Leave in made what is not in charts/ already, and find what there is outdated. own: without a repository."""
    charts = os.path.join(made.folder, "charts")
    entries = _entries(charts)
    wanted = set(made.files)
    for name, data in list(made.files.items()):
        if name in entries and _is_same(_read(os.path.join(charts, name)), data):
            del made.files[name]
    for name in entries:
        found = None if name in wanted else _chart_in(os.path.join(charts, name))
        if found is not None and found.name not in own:
            made.outdated.append(name)


def _entries(charts: str) -> list[str]:
    """Return the plain files in charts/. ChartError where charts/ is a link or no folder."""
    try:
        mode = os.lstat(charts).st_mode
    except FileNotFoundError:
        return []
    if not stat.S_ISDIR(mode):
        kind = "a symbolic link; nothing is written through links" if stat.S_ISLNK(mode) else "not a directory"
        raise ChartError(f'"{charts}" is {kind}', doing=_DOING["update"], subject=charts, hint="remove it")
    return sorted(entry.name for entry in os.scandir(charts) if entry.is_file(follow_symlinks=False))


def _read(path: str) -> bytes:
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as handle:
        return handle.read(archive.MAX_SIZE)


def _is_same(old: bytes, new: bytes) -> bool:
    """Return whether two archives hold the same files: one that helm made of a folder has other times in it."""
    if old == new:
        return True
    try:
        return _contents(old) == _contents(new)
    except HelmError:
        return False


def _contents(data: bytes) -> list[tuple[str, bytes]]:
    return [(item.name, item.data) for item in archive.read_archive(data)]


def _chart_in(path: str) -> Optional[Chart]:
    try:
        return loader.load(path)
    except HelmError:
        return None
