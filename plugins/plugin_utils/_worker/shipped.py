# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What other hosts get: the payload, which is all sources of the core and of Ansible's own code for modules, and the
program of a task that finds it there. Both are made once a run of Ansible, in its own temporary folder."""

from __future__ import annotations

import contextlib
import hashlib
import inspect
import json
import os
import tempfile
import zlib
from typing import Iterator, NamedTuple

import ansible
from ansible import constants
from ansible import module_utils as ansibles

from ...module_utils._helm import base
from ...module_utils._helm.base import disk_cache
from . import stub

_OURS = __name__.rsplit(".", 3)[0]  # ansible_collections.native.helm.plugins
# Parts of Ansible's code for modules that ours do not use: facts of hosts, Windows, and what tests need.
_UNUSED = ("facts", "powershell", "csharp", "testing")
_PROGRAM = """#!/usr/bin/python
# A task of {name}. Ansible puts the arguments that it knows of here: <<INCLUDE_ANSIBLE_MODULE_JSON_ARGS>>
import base64, json, types


def module(name, text):
    made = types.ModuleType(name)
    exec(compile(text, name + ".py", "exec"), made.__dict__)
    return made


given = json.loads(base64.b64decode({given!r}))
module("stub", {stub!r}).main(given, module("disk_cache", {disk_cache!r}), {payload!r})
"""
# Where in a program its arguments go, and the payload where it is sent along: both as base64.
GIVEN, PAYLOAD = b"@native.helm's given@", b"@native.helm's payload@"


class Payload(NamedTuple):
    """digest: of what data() returns, in hexadecimal."""

    digest: str
    path: str

    def data(self) -> bytes:
        """Return the payload: JSON, compressed: a list of name, whether it is a package, and text of each module."""
        with open(self.path, "rb") as file:
            return file.read()[len(self.digest) :]


def payload() -> Payload:
    """Return the payload of this run of Ansible; the first task that asks makes it."""
    path = os.path.join(_folder(), "payload")
    with contextlib.suppress(FileNotFoundError), open(path, "rb") as file:
        return Payload(file.read(64).decode(), path)
    data = _kept()
    digest = hashlib.sha256(data).hexdigest()
    _write(path, digest.encode() + data)
    return Payload(digest, path)


def _kept() -> bytes:
    """Return the payload's data: from the user's cache, where the same files made it before. Like Python's bytecode
    they are known by their sizes and times."""
    files = sorted(_files())
    known = [(name, path, status.st_size, status.st_mtime_ns) for name, path in files if (status := os.stat(path))]
    cache, key = stub.cache_of(disk_cache), f"payload-{hashlib.sha256(repr(known).encode()).hexdigest()}"
    data = cache.get(key) if cache else None
    if data is None:
        data = zlib.compress(json.dumps([*_packages(), *map(_module, files)]).encode())
        if cache:
            cache.put(key, data)
    return data


def program(module: str) -> str:
    """Return the path of a module's program, which has GIVEN and PAYLOAD in it. module: its name, without the
    collection's."""
    path = os.path.join(_folder(), f"{module}.py")
    if not os.path.exists(path):
        text = _PROGRAM.format(
            name=module, given=GIVEN.decode(), payload=PAYLOAD.decode(), stub=inspect.getsource(stub),
            disk_cache=inspect.getsource(disk_cache),
        )  # fmt: skip
        _write(path, text.encode())
    return path


def _folder() -> str:
    """The folder in Ansible's own temporary one, which only this user can look into."""
    folder = os.path.join(constants.DEFAULT_LOCAL_TMP, "native_helm")
    os.makedirs(folder, mode=0o700, exist_ok=True)
    return folder


def _write(path: str, data: bytes) -> None:
    """Write a file at once: several workers may do so."""
    with tempfile.NamedTemporaryFile(dir=os.path.dirname(path), delete=False) as file:
        file.write(data)
    os.replace(file.name, path)


def _packages() -> list[tuple[str, bool, str]]:
    """The packages around those that are shipped: name, that it is one, and text."""
    parts = f"{_OURS}.module_utils".split(".")
    around = [".".join(parts[:length]) for length in range(1, len(parts) + 1)]
    return [*((name, True, "") for name in around), ("ansible", True, f"__version__ = {ansible.__version__!r}\n")]


def _files() -> Iterator[tuple[str, str]]:
    """Yield name and path of each module that is shipped."""
    yield from _below(str(ansibles.__path__[0]), "ansible.module_utils")
    yield from _below(os.path.dirname(str(base.__path__[0])), f"{_OURS}.module_utils._helm")


def _below(folder: str, package: str) -> Iterator[tuple[str, str]]:
    for place, folders, files in os.walk(folder):
        inside = os.path.relpath(place, folder)
        if inside == ".":
            folders[:] = [name for name in folders if name not in _UNUSED]
        prefix = package if inside == "." else f"{package}.{inside.replace(os.sep, '.')}"
        yield from ((f"{prefix}.{file[:-3]}", os.path.join(place, file)) for file in files if file.endswith(".py"))


def _module(file: tuple[str, str]) -> tuple[str, bool, str]:
    """A module's name, whether it is a package, and its text."""
    name, path = file
    with open(path, encoding="utf-8") as handle:
        text = handle.read()
    package, _dot, last = name.rpartition(".")
    return (package, True, text) if last == "__init__" else (name, False, text)
