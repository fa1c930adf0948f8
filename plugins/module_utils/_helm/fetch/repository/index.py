# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""index.yaml: what a repository holds. Built from a folder of archives, read from anywhere."""

from __future__ import annotations

import hashlib
import os
from typing import Any, Callable, Iterable, Iterator, NamedTuple, Optional
from urllib.parse import urljoin, urlsplit

from ...base.errors import FetchError, HelmError
from ...codecs.json import codec as json_codec
from ...codecs.yaml import codec as yaml_codec
from ...golang.calendar import rfc3339
from ...semver.constraint import Constraint
from ...semver.version import is_version, parse_version
from . import index_text

MAX_BYTES = 100 * 1024 * 1024


class Index:
    """A repository's charts: entries maps a name to its versions, dicts as in the file (metadata, urls, digest)."""

    def __init__(self, entries: dict[str, list[dict[str, Any]]]) -> None:
        self._entries = entries
        self._unread: Optional[_Unread] = None

    @classmethod
    def load(cls, data: bytes, source: str, *, warn: Callable[[str], None]) -> Index:
        """Return the index in data (YAML or JSON). source: where it came from, for messages.

        Null entries and those without a name or a version are left out with a warning, as in helm. Raises FetchError.
        In the layout that helm writes, a chart's entries are read when they are asked for; what is wrong with them is
        said then, but a text that ends too early is refused at once.
        """
        if not data.strip():
            raise _bad(source, "empty index.yaml file")
        sections = None if data.lstrip()[:1] == b"{" else index_text.cut(data)
        if sections is None:
            return cls._whole(data, source, warn)
        _check_head(_parse(sections.head, source), source)
        index = cls({})
        index._unread = _Unread(data, source, warn, sections)
        if sections.last:
            index.versions(sections.last)
        return index

    @classmethod
    def _whole(cls, data: bytes, source: str, warn: Callable[[str], None]) -> Index:
        document = _parse(data, source)
        entries = document.get("entries")
        if entries is not None and not isinstance(entries, dict):
            raise _bad(source, "its entries are not a mapping")
        _check_head(document, source)
        return cls({str(name): list(_valid(name, found, source, warn)) for name, found in (entries or {}).items()})

    @property
    def names(self) -> list[str]:
        """The charts' names, sorted."""
        return sorted(self._unread.sections.entries if self._unread else self._entries)

    @property
    def entries(self) -> dict[str, list[dict[str, Any]]]:
        """All of it: a name -> its versions. To be asked for only where all of it is needed."""
        return {name: self._read(name) for name in self.names}

    def _read(self, name: str) -> list[dict[str, Any]]:
        """Return the entries of one chart as they are in the file."""
        unread = self._unread
        if unread is not None and name in unread.sections.entries and name not in self._entries:
            try:
                found = index_text.parse(unread.sections.text(name))[name]
            except HelmError:
                self._entries, self._unread = Index._whole(unread.data, unread.source, unread.warn)._entries, None
                return self._entries.get(name, [])  # the whole text says what is wrong, in which line; here it did not
            self._entries[name] = list(_valid(name, found, unread.source, unread.warn))
        return self._entries.get(name, [])

    def versions(self, name: str) -> list[dict[str, Any]]:
        """Return the entries of the chart of that name, the highest version first."""
        return sorted(self._read(name), key=_version_key, reverse=True)

    def pick(self, name: str, version: str = "", *, devel: bool = False) -> Optional[dict[str, Any]]:
        """Return the entry that helm would take, None where none fits.

        version: the exact text of one, else a constraint; "" is the newest that is no pre-release (with devel: any).
        Source: helm repo index.go, Get.
        """
        found = self._read(name)
        exact = next((entry for entry in found if version and entry["version"] == version), None)
        if exact is not None:
            return exact
        constraint = Constraint.parse(version or (">0.0.0-0" if devel else "*"))
        return next((entry for entry in self.versions(name) if _fits(constraint, entry["version"])), None)

    def merged(self, other: Index) -> Index:
        """Return this index plus what only other has: a version that both have stays as it is here."""
        entries = {name: list(found) for name, found in self.entries.items()}
        for name, found in other.entries.items():
            known = {entry["version"] for entry in entries.get(name, ())}
            entries.setdefault(name, []).extend(entry for entry in found if entry["version"] not in known)
        return Index(entries)

    def dump(self, now_ns: int) -> bytes:
        """Return the file's bytes: names sorted, versions from the highest down, generated at now_ns."""
        document = {
            "apiVersion": "v1",
            "entries": {name: self.versions(name) for name in self.names},
            "generated": rfc3339(now_ns),
        }
        return yaml_codec.dump(document).encode()


def build(folder: str, *, url: str, known: Optional[Index], now_ns: int) -> Index:
    """Return the index of the archives in folder and one level below, as helm repo index builds it.

    url: put before each archive's path ("" leaves paths relative). known: the index before; an archive of the same
    digest keeps its created time, so that an unchanged folder gives an unchanged index.
    """
    from ...chart import loader  # who only reads indexes has no use for it

    created = {
        (name, entry.get("version"), entry.get("digest")): entry.get("created")
        for name, found in (known.entries if known else {}).items()
        for entry in found
    }
    entries: dict[str, list[dict[str, Any]]] = {}
    for path in _archives(folder):
        data = _read(os.path.join(folder, path))
        digest = hashlib.sha256(data).hexdigest()
        chart = loader.load_archive(data, path)
        then = created.get((chart.name, chart.version, digest)) or rfc3339(now_ns)
        address = f"{url.rstrip('/')}/{path}" if url else path
        entry = {**chart.metadata, "created": then, "digest": digest, "urls": [address]}
        entries.setdefault(chart.name, []).append(entry)
    return Index(entries)


def _archives(folder: str) -> Iterator[str]:
    for name in _sorted_names(folder):
        if name.endswith(".tgz"):
            yield name
        elif os.path.isdir(os.path.join(folder, name)):
            inside = _sorted_names(os.path.join(folder, name))
            yield from (f"{name}/{inner}" for inner in inside if inner.endswith(".tgz"))


def _sorted_names(folder: str) -> Iterable[str]:
    try:
        return sorted(os.listdir(folder))
    except OSError as error:
        problem = f"open {folder}/index.yaml: {(error.strerror or str(error)).lower()}"  # helm begins with that file
        made = FetchError(problem, doing="indexing the folder of charts", subject=folder)
        made.told = error.strerror or str(error)
        raise made from error


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as handle:
            return handle.read()
    except OSError as error:
        raise FetchError(error.strerror or str(error), doing="indexing the folder of charts", subject=path) from error


def _parse(data: bytes, source: str) -> dict[str, Any]:
    is_json = data.lstrip()[:1] == b"{"
    try:
        text = data.decode("utf-8", "surrogateescape")
        document = _json(text, data) if is_json else index_text.parse(data)
    except HelmError as error:
        raise _bad(source, error.problem) from error
    if not isinstance(document, dict):
        from ...codecs.json import mistakes

        kind = mistakes.kind(document)
        words = f"error unmarshaling JSON: while decoding JSON: json: cannot unmarshal {kind} into Go value of type"
        made = _bad(source, f"{words} repo.IndexFile")
        made.told = "it is not a mapping"
        raise made
    return document


def _json(text: str, data: bytes) -> Any:
    """Return text as JSON, where it is none as YAML in its flow style."""
    try:
        return json_codec.loads_objects(text)
    except HelmError:
        return index_text.parse(data)


def _check_head(document: dict[str, Any], source: str) -> None:
    if not document.get("apiVersion"):
        raise _bad(source, "no API version specified")


def _bad(source: str, problem: str) -> FetchError:
    return FetchError(
        problem, doing="reading the repository's index", subject=source, hint="is this a chart repository?"
    )


class _Unread(NamedTuple):
    """The text that an index's charts are still in."""

    data: bytes
    source: str
    warn: Callable[[str], None]
    sections: index_text.Sections


def _valid(name: Any, found: Any, source: str, warn: Callable[[str], None]) -> Iterator[dict[str, Any]]:
    if found is not None and not isinstance(found, list):
        raise _bad(source, f"the versions of {name!r} are no list")
    for entry in found or ():
        if not isinstance(entry, dict):
            warn(f'skipping loading invalid entry for chart "{name}" from {source}: empty entry')
        elif not isinstance(entry.get("name"), str) or not is_version(str(entry.get("version") or "")):
            what = f'"{name}" "{entry.get("version")}" from {source}'
            warn(f"skipping loading invalid entry for chart {what}: invalid name or version")
        else:
            yield {**entry, "version": str(entry["version"])}


def _version_key(entry: dict[str, Any]) -> Any:
    return parse_version(entry["version"]).key


def _fits(constraint: Constraint, version: str) -> bool:
    return constraint.check(parse_version(version))


def _bad_address(address: str, repository_url: str) -> FetchError:
    """Return the error for an address in an index that is none."""
    from ...golang import urls

    why = ""
    try:
        urls.read(address)
    except urls.BadUrl as error:
        why = f": {error}"
    problem = f"failed to make chart URL absolute: failed to parse {address} as URL{why}"
    hint = "have the repository's index made anew"
    return FetchError(problem, doing="reading the repository's index", subject=repository_url, hint=hint)


def absolute_url(entry: dict[str, Any], repository_url: str) -> str:
    """Return the address of an entry's archive; a relative one is found from the repository's, whose query is kept.

    Source: pkg/repo ResolveReferenceURL.
    """
    urls = entry.get("urls")
    if not isinstance(urls, list) or not urls or not isinstance(urls[0], str):
        problem, hint = f'chart "{entry["name"]}" has no downloadable URLs', "have the repository's index made anew"
        raise FetchError(problem, doing="reading the repository's index", subject=repository_url, hint=hint)
    address = urls[0]
    try:
        if urlsplit(address).scheme:
            return address
    except ValueError as error:
        raise _bad_address(address, repository_url) from error
    base = urlsplit(repository_url)
    found = urljoin(base._replace(path=f"{base.path.rstrip('/')}/", query="").geturl(), address)
    return urlsplit(found)._replace(query=base.query).geturl()
