# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the pipeline is about to do to one release, as an entry of a document.

{name, namespace, action, from_revision, from_status, to_revision, chart, reason, options, values, objects, unchanged,
hooks}, and where there are such things tests, random, sealed and crds. docs/docsite/rst/plans.rst tells what each says.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Iterable, Optional

from ..apply.hooks import for_event
from ..plan import diff, objects
from ..plan.model import CREATE, DELETE, REPLACE, UNCHANGED, UPDATE, Operation
from ..release import charts
from ..release.model import PENDING_INSTALL, PENDING_ROLLBACK, PENDING_UPGRADE
from . import sealing
from .discretion import unlike_a_template
from .random_parts import RANDOM, RandomParts

if TYPE_CHECKING:
    from ..release.model import Release, StoredHook
    from ..releases.attempt.intent import Intent, Stage
    from .discretion import Discretion

Entry = dict[str, Any]

NOTHING, CORRECT, UNINSTALL = "none", "correct", "uninstall"
_ACTIONS = {PENDING_INSTALL: "install", PENDING_UPGRADE: "upgrade", PENDING_ROLLBACK: "rollback"}
_CRD = "CustomResourceDefinition"
# Of a request: what is told elsewhere, what only says how long to be patient, and what may hold anything.
_NO_OPTIONS = (
    "name", "namespace", "chart", "values", "pending", "post_renderer", "shaping", "history_max", "check", "diff",
)  # fmt: skip
_OF_WAITING = {"wait": "wait", "strategy": "wait_strategy", "jobs": "wait_for_jobs"}
_NAMES = {"disable_hooks": "disable_hook"}


def entry(intent: Intent, stage: Stage, discretion: Discretion, parts: RandomParts) -> Entry:
    """Return what is to be done, as plain data that is the same after a way through JSON."""
    action = _action(stage)
    hooks = _hooks(intent, stage, action)
    tests = intent.tests(stage.release.hooks) if stage.release is not None and action != UNINSTALL else []
    discretion.learn(_bodies(stage, [*hooks, *tests]))
    last, record = stage.look.history.last, stage.record
    random = _random(parts, discretion) if parts.is_there else None
    if random and "held" in random:
        parts.hold()
    found: Entry = {
        "name": intent.request.name,
        "namespace": intent.request.namespace,
        "action": action,
        "from_revision": None if last is None else last.version,
        "from_status": None if last is None else last.info.status,
        "to_revision": None if record is None else record.version,
        "chart": _chart(record or last),
        "reason": [*stage.plan.reasons, *(dict.fromkeys(stage.made) if stage.work is None else ())],
        "options": _options(intent, discretion),
        "values": sorted(map(discretion.text, _paths(record.config))) if record is not None else [],
        "objects": [_object(one, discretion, parts) for one in stage.operations if one.action != UNCHANGED],
        "unchanged": sum(one.action == UNCHANGED for one in stage.operations),
        "hooks": [_hook(hook, discretion, parts) for hook in hooks],
    }
    if tests:
        found["tests"] = [_hook(hook, discretion, parts) for hook in tests]
    if random:
        found["random"] = random
    if discretion.seal is not None:
        found["sealed"] = _sealed(intent, record, discretion)
    plain: Entry = json.loads(json.dumps(found))
    return plain


def _action(stage: Stage) -> str:
    if stage.record is not None:
        return _ACTIONS[stage.record.info.status]
    if stage.work is not None:
        return UNINSTALL
    return CORRECT if stage.changes else NOTHING


def _hooks(intent: Intent, stage: Stage, action: str) -> list[StoredHook]:
    """The hooks that will run."""
    if stage.work is None or intent.request.disable_hooks:
        return []
    record, name = (stage.look.last, "delete") if stage.record is None else (stage.record, action)
    found = [*for_event(record.hooks, f"pre-{name}"), *for_event(record.hooks, f"post-{name}")]
    return list({id(hook): hook for hook in found}.values())


def _bodies(stage: Stage, hooks: Iterable[StoredHook]) -> Iterable[Optional[dict[str, Any]]]:
    for operation in stage.operations:
        yield from (operation.item.body, operation.before)
    for hook in hooks:
        yield from objects.bodies(hook.manifest, hook.path)


def _chart(release: Optional[Release]) -> Entry:
    metadata = (release.chart.get("metadata") if release is not None else None) or {}
    return {"name": metadata.get("name"), "version": metadata.get("version"), "app_version": metadata.get("appVersion")}


def _options(intent: Intent, discretion: Discretion) -> Entry:
    """The task's options that say how it is done, by their names, in plain data."""
    found: Entry = {}
    for name, value in vars(intent.request).items():
        if name == "applying":
            found.update(vars(value))
        elif name == "waiting":
            found.update({option: getattr(value, field) for field, option in _OF_WAITING.items()})
        elif name not in _NO_OPTIONS:
            found[_NAMES.get(name, name)] = value
    return {name: _plain(value, discretion) for name, value in sorted(found.items())}


def _plain(value: Any, discretion: Discretion) -> Any:
    if isinstance(value, dict):
        return {discretion.key(key): _plain(item, discretion) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item, discretion) for item in value]
    return discretion.text(value) if isinstance(value, str) else value


def _paths(values: Any, path: str = "") -> Iterable[str]:
    """The names of the values that are given. What they are is in none of them."""
    if isinstance(values, dict) and values:
        for key, value in values.items():
            yield from _paths(value, f"{path}.{key}" if path else str(key))
    elif path:
        yield path


def _object(operation: Operation, discretion: Discretion, parts: RandomParts) -> Entry:
    before, body = operation.before, operation.item.body
    name = _name(operation.item.name, parts.of(body))
    found: Entry = {**operation.described(), "name": name, "why": operation.why}
    label = f"{operation.item.kind} {operation.item.namespace}/{name}"
    metadata = (before or {}).get("metadata") or {}
    if before is not None:
        found["uid"] = metadata.get("uid") or ""
    if operation.action in (DELETE, REPLACE):
        found["touched"] = _touched(metadata)
    if operation.action not in (CREATE, UPDATE, REPLACE):
        return found
    sealed: dict[str, str] = {}
    if operation.item.kind == _CRD:
        found["definition"] = _definition(operation, discretion)
    elif before is None:
        found["body"], sealed = discretion.body(body, label, parts.of(body))
    else:
        after = diff.quiet(operation.after or body)
        found["changes"], sealed = discretion.change(diff.quiet(before), after, body, label, parts.of(body))
    return {**found, "sealed": sealed} if sealed else found


def _touched(metadata: dict[str, Any]) -> str:
    """When an object was written last, and by whom: its status and what an autoscaler sets apart. Tells whether it is
    still as it was, without a word of what is in it."""
    entries = [entry for entry in metadata.get("managedFields") or () if not entry.get("subresource")]
    told = [f"{entry.get('time') or ''} {entry.get('manager') or ''}" for entry in entries]
    return max(told) if told else str(metadata.get("resourceVersion") or "")


def _definition(operation: Operation, discretion: Discretion) -> Entry:
    """A custom resource definition in short: it is long. It has a digest, unless a value was put into it that is
    secret."""
    body, label = operation.item.body, operation.item.label
    spec = body.get("spec") or {}
    versions = [version.get("name") for version in spec.get("versions") or () if isinstance(version, dict)]
    shown = discretion.body(body, label, [])[0]
    return {"versions": versions, "digest": sealing.digest(shown), "mac": discretion.mac(label, body)}


def _hook(hook: StoredHook, discretion: Discretion, parts: RandomParts) -> Entry:
    others = parts.hooks.get(hook.path, [])
    name = _name(hook.name, others)
    label, bodies, sealed = f"hook {hook.path} {name}", [], {}
    for body in objects.bodies(hook.manifest, hook.path):
        shown, macs = discretion.body(body, label, others)
        bodies.append(shown)
        sealed.update(macs)
    found = {
        "name": name, "kind": hook.kind, "path": hook.path, "events": list(hook.events), "weight": hook.weight,
        "delete_policies": list(hook.delete_policies), "bodies": bodies,
    }  # fmt: skip
    return {**found, "sealed": sealed} if sealed else found


def _name(name: str, others: list[Any]) -> str:
    """An object's name, marked where each rendering makes another one."""
    names = [((other or {}).get("metadata") or {}).get("name") for other in others]
    return name if all(one == name for one in names) else RANDOM


def _random(parts: RandomParts, discretion: Discretion) -> Entry:
    """The random values themselves, or, where one of them is secret, what they are in."""
    names = [f"{body.get('kind')} {(body.get('metadata') or {}).get('name')}" for body in parts.own]
    for body in parts.own:
        if body.get("kind") == "Secret" or discretion.body(body, "", [])[0] != _untouched(body):
            return {"made_anew": names}
    hooks = {path: unlike_a_template(text) for path, text in parts.hook_texts.items()}
    return {"documents": [unlike_a_template(text) for text in parts.texts], "hooks": hooks, "held": names}


def _untouched(value: Any) -> Any:
    """A value as discretion shows it where it hides nothing."""
    if isinstance(value, dict):
        return {_untouched(key): _untouched(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_untouched(item) for item in value]
    return unlike_a_template(value) if isinstance(value, str) else value


def _sealed(intent: Intent, record: Optional[Release], discretion: Discretion) -> dict[str, str]:
    """HMACs of what is not in the document: the values, the chart, and what shapes its objects."""
    request = intent.request
    shaping = [getattr(request, "shaping", None) or {}, getattr(request, "post_renderer", None) or []]
    found = {"shaping": discretion.mac("shaping", json.loads(json.dumps(shaping)))}
    if record is not None:
        found["values"] = discretion.mac("values", record.config)
        found["chart"] = discretion.mac("chart", charts.content(record.chart))
    return found
