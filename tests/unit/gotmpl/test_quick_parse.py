# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The quick parse makes what the parser makes, node by node, or leaves the text to it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Dict, Iterator

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import ParseError
from ansible_collections.native.helm.plugins.module_utils._helm.gotmpl import nodes, parser, quick, units
from ansible_collections.native.helm.plugins.module_utils._helm.gotmpl.type_table import GO

HERE = Path(__file__).resolve().parent
OWN = HERE.parents[1] / "differential" / "own"


class Everything(Dict[str, Any]):
    """Functions of every name."""

    def __contains__(self, name: object) -> bool:
        return name not in ("break", "continue")


@pytest.fixture(scope="module")
def signature() -> units.Signature:
    return units.Signature(-1, Everything(), GO)


def numbers(node: Any, start: int) -> Iterator[tuple[Any, ...]]:
    """A node and all below it: its class, number and what it says, less its position."""
    start = getattr(node, "base", start) if isinstance(node, (nodes.Action, nodes.Branch, nodes.Call)) else start
    own = node.number if isinstance(node, (nodes.Action, nodes.Branch, nodes.Call, nodes.Text, nodes.Jump)) else None
    facts = {}
    for owner in type(node).__mro__:
        for slot in getattr(owner, "__slots__", ()):
            if slot not in ("pos", "number", "base", "made"):
                facts[slot] = getattr(node, slot)
    below = {slot: fact for slot, fact in facts.items() if isinstance(fact, nodes.Node) or _is_nodes(fact)}
    yield type(node).__name__, start + node.number if own is None else own, {
        slot: repr(fact) for slot, fact in facts.items() if slot not in below
    }
    for slot, fact in sorted(below.items()):
        for one in fact if isinstance(fact, list) else [fact]:
            for line in numbers(one, start):
                yield slot, *line


def _is_nodes(fact: Any) -> bool:
    return isinstance(fact, list) and bool(fact) and isinstance(fact[0], nodes.Node)


def lines(trees: dict[str, nodes.Tree]) -> list[Any]:
    return [
        (name, tree.name, sorted(tree.assigned), [line for node in tree.nodes for line in numbers(node, 0)])
        for name, tree in trees.items()
    ]


def texts() -> dict[str, list[str]]:
    found = {}
    for path in sorted(HERE.glob("cases_template_*.json")):
        found[path.stem] = [row["template"] for row in json.loads(path.read_text(encoding="utf-8"))["rows"]]
    charts = [path for path in sorted(OWN.rglob("*")) if path.is_file() and path.parent.name == "templates"]
    found["charts"] = [path.read_text(encoding="utf-8") for path in charts]
    return found


@pytest.mark.parametrize("large", [parser.LARGE, 0])
@pytest.mark.parametrize("where", texts())
def test_it_makes_the_trees_that_the_parser_makes(
    where: str, large: int, signature: units.Signature, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parser, "LARGE", large)
    quick._known.clear()
    taken = 0
    for text in texts()[where]:
        made = quick.trees_of("t", text, signature)
        try:
            wanted = parser.parse_text("t", text, signature.has).trees
        except ParseError:
            assert made is None, text
            continue
        if made is not None:
            taken += 1
            assert lines(made) == lines(wanted), text
    assert taken > len(texts()[where]) / (20 if where.endswith(("lex", "parse")) else 2)


@pytest.mark.parametrize(
    "text",
    [
        "{{ and .f ($x := 1) }}{{ $x }}",  # declared where it may be passed over
        "{{ if .a }}{{ $x }}{{ end }}",  # no such variable
        "{{ define \"a\" }}x{{ end }}{{ define \"a\" }}y{{ end }}",  # twice
        "{{ if .a }}{{ define \"a\" }}x{{ end }}{{ end }}",
        "{{ else }}", "{{ end }}", "{{ if .a }}", "{{ break }}", "{{ if .a }}{{ else }}{{ else }}{{ end }}",
        "{{ range .a }}{{ else }}{{ break }}{{ end }}", "{{ with .a }}{{ else if .b }}{{ end }}",
        "{{ 'a' }}", "{{ \"a }}", "{{ `a }}", "{{ /* a */ }}", "{{/* a }}", "{{- }}", "{{-}}", "{{ -}}", "{{ { }}",
    ],
)  # fmt: skip
def test_what_is_odd_is_left_to_the_parser(text: str, signature: units.Signature) -> None:
    assert quick.trees_of("t", text, signature) is None
