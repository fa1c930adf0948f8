# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Chart archives: a gzipped tar of one folder, read with distrust and written so that equal charts are equal bytes."""

from __future__ import annotations

import posixpath
import re
import zlib
from typing import Any, Iterator, Optional

from ..base.errors import ChartError
from ..golang.calendar import marshalled
from . import tar
from .model import Chart, File

MAX_SIZE = 100 * 1024 * 1024  # of all files of a chart together, its nested archives included
_MAX_HEADERS = 32 * 1024 * 1024  # of what the tar adds: names, padding
_CHUNK = 64 * 1024
_MAGIC = b"\x1f\x8b"
_HEADER = 10  # bytes
_DRIVE = re.compile(r"[a-zA-Z]:/")
BOM = b"\xef\xbb\xbf"


class Budget:
    """The bytes that a chart may still have."""

    __slots__ = ("left",)

    def __init__(self, size: int = MAX_SIZE) -> None:
        self.left = size

    def take(self, size: int) -> None:
        """Spend size bytes. Raises ChartError when there are not that many."""
        if size > self.left:
            raise self.spent()
        self.left -= size

    @staticmethod
    def spent() -> ChartError:
        """Return the error for a chart that is too large."""
        return ChartError(
            f"decompressed chart is larger than the maximum size {MAX_SIZE}",
            doing="reading the chart",
            hint="a chart has at most 100 MiB of files, its subcharts included",
        )


def read_archive(data: bytes, *, budget: Optional[Budget] = None) -> list[File]:
    """Return the files in a chart archive, in its order, named from the chart's folder on.

    budget: what is left of the chart's size. Raises ChartError for what is no gzipped tar, for names that lead out of
    the folder and for sizes over the limit (Go: archive.LoadArchiveFiles).
    """
    budget = budget or Budget()
    stream = _Unzipped(data, budget.left + _MAX_HEADERS)
    files = [_read_member(member, budget) for member in tar.members(stream.read) if not member.is_folder]
    if not files:
        raise tar.broken("no files in chart archive")
    return files


def _read_member(member: tar.Member, budget: Budget) -> File:
    name = _inside(member.name)
    budget.take(member.size)  # before it is read: what a header claims is not believed, but counted
    data = member.read()  # of links and devices: nothing, as for helm
    return File(name, data[3:] if data.startswith(BOM) else data, marshalled(member.mtime))


def _inside(given: str) -> str:
    """Return a tar entry's name without its first folder, in slashes. Raises ChartError where it leads outside."""
    delimiter = "\\" if "\\" in given else "/"
    parts = given.split(delimiter)
    name = "/".join(parts[1:])
    if name.startswith("/"):
        raise tar.broken("chart illegally contains absolute paths")
    name = posixpath.normpath(name) if name else "."
    if name == ".":
        from ..golang import quoting

        raise tar.broken(f"chart illegally contains content outside the base directory: {quoting.quote(given)}")
    if name.startswith(".."):
        raise tar.broken("chart illegally references parent directory")
    if _DRIVE.match(name) or "\\" in name or "\0" in name:  # the last two are our own rule
        raise tar.broken("chart contains illegally named files")
    if parts[0] == "Chart.yaml":
        raise tar.broken("chart yaml not in base directory")
    return name


def _no_header(data: bytes) -> str:
    """Return what Go says of data that does not begin as gzipped data does: it reads the whole header first."""
    if len(data) >= _HEADER:
        return "gzip: invalid header"
    return "unexpected EOF" if data else "EOF"


class _Unzipped:
    """The bytes that gzipped data unpacks to, as a file to read from; never more of them than limit."""

    def __init__(self, data: bytes, limit: int) -> None:
        if data[:2] != _MAGIC:
            raise tar.broken(_no_header(data))
        self._left = limit
        self._pieces = self._unzip(data)
        self._pending = b""

    def read(self, size: int = -1) -> bytes:
        """Return the next size bytes, fewer at the end."""
        pieces, found = [self._pending], len(self._pending)
        while size < 0 or found < size:
            piece = next(self._pieces, b"")
            if not piece:
                break
            pieces.append(piece)
            found += len(piece)
        data = b"".join(pieces)
        size = found if size < 0 else size
        self._pending = data[size:]
        return data[:size]

    def _unzip(self, data: bytes) -> Iterator[bytes]:
        at = 0
        while data[at : at + 2] == _MAGIC:  # members one after another are one stream; what else follows is not ours
            unpacker = zlib.decompressobj(wbits=31)
            while not unpacker.eof:
                given = data[at : at + _CHUNK]
                at += len(given)
                some = False
                while not unpacker.eof:
                    piece = self._next(unpacker, given)
                    given = unpacker.unconsumed_tail
                    if piece:
                        some = True
                        yield piece
                    elif not given:
                        break
                if at >= len(data) and not some and not unpacker.eof:
                    raise tar.broken("unexpected EOF")
            at -= len(unpacker.unused_data)

    def _next(self, unpacker: Any, given: bytes) -> bytes:
        try:
            piece: bytes = unpacker.decompress(given, _CHUNK)
        except zlib.error as error:
            raise tar.broken(f"gzip: {error}") from error
        self._left -= len(piece)
        if self._left < 0:
            raise Budget.spent()
        return piece


def file_name(chart: Chart) -> str:
    """Return the name of chart's archive, "NAME-VERSION.tgz"."""
    return f"{chart.name}-{chart.version}.tgz"


def check_gzip(path: str, head: bytes, *, by_name: bool = True) -> None:
    """Raise ChartError where the first bytes of a file are not those of a gzip stream (Go: archive.EnsureArchive).

    by_name: whether the name says what it is, as that of a file does and an address does not.
    """
    if head.startswith(b"\x1f\x8b\x08"):
        return
    if by_name and path.endswith((".yml", ".yaml")):
        problem = f"file '{path}' seems to be a YAML file, but expected a gzipped archive"
    else:
        kind = _content_type(head[:512].ljust(512, b"\0"))
        problem = f"file '{path}' does not appear to be a gzipped archive; got '{kind}'"
    raise ChartError(problem, doing="reading the chart", subject=path, hint="a chart is a folder or a .tgz of one")


_TYPES = (
    (b"PK\x03\x04", "application/zip"),
    (b"%PDF-", "application/pdf"),
    (b"Rar!\x1a\x07", "application/x-rar-compressed"),
    (b"\xff\xfe", "text/plain; charset=utf-16le"),
    (b"\xfe\xff", "text/plain; charset=utf-16be"),
    (BOM, "text/plain; charset=utf-8"),
)
# A page, of a server that wants somebody to log in, say
_HTML = re.compile(
    rb"[\t\n\x0c\r ]*<(?:!DOCTYPE HTML|HTML|HEAD|SCRIPT|IFRAME|H1|DIV|FONT|TABLE|A|STYLE|TITLE|B|BODY|BR|P|!--)[ >]",
    re.IGNORECASE,
)
_BINARY = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")


def _content_type(head: bytes) -> str:
    """Return what Go's http.DetectContentType says of a file's first 512 bytes, for what gets mixed up with charts."""
    for magic, kind in _TYPES:
        if head.startswith(magic):
            return kind
    if _HTML.match(head):
        return "text/html; charset=utf-8"
    return "application/octet-stream" if _BINARY.search(head) else "text/plain; charset=utf-8"
