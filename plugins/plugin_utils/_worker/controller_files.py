# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that a task names and the controller has: found where Ansible's own modules look, decrypted, handed over.

What the host has itself goes first: entry/handed_files.py decides, there.
"""

from __future__ import annotations

import base64
import os
from typing import Any, Iterator, Mapping, NamedTuple, Optional

from ansible.errors import AnsibleError, AnsibleFileNotFound

from ...module_utils._helm.base.inline import is_content
from .vaulted import entries, is_encrypted

# Where a file of an option may be, in a role's or the playbook's folder.
_FOLDERS = {"kubeconfig": ("files",), "values_files": ("files", "vars", "templates"), "plan": ("files",)}
_ALIASES = {"kubeconfig_path": "kubeconfig"}


class Handed(NamedTuple):
    """files: what a file is called in the task -> what the module is told of it: looked, the paths that were tried;
    path and data (base64), where it is there; problem, where it cannot be read. kubeconfigs, values: the texts of
    vaulted ones."""

    files: dict[str, dict[str, Any]]
    kubeconfigs: list[str]
    values: list[str]


def find(action: Any, options: tuple[str, ...]) -> Handed:
    """Return the files that a task's options name. action: the action plugin. options: those that count."""
    found = Handed({}, [], [])
    search = _Search(action)
    for option, name in _named(action._task.args, options):
        if name in found.files:
            continue
        told = search.file(name, _FOLDERS[option])
        if told is None:
            continue
        vaulted = told.pop("vaulted", None)
        if vaulted is not None:
            (found.kubeconfigs if option == "kubeconfig" else found.values).append(vaulted)
        found.files[name] = told
    return found


def _named(arguments: Mapping[str, Any], options: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield option and name of each file, as the task has it: of a list of kubeconfigs each one; of many releases those
    of each, and of their defaults."""
    for entry in entries(arguments):
        yield from _named(entry, options)
    for given, value in arguments.items():
        option = _ALIASES.get(given, given)
        if option not in options:
            continue
        if option == "plan":  # whose path is inside, unless the document itself is
            value = value.get("apply") if isinstance(value, Mapping) else None
        for item in value if isinstance(value, list) else [value]:
            if not isinstance(item, str) or not item:
                continue
            name = "".join(item)
            if option == "plan":
                if not name.lstrip().startswith("{"):
                    yield option, name
            elif option == "values_files":
                if "://" not in name:
                    yield option, name
            elif not is_content(name):
                yield from ((option, part) for part in name.split(os.pathsep) if part)


class _Search:
    """A search for files, by the rules of Ansible's own actions."""

    def __init__(self, action: Any) -> None:
        self._action = action
        self._loader = action._loader
        self._here = action._connection.transport == "local"  # the controller's files are the host's, too
        self._roots = [os.path.abspath(path) for path in (*action._task.get_search_path(), self._loader.get_basedir())]

    def file(self, name: str, folders: tuple[str, ...]) -> Optional[dict[str, Any]]:
        """Return what to tell the module of a file, None where the host's own one is all there is to know."""
        own = os.path.join(self._loader.get_basedir(), os.path.expanduser(name))
        if self._here and os.path.exists(own):
            if is_encrypted(own):
                return self._read(own, [])
            path = self._needle(name, folders)[0]
            return None if path is None or os.path.samefile(path, own) else self._read(path, [])
        if name.startswith(("/", "~")):
            # A path of the host. On the controller it may be another thing: its own kubeconfig, for one.
            inside = not name.startswith("~") and any(_is_below(name, root) for root in self._roots)
            if not inside:
                return {"looked": []}
            return self._read(name, [name]) if os.path.isfile(name) else {"looked": [name]}
        path, looked = self._needle(name, folders)
        return {"looked": looked} if path is None else self._read(path, looked)

    def _needle(self, name: str, folders: tuple[str, ...]) -> tuple[Optional[str], list[str]]:
        """Return the path of a relative name, that in a role before that beside the playbook; and where it is not."""
        tried = [self._in(folder, name) for folder in folders]
        found = [path for path, _looked in tried if path]
        found.sort(key=lambda path: next(n for n, root in enumerate([*self._roots, "/"]) if _is_below(path, root)))
        return (found[0] if found else None), list(dict.fromkeys(place for _path, looked in tried for place in looked))

    def _in(self, folder: str, name: str) -> tuple[str, list[str]]:
        try:
            path = str(self._action._find_needle(folder, name))
        except AnsibleFileNotFound as error:
            return "", [os.path.normpath(os.fsdecode(place)) for place in error.paths or ()]
        return (path, []) if os.path.isfile(path) else ("", [path])

    def _read(self, path: str, looked: list[str]) -> dict[str, Any]:
        told: dict[str, Any] = {"looked": looked, "path": path}
        try:
            data, is_plain = self._loader._get_file_contents(path)
        except AnsibleError as error:
            what = "it is encrypted with ansible-vault" if is_encrypted(path) else "it cannot be read"
            return {**told, "problem": f"{what}: {getattr(error, 'message', error)}"}
        told["data"] = base64.b64encode(bytes(data)).decode("ascii")
        return told if is_plain else {**told, "vaulted": bytes(data).decode("utf-8", "replace")}


def _is_below(path: str, root: str) -> bool:
    return os.path.abspath(path).startswith(root.rstrip("/") + "/")
