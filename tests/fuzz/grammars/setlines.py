# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""--set and its four sisters, on tables that have something already."""

from __future__ import annotations

import json
import random

from .grammar import Grammar, Request, damaged

KEYS = ("a", "b", "c", "a-b", "é", "a\\.b", "l", "global", "", " a", "0", "a b", "x\\,y", "a\\=b", "null", "t")
SCALARS = (
    *("1", "0", "-1", "007", "1.5", "1e3", "true", "false", "null", "TRUE", "Null", "~", "", "x", "a b", "é", "0x1f"),
    *(
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775808",
        "a\\,b",
        "a\\=b",
        "a=b",
        "{",
        "}",
        "{}",
        "[]",
    ),
    *(
        '"q"',
        "'q'",
        "+1",
        "01",
        "-0",
        "1_000",
        "\\{a\\}",
        "a.b",
        "a[0]",
        " x ",
        "\\",
        "\\\\",
        "@f",
        "f",
        "none",
        "a\nb",
    ),
)
SIGNS = (
    "",
    "=",
    ",",
    ".",
    "[",
    "]",
    "{",
    "}",
    "\\",
    '"',
    "[0]",
    "[-1]",
    "[x]",
    "==",
    ",,",
    " ",
    "\n",
    "null",
    "[65537]",
)
BASES = (
    {},
    {"a": {"b": 1, "c": {"d": [1, 2]}}, "l": [1, {"a": 2}, [3]], "t": "text", "b": None},
    {"a": 5, "b": [], "c": {}, "l": None},
    {"l": ["x", "y"], "a": [[1], [2]], "a.b": 1},
)
FILES = {"f": "text of\na file\n", "e": "", "a b": "{1,2}"}

INDEXES = ("0", "1", "2", "5", "01", "", " 1", "-1", "70000")


def path(rnd: random.Random) -> str:
    """Return what stands before "="."""
    text = rnd.choice(KEYS)
    for _ in range(rnd.choice([0, 0, 1, 1, 2, 3])):
        if rnd.random() < 0.35:
            wild = rnd.random() < 0.3
            text += f"[{rnd.choice(INDEXES if wild else INDEXES[:2])}]"
            if rnd.random() < 0.5:
                continue
        text += "." + rnd.choice(KEYS)
    return text


def value(rnd: random.Random) -> str:
    """Return what stands behind "="."""
    if rnd.random() < 0.2:
        return "{" + ",".join(rnd.choice(SCALARS) for _ in range(rnd.randint(0, 3))) + "}"
    return rnd.choice(SCALARS)


def json_value(rnd: random.Random) -> str:
    """Return JSON."""
    made = rnd.choice(
        [1, -1, 1.5, 10**20, True, None, "x", "a,b", [], {}, [1, {"a": None}], {"b": {"c": [1]}}, "é<", 1e400]
    )
    text = "1e400" if made == 1e400 else json.dumps(made, ensure_ascii=rnd.random() < 0.5)
    return rnd.choice(["", " "]) + text + rnd.choice(["", " "])


def line(rnd: random.Random, kind: str) -> str:
    """Return a whole line, mostly sound."""
    if kind == "json":
        text = ",".join(f"{path(rnd)}={json_value(rnd)}" for _ in range(rnd.choice([1, 1, 2])))
    elif kind == "literal":
        text = f"{path(rnd)}={value(rnd)}"
    elif kind == "file":
        text = ",".join(
            f"{path(rnd)}={rnd.choice(['f', 'e', 'a b', 'none', ''])}" for _ in range(rnd.choice([1, 1, 2]))
        )
    else:
        text = ",".join(f"{path(rnd)}={value(rnd)}" for _ in range(rnd.choice([1, 1, 1, 2, 3])))
    return damaged(rnd, text, SIGNS) if rnd.random() < 0.25 else text


def request(rnd: random.Random) -> Request:
    """Return a line and what it is applied to."""
    kind = rnd.choice(["set", "set", "set", "string", "json", "file", "literal"])
    asked: Request = {"op": "strvals", "kind": kind, "input": line(rnd, kind), "data": rnd.choice(BASES)}
    if kind == "file":
        asked["files"] = FILES
    return asked


GRAMMAR = Grammar("set", 10, request, ("input", "data"))
