# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A chart from a folder, an archive, or files in memory: Helm's rules for what each file is."""

from __future__ import annotations

import os
import stat
from typing import Callable, Iterator

from ..base.errors import ChartError, HelmError
from ..golang.calendar import marshalled
from . import archive, ignore, metadata, values_file
from .archive import Budget
from .model import Chart, File

_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK

Warn = Callable[[str], None]


def _ignore(message: str) -> None:
    """Where nobody listens to warnings."""


def load(path: str, *, warn: Warn = _ignore) -> Chart:
    """Return the chart in the folder or archive at path.

    Raises ChartError with helm's words for what is missing, broken or refused; subject names the file.
    """
    try:
        is_folder = stat.S_ISDIR(os.stat(path).st_mode)
        if is_folder:
            return _load_folder(path, warn)
        with open(path, "rb") as handle:
            head = handle.read(512)
            archive.check_gzip(path, head)
            data = head + handle.read(archive.MAX_SIZE + 1 - len(head))
    except OSError as error:
        raise _unreadable(error, path) from error
    if len(data) > archive.MAX_SIZE:
        raise Budget.spent()
    return load_archive(data, path, warn=warn)


def load_archive(data: bytes, name: str, *, warn: Warn = _ignore) -> Chart:
    """Return the chart in an archive's bytes; name is what errors call it."""
    with _About(name):
        budget = Budget()
        files = _unpack(data, budget)
        head = next((item for item in files if item.name == "Chart.yaml"), None)
        if head is None:
            raise ChartError("unable to detect chart version, no Chart.yaml found", hint="is this a chart's archive?")
        _check_version(head.data)
        return _build(files, budget, warn)


def _unpack(data: bytes, budget: Budget) -> list[File]:
    try:
        return archive.read_archive(data, budget=budget)
    except ChartError as error:
        error.problem = f"unable to load chart archive: {error.problem}"  # where helm stops; the reason is ours to tell
        raise


def load_files(files: list[File], *, warn: Warn = _ignore) -> Chart:
    """Return the chart that files, named from its folder on, make up."""
    budget = Budget()
    for item in files:
        budget.take(len(item.data))
    return _build(files, budget, warn)


def shown_error(error: ChartError) -> ChartError:
    """Return an error of loading as helm show and helm push say it, which load by older code of helm's."""
    problem = error.problem
    if problem.startswith("unable to load chart archive: "):
        return error.restated(problem.partition(": ")[2])
    if problem.startswith(("unable to detect chart at ", "unable to detect chart version, no Chart.yaml found")):
        made = error.restated("Chart.yaml file is missing")
        made.told = problem
        return made
    return error


class _About:
    """Name what is being read in the ChartErrors that leave the block without a subject of their own."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if isinstance(error, HelmError):
            error.doing = error.doing or "reading the chart"
            inside = error.subject and error.subject != self.name and not os.path.isabs(error.subject)
            error.subject = f"{self.name}: {error.subject}" if inside else self.name


def _check_version(data: bytes) -> None:
    try:
        version = metadata.read_api_version(data)
    except HelmError as error:
        raise _cannot_load("Chart.yaml", error) from error
    if version == "v3":
        raise ChartError("invalid chart apiVersion", subject="Chart.yaml", hint="charts are of apiVersion v1 or v2")
    if version not in ("", "v1", "v2"):
        raise ChartError("unsupported chart version", subject="Chart.yaml", hint="charts are of apiVersion v1 or v2")


def _cannot_load(name: str, error: HelmError) -> ChartError:
    return ChartError(
        f"cannot load {name}: {error.problem}",
        doing="reading the chart",
        subject=name,
        hint=error.hint or "correct the file",
    )


def _unreadable(error: OSError, path: str) -> ChartError:
    return ChartError(f"{error.filename or path}: {error.strerror or error}", doing="reading the chart", subject=path)


# Folders


def load_unchecked(path: str) -> Chart:
    """Return the chart in a folder whatever its apiVersion: lint says what is wrong with that."""
    try:
        return _load_folder(path, _ignore, checked=False)
    except OSError as error:
        raise _unreadable(error, path) from error


def _load_folder(path: str, warn: Warn, *, checked: bool = True) -> Chart:
    with _About(path):
        folder = _Folder(os.path.abspath(path))
        if checked:
            _check_version(folder.chart_file().data)
        return _build(folder.files(), folder.budget, warn)


class _Folder:
    """A walk through a chart's folder: sorted, by its .helmignore, never out of it."""

    __slots__ = ("budget", "root", "rules", "top")

    def __init__(self, top: str) -> None:
        self.top = top
        self.root = os.path.realpath(top)
        self.budget = Budget()
        self.rules = ignore.Rules()

    def chart_file(self) -> File:
        """Return Chart.yaml."""
        path = os.path.join(self.top, "Chart.yaml")
        target = os.path.realpath(path)
        if os.path.exists(path):
            self._inside("Chart.yaml", target)
        if os.path.isdir(path) or not os.path.exists(path):
            why = f"read {path}: is a directory" if os.path.isdir(path) else f"open {path}: no such file or directory"
            raise ChartError(f"unable to detect chart at {path}: {why}", hint="a chart's folder has a Chart.yaml")
        return self._file("Chart.yaml", target, Budget())

    def _read_rules(self) -> ignore.Rules:
        path = os.path.join(self.top, ignore.NAME)
        if not os.path.exists(path):
            return ignore.Rules.parse("")
        found = self._file(ignore.NAME, self._inside(ignore.NAME, os.path.realpath(path)), Budget())
        return ignore.Rules.parse(found.data.decode("utf-8", "surrogateescape"))

    def files(self) -> list[File]:
        """Return every file that is not ignored."""
        self.rules = self._read_rules()
        return list(self._below("", self.root, (self.root,)))

    def _below(self, prefix: str, folder: str, trail: tuple[str, ...]) -> Iterator[File]:
        for entry in sorted(os.listdir(folder), key=os.fsencode):
            name = f"{prefix}{entry}"
            given = os.path.join(folder, entry)
            path = _target(name, given) if os.path.islink(given) else given
            is_folder = os.path.isdir(path)
            if self.rules.ignores(name, is_folder):
                continue
            if path is not given:
                self._inside(name, path)
            if not is_folder:
                yield self._file(name, path, self.budget)
            elif path in trail:
                raise ChartError("symbolic link to a folder that holds it", subject=name, hint="remove the link")
            else:
                yield from self._below(f"{name}/", path, (*trail, path))

    def _inside(self, name: str, target: str) -> str:
        """Return target, what the file called name really is. Raises ChartError where that is not in the chart."""
        if target != self.root and not target.startswith(self.root.rstrip(os.sep) + os.sep):
            raise ChartError(
                f"symbolic link {name} leads out of the chart",
                subject=name,
                hint="copy the file into the chart; for a subchart, declare a dependency with repository file://…",
            )
        return target

    def _file(self, name: str, path: str, budget: Budget) -> File:
        descriptor = os.open(path, _READ)
        with os.fdopen(descriptor, "rb") as handle:
            found = os.fstat(handle.fileno())
            if not stat.S_ISREG(found.st_mode):
                raise ChartError(
                    f"cannot load irregular file {path} as it has file mode type bits set",
                    subject=name,
                    hint="a chart has files and folders only",
                )
            if found.st_size > budget.left:
                raise _too_large(name)
            data = handle.read(budget.left + 1)
        if len(data) > budget.left:
            raise _too_large(name)
        budget.take(len(data))
        return File(name, data[3:] if data.startswith(archive.BOM) else data, marshalled(found.st_mtime_ns))


def _target(name: str, link: str) -> str:
    """Return what a link stands for in the end. Raises ChartError where that is nothing."""
    target = os.path.realpath(link)
    if not os.path.exists(target):
        raise ChartError(
            f"error evaluating symlink {link}: {_why_nothing(target)}",
            subject=name,
            hint="remove the link, or correct where it points to",
        )
    return target


def _why_nothing(target: str) -> str:
    """Say in Go's words why there is nothing at target, which realpath gave: the first part missing is named."""
    missing = target
    while not os.path.lexists(os.path.dirname(missing)):
        missing = os.path.dirname(missing)
    folder = os.path.dirname(missing)
    if os.path.islink(missing) or os.path.islink(folder):  # a link that is left is one of a circle
        return "EvalSymlinks: too many links"
    return f"lstat {missing}: no such file or directory" if os.path.isdir(folder) else "not a directory"


def _too_large(name: str) -> ChartError:
    return ChartError(
        f"error reading {name}: chart exceeds maximum decompressed size of {archive.MAX_SIZE} bytes",
        subject=name,
        hint="list what does not belong to the chart in .helmignore",
    )


# Files


def _build(files: list[File], budget: Budget, warn: Warn) -> Chart:
    """Return the chart that files make up (Go: loader.LoadFiles). budget: what nested archives may still unpack to."""
    chart = Chart(metadata={}, raw=list(files), has_values=False)
    heads = [item for item in files if item.name == "Chart.yaml"]
    for item in heads:
        try:
            chart.metadata = metadata.read(item.data, into=chart.metadata)
        except HelmError as error:
            raise _cannot_load(item.name, error) from error
        chart.metadata.setdefault("apiVersion", "v1")
        chart.modified = item.modified
    nested: dict[str, list[File]] = {}
    for item in files:
        if item.name != "Chart.yaml":
            _place(chart, item, nested, warn)
    if not heads and not any(item.name in ("requirements.yaml", "requirements.lock") for item in files):
        raise ChartError("Chart.yaml file is missing", hint="a chart's folder has a Chart.yaml")
    metadata.validate(chart.metadata)
    for name in sorted(nested):
        if not name.startswith(("_", ".")):
            _add_subchart(chart, name, nested[name], budget=budget, warn=warn)
    return chart


def _place(chart: Chart, item: File, nested: dict[str, list[File]], warn: Warn) -> None:
    """Put a file where it belongs in chart; those of charts/ go to nested, by their first folder's name."""
    name = item.name
    reader = _READERS.get(name)
    if reader is not None:
        try:
            reader(chart, item, warn)
        except HelmError as error:
            raise _cannot_load(name, error) from error
    elif name.startswith("templates/"):
        chart.templates.append(item)
    elif name.startswith("charts/") and _extension(name) != ".prov":
        inner = name[len("charts/") :]
        nested.setdefault(inner.partition("/")[0], []).append(File(inner, item.data, item.modified))
    else:
        chart.files.append(item)


def _extension(name: str) -> str:
    base = name.rpartition("/")[2]
    return base[base.rfind(".") :] if "." in base else ""


def _read_lock(chart: Chart, item: File, _warn: Warn) -> None:
    chart.lock = metadata.read_lock(item.data)


def _read_values(chart: Chart, item: File, _warn: Warn) -> None:
    chart.values = values_file.parse(item.data)
    chart.has_values = True


def _read_schema(chart: Chart, item: File, _warn: Warn) -> None:
    chart.schema = item.data
    chart.schema_modified = item.modified


def _read_requirements(chart: Chart, item: File, warn: Warn) -> None:
    chart.metadata = metadata.read(item.data, into=chart.metadata)
    _keep_for_v1(
        chart, item, warn, "dependencies belong into Chart.yaml since apiVersion v2, not into requirements.yaml"
    )


def _read_old_lock(chart: Chart, item: File, warn: Warn) -> None:
    _read_lock(chart, item, warn)
    _keep_for_v1(chart, item, warn, "the lock of dependencies is Chart.lock since apiVersion v2, not requirements.lock")


def _keep_for_v1(chart: Chart, item: File, warn: Warn, otherwise: str) -> None:
    if chart.metadata.get("apiVersion") == "v1":
        chart.files.append(item)
    else:
        warn(f"{chart.name}: {otherwise}")


_READERS: dict[str, Callable[[Chart, File, Warn], None]] = {
    "Chart.lock": _read_lock,
    "values.yaml": _read_values,
    "values.schema.json": _read_schema,
    "requirements.yaml": _read_requirements,
    "requirements.lock": _read_old_lock,
}


def _add_subchart(chart: Chart, name: str, files: list[File], *, budget: Budget, warn: Warn) -> None:
    try:
        if _extension(name) == ".tgz":
            if files[0].name != name:
                raise ChartError(
                    f"error unpacking subchart tar in {chart.name}: expected {name}, got {files[0].name}",
                    hint="an archive in charts/ is a file, not a folder",
                )
            subchart = _build(archive.read_archive(files[0].data, budget=budget), budget, warn)
        else:
            inner = [File(item.name.partition("/")[2], item.data, item.modified) for item in files if "/" in item.name]
            subchart = _build(inner, budget, warn)
    except HelmError as error:
        if error.problem.startswith("error unpacking subchart tar"):
            raise
        problem = error.problem
        raise ChartError(
            f"error unpacking subchart {name} in {chart.name}: {problem}",
            doing=error.doing or "reading a subchart",
            subject=f"charts/{name}",
            hint=error.hint,
        ) from error
    subchart.parent = chart
    chart.subcharts.append(subchart)
