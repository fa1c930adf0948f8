# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is sent to another host for a task, beside base/disk_cache.py: it finds the core in the user's cache there, and
opens its door. Nothing but Python's standard library is there before that. remote.py is the other end.

In the cache are, by DiskCache's rules (a folder of this user alone; owner, mode and digest compared on what was read),
the payload by its digest: all sources, and by digest and Python what was compiled of them. A payload is only used when
its digest is the one that the controller named; code is only made of such a payload.
"""

from __future__ import annotations

import base64
import hashlib
import importlib
import json
import marshal
import os
import sys
import zlib
from importlib.machinery import ModuleSpec
from types import CodeType, ModuleType
from typing import Any, Optional

ANSWER = "native_helm_core"  # the key of a result that is none: MISSING, or NONE where there is no place for a cache
MISSING, NONE = "missing", "none"


def main(given: dict[str, Any], disk_cache: Any, along: str) -> None:
    """Run a task, or print why it cannot be run. disk_cache: the module. along: the payload in base64, "" where it is
    not sent along.

    given: digest, args (the module's), spec and action (module and name of the functions).
    """
    cache = cache_of(disk_cache)
    sent = base64.b64decode(along) if along else None
    if cache is None and sent is None:
        _answer(NONE)
        return
    payload = cache.get(given["digest"]) if sent is None else sent
    if payload is None or hashlib.sha256(payload).hexdigest() != given["digest"]:
        _answer(MISSING)
        return
    core = Core(cache, given["digest"], payload)
    sys.meta_path.insert(0, core)
    basic = importlib.import_module("ansible.module_utils.basic")
    basic._ANSIBLE_ARGS = json.dumps({"ANSIBLE_MODULE_ARGS": given["args"]}).encode()  # type: ignore[attr-defined]
    basic._ANSIBLE_PROFILE = "legacy"  # type: ignore[attr-defined]
    spec, action = (getattr(importlib.import_module(module), name) for module, name in (given["spec"], given["action"]))
    door = importlib.import_module(given["door"])
    try:
        door.run(door.HelmModule(**spec()), action)  # which ends the process
    finally:
        if sent is not None and cache is not None:
            cache.put(given["digest"], sent)
        core.keep()


def cache_of(disk_cache: Any) -> Any:
    """Return the cache of the core, None where there is no place for it. A version takes some 3 MB: the last few are
    kept."""
    folder = disk_cache.default_folder(os.environ, "core")
    return disk_cache.DiskCache(folder, most=32 * 1024 * 1024) if folder else None


def _answer(what: str) -> None:
    sys.stdout.write(json.dumps({ANSWER: what}))


class Core:
    """A finder and loader of the payload's modules. core_digest: says which sources these are."""

    def __init__(self, cache: Any, digest: str, payload: bytes) -> None:
        self.core_digest = digest.encode()
        self._cache = cache
        self._payload = payload
        self._read: dict[str, tuple[bool, str]] = {}
        self._key = f"{digest}-{hashlib.sha256(f'{sys.version} {sys.implementation}'.encode()).hexdigest()[:16]}"
        kept = None if cache is None else cache.get(self._key)
        # Which modules there are, and whether they are packages; the code of those that were imported so far.
        self._packages: dict[str, bool] = {}
        self._codes: dict[str, bytes] = {}
        if kept is not None:
            self._packages, self._codes = marshal.loads(kept)  # noqa: S302 (this user's own)
        else:
            self._packages = {name: is_package for name, (is_package, _text) in self._sources().items()}
        self._had = len(self._codes)

    def _sources(self) -> dict[str, tuple[bool, str]]:
        if not self._read:
            self._read = {
                name: (is_package, text) for name, is_package, text in json.loads(zlib.decompress(self._payload))
            }
        return self._read

    def find_spec(self, name: str, _path: Any = None, _target: Optional[ModuleType] = None) -> Optional[ModuleSpec]:
        """Return the spec of a module of the payload."""
        is_package = self._packages.get(name)
        if is_package is None:
            return None
        place = f"{name.replace('.', '/')}{'/__init__' if is_package else ''}.py"
        spec = ModuleSpec(name, self, origin=place, is_package=is_package)  # type: ignore[arg-type]
        spec.has_location = True
        return spec

    def create_module(self, _spec: ModuleSpec) -> None:
        """Have Python make the module."""

    def exec_module(self, module: ModuleType) -> None:
        """Run a module's code."""
        exec(self._code(module), module.__dict__)  # noqa: S102 (what an import is)

    def _code(self, module: ModuleType) -> CodeType:
        name = module.__name__
        if name in self._codes:
            kept: CodeType = marshal.loads(self._codes[name])  # noqa: S302 (as above)
            return kept
        code: CodeType = compile(self._sources()[name][1], str(module.__file__), "exec", dont_inherit=True)
        self._codes[name] = marshal.dumps(code)
        return code

    def get_source(self, name: str) -> str:
        """Return a module's text, for tracebacks."""
        return self._sources()[name][1]

    def keep(self) -> None:
        """Write what was compiled, where something was."""
        if self._cache is not None and len(self._codes) > self._had:
            self._cache.put(self._key, marshal.dumps((self._packages, self._codes)))
