# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a play's tasks in check mode would have made and its later tasks count on: repositories and logins that helm
knows by name, namespaces, kinds of custom resources. It is kept in the folder for temporary files that each run of
Ansible has for itself, readable by its user only, and goes with that run.

{place: {repositories: {path of helm's file: {name: entry}}, logins: {path: {host: [user, password]}}, objects: {API
server: [body]}}}. place: the machine that a task runs on. An entry of None is one that would be gone.
"""

from __future__ import annotations

import contextlib
import json
import os
from typing import Any, Callable, Mapping, Optional

from ansible import constants
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ...module_utils._helm.base.errors import HelmError
from ...module_utils._helm.base.files import content_of, locked, write_atomic
from ...module_utils._helm.entry.task import plain

# What options would make helm know: repositories or logins, the name there, the entry; None for nothing.
Expected = Callable[[Mapping[str, Any]], Optional[tuple[str, str, Any]]]
_FILE = "native.helm-foreseen.json"
_DOING = "reading what earlier tasks would have made"


def read(action: Any) -> dict[str, Any]:
    """Return what earlier tasks on an action's machine would have made, {} for nothing."""
    found: dict[str, Any] = _all(_path()).get(_place(action), {})
    return found


def secrets_of(foreseen: Mapping[str, Any]) -> list[str]:
    """Return the passwords in what read() returned."""
    entries = [entry for known in foreseen.get("repositories", {}).values() for entry in known.values() if entry]
    logins = [login for known in foreseen.get("logins", {}).values() for login in known.values() if login]
    return [text for text in (*(entry["password"] for entry in entries), *(login[1] for login in logins)) if text]


def keep(
    action: Any, result: Mapping[str, Any], objects: Mapping[str, list[Any]], expected: Optional[Expected]
) -> None:
    """Keep what an action's task would have made. objects: as the module tells them. expected: what its options say of
    the rest. Where nothing can be kept, later tasks are told what they lack."""
    known = _known(action, result, expected) if expected is not None and result.get("changed") else None
    if not objects and known is None:
        return
    path = _path()
    with contextlib.suppress(HelmError), locked(f"{path}.lock"):
        everything = _all(path)
        here = everything.setdefault(_place(action), {})
        for server, bodies in objects.items():
            here.setdefault("objects", {}).setdefault(server, []).extend(bodies)
        if known is not None:
            kind, name, entry = known
            here.setdefault(kind, {}).setdefault(str(result["path"]), {})[name] = entry
        write_atomic(path, json.dumps(everything).encode())


def _known(action: Any, result: Mapping[str, Any], expected: Expected) -> Optional[tuple[str, str, Any]]:
    """What the options of a task that went well say: checked as the module did."""
    if "path" not in result:
        return None
    validator = ArgumentSpecValidator(type(action).spec()["argument_spec"])
    return expected(validator.validate(plain(action._task.args)).validated_parameters)


def _path() -> str:
    return os.path.join(constants.DEFAULT_LOCAL_TMP, _FILE)


def _place(action: Any) -> str:
    """The machine that an action's task runs on: of hosts that are clusters, the controller."""
    return "" if action._connection.transport == "local" else str(action._play_context.remote_addr)


def _all(path: str) -> dict[str, Any]:
    try:
        data = content_of(path, doing=_DOING)
    except HelmError:
        return {}
    found: dict[str, Any] = json.loads(data) if data else {}
    return found
