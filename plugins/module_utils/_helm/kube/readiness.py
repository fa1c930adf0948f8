# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether an object is ready, as pure predicates over the object and the few objects that it is judged by.

Strategies as helm names them: "watcher" (kstatus, Helm 4's), "legacy" (Helm 3's), and "hook" for both: what a hook has
to come to.
"""

from __future__ import annotations

from typing import Any, Iterable, Mapping, Optional

from .verdict import Object, Readiness, group_of

WATCHER = "watcher"
LEGACY = "legacy"
HOOK = "hook"


def ready(
    item: Object, *, strategy: str = WATCHER, jobs: bool = False, related: Iterable[Object] = (), now: float = 0.0
) -> Readiness:
    """Return whether a live object is ready.

    jobs: a Job has to be complete (wait_for_jobs), not merely to have begun. related: the objects of related_to(item).
    now: seconds since 1970.
    """
    if strategy == LEGACY:
        from . import legacy_readiness

        return legacy_readiness.judge(item, jobs=jobs, related=related)
    from . import kstatus

    if strategy == HOOK:
        return kstatus.judge_hook(item)
    return kstatus.judge(item, jobs=jobs, pods=related, now=now)


def related_to(item: Object, strategy: str = WATCHER) -> Optional[tuple[str, str, str]]:
    """Return (apiVersion, kind, label selector) of the objects that item is judged by; None for none.

    They are in item's namespace.
    """
    kind = (group_of(item), item.get("kind"))
    wanted = _RELATED.get(strategy, {}).get(kind)  # type: ignore[arg-type]
    spec = item.get("spec") or {}
    if wanted is None or "selector" not in spec:
        return None
    selector = spec["selector"] or {}
    labels = {"matchLabels": selector} if kind == ("", "ReplicationController") else selector
    return (*wanted, selector_text(labels))


_POD = ("v1", "Pod")
_RELATED = {
    WATCHER: {("apps", "StatefulSet"): _POD, ("apps", "ReplicaSet"): _POD},
    LEGACY: {
        ("apps", "Deployment"): ("apps/v1", "ReplicaSet"),
        ("apps", "ReplicaSet"): _POD,
        ("", "ReplicationController"): _POD,
    },
}


def selector_text(selector: Mapping[str, Any]) -> str:
    """Return a LabelSelector as the API's labelSelector parameter has it."""
    terms = [f"{key}={value}" for key, value in sorted((selector.get("matchLabels") or {}).items())]
    for expression in selector.get("matchExpressions") or ():
        key, operator = expression["key"], expression["operator"]
        values = ",".join(sorted(expression.get("values") or ()))
        if operator in ("In", "NotIn"):
            terms.append(f"{key} {operator.lower()} ({values})")
        else:
            terms.append(key if operator == "Exists" else f"!{key}")
    return ",".join(terms)
