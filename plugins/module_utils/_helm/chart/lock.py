# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Chart.lock: which versions a chart's dependencies were resolved to, and of what."""

from __future__ import annotations

import os
from typing import Any, Mapping, Optional

from ..base import files
from ..base.errors import ChartError
from ..codecs.json import codec as json_codec
from ..codecs.yaml import codec as yaml_codec
from . import metadata

Requirements = Optional[list[dict[str, Any]]]

_ALWAYS = ("name", "repository")


def digest(requirements: Requirements, lock: Requirements) -> str:
    """Return "sha256:…" over what is declared and what is locked (Go: resolver.HashReq).

    requirements: Chart.yaml's dependencies, the aliases of repositories already replaced by their URLs. lock: the
    locked ones, {name, version, repository}. None is Go's nil: no dependencies key at all.
    """
    return _digest_of(f"[{_go_json(requirements)},{_go_json(lock)}]")


def digest_v2(requirements: Requirements) -> str:
    """Return the digest that Helm 2 wrote, over the requirements alone; still taken for v1 charts."""
    return _digest_of(f'{{"dependencies":{_go_json(requirements)}}}')


def in_sync(requirements: Requirements, lock: Mapping[str, Any], *, api_version: str = "v2") -> bool:
    """Return whether lock, as loaded, is the lock of requirements."""
    if digest(requirements, lock.get("dependencies")) == lock.get("digest"):
        return True
    return api_version == "v1" and digest_v2(requirements) == lock.get("digest")


def _digest_of(text: str) -> str:
    return files.digest_of(text.encode("utf-8", "surrogateescape"))


def _go_json(requirements: Requirements) -> str:
    if requirements is None:
        return "null"
    return "[" + ",".join(_go_dependency(item) for item in requirements) + "]"


def _go_dependency(item: Optional[Mapping[str, Any]]) -> str:
    """Return a dependency as encoding/json writes the struct: its own order, empty fields left out; null stays."""
    if item is None:
        return "null"
    fields = []
    for key in metadata.DEPENDENCY_KEYS:
        value = item.get(key, "" if key in _ALWAYS else None)
        if key in _ALWAYS or value not in (None, "", False, []):
            fields.append(f'"{key}":{json_codec.dumps(value)}')
    return "{" + ",".join(fields) + "}"


def make(requirements: Requirements, locked: list[dict[str, Any]], *, generated: str) -> dict[str, Any]:
    """Return the lock of requirements, resolved to locked. generated: RFC 3339."""
    resolved = [{key: item.get(key, "") for key in ("name", "version", "repository")} for item in locked]
    return {"generated": generated, "digest": digest(requirements, resolved), "dependencies": resolved}


def file_name(api_version: str) -> str:
    """Return what the lock file of a chart of this apiVersion is called."""
    return "requirements.lock" if api_version == "v1" else "Chart.lock"


def read(folder: str, *, api_version: str = "v2") -> Optional[dict[str, Any]]:
    """Return the lock in a chart's folder, {generated, digest, dependencies}, or None. Raises ChartError."""
    path = os.path.join(folder, file_name(api_version))
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _refused(path, error) from error
    with os.fdopen(descriptor, "rb") as handle:
        return metadata.read_lock(handle.read())


def write(folder: str, lock: Mapping[str, Any], *, api_version: str = "v2") -> str:
    """Write lock into a chart's folder and return the file's path. Refuses to write through a link."""
    path = os.path.join(folder, file_name(api_version))
    if os.path.islink(path):
        raise ChartError(
            f"the {os.path.basename(path)} file is a symlink to {_quote(os.readlink(path))}",
            doing="writing the lock file",
            subject=path,
            hint="remove the link",
        )
    files.write_atomic(path, dump(lock), mode=0o644)
    return path


def dump(lock: Mapping[str, Any]) -> bytes:
    """Return the text of a lock file, as helm writes it."""
    kept = {key: lock.get(key) for key in ("dependencies", "digest", "generated")}
    if kept["dependencies"] is not None:
        kept["dependencies"] = [item and _shown(item) for item in kept["dependencies"]]
    return yaml_codec.dump(kept).encode("utf-8", "surrogateescape")


def _shown(item: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in item.items() if key in _ALWAYS or value not in (None, "", False, [])}


def _quote(text: str) -> str:
    from ..golang import quoting

    return quoting.quote(text)


def _refused(path: str, error: OSError) -> ChartError:
    return ChartError(
        error.strerror or str(error),
        doing="reading the lock file",
        subject=path,
        hint="it must be a plain file that you may read",
    )
