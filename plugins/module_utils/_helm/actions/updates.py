# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Newer versions of the charts that releases were made of.

A release's record does not say where its chart is from. So it is told where the task says it, and else where only one
answer is possible: by the repositories known on this machine that have the release's version of a chart of that name.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import Any, Iterator, Mapping, NamedTuple, Sequence

from ..base.env import Env
from ..base.errors import FetchError, HelmError, MissingLibrary
from ..fetch.repository.repositories import credentials_of
from ..fetch.sources.chart_source import ChartSource
from ..fetch.sources.source import Locator
from ..fetch.web.http import shown
from ..fetch.web.paths import Paths
from ..semver.constraint import Constraint, fits
from ..semver.version import Version, is_version, parse_version
from . import versions

CURRENT, AVAILABLE, BEYOND, AMBIGUOUS, UNKNOWN = "current", "available", "beyond", "ambiguous", "unknown"

Entry = dict[str, Any]


@dataclass(frozen=True)
class UpdateSource:
    """What a task says of where charts are from. source.chart: NAME, REPO/NAME or oci://…/NAME, "" for every chart of
    source.repo_url; source.version: the range. releases: patterns of NAME or NAMESPACE/NAME, empty for all."""

    source: ChartSource
    releases: Sequence[str] = ()

    @property
    def chart(self) -> str:
        """The name of the chart that it is for, "" for every one."""
        return self.source.chart.rpartition("/")[2]

    @property
    def is_place(self) -> bool:
        """Whether it says where one chart is from."""
        return bool(self.chart and (self.source.repo_url or "/" in self.source.chart))

    def is_for(self, release: Mapping[str, Any]) -> bool:
        """Return whether it says something of the release."""
        key = f"{release['namespace']}/{release['name']}"
        return self.chart in ("", release["chart"]) and (
            not self.releases or any(fnmatchcase(key if "/" in one else release["name"], one) for one in self.releases)
        )


class _Listed(NamedTuple):
    """A version of a chart, read once for all releases. counts: whether it may be a newer one."""

    entry: Entry
    text: str
    version: Version
    counts: bool


class _Offer(NamedTuple):
    """What one place has of a chart, the highest version first, pre-releases too; problem: why that is not known."""

    place: str
    found: list[_Listed]
    problem: str = ""


class Updates:
    """Answers for the releases of one task: each index and each list of tags is asked for once, also one that cannot be
    had, of which is warned once."""

    def __init__(
        self, sources: Sequence[UpdateSource], env: Env, environ: Mapping[str, str], *, writable: bool
    ) -> None:
        """writable: whether caches may be written. Raises InvalidVersion for a range that is none."""
        for one in sources:
            Constraint.parse(one.source.version or "*")
        self._sources = sources
        self._locator = Locator(Paths(environ), env, writable=writable)
        self._offers: dict[ChartSource, _Offer] = {}
        self._away: dict[str, FetchError] = {}

    def of(self, release: Mapping[str, Any]) -> Entry:
        """Return what there is for a release (of name, namespace, chart and chart_version): {state, newest,
        newest_app_version, deprecated, constraint, newest_within, newer, source, candidates, errors, message}."""
        meant = [one for one in self._sources if one.is_for(release)]
        constraint = next((one.source.version for one in meant if one.source.version), "")
        place = next((one.source for one in meant if one.is_place), None)
        errors: list[Entry] = []
        chart, installed = str(release["chart"]), str(release["chart_version"])
        if place is not None:
            offers = [self._offer(replace(place, version=""))]
        else:
            offers = [self._offer(source) for source in self._by_name(chart, meant, errors)]
        errors += [{"source": one.place, "message": one.problem} for one in offers if one.problem]
        candidates = [_candidate(one, installed, constraint) for one in offers if one.found]
        answer: Entry = {
            "state": UNKNOWN, "newest": "", "newest_app_version": "", "deprecated": False, "constraint": constraint,
            "newest_within": "", "newer": [], "source": "", "candidates": [_shown(one) for one in candidates],
            "errors": errors, "message": "",
        }  # fmt: skip
        if not is_version(installed):
            return {**answer, "message": f"{installed!r} is no version"}
        sure = candidates if place is not None else [one for one in candidates if one["has_installed"]]
        if not sure:
            known = place is not None
            return {**answer, "message": _nothing_sure(chart, installed, candidates, known=known, errors=errors)}
        if any((one["newest"], one["newest_within"]) != (sure[0]["newest"], sure[0]["newest_within"]) for one in sure):
            where = ", ".join(one["source"] for one in sure)
            message = f"{chart} {installed} may be from any of {where}; say from which in update_sources"
            return {**answer, "state": AMBIGUOUS, "message": message}
        return {**answer, **_answer(sure[0], installed)}

    def _by_name(self, chart: str, meant: Sequence[UpdateSource], errors: list[Entry]) -> Iterator[ChartSource]:
        """Yield where a chart of that name may be: in the task's repositories, and in those known on this machine."""
        for one in meant:
            if one.source.repo_url and not one.chart:
                yield replace(one.source, chart=chart, version="")
        try:
            known = self._locator.repositories.entries
        except FetchError as error:
            errors.append({"source": error.subject, "message": self._warned(error.subject, error)})
            return
        for entry in known:
            yield ChartSource(f"{entry['name']}/{chart}", credentials=credentials_of(entry))

    def _offer(self, source: ChartSource) -> _Offer:
        if source not in self._offers:
            self._offers[source] = self._asked(source)
        return self._offers[source]

    def _asked(self, source: ChartSource) -> _Offer:
        place, home = _places(source)
        try:
            if home in self._away:
                raise self._away[home]
            found = versions.versions(replace(source, devel=True), self._locator)
            return _Offer(place, [_listed(one, devel=source.devel) for one in found])
        except MissingLibrary:
            raise
        except HelmError as error:
            if isinstance(error, FetchError) and error.status == 404 and source.repo_url.startswith("oci://"):
                return _Offer(place, [])  # a registry has a list of tags only of what it has
            if home not in self._away:
                if isinstance(error, FetchError) and not (error.status and home.startswith("oci://")):
                    self._away[home] = error
                self._warned(place, error)
            return _Offer(place, [], error.told or error.problem)

    def _warned(self, place: str, error: HelmError) -> str:
        problem = error.told or error.problem
        self._locator.env.warn(f"newer versions are not known of {place}: {problem}")
        return problem


def _places(source: ChartSource) -> tuple[str, str]:
    """Where a source is, as results show it, and what it has in common with others that cannot be had either."""
    if source.is_in_registry:
        return shown(source.address), "/".join(source.address.split("/")[:3])
    if source.repo_url:
        return shown(source.repo_url), source.repo_url
    repository = source.chart.partition("/")[0]
    return repository, repository


def _candidate(offer: _Offer, installed: str, constraint: str) -> Entry:
    """What one place that has the chart says, and for the answer: counted, the versions that count as newer ones."""
    counted = [one for one in offer.found if one.counts]
    within = next((one for one in offer.found if (fits(constraint, one.text) if constraint else one.counts)), None)
    own = parse_version(installed).key if is_version(installed) else None
    return {
        "source": offer.place,
        "newest": counted[0].text if counted else "",
        "newest_within": within.text if within is not None else "",
        "has_installed": any(one.version.key == own for one in offer.found),
        "counted": counted,
    }


def _listed(entry: Entry, *, devel: bool) -> _Listed:
    text = str(entry["version"])
    version = parse_version(text)
    return _Listed(entry, text, version, devel or not version.pre)


def _shown(candidate: Entry) -> Entry:
    return {key: value for key, value in candidate.items() if key != "counted"}


def _answer(sure: Entry, installed: str) -> Entry:
    own = parse_version(installed).key
    newer = [one.text for one in sure["counted"] if one.version.key > own]
    within = sure["newest_within"]
    is_available = bool(within) and parse_version(within).key > own
    first = sure["counted"][0].entry if sure["counted"] else {}
    return {
        "state": AVAILABLE if is_available else BEYOND if newer else CURRENT,
        "newest": sure["newest"],
        "newest_app_version": str(first.get("app_version") or ""),
        "deprecated": bool(first.get("deprecated")),
        "newest_within": within,
        "newer": newer,
        "source": sure["source"],
    }


def _nothing_sure(
    chart: str, installed: str, candidates: Sequence[Entry], *, known: bool, errors: Sequence[Entry]
) -> str:
    """Return why nothing is known for sure. known: whether the task says where the chart is from."""
    if candidates:
        where = ", ".join(one["source"] for one in candidates)
        return (
            f"{where}: there is a chart named {chart}, but no {installed} of it; "
            "if the release is from there, say so in update_sources"
        )
    if errors:
        return f"not all places that may have {chart} could be asked"
    if known:
        return f"there is no chart named {chart} where update_sources says"
    return f"no known repository has a chart named {chart}; say in update_sources where it is from"
