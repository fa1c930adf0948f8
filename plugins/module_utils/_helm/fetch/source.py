# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From a chart's name, path or URL to the chart: what helm install's first lines do, with every digest compared."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from typing import Any, Optional, Tuple

from ..base.env import Env
from ..base.errors import ChartError, FetchError
from ..base.files import make_private_folder, write_atomic
from ..chart import loader
from ..chart.model import Chart
from .cache import ArchiveCache
from .http import ANONYMOUS, Credentials, HttpSession, shown
from .index import MAX_BYTES, Index, absolute_url
from .paths import Paths
from .repositories import RepositoriesFile, credentials_of

MAX_ARCHIVE_BYTES = 100 * 1024 * 1024  # an archive larger than what a chart may unpack to holds no chart


@dataclass(frozen=True)
class ChartSource:
    """Where the task's author says the chart is.

    chart: a folder, an archive, an http or https URL, NAME (with repo_url) or REPO/NAME. version: exact or a range.
    digest: "sha256:…" that the archive must have, "" for any.
    """

    chart: str
    version: str = ""
    repo_url: str = ""
    credentials: Credentials = ANONYMOUS
    devel: bool = False
    digest: str = ""


@dataclass(frozen=True)
class Located:
    """A chart and where it was found. origin: path or URL, without credentials. digest: "sha256:…", "" for a folder."""

    chart: Chart
    origin: str
    digest: str


class Locator:
    """Finds charts for one task: one HTTP session, one reading of each file and index.

    writable: whether caches may be written (not in check mode).
    """

    def __init__(self, paths: Paths, env: Env, *, writable: bool = True) -> None:
        self.paths = paths
        self.env = env
        self.http = HttpSession()
        self._writable = writable
        self._cache = ArchiveCache(paths.charts, writable=writable)
        self._indexes: dict[Tuple[str, Credentials], Index] = {}
        self._repositories: Optional[RepositoriesFile] = None

    @property
    def repositories(self) -> RepositoriesFile:
        """The repositories that helm knows on this machine, read at the first use."""
        if self._repositories is None:
            self._repositories = RepositoriesFile(self.paths.repositories)
        return self._repositories

    def locate(self, source: ChartSource) -> Located:
        """Return the chart that source means. Raises ChartError or FetchError in helm's words."""
        path = os.path.expanduser(source.chart)
        if not source.repo_url and os.path.exists(path):
            return self._local(path, source.digest)
        if source.chart.startswith("oci://"):
            raise ChartError(
                "charts of OCI registries cannot be fetched yet",
                doing="looking for the chart",
                subject=source.chart,
                hint="use an archive or a repository",
            )
        if source.chart.startswith(("http://", "https://")):
            return self._download(source.chart, source.credentials, home=source.chart, digest=source.digest)
        if source.repo_url:
            return self._from_repository(source, source.repo_url)
        if os.path.isabs(path) or source.chart.startswith("."):
            raise ChartError(f'path "{source.chart}" not found', doing="looking for the chart", hint="check the path")
        return self._from_known_repository(source)

    def _local(self, path: str, digest: str) -> Located:
        if os.path.isdir(path):
            if digest:
                raise ChartError("a folder has no digest", subject=path, hint="leave digest out, or give an archive")
            return Located(loader.load(path), os.path.abspath(path), "")
        try:
            with open(path, "rb") as handle:
                data = handle.read(MAX_ARCHIVE_BYTES + 1)
        except OSError as error:
            raise ChartError(error.strerror or str(error), doing="reading the chart", subject=path) from error
        return Located(loader.load_archive(data, path), os.path.abspath(path), _checked(data, digest, path))

    def _from_repository(self, source: ChartSource, url: str) -> Located:
        index = self.fetch_index(url, source.credentials)
        entry = index.pick(source.chart, source.version, devel=source.devel)
        if entry is None:
            version = f' version "{source.version}"' if source.version else ""
            raise FetchError(
                f'chart "{source.chart}"{version} not found in {shown(url)} repository',
                doing="looking for the chart",
                hint=_choices(index, source.chart),
            )
        return self._entry(entry, url, source.credentials, digest=source.digest)

    def _from_known_repository(self, source: ChartSource) -> Located:
        repository, slash, name = source.chart.partition("/")
        if not slash:
            raise ChartError(
                f"non-absolute URLs should be in form of repo_name/path_to_chart, got: {source.chart}",
                doing="looking for the chart",
                hint="give a path, REPO/NAME, or NAME with chart_repo_url",
            )
        known = self.repositories.get(repository)
        if known is None:
            raise FetchError(
                f"repo {repository} not found", doing="looking for the chart", hint="add it with helm_repo first"
            )
        url, credentials = str(known.get("url") or ""), credentials_of(known)
        entry = self._pick_cached(repository, name, source) or self.refresh(known).pick(
            name, source.version, devel=source.devel
        )
        if entry is None:
            index = self.fetch_index(url, credentials)
            known_name = bool(index.versions(name))
            why = f"no chart version found for {name}-{source.version}" if known_name else "no chart name found"
            raise FetchError(
                f'chart "{name}" matching {source.version} not found in {repository} index: {why}',
                doing="looking for the chart",
                hint=_choices(index, name),
            )
        return self._entry(entry, url, credentials, digest=source.digest)

    def _pick_cached(self, repository: str, name: str, source: ChartSource) -> Optional[dict[str, Any]]:
        """Return what helm's own copy of the index has; None where there is no copy or nothing in it fits."""
        path = self.paths.index_file(repository)
        try:
            with open(path, "rb") as handle:
                data = handle.read(MAX_BYTES)
        except OSError:
            return None
        return Index.load(data, path, warn=self.env.warn).pick(name, source.version, devel=source.devel)

    def refresh(self, known: dict[str, Any]) -> Index:
        """Return the index that the repository has now, and keep it where helm does. known: its entry."""
        url, name = str(known.get("url") or ""), str(known["name"])
        data, index = self._read_index(url, credentials_of(known))
        if self._writable:
            make_private_folder(self.paths.repository_cache)
            write_atomic(self.paths.index_file(name), data, mode=0o644)
            names = "".join(f"{chart}\n" for chart in sorted(index.entries))
            write_atomic(self.paths.charts_file(name), names.encode(), mode=0o644)
        return index

    def fetch_index(self, url: str, credentials: Credentials) -> Index:
        """Return the index of the repository at url, fetched once a task."""
        known = self._indexes.get((url, credentials))
        return self._read_index(url, credentials)[1] if known is None else known

    def _read_index(self, url: str, credentials: Credentials) -> Tuple[bytes, Index]:
        address = _index_address(url)
        try:
            data = self.http.get(address, credentials, max_bytes=MAX_BYTES)
            index = Index.load(data, shown(address), warn=self.env.warn)
        except FetchError as error:
            raise FetchError(
                f'looks like "{shown(url)}" is not a valid chart repository or cannot be reached: {error.problem}',
                doing="fetching the repository's index",
                hint=error.hint,
                status=error.status,
            ) from error
        self._indexes[url, credentials] = index
        return data, index

    def _entry(self, entry: dict[str, Any], url: str, credentials: Credentials, *, digest: str) -> Located:
        listed = str(entry.get("digest") or "")
        if digest and listed and _bare(digest) != _bare(listed):
            raise FetchError(
                f"the repository lists the digest {_bare(listed)}, the task wants {_bare(digest)}",
                doing="looking for the chart",
                subject=absolute_url(entry, url),
            )
        return self._download(absolute_url(entry, url), credentials, home=url, digest=digest or listed)

    def _download(self, address: str, credentials: Credentials, *, home: str, digest: str) -> Located:
        data = self._cache.get(_bare(digest)) if digest else None
        if data is None:
            data = self.http.get(address, credentials, home=home, max_bytes=MAX_ARCHIVE_BYTES)
            checked = _checked(data, digest, shown(address))
            self._cache.put(data)
        else:
            checked = f"sha256:{_bare(digest)}"
        return Located(loader.load_archive(data, shown(address)), shown(address), checked)


def _index_address(url: str) -> str:
    base, query, rest = url.partition("?")
    return f"{base.rstrip('/')}/index.yaml{query}{rest}"


def _bare(digest: str) -> str:
    return digest[len("sha256:") :].lower() if digest.startswith("sha256:") else digest.lower()


def _checked(data: bytes, digest: str, origin: str) -> str:
    found = hashlib.sha256(data).hexdigest()
    if digest and found != _bare(digest):
        raise ChartError(
            f"its digest is sha256:{found}, expected sha256:{_bare(digest)}",
            doing="checking the chart's archive",
            subject=origin,
            hint="it was changed since the digest was written down; do not use it before you know why",
        )
    return f"sha256:{found}"


def _choices(index: Index, name: str) -> str:
    found = [str(entry["version"]) for entry in index.versions(name)][:5]
    return f"its newest versions are {', '.join(found)}" if found else "check the chart's name"
