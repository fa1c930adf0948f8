# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A module's task on another host, or in a process of its own: by a program that finds the core in that user's cache.

Ansible would pack a module with all that it imports, for each module of a playbook, and send and compile all of it for
each task. What is sent here is the payload once a host and user, and then 15 KB a task; on standard input, where nobody
has decided about that. Where the program cannot be used, Ansible packs the module as any other.
"""

from __future__ import annotations

import base64
import contextlib
import dataclasses
import json
from typing import Any, Callable, Iterator, Mapping, NamedTuple, Optional

from ansible import constants

from ...module_utils._helm.entry import door
from ...module_utils._helm.entry.task import plain
from . import shipped, stub

_PIPELINING = "pipelining"  # an option of connections
SWITCH = "native_helm_core_cache"  # a variable; in capitals, an environment variable of Ansible's


class Sent(NamedTuple):
    """A program that is about to be sent. given: what it is told, less the module's arguments. payload: b"" where it is
    not sent along."""

    path: str
    given: dict[str, Any]
    payload: bytes = b""


def fits(action: Any, variables: Mapping[str, Any]) -> bool:
    """Return whether a task's program can be used.

    A task in the background could not say that the core is missing; who keeps the files of modules wants to read them;
    limits of open files are set by Ansible's own wrapper of modules.
    """
    return (
        not action._task.async_val
        and ".ps1" not in action._connection.module_implementation_preferences
        and not constants.DEFAULT_KEEP_REMOTE_FILES
        and not constants.config.get_config_value("PYTHON_MODULE_RLIMIT_NOFILE", variables=dict(variables))
    )


def run(action: Any, execute: Callable[[Sent], dict[str, Any]]) -> Optional[dict[str, Any]]:
    """Return a task's result, None where the module has to be packed. execute: sends a program, and returns its result.

    The payload is only sent where the program did not find it.
    """
    payload = shipped.payload()
    sent = Sent(shipped.program(action._task.action.rpartition(".")[2]), told(type(action), payload.digest))
    with _pipelined(action._connection):
        result = execute(sent)
        if result.get(stub.ANSWER) == stub.MISSING:
            result = execute(sent._replace(payload=payload.data()))
    return None if stub.ANSWER in result else result


@contextlib.contextmanager
def _pipelined(connection: Any) -> Iterator[None]:
    """Have programs sent to another host on standard input, which is one call of ssh instead of six, where nobody has
    decided about pipelining. Ansible's own default is against it for sudo's requiretty only: who becomes another user
    decides."""
    origins = getattr(connection, "_origins", {})  # who said what an option is, since ansible-core 2.18
    decided = origins.get(_PIPELINING) != "default" or connection.get_option(_PIPELINING)
    if decided or connection.become or connection.transport == "local":
        yield
        return
    connection.set_option(_PIPELINING, True)
    try:
        yield
    finally:
        connection.set_option(_PIPELINING, False)
        origins[_PIPELINING] = "default"


def told(kind: Any, digest: str) -> dict[str, Any]:
    """Return what a program is told of its module. kind: the class of the module's action. digest: the payload's."""
    spec, action = ([function.__module__, function.__name__] for function in (kind.spec, kind.action))
    return {"digest": digest, "door": door.__name__, "spec": spec, "action": action}


class Found(NamedTuple):
    """What Ansible's loader says of a module that was found, as far as an action looks at it."""

    plugin_resolved_path: str
    resolved: bool = True
    redirect_list: tuple[str, ...] = ()


class Loaders:
    """Ansible's loaders of plugins, of which that of modules finds a program."""

    def __init__(self, loaders: Any, sent: Sent) -> None:
        self._loaders = loaders
        self.module_loader = self
        self._found = Found(sent.path)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loaders, name)

    def find_plugin_with_context(self, *_name: Any, **_more: Any) -> Found:
        """Return where the program is."""
        return self._found


def filled(built: Any, sent: Sent, arguments: Mapping[str, Any]) -> Any:
    """Return what Ansible made of a program, with its arguments in it. built: what _configure_module returns."""
    if len(built) == 4:  # until ansible-core 2.18
        style, shebang, data, path = built
        return style, shebang, text(data, sent, arguments), path
    bits, path = built
    return dataclasses.replace(bits, b_module_data=text(bits.b_module_data, sent, arguments)), path


def text(program: bytes, sent: Sent, arguments: Mapping[str, Any]) -> bytes:
    """Return a program's text with what it is told, the module's arguments, and the payload where it is sent along."""
    given = json.dumps({**sent.given, "args": plain(arguments)}).encode()
    for mark, data in ((shipped.GIVEN, given), (shipped.PAYLOAD, sent.payload)):
        program = program.replace(mark, base64.b64encode(data))
    return program
