#!/usr/bin/env python3
# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Generate templates and formats, and compare what Go and we make of them: fuzz.py [--cases N] [--seed S].

Prints each difference as a row for cases_*.json; exits 1 when there is one.
"""

from __future__ import annotations

import argparse
import base64
import json
import random
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1])]

import collection_path

collection_path.install()

from gotmpl_fixtures import FUNCTIONS, execute, format_row
from regenerate import ask, build

SHARED = json.loads((HERE / "cases_template_exec_default.json").read_text(encoding="utf-8"))["data"]
# Without what Go prints as an address, or tells a static type of that our structs do not keep, and without numbers that
# Go would range over for hours.
DATA = {key: item for key, item in SHARED.items() if key not in ("p", "fn", "hour", "u64")}
BUILTINS = [
    *("and", "or", "not", "len", "index", "slice", "print", "printf", "println", "html", "js", "urlquery"),
    *("eq", "ne", "lt", "le", "gt", "ge"),
]
NAMES = [*BUILTINS, *BUILTINS, *(name for name in FUNCTIONS if name not in ("put", "int64"))]
FIELDS = [
    *(f".{name}" for name in DATA),
    *(".m.x", ".m.x.y.z", ".m.n", ".m.n.q", ".q", ".q.r", ".a.b", ".vals.t.a", ".sm.a", ".sm.q"),
]
LITERALS = [
    *("1", "0", "-1", "2.5", "1e3", "0x1F", "'a'", "true", "false", "nil", '""', '"x"', '"text"', "`raw`", '"%d-%s"'),
    *('"%v"', "3", "1.0", '"a<b>&"', "1_000", '"é"'),
]
PIECES = ["x", " ", "\n", "  \n ", "a b", "é", "{", "}", "\t"]
VERBS = "vTtbcdoOqxXUeEfFgGsZw%"


class Generator:
    """Random templates: mostly sound, of every feature."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.variables = ["$"]
        self.defined: list[str] = []
        self.loops = 0

    def pick(self, items: Any) -> Any:
        """Return one of items."""
        return self.random.choice(items)

    def chance(self, part: float) -> bool:
        """Return True that often."""
        return self.random.random() < part

    def operand(self, depth: int) -> str:
        """Return an argument."""
        roll = self.random.random()
        if roll < 0.38:
            return str(self.pick(FIELDS))
        if roll < 0.6:
            return str(self.pick(LITERALS))
        if roll < 0.7:
            return str(self.pick(self.variables)) + (self.pick([".a", ".m.x", ".q", ".x"]) if self.chance(0.2) else "")
        if roll < 0.76:
            return "."
        if roll < 0.79:
            return str(self.pick(["word", "none", "tomap", "nilmap", "tomap.k", "none.x", "word.x"]))
        if depth <= 0:
            return '"z"'
        inner = f"({self.pipeline(depth - 1)})"
        return inner + (self.pick([".a", ".x.y", ".k", ".Major", ".X"]) if self.chance(0.15) else "")

    def command(self, depth: int, follows: bool) -> str:
        """Return a stage of a pipeline."""
        if not follows and self.chance(0.35):
            return self.operand(depth)
        name = self.pick(NAMES)
        if self.chance(0.05):
            return str(self.pick([".vals.Table", ".a", ".er", ".m.x", "(id .a)", "$"])) + " " + self.operand(depth)
        count = self.random.randint(0 if follows else 1, 3)
        return " ".join([name, *(self.operand(depth) for _ in range(count))])

    def pipeline(self, depth: int) -> str:
        """Return a pipeline."""
        stages = [self.command(depth, False)]
        while self.chance(0.25):
            stages.append(self.command(depth, True))
        return self.pick([" | ", "|", " |  "]).join(stages)

    def action(self, inside: str) -> str:
        """Return an action with its delimiters."""
        left = self.pick(["{{", "{{ ", "{{- ", "{{"])
        right = self.pick(["}}", " }}", " -}}", "}}"])
        return f"{left}{inside}{right}"

    def body(self, depth: int) -> str:
        """Return a list of text and actions."""
        known = len(self.variables)
        text = "".join(self.item(depth) for _ in range(self.random.randint(0, 4)))
        del self.variables[known:]
        return text

    def item(self, depth: int) -> str:
        """Return text, an action or a control structure."""
        roll = self.random.random()
        if roll < 0.25:
            return str(self.pick(PIECES))
        if roll < 0.5 or depth <= 0:
            return self.action(self.pipeline(2))
        if roll < 0.6:
            return self.assignment()
        if roll < 0.75:
            return self.branch(self.pick(["if", "with"]), depth)
        if roll < 0.9:
            return self.range(depth)
        if roll < 0.93:
            return self.action("/* c */") if self.chance(0.5) else self.action(self.pick(["break", "continue"]))
        return self.template()

    def assignment(self) -> str:
        """Return a declaration or an assignment."""
        if len(self.variables) > 1 and self.chance(0.5):
            return self.action(f"{self.pick(self.variables[1:])} = {self.pipeline(1)}")
        name = self.pick(["$x", "$y", "$z"])
        text = self.action(f"{name} := {self.pipeline(1)}")
        self.variables.append(name)
        return text

    def branch(self, word: str, depth: int) -> str:
        """Return if or with."""
        known = len(self.variables)
        declared = ""
        if self.chance(0.2):
            declared = "$w := "
        head = self.action(f"{word} {declared}{self.pipeline(1)}")
        if declared:
            self.variables.append("$w")
        text = head + self.body(depth - 1)
        if self.chance(0.25):
            text += self.action(f"else {word} {self.pipeline(1)}") + self.body(depth - 1)
        if self.chance(0.4):
            text += self.action("else") + self.body(depth - 1)
        del self.variables[known:]
        return text + self.action("end")

    def range(self, depth: int) -> str:
        """Return a loop."""
        known = len(self.variables)
        containers = [".m", ".em", ".im", ".sm", ".vals", ".l", ".el", ".ss", ".ints"]
        what = self.pick([*containers, "3", ".i", ".n", ".a", "(list 1 nil .m)", ".q"])
        if self.chance(0.15):
            what = self.pipeline(1)
        names = self.pick([[], [], ["$e"], ["$i", "$e"]])
        sign = ":="
        if names and len(self.variables) > 2 and self.chance(0.2):
            names = [self.pick(self.variables[1:]) for _ in names]
            sign = "="
        head = self.action(f"range {', '.join(names)} {sign} {what}" if names else f"range {what}")
        if sign == ":=":
            self.variables += names
        text = head + self.body(depth - 1)
        if self.chance(0.3):
            text += self.action("else") + self.body(depth - 1)
        del self.variables[known:]
        return text + self.action("end")

    def template(self) -> str:
        """Return a call of a template, or a block."""
        name = self.pick(["one", "two", "three", "missing"])
        argument = self.pick(["", f" {self.operand(1)}", f" ({self.pipeline(1)})"])
        if self.chance(0.2):
            return self.action(f'block "{name}b" .') + self.pick(PIECES) + self.action("end")
        return self.action(f'template "{name}"{argument}')

    def text(self) -> str:
        """Return a whole template, damaged now and then."""
        whole = "".join(self.item(3) for _ in range(self.random.randint(1, 4)))
        saved, self.variables = self.variables, ["$"]
        for name in ("one", "two"):
            if self.chance(0.4):
                whole += self.action(f'define "{name}"') + self.action(self.pipeline(1)) + self.action("end")
        self.variables = saved
        if self.chance(0.25):
            at = self.random.randrange(len(whole) + 1)
            damage = self.pick(["", "}", "{{", '"', ")", "(", " ", "|", ".", "-", "\n", "$", "=", "@", ","])
            whole = whole[:at] + damage + whole[at + self.random.randint(0, 2) :]
        return whole


def format_question(chooser: random.Random) -> dict[str, Any]:
    """Return a formatting row."""
    values = [item for key, item in SHARED.items() if key not in ("p", "fn")]
    values += ["é\x01", "x" * 9, {"$": "int", "v": "-42"}]
    text, args = "", []
    for _ in range(chooser.randint(1, 3)):
        flags = "".join(chooser.sample("+-# 0", chooser.randint(0, 2)))
        width = chooser.choice(["", "", "3", "10", "*"])
        precision = chooser.choice(["", "", ".2", ".0", ".", ".*"])
        index = chooser.choice(["", "", "", "[1]", "[2]", "[9]"])
        text += chooser.choice(["", "a", "%%", "é"]) + "%" + flags + width + precision + index + chooser.choice(VERBS)
        args += [chooser.choice(values) for _ in range(chooser.choice([1, 1, 1, 2, 0]))]
    return {"format": text, "args": args}


def question(seed: int) -> dict[str, Any]:
    """Return the row of a seed."""
    chooser = random.Random(seed)
    if seed % 5 == 0:
        return format_question(chooser)
    mode = chooser.choice(["default", "zero", "zero", "error"])
    return {"template": Generator(seed).text(), "missingkey": mode, "data": DATA}


def ours(row: dict[str, Any]) -> tuple[str, str]:
    """Return our result."""
    if "format" in row:
        return format_row(row), ""
    text, error = execute(row)
    return text, error.encode("utf-8", "surrogateescape").decode("utf-8", "replace")  # JSON brings Go's like this


def main() -> int:
    """Compare, print, count."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--cases", type=int, default=2000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--show", type=int, default=20)
    chosen = options.parse_args()
    different = 0
    with tempfile.TemporaryDirectory() as folder:
        program = build(folder)
        for start in range(chosen.seed, chosen.seed + chosen.cases, 1000):
            rows = [question(seed) for seed in range(start, min(start + 1000, chosen.seed + chosen.cases))]
            for row, answer in zip(rows, ask(program, rows)):
                text = answer.get("out", "")
                if "out_b64" in answer:
                    text = base64.b64decode(answer["out_b64"]).decode("utf-8", "surrogateescape")
                got = ours(row)
                if got != (text, answer.get("err", "")):
                    different += 1
                    if different <= chosen.show:
                        short = {key: item for key, item in row.items() if key != "data"}
                        print(json.dumps(short), "go:", (text, answer.get("err", "")), "here:", got, sep="\n  ")
    print(f"{chosen.cases} cases from seed {chosen.seed}, {different} different")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
