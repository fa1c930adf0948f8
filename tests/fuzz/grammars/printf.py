# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""fmt's verbs, flags, widths and argument indexes with values of every kind."""

from __future__ import annotations

import random

from .gotmpl import SHARED
from .grammar import Grammar, Request

VERBS = "vTtbcdoOqxXUeEfFgGsZw%é!z"
NUMBERS = ["0", "1", "-1", "42", "-42", "127", "255", "65", "20013", "9223372036854775807", "-9223372036854775808"]
FLOATS = [
    *("0", "-0", "1", "-1.5", "1e21", "1e20", "1e-7", "123456789", "0.1", "1e6", "999999.5", "5e-324"),
    *("1.7976931348623157e308", "+Inf", "-Inf", "NaN", "2.5", "3.5", "100000", "1234567.0", "0.00001"),
]
TEXTS = ["", "a", "é\x01", "x" * 9, "世界", "a\tb\n", '"q"', "`", "\u2028", "a\u0301", "<&>"]
VALUES = [
    *(item for key, item in SHARED.items() if key not in ("p", "fn")),
    *({"$": kind, "v": text} for kind in ("int", "int64") for text in NUMBERS),
    *({"$": "float64", "v": text} for text in FLOATS),
    *TEXTS,
    *(None, True, [], {}, [None], {"a": None}, [[1, "x"], {"b": [True]}]),
]


def request(rnd: random.Random) -> Request:
    """Return a format and its arguments."""
    if rnd.random() < 0.08:
        return {"op": "fixture_format", "how": rnd.choice(["sprint", "sprintln"]), "args": rnd.choices(VALUES, k=3)}
    if rnd.random() < 0.04:
        verb, precision = rnd.choice("eEfgGxX"), rnd.randint(-1, 12)
        number = {"$": "float64", "v": rnd.choice([*FLOATS, repr(rnd.uniform(-1e9, 1e9)), repr(rnd.random())])}
        return {"op": "fixture_format", "how": "float", "format": verb, "args": [number], "precision": precision}
    text = ""
    args = []
    for _ in range(rnd.randint(1, 3)):
        flags = "".join(rnd.sample("+-# 0", rnd.randint(0, 2)))
        width = rnd.choice(["", "", "3", "10", "*", "[1]*"])
        precision_text = rnd.choice(["", "", ".2", ".0", ".", ".*", ".9"])
        index = rnd.choice(["", "", "", "", "[1]", "[2]", "[9]", "[0]", "[x]", "[1"])
        verb = rnd.choice(VERBS)
        text += rnd.choice(["", "a", "%%", "é"]) + "%" + flags + width + precision_text + index + verb
        args += rnd.choices(VALUES, k=rnd.choice([1, 1, 1, 2, 0]))
    if rnd.random() < 0.05:
        text += "%"
    return {"op": "fixture_format", "format": text, "args": args}


GRAMMAR = Grammar("printf", 12, request, ("format", "args"))
