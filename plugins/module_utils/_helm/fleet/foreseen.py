# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""In check mode, what the tasks of a play count on that those before them would have made: namespaces, and kinds of
custom resources. Ansible's side of it, which keeps it from task to task, is plugin_utils/_worker/foreseen.py."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Iterable, Mapping, Optional

from ..content import definitions
from ..plan.model import CREATE, Item, Operation
from .brought import CRD, kinds_of

if TYPE_CHECKING:
    from ..asked.requests import Context


def tell(context: Context) -> None:
    """Tell the context of a release what earlier tasks would have made in its cluster, as of_releases() gave it."""
    server = context.client().connection.server
    operations = [
        Operation(CREATE, Item(body, ""), "created", body, after=body)
        for body in context.env.foreseen.get("objects", {}).get(server, ())
    ]
    if operations:
        context.brought = [*operations, *context.brought]
        context.client().coming = {**kinds_of(operations), **context.client().coming}


def of_releases(contexts: Iterable[Context]) -> dict[str, list[dict[str, Any]]]:
    """Return what the releases of contexts would make that tasks after theirs may count on, by API server: namespaces
    and definitions of kinds, no more of them than that takes."""
    found: dict[str, list[dict[str, Any]]] = {}
    for context in contexts:
        bodies = [_outline(entry.item.body) for entry in context.planned if entry.action == CREATE]
        found.setdefault(context.client().connection.server, []).extend(filter(None, bodies))
    return {server: bodies for server, bodies in found.items() if bodies}


def _outline(body: Mapping[str, Any]) -> Optional[dict[str, Any]]:
    """What others need to know of an object, None where that is nothing."""
    if body["kind"] not in (CRD, "Namespace"):
        return None
    outline = {"apiVersion": body["apiVersion"], "kind": body["kind"], "metadata": {"name": body["metadata"]["name"]}}
    if body["kind"] == CRD:
        spec: Any = body.get("spec")
        if not definitions.kinds_of(body) or not all(isinstance(one, Mapping) for one in spec["versions"]):
            return None  # not well formed: nobody can count on it
        versions = [{key: version.get(key) for key in ("name", "served")} for version in spec["versions"]]
        outline["spec"] = {**{key: spec.get(key) for key in ("group", "names", "scope")}, "versions": versions}
    return outline
