# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What one worker had to import, imported in Ansible's main process, so that the workers to come are forked with it.

A worker is a fork that ends with its task, and its imports end with it: two thirds of the time of a task that changes
nothing. Where a task runs is known in the worker only. So the first one that runs a module tells what it imported, and
which of the core's regular expressions it compiled, and the main process does the same before it forks the next one for
a task of ours; a play whose modules run on other hosts imports nothing. The main process does no more than that: it
calls nothing else of the core, so it has no connection, no thread and no cache of it.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import select
import sys
import zlib
from typing import Any

from ...module_utils._helm.base import patterns
from . import bytecode

_OURS = __name__.rsplit(".", 3)[0]
# Besides what is ours and Ansible's for modules, Python's own (known by name since 3.10) and the library for HTTP.
# Others are imported where they are used: some have threads or a state of their own that a fork must not copy, and a
# release that has not changed needs none.
_LIBRARIES = frozenset({"urllib3", *getattr(sys, "stdlib_module_names", ())})
_PREFIXES = (f"{_OURS}.", "ansible.module_utils.")
_PATTERN = "pattern:"
_MOST = 65536  # bytes that a pipe holds


class Asked:
    """Stands for BYPASS_HOST_LOOP, which a strategy reads in the main process just before it queues a task."""

    def __get__(self, action: Any, kind: Any = None) -> bool:
        """Import what workers told; then False, as Ansible's own value."""
        heed()
        return False


class _Line:
    """The way from workers to the main process: a pipe, made before the first fork. What does not fit is told again by
    a later worker. begin: where in sys.modules those begin that were imported since."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        self.begin = 0
        self._reading, self._writing = os.pipe()
        os.set_blocking(self._reading, False)
        os.set_blocking(self._writing, False)

    def send(self, names: list[str]) -> None:
        """Write names, a line each, in pieces that are written whole or not at all, also where many workers write."""
        piece = b""
        with contextlib.suppress(OSError):
            for line in (f"{name}\n".encode() for name in names):
                if len(piece) + len(line) > select.PIPE_BUF:
                    os.write(self._writing, piece)
                    piece = b""
                piece += line
            if piece:
                os.write(self._writing, piece)

    def received(self) -> list[str]:
        """Return the names that were written since."""
        with contextlib.suppress(OSError):
            return os.read(self._reading, _MOST).decode().split()
        return []


_line = _Line()
_known: set[str] = set()  # what the main process has, and what this one told


def tell() -> None:
    """Tell the main process what this worker had to import and compile."""
    names = [_short(name) for name in tuple(sys.modules)[_line.begin :] if _is_shared(name)]
    _line.begin = len(sys.modules)
    names += [_name_of(pattern) for pattern in patterns.used]
    patterns.used.clear()
    fresh = [name for name in names if name not in _known]
    _known.update(fresh)
    _line.send(fresh)


def heed() -> None:
    """Import and compile what workers told. What cannot be imported here, the task that wants it will say."""
    if os.getpid() != _line.owner:
        return
    fresh = set(_line.received()) - _known
    if fresh:
        _known.update(fresh)
        with bytecode.kept():
            for name in sorted(name for name in fresh if not name.startswith(_PATTERN)):
                with contextlib.suppress(ImportError):
                    importlib.import_module(name, _OURS)
        if any(name.startswith(_PATTERN) for name in fresh):
            _compile(fresh)
    _line.begin = len(sys.modules)


def _compile(names: set[str]) -> None:
    """Compile the core's regular expressions that have these names."""
    for pattern in patterns.made:
        if _name_of(pattern) in names:
            getattr(pattern, "match")  # noqa: B009  the first access compiles
    patterns.used.clear()


def _name_of(pattern: Any) -> str:
    """What stands for a regular expression of the core in another process."""
    return f"{_PATTERN}{zlib.crc32(repr(pattern.given).encode()):08x}"


def _is_shared(name: str) -> bool:
    return name.startswith(_PREFIXES) or name.partition(".")[0] in _LIBRARIES


def _short(name: str) -> str:
    """A module's name, ours without what all of them begin with: .module_utils._helm.kube.client."""
    return name[len(_OURS) :] if name.startswith(_OURS) else name
