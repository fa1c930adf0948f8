# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sprig's and Helm's functions: calls with apt and with odd arguments, and whole templates made of them."""

from __future__ import annotations

import json
import random
from pathlib import Path

import gotmpl_fixtures

from . import regexes, times, versions
from .grammar import Grammar, Request, damaged, without_addresses
from .templates import LITERALS, MARKS, Generator, Words

TABLE = Path(gotmpl_fixtures.__file__).parents[1] / "sprig" / "signatures.json"
DATA = {
    "a": "text", "s": "Hello, World", "es": "", "uni": "héllo 世", "ml": "one\ntwo\n\n three\n", "num": "42",
    "oct": "0777",
    "i": 7, "f": 1.5, "big": 12345678, "huge": 1e21, "neg": -3, "zero": 0, "t": True, "n": None,
    "l": ["b", "a", 2, None, {"k": "v"}, ["q"]], "ls": ["z", "a", "m", "a"], "ln": [3, 1, 2], "el": [],
    "ll": [["a"], ["b", "c"]],
    "m": {"x": {"y": {"z": "deep"}}, "a": 1, "n": None}, "em": {}, "ms": {"a": "1", "b": "2"},
    "lm": [{"name": "x", "v": 1}, {"name": "y"}], "date": "2024-02-29T23:59:58Z", "yaml": "a: 1\nb: [x, null]\n",
    "json": '{"a": [1, null]}',
    "ver": "1.2.3-rc.1", "url": "https://u:p@h.example:8080/p/a?q=1#f", "b64": "aGk=", "path": "/a/../b/c.tar.gz",
}  # fmt: skip
# What nobody can foresee, what asks the network, and what takes seconds
UNFORESEEN = {
    *(
        "now",
        "ago",
        "randAlpha",
        "randAlphaNum",
        "randAscii",
        "randNumeric",
        "randBytes",
        "randInt",
        "shuffle",
        "uuidv4",
    ),
    *("bcrypt", "htpasswd", "encryptAES", "derivePassword", "genPrivateKey", "genCA", "genCAWithKey", "getHostByName"),
    *("genSelfSignedCert", "genSelfSignedCertWithKey", "genSignedCert", "genSignedCertWithKey", "buildCustomCert"),
    *("env", "expandenv", "htmlDate", "values", "keys", "durationRound", "hello", "lookup"),
}
# What gives as much as it is told: only small numbers, and nothing from a pipe
GREEDY = {"repeat", "indent", "nindent", "until", "untilStep", "seq", "wrap", "wrapWith", "splitn", "chunk"}
# What changes its first argument: never one that it could put into itself
CHANGING = {"set", "unset", "merge", "mergeOverwrite", "mustMerge", "mustMergeOverwrite", "append", "prepend", "push"}
MORE = {
    "toYaml": ["interface {}"], "mustToYaml": ["interface {}"], "toYamlPretty": ["interface {}"],
    "fromYaml": ["string"],
    "fromYamlArray": ["string"], "fromJsonArray": ["string"], "toToml": ["interface {}"],
    "mustToToml": ["interface {}"],
    "fromToml": ["string"], "required": ["string", "interface {}"], "include": ["string", "interface {}"],
    "tpl": ["string", "interface {}"], "mustToDuration": ["interface {}"], "durationSeconds": ["interface {}"],
    "durationMilliseconds": ["interface {}"], "durationMicroseconds": ["interface {}"],
    "durationNanoseconds": ["interface {}"],
    "durationMinutes": ["interface {}"], "durationHours": ["interface {}"], "durationDays": ["interface {}"],
    "durationWeeks": ["interface {}"], "durationRoundTo": ["interface {}", "interface {}"],
    "durationTruncateTo": ["interface {}", "interface {}"],
    **{name: ["interface {}", "...interface {}"] for name in ("and", "or", "eq", "print", "println", "index",
    "slice")},
    **{name: ["interface {}", "interface {}"] for name in ("ne", "lt", "le", "gt", "ge")},
    **{name: ["interface {}"] for name in ("not", "len", "html", "js", "urlquery", "quote", "squote")},
    "printf": ["string", "...interface {}"],
}  # fmt: skip
SIGNATURES = {
    name: params
    for name, params in {**json.loads(TABLE.read_text(encoding="utf-8")), **MORE}.items()
    if name not in UNFORESEEN
}
NAMES = sorted(SIGNATURES)
STRINGS = [
    *(
        '"abc"',
        '""',
        '"Hello World"',
        '"a b  c"',
        '"fooBar-baz_qux"',
        '"héllo 世界"',
        '"1"',
        '"1.5"',
        '"true"',
        '"0x1F"',
        '"08"',
    ),
    *(
        '"a,b,,c"',
        '"a/b/c"',
        '"a=b"',
        '"%s-%d"',
        '"%v"',
        '"\\n\\t\\"x\\""',
        "\"<a href='x'>&\"",
        '"  trim  "',
        '"ABC"',
        '"ß ŉ ǅ"',
    ),
    *(
        '"e\\u0301"',
        '"\\xff\\xfe"',
        '"-"',
        '"xx"',
        '"null"',
        '"[1, 2"',
        '"{\\"a\\": 1}"',
        '"a: b: c"',
        '"{{ .Values.a }}"',
        '"1e3"',
    ),
    *(f".Values.{name}" for name, value in DATA.items() if isinstance(value, str)),
]
SMALL = ["0", "1", "2", "3", "5", "-1", "10", ".Values.i", "(int64 4)", "(float64 2.7)", '"2"']
NUMBERS = [
    *(
        "0",
        "1",
        "-7",
        "3",
        "1.5",
        "-0.5",
        ".Values.i",
        ".Values.f",
        ".Values.big",
        ".Values.huge",
        ".Values.neg",
        "(int64 5)",
    ),
    *(
        '"12"',
        '"1.9"',
        '"0x10"',
        '"017"',
        '"abc"',
        "true",
        "nil",
        "9223372036854775807",
        '"1e3"',
        "(int 3)",
        '""',
        "1e3",
    ),
]
LISTS = [
    *(
        "(list)",
        "(list 1 2 3)",
        '(list "b" "a" "c")',
        '(list "a" nil 1.5 true)',
        "(until 4)",
        "(list (list 1) (list 2))",
    ),
    *(f".Values.{name}" for name, value in DATA.items() if isinstance(value, list)),
    *('(splitList "," "x,y,z")', '(list "a" "a" "b")', '(tuple 1 "x")', "(list nil nil)", '(list "" 0 false)'),
]
MAPS = [
    *(
        "(dict)",
        '(dict "a" 1)',
        '(dict "a" "x" "b" (dict "c" nil))',
        '(dict "k" (list 1 2))',
        "(dict 1 2)",
        "(deepCopy .Values.m)",
    ),
    *('(dict "host" "h" "path" "/p" "scheme" "http" "query" "q=1")', "(.Values.yaml | fromYaml)"),
]
SEEN = [
    *MAPS,
    ".Values.m",
    ".Values.em",
    ".Values.ms",
    ".Values",
    ".Release",
    ".Template",
    ".Files",
    ".Values.nope",
    ".Chart.Name",
]
PLAIN_MAPS = [
    "(dict)",
    '(dict "a" 1)',
    '(dict "a" (dict "b" 2) "c" "x")',
    '(dict "c" "" "a" (dict "b" 0 "d" 4))',
    '(dict "n" nil "a" 5)',
]
SCALARS = ['"x"', "1", "nil", "true", "1.5", '""', "0", "(list 1)", ".Values.i"]
TIMES = [
    '(toDate "2006-01-02" "2024-02-29")',
    '(toDate "2006-01-02T15:04:05Z07:00" .Values.date)',
    '"2024-01-01"',
    "0",
    "1709210096",
]
# What is neither text, number, list nor table, and what comes out of other functions
OBJECTS = [
    *(".Capabilities", ".Capabilities.KubeVersion", ".Capabilities.APIVersions", ".Capabilities.HelmVersion"),
    *(".Chart", ".Release", ".Template", ".Files", ".Subcharts", "(.Files.Get)", '(semver "1.2.3-rc.1+b")'),
    *(TIMES[0], TIMES[1], '(mustToDuration "90m")', '(dict "k" .Capabilities.KubeVersion)', "(list (int64 1) (int 2))"),
    *(
        '(fromToml "a=1979-05-27T07:32:00\\nb=1979-05-27\\nc=07:32:00.5\\nd=1979-05-27T07:32:00Z")',
        '(regexFindAll "a" "a" 1)',
    ),
    *(
        '(fromJson "null")',
        '(fromJsonArray "null")',
        '(fromYamlArray "")',
        "(concat)",
        '(b64dec "gICA")',
        '(regexSplit "" "é" 2)',
    ),
]


def quoted(text: str) -> str:
    """Return text as a literal of a template."""
    return json.dumps(text, ensure_ascii=False)


def apt(rnd: random.Random, name: str) -> list[str] | None:
    """Return arguments of a function whose texts have a grammar of their own; None for others."""
    if name.startswith(("regex", "mustRegex")) and name != "regexQuoteMeta":
        asked = [quoted(regexes.pattern(rnd)), quoted(regexes.text(rnd))]
        if "Replace" in name:
            asked.append(quoted(regexes.replacement(rnd)))
        return [*asked, rnd.choice(["-1", "0", "1", "2"])] if name.endswith(("FindAll", "Split")) else asked
    if name == "semverCompare":
        return [quoted(versions.constraint(rnd)), quoted(versions.version(rnd))]
    if name == "semver":
        return [quoted(versions.version(rnd))]
    if name in ("toDate", "mustToDate"):
        layout = times.layout(rnd)
        return [quoted(layout), quoted(times.shown(rnd, layout))]
    if name in ("dateInZone", "date_in_zone", "htmlDateInZone"):
        zone = quoted(rnd.choice([*times.ZONES, "Nope", "", "Local"]))
        first = [rnd.choice(TIMES[:2] + TIMES[3:]), zone]
        return first if name == "htmlDateInZone" else [quoted(times.layout(rnd)), *first]
    if name == "date":
        return [quoted(times.layout(rnd)), rnd.choice(TIMES[:2] + TIMES[3:])]
    if name in ("dateModify", "date_modify", "mustDateModify", "must_date_modify"):
        return [quoted(times.length(rnd)), rnd.choice(TIMES[:2])]
    if name.startswith("duration") or name == "mustToDuration":
        first = [rnd.choice([quoted(times.length(rnd)), *NUMBERS])]
        return [*first, quoted(times.length(rnd))] if name.endswith("To") else first
    return None


def of_type(rnd: random.Random, kind: str, name: str) -> str:
    """Return an argument for a parameter of a Go type, an odd one now and then."""
    if rnd.random() < 0.1:
        kind = rnd.choice(["string", "int", "interface {}", "[]interface {}", "map[string]interface {}"])
    if name in GREEDY and kind == "int":
        return rnd.choice(SMALL)
    if kind == "string":
        return rnd.choice(STRINGS)
    if kind in ("int", "int64", "uint32", "float64"):
        return rnd.choice(SMALL)
    if kind in ("[]interface {}", "[]string"):
        return rnd.choice(LISTS)
    if kind.startswith("map["):
        return rnd.choice(SEEN)
    if kind == "time.Time":
        return rnd.choice(TIMES)
    return rnd.choice(rnd.choice([STRINGS, NUMBERS, LISTS, SEEN, LITERALS, OBJECTS]))


def arguments(rnd: random.Random, name: str) -> list[str]:
    """Return the arguments of a call."""
    if name in ("set", "unset"):
        made = [
            rnd.choice([*PLAIN_MAPS, ".Values.em", ".Values.m"]),
            rnd.choice(['"a"', '"new"', '""', "1"]),
            rnd.choice(SCALARS),
        ]
        return made[: 3 if name == "set" else 2]
    if "erge" in name:
        return [rnd.choice([*PLAIN_MAPS, "(deepCopy .Values.m)"]) for _ in range(rnd.randint(1, 3))]
    found = apt(rnd, name) if rnd.random() < 0.85 else None
    if found is None:
        found = []
        for kind in SIGNATURES[name]:
            count = rnd.randint(0, 3) if kind.startswith("...") else 1
            found += [of_type(rnd, kind.removeprefix("..."), name) for _ in range(count)]
    if rnd.random() < 0.04:
        found = found[:-1] if rnd.random() < 0.5 else [*found, rnd.choice(LITERALS)]
    return found


def call(rnd: random.Random, follows: bool = False) -> str:
    """Return a function with its arguments, the last one left out where it comes from a pipe."""
    name = rnd.choice(NAMES)
    while follows and (name in GREEDY or name in CHANGING):
        name = rnd.choice(NAMES)
    words = [name, *arguments(rnd, name)]
    return " ".join(words[:-1] if follows and len(words) > 1 else words)


AFTER = (
    "",
    "",
    "",
    " | toJson",
    ' | printf "%T %v"',
    " | quote",
    " | toYaml",
    " | typeOf",
    " | len",
    ' | printf "%#v"',
    " | toString",
)


def single(rnd: random.Random) -> Request:
    """Return one call, and how its result is looked at."""
    text = "{{ " + call(rnd) + rnd.choice(AFTER) + " }}"
    if rnd.random() < 0.15:
        text = "{{ " + call(rnd) + " | " + call(rnd, True) + rnd.choice(AFTER) + " }}"
    return {"op": "render", "template": text, "data": DATA, "release": {}}


class Calls(Generator):
    """Templates whose calls have the arguments that their functions want."""

    def call(self, depth: int, follows: bool) -> str:
        """Return a function with arguments."""
        roll = self.random.random()
        if not follows and roll < 0.06:
            return f'include "{self.pick(self.known)}" {self.operand(0)}'
        if not follows and roll < 0.1:
            return (
                f"tpl {quoted(Generator(self.random, WORDS).action(self.pick(WORDS.fields)))} {self.pick(['.', '$'])}"
            )
        return call(self.random, follows)


WORDS = Words(
    NAMES,
    fields=[
        *(f".Values.{name}" for name in DATA),
        *(
            ".Values.m.x",
            ".Values.m.x.y.z",
            ".Values.m.n.q",
            ".Values.q",
            ".Values.q.r",
            ".Values.a.b",
            ".Release.Name",
        ),
        *(
            ".Release.IsInstall",
            ".Release.Revision",
            ".Release.Nope",
            ".Chart.Name",
            ".Chart.Version",
            ".Chart.Nope.x",
            ".Nope",
        ),
        *(".Template.Name", ".Template.BasePath", ".Capabilities.KubeVersion", ".Capabilities.KubeVersion.Major"),
        *(
            '(.Capabilities.APIVersions.Has "apps/v1")',
            ".Capabilities.KubeVersion.GitVersion",
            ".Capabilities.HelmVersion.Version",
        ),
        *(
            '(.Files.Get "nope")',
            '(.Files.Glob "*")',
            "(.Values.AsMap)",
            '(.Values.Table "m")',
            '(.Values.PathValue "m.a")',
            ".Subcharts",
        ),
    ],
    containers=[
        *(".Values.m", ".Values.ms", ".Values.em", ".Values.l", ".Values.ls", ".Values.ln", ".Values.el", ".Values.lm"),
        *("3", ".Values.i", ".Values.n", ".Values.a", "(list 1 nil)", "(until 3)", ".Values.q", '(dict "a" 1)'),
    ],
    chains=(".a", ".x.y", ".k", ".Major", ".Values.a"),
)


def whole(rnd: random.Random) -> Request:
    """Return a template of several actions."""
    text = Calls(rnd, WORDS).text()
    if rnd.random() < 0.15:
        text = damaged(rnd, text, MARKS)
    asked: Request = {"op": "render", "template": text, "data": DATA, "release": {}}
    if rnd.random() < 0.1:
        asked["strict"] = True
    if rnd.random() < 0.05:
        asked["lint"] = True
    return asked


CALLS = Grammar("functions", 25, single, ("template", "data/"), without_addresses)
TEMPLATES = Grammar("templates", 15, whole, ("template", "data/"), without_addresses)
