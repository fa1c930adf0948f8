# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rendered files: how they are split, read, taken for hooks, and sorted; the digest of a lock."""

from __future__ import annotations

import json
import random
from typing import Any

from .grammar import Grammar, Request, damaged

KINDS = (
    "ConfigMap",
    "Secret",
    "Deployment",
    "Namespace",
    "Job",
    "Service",
    "Foo",
    "Bar",
    "",
    "CustomResourceDefinition",
    "Pod",
    "APIService",
    "Role",
)
HOOKS = (
    "pre-install",
    "post-install",
    "test",
    "test-success",
    "pre-install,post-upgrade",
    "nope",
    "pre-install, nope",
    "",
    "crd-install",
    "Pre-Install",
)
SEPARATORS = (
    "---\n",
    "--- \n",
    "---",
    "\n---\n",
    "--- # c\n",
    "\n--- \t\n",
    "----\n",
    " ---\n",
    "---\r\n",
    "---a: 1\n",
    "...\n",
)
SIGNS = ("", "---", "\n", ":", "- ", "{", "}", "\t", "a", "#", " ", "\u2028", "\x85")


def document(rnd: random.Random) -> str:
    """Return a manifest."""
    metadata: dict[str, Any] = {"name": rnd.choice(["a", "b", "x-y", 1, None])}
    if rnd.random() < 0.4:
        notes: dict[str, Any] = {"helm.sh/hook": rnd.choice(HOOKS)}
        if rnd.random() < 0.4:
            notes["helm.sh/hook-weight"] = rnd.choice(["1", "-5", "x", "", "010", "9999999999999999999", " 1", "+3"])
        if rnd.random() < 0.3:
            notes["helm.sh/hook-delete-policy"] = rnd.choice(
                ["hook-succeeded", "before-hook-creation,hook-failed", "nope", ""]
            )
        if rnd.random() < 0.2:
            notes["x"] = rnd.choice([1, True, None, "v", {}])
        metadata["annotations"] = notes
    found: dict[str, Any] = {
        "apiVersion": rnd.choice(["v1", "apps/v1", 1, None]),
        "kind": rnd.choice(KINDS),
        "metadata": metadata,
    }
    for key in list(found):
        if rnd.random() < 0.08:
            del found[key]
    if rnd.random() < 0.05:
        found["metadata"] = rnd.choice(["x", [], None, 1])
    if rnd.random() < 0.3:
        return json.dumps(found) + "\n"
    return "\n".join(f"{key}: {json.dumps(item)}" for key, item in found.items()) + rnd.choice(
        ["\n", "", "\n\n", "  \n"]
    )


def text(rnd: random.Random) -> str:
    """Return a rendered file."""
    made = rnd.choice(["", "", "\n", "---\n", "# c\n"])
    for _ in range(rnd.randint(0, 3)):
        made += rnd.choice(
            [document(rnd), document(rnd), document(rnd), "", "# only\n", "\n", "a", "a: b: c\n", "- x\n"]
        ) + rnd.choice(SEPARATORS)
    return damaged(rnd, made, SIGNS) if rnd.random() < 0.2 else made


def request(rnd: random.Random) -> Request:
    """Return a question about rendered files, or a lock."""
    roll = rnd.random()
    if roll < 0.3:
        return {"op": "split_manifests", "text": text(rnd)}
    if roll < 0.35:
        return digest(rnd)
    names = rnd.sample(
        ["t/templates/a.yaml", "t/templates/b.yaml", "t/charts/s/templates/c.yaml", "t/templates/_p.tpl", "t/z"],
        rnd.randint(1, 3),
    )
    return {
        "op": "split_manifests",
        "files": {name: text(rnd) for name in names},
        "order": rnd.choice(["install", "uninstall"]),
    }


def digest(rnd: random.Random) -> Request:
    """Return dependencies and what they were locked to."""
    items = [
        {
            "name": rnd.choice(["a", "b<&>"]),
            "version": rnd.choice(["1.0.0", "^1", ""]),
            "repository": rnd.choice(["", "https://x", "@r"]),
        }
        | rnd.choice(
            [
                {},
                {"alias": "z"},
                {"condition": "a.b"},
                {"tags": ["x"]},
                {"import-values": ["d", {"child": "c", "parent": "p"}]},
            ]
        )
        for _ in range(rnd.randint(0, 2))
    ]
    return {
        "op": "digest",
        "requirements": items,
        "lock": [{key: item[key] for key in ("name", "version", "repository")} for item in items],
    }


def normal(request: Request, answer: dict[str, Any]) -> dict[str, Any]:
    """The oracle's structs as the mirror has them."""
    answer.pop("hashed", None)
    if "manifests" not in answer:
        return answer
    hooks = [one if isinstance(one, list) else hook(one) for one in answer["hooks"] or []]
    found = [one if isinstance(one, list) else [one["Name"], one["Content"]] for one in answer["manifests"] or []]
    return {"hooks": hooks, "manifests": found}


def hook(one: dict[str, Any]) -> list[Any]:
    """Helm's hook as a list."""
    return [
        one.get("path", ""),
        one.get("name", ""),
        one.get("kind", ""),
        one.get("events") or [],
        one.get("weight", 0),
    ]


GRAMMAR = Grammar("manifests", 4, request, ("files", "text"), normal)
