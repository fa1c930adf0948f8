# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""YAML texts: scalars of every spelling in every place, and documents with all of YAML's syntax, sound and broken."""

from __future__ import annotations

import random

from .grammar import Grammar, Request, damaged
from .yaml_scalars import SCALARS

PLACES = (
    "%s",
    "a: %s",
    "- %s",
    "[%s]",
    "{a: %s}",
    "%s: v",
    "{%s: v}",
    "a:\n  %s",
    "? %s\n: v",
    "- a: %s\n  b: c",
    "a: %s\nb: 2",
    "a: |\n  %s\n",
    "a: >-\n  %s\n  x",
    "x: &k %s\ny: *k",
    "%s\n",
    "a: %s # c",
    "- - %s\n  - z",
)
KEYS = (
    "a",
    "b",
    "key",
    "1",
    "1.5",
    "true",
    "null",
    "~",
    "é",
    '"q k"',
    "'s'",
    "a b",
    "y",
    "0x1F",
    "<<",
    "[a]",
    "? c",
    "a.b",
    "-x",
    "1e3",
    "!!str 1",
    "&n k",
    "*n",
    "2024-01-01",
)
LINES = (
    "",
    "# comment",
    "---",
    "...",
    "--- a",
    "%YAML 1.1",
    "%YAML 1.2",
    "%TAG ! tag:x,2000:",
    "%FOO",
    "- x",
    "a",
    "a:",
    ": a",
    "\t",
    "  ",
    "a: 1",
    "? a",
    "b: &x [1]",
    "c: *x",
    "<<: *x",
    "d: |",
    "d: >+",
    "d: |2-",
    "d: |9",
    "   deeper",
    " one",
    "- - a",
    "--- # c",
    "---\t",
    "--- |",
)
SIGNS = (
    "",
    " ",
    "\n",
    ":",
    "-",
    "[",
    "]",
    "{",
    "}",
    ",",
    "#",
    "\t",
    "&a",
    "*a",
    "!",
    "|",
    ">",
    "'",
    '"',
    "\\",
    "?",
    "%",
    "@",
    "  ",
    "\r\n",
    "\r",
    "\x01",
    "\u2028",
    "...",
    "\n\n",
    "~",
    "<<: ",
)
BLOCKS = ("|", ">", "|-", "|+", ">-", ">+", "|1", "|2", ">1-", "|+2", "| # c", "|x", ">\t")


def placed(rnd: random.Random) -> Request:
    """Return a scalar in a place."""
    scalar = rnd.choice(SCALARS)
    if rnd.random() < 0.3:
        scalar = damaged(rnd, scalar, SIGNS)
    elif rnd.random() < 0.2:
        scalar = number(rnd)
    text = rnd.choice(PLACES).replace("%s", scalar)
    return {"op": "yaml_load", "mode": "any", "text": text}


def number(rnd: random.Random) -> str:
    """Return what is nearly a number."""
    return "".join(rnd.choice("0123456789+-._eExob:1015") for _ in range(rnd.randint(1, 7)))


def node(rnd: random.Random, depth: int, column: int) -> str:
    """Return a node in block style, as what stands behind "key:" or "-"."""
    roll = rnd.random()
    pad = " " * column
    if depth <= 0 or roll < 0.35:
        return " " + rnd.choice(SCALARS) + rnd.choice(["", "", "", "  # c"])
    if roll < 0.45:
        inside = "\n".join(
            rnd.choice([pad + "  ", pad + " ", pad + "    ", "", pad]) + rnd.choice(SCALARS[:90])
            for _ in range(rnd.randint(0, 4))
        )
        return f" {rnd.choice(BLOCKS)}\n{inside}"
    properties = rnd.choice(["", "", "", " &n", " !!map", " !t", " !!seq", " &m !!map"])
    if roll < 0.75:
        return properties + "\n" + mapping(rnd, depth - 1, column + rnd.choice([1, 2, 2, 2, 4]))
    if roll < 0.95:
        return properties + "\n" + sequence(rnd, depth - 1, column + rnd.choice([0, 0, 2, 2]))
    return properties + " " + flow(rnd, depth)


def flow(rnd: random.Random, depth: int) -> str:
    """Return a node in flow style."""
    if depth <= 0:
        return rnd.choice(SCALARS)
    space = rnd.choice(["", " ", "\n ", " \n  "])
    count = rnd.randint(0, 3)
    if rnd.random() < 0.5:
        return "[" + space + ("," + space).join(flow(rnd, depth - 1) for _ in range(count)) + space + "]"
    pairs = [f"{rnd.choice(KEYS)}{rnd.choice([': ', ': ', ':', ' : '])}{flow(rnd, depth - 1)}" for _ in range(count)]
    return "{" + space + ("," + space).join(pairs) + space + "}"


def mapping(rnd: random.Random, depth: int, column: int) -> str:
    """Return the lines of a mapping."""
    pad = " " * column
    lines = []
    for _ in range(rnd.randint(1, 4)):
        if rnd.random() < 0.06:
            lines.append(rnd.choice([pad, "", " "]) + rnd.choice(LINES))
        lines.append(f"{pad}{rnd.choice(KEYS)}:{node(rnd, depth, column)}")
    return "\n".join(lines)


def sequence(rnd: random.Random, depth: int, column: int) -> str:
    """Return the lines of a sequence."""
    pad = " " * column
    lines = []
    for _ in range(rnd.randint(1, 3)):
        if rnd.random() < 0.3:
            lines.append(f"{pad}- {mapping(rnd, depth - 1, column + 2).lstrip(' ')}")
        else:
            lines.append(f"{pad}-{node(rnd, depth, column)}")
    return "\n".join(lines)


def document(rnd: random.Random) -> str:
    """Return a text of one document or more."""
    roll = rnd.random()
    if roll < 0.2:
        text = "\n".join(rnd.choice(LINES) for _ in range(rnd.randint(1, 6)))
    elif roll < 0.35:
        text = flow(rnd, 3)
    else:
        text = mapping(rnd, 3, 0) if rnd.random() < 0.8 else sequence(rnd, 3, 0)
    text = (
        rnd.choice(["", "", "", "---\n", "# c\n", "%YAML 1.1\n---\n"])
        + text
        + rnd.choice(["\n", "\n", "", "\n---\nz: 1\n", "\n...\n"])
    )
    if rnd.random() < 0.3:
        text = damaged(rnd, text, SIGNS)
    if rnd.random() < 0.05:
        text = text.replace("\n", rnd.choice(["\r\n", "\r"]))
    return text


def whole(rnd: random.Random) -> Request:
    """Return a text to load as a values file or as a document of any kind."""
    return {"op": "yaml_load", "mode": rnd.choice(["any", "any", "values"]), "text": document(rnd)}


PLACED = Grammar("scalars", 10, placed, ("text",))
DOCUMENTS = Grammar("documents", 10, whole, ("text",))
