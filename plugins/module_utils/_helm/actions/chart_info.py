# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What there is to know about a chart, wherever it is: helm show, search, lint, dependency list and verify in one."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Iterator, Mapping, Optional

from ..base.env import Env
from ..base.errors import ChartError, RequestError
from ..chart import loader, states
from ..chart.model import Chart, File
from ..fetch.repository.repositories import credentials_of
from ..fetch.sources.source import ChartSource, Locator
from ..fetch.web.paths import Paths
from ..semver.constraint import fits

if TYPE_CHECKING:
    from ..fetch.repository.index import Index

_READMES = ("readme.md", "readme.txt", "readme")
_CRD_EXTENSIONS = (".yaml", ".yml", ".json")
_LISTED = {"version": "version", "appVersion": "app_version", "description": "description", "created": "created"}


@dataclass
class ChartInfoRequest:
    """Which chart, and what besides the chart itself: every version that there is, what lint says with values, the
    images that it would run with them. shaping: image_paths, as helm_template's."""

    source: ChartSource
    versions: bool = False
    lint: bool = False
    values: dict[str, Any] = field(default_factory=dict)
    images: bool = False
    shaping: dict[str, Any] = field(default_factory=dict)
    check: bool = False


def info(request: ChartInfoRequest, env: Env, environ: Mapping[str, str]) -> dict[str, Any]:
    """Return the result: origin, digest, metadata, chart_values, values_text, readme, crds, dependencies, and what was
    asked for besides. Raises ChartError, FetchError."""
    locator = Locator(Paths(environ), env, writable=not request.check)
    found = _versions(request.source, locator) if request.versions else None
    try:
        located = locator.locate(request.source)
    except ChartError as error:
        raise loader.shown_error(error) from error
    chart = located.chart
    result: dict[str, Any] = {
        "changed": False,
        "origin": located.origin,
        "digest": located.digest,
        "metadata": chart.metadata,
        "chart_values": chart.values,
        "values_text": next((_text(item) for item in chart.raw if item.name == "values.yaml"), ""),
        "readme": _readme(chart),
        "crds": list(_crds(chart)),
        "dependencies": states.states(chart, "" if located.archive else located.origin),
    }
    if found is not None:
        result["versions"] = found
    if request.lint:
        from . import linting

        messages = linting.run(linting.source_of(located), request.values, env)
        result["lint"] = {"failed": linting.fails(messages), "messages": linting.described(messages)}
    if request.images:
        from . import images

        result["images"] = images.of_chart(chart, request.values, request.shaping, env)
    if located.verification is not None:
        signed = located.verification
        result["verification"] = {"signed_by": list(signed.signed_by), "fingerprint": signed.fingerprint}
    return result


def _readme(chart: Chart) -> str:
    """Return the chart's README, "" where it has none, as helm show readme finds it."""
    return next((_text(item) for item in chart.files if item.name.lower() in _READMES), "")


def _crds(chart: Chart) -> Iterator[dict[str, str]]:
    """Yield the files in crds/ of the chart and its subcharts, each with its path below the chart's folder."""
    for owner in chart.walk():
        below = owner.path.partition("/")[2]
        for item in owner.files:
            if item.name.startswith("crds/") and posixpath.splitext(item.name)[1].lower() in _CRD_EXTENSIONS:
                yield {"path": posixpath.join(below, item.name), "content": _text(item)}


def _text(item: File) -> str:
    return item.data.decode("utf-8", "replace")


# Versions


def _versions(source: ChartSource, locator: Locator) -> list[dict[str, Any]]:
    """Return what the repository or registry has of the chart, the highest version first: those that fit the task's
    range, without one all but pre-releases."""
    if source.chart.startswith("oci://") or source.repo_url.startswith("oci://"):
        from ..fetch.oci.reference import Reference

        base = f"{source.repo_url.rstrip('/')}/" if source.repo_url else ""
        reference = Reference.parse(f"{base}{source.chart}")
        tags = locator.registries.versions(reference, source.credentials)
        return [{"version": tag} for tag in tags if _is_wanted(tag, source)]
    index, name = _index(source, locator)
    return [_listed(entry) for entry in index.versions(name) if _is_wanted(str(entry["version"]), source)]


def _index(source: ChartSource, locator: Locator) -> tuple[Index, str]:
    if source.repo_url:
        return locator.fetch_index(source.repo_url, source.credentials), source.chart
    repository, slash, name = source.chart.partition("/")
    known: Optional[dict[str, Any]] = locator.repositories.get(repository) if slash else None
    if known is None or source.chart.startswith((".", "/", "http://", "https://")):
        raise RequestError(
            f"{source.chart} is in no repository that could have other versions of it",
            doing="listing the chart's versions",
            hint="give REPO/NAME, NAME with chart_repo_url, or an oci:// address",
        )
    return locator.fetch_index(str(known.get("url") or ""), credentials_of(known)), name


def _is_wanted(version: str, source: ChartSource) -> bool:
    if version == source.version:
        return True
    return fits(source.version or (">0.0.0-0" if source.devel else "*"), version)


def _listed(entry: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {name: str(entry[key]) for key, name in _LISTED.items() if entry.get(key)}
    if entry.get("digest"):
        found["digest"] = f"sha256:{str(entry['digest']).rpartition(':')[2]}"
    return {**found, "deprecated": bool(entry.get("deprecated"))}
