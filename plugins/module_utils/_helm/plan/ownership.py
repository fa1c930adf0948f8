# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who owns a live object: Helm's label and annotations, written and checked as Helm does (Go: action/validate.go)."""

from __future__ import annotations

from typing import Any, Optional

from ..golang.space import SPACE
from .model import MANAGER, Item

MANAGED_BY = "app.kubernetes.io/managed-by"
RELEASE_NAME = "meta.helm.sh/release-name"
RELEASE_NAMESPACE = "meta.helm.sh/release-namespace"
RESOURCE_POLICY = "helm.sh/resource-policy"


def owned_body(body: dict[str, Any], release: str, namespace: str) -> dict[str, Any]:
    """Return body with the ownership metadata of a release added; body itself is not changed."""
    metadata = dict(body.get("metadata") or {})
    metadata["labels"] = {**(metadata.get("labels") or {}), MANAGED_BY: "Helm"}
    metadata["annotations"] = {
        **(metadata.get("annotations") or {}),
        RELEASE_NAME: release,
        RELEASE_NAMESPACE: namespace,
    }
    return {**body, "metadata": metadata}


def ownership_problem(live: dict[str, Any], release: str, namespace: str) -> str:
    """Return why live does not belong to the release, in Helm's words, or ""."""
    metadata = live.get("metadata") or {}
    labels = metadata.get("labels") or {}
    annotations = metadata.get("annotations") or {}
    problems = [
        f"{what} validation error: {problem}"
        for what, problem in (
            ("label", _differs(labels, MANAGED_BY, "Helm")),
            ("annotation", _differs(annotations, RELEASE_NAME, release)),
            ("annotation", _differs(annotations, RELEASE_NAMESPACE, namespace)),
        )
        if problem
    ]
    return "invalid ownership metadata; " + "; ".join(problems) if problems else ""


def owner(live: dict[str, Any]) -> Optional[tuple[str, str]]:
    """Return (name, namespace) of the release that live says it belongs to, None where it says none."""
    annotations = (live.get("metadata") or {}).get("annotations") or {}
    name, namespace = annotations.get(RELEASE_NAME), annotations.get(RELEASE_NAMESPACE)
    return (str(name), str(namespace)) if name and namespace else None


def belongs_to(live: dict[str, Any]) -> str:
    """Return whose a live object is that this release did not make: another release's, its controller's, or that of who
    wrote it last."""
    metadata = live.get("metadata") or {}
    found = owner(live)
    if found is not None:
        return f"release {found[0]} in namespace {found[1]}"
    for reference in metadata.get("ownerReferences") or ():
        if reference.get("controller"):
            return f"{reference.get('kind')} {reference.get('name')}, which controls it"
    writers = [entry for entry in metadata.get("managedFields") or () if not entry.get("subresource")]
    names = dict.fromkeys(str(entry.get("manager")) for entry in sorted(writers, key=_time, reverse=True))
    return f"no release; written by {', '.join(names)}" if names else "no release"


def _time(entry: dict[str, Any]) -> str:
    return str(entry.get("time") or "")


def import_problem(item: Item, problem: str) -> str:
    """Return Helm's message for an object that is there and belongs to someone else."""
    return (
        f'{item.kind} "{item.name}" in namespace "{item.namespace}" exists and cannot be imported into the current '
        f"release: {problem}"
    )


def is_kept(body: dict[str, Any]) -> bool:
    """Return whether the object says that it is never to be deleted (helm.sh/resource-policy: keep)."""
    annotations = (body.get("metadata") or {}).get("annotations") or {}
    return str(annotations.get(RESOURCE_POLICY)).strip(SPACE).lower() == "keep"


def has_policy(body: dict[str, Any]) -> bool:
    """Return whether the object has a resource policy, of any value: helm uninstall deletes none that has one (Go:
    filterManifestsToKeep), and who wrote "retain" did not mean that it may go."""
    return RESOURCE_POLICY in ((body.get("metadata") or {}).get("annotations") or {})


def objection(live: dict[str, Any], item: Item) -> str:
    """Return why a live object in the place of one that a release made must not be deleted, "" for no reason: it says
    that it is to be kept, or that it belongs to someone else. item: the release's object, as it is sent."""
    if is_kept(live) or is_kept(item.body):
        return "resource policy"
    release, namespace = owner(item.body) or ("", "")
    return ownership_problem(live, release, namespace)


def applied_entries(live: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the managed fields that helm's manager has by applying the object itself."""
    return [
        entry
        for entry in (live.get("metadata") or {}).get("managedFields") or ()
        if entry.get("manager") == MANAGER and entry.get("operation") == "Apply" and not entry.get("subresource")
    ]


def held_by_updates(live: Optional[dict[str, Any]]) -> bool:
    """Return whether helm's manager holds fields by client-side writes, which have to change hands first."""
    return any(
        entry.get("manager") == MANAGER and entry.get("operation") == "Update" and not entry.get("subresource")
        for entry in ((live or {}).get("metadata") or {}).get("managedFields") or ()
    )


def changes_hands(live: Optional[dict[str, Any]]) -> bool:
    """Return whether what helm's manager holds has to be put down otherwise before an apply: as that of applies, and as
    fields that the server has."""
    if held_by_updates(live):
        return True
    if live is None or live.get("kind") != "Secret":
        return False
    return any("f:stringData" in (entry.get("fieldsV1") or {}) for entry in applied_entries(live))


def _differs(entries: dict[str, Any], key: str, value: str) -> str:
    if key not in entries:
        return f'missing key "{key}": must be set to "{value}"'
    if entries[key] != value:
        return f'key "{key}" must equal "{value}": current value is "{entries[key]}"'
    return ""
