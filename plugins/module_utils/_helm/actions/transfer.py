# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Charts fetched into a folder, and pushed to a registry or a chart server."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Mapping, Optional

from ..base.env import Env
from ..base.errors import ChartError, FetchError, HelmError, HelmsRequestError
from ..base.files import content_of, digest_of, make_folder, write_atomic
from ..chart import loader, metadata
from ..chart.archive import MAX_SIZE, check_gzip
from ..fetch.sources import unpacked, verified
from ..fetch.sources.chart_source import ChartSource, Located
from ..fetch.sources.source import Locator
from ..fetch.web.paths import Paths
from ..fetch.web.tls import CertificatesError
from . import file_diff

if TYPE_CHECKING:
    from ..chart.model import Chart
    from ..fetch.oci.reference import Reference
    from ..fetch.oci.registry import Registry
    from ..fetch.web.tls import Credentials

_PULLING, _PUSHING = "pulling the chart", "pushing the chart"
_IN_THE_WAY = "it is not what this chart unpacks to; say force=true to replace it, or pull to another folder"


@dataclass
class PullRequest:
    """A chart to be in the folder dest: its archive, or with untar its own folder. force: replace another one there.
    charts_only: but no folder that holds no chart."""

    source: ChartSource
    dest: str
    untar: bool = False
    force: bool = False
    charts_only: bool = False
    check: bool = False


@dataclass
class PushRequest:
    """An archive to be at url: oci://HOST/PATH, or a ChartMuseum's. force: replace another archive of that version."""

    path: str
    url: str
    credentials: Credentials
    force: bool = False
    check: bool = False


def pull(request: PullRequest, env: Env, environ: Mapping[str, str]) -> dict[str, Any]:
    """Return the result of pulling: changed, path or archive, digest, metadata, verification, reference, diff.

    What is there already stays untouched. Raises ChartError, FetchError.
    """
    located = Locator(Paths(environ), env, writable=not request.check).locate(request.source)
    if not located.archive:
        raise ChartError(
            "it is a folder, which needs no pulling",
            doing=_PULLING,
            subject=located.origin,
            hint="give an archive, a URL, or a chart of a repository",
        )
    dest = os.path.abspath(request.dest)
    done = _untar(request, located, dest) if request.untar else _save(request, located, dest)
    reference = {"reference": located.reference} if located.reference else {}
    facts = {"digest": located.digest, "metadata": located.chart.metadata, **reference}
    return {**done, **facts, **_verification(located)}


def has_version(dest: str, name: str, version: str, *, untar: bool) -> bool:
    """Return whether the folder dest has the chart NAME in that version: as an archive, or with untar as a folder."""
    path = os.path.join(dest, name if untar else f"{name}-{version}.tgz")
    try:
        if untar:
            head = content_of(os.path.join(path, "Chart.yaml"), doing="reading the file", most=MAX_SIZE) or b""
        else:
            files = unpacked.files_of(content_of(path, doing="reading the file", most=MAX_SIZE) or b"")
            head = files.get("Chart.yaml", b"")
        facts = metadata.read(head) if head else {}
    except HelmError:
        return False  # what cannot be read is not there
    return facts.get("name") == name and facts.get("version") == version


def _save(request: PullRequest, located: Located, dest: str) -> dict[str, Any]:
    """Make dest hold the archive, and its provenance where that was verified."""
    files = {os.path.join(dest, located.file_name): located.archive}
    if located.provenance is not None:
        files[os.path.join(dest, f"{located.file_name}.prov")] = located.provenance
    before = {path: content_of(path, doing="reading the file", most=MAX_SIZE + 1) for path in files}
    changed = [path for path, data in files.items() if before[path] != data]
    if changed and not request.check:
        make_folder(dest)
        for path in changed:
            write_atomic(path, files[path], mode=0o644)
    return {
        "changed": bool(changed),
        "archive": next(iter(files)),
        "diff": [file_diff.by_digest(path, before[path], files[path]) for path in changed],
    }


def _untar(request: PullRequest, located: Located, dest: str) -> dict[str, Any]:
    """Make dest/NAME hold the chart's files, all of them and no others."""
    files = unpacked.files_of(located.archive)
    path = os.path.join(dest, unpacked.folder_name(located.chart.name))
    there = unpacked.read(path)
    if there == files:
        return {"changed": False, "path": path, "diff": []}
    if there is not None and (not request.force or (request.charts_only and "Chart.yaml" not in there)):
        raise ChartError(
            f"failed to untar: a file or directory with the name {path} already exists",
            doing=_PULLING,
            subject=located.origin,
            hint=_IN_THE_WAY if not request.force else "it holds no chart; remove it, or pull to another folder",
        )
    before, after = _version_in(path, there), f"{located.chart.name} {located.chart.version}\n"
    if not request.check:
        make_folder(dest)
        unpacked.write(path, files)
    return {"changed": True, "path": path, "diff": [file_diff.entry(path, before, after)]}


def push(request: PushRequest, env: Env, environ: Mapping[str, str]) -> dict[str, Any]:
    """Return the result of pushing: changed, archive, digest, metadata, reference, diff; to a registry manifest_digest.

    An archive that is there already is not pushed again. Raises ChartError, FetchError.
    """
    path = os.path.abspath(request.path)
    data = _archive(path, request.path)
    try:
        chart = loader.load_archive(data, path)
    except ChartError as error:
        raise loader.shown_error(error) from error
    signature = verified.read_provenance(f"{path}.prov")
    locator = Locator(Paths(environ), env, writable=False)
    there = _to_registry if request.url.startswith("oci://") else _to_server
    try:
        done = there(request, chart, (data, signature), locator)
    except CertificatesError as error:
        raise error.of_a_chart() from error
    return {**done, "archive": path, "digest": digest_of(data), "metadata": chart.metadata}


def _to_registry(
    request: PushRequest, chart: Chart, pushed: tuple[bytes, Optional[bytes]], locator: Locator
) -> dict[str, Any]:
    from ..fetch.oci import charts

    target = charts.push_target(request.url, chart.name, chart.version)
    modified = os.stat(request.path).st_mtime
    package = charts.package(chart.metadata, pushed[0], pushed[1], modified=modified)
    before = ""
    try:
        found = locator.registries.manifest(target, request.credentials)
    except FetchError as error:
        if error.status != 404:
            client = locator.registries.client(target.host, request.credentials)
            raise _as_helm_asks(client, target.at(digest=package.manifest.digest), error) from error
        found = None
    if found is not None:
        before = found.digest
        if charts.is_same(found, package):
            return {"changed": False, "reference": f"oci://{target}", "manifest_digest": before, "diff": []}
    if not request.check:
        locator.registries.push(target, package, request.credentials)
    after = package.manifest.digest
    return {
        "changed": True,
        "reference": f"oci://{target}",
        "manifest_digest": after,
        "diff": [file_diff.entry(f"oci://{target}", f"{before}\n" if before else "", f"{after}\n")],
    }


def _as_helm_asks(registry: Registry, target: Reference, error: FetchError) -> FetchError:
    """Return error in the words that helm has for it, whose first question before a push is another one."""
    try:
        registry.look_before_push(target)
    except FetchError as said:
        made = error.restated(said.problem)
        made.told = error.told or error.problem
        return made
    return error


def _to_server(
    request: PushRequest, chart: Chart, pushed: tuple[bytes, Optional[bytes]], locator: Locator
) -> dict[str, Any]:
    from ..fetch.repository.chart_server import ChartServer
    from ..fetch.web.http import shown

    if not request.url.startswith(("http://", "https://")):
        raise _no_target(request.url)
    server = ChartServer(locator.http, request.url, locator.credentials_at(request.url, request.credentials))
    before, after = server.digest(chart.name, chart.version), digest_of(pushed[0])
    reference = f"{shown(request.url).rstrip('/')}/{chart.name}:{chart.version}"
    if before == after:
        return {"changed": False, "reference": reference, "diff": []}
    if before and not request.force:
        raise ChartError(
            f"the server has another archive of {chart.name} {chart.version}: {before}",
            doing=_PUSHING,
            subject=shown(request.url),
            hint="raise the chart's version, or say force=true to replace what is there",
        )
    if not request.check:
        server.push(pushed[0], f"{chart.name}-{chart.version}.tgz", provenance=pushed[1], force=request.force)
    lines = (f"{before}\n" if before else "", f"{after}\n")
    return {"changed": True, "reference": reference, "diff": [file_diff.entry(reference, *lines)]}


def _no_target(url: str) -> HelmsRequestError:
    """Return the error for an address that nothing can be pushed to, in helm's words (Go: uploader.UploadTo)."""
    from ..fetch.web.http import shown
    from ..golang import urls

    try:
        scheme = urls.read(url).scheme
        problem = f'scheme "{scheme}" not supported' if scheme else 'scheme prefix missing from remote (e.g. "oci://")'
    except urls.BadUrl:
        problem = f"invalid chart URL format: {shown(url)}"
    hint = "give oci://HOST/PATH, or the http(s) URL of a ChartMuseum"
    made = HelmsRequestError(problem, doing="reading the option", subject="chart_repo_url", hint=hint)
    made.told = f"{shown(url)!r} is no address of a registry or chart server"
    return made


def _archive(path: str, given: str) -> bytes:
    if os.path.isdir(path):
        problem = "cannot push directory, must provide chart archive (.tgz)"
        raise ChartError(problem, doing=_PUSHING, subject=path, hint="package it first, with state=packaged")
    data = content_of(path, doing="reading the file", most=MAX_SIZE + 1)
    if data is None:
        raise ChartError(f"{given}: no such file", doing=_PUSHING, subject=path, hint="check the path")
    check_gzip(path, data[:512])
    return data


def _verification(located: Located) -> dict[str, Any]:
    return {} if located.verification is None else {"verification": located.verification.as_result()}


def _version_in(path: str, there: Optional[dict[str, bytes]]) -> str:
    """Return what a folder holds, for the diff."""
    if there is None:
        return ""
    if os.path.islink(path):
        return "a link\n"
    try:
        chart = loader.load(path)
    except ChartError:
        return "something else\n"
    return f"{chart.name} {chart.version}{', changed' if there else ''}\n"
