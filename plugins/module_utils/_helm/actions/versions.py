# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which versions a repository or a registry has of a chart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Mapping, Optional

from ..base.errors import FetchError, RequestError
from ..fetch.repository.repositories import credentials_of
from ..fetch.sources import entries
from ..fetch.sources.chart_source import ChartSource
from ..fetch.sources.source import Locator
from ..semver.constraint import fits

if TYPE_CHECKING:
    from ..fetch.repository.index import Index

_LISTED = {"version": "version", "appVersion": "app_version", "description": "description", "created": "created"}


def versions(source: ChartSource, locator: Locator) -> list[dict[str, Any]]:
    """Return what the repository or registry has of the chart, the highest version first: those that fit the source's
    range, without one all but pre-releases. Each is {version, app_version, description, created, digest, deprecated},
    as far as it is known. Raises FetchError, and RequestError for a source that is neither."""
    if source.is_in_registry:
        from ..fetch.oci.reference import Reference

        reference = Reference.parse(source.address)
        tags = locator.registries.versions(reference, source.credentials)
        return [{"version": tag} for tag in tags if _is_wanted(tag, source)]
    index, name = _index(source, locator)
    return [_listed(entry) for entry in index.versions(name) if _is_wanted(str(entry["version"]), source)]


def _index(source: ChartSource, locator: Locator) -> tuple[Index, str]:
    if source.repo_url:
        who = locator.credentials_at(source.repo_url, source.credentials)
        return locator.fetch_index(source.repo_url, who), source.chart
    repository, slash, name = source.chart.partition("/")
    known = _known(repository, locator) if slash else None
    if known is None or source.chart.startswith((".", "/", "http://", "https://")):
        raise RequestError(
            f"{source.chart} is in no repository that could have other versions of it",
            doing="listing the chart's versions",
            hint="give REPO/NAME, NAME with chart_repo_url, or an oci:// address",
        )
    why = entries.improper(source.version)
    if why:
        problem, hint = f"an invalid version/constraint format: {why}", "give a version, or a range as in ^1.2"
        raise FetchError(problem, doing="listing the chart's versions", subject=source.chart, hint=hint)
    return locator.fetch_index(str(known.get("url") or ""), credentials_of(known)), name


def _known(repository: str, locator: Locator) -> Optional[dict[str, Any]]:
    """The repository's entry in helm's file; that it cannot be read is told as by helm search repo."""
    try:
        return locator.repositories.get(repository)
    except FetchError as error:
        from ..base import wording

        raise wording.instead(error, wording.NO_REPOSITORIES) from error


def _is_wanted(version: str, source: ChartSource) -> bool:
    if version == source.version:
        return True
    return fits(source.version or (">0.0.0-0" if source.devel else "*"), version)


def _listed(entry: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {name: str(entry[key]) for key, name in _LISTED.items() if entry.get(key)}
    if entry.get("digest"):
        found["digest"] = f"sha256:{str(entry['digest']).rpartition(':')[2]}"
    return {**found, "deprecated": bool(entry.get("deprecated"))}
