# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make plugins/module_utils/_helm/kube/patch_tables.py: how lists of Kubernetes' own kinds are merged.

    python make_patch_schema.py

Read by the oracle from the types of the very Kubernetes libraries that Helm is built with. Left out is what a manifest
does not set (status), and what is replaced as a whole anyway.
"""

from __future__ import annotations

import textwrap
from collections import defaultdict
from pathlib import Path
from typing import Any

import kube_oracle

TARGET = Path(__file__).resolve().parents[3] / "plugins" / "module_utils" / "_helm" / "kube" / "patch_tables.py"
HEAD = '''# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How fields of Kubernetes' own kinds are merged: made by tests/unit/kube/make_patch_schema.py, not by hand.

SHAPES: type -> field -> (type inside, strategy, merge key). "*X" is a mapping whose values are of type X.
KINDS: apiVersion -> kind -> type. PLAIN: apiVersion -> kinds of which only the metadata has rules (type Object).
"""

from __future__ import annotations

'''

PLAIN = "Object"
Entry = tuple[str, str, str]


def leading(types: dict[str, dict[str, Any]]) -> dict[str, dict[str, dict[str, Any]]]:
    """Return of each type the fields that are merged by a rule of their own, or lead to such ones."""

    def is_ruled(field: dict[str, Any]) -> bool:
        return bool(field.get("patchStrategy"))

    def can_lead(field: dict[str, Any]) -> bool:
        return bool(field["struct"]) and (field["container"] != "slice" or "merge" in field.get("patchStrategy", ""))

    found: set[str] = set()
    while True:
        more = {
            name
            for name, fields in types.items()
            if any(
                is_ruled(field) or (can_lead(field) and field["type"] in found)
                for key, field in fields.items()
                if key != "status"
            )
        }
        if more == found:
            break
        found = more
    return {
        name: {
            key: field
            for key, field in types[name].items()
            if key != "status" and (is_ruled(field) or (can_lead(field) and field["type"] in found))
        }
        for name in found
    }


def classes(kept: dict[str, dict[str, dict[str, Any]]]) -> dict[str, str]:
    """Return type -> short name, one for all the types that merge alike."""
    alike = dict.fromkeys(kept, "")
    while True:
        described = {
            name: repr(
                sorted(
                    (key, alike.get(f["type"], "-"), f["container"], f.get("patchStrategy"), f.get("patchMergeKey"))
                    for key, f in fields.items()
                )
            )
            for name, fields in kept.items()
        }
        if len(set(described.values())) == len(set(alike.values())) and "" not in alike.values():
            break
        numbers = {text: str(index) for index, text in enumerate(sorted(set(described.values())))}
        alike = {name: numbers[text] for name, text in described.items()}
    members: dict[str, list[str]] = defaultdict(list)
    for name, number in alike.items():
        members[number].append(name)
    short: dict[str, str] = {}
    for names in sorted(members.values(), key=lambda names: min((len(n.rpartition(".")[2]), n) for n in names)):
        title = min((name.rpartition(".")[2] for name in names), key=lambda text: (len(text), text))
        if list(kept[names[0]]) == ["metadata"]:
            title = PLAIN
        while title in short.values():
            title += "_"
        short.update(dict.fromkeys(names, title))
    return short


def tables() -> str:
    """Return the module's text."""
    answer = kube_oracle.ask([{"op": "schema"}])[0]
    kept = leading(answer["types"])
    short = classes(kept)
    shapes: dict[str, dict[str, Entry]] = {}
    for name, fields in kept.items():
        shapes[short[name]] = {key: entry(field, short) for key, field in sorted(fields.items())}
    kinds: dict[str, dict[str, str]] = defaultdict(dict)
    for key, name in answer["kinds"].items():
        api_version, _, kind = key.rpartition("/")
        if api_version == "apiextensions.k8s.io/v1beta1":  # helm: pkg/kube, createPatch: as a custom resource
            continue
        if name in short and kind not in ("WatchEvent", "Status", "APIGroup", "APIVersions"):
            kinds[api_version][kind] = short[name]
    used = reachable(shapes, {name for group in kinds.values() for name in group.values()})
    lines = [HEAD, "SHAPES = {\n"]
    for name in sorted(used):
        lines.append(f'    "{name}": {{\n')
        lines += [f'        "{key}": ("{a}", "{b}", "{c}"),\n' for key, (a, b, c) in shapes[name].items()]
        lines.append("    },\n")
    lines.append("}\n\nKINDS = {\n")
    for api_version in sorted(kinds):
        own = {kind: name for kind, name in kinds[api_version].items() if name != PLAIN}
        if own:
            lines.append(f'    "{api_version}": {{\n')
            lines += [f'        "{kind}": "{name}",\n' for kind, name in sorted(own.items())]
            lines.append("    },\n")
    lines.append("}\n\nPLAIN = {\n")
    for api_version in sorted(kinds):
        others = " ".join(sorted(kind for kind, name in kinds[api_version].items() if name == PLAIN))
        for index, text in enumerate(textwrap.wrap(others, 100 - len(api_version))):
            lines.append(f'    "{api_version}": "{text}"' if index == 0 else f'\n    " {text}"')
        lines.append(",\n" if others else "")
    return "".join([*lines, "}\n"])


def entry(field: dict[str, Any], short: dict[str, str]) -> Entry:
    """Return one field's entry."""
    shape = short.get(field["type"], "")
    return (
        "*" + shape if shape and field["container"] == "map" else shape,
        field.get("patchStrategy", ""),
        field.get("patchMergeKey", ""),
    )


def reachable(shapes: dict[str, dict[str, Entry]], roots: set[str]) -> set[str]:
    """Return the shapes that the kinds need."""
    found: set[str] = set()
    rest = list(roots)
    while rest:
        name = rest.pop()
        if name not in found:
            found.add(name)
            rest += [shape.lstrip("*") for shape, _, _ in shapes[name].values() if shape]
    return found


if __name__ == "__main__":
    TARGET.write_text(tables(), encoding="utf-8")
