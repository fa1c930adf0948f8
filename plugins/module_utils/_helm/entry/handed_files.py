# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that the controller handed over, where the host has none of its own; loaded where a task names a file."""

from __future__ import annotations

import base64
import os
from typing import Any, Mapping, Optional, Union

from ..base.content import Content
from ..base.errors import HelmError, RequestError, ValuesError
from ..base.inline import VAULTED, is_content
from .task import Task

_MOST_FOLDERS = 16  # that a message names


def take(task: Task, handed: Mapping[str, Any]) -> None:
    """Put what was handed over in the place of the names in the task's options. A file that nobody has, or that cannot
    be decrypted, fails the task when it is read.

    handed: {files: name -> {looked, path, data, problem}, host}, as plugin_utils/_worker/controller_files.py gives it.
    """
    files = _Files(task, handed)
    for params in (task.params, *task.params.get("releases", ())):
        _replace(params, files)
    plan = (task.params.get("plan") or {}).get("apply")
    if isinstance(plan, str) and plan in files:
        task.params["plan"]["apply"] = files.of(plan, "reading the plan", RequestError)


def _replace(params: dict[str, Any], files: _Files) -> None:
    """Put files in the place of their names. params: a release's options, or the task's."""
    if params.get("values_files"):
        params["values_files"] = [
            name if "://" in name else files.of(name, "reading the values file", ValuesError)
            for name in params["values_files"]
        ]
    kubeconfig = params.get("kubeconfig")
    names = kubeconfig if isinstance(kubeconfig, list) else [kubeconfig]
    if all(isinstance(name, str) and name and not is_content(name) for name in names):
        parts = [part for name in names for part in _parts(str(name))]
        params["kubeconfig"] = [files.of(part, "reading the kubeconfig", RequestError) for part in parts]


def _parts(name: str) -> list[str]:
    """The paths of a list of kubeconfigs; a path that exists as it stands is one, whatever its characters."""
    whole = os.path.exists(os.path.expanduser(name))
    return [name] if whole else [part for part in name.split(os.pathsep) if part]


class _Files:
    """What was handed over to this host."""

    def __init__(self, task: Task, handed: Mapping[str, Any]) -> None:
        self._task = task
        self._files: Mapping[str, Mapping[str, Any]] = handed["files"]
        self._found: dict[tuple[str, str], Union[str, Content]] = {}
        self._host = str(handed.get("host") or "")

    def __contains__(self, name: str) -> bool:
        return name in self._files

    def of(self, name: str, doing: str, kind: type[HelmError]) -> Union[str, Content]:
        """Return name where the host has that file, else what was handed over; all releases of a task get the same."""
        if (name, doing) not in self._found:
            self._found[name, doing] = self._look_up(name, doing, kind)
        return self._found[name, doing]

    def _look_up(self, name: str, doing: str, kind: type[HelmError]) -> Union[str, Content]:
        told = self._files.get(name)
        if told is None:
            return name
        path = os.path.expanduser(os.path.expandvars(name))  # a drop-in module's has variables in it
        own = _read(path)
        if os.path.exists(path) and not (own is not None and own.startswith(VAULTED) and "path" in told):
            self._compare(name, own, told)
            return name
        if "data" in told:
            return Content(name, base64.b64decode(told["data"]), os.path.dirname(told["path"]))
        if "problem" in told:
            hint = f"that is {told['path']} on the controller; give ansible-playbook the vault's password"
            return Content(name, error=kind(told["problem"], doing=doing, subject=name, hint=hint))
        problem = "no such file" if kind is RequestError else f"open {name}: no such file or directory"
        return Content(
            name, error=kind(problem, doing=doing, subject=name, hint=self._where(name, path, told)), absent=True
        )

    def _where(self, name: str, path: str, told: Mapping[str, Any]) -> str:
        """Where a file was looked for."""
        text = f"it is not on the host {self._host} ({os.path.abspath(path)})"
        folders = [place[: -len(name)].rstrip("/") if place.endswith(name) else place for place in told["looked"]]
        if folders:
            more = f" and {len(folders) - _MOST_FOLDERS} more" if len(folders) > _MOST_FOLDERS else ""
            text += f", nor on the controller in {', '.join(folders[:_MOST_FOLDERS])}{more}"
        return text

    def _compare(self, name: str, own: Optional[bytes], told: Mapping[str, Any]) -> None:
        """Warn where host and controller have different files by that name: either may have been meant."""
        if own is not None and "data" in told and own != base64.b64decode(told["data"]):
            path = os.path.abspath(os.path.expanduser(name))
            self._task.env.warn(
                f"{name} is a file of the host {self._host} ({path}), which is used, and another one on the controller "
                f"({told['path']}). An absolute path says which is meant."
            )


def _read(path: str) -> Optional[bytes]:
    try:
        with open(path, "rb") as handle:
            return handle.read()
    except OSError:
        return None
