# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Data to text and text to data: toYaml, toJson, toToml and their sisters, fromYaml, fromJson, fromToml."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import gotmpl_fixtures

from . import yamls
from .grammar import Grammar, Request, damaged
from .yaml_scalars import SCALARS

INPUTS = json.loads(
    (Path(gotmpl_fixtures.__file__).parents[1] / "codecs" / "codec_inputs.json").read_text(encoding="utf-8")
)
TEXTS = (
    *INPUTS["words"],
    *SCALARS,
    "x" * 90,
    "word " * 30,
    "é" * 50,
    "a\nb\n",
    "\n",
    " a",
    "a ",
    "\ta",
    "a\r\nb",
    "long: " * 20,
    "-" * 85,
    "🎉 " * 30,
)
NUMBERS = (
    *INPUTS["numbers"],
    0,
    -1,
    1.5,
    1e21,
    1e-7,
    123456789,
    2**53,
    2**63,
    -(2**63),
    1e20,
    999999.5,
    0.1,
    1e6,
    1e300,
    5e-324,
    -0.0,
)
TOML = (
    *(
        "a = 1",
        "b = 'x'",
        '"c d" = 1.5',
        "[t]",
        "[t.u]",
        "[[l]]",
        "x = [1, 2]",
        "x = {a = 1}",
        "d = 1979-05-27T07:32:00Z",
        "d = 1979-05-27",
        "d = 07:32:00",
        "t = true",
    ),
    *(
        's = """\nm\n"""',
        "s = '''\nl'''",
        "n = 0x1F",
        "n = 1_000",
        "n = +1",
        "n = 1e3",
        "n = inf",
        "a.b = 1",
        "# c",
        "",
        "n = 01",
        's = "\\u00e9"',
        's = "\\q"',
        "a = ",
        "= 1",
        "a 1",
        "[t",
        "[[l]",
        "[]",
    ),
    *(
        "x = [1, 'a']",
        "x = [\n1,\n# c\n2,\n]",
        "x = {a = 1, }",
        "x = {\n}",
        "a = 1 b = 2",
        "a = tru",
        "n = 9223372036854775808",
        "n = 1.",
        "n = .5",
        "s = 'a\nb'",
        "d = 1979-13-01",
        "a = nan",
        "a.b.c = 1",
        "[a.b]",
        "[a]",
    ),
)
JSON_SIGNS = (
    "",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    '"',
    "\\",
    "1",
    "e",
    ".",
    "-",
    "nul",
    "\\u00",
    "\x01",
    " ",
    "'",
    "t",
    "\n",
    "é",
)
TOML_SIGNS = ("", "=", "[", "]", '"', "'", "\n", "#", "{", "}", ",", ".", " ", "\\", "\t", "é", "\x01", "_", "-", "1")
TOML_PIECES = (
    *TOML_SIGNS,
    *("\r\n", "[[", "]]", '"""', "'''", "a", "b", "0", "+", "e", "x", "o", ":", "T", "Z", "u", "U", "00e9", "\\n"),
    *("inf", "nan", "true", "false", "1979-05-27", "07:32:00", "a = ", "a.b = ", "x = [", "x = {a = 1"),
)
READ_YAML = ("fromYaml", "fromYamlArray")


def text(rnd: random.Random) -> str:
    """Return an awkward text."""
    return rnd.choice(["", " ", " ", "\n"]).join(rnd.choice(TEXTS) for _ in range(rnd.choice([1, 1, 1, 2, 3, 6])))


def value(rnd: random.Random, depth: int = 0) -> Any:
    """Return a value of awkward texts and numbers."""
    kind = rnd.random()
    if depth > 3 or kind < 0.45:
        return text(rnd)
    if kind < 0.6:
        return rnd.choice(
            [
                *NUMBERS,
                rnd.uniform(-1e6, 1e6),
                rnd.randint(-(10**12), 10**12),
                rnd.random() * 10 ** rnd.randint(-30, 30),
            ]
        )
    if kind < 0.65:
        return rnd.choice([None, True, False])
    if kind < 0.87:
        return {text(rnd): value(rnd, depth + 1) for _ in range(rnd.choice([0, 1, 1, 2, 4]))}
    return [value(rnd, depth + 1) for _ in range(rnd.choice([0, 1, 2, 3]))]


def write(rnd: random.Random) -> Request:
    """Return a value to write, sometimes to be read again."""
    made = {text(rnd): value(rnd) for _ in range(rnd.randint(1, 3))} if rnd.random() < 0.6 else value(rnd)
    name = rnd.choice(["toYaml", "toYaml", "toYaml", "toYamlPretty", "toJson", "toPrettyJson", "toRawJson", "toToml"])
    if rnd.random() < 0.2:
        back = {"toYaml": "fromYaml", "toYamlPretty": "fromYaml", "toToml": "fromToml"}.get(name, "fromJson")
        template = "{{ .Values.v | " + name + " | " + back + " | toJson }}"
        return {"op": "render", "template": template, "data": {"v": made}}
    return {"op": "render", "template": "{{ .Values.v | " + name + " }}", "data": {"v": made}}


def json_text(rnd: random.Random) -> str:
    """Return JSON, mostly sound."""
    made = json.dumps(value(rnd, 2), ensure_ascii=rnd.random() < 0.5, indent=rnd.choice([None, None, 1]))
    return damaged(rnd, made, JSON_SIGNS) if rnd.random() < 0.5 else made


def toml_text(rnd: random.Random) -> str:
    """Return TOML, mostly sound."""
    if rnd.random() < 0.3:
        return "".join(rnd.choice(TOML_PIECES) for _ in range(rnd.randint(1, 12)))
    made = rnd.choice(["\n", "\n", "\r\n"]).join(rnd.choice(TOML) for _ in range(rnd.randint(1, 5)))
    return damaged(rnd, made, TOML_SIGNS) if rnd.random() < 0.4 else made


def read(rnd: random.Random) -> Request:
    """Return a text to read."""
    name = rnd.choice(["fromYaml", "fromYamlArray", "fromJson", "fromJsonArray", "fromToml", "fromToml"])
    made = yamls.document(rnd) if name in READ_YAML else toml_text(rnd) if name == "fromToml" else json_text(rnd)
    end = rnd.choice([" | toJson", " | toJson", ' | printf "%v"', ' | printf "%#v"'])
    return {"op": "render", "template": "{{ " + name + " .Values.s" + end + " }}", "data": {"s": made}}


WRITE = Grammar("write", 10, write, ("data",))
READ = Grammar("read", 10, read, ("data",))
