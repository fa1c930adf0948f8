# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From what is wanted to what is to be done to the objects. Nothing is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Callable

from ...base.errors import HelmError
from ...plan import build, objects, observe, terminating
from ...plan.model import REMOVED, Item, Key, Plan
from ...plan.parallel import each
from ...plan.served import Served
from ...plan.situation import Situation
from ...release.model import SERVER_SIDE, UNINSTALLED
from .. import draft, drifting

if TYPE_CHECKING:
    from ...plan.model import Operation
    from ...release.model import Release
    from .intent import Intent, Look, Wanted

Tell = Callable[[str], None]


def originals(releases: list[Release], served: Served, unknown: list[str]) -> list[Item]:
    """Return the objects that releases may have left, each as the first of them has it. unknown: gets a text for each
    of a kind that the cluster does not know."""
    found: dict[Key, Item] = {}
    for release in {release.version: release for release in releases}.values():  # the last one is mostly two of them
        for item in objects.items(
            release.manifest, served.scope, release=release.name, namespace=release.namespace, unknown=unknown
        ):
            found.setdefault(item.key, item)
    return list(found.values())


def planned(
    intent: Intent, look: Look, wanted: Wanted, served: Served, written: list[Operation], tell: Tell
) -> Plan:
    """Return what is to be done to the objects. served: with the kinds that the prelude brings. written: what earlier
    looks made. tell: warns of what every look finds, once. Raises HelmError for what cannot be planned."""
    if wanted.candidate is None:
        return _removal(intent, look, served)
    history, settled = look.history, not wanted.reasons
    name, namespace = intent.place(look)
    policy = intent.policy(wanted)
    base = intent.base_of(history)
    situation = Situation(
        original={item.key: item for item in originals(intent.left_by(history), Served(look.client), [])},
        settled=settled,
        client_side=base is not None and base.apply_method != SERVER_SIDE,
        passing=draft.passing(history.deployed, look.client),
        made=frozenset(entry.item.key for entry in written if entry.item.kind == "Namespace"),
        served=served,
    )
    try:
        targets = objects.items(wanted.candidate.manifest, served.scope, release=name, namespace=namespace, warn=tell)
    except HelmError as error:
        intent.unread(error, history)
        raise
    policy = intent.beside_hooks(policy, wanted.candidate, targets, tell, settled=settled)
    observation = observe.observe(look.client, targets, policy, situation)
    try:
        plan = build.build(observation, wanted.reasons, policy, situation, release=name, namespace=namespace)
    except HelmError as error:
        unable = intent.unable(history)
        if not unable:
            raise
        raise error.restated(unable + error.problem) from error
    told = drifting.warnings(plan, look.context.env, policy.drift, history.last, settled=settled)
    for text in [*terminating.warnings(plan.operations), *told]:
        tell(text)
    return plan


def _removal(intent: Intent, look: Look, served: Served) -> Plan:
    """What is to go: everything that any revision since the last good one may have made, in helm's order of kinds."""
    from ...plan.reads import Reads
    from ...render import manifests

    if look.last.info.status == UNINSTALLED:
        return Plan([], [REMOVED])
    unknown: list[str] = []
    found = originals(intent.left_by(look.history), served, unknown)
    for problem in dict.fromkeys(unknown):
        look.context.env.warn(f"left out of the removal: {problem}")
    items = manifests.sort_by_kind(found, lambda item: item.kind, manifests.UNINSTALL_ORDER)
    live = each(Reads(look.client, items).of, items, workers=look.client.width())
    name, namespace = intent.place(look)
    return build.removal(list(zip(items, live)), release=name, namespace=namespace)
