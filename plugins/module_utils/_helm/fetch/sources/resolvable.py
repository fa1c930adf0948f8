# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the dependencies of a chart can be resolved, all of them looked at before one is fetched; in helm's words
(Go: internal/resolver, downloader/manager.go)."""

from __future__ import annotations

import hashlib
import re
from typing import Any, Optional

from ...base.errors import ChartError, FetchError, HelmError
from ...chart import loader
from ..repository import identity
from . import missing
from .chart_source import ChartSource, Located
from .missing import UPDATING, constraint_of
from .source import Locator

Requirement = dict[str, Any]

_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|/")  # what Go takes for a request's URI
_MANAGED = "helm-manager-"
_NOTE = """
Note that repositories must be URLs or aliases. For example, to refer to the "example"
repository, use "https://charts.example.com/" or "@example" instead of
"example". Don't forget to add the repo, too ('helm repo add')."""


def with_urls(wanted: list[Requirement], locator: Locator) -> list[Requirement]:
    """Return dependencies with the URLs that names of repositories stand for: that is what the lock is made of.

    Raises ChartError for what is neither a URL nor known.
    """
    made, unknown, strange = [], [], ""
    for item in wanted:
        repository = str(item.get("repository") or "")
        is_alias = repository.startswith(("@", "alias:"))
        known = locator.repositories.get(repository.partition(":" if repository[:1] != "@" else "@")[2])
        if is_alias and known is not None:
            item = {**item, "repository": str(known.get("url") or "")}
        elif repository and not _URI.match(repository):
            unknown.append(repository)
        elif repository.startswith("alias:"):
            strange = strange or "alias"
        made.append(dict(item))
    if unknown:
        problem = f"no repository definition for {', '.join(unknown)}. Please add them via 'helm repo add'"
        if any("//" not in text and not text.startswith(("@", "alias:")) for text in unknown):
            problem += _NOTE
        raise ChartError(problem, doing=UPDATING, hint="add it with helm_repo, or give its URL")
    if strange:
        hint = "add the repository with helm_repo"
        raise ChartError(f"could not find protocol handler for: {strange}", doing=UPDATING, hint=hint)
    return made


def check(wanted: list[Requirement], located: Located, locator: Locator, task: ChartSource) -> None:
    """Return when each dependency has a version that fits. Raises ChartError, FetchError for the first that is broken,
    or for all that have none."""
    lacking = []
    for item in wanted:
        constraint = constraint_of(item)
        version = _version(item, located, locator, task)
        if version is not None and not (version and constraint.admits(version)):
            name, repository, text = (str(item.get(key) or "") for key in ("name", "repository", "version"))
            lacking.append(f'"{name}" (repository "{repository}", version "{text}")')
    if lacking:
        raise ChartError(
            f"can't get a valid version for {len(lacking)} subchart(s): {', '.join(lacking)}. Make sure a matching "
            "chart version exists in the repo, or change the version constraint in Chart.yaml",
            doing=UPDATING,
            hint="correct the versions",
        )


def not_updated(error: HelmError, located: Located, locator: Locator, task: ChartSource) -> HelmError:
    """Return error, of a dependency that could not be fetched anew, in the words of helm, which looks at all first."""
    try:
        check(with_urls(located.chart.metadata.get("dependencies") or [], locator), located, locator, task)
    except HelmError as said:
        return said
    return error


def _version(item: Requirement, located: Located, locator: Locator, task: ChartSource) -> Optional[str]:
    """Return the version that a dependency would get, "" for none, None where the fetching tells."""
    name, repository, version = (str(item.get(key) or "") for key in ("name", "repository", "version"))
    if repository.startswith("file://"):
        return loader.load(missing.folder_of(repository, located)).version
    if not repository.startswith(("http://", "https://")):
        return None
    who = identity.choose(
        repository, task.credentials, home=task.repo_url or task.chart, entries=locator.repositories.entries
    )
    try:
        index = locator.fetch_index(repository, who)
    except FetchError as error:
        raise _no_index(repository, locator, error) from error
    if not index.versions(name):
        raise FetchError(f"{name} chart not found in repo {repository}", doing=UPDATING, hint="check its name")
    found = index.pick(name, version)
    return "" if found is None else str(found["version"])


def _no_index(repository: str, locator: Locator, error: FetchError) -> FetchError:
    """Return error in helm's words, which say that there is no copy; for people, why there is none."""
    known = (entry for entry in locator.repositories.entries)
    names = (str(entry["name"]) for entry in known if identity.same_repository(str(entry.get("url") or ""), repository))
    name = next(names, f"{_MANAGED}{hashlib.sha256(repository.encode()).hexdigest()}")
    told = error.told or error.problem
    made = error.restated(
        f"no cached repository for {name} found. (try 'helm repo update'): open {locator.paths.index_file(name)}: "
        "no such file or directory"
    )
    made.told = told
    return made
