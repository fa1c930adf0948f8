# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What has to be there before a release's objects: its namespace, and the custom resource definitions of its chart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Iterable

from ..base.env import Env
from ..base.errors import Conflict, HelmError, KubeError
from ..content import definitions
from ..kube import readiness
from ..kube.verdict import FAILED
from ..plan import build, objects, observe
from ..plan.conflicts import Policy
from ..plan.model import APPLY, CREATE, UNCHANGED, UPDATE, Item, Key, ObjectState, Operation, Plan
from ..plan.parallel import each
from ..plan.served import Served
from ..plan.situation import Situation

if TYPE_CHECKING:
    from ..kube.client import Client
    from ..render.model import Crd

_ESTABLISHED = 60.0  # seconds that helm waits for new CRDs
_TOLD_EVERY = 0.1  # seconds between two looks for kinds that the server does not tell yet
WHY_CRD = "crds"
CRD = "CustomResourceDefinition"


def is_there(error: KubeError) -> bool:
    """Return whether an object could not be made because there is one of its name."""
    return isinstance(error, Conflict) and error.reason == "AlreadyExists"


def crd_operations(
    client: Client, crds: Iterable[Crd], policy: Policy, manifest: str, *, once: bool
) -> list[Operation]:
    """Return what is to be done about the chart's CRDs so that they are as its crds/ folder has them. They are read
    first: CRDs stay when a release goes, and a dry run of a large one costs the server a tenth of a second.

    manifest: what the templates made. A CRD that is there, and in it too, is left to it: it is written after these, and
    the last one counts. once: without server-side apply, those that are there are left alone, as by helm. Raises
    Conflict for fields that other managers hold, unless policy forces it.
    """
    first = once and policy.method != APPLY
    items = _each_once([item for crd in crds for item in definitions.items_of(crd)], client.env, first=first)

    def observed(item: Item) -> ObjectState:
        return observe.observe_target(client, item, policy, Situation(), known=True)

    states = each(observed, items, workers=client.width())
    rendered = _definitions(manifest)
    refused = [(state.item, state.refused) for state in states if state.refused and state.item.name not in rendered]
    if refused:
        raise build.conflict_error(refused)
    operations = [_crd_operation(state) for state in states]
    for operation in operations:
        template = rendered.get(operation.item.name)
        if operation.action == UPDATE and (first or template is not None):
            operation.action, operation.why, operation.after = UNCHANGED, "", operation.before
        if template is not None and operation.before is not None:
            from ..plan import doubles

            client.env.warn(doubles.told(operation.item, operation.item.source, template))
    return operations


def _definitions(manifest: str) -> dict[str, str]:
    """The CRDs that the templates made: name -> template."""
    found = {}
    for text in objects.documents(manifest) if CRD in manifest else ():
        if CRD in text:
            source = objects.source_of(text)
            for body in objects.bodies(text, source):
                if body["kind"] == CRD:
                    found[str(body["metadata"]["name"])] = source
    return found


def _each_once(items: list[Item], env: Env, *, first: bool) -> list[Item]:
    """The CRDs, each once, and a warning for one that several files have. first: the first one counts, as where helm
    creates them, else the last one, as where it applies them."""
    found: dict[Key, Item] = {}
    for item in items:
        if first and item.key in found:
            from ..plan import doubles

            env.warn(doubles.told(item, found[item.key].source, item.source, "the first one"))
        else:
            objects.add(found, item, env.warn)
    return list(found.values())


def served_after(client: Client, operations: list[Operation]) -> Served:
    """Return the kinds that there will be once these operations on the namespace and CRDs are done."""
    offered: dict[tuple[str, str], bool] = {}
    for operation in operations:
        offered.update(_kinds_of(operation))
    found = Served(client, offered)
    made = (operation for operation in operations if operation.item.kind == "Namespace" and operation.action == CREATE)
    found.absent = frozenset(operation.item.name for operation in made)
    return found


def write(client: Client, env: Env, operations: list[Operation], done: list[Operation]) -> None:
    """Write the namespace, then the CRDs, a few at once, and wait until the CRDs' kinds are served. done: gets what was
    written.

    Raises KubeError, WaitTimeout.
    """
    from ..apply.execute import write_operation
    from ..apply.wait import Waiter

    wanted = [operation for operation in operations if operation.action in (CREATE, UPDATE)]
    crds = [operation for operation in wanted if operation.why == WHY_CRD]
    for operation in wanted:
        if operation.why == WHY_CRD:
            continue
        try:
            write_operation(client, env, operation)
        except Conflict as error:
            if operation.item.kind != "Namespace" or not is_there(error):
                raise
            continue  # another run made it a moment ago
        done.append(operation)
    if crds:
        _write_crds(client, env, crds, done)
        fresh = [operation.item for operation in crds]
        Waiter(client, env, _ESTABLISHED, whose="the chart's CRDs").until_ready(fresh)
        client.discovery.forget()
    _await_kinds(client, env, operations)


def _write_crds(client: Client, env: Env, crds: list[Operation], done: list[Operation]) -> None:
    from ..apply.execute import write_operation

    written = set[int]()

    def write_one(operation: Operation) -> None:
        write_operation(client, env, operation, problem=words_before(operation))
        written.add(id(operation))

    try:
        each(write_one, crds, workers=client.width())
    finally:  # threads end as they please
        done += [operation for operation in crds if id(operation) in written]


def words_before(operation: Operation) -> str:
    """Return what helm puts before what is wrong with a CRD: its file, without its chart."""
    if operation.why != WHY_CRD:
        return ""
    return f"failed to install CRD crds/{operation.item.source.partition('/crds/')[2]}: "


def shares(done: list[Operation], plan: Plan) -> bool:
    """Return whether the plan has an object that was written before it: a CRD in the templates too."""
    written = {entry.item.key for entry in done if entry.why == WHY_CRD}
    return not written.isdisjoint(entry.item.key for entry in plan.operations)


def tell(error: HelmError, written: list[Operation], reasons: list[str]) -> None:
    """Put into error's facts what was written before it."""
    if written:
        told = {"changed": True, "reason": reasons, "changes": [entry.described() for entry in written]}
        error.facts = {**told, **error.facts}


def joined(done: list[Operation], later: list[Operation]) -> list[Operation]:
    """Return what a run did in all, that looked at the namespace and the CRDs again after it had written some."""
    found = {operation.item.key: operation for operation in done if operation.why}
    for operation in later:
        if operation.why or operation.item.key not in found:
            found[operation.item.key] = operation
    return list(found.values())


def _await_kinds(client: Client, env: Env, operations: list[Operation]) -> None:
    """Wait until the server tells the CRDs' kinds, which it does a moment after they are established: also those of
    CRDs that another run has just made. What it does not tell in time is for the plan to refuse, where it is used."""
    missing: set[tuple[str, str]] = set()
    for operation in operations:
        missing.update(_kinds_of(operation))
    deadline = env.monotonic() + _ESTABLISHED
    while True:
        known = Served(client).scope
        missing = {kind for kind in missing if known(*kind) is None}
        if not missing or env.monotonic() >= deadline:
            return
        env.sleep(_TOLD_EVERY)


def _kinds_of(operation: Operation) -> dict[tuple[str, str], bool]:
    """The kinds that there are once an operation on a CRD is done; none for one whose names were refused."""
    crd = operation.after or {}
    if operation.item.kind != CRD or readiness.ready(crd).state == FAILED:
        return {}
    return definitions.kinds_of(crd)


def _crd_operation(state: ObjectState) -> Operation:
    operation = Operation(UPDATE, state.item, WHY_CRD, state.body, state.force, state.live, state.wanted)
    operation.method, operation.patch, operation.refusal = state.method, state.patch, state.refusal
    if state.live is None:
        operation.action, operation.after = CREATE, state.wanted or state.body
    elif state.same and state.held:
        operation.action, operation.why, operation.after = UNCHANGED, "", state.live
    return operation
