# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Masterminds's versions and constraints."""

from __future__ import annotations

import random

from .grammar import Grammar, Request, damaged

NUMBERS = ("0", "1", "2", "3", "10", "01", "9223372036854775807", "18446744073709551616", "x", "X", "*", "")
PARTS = ("alpha", "beta.1", "rc1", "0", "00", "1.2.3", "-", "a-b", "é", "x.y.z", "", "20240101")
OPERATORS = ("", "=", "!=", ">", "<", ">=", "=>", "<=", "=<", "~", "~>", "^", "==", "> =", "!")
SIGNS = ("v", " ", "-", "+", ".", "||", ",", "x", "=", ">", "é", "\n", "\t")


def version(rnd: random.Random, wild: bool = False) -> str:
    """Return a version, mostly sound; wild: with x and * as constraints have them."""
    numbers = NUMBERS if wild or rnd.random() < 0.05 else NUMBERS[:5]
    text = ".".join(rnd.choice(numbers) for _ in range(rnd.choice([1, 2, 3, 3, 3, 3, 4])))
    if rnd.random() < 0.3:
        text += "-" + rnd.choice(PARTS)
    if rnd.random() < 0.15:
        text += "+" + rnd.choice(PARTS)
    return ("v" if rnd.random() < 0.15 else "") + text


def constraint(rnd: random.Random) -> str:
    """Return a constraint, mostly sound."""
    alternatives = []
    for _ in range(rnd.choice([1, 1, 1, 2, 3])):
        if rnd.random() < 0.15:
            alternatives.append(f"{version(rnd)}{rnd.choice([' - ', ' - ', '-', '  -  '])}{version(rnd, True)}")
            continue
        parts = [
            rnd.choice(OPERATORS) + rnd.choice(["", "", " ", "  "]) + version(rnd, rnd.random() < 0.3)
            for _ in range(rnd.choice([1, 1, 2, 3]))
        ]
        alternatives.append(rnd.choice([", ", ",", " ", "  "]).join(parts))
    text = rnd.choice([" || ", "||", "|| "]).join(alternatives)
    return damaged(rnd, text, SIGNS) if rnd.random() < 0.1 else text


def request(rnd: random.Random) -> Request:
    """Return a question about versions."""
    action = rnd.choice(["parse", "compare", "check", "check", "check", "check", "constraint"])
    asked: Request = {"op": "semver", "action": action}
    if action == "constraint":
        return {**asked, "constraint": constraint(rnd)}
    text = version(rnd)
    asked["version"] = damaged(rnd, text, SIGNS) if rnd.random() < 0.1 else text
    if action == "check":
        return {**asked, "constraint": constraint(rnd)}
    if action == "compare":
        asked["other"] = version(rnd)
    if rnd.random() < 0.3:
        asked["strict"] = True
    return asked


def normal(request: Request, answer: Request) -> Request:
    """Of a version that is not strict only that it is none: helm never shows why."""
    return {"err": "refused"} if request.get("strict") and "err" in answer else answer


GRAMMAR = Grammar("semver", 8, request, ("version", "other", "constraint"), normal)
