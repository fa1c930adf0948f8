# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The door: a module's one try/except, its result and its failure, with no secret in either."""

from __future__ import annotations

import gc
import os
import traceback
from typing import Any, Callable

from ansible.module_utils.basic import AnsibleModule, missing_required_lib
from ansible.module_utils.common.parameters import remove_values

from ..base.env import Env
from ..base.errors import HelmError, MissingLibrary, Stopped
from . import redact
from .signals import stoppable
from .task import Task

# Objects between two looks for garbage. A render makes a great many that stay, and looking among them took a seventh of
# its time.
_COLLECT_AFTER = 100_000


class HelmModule(AnsibleModule):  # type: ignore[misc]
    """AnsibleModule that knows what is secret before it writes its first line to the system's log.

    values_known: whether all that may be secret in its values is in no_log_values.
    """

    values_known = False

    def _log_invocation(self) -> None:
        self.no_log_values.update(redact.secrets_of(self.params))
        super()._log_invocation()

    def fail_json(self, msg: str, **kwargs: Any) -> None:
        """Fail, and show no values of which nobody knows whether they are secret."""
        if not self.values_known:
            redact.hide_values(self.params)
        super().fail_json(msg, **kwargs)


def run(module: HelmModule, action: Callable[[Task], dict[str, Any]]) -> None:
    """Do the task and leave through exit_json or fail_json.

    action: gives the result; it imports what it needs itself, so that a missing library is an error like others.
    """
    gc.set_threshold(_COLLECT_AFTER)
    env = Env()
    task = Task(module.params, check=module.check_mode, env=env, environ=os.environ)
    env.warn = lambda message: module.warn(_masked(message, module, task))
    env.debug = lambda message: module.debug(_masked(message, module, task))
    try:
        with stoppable(env):
            result = action(task)
    except Stopped as stop:
        module.fail_json(**_safe(module, task, failure(_stopped(stop))))
    except MissingLibrary as error:
        text = f"{missing_required_lib(error.library)} It is needed for {error.doing or 'this task'}."
        module.fail_json(**_safe(module, task, {"msg": text}))
    except HelmError as error:
        module.fail_json(**_safe(module, task, failure(error)))
    except Exception as error:  # noqa: BLE001  the only place that catches everything: a mistake of ours still gets a message
        text = f"native.helm failed unexpectedly, which is a bug: {type(error).__name__}: {printable(str(error))}"
        module.fail_json(**_safe(module, task, {"msg": text, "exception": traceback.format_exc()}))
    else:
        module.exit_json(**_safe(module, task, result))


def _stopped(stop: Stopped) -> HelmError:
    """The error of a run that was stopped."""
    error = HelmError(stop.problem, hint="run the task again: it goes on from what was done")
    error.facts = stop.facts
    return error


def _masked(message: str, module: HelmModule, task: Task) -> str:
    """Return message without secrets: ansible-core 2.19 keeps warnings as objects, and masks none."""
    _learn(module, task)
    return str(remove_values(printable(message), module.no_log_values))


def _learn(module: HelmModule, task: Task) -> None:
    """Tell module what is secret, as far as is known now: the chart's schema, values files and records bring more."""
    module.values_known = task.chart_read
    module.no_log_values.update(redact.secrets_of(task.params))
    module.no_log_values.update(redact.secrets_in_configs(task.configs, task.params))


def _safe(module: HelmModule, task: Task, result: dict[str, Any]) -> dict[str, Any]:
    """Return result with secrets masked, and tell module what it may not show; the diff only where it is wanted."""
    _learn(module, task)
    module.no_log_values.update(redact.secrets_in_result(result, task.params))
    if not module._diff:
        result = {key: value for key, value in result.items() if key != "diff"}
    return redact.result(result, task.params)


def failure(error: HelmError) -> dict[str, Any]:
    """Return the failed result."""
    from . import telling

    return telling.failure(error)


def printable(text: str) -> str:
    """Return text with terminal controls and direction marks escaped, so that no chart can repaint a terminal."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(character if _harmless(character) else _escaped(character) for character in text)


def _harmless(character: str) -> bool:
    return character in "\n\t" or character.isprintable() or character == "\u00a0"


def _escaped(character: str) -> str:
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")
