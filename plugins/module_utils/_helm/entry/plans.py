# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A task with plan: what it would do is written down, or it is done only if it is what was written down."""

from __future__ import annotations

import copy
import json
import os
from typing import Any, Callable, Iterator, Mapping, Optional

from ..approval import differences, document, sealing
from ..approval.approval import Approval, Notes
from ..asked.shared import Shared
from ..base import files
from ..base.content import Content
from ..base.errors import HelmError, RequestError
from . import redact
from .task import Task, seconds

Work = Callable[[Task], dict[str, Any]]
_UNTOUCHED = "Nothing was touched: the plan was not begun"
_READING, _WRITING = "reading the plan", "writing the plan"


def run(task: Task, module: str, work: Work) -> dict[str, Any]:
    """Return the result of the module's work, with plan. Raises HelmError; before the first write where what is to be
    done is not what the plan says."""
    given = task.params["plan"]
    key = str(given["key"] or "")
    if task.shared is None:
        task.shared = Shared(task.env, task.environ, check=task.check or given["apply"] is None)
    if given["write"] is not None:
        if given["write"] is not True and not isinstance(given["write"], str):
            hint = "give the path of a file, or leave it out"
            problem = f"{given['write']!r} is no path"
            raise RequestError(problem, doing="reading the option", subject="plan.write", hint=hint)
        return _written(task, module, work, key)
    if not given["apply"]:
        hint = "give the document or its path; with plan.write nothing is changed"
        raise RequestError("there is no plan", doing="reading the option", subject="plan.apply", hint=hint)
    return _applied(task, work, document.Planned(_handed(given["apply"]), module, key))


def _written(task: Task, module: str, work: Work, key: str) -> dict[str, Any]:
    salt = sealing.grouped(task.env.random_bytes(15)) if key else ""
    seal = sealing.Seal(key, salt) if key else None
    notes = Notes()
    result = work(_looking(task, Approval(notes, seal)))
    if result.get("failed"):
        told = "\n".join(filter(None, [result.get("msg"), "No plan was made."]))
        return {**result, "changed": False, "msg": told}
    entries = [notes.entries[name] for name in sorted(notes.entries)]
    for name, entry in notes.entries.items():
        if entry["options"].get("unstable") == "apply" and "random" in entry:
            why = "its chart makes other values with each rendering, and unstable is apply"
            task.env.warn(f"the plan of {name} can be looked at, but not applied: {why}")
    whole = document.made(module, entries, task.env.now_ns(), None if seal is None else (salt, seal))
    if "order" in result:
        whole["order"] = result["order"]
    redact.learn(task)
    whole = document.signed(task.env.secrets.value(whole, redact.DOCUMENTS), seal)
    path = task.params["plan"]["write"]
    if path is not True and not task.check:
        text = json.dumps(whole, indent=1, sort_keys=True, ensure_ascii=True)
        try:
            files.write_atomic(_expanded(path), f"{text}\n".encode("ascii"))
        except HelmError as error:
            error.doing = _WRITING
            raise
    result["msg"] = f"Plan {whole['id']}: {document.sentence(whole['summary'])}"
    result["plan"] = {"id": whole["id"], "summary": whole["summary"], "document": whole}
    return {**result, "changed": False}


def _applied(task: Task, work: Work, planned: document.Planned) -> dict[str, Any]:
    told: dict[str, Any] = {"id": planned.id, "summary": planned.whole["summary"]}
    about = {"plan": told, "secrets_compared": planned.seal is not None}
    try:
        planned.check_age(task.env.now_ns(), seconds(task.params["plan"]["max_age"], "plan.max_age"))
        result = _looked(task, work, planned)
        if not (task.check or result.get("failed")):
            task.approval = Approval(Notes(), planned.seal, planned, begun=True)
            result = work(task)
    except HelmError as error:
        error.facts = {**error.facts, **about}
        raise
    return {**result, **about}


def _looked(task: Task, work: Work, planned: document.Planned) -> dict[str, Any]:
    """What would be done, where that is what the plan says; a failure where it would fail."""
    notes = Notes()
    if task.shared is not None:
        for params in _places(task):
            planned.check_who(notes.who(task.shared.connect(params, task.env)[0].client()))
    looking = _looking(task, Approval(notes, planned.seal, planned))
    if not task.check:
        looking.env.warn = looking.env.debug = _nobody  # the run says it once more
    try:
        result = work(looking)
    except HelmError as error:
        error.aftermath = _sentences(error.aftermath, _UNTOUCHED)
        error.facts["differences"] = differences.failing(planned.releases, dict.fromkeys(planned.releases, str(error)))
        raise
    if result.get("failed"):
        failed = {name: str(result["releases"][name].get("msg")) for name in result.get("failed_releases") or ()}
        told = "\n".join(filter(None, [result.get("msg"), f"{_UNTOUCHED}."]))
        found = differences.failing(planned.releases, failed)
        return {**result, "changed": False, "msg": told, "differences": found}
    found = document.elsewhere(planned.releases, notes.entries)
    found += differences.of_releases(planned.releases, notes.entries, sealed=planned.seal is not None)
    found = found or differences.of_order(planned.whole.get("order"), result.get("order"))
    if found:
        raise differences.refusal(found, planned.id)
    return result


def _looking(task: Task, approval: Approval) -> Task:
    """The same task in check mode: approval takes notice of what is decided."""
    same = copy.copy(task)
    same.check, same.approval, same.watched = True, approval, False
    same.env = copy.copy(task.env)
    if approval.planned is None or not task.check:
        same.contexts = []  # later tasks of a play in check mode do not count on what is only planned
    return same


def _places(task: Task) -> Iterator[Mapping[str, Any]]:
    """The options that say where each release is."""
    listed = task.params.get("releases")
    yield from [task.params] if listed is None else listed


def _expanded(path: str) -> str:
    """A path as Ansible reads one."""
    return os.path.expanduser(os.path.expandvars(path))


def _sentences(first: str, second: str) -> str:
    return f"{first.rstrip('.')}. {second}" if first else second


def _nobody(_text: str) -> None:
    """Where nobody listens."""


def _handed(given: Any) -> Any:
    """The document itself, a mapping or a text, from a path or as it was handed over."""
    if isinstance(given, Content):
        return given.read()
    if not isinstance(given, str) or given.lstrip().startswith("{"):
        return given
    found: Optional[bytes] = files.content_of(_expanded(given), doing=_READING)
    if found is None:
        hint = "give the path of what plan.write made, on the host that the task runs on or on the controller"
        raise RequestError("no such file", doing=_READING, subject=given, hint=hint)
    return found
