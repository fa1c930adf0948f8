# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A module's task run in Ansible's own worker process, where the module would run on the same machine, as the same user
and by the same Python anyway: nothing is packed, copied and started for it. Elsewhere a program of remote.py runs it,
or Ansible packs it as any module.

A worker is a process of one task, made by a fork and ended with it; what is set in it here is taken back all the same.
"""

from __future__ import annotations

import contextlib
import gc
import io
import json
import locale
import os
import re
import shutil
import sys
import tempfile
import time
import warnings
from typing import TYPE_CHECKING, Any, Callable, Iterator, Mapping, Optional

from ansible.module_utils import basic
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.action import ActionBase
from ansible.plugins.action.normal import ActionModule as NormalAction

from ...module_utils._helm.base import memory
from ...module_utils._helm.entry import door, redact
from ...module_utils._helm.entry.task import Task, plain
from . import ahead, bytecode, controller_files, orphan, remote, vaulted

if TYPE_CHECKING:
    from .foreseen import Expected

SWITCH = "native_helm_in_worker"  # a variable; in capitals, an environment variable
PROGRESS = "native_helm_progress"  # the same
_AUTOMATIC = ("auto", "auto_silent", "auto_legacy", "auto_legacy_silent")
# Environment variables that count when a process starts, or when it first uses a library: by the beginnings of their
# names. Those of the locale count then for the names of files, and where they say something else than UTF-8.
_AT_THE_START = ("PYTHON", "LD_", "DYLD_", "OPENSSL_", "GLIBC_", "MALLOC_", "RES_OPTIONS", "LOCALDOMAIN")
_LOCALE = ("LANG", "LC_", "LOCPATH")
_UTF_8 = ("", "C", "POSIX")
# Libraries that remember what they are given, and the functions by which they forget it.
_REMEMBERING = (("urllib.parse", "clear_cache"), ("re2", "purge"))


class ActionModule(NormalAction):  # type: ignore[misc]
    """A module's action. spec: the arguments of its HelmModule; action: what its door runs; files: options that name
    files which may be the controller's; expected: what its options would make helm know (foreseen.py)."""

    spec: Callable[[], dict[str, Any]]
    action: Callable[[Task], dict[str, Any]]
    files: tuple[str, ...] = ()
    expected: Optional[Expected] = None
    BYPASS_HOST_LOOP = ahead.Asked()
    _sent: Optional[remote.Sent] = None
    _shared_loader_obj: Any  # Ansible's own

    def run(self, tmp: Optional[str] = None, task_vars: Optional[dict[str, Any]] = None) -> dict[str, Any]:
        """Return the module's result."""
        variables = task_vars or {}
        environment = self._environment()
        if not self._fits(variables, environment):
            result: dict[str, Any] = super().run(tmp, variables)
        else:
            result = ActionBase.run(self, tmp, variables)
            result.update(self._here(variables, environment))
        handed = result.pop(door.HANDED, None) or {}
        if self._task.check_mode and not result.get("failed"):
            from . import foreseen

            foreseen.keep(self, result, handed.get("objects", {}), type(self).expected)
        return result

    def _environment(self) -> dict[str, str]:
        """The task's own environment variables."""
        found: dict[str, Any] = {}
        self._compute_environment_string(found)
        return {plain(name): str(plain(value)) for name, value in found.items()}

    def _fits(self, variables: Mapping[str, Any], environment: Mapping[str, str]) -> bool:
        """Whether the module would run on this machine, as this user and by this Python, and wants no process of its
        own."""
        fits = (
            self._is_on(SWITCH, variables, environment)
            and self._connection.transport == "local"
            and not self._connection.become
            and not self._task.async_val
            and not any(_is_of_a_start(name, text) for name, text in environment.items())
        )
        if not fits:
            return False
        chosen = self._python(variables)
        if _is_this_python(chosen, environment.get("PATH")):
            return True
        from . import slow_path

        host = str(self._task.delegate_to or variables.get("inventory_hostname") or "")
        slow_path.tell(self._display, host, chosen)
        return False

    def _python(self, variables: Mapping[str, Any]) -> str:
        """ansible_python_interpreter, or what stands for it."""
        from ansible import constants

        chosen = self._variable(variables, "ansible_python_interpreter")
        if chosen is None:
            chosen = constants.config.get_config_value("INTERPRETER_PYTHON", variables=dict(variables))
        return str(chosen)

    def _variable(self, variables: Mapping[str, Any], name: str) -> Any:
        value = variables.get(name)
        return value if value is None else self._templar.template(value)

    def _is_on(self, switch: str, variables: Mapping[str, Any], environment: Mapping[str, str]) -> bool:
        """Whether a switch is on, as it is by default: a variable of its name, or else an environment variable of it in
        capitals, of the task or of Ansible, says otherwise."""
        wanted = self._variable(variables, switch)
        if wanted is None:
            wanted = environment.get(switch.upper(), os.environ.get(switch.upper(), "yes"))
        return bool(boolean(wanted, strict=False))

    def _here(self, variables: dict[str, Any], environment: Mapping[str, str]) -> dict[str, Any]:
        """Run the module in this process, with the task's environment, in the folder where it would run."""
        arguments: dict[str, Any] = {**plain(self._task.args), **self._handed(variables)}
        self._update_module_args(self._task.action, arguments, variables)
        with _surroundings(environment, self._loader.get_basedir()), orphan.stopped_with_ansible():
            return _result_of(arguments, type(self).spec(), type(self).action, self._display.display)

    def _execute_module(
        self, module_name: Optional[str] = None, module_args: Optional[dict[str, Any]] = None, **more: Any
    ) -> dict[str, Any]:
        """Run the module in a process of its own, with what the controller hands over beside its arguments."""
        if module_name is not None:
            answer: dict[str, Any] = super()._execute_module(module_name, module_args, **more)
            return answer
        variables = more.get("task_vars") or {}
        given = {**(self._task.args if module_args is None else module_args), **self._handed(variables)}

        def execute(sent: Optional[remote.Sent]) -> dict[str, Any]:
            self._sent = sent
            result: dict[str, Any] = super(ActionModule, self)._execute_module(None, dict(given), **more)
            return result

        fits = self._is_on(remote.SWITCH, variables, {}) and remote.fits(self, variables)
        found = remote.run(self, execute) if fits else None
        return execute(None) if found is None else found

    def _configure_module(self, module_name: str, module_args: dict[str, Any], task_vars: dict[str, Any]) -> Any:
        """Have the program sent instead of the packed module."""
        if self._sent is None or module_name != self._task.action:
            return super()._configure_module(module_name, module_args, task_vars)
        loaders = self._shared_loader_obj
        self._shared_loader_obj = remote.Loaders(loaders, self._sent)
        try:
            built = super()._configure_module(module_name, {}, task_vars)
        finally:
            self._shared_loader_obj = loaders
        return remote.filled(built, self._sent, module_args)

    def _handed(self, variables: Mapping[str, Any]) -> dict[str, Any]:
        """What the controller knows and the module cannot: which texts are vaulted, and files of its own.

        As an argument, {} for nothing.
        """
        arguments = self._task.args
        found = vaulted.find(arguments, variables, self._loader)
        handed: dict[str, Any] = {"secrets": found.secrets, "paths": [list(place) for place in found.places]}
        if not self._is_on(PROGRESS, variables, {}):
            handed["quiet"] = True
        if self._task.check_mode:
            from . import foreseen

            handed["foreseen"] = foreseen.read(self)
            handed["secrets"] += foreseen.secrets_of(handed["foreseen"])
        if self.files:
            files = controller_files.find(self, self.files)
            handed["secrets"] += [text for content in files.values for text in vaulted.in_text(content, arguments)]
            handed["secrets"] += [
                text for content in files.kubeconfigs for text in redact.secrets_of({"kubeconfig": content}, {})
            ]
            if files.files:
                host = self._task.delegate_to or variables.get("inventory_hostname") or ""
                return {door.HANDED: {**handed, "files": files.files, "host": str(host)}}
        return {door.HANDED: handed} if any(handed.values()) else {}


def _is_this_python(chosen: str, path: Optional[str]) -> bool:
    """Whether the Python that is chosen is the one that runs Ansible. path: the task's PATH, None for ours."""
    if chosen in _AUTOMATIC:
        return False
    found = shutil.which(chosen, path=path)
    return found is not None and _identity(found) == _identity(sys.executable)


def _identity(python: str) -> tuple[str, str]:
    """What two Pythons with the same libraries have in common: the folder, which is a virtual environment's own however
    it was called there (python, python3), and the program behind all links."""
    return os.path.realpath(os.path.dirname(os.path.abspath(python))), os.path.realpath(python)


def _is_of_a_start(name: str, text: str) -> bool:
    """Whether an environment variable makes a difference that only a new process would show."""
    if name.startswith(_LOCALE):
        coding = text.partition(".")[2].partition("@")[0]
        return text not in _UTF_8 and coding.replace("-", "").lower() != "utf8"
    return name.startswith(_AT_THE_START)


def _result_of(
    arguments: dict[str, Any],
    spec: dict[str, Any],
    action: Callable[[Task], dict[str, Any]],
    show: Optional[Callable[[str], None]] = None,
) -> dict[str, Any]:
    """Run a module and return its result, as the controller makes it of what a module printed. show: shows a text while
    it runs: Ansible's display, which a worker has the controller's process do."""
    ending = _Ending()
    try:
        with contextlib.redirect_stdout(ending.printed), contextlib.suppress(SystemExit), bytecode.kept():
            module = _WorkerModule(arguments, ending, **spec)
            module.show = show
            door.run(module, action)  # which ends as a process does: by exiting
    finally:  # a loop's next item has no business with this one's arguments
        for name in ("_ANSIBLE_ARGS", "_PARSED_MODULE_ARGS"):
            if hasattr(basic, name):
                setattr(basic, name, None)
        _forget()
        ahead.tell()
    result = ending.result or json.loads(ending.printed.getvalue())
    if ending.warnings:
        result["warnings"] = [*result.get("warnings", ()), *ending.warnings]
    for name in ("stdout", "stderr"):
        if name in result:
            result.setdefault(f"{name}_lines", result[name].splitlines())
    return result


def _forget() -> None:
    """Forget what was remembered for the task, by us and by libraries on their own account: an address with a password,
    a pattern that is a value."""
    memory.forget()  # the door does it too, but where the options were refused it was never reached
    re.purge()
    for library, function in _REMEMBERING:
        if library in sys.modules:
            getattr(sys.modules[library], function)()


class _Ending:
    """How a module ended: its result, or until ansible-core 2.18 what it printed of it; its own warnings."""

    def __init__(self) -> None:
        self.result: dict[str, Any] = {}
        self.printed = io.StringIO()
        self.warnings: list[str] = []


class _WorkerModule(door.HelmModule):
    """A module in a worker: it is handed its arguments, and hands back its result."""

    def __init__(self, arguments: dict[str, Any], ending: _Ending, **spec: Any) -> None:
        self._handed = arguments
        self._ending = ending
        super().__init__(**spec)

    def _load_params(self) -> None:
        basic._ANSIBLE_ARGS = json.dumps({"ANSIBLE_MODULE_ARGS": self._handed}).encode()
        basic._ANSIBLE_PROFILE = "legacy"
        super()._load_params()

    def _return_formatted(self, kwargs: dict[str, Any]) -> None:
        super()._return_formatted(json.loads(json.dumps(plain(kwargs))))

    def _record_module_result(self, o: dict[str, Any]) -> None:
        """What ansible-core calls with the result, since 2.19."""
        self._ending.result = o

    def warn(self, warning: str, **_more: Any) -> None:
        """Keep a warning for the result: on the controller, ansible-core would only show it."""
        if warning not in self._ending.warnings:
            self._ending.warnings.append(warning)


@contextlib.contextmanager
def _surroundings(environment: Mapping[str, str], folder: str) -> Iterator[None]:
    """Set environment variables and the working directory for a while: the zone of TZ and the folder of TMPDIR, too,
    which Python looks up once. What a module sets in a process of its own is put back: its locale, when Python looks
    for garbage, which warnings are left out."""
    before, place, temporary = dict(os.environ), os.getcwd(), tempfile.tempdir
    spoken, thresholds = locale.setlocale(locale.LC_ALL), gc.get_threshold()
    os.environ.update(environment)
    time.tzset()
    tempfile.tempdir = None
    try:
        os.chdir(folder)
        with warnings.catch_warnings():
            yield
    finally:
        os.chdir(place)
        _put_back(before)
        time.tzset()
        tempfile.tempdir = temporary
        locale.setlocale(locale.LC_ALL, spoken)
        gc.set_threshold(*thresholds)


def _put_back(environment: Mapping[str, str]) -> None:
    """Make the process's environment what it was. What is the same is left alone: each variable is a call of the
    system's library."""
    now = dict(os.environ)
    for name in now.keys() - environment.keys():
        del os.environ[name]
    os.environ.update({name: text for name, text in environment.items() if now.get(name) != text})
