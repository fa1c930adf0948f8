# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A chart's folder as an archive: its dependencies in it, linted, packed so that equal charts are equal, signed."""

from __future__ import annotations

import errno
import os
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Mapping, Optional

from ..base.env import Env
from ..base.errors import ChartError, HelmsRequestError
from ..base.files import content_of, digest_of, make_folder, write_atomic
from ..chart import archive, declared, loader, packing, states
from ..chart.model import Chart
from ..golang.quoting import quote
from ..semver.version import InvalidVersion, parse_version
from . import file_diff
from .chart import raised

if TYPE_CHECKING:
    from ..chart.signing.provenance import Signer
    from ..fetch.sources.chart_source import ChartSource
    from ..fetch.sources.vendoring import Vendored

_DOING = "packaging the chart"
_NUMBER = re.compile(r"[+-]?[0-9]{1,30}")  # what Go reads as one


@dataclass
class PackageRequest:
    """A chart's folder to be an archive in the folder dest.

    version, app_version: what the archive gets instead of the chart's; bump: the part of its version that is raised.
    dependencies: check that they are there, build charts/ as the lock says, or update it and the lock. lint: "", "lint"
    (errors fail) or "strict" (warnings, too), with the user's values. key: who signs, "" for nobody; keyring: the path
    of exported secret keys. source: whose credentials, and for which repository, dependencies are fetched with.
    """

    path: str
    dest: str
    version: str = ""
    bump: str = ""
    app_version: str = ""
    dependencies: str = "check"
    lint: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    key: str = ""
    keyring: str = ""
    passphrase: str = ""
    source: Optional[ChartSource] = None
    check: bool = False


def package(request: PackageRequest, env: Env, environ: Mapping[str, str]) -> dict[str, Any]:
    """Return the result of packaging: changed, path, archive, provenance, digest, metadata, dependencies, lint, diff.

    Nothing is written before all of it is known to be right; an archive of the same bytes stays untouched, as does a
    good signature of it. Raises ChartError, FetchError.
    """
    path = os.path.abspath(request.path)
    if not os.path.isdir(path):
        raise ChartError(_no_folder(request), doing=_DOING, subject=request.path, hint="give the chart's folder")
    signer = _signer(request, environ)
    chart = _load(path, request, env)
    _override(chart, request)
    vendored = _vendor(chart, path, request, env, environ)
    _refuse_missing(chart, path)
    messages = _lint(path, vendored, request, env)
    data = _packed(chart, _epoch(environ))
    target = os.path.join(os.path.abspath(request.dest), archive.file_name(chart))
    _check_dest(target)
    texts = {target: data, **({} if signer is None else {f"{target}.prov": _provenance(data, target, signer, env)})}
    before = {name: content_of(name, doing="reading the archive") for name in texts}
    changed = [name for name in texts if before[name] != texts[name]]
    if not request.check:
        _write(vendored, {name: texts[name] for name in changed})
    vendored_paths = [] if vendored is None else vendored.changed
    result: dict[str, Any] = {
        "changed": bool(changed or vendored_paths),
        "path": path,
        "archive": target,
        "digest": digest_of(data),
        "metadata": chart.metadata,
        "dependencies": _states(chart, path, vendored),
        "diff": _diff(path, vendored_paths, {name: (before[name], texts[name]) for name in changed}),
    }
    if messages is not None:
        result["lint"] = messages
    if signer is not None:
        result["provenance"] = f"{target}.prov"
    if request.dependencies != "check":
        result["files"] = vendored_paths
    return result


def _diff(path: str, vendored: list[str], changed: dict[str, tuple[Optional[bytes], bytes]]) -> list[dict[str, Any]]:
    """The files that differ: archives as they were and are, and dependencies put into the chart's folder."""
    archives = [file_diff.by_digest(name, before, after) for name, (before, after) in changed.items()]
    return archives + [file_diff.entry(os.path.join(path, name), "", "updated\n") for name in vendored]


def _refuse_missing(chart: Chart, path: str) -> None:
    absent = declared.missing(chart)
    if absent:
        hint = "put them into charts/, or package with dependencies=build"
        raise ChartError(declared.missing_problem(absent), doing=_DOING, subject=path, hint=hint)


def _packed(chart: Chart, epoch: Optional[int]) -> bytes:
    try:
        return packing.pack(chart, epoch=epoch)
    except ChartError as error:
        raise error.restated(f"failed to save: {error.problem}") from error


def _no_folder(request: PackageRequest) -> str:
    """Return what helm says of a path that is no folder: helm dependency says another thing than helm package."""
    there = os.path.lexists(request.path)
    if request.dependencies != "check":
        stat = f"could not find {request.path}: stat {request.path}: no such file or directory"
        return "only unpacked charts can be updated" if there else stat
    if not there:
        return f"stat {request.path}: no such file or directory"
    head = os.path.join(os.path.abspath(request.path), "Chart.yaml")
    return f"unable to detect chart at {head}: open {head}: not a directory"


def _load(path: str, request: PackageRequest, env: Env) -> Chart:
    try:
        return loader.load(path, warn=env.warn)
    except ChartError as error:
        if request.dependencies == "check" or os.path.lexists(os.path.join(path, "Chart.yaml")):
            raise
        raise error.restated("Chart.yaml file is missing") from error


def _check_dest(target: str) -> None:
    """Raise ChartError where something that is no folder is in the way of the folder that target is to be in."""
    above = path = os.path.dirname(target)
    while not os.path.lexists(above):
        above = os.path.dirname(above)
    if os.path.isdir(above):
        return
    problem = f"is not a directory: {path}" if above == path else f"stat {path}: stat {path}: not a directory"
    hint = "check the path: a part of it is no folder"
    made = ChartError(f"failed to save: {problem}", doing="reading the archive", subject=target, hint=hint)
    made.told = os.strerror(errno.ENOTDIR)
    raise made


def _override(chart: Chart, request: PackageRequest) -> None:
    if request.bump:
        chart.metadata["version"] = raised(chart.version, request.bump, request.path)
    if request.version:
        try:
            parse_version(request.version)
        except InvalidVersion as error:
            hint = f"as in 1.2.3, not {request.version!r}"
            problem = "invalid semantic version"
            raise ChartError(problem, doing="reading the option", subject="version", hint=hint) from error
        chart.metadata["version"] = request.version
    if request.app_version:
        chart.metadata["appVersion"] = request.app_version


def _vendor(
    chart: Chart, path: str, request: PackageRequest, env: Env, environ: Mapping[str, str]
) -> Optional[Vendored]:
    """Put the dependencies into chart as charts/ will have them; None where only those there count."""
    if request.dependencies == "check":
        return None
    from ..fetch.sources import vendoring
    from ..fetch.sources.chart_source import ChartSource, Located
    from ..fetch.sources.source import Locator
    from ..fetch.web.paths import Paths

    locator = Locator(Paths(environ), env, writable=not request.check)
    vendored = vendoring.vendor(
        Located(chart, path, ""),
        locator,
        request.source or ChartSource(path),
        policy=request.dependencies,
        epoch=_epoch(environ),
    )
    vendoring.apply(chart, vendored)
    return vendored


def _states(chart: Chart, path: str, vendored: Optional[Vendored]) -> list[dict[str, str]]:
    """Return how the dependencies stand once charts/ is written."""
    found = states.states(chart, path)
    fetched = [] if vendored is None else [subchart.name for subchart in vendored.charts]
    return [{**item, "status": "ok"} if item["name"] in fetched else item for item in found]


def _lint(path: str, vendored: Optional[Vendored], request: PackageRequest, env: Env) -> Optional[list[dict[str, str]]]:
    """Return what lint says, None where it was not asked. Raises ChartError for what the task does not want."""
    if not request.lint:
        return None
    from . import linting

    messages = linting.run(linting.Vendoring(path, vendored), request.values, env)
    linting.refuse(messages, path, strict=request.lint == "strict")
    return linting.described(messages)


def _signer(request: PackageRequest, environ: Mapping[str, str]) -> Optional[Signer]:
    if not request.key:
        return None
    from ..chart.signing.provenance import Signer
    from ..fetch.sources.verified import read_keyring

    try:
        return Signer(request.key, read_keyring(request.keyring, environ), request.passphrase)
    except ChartError as error:
        made = error.restated(error.problem.partition("failed to load keyring: ")[2] or error.problem)
        made.doing, made.hint = "signing the chart", "give the file that gpg --export-secret-keys writes as keyring"
        raise made from error


def _provenance(data: bytes, target: str, signer: Signer, env: Env) -> bytes:
    """Return the archive's provenance: what is there, where that is this key's good signature of it already."""
    from ..chart.signing import provenance

    text = provenance.message(data, os.path.basename(target), loader.load_archive(data, target).metadata)
    there = content_of(f"{target}.prov", doing="reading the archive")
    if there is not None and provenance.is_signed_by(there, text, signer, now_ns=env.now_ns()):
        return there
    return provenance.sign(text, signer)


def _write(vendored: Optional[Vendored], texts: Mapping[str, bytes]) -> None:
    if vendored is not None:
        from ..fetch.sources import vendoring

        vendoring.write(vendored)
    for name, data in texts.items():
        make_folder(os.path.dirname(name))
        write_atomic(name, data, mode=0o644)


def _epoch(environ: Mapping[str, str]) -> Optional[int]:
    text = environ.get("SOURCE_DATE_EPOCH", "")
    if not text:
        return None
    seconds = int(text) if _NUMBER.fullmatch(text) else None
    if seconds is not None and 0 <= seconds < 1 << 63:
        return seconds
    problem = f"strconv.ParseInt: parsing {quote(text)}: invalid syntax"
    if seconds is not None:
        problem = "must not be negative" if seconds < 0 else problem.replace("invalid syntax", "value out of range")
    hint = "give seconds since 1970, or leave the variable out of the task's environment"
    made = HelmsRequestError(f"invalid SOURCE_DATE_EPOCH: {problem}", doing="reading SOURCE_DATE_EPOCH", hint=hint)
    made.told = f"{text!r} is no number of seconds"
    raise made
