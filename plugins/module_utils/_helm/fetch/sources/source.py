# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From a chart's name, path or URL to the chart: what helm install's first lines do, with every digest compared."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple, Optional, Tuple
from urllib.parse import unquote, urlsplit

from ...base.env import Env
from ...base.errors import ChartError, FetchError, HelmError
from ...base.files import make_folder, write_atomic
from ...chart.limits import MAX_PROVENANCE
from ...semver.strict import is_strict
from ..repository import identity, index_cache, index_text
from ..repository.index import Index, absolute_url
from ..repository.index_cache import IndexCache
from ..repository.repositories import RepositoriesFile, credentials_of, foreseen_in
from ..web.cache import ArchiveCache
from ..web.http import Credentials, HttpSession, shown, split
from ..web.paths import Paths
from ..web.tls import CertificatesError, trust_of
from . import entries, verified
from .chart_source import ChartSource, Located
from .verified import bare, checked

if TYPE_CHECKING:
    from ..oci.charts import Registries
    from .indexes import Indexes

_CHECKING = "checking the chart"
_PROTOCOLS = "repositories are at http:// or https:// addresses"
_ADDRESSES = "charts are at http://, https:// or oci:// addresses"
_OTHER_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://[^/]+/.")
MAX_ARCHIVE_BYTES = 100 * 1024 * 1024  # an archive larger than what a chart may unpack to holds no chart
_FILE_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._+-]{0,250}\.tgz")


class Refreshed(NamedTuple):
    """A repository's index, and whether it differs from the one that was kept before."""

    found: Index
    is_new: bool


class Locator:
    """Finds charts for one task: one HTTP session, one reading of each file and index.

    writable: whether caches may be written (not in check mode). indexes: those that others of the task have read.
    """

    def __init__(self, paths: Paths, env: Env, *, writable: bool = True, indexes: Optional[Indexes] = None) -> None:
        self.paths = paths
        self.env = env
        self.http = HttpSession()
        self._writable = writable
        self._cache = ArchiveCache(paths.charts, warn=env.warn, writable=writable)
        self._indexes: dict[Tuple[str, Credentials], Index] = {}
        self._shared = indexes
        self._fetched = IndexCache(paths.indexes, writable=writable)
        self._repositories: Optional[RepositoriesFile] = None
        self._foreseen = foreseen_in(env, paths.repositories)
        self._registries: Optional[Registries] = None

    @property
    def repositories(self) -> RepositoriesFile:
        """The repositories that helm knows on this machine, in check mode would know by now; read at the first use."""
        if self._repositories is None:
            self._repositories = RepositoriesFile(self.paths.repositories, self._foreseen)
        return self._repositories

    def foresees(self, name: str) -> bool:
        """Return whether an earlier task in check mode would have made a repository known, with its newest index."""
        return bool(self._foreseen.get(name))

    @property
    def registries(self) -> Registries:
        """The OCI registries, made at the first use."""
        if self._registries is None:
            from ..oci.charts import Registries  # only charts of registries need it

            self._registries = Registries(self.http, self._cache, paths=self.paths, env=self.env)
        return self._registries

    def credentials_at(self, url: str, given: Credentials) -> Credentials:
        """Return who we are to the repository at url, the task's own, where the task gives given (identity.py)."""
        return identity.choose(url, given, home=url, entries=self.repositories.entries)

    def locate(self, source: ChartSource) -> Located:
        """Return the chart that source means. Raises ChartError or FetchError in helm's words."""
        try:
            found = self._located(source)
        except CertificatesError as error:
            raise error.of_a_chart() from error
        if source.cosign is not None and found.verification is None:
            from . import signed

            raise signed.unsigned(found.origin)
        return found

    def _located(self, source: ChartSource) -> Located:
        verified.check_form(source.digest)
        path = os.path.expanduser(source.chart)
        if not source.repo_url and os.path.exists(path):
            return self._local(path, source)
        if source.digest and not (source.verify or source.provenance or source.cosign):
            pinned = self._pinned(source)
            if pinned is not None:
                return pinned
        if source.is_in_registry:
            return self._from_registry(source)
        if source.chart.startswith(("http://", "https://")):
            return self._download(source.chart, source, home=source.chart)
        if source.repo_url:
            return self._from_repository(source, source.repo_url)
        if _OTHER_SCHEME.match(source.chart):
            problem = f'scheme "{source.chart.partition(":")[0]}" not supported'
            raise FetchError(problem, doing="looking for the chart", subject=shown(source.chart), hint=_ADDRESSES)
        if os.path.isabs(path) or source.chart.startswith("."):
            raise ChartError(f'path "{source.chart}" not found', doing="looking for the chart", hint="check the path")
        return self._from_known_repository(source)

    def _local(self, path: str, source: ChartSource) -> Located:
        if os.path.isdir(path):
            from ...chart import loader  # who only asks for an index has no use for it

            if source.digest:
                hint = "leave digest out, or give an archive"
                raise ChartError("a folder has no digest", doing=_CHECKING, subject=path, hint=hint)
            if source.verify:
                problem, hint = "unpacked charts cannot be verified", "give the signed archive, or leave verify out"
                raise ChartError(problem, doing=_CHECKING, subject=path, hint=hint)
            return Located(loader.load(path), os.path.abspath(path), "")
        try:
            with open(path, "rb") as handle:
                data = handle.read(MAX_ARCHIVE_BYTES + 1)
        except OSError as error:
            raise ChartError(error.strerror or str(error), doing="reading the chart", subject=path) from error
        from ...chart import archive

        archive.check_gzip(path, data[:512])
        signature = verified.read_provenance(f"{path}.prov") if source.verify else None
        if source.verify and signature is None:
            raise verified.no_provenance(path)
        name = os.path.basename(path)
        return self._loaded(data, source, origin=os.path.abspath(path), name=name, provenance=signature)

    def _pinned(self, source: ChartSource) -> Optional[Located]:
        """Return the chart of the digest that the task names, where the cache has it: nobody has to be asked."""
        data = self._cache.get(bare(source.digest))
        if data is None:
            return None
        from ...chart import archive, loader

        chart = loader.load_archive(data, source.chart)
        name = source.chart.rpartition("/")[2]
        by_name = source.repo_url or "://" not in source.chart
        wanted = name if by_name else ""
        verified.check_identity(chart, name=wanted, version=source.version, subject=source.chart)
        return Located(chart, shown(source.chart), f"sha256:{bare(source.digest)}", data, archive.file_name(chart))

    def _from_registry(self, source: ChartSource) -> Located:
        wanted = self.registries.resolve(source.address, source.version, source.credentials, devel=source.devel)
        with_provenance = source.verify or source.provenance
        pulled = self.registries.pull(wanted, source.credentials, with_provenance=with_provenance)
        verification = None
        if source.cosign is not None:
            from . import signed

            verification = signed.by_cosign(pulled, self.registries, source.credentials, source.cosign)
        if with_provenance and pulled.provenance is None:
            self._unsigned(verified.not_fetched(f"oci://{wanted}.prov"), source, f"oci://{wanted}")
        if source.digest and bare(source.digest) == bare(pulled.reference.digest):  # what helm push prints
            source = replace(source, digest="")  # it pins as much as the archive's
        name = f"{wanted.chart}-{wanted.tag.replace('_', '+')}.tgz" if wanted.tag else ""
        found = self._loaded(pulled.archive, source, origin=f"oci://{wanted}", name=name, provenance=pulled.provenance)
        version = wanted.tag.replace("_", "+")
        if not is_strict(version):
            version = source.version if wanted.digest else ""
        verified.check_identity(found.chart, name=wanted.chart, version=version, subject=found.origin)
        reference = f"oci://{wanted}@{pulled.reference.digest}"
        return replace(found, reference=reference, verification=verification or found.verification)

    def _from_repository(self, source: ChartSource, url: str) -> Located:
        source = replace(source, credentials=self.credentials_at(url, source.credentials))
        index = self.fetch_index(url, source.credentials)
        entry = entries.pick(index, source.chart, source.version, devel=source.devel)
        if entry is None:
            version = f' version "{source.version}"' if source.version else ""
            raise FetchError(
                f'chart "{source.chart}"{version} not found in {shown(url)} repository',
                doing="looking for the chart",
                hint=entries.choices(index, source.chart),
            )
        return self._entry(entry, source, url)

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
        entry = self._pick_cached(repository, name, source)
        if entry is None:
            entry = entries.pick(self._newest(known, asked=source.refresh), name, source.version, devel=source.devel)
        if entry is None:
            index = self.fetch_index(url, credentials)
            known_name = bool(index.versions(name))
            why = f"no chart version found for {name}-{source.version}" if known_name else "no chart name found"
            why = (known_name and entries.improper(source.version)) or why
            raise FetchError(
                f'chart "{name}" matching {source.version} not found in {repository} index. '
                f"(try 'helm repo update'): {why}",
                doing="looking for the chart",
                hint=entries.choices(index, name),
            )
        return self._entry(entry, replace(source, credentials=credentials), url)

    def _pick_cached(self, repository: str, name: str, source: ChartSource) -> Optional[dict[str, Any]]:
        """Return what helm's own copy of the index has; None where there is no copy, it does not count, or nothing in
        it fits."""
        if source.refresh or self.foresees(repository):
            return None
        path = self.paths.index_file(repository)
        data = index_cache.kept(path)
        if data is None:
            return None
        index = Index.load(data, path, warn=self.env.warn)
        return entries.pick(index, name, source.version, devel=source.devel)

    def _newest(self, known: dict[str, Any], *, asked: bool) -> Index:
        """Return the index that the repository has now; that it cannot be kept stops no release. asked: by the task."""
        try:
            return self.refresh(known, update=asked).found
        except FetchError:
            raise
        except HelmError as error:
            self.env.warn(f"the index is not kept for the next time: {error.subject}: {error.problem}")
            return self.fetch_index(str(known.get("url") or ""), credentials_of(known))

    def refresh(self, known: dict[str, Any], *, again: bool = False, update: bool = False) -> Refreshed:
        """Return the index that the repository has now, and keep it where helm does. known: its entry in helm's file.

        again: fetch all of it, whatever is kept. Where the server says that nothing is new, nothing is sent. update: a
        FetchError has the words of helm repo update.
        """
        url, name = str(known.get("url") or ""), str(known["name"])
        path = self.paths.index_file(name)
        before = index_cache.kept(path)
        data, index = self._index_of(url, credentials_of(known), again=again, update=update)
        is_new = before is None or index_text.fingerprint(before) != index_text.fingerprint(data)
        if self._writable and before == data:
            os.utime(path, follow_symlinks=False)  # how old it is counts from here
        elif self._writable:
            make_folder(self.paths.repository_cache)
            names = "".join(f"{chart}\n" for chart in index.names)
            write_atomic(self.paths.charts_file(name), names.encode(), mode=0o644)
            write_atomic(path, data, mode=0o644)
        return Refreshed(index, is_new)

    def fetch_index(self, url: str, credentials: Credentials) -> Index:
        """Return the index of the repository at url, asked for once a task."""
        known = self._indexes.get((url, credentials))
        return self._index_of(url, credentials)[1] if known is None else known

    def _index_of(self, url: str, credentials: Credentials, **how: bool) -> Tuple[bytes, Index]:
        if self._shared is None or how.get("again"):
            return self._read_index(url, credentials, **how)
        return self._shared.of(index_cache.key(url, credentials), lambda: self._read_index(url, credentials, **how))

    def _read_index(
        self, url: str, credentials: Credentials, *, again: bool = False, update: bool = False
    ) -> Tuple[bytes, Index]:
        address = index_cache.address(url)
        scheme = split(url).scheme
        if scheme not in ("http", "https"):
            problem = f"could not find protocol handler for: {scheme}"
            raise FetchError(problem, doing="fetching the repository's index", subject=shown(url), hint=_PROTOCOLS)
        try:
            data = self._fetched.fetch(self.http, address, credentials, again=again).data
            index = Index.load(data, shown(address), warn=self.env.warn)
        except FetchError as error:
            before = f'looks like "{shown(url)}" is not a valid chart repository or cannot be reached: '
            made = error.restated(before + error.problem)
            made.doing, made.subject = "fetching the repository's index", ""
            if update:
                from ...base import wording

                made = wording.not_updated(made, shown(url))
            raise made from error
        self._indexes[url, credentials] = index
        return data, index

    def _entry(self, entry: dict[str, Any], source: ChartSource, url: str) -> Located:
        listed = str(entry.get("digest") or "")
        address = absolute_url(entry, url)
        if address.startswith("oci://"):  # Bitnami's index does: its repository's password is not for the registry
            own = source.credentials if source.credentials.pass_credentials else trust_of(source.credentials)
            listed = source.digest or listed
            return self._from_registry(
                replace(source, chart=address, repo_url="", version="", digest=listed, credentials=own)
            )
        if source.digest and listed and bare(source.digest) != bare(listed):
            raise FetchError(
                f"the repository lists the digest {bare(listed)}, the task wants {bare(source.digest)}",
                doing="looking for the chart",
                subject=shown(address),
                hint="the repository has another archive than the one that was pinned",
            )
        return self._download(address, replace(source, digest=source.digest or listed), home=url)

    def _download(self, address: str, source: ChartSource, *, home: str) -> Located:
        data = self._cache.get(bare(source.digest)) if source.digest else None
        if data is None:
            data = self.http.get(address, source.credentials, home=home, max_bytes=MAX_ARCHIVE_BYTES)
            checked(data, source.digest, shown(address))
            self._cache.put(data)
        signature = self._signature(address, source, home) if source.verify or source.provenance else None
        name = unquote(urlsplit(address).path.rpartition("/")[2])
        return self._loaded(data, source, origin=shown(address), name=name, provenance=signature)

    def _signature(self, address: str, source: ChartSource, home: str) -> Optional[bytes]:
        """Return the provenance beside the archive; None, with a warning, where it does not have to be there."""
        beside = urlsplit(address)._replace(path=f"{urlsplit(address).path}.prov").geturl()
        try:
            return self.http.get(beside, source.credentials, home=home, max_bytes=MAX_PROVENANCE)
        except FetchError as error:
            self._unsigned(verified.not_fetched(shown(beside), error), source, address)
            return None

    def _unsigned(self, error: FetchError, source: ChartSource, origin: str) -> None:
        """Raise error, or warn of it where the signature was only to come along."""
        if source.verify:
            raise error
        self.env.warn(f"Verification not found for {shown(origin)}: {error.told or error.problem}")

    def _loaded(
        self, data: bytes, source: ChartSource, *, origin: str, name: str, provenance: Optional[bytes]
    ) -> Located:
        """Return the chart in data, its digest compared and, where that is wanted, its signature verified."""
        from ...chart import archive, loader

        found = checked(data, source.digest, origin)
        archive.check_gzip(origin, data[:512], by_name="://" not in origin)
        chart = loader.load_archive(data, origin)
        if not _FILE_NAME.fullmatch(name):
            name = archive.file_name(chart)  # what an address ends with is somebody else's choice
        verification = None
        if source.verify:
            from ...chart.signing import provenance as signatures

            ring = verified.read_keyring(source.keyring, self.paths.environ)
            verification = signatures.verify(data, provenance, ring, name=name, now_ns=self.env.now_ns())
        return Located(chart, origin, found, data, name, provenance, verification)
