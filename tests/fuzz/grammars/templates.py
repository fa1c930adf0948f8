# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How templates are drawn, whatever functions and data they have: every action, mostly sound."""

from __future__ import annotations

import random
from typing import Any, Sequence

LITERALS = (
    *("1", "0", "-1", "2.5", "1e3", "0x1F", "0b11", "0o17", "017", "'a'", "'\\n'", "true", "false", "nil", '""', '"x"'),
    *('"text"', "`raw`", '"%d-%s"', '"%v"', "3", "1.0", '"a<b>&"', "1_000", '"é"', '"{{ x }}"', '"\\u00e9\\x41\\101"'),
    *("9223372036854775807", "9223372036854775808", "1e400", "1i", "`{{`", '"\\xff"', "+1", "-0", "1.5e-3", "0x1p4"),
)
PIECES = ("x", " ", "\n", "  \n ", "a b", "é", "{", "}", "\t", "\r\n", "\u2028", "世", "{ {", "\x00", "a: b\n")
COMMENTS = ("/* c */", "/* }} */", "/**/", "/* \n */", "/* a */ ")


class Words:
    """What is put into templates. containers: what may be ranged over; chains: fields behind what is in parentheses."""

    def __init__(
        self,
        names: Sequence[str],
        *,
        fields: Sequence[str],
        containers: Sequence[str],
        specials: Sequence[str] = (),
        chains: Sequence[str] = (".a", ".x.y", ".k", ".Major", ".X"),
    ) -> None:
        self.names = names
        self.fields = fields
        self.containers = containers
        self.specials = specials
        self.chains = chains


class Generator:
    """Random templates."""

    def __init__(self, rnd: random.Random, words: Words) -> None:
        self.random = rnd
        self.words = words
        self.variables = ["$"]
        self.known: tuple[str, ...] = ("one", "two", "three", "missing", "per%cent", "é")

    def pick(self, items: Sequence[Any]) -> Any:
        """Return one of items."""
        return self.random.choice(items)

    def chance(self, part: float) -> bool:
        """Return True that often."""
        return self.random.random() < part

    def operand(self, depth: int) -> str:
        """Return an argument."""
        roll = self.random.random()
        if roll < 0.38:
            return str(self.pick(self.words.fields))
        if roll < 0.6:
            return str(self.pick(LITERALS))
        if roll < 0.7:
            return str(self.pick(self.variables)) + (self.pick([".a", ".m.x", ".q", ".x"]) if self.chance(0.2) else "")
        if roll < 0.76:
            return "."
        if roll < 0.79 and self.words.specials:
            return str(self.pick(self.words.specials))
        if depth <= 0:
            return '"z"'
        inner = f"({self.pipeline(depth - 1)})"
        return inner + (self.pick(self.words.chains) if self.chance(0.15) else "")

    def call(self, depth: int, follows: bool) -> str:
        """Return a function with arguments, one less where it follows in a pipeline."""
        count = self.random.randint(0 if follows else 1, 3)
        return " ".join([self.pick(self.words.names), *(self.operand(depth) for _ in range(count))])

    def command(self, depth: int, follows: bool) -> str:
        """Return a stage of a pipeline."""
        if not follows and self.chance(0.35):
            return self.operand(depth)
        if self.chance(0.03):
            return f"{self.pick(self.words.fields)} {self.operand(depth)}"
        return self.call(depth, follows)

    def pipeline(self, depth: int) -> str:
        """Return a pipeline."""
        stages = [self.command(depth, False)]
        while self.chance(0.25):
            stages.append(self.command(depth, True))
        return str(self.pick([" | ", "|", " |  ", "\n | "]).join(stages))

    def action(self, inside: str) -> str:
        """Return an action with its delimiters."""
        left = self.pick(["{{", "{{ ", "{{- ", "{{", "{{-\n"])
        right = self.pick(["}}", " }}", " -}}", "}}", "\n}}"])
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
            return (
                self.action(self.pick(COMMENTS)) if self.chance(0.5) else self.action(self.pick(["break", "continue"]))
            )
        return self.template()

    def assignment(self) -> str:
        """Return a declaration or an assignment."""
        if len(self.variables) > 1 and self.chance(0.5):
            return self.action(f"{self.pick(self.variables[1:])} = {self.pipeline(1)}")
        name = self.pick(["$x", "$y", "$z", "$é"])
        text = self.action(f"{name} := {self.pipeline(1)}")
        self.variables.append(name)
        return text

    def branch(self, word: str, depth: int) -> str:
        """Return if or with."""
        known = len(self.variables)
        declared = "$w := " if self.chance(0.2) else ""
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
        what = self.pick(self.words.containers)
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
        name = self.pick(self.known)
        argument = self.pick(["", f" {self.operand(1)}", f" ({self.pipeline(1)})"])
        if self.chance(0.2):
            return self.action(f'block "{name}b" .') + self.pick(PIECES) + self.action("end")
        return self.action(f'template "{name}"{argument}')

    def definitions(self) -> str:
        """Return definitions of templates."""
        saved = self.variables, self.known
        self.variables, self.known = ["$"], ("three", "missing")  # Go itself stops at 100,000 calls only
        text = ""
        for name in ("one", "two", "per%cent"):
            if self.chance(0.35):
                text += self.action(f'define "{name}"') + self.body(1) + self.action("end")
        self.variables, self.known = saved
        return text

    def text(self) -> str:
        """Return a whole template."""
        body = "".join(self.item(3) for _ in range(self.random.randint(1, 4)))
        return self.definitions() + body if self.chance(0.3) else body + self.definitions()


MARKS = (
    "",
    "}",
    "{{",
    '"',
    ")",
    "(",
    " ",
    "|",
    ".",
    "-",
    "\n",
    "$",
    "=",
    "@",
    ",",
    "/*",
    "*/",
    "'",
    "`",
    "\x00",
    "é",
    "else",
)
