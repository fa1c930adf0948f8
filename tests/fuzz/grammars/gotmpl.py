# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Go's text/template with the fixtures' functions and values, now and then damaged."""

from __future__ import annotations

import base64
import json
import random
from pathlib import Path

import gotmpl_fixtures

from .grammar import Grammar, Request, damaged, without_addresses
from .templates import MARKS, Generator, Words

TABLES = Path(gotmpl_fixtures.__file__).parent
SHARED = json.loads((TABLES / "cases_template_exec_default.json").read_text(encoding="utf-8"))["data"]
# Without what Go prints as an address, or tells a static type of that our structs do not keep, and without numbers that
# Go would range over for hours.
DATA = {key: item for key, item in SHARED.items() if key not in ("fn", "hour", "u64")}
BUILTINS = [
    *("and", "or", "not", "len", "index", "slice", "print", "printf", "println", "html", "js", "urlquery", "call"),
    *("eq", "ne", "lt", "le", "gt", "ge"),
]
WORDS = Words(
    [*BUILTINS, *BUILTINS, *(name for name in gotmpl_fixtures.FUNCTIONS if name not in ("put", "int64"))],
    fields=[
        *(f".{name}" for name in DATA if name != "p"),
        *(".m.x", ".m.x.y.z", ".m.n", ".m.n.q", ".q", ".q.r", ".a.b", ".vals.t.a", ".sm.a", ".sm.q", ".pt.X", ".pt.Z"),
        *(".p.Name", ".p.Age", ".p.Tags", ".p.Tags.a", ".p.Nested.x", ".p.Nested.n", ".p.Any", ".p.hidden", ".p.Nope"),
        *(".p.Fail", ".p.Hello", ".p.Sum", ".ver.Major", ".ver.String", ".er.Error", ".lm.l"),
        *('(.p.Hello "x")', "(.p.Sum 1 2)", '(.p.Mixed "a" 1 nil)', '(.vals.Table "t")', "(.vals.AsMap)"),
    ],
    containers=[
        *(".m", ".em", ".im", ".sm", ".vals", ".l", ".el", ".ss", ".ints", ".lm", ".by", ".uni"),
        *("3", ".i", ".n", ".a", "(list 1 nil .m)", ".q"),
    ],
    specials=["word", "none", "tomap", "nilmap", "tomap.k", "none.x", "word.x"],
)


def request(rnd: random.Random) -> Request:
    """Return a template to run."""
    text = Generator(rnd, WORDS).text()
    if rnd.random() < 0.25:
        text = damaged(rnd, text, MARKS)
    asked: Request = {"op": "fixture_template", "template": text, "data": DATA}
    if rnd.random() < 0.02:
        raw = text.encode()
        at = rnd.randrange(len(raw) + 1)
        raw = raw[:at] + rnd.choice([b"\xff", b"\xc3", b"\xe4\xb8"]) + raw[at:]
        asked["template"] = {"b64": base64.b64encode(raw).decode("ascii")}
    asked["missingkey"] = rnd.choice(["default", "zero", "zero", "error"])
    return asked


GRAMMAR = Grammar("gotmpl", 20, request, ("template", "data/"), without_addresses)
