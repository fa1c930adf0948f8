# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The compiled templates of one chart as one entry of a cache: read when the chart's texts are known, written after.

A cache has get(key) -> bytes or None, and put(key, data). The key is made of all that the code depends on: the texts
and their names, the functions' parameter types, the types handed in, the source of this room and Python's own version.
What is in an entry is trusted as code is: the cache sees to it that nobody else wrote it (base/disk_cache.py).

Only the chart's own files are kept. A text that they give to tpl may hold a value, and a value may be a secret.
"""

from __future__ import annotations

import hashlib
import marshal
import os
import sys
from typing import Any, Dict, Iterable, List, NamedTuple, Optional, Protocol, Tuple

from ..base import memory
from .units import Signature, Stored, Unit

# This room's files: what an older one of them compiled is not used (test_bundle.py holds the list complete).
SOURCES = (
    "builtins", "bundle", "compiler", "constants", "escaping", "expressions", "fields", "lexer", "limits", "literals",
    "names", "nodes", "parser", "parts", "pipelines", "positions", "quick", "ranges", "runtime", "signatures",
    "template", "tokens", "type_table", "units", "writer",
)  # fmt: skip


class Cache(Protocol):
    """Where bundles are kept."""

    def get(self, key: str) -> Optional[bytes]:
        """Return what was put under key, or None."""

    def put(self, key: str, data: bytes) -> None:
        """Keep data under key; a cache that cannot does without."""


class _Entry(NamedTuple):
    """What a cache has under a key."""

    cache: Cache
    key: str
    kept: Dict[bytes, Stored]


# The entries that were read or written last: a task renders a chart several times, and works on several of them.
_latest: List[_Entry] = []
_MOST = 16
memory.at_the_end(_latest.clear)


class Bundle:
    """The units of one chart: those that an earlier run kept, and those that this one uses."""

    def __init__(self, cache: Cache, signature: Signature, files: Iterable[Tuple[str, str]]) -> None:
        self.cache = cache
        self.signature = signature
        key = _begun(signature).copy()
        self._files = {(name, text): _digest(name, text) for name, text in files}
        for digest in self._files.values():
            key.update(digest)
        self.key = key.hexdigest()
        self.kept = self._read()
        self.used: Dict[bytes, Unit] = {}

    def _read(self) -> Dict[bytes, Stored]:
        for entry in tuple(_latest):
            if entry.key == self.key and entry.cache is self.cache:
                return entry.kept
        data = self.cache.get(self.key)
        return self._remember({} if data is None else marshal.loads(data))  # noqa: S302 (ours, see above)

    def _remember(self, kept: Dict[bytes, Stored]) -> Dict[bytes, Stored]:
        others = [entry for entry in _latest if entry.key != self.key or entry.cache is not self.cache]
        _latest[:] = [_Entry(self.cache, self.key, kept), *others[: _MOST - 1]]
        return kept

    def find(self, name: str, text: str) -> Optional[Stored]:
        """Return what was kept of a text; of none but the files'."""
        return self.kept.get(self._files.get((name, text), b""))

    def note(self, unit: Unit) -> None:
        """Remember that this run uses unit, if it is a file's."""
        digest = self._files.get((unit.name, unit.text))
        if digest is not None:
            self.used[digest] = unit

    def save(self) -> None:
        """Write the entry, if this run compiled something that is not in it."""
        if any(digest not in self.kept or unit.codes > self.kept[digest][0] for digest, unit in self.used.items()):
            fresh = {digest: unit.stored() for digest, unit in self.used.items()}
            self.kept = self._remember({**self.kept, **fresh})
            self.cache.put(self.key, marshal.dumps(self.kept))


def _begun(signature: Signature) -> Any:
    """Return the digest of what a key is made of besides the files, to go on with in a copy of it. It is the same for
    each chart, and takes longer than that of a small chart's files."""
    place = (signature.number, _OWN_SOURCE)
    known = _digests.get(place)
    if known is None:
        known = hashlib.sha256(f"{sys.hexversion} {sys.implementation.cache_tag}".encode())
        known.update(_OWN_SOURCE)
        known.update(repr(signature.types.key()).encode())
        for name, params in sorted(signature.params.items()):
            known.update(f"\0{name}\0{params}".encode())
        _digests[place] = known
    return known


_digests: Dict[Tuple[int, bytes], Any] = {}  # a signature's number is of this process


def _digest_of_sources() -> bytes:
    """Return a digest of this room's source; read through the loader, as Ansible ships it in an archive. One that knows
    the digest of all its sources says so."""
    loader: Any = __spec__.loader if __spec__ else None
    known: Optional[bytes] = getattr(loader, "core_digest", None)
    if known is not None:
        return known
    digest = hashlib.sha256()
    for name in SOURCES:
        digest.update(loader.get_data(os.path.join(os.path.dirname(__file__), f"{name}.py")))
    return digest.digest()


def _digest(name: str, text: str) -> bytes:
    return hashlib.sha256(f"{len(name)}\0{name}{text}".encode("utf-8", "surrogateescape")).digest()


# Read when the room is imported: the process may live longer than these files, and what it compiles is by this code.
_OWN_SOURCE = _digest_of_sources()
