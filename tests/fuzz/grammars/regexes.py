# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Regular expressions of RE2, texts to hold against them, replacements."""

from __future__ import annotations

import random

from .grammar import Grammar, Request, damaged

ATOMS = (
    *(
        "a",
        "b",
        ".",
        "x+",
        "[a-c]",
        "[^a]",
        "\\d",
        "\\w+",
        "\\s",
        "\\b",
        "^",
        "$",
        "[[:alpha:]]",
        "[[:^digit:]]",
        "\\pL",
        "\\p{Greek}",
    ),
    *(
        "\\P{Lu}",
        "(?i)A",
        "(?:ab)",
        "(?P<n>a)",
        "(?<m>b)",
        "\\.",
        "\\x41",
        "\\x{e9}",
        "é",
        "世",
        "\\Q.*\\E",
        "\\A",
        "\\z",
        "a|b",
        "",
    ),
    *(
        "(?s).",
        "(?m)^a",
        "(?U)a+",
        "\\B",
        "[\\d-]",
        "[]a]",
        "[a\\]]",
        "\\D",
        "\\n",
        "[^\\s]",
        "\\C",
        "\\pN",
        "\\101",
        "(?i)ſ",
        "(?-i)a",
    ),
)
REPEATS = (
    "",
    "",
    "",
    "*",
    "+",
    "?",
    "*?",
    "+?",
    "??",
    "{2}",
    "{1,}",
    "{0,3}",
    "{1,2}?",
    "{1001}",
    "{,2}",
    "**",
    "{2,1}",
)
SIGNS = (
    "(",
    ")",
    "[",
    "]",
    "*",
    "+",
    "{",
    "\\",
    "?",
    "(?",
    "|",
    "(?P<",
    "\\8",
    "\\p",
    "[z-a]",
    "[[:x:]]",
    "(?z)",
    "\\Z",
    "\\xg",
    "\xff",
    "(?=a)",
    "a{1000}{1000}",
)
TEXTS = (
    "",
    "a",
    "aab",
    "abcabc",
    "A b 1",
    "x.y.z",
    "héé 世界",
    "line1\nline2\n",
    "aaa bbb",
    "αβγ",
    "12-34",
    "a,b,,c",
    "\t ",
    "ſK",
)
REPLACEMENTS = ("", "x", "$1", "${1}", "$0", "$n", "${n}x", "$1x", "${9}", "$$", "$", "\\1", "${", "$é", "${m}", "[$0]")


def pattern(rnd: random.Random) -> str:
    """Return an expression, mostly sound."""
    parts = []
    for _ in range(rnd.randint(1, 4)):
        atom = rnd.choice(ATOMS)
        if rnd.random() < 0.25:
            atom = rnd.choice(["(", "(", "(?:", "(?i:"]) + atom + rnd.choice(ATOMS) + ")"
        parts.append(atom + rnd.choice(REPEATS))
    text = rnd.choice(["", "", "|"]).join(parts)
    return damaged(rnd, text, SIGNS) if rnd.random() < 0.2 else text


def text(rnd: random.Random) -> str:
    """Return what is searched."""
    return "".join(rnd.choice(TEXTS) for _ in range(rnd.choice([1, 1, 2])))


def replacement(rnd: random.Random) -> str:
    """Return what is put in."""
    return rnd.choice(REPLACEMENTS)


def request(rnd: random.Random) -> Request:
    """Return a call of one of Sprig's functions, in both forms."""
    name = rnd.choice(["Match", "Find", "FindAll", "ReplaceAll", "ReplaceAllLiteral", "Split", "QuoteMeta"])
    data = {"p": pattern(rnd), "s": text(rnd), "r": replacement(rnd)}
    if name == "QuoteMeta":
        return {"op": "render", "template": "{{ regexQuoteMeta .Values.p | toJson }}", "data": data}
    more = {"FindAll": rnd.choice([" -1", " 0", " 2"]), "Split": rnd.choice([" -1", " 0", " 2", " 1"])}.get(name, "")
    more += " .Values.r" if name.startswith("Replace") else ""
    form = rnd.choice(["regex", "mustRegex"])
    return {"op": "render", "template": f"{{{{ {form}{name} .Values.p .Values.s{more} | toJson }}}}", "data": data}


GRAMMAR = Grammar("regex", 8, request, ("data",))
