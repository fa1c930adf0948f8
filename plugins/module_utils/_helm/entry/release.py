# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The release modules' tasks as requests to the actions: helm_release, helm_rollback."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Optional

from ..base.errors import RequestError
from . import redact
from .task import Task

if TYPE_CHECKING:
    from ..asked import requests


def apply(task: Task) -> dict[str, Any]:
    """Do helm_release."""
    if task.params["state"] == "absent":
        return _uninstall(task)
    if task.params["junit"]:
        from . import junit

        return junit.around(task, _install, junit.of_release)
    return _install(task)


def _install(task: Task) -> dict[str, Any]:
    from ..asked import inputs, requests
    from ..releases import framing
    from ..releases.attempt import install

    params = task.params
    waiting = _waiting(task)
    with framing.framed(lambda: framing.INSTALLING):
        context, shared = _shared(task, waiting)
    request = requests.ReleaseRequest(
        **shared,
        chart=lambda: _chart(task),
        values=_values(task),
        applying=_applying(task),
        pending=requests.PendingOptions(params["on_pending"], task.seconds("pending_timeout") or 0.0),
        create_namespace=params["create_namespace"],
        namespace_labels=_texts(params["namespace_labels"], "namespace_labels"),
        crds="skip" if params["skip_crds"] else params["crds"],
        atomic=params["atomic"],
        cleanup_on_fail=params["cleanup_on_fail"],
        replace=params["replace"],
        drift=params["drift"],
        drift_ignore=params["drift_ignore"],
        unstable=params["unstable"],
        post_renderer=params["post_renderer"],
        shaping=inputs.shaping(params),
        history_max=params["history_max"],
        labels=_labels(task),
        enable_dns=params["enable_dns"],
        test_filters=params["test_filters"] if params["run_tests"] else None,
    )
    return install.install_or_upgrade(request, context).as_dict()


def _uninstall(task: Task) -> dict[str, Any]:
    from ..asked import requests
    from ..releases.attempt import uninstall

    params = task.params
    context, shared = _shared(task, _waiting(task))
    purge = params["purge"] if params["keep_history"] is None else not params["keep_history"]
    request = requests.UninstallRequest(**shared, purge=purge, cascade=params["cascade"])
    request.uninstalled_is_gone = params.get("uninstalled_is_gone", False)  # no option: of a drop-in module
    return uninstall.uninstall(request, context).as_dict()


def rollback(task: Task) -> dict[str, Any]:
    """Do helm_rollback."""
    from ..asked import requests
    from ..releases.attempt import rollback as action

    params = task.params
    context, shared = _shared(task, _waiting(task))
    request = requests.RollbackRequest(
        **shared,
        revision=params["revision"],
        applying=_applying(task),
        cleanup_on_fail=params["cleanup_on_fail"],
        history_max=params["history_max"],
        labels=_labels(task),
    )
    return action.rollback(request, context).as_dict()


def _chart(task: Task) -> Any:
    """Return the chart of the task's options."""
    if task.shared is not None:
        return task.shared.open_chart(task.params, task.env)
    from ..asked import inputs

    return inputs.open_chart(task.params, task.env, task.environ, check=task.check)


def _connect(task: Task) -> tuple[requests.Context, str]:
    """Return what the action runs in, and the namespace it works in."""
    if task.shared is not None:
        return task.shared.connect(task.params, task.env)
    from ..asked import connect

    return connect.connect(task.params, task.env, task.environ, check=task.check)


def _shared(task: Task, waiting: requests.WaitOptions) -> tuple[requests.Context, dict[str, Any]]:
    """Return what the action runs in, and what every request that changes a release has."""
    context, namespace = _connect(task)
    if task.approval is not None:
        context.approval = task.approval.of_release(
            lambda: redact.learn(task), lambda entry: task.env.secrets.value(entry, redact.DOCUMENTS)
        )
    if task.check:
        from ..fleet import foreseen

        foreseen.tell(context)
        task.contexts.append(context)
    task.env.release = f"{namespace}/{task.params['name']}"  # for what it tells
    if task.watched:
        from . import watching

        watching.begin(task)
    context.client().transport.retry_for = waiting.timeout  # no request goes past what a step may take
    return context, {
        "name": task.params["name"],
        "namespace": namespace,
        "waiting": waiting,
        "disable_hooks": task.params["disable_hook"],
        "description": task.text("description"),
        "check": task.check,
        "diff": task.diff,
    }


def _labels(task: Task) -> Optional[dict[str, str]]:
    labels = task.params["labels"]
    return None if labels is None else _texts(labels, "labels")


def _values(task: Task) -> requests.ValuesInput:
    from ..asked import inputs, requests

    params = task.params
    task.env.load_schema = inputs.schema_loader(params, task.env, task.environ, check=task.check)
    return requests.ValuesInput(
        values=inputs.given_values(params),
        files=inputs.read_values_files(params["values_files"]),
        set_values=params["set_values"],
        reset=params["reset_values"] and not (params["reuse_values"] or params["reset_then_reuse_values"]),
        reuse=params["reuse_values"],
        reset_then_reuse=params["reset_then_reuse_values"],
        skip_schema=params["skip_schema_validation"],
    )


def _waiting(task: Task) -> requests.WaitOptions:
    from ..asked import requests

    params = task.params
    return requests.WaitOptions(
        wait=params["wait"] or params.get("atomic", False),  # helm: rollback-on-failure waits
        strategy=params["wait_strategy"],
        jobs=params["wait_for_jobs"],
        timeout=task.seconds("timeout") or 0.0,
    )


def _applying(task: Task) -> requests.ApplyOptions:
    from ..asked import requests

    params = task.params
    return requests.ApplyOptions(
        params["server_side"],
        params["force_conflicts"],
        params["take_ownership"],
        params["force"],
        tuple(params["recreate"]),
    )


def _texts(mapping: dict[str, Any], option: str) -> dict[str, str]:
    """Return labels as texts: YAML makes numbers and booleans of some."""
    for name, value in mapping.items():
        if isinstance(value, (dict, list)) or value is None:
            problem = f"the label {name} is not a text"
            raise RequestError(problem, doing="reading the option", subject=option, hint="write it in quotes")
    return {str(name): _text(value) for name, value in mapping.items()}


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
