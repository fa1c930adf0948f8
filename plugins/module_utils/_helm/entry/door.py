# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The door: a module's one try/except, its result and its failure, with no secret in either."""

from __future__ import annotations

import atexit
import gc
import os
import sys
import traceback
from typing import Any, Callable, Mapping, Optional

from ansible.module_utils.basic import AnsibleModule, missing_required_lib

from ..base import memory
from ..base.env import Env
from ..base.errors import HelmError, MissingLibrary, Stopped
from ..base.secrets import Path, Secrets
from . import redact
from .printing import printable
from .signals import stoppable
from .task import Task

# What the controller may hand over beside the task's options: {secrets: texts that may be shown nowhere, paths: where
# in the values is what is secret only there, as lists of keys, foreseen: as Env has it}. It is taken out before options
# are checked or logged. By the same name a result in check mode hands back what the task would have made: {objects: API
# server -> bodies}.
HANDED = "_native_helm"
# Objects between two looks for garbage. A render makes a great many that stay, and looking among them took a seventh of
# its time.
_COLLECT_AFTER = 100_000


class HelmModule(AnsibleModule):  # type: ignore[misc]
    """AnsibleModule that knows what is secret before it writes its first line to the system's log, and shows none.

    handed: see HANDED. secrets: what is secret, and where in the values. places: where something stands that is secret
    only there. prepare: what changes the parameters before they are checked. show: shows a text to whoever watches;
    None where nobody can, and the result has the lines.
    """

    show: Optional[Callable[[str], None]] = None

    def __init__(self, *, prepare: Optional[Callable[[dict[str, Any]], None]] = None, **spec: Any) -> None:
        self._prepare = prepare
        self.secrets = Secrets()
        self.places: list[Path] = []
        self.handed: dict[str, Any] = {}
        self.params: dict[str, Any] = {}
        super().__init__(**spec)

    def _load_params(self) -> None:
        super()._load_params()
        self.handed = self.params.pop(HANDED, None) or {}
        self.secrets.add(*self.handed.get("secrets", ()))
        self.places = [tuple(path) for path in self.handed.get("paths", ())]
        if self._prepare is not None:
            self._prepare(self.params)

    def _log_invocation(self) -> None:
        """Write the options to the system's log, less those that may hold anything: no one needs values there."""
        self._learn()
        params = dict(self.params)
        shown = {
            name: "NOT_LOGGING_PARAMETER" if value and name in redact.UNLOGGED else value
            for name, value in redact.invocation(params, [], known=False).items()
        }
        self.params = self.secrets.value(shown)
        try:
            super()._log_invocation()
        finally:
            self.params = params

    def _learn(self) -> None:
        self.secrets.add(*self.no_log_values, *redact.secrets_of(self.params, os.environ))

    def _return_formatted(self, kwargs: dict[str, Any]) -> None:
        """What every result goes through, in good and in bad."""
        self._learn()
        charts_values = "skip_schema_validation" in self.params  # whose schema says which are secret
        known = self.secrets.chart_read or not (charts_values or kwargs.get("failed"))
        paths = self.secrets.paths + self.places
        shown = redact.invocation(self.params, paths, known=known)
        if kwargs.get("failed"):
            from . import unknown_options

            shown = unknown_options.masked(shown, self.argument_spec)
        result = {**redact.result(kwargs, paths), "invocation": {"module_args": shown}}
        super()._return_formatted(self.secrets.value(result, redact.DOCUMENTS))


def run(module: HelmModule, action: Callable[[Task], dict[str, Any]]) -> None:
    """Do the task and leave through exit_json or fail_json.

    action: gives the result; it imports what it needs itself, so that a missing library is an error like others.
    """
    if sys.version_info < (3, 10):
        from . import zip_imports

        zip_imports.guard()
    atexit.unregister(gc.freeze)
    atexit.register(gc.freeze)  # a process that ends would look for garbage among all that it holds: 30 to 170 ms
    try:
        result = outcome(module, action)
        # Outside of any except: ansible-core adds the exception that is being dealt with, with all that led to it, and
        # what led to a clear message may quote a file.
        if result.get("failed"):
            module.fail_json(**result)
        else:
            module.exit_json(**result)
    finally:
        memory.forget()


def outcome(module: HelmModule, action: Callable[[Task], dict[str, Any]]) -> dict[str, Any]:
    """Return the task's result, that of a failure too; the diff only where it is wanted."""
    gc.set_threshold(_COLLECT_AFTER)
    task, name = _task_of(module), module._name.rpartition(".")[2]

    def work() -> dict[str, Any]:
        if task.params.get("sensitive_paths"):
            from . import value_paths

            task.env.secrets.paths += [value_paths.parse(path) for path in task.params["sensitive_paths"]]
        if module.check_mode:
            task.env.foreseen = module.handed.get("foreseen") or {}
        if "files" in module.handed:
            from . import handed_files

            handed_files.take(task, module.handed)
        try:
            with stoppable(task.env):
                if task.params.get("plan"):
                    from . import plans

                    return plans.run(task, name, action)
                return action(task)
        finally:
            task.ended()

    result = result_of(work, name, module.params)
    redact.learn(task)
    redact.learn_from_result(result, task)
    if task.progress:
        result["progress"] = task.progress
    if task.contexts:
        from ..fleet import foreseen

        result[HANDED] = {"objects": foreseen.of_releases(task.contexts)}
    return {key: value for key, value in result.items() if key != "diff" or module._diff}


def _task_of(module: HelmModule) -> Task:
    """The task that a module was called for; what it warns of and shows is masked."""
    env = Env()
    env.secrets = module.secrets
    task = Task(module.params, check=module.check_mode, env=env, environ=os.environ, diff=bool(module._diff))
    task.places = module.places
    env.warn = lambda message: module.warn(_masked(message, module, task))
    env.debug = lambda message: module.debug(_masked(message, module, task))
    task.verbose, task.watched = bool(getattr(module, "_verbosity", 0)), not module.handed.get("quiet")
    show = module.show or (lambda text: task.progress.extend(text.split("\n")))
    task.show = lambda text: show(_masked(text, module, task))
    return task


def result_of(work: Callable[[], dict[str, Any]], module: str, params: Mapping[str, Any]) -> dict[str, Any]:
    """Return what work returns, else the failed result: nothing is raised but what stops this thread otherwise. module,
    params: whose work it is, for the message."""
    try:
        return work()
    except Stopped as stop:
        return {**failure(_stopped(stop), module, params), "failed": True}
    except MissingLibrary as error:
        text = f"{missing_required_lib(error.library)} It is needed for {error.doing or 'this task'}."
        return {"failed": True, "msg": text}
    except HelmError as error:
        return {**failure(error, module, params), "failed": True}
    except Exception as error:  # noqa: BLE001  the only place that catches everything: a mistake of ours still gets a message
        what = f"{type(error).__name__}: {printable(str(error))}"
        text = f"native.helm failed unexpectedly, which is a bug: {what}. Report it, with the result's exception."
        return {"failed": True, "msg": text, "exception": traceback.format_exc()}


def _stopped(stop: Stopped) -> HelmError:
    """The error of a run that was stopped."""
    error = HelmError(stop.problem, hint="run the task again: it goes on from what was done")
    error.facts, error.aftermath = stop.facts, stop.aftermath
    return error


def _masked(message: str, module: HelmModule, task: Task) -> str:
    """Return message without secrets: ansible-core 2.19 keeps warnings as objects, and masks none."""
    redact.learn(task)
    return module.secrets.text(printable(message))


def failure(error: HelmError, module: str, params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the failed result of a module's work."""
    from . import advice, telling

    return telling.failure(advice.completed(error, module, params))
