# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""helm_releases' task carried out: each entry a task of helm_release, in the order of the fleet's schedule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Mapping

from ..asked import checks
from ..asked.shared import PLACE, Shared
from ..base.errors import RequestError
from ..fleet import members, order, report
from ..fleet.brought import Brought
from ..fleet.running import Run
from ..fleet.schedule import Schedule
from . import door, entries, redact, release, specs, watching
from .printing import printable
from .task import Task

if TYPE_CHECKING:
    from ..base.env import Env
    from ..fleet.members import Member
    from ..fleet.pruning import Leftover

_MODULE = "helm_release"  # each release is made as it makes one


def run(task: Task) -> dict[str, Any]:
    """Return what helm_releases returns. Raises HelmError for what is wrong with the list, before anything is
    touched."""
    unknown = entries.unknown_defaults(task.params["defaults"], _spec())
    if unknown:
        hint = "nothing was touched; give options of helm_release, but not its name"
        problem = f"{', '.join(unknown)} may not be in defaults"
        raise RequestError(problem, doing="reading the option", subject="defaults", hint=hint)
    if task.params["fleet"] is not None:
        _check_fleet(task)
    if task.params["parallel"] < 1:
        problem = f"{task.params['parallel']} is no number of releases at once"
        raise RequestError(problem, doing="reading the option", subject="parallel", hint="give 1 or more")
    return _Fleet(task).run()


def _check_fleet(task: Task) -> None:
    """Return when the fleet's name may be a label, and there is one where something is to be pruned by it."""
    from ..fleet import pruning

    if task.params["prune"] and not task.params["fleet"]:
        hint = "nothing was touched; give the name of the fleet whose releases may be removed"
        raise RequestError("prune needs a name", doing="reading the option", subject="fleet", hint=hint)
    checks.check_labels({pruning.LABEL: task.text("fleet")})


class _Fleet:
    """The task's releases, by NAMESPACE/NAME."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._fleet = task.text("fleet")
        self._shared = task.shared or Shared(task.env, task.environ, check=task.check)
        self._params: dict[str, dict[str, Any]] = {}
        self._members = self._read()

    def run(self) -> dict[str, Any]:
        """Return the task's result."""
        params = self._task.params
        chosen = order.chosen(self._members, params["only"])
        waits: dict[str, tuple[str, ...]] = order.waits(chosen)
        leftovers = self._leftovers()
        for left in leftovers:  # each after all that came before it
            waits[left.key] = tuple(waits)
            self._params[left.key] = self._removal(left.name, left.namespace)
        found = Brought({key: () if member.absent else member.needs for key, member in self._members.items()})
        self._shared.connected = lambda context: found.prepare(context.env.release, context, check=self._task.check)
        began = self._task.env.monotonic()
        self._shared.expect([self._params[key] for key in waits])
        schedule = Schedule(waits, parallel=params["parallel"], on_failure=params["on_failure"])
        run = Run(schedule, self._one)
        watching.begin(self._task)
        run.carry_out(self._task.env)
        result = report.result(
            run.results,
            order.levels(waits),
            skipped=schedule.skipped,
            pruned=[left.key for left in leftovers],
            seconds=self._task.env.monotonic() - began,
            check=self._task.check,
        )
        if run.stopped:
            why = printable(run.stopped)
            result["msg"] = f"{why[:1].upper()}{why[1:]}. Run the task again: it goes on.\n{result['msg']}"
            result["failed"] = True
        return result

    def _read(self) -> dict[str, Member]:
        """The list, checked as a whole."""
        listed = self._task.params["releases"]
        found = members.read(
            [
                {
                    "name": entry["name"],
                    "namespace": self._shared.namespace_of(entry),
                    "needs": entry["needs"],
                    "absent": entry["state"] == "absent",
                }
                for entry in listed
            ]
        )
        self._params = {key: self._labelled(listed[member.position]) for key, member in found.items()}
        return found

    def _labelled(self, entry: Mapping[str, Any]) -> dict[str, Any]:
        if not self._fleet:
            return dict(entry)
        from ..fleet import pruning

        return {**entry, "labels": pruning.labelled(entry["labels"], self._fleet)}

    def _leftovers(self) -> list[Leftover]:
        """What is to be pruned: found before anything is touched, so that what stands in the way is told first."""
        params = self._task.params
        if not params["prune"] or params["only"]:
            return []
        from ..fleet import pruning

        pruning.check_list(self._params, allow_empty=params["allow_empty"])
        releases = list(self._params.values()) or [self._removal("none", "default")]
        return pruning.leftovers(self._shared.only_place(releases), self._fleet, self._params)

    def _removal(self, name: str, namespace: str) -> dict[str, Any]:
        """The options of the task that removes what is listed no more: the defaults, at the place of the list's."""
        entry = {"name": name, "namespace": namespace, "state": "absent"}
        removal = entries.checked(entry, self._task.params, _spec())
        for other in self._task.params["releases"][:1]:
            removal.update({option: other[option] for option in PLACE})
        return removal

    def _one(self, key: str, env: Env) -> dict[str, Any]:
        """Do one release; in a thread of its own. Whatever goes wrong is in its result, and secrets are masked."""
        task = self._task_of(key, env)
        began = env.monotonic()
        try:
            result = door.result_of(lambda: self._work(task), _MODULE, task.params)
        finally:
            self._shared.ended(task.params, env)
        redact.learn(task)
        redact.learn_from_result(result, task)
        result["seconds"] = round(env.monotonic() - began, 1)
        masked: dict[str, Any] = env.secrets.value(
            redact.result(result, env.secrets.paths + task.places), redact.DOCUMENTS
        )
        return masked

    def _work(self, task: Task) -> dict[str, Any]:
        if task.params["sensitive_paths"]:
            from . import value_paths

            task.env.secrets.paths += [value_paths.parse(path) for path in task.params["sensitive_paths"]]
        return release.apply(task)

    def _task_of(self, key: str, env: Env) -> Task:
        """helm_release's task of a release, with secrets and messages of its own."""
        own = self._task
        env.secrets = own.env.secrets.copy()
        task = Task(self._params[key], check=own.check, env=env, environ=own.environ, diff=own.diff)
        task.places, task.shared = own.places, self._shared
        task.approval, task.contexts = own.approval, own.contexts

        def told(message: str) -> str:
            redact.learn(task)
            return f"{key}: {env.secrets.text(printable(message))}"

        env.warn = lambda message: own.env.warn(told(message))
        env.debug = lambda message: own.env.debug(told(message))
        watching.join(task, lambda: redact.learn(task))
        return task


def _spec() -> dict[str, Any]:
    """What an entry of the list may have."""
    found: dict[str, Any] = specs.releases()["argument_spec"]["releases"]
    return found
