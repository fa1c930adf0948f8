# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From what is there and what is wanted to operations. Pure: the same observation always gives the same plan."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, Optional

from ..base.errors import Conflict, KubeError, ReleaseError
from .conflicts import CORRECT, Policy, read_conflicts
from .model import (
    APPLY,
    CREATE,
    DELETE,
    KEEP,
    PUT,
    REMOVED,
    REPLACE,
    UNCHANGED,
    UPDATE,
    FieldConflict,
    Item,
    ObjectState,
    Observation,
    Operation,
    Plan,
)
from .ownership import belongs_to, changes_hands, has_policy, import_problem, is_kept, ownership_problem
from .sameness import is_same
from .situation import Situation
from .terminating import is_terminating

if TYPE_CHECKING:
    from .model import Resolution

CREATED = "created"
MANIFEST = "manifest"
DRIFT = "drift"
ADOPTED = "adopted"

_LINES = 10  # of a message: failed_objects has them all


def build(
    observation: Observation, reasons: list[str], policy: Policy, situation: Situation, *, release: str, namespace: str
) -> Plan:
    """Return the plan. reasons: why the release itself differs from its last revision (created, chart, values,
    manifest, metadata), empty when it does not: then what differs in the cluster is drift.

    Raises ReleaseError for an object that belongs to someone else, Conflict for fields that someone else holds.
    """
    observation = _without_passed(observation, situation)
    _check_owners(observation, policy, situation, release=release, namespace=namespace)
    operations = [
        _target_operation(state, observation.original.get(state.item.key), policy, situation)
        for state in observation.targets
    ]
    refused = [(state.item, state.refused) for state in observation.targets if state.refused]
    if refused:
        raise conflict_error(refused)
    operations += [
        _unless_going(operation)
        for item, live in reversed(observation.leftovers)
        for operation in _leftover_operation(item, live, release=release, namespace=namespace)
    ]
    plan = Plan(operations, list(reasons), unsure=any(state.unsure for state in observation.targets))
    plan.drifted = [entry for entry in operations if entry.left or entry.corrected is not None]
    if not reasons and plan.changes:
        _treat_drift(plan, policy)
    return plan


def removal(leftovers: list[tuple[Item, Optional[dict[str, Any]]]], *, release: str, namespace: str) -> Plan:
    """Return the plan of an uninstall: leftovers in the order in which they are to go."""
    operations = [
        operation
        for item, live in leftovers
        for operation in _leftover_operation(item, live, release=release, namespace=namespace)
    ]
    for operation in operations:
        if operation.action == DELETE and has_policy(operation.item.body):
            operation.action, operation.why, operation.after = KEEP, "resource policy", operation.before
    return Plan(operations, [REMOVED])


def conflict_error(refused: list[tuple[Item, list[FieldConflict]]]) -> Conflict:
    """Return the error for fields that other managers hold, in Helm's and the API server's words."""
    problems = []
    facts = []
    for item, conflicts in refused:
        problems.append(
            f"conflict occurred while applying object {item.namespace}/{item.name} {item.gvk}: "
            f"Apply failed with {_listed(conflicts)}"
        )
        facts += [
            {"object": item.described(), "field": conflict.field, "manager": conflict.manager} for conflict in conflicts
        ]
    error = Conflict(
        " && ".join(problems),
        doing="comparing the chart's objects with the cluster's",
        subject=refused[0][0].label,
        hint="leave the fields out of the chart's manifests, or take them with force_conflicts",
        status=409,
        reason="Conflict",
    )
    error.facts["conflicts"] = facts
    return error


def _listed(conflicts: list[FieldConflict]) -> str:
    """Conflicts as the API server lists them, by their managers (Go: managedfields/internal, getConflictMessage)."""
    if len(conflicts) == 1:
        return f"1 conflict: {conflicts[0].message}: {conflicts[0].field}"
    fields: dict[str, list[str]] = {}
    for conflict in conflicts:
        fields.setdefault(conflict.message, []).append(conflict.field)
    lines = [
        "\n- ".join([f"{message.replace('conflict', 'conflicts', 1)}:", *fields[message]]) for message in sorted(fields)
    ]
    return f"{len(conflicts)} conflicts: " + "\n".join(lines)


def _check_owners(
    observation: Observation, policy: Policy, situation: Situation, *, release: str, namespace: str
) -> None:
    """Refuse objects that are there, were not in the last revision, and are not marked as this release's, unless this
    run has made them: all of them at once."""
    if policy.take_ownership:
        return
    foreign = []
    for state in observation.targets:
        if state.live is not None and state.item.key not in {*observation.original, *situation.made}:
            problem = ownership_problem(state.live, release, namespace)
            if problem:
                foreign.append((state.item, problem, belongs_to(state.live)))
    if not foreign:
        return
    error = ReleaseError(
        "\n".join(import_problem(item, problem) for item, problem, _whose in foreign[:_LINES]),
        doing="checking who owns the objects",
        subject=", ".join(item.label for item, _problem, _whose in foreign[:_LINES]),
        hint="; ".join(f"{item.label} belongs to {whose}" for item, _problem, whose in foreign[:_LINES])
        + ". Set take_ownership: true to make it this release's, or remove it first",
    )
    error.facts["failed_objects"] = [
        {**item.described(), "why": problem, "owner": whose} for item, problem, whose in foreign
    ]
    raise error


def _target_operation(
    state: ObjectState, original: Optional[Item], policy: Policy, situation: Situation
) -> Operation:
    operation = Operation(UPDATE, state.item, "", state.body, state.force, state.live, state.wanted)
    operation.method, operation.patch, operation.anew = state.method, state.patch, state.anew
    operation.refusal = state.refusal
    if state.problem is not None and state.refusal is None:
        operation.resolve = lambda error: _resolved(state.item, error, policy, situation)
    operation.left, operation.corrected, operation.taken = state.drifted, state.corrected, state.taken
    if state.ignored:
        operation.action, operation.after = UNCHANGED, state.live
    elif state.live is None:
        operation.action, operation.why = CREATE, DRIFT if original else CREATED
        operation.after = state.wanted or state.item.body
    elif state.same and state.held:
        operation.action, operation.after = UNCHANGED, state.live
    elif state.anew or state.method == PUT:
        operation.action = REPLACE
    elif state.wanted is None:  # refused
        from . import fallback

        operation.after = fallback.laid_over(state.live, state.body, original.body if original else None)
    if operation.action in (UPDATE, REPLACE):
        operation.why = _why(state.item, original)
    if operation.is_going and policy.waits and (policy.drift == CORRECT or not situation.settled):
        operation.action, operation.anew, operation.why = REPLACE, True, operation.why or DRIFT
    operation.migrate = operation.action == UPDATE and state.method == APPLY and changes_hands(state.live)
    return operation


def _without_passed(observation: Observation, situation: Situation) -> Observation:
    """The observation without Jobs that are done and gone, as long as the chart says of them what it said."""
    if not situation.passing:
        return observation
    targets = [
        state
        for state in observation.targets
        if state.live is not None
        or state.item.key not in situation.passing
        or not is_same(observation.original[state.item.key].body, state.item.body)
    ]
    return dataclasses.replace(observation, targets=targets)


def _resolved(item: Item, error: KubeError, policy: Policy, situation: Situation) -> Resolution:
    """What to do about fields that others turn out to hold."""
    from . import disputes

    return disputes.resolve(item, read_conflicts(error), policy, situation)


def _why(item: Item, original: Optional[Item]) -> str:
    if original is None:
        return ADOPTED
    return DRIFT if is_same(original.body, item.body) else MANIFEST


def _leftover_operation(item: Item, live: Optional[dict[str, Any]], *, release: str, namespace: str) -> list[Operation]:
    """Delete what is wanted no more; keep what says so, or what someone else took over. Nothing for what is gone."""
    if live is None:
        return []
    if is_kept(live) or is_kept(item.body):
        return [Operation(KEEP, item, "resource policy", before=live, after=live)]
    problem = ownership_problem(live, release, namespace)
    if problem:
        return [Operation(KEEP, item, problem, before=live, after=live)]
    return [Operation(DELETE, item, REMOVED, before=live)]


def _unless_going(operation: Operation) -> Operation:
    """The deletion, unless somebody has it deleted already: then there is nothing left to do."""
    live = operation.before
    if operation.action == DELETE and live is not None and is_terminating(live):
        return Operation(UNCHANGED, operation.item, REMOVED, before=live, after=live)
    return operation


def _treat_drift(plan: Plan, policy: Policy) -> None:
    """Put back what differs from the last revision, or leave it, as the policy says."""
    if policy.drift == CORRECT:
        plan.reasons.append(DRIFT)
        return
    for index, operation in enumerate(plan.operations):
        if operation.action in (CREATE, UPDATE, REPLACE, DELETE):
            if operation not in plan.drifted:
                plan.drifted.append(operation)
            plan.operations[index] = Operation(
                UNCHANGED, operation.item, DRIFT, operation.body, operation.force, operation.before, operation.before
            )
