# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading tar: every header checked, nothing skipped in silence.

Python's tarfile takes a broken header in the middle for the end of the archive; half a chart would be loaded as a whole
one. Go's archive/tar, which helm uses, does not.
"""

from __future__ import annotations

from typing import Callable, Iterator

from ..base.errors import ChartError

BLOCK = 512
_MAX_SPECIAL = 1024 * 1024  # of a header that is a file itself: long names, PAX records
_HEADER_ONLY = b"123456"
_ZERO = bytes(BLOCK)

Read = Callable[[int], bytes]


class Member:
    """A file of an archive. size: bytes of content. mtime: nanoseconds since 1970. read: its content, once."""

    __slots__ = ("is_folder", "kind", "mtime", "name", "read", "size")

    def __init__(self, name: str, kind: bytes, size: int, mtime: int, *, is_folder: bool) -> None:
        self.name = name
        self.kind = kind
        self.size = size
        self.mtime = mtime
        self.is_folder = is_folder
        self.read: Callable[[], bytes] = bytes


class _Header:
    """One 512-byte header."""

    __slots__ = ("kind", "mode", "mtime", "name", "size")

    def __init__(self, block: bytes) -> None:
        declared = _number(block[148:156])
        plain = block[:148] + b" " * 8 + block[156:]
        if declared != sum(plain) and declared != sum(byte - 256 if byte > 127 else byte for byte in plain):
            raise broken("archive/tar: invalid tar header")  # some old programs took bytes for signed
        self.kind = block[156:157]
        self.name = _text(block[:100])
        self.mode = _number(block[100:108])
        self.size = _number(block[124:136])
        self.mtime = _number(block[136:148]) * 10**9
        unused = [block[108:116], block[116:124]]  # owner and group
        if block[257:262] == b"ustar":
            unused += [block[329:337], block[337:345]]  # device
        for field in unused:
            _number(field)  # broken all the same
        if block[257:265] == b"ustar\x0000":
            prefix = _text(block[345:500])
            self.name = f"{prefix}/{self.name}" if prefix else self.name
        if self.size < 0:
            raise broken("archive/tar: invalid tar header")


def members(read: Read) -> Iterator[Member]:
    """Yield an archive's files in its order; read gives the next bytes of the archive, fewer only at its end.

    A member's content can be read until the next one is asked for. Raises ChartError for every broken header.
    """
    extended: dict[str, str] = {}
    while True:
        block = _header_block(read)
        if not block:
            return
        header = _Header(block)
        if header.kind in (b"x", b"L", b"K"):
            data = _special(read, header.size)
            extended.update(_records(data) if header.kind == b"x" else _long_name(header.kind, data))
            continue
        if header.kind == b"g":
            _special(read, header.size)
            continue
        member = _member(header, extended)
        extended = {}
        left = _Content(read, member.size)
        member.read = left.all
        yield member
        left.skip()


def _member(header: _Header, extended: dict[str, str]) -> Member:
    name = extended.get("path", header.name)
    size = header.size
    if "size" in extended:
        if not extended["size"].isdecimal():
            raise broken("archive/tar: invalid tar header")
        size = int(extended["size"][:20])
    if header.kind == b"S" or any(key.startswith("GNU.sparse.") for key in extended):
        raise broken("sparse files are not supported")
    mtime = _pax_time(extended["mtime"]) if extended.get("mtime") else header.mtime
    is_folder = header.kind == b"5" or header.mode & 0o170000 == 0o040000
    is_folder = is_folder or (header.kind == b"\0" and name.endswith("/"))
    return Member(name, header.kind, 0 if header.kind in _HEADER_ONLY else size, mtime, is_folder=is_folder)


class _Content:
    """The bytes of one member, and the padding behind them."""

    __slots__ = ("_left", "_padding", "_read")

    def __init__(self, read: Read, size: int) -> None:
        self._read = read
        self._left = size
        self._padding = -size % BLOCK

    def all(self) -> bytes:
        """Return what has not been read yet."""
        data = _exactly(self._read, self._left)
        self._left = 0
        return data

    def skip(self) -> None:
        """Go to the next header."""
        left = self._left + self._padding
        self._left = self._padding = 0
        while left:
            step = min(left, 64 * 1024)
            _exactly(self._read, step)
            left -= step


def _header_block(read: Read) -> bytes:
    """Return the next header's bytes, b"" at the archive's end."""
    block = read(BLOCK)
    if not block:
        return b""
    if len(block) < BLOCK:
        raise broken("unexpected EOF")
    if block != _ZERO:
        return block
    block = read(BLOCK)
    if block and block != _ZERO:  # one block of zeros alone ends nothing
        raise broken("archive/tar: invalid tar header")
    return b""


def _exactly(read: Read, size: int) -> bytes:
    data = read(size) if size else b""
    if len(data) < size:
        raise broken("unexpected EOF")
    return data


def _special(read: Read, size: int) -> bytes:
    if size > _MAX_SPECIAL:
        raise broken("archive/tar: header field too long")
    data = _exactly(read, size)
    _exactly(read, -size % BLOCK)
    return data


def _long_name(kind: bytes, data: bytes) -> dict[str, str]:
    return {"path": _text(data)} if kind == b"L" else {}


def _records(data: bytes) -> dict[str, str]:
    """Return the PAX records "LENGTH KEY=VALUE\\n" in data."""
    found: dict[str, str] = {}
    while data:
        length, space, _unused = data.partition(b" ")
        size = int(length) if length.isdigit() and len(length) < 10 else 0
        record = data[len(length) + 1 : size]
        if not space or size > len(data) or not record.endswith(b"\n") or b"=" not in record:
            raise broken("archive/tar: invalid tar header")
        key, _unused, value = record[:-1].partition(b"=")
        found[_utf8(key)] = _utf8(value)
        data = data[size:]
    return found


def _pax_time(text: str) -> int:
    """Return the nanoseconds of "SECONDS.FRACTION"."""
    whole, _unused, fraction = text.partition(".")
    digits = whole[1:] if whole.startswith("-") else whole
    if not digits.isdecimal() or len(digits) > 18 or not (fraction or "0").isdecimal():
        raise broken("archive/tar: invalid tar header")
    rest = int(fraction[:9].ljust(9, "0"))
    return int(whole) * 10**9 + (-rest if whole.startswith("-") else rest)


def _number(field: bytes) -> int:
    """Return a header's number: octal text, or binary with the first bit set."""
    if field[0] & 0x80:
        number = int.from_bytes(bytes([field[0] & 0x7F]) + field[1:], "big")
        if field[0] & 0x40:
            number -= 1 << (8 * len(field) - 1)
        if not -(1 << 63) <= number < 1 << 63:
            raise broken("archive/tar: invalid tar header")
        return number
    text = field.strip(b" \0").partition(b"\0")[0]
    if not text:
        return 0
    if text.strip(b"01234567"):
        raise broken("archive/tar: invalid tar header")
    return int(text, 8)


def _text(field: bytes) -> str:
    return _utf8(field.partition(b"\0")[0])


def _utf8(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def broken(problem: str) -> ChartError:
    """Return the error for an archive that cannot be read."""
    return ChartError(
        problem,
        doing="reading the chart archive",
        hint="do not use this archive; ask whoever made it for a chart packaged by helm",
    )
