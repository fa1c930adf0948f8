# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Charts in OCI registries: found by tag, range or digest, fetched, pushed as helm pushes them."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import Any, Mapping, Optional, Tuple

from ...base.env import Env
from ...base.errors import FetchError
from ...base.files import digest_of
from ...chart.archive import MAX_SIZE
from ...chart.limits import MAX_PROVENANCE
from ...semver import strict
from ...semver.constraint import Constraint
from ...semver.version import InvalidVersion, is_version, parse_version
from ..web.cache import ArchiveCache
from ..web.http import Credentials, HttpSession
from ..web.paths import Paths
from . import logins
from . import manifest as oci_manifest
from .logins import Login
from .manifest import Manifest
from .reference import Reference, tag_of, version_of
from .registry import Registry

_MAX_MANIFESTS = 20  # of an image index that are looked into


@dataclass(frozen=True)
class Pulled:
    """A chart from a registry. reference: with its digest. archive: its bytes. provenance: None where not asked for.
    index: the digest of the image index that led there, "" for none."""

    reference: Reference
    archive: bytes
    provenance: Optional[bytes] = None
    index: str = ""


class Registries:
    """The registries that one task asks, each through one client with one login.

    The task's user and password come first, then helm's own file, then Docker's, then nobody.
    """

    def __init__(self, http: HttpSession, cache: ArchiveCache, *, paths: Paths, env: Env) -> None:
        self._http = http
        self._cache = cache
        self._paths = paths
        self._env = env
        self._clients: dict[Tuple[str, Credentials], Registry] = {}

    def client(self, host: str, credentials: Credentials) -> Registry:
        """Return the client for a registry's host, made at the first call."""
        key = (host, credentials)
        if key not in self._clients:
            login = Login(credentials.username, credentials.password)
            if not login:
                login = self._foreseen(host) or logins.find(host, self._paths.registry_config, self._paths.environ)
            self._clients[key] = Registry(self._http, host, credentials=credentials, login=login)
        return self._clients[key]

    def _foreseen(self, host: str) -> Login:
        """The login that an earlier task in check mode would have kept."""
        kept = self._env.foreseen.get("logins", {}).get(self._paths.registry_config, {}).get(host)
        return Login(*kept) if kept else logins.NOBODY

    def versions(self, reference: Reference, credentials: Credentials) -> list[str]:
        """Return the versions that a repository has tags of, the highest first."""
        # latest, and what else is no version, is left out
        return strict.newest_first(map(version_of, self.client(reference.host, credentials).tags(reference)))

    def resolve(self, text: str, version: str, credentials: Credentials, *, devel: bool = False) -> Reference:
        """Return the reference with a tag or digest that text (oci://…) and version mean.

        version: an exact one is the tag, whatever other tags there are; a range takes the highest that fits; "" the
        highest that is no pre-release. Source: pkg/registry ValidateReference.
        """
        reference = Reference.parse(text)
        if version and reference.tag and tag_of(version) != reference.tag:
            raise FetchError(
                f"chart reference and version mismatch: {version} is not {reference.tag}",
                doing="looking for the chart",
                subject=text,
                hint="leave one of the two out",
            )
        if reference.digest:
            return self._pinned(reference, version, credentials)
        version = version or version_of(reference.tag)  # "latest" is none, and then no constraint either
        if version and is_version(version):
            return reference.at(tag=tag_of(version))
        return reference.at(tag=tag_of(self._highest(reference, version, credentials, devel=devel)))

    def _pinned(self, reference: Reference, version: str, credentials: Credentials) -> Reference:
        """Return reference, whose digest decides, with the tag that it or version names. Raises FetchError where the
        registry has something else under that tag, and for a version that is none."""
        if version and not is_version(version):
            Constraint.parse(version)  # whether the chart fits is known once it is there
        tag = reference.tag or (tag_of(version) if is_version(version) else "")
        if not tag:
            return reference
        try:
            found = digest_of(self.client(reference.host, credentials).manifest(reference.at(tag=tag))[0])
        except FetchError as error:
            if error.status != 404 or not is_version(version_of(tag)):
                raise
            found = reference.digest  # a mirror without tags: the chart itself tells its version
        if found != reference.digest:
            raise FetchError(
                f"chart reference digest mismatch: {found} is not {reference.digest}",
                doing="looking for the chart",
                subject=str(reference.at(tag=tag)),
                hint="correct the version or the digest, or find out who put another chart there",
            )
        return reference.at(tag=tag, digest=reference.digest)

    def _highest(self, reference: Reference, version: str, credentials: Credentials, *, devel: bool) -> str:
        versions = self.versions(reference, credentials)
        if not versions:
            raise FetchError(
                f"unable to locate any tags in provided repository: oci://{reference}",
                doing="looking for the chart",
                hint="none of its tags is a version",
            )
        try:
            wanted = Constraint.parse(version or (">0.0.0-0" if devel else "*"))
        except InvalidVersion as error:
            raise FetchError(
                error.problem,
                doing="looking for the chart",
                subject=f"oci://{reference}",
                hint=f"a chart's tag is its version, or give a range; its newest are {', '.join(versions[:5])}",
            ) from error
        found = next((known for known in versions if wanted.check(parse_version(known))), None)
        if found is None:
            raise FetchError(
                f"could not locate a version matching provided version string {version}",
                doing="looking for the chart",
                subject=f"oci://{reference}",
                hint=f"its newest versions are {', '.join(versions[:5])}",
            )
        return found

    def pull(self, reference: Reference, credentials: Credentials, *, with_provenance: bool = False) -> Pulled:
        """Return the chart that reference points to, from the cache where that has what the digest means.

        Raises FetchError for what is no chart, and for whatever has another digest than it should.
        """
        manifest = self.manifest(reference, credentials)
        exact = reference.at(tag=reference.tag, digest=manifest.digest)
        if manifest.chart is None:
            raise FetchError(
                f"manifest does not contain a layer with mediatype {oci_manifest.CONTENT}",
                doing="reading the manifest",
                subject=str(reference),
                hint="this is something else than a chart",
            )
        if manifest.old_type:
            self._env.warn(f"{reference}: chart media type {oci_manifest.OLD_CONTENT} is deprecated")
        archive = self._cache.get(manifest.chart.digest[len("sha256:") :])
        if archive is None:
            client = self.client(reference.host, credentials)
            archive = client.blob(reference, manifest.chart, max_bytes=MAX_SIZE)
            self._cache.put(archive)
        provenance = self._provenance(reference, manifest, credentials) if with_provenance else None
        return Pulled(exact, archive, provenance, manifest.index)

    def _provenance(self, reference: Reference, manifest: Manifest, credentials: Credentials) -> Optional[bytes]:
        if manifest.provenance is None:
            return None
        client = self.client(reference.host, credentials)
        return client.blob(reference, manifest.provenance, max_bytes=MAX_PROVENANCE)

    def manifest(self, reference: Reference, credentials: Credentials) -> Manifest:
        """Return the chart's manifest that reference points to, through an image index where there is one."""
        data = self._cache.get_manifest(reference.digest[len("sha256:") :]) if reference.digest else None
        kind = ""
        if data is None:
            data, kind = self.client(reference.host, credentials).manifest(reference)
        document = oci_manifest.parse(data, str(reference))
        if (document.get("mediaType") or kind) == oci_manifest.INDEX or "manifests" in document:
            return self._in_index(data, reference, credentials)
        found = oci_manifest.read(data, str(reference))
        self._cache.put_manifest(data)
        return found

    def _in_index(self, data: bytes, reference: Reference, credentials: Credentials) -> Manifest:
        """Return the one manifest of an image index that is a chart's."""
        client = self.client(reference.host, credentials)
        for listed in oci_manifest.of_index(data, str(reference))[:_MAX_MANIFESTS]:
            if listed.media_type == oci_manifest.MANIFEST:
                exact = reference.at(digest=listed.digest)
                inner = client.manifest(exact)[0]
                config: Any = oci_manifest.parse(inner, str(exact)).get("config")
                if isinstance(config, dict) and config.get("mediaType") == oci_manifest.CONFIG:
                    return replace(oci_manifest.read(inner, str(exact)), index=digest_of(data))
        raise FetchError(
            f"could not load config with mediatype {oci_manifest.CONFIG}",
            doing="reading the manifest",
            subject=str(reference),
            hint="this is an image index without a chart in it",
        )

    def push(self, reference: Reference, package: oci_manifest.Package, credentials: Credentials) -> str:
        """Push package to reference's tag, blobs that are there already not again; return the manifest's digest."""
        client = self.client(reference.host, credentials)
        for digest, data in package.blobs.items():
            if not client.has_blob(reference, digest):
                client.push_blob(reference, digest, data)
        client.push_manifest(reference, package.manifest.data)
        return package.manifest.digest


def package(
    metadata: Mapping[str, Any], archive: bytes, provenance: Optional[bytes], *, modified: float
) -> oci_manifest.Package:
    """Return what helm push would push. modified: the archive's time, seconds since 1970; told in the local zone."""
    from ...golang.calendar import rfc3339

    second = int(modified)
    created = rfc3339(second * 1_000_000_000, time.localtime(second).tm_gmtoff)
    return oci_manifest.package(metadata, archive, provenance, created=created)


def is_same(there: Manifest, wanted: oci_manifest.Package) -> bool:
    """Return whether there has the chart, config and provenance of wanted.

    When an archive was made is no difference: the annotation tells the file's time.
    """
    made = wanted.manifest
    return (there.config, there.chart, there.provenance) == (made.config, made.chart, made.provenance)


def push_target(url: str, name: str, version: str) -> Reference:
    """Return where helm push puts the chart NAME at VERSION below url (oci://HOST/PATH). Raises FetchError."""
    base = url.rstrip("/")
    target = Reference.parse(f"{base}/{name}:{tag_of(version)}")
    if "@" in url or target.repository.rpartition("/")[2] != name:
        raise FetchError(
            "the address has a tag or digest; these are the chart's own",
            doing="pushing the chart",
            subject=url,
            hint="give oci://HOST/PATH, without the chart's name",
        )
    return target
