# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How things stand after a failure: what is in the record and in the cluster, not what was on its way there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Optional, Sequence, Union

from ..base.errors import HelmError, KubeError, Stopped
from ..plan.model import DELETE, UNCHANGED, Operation, Plan
from ..release.storage import Storage
from . import describe

if TYPE_CHECKING:
    from ..apply.execute import Applied, Executor
    from ..kube.client import Client
    from ..release.model import Release

Failure = Union[HelmError, Stopped]
Entries = list[dict[str, Any]]


def changes(done: Applied, operations: list[Operation]) -> Entries:
    """Return the entries of the operations that were carried out, and of what was deleted, as the result's changes."""
    written: Entries = [operations[index].described() for index in sorted(done.answers)]
    return written + [{"action": DELETE, **item.described()} for item in done.deleted]


def is_changed(entries: Entries) -> bool:
    """Return whether any of the changes is one."""
    return any(entry["action"] != UNCHANGED for entry in entries)


def newest(storage: Storage, name: str, known: Optional[Release]) -> tuple[Optional[Release], bool]:
    """Return (the newest revision as the record has it now, True), None where there is none; (known, False) where the
    record cannot be read."""
    try:
        heads = storage.heads(name)
        return (storage.read(heads[-1]) if heads else None), True
    except HelmError:
        return known, False


def facts(release: Optional[Release], client: Client, entries: Entries, hooks: Entries) -> dict[str, Any]:
    """Return what a failed result tells: release and status as the record has them, the changes and hooks that were
    really done, and by whom."""
    return {
        "changed": is_changed(entries) or bool(hooks),
        "release": None if release is None else describe.described(release),
        "status": None if release is None else describe.status(release),
        "changes": entries,
        "hooks": hooks,
        "connection": describe.connection(client),
    }


def put(error: Failure, known: dict[str, Any], aftermath: str = "") -> None:
    """Put into error what is known of how things stand, but for what it tells already."""
    error.facts = {**known, **error.facts}
    error.aftermath = error.aftermath or aftermath


def corrected(executor: Executor, plan: Plan, release: Release, before: Sequence[Operation] = ()) -> None:
    """Carry out a plan that makes no revision. before: what was done besides. Raises HelmError, its facts telling how
    far it came."""
    try:
        executor.execute(plan.operations)
    except (HelmError, Stopped) as error:
        entries = [entry.described() for entry in before] + changes(executor.done, plan.operations)
        known = {**facts(release, executor.client, entries, []), "reason": list(plan.reasons)}
        put(error, known, ". ".join(text for text in (uncertain(executor.done), left_by(release, release)) if text))
        raise


def uncertain(done: Applied) -> str:
    """Return a sentence about the writes of which no reply came, "" for none."""
    names = ", ".join(f"{item.kind} {item.namespace}/{item.name}" for item in done.unsure)
    return f"no reply came for {names}: it may have been written" if names else ""


def left_by(release: Release, before: Optional[Release]) -> str:
    """Return a sentence about the revision that is the newest now. before: the newest before the failure."""
    if before is not None and (before.version, before.info.status) == (release.version, release.info.status):
        return f"release {release.name} stays at revision {release.version}, {release.info.status}"
    return f"release {release.name} is at revision {release.version} now, {release.info.status}"


def is_passing(error: BaseException) -> bool:
    """Return whether error came of a failure of the network or of a busy API server, not of the release."""
    cause: Optional[BaseException] = error
    while cause is not None:
        if isinstance(cause, KubeError) and cause.passing:
            return True
        cause = cause.__cause__
    return False
