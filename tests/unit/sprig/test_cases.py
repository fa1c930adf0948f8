# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every row of cases_*.json gives what Go gave for it (make_expected.py): the same text, or the same error."""

from __future__ import annotations

import base64
import json
import os
import re
import time
from pathlib import Path
from typing import Any, Iterator

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.env import Env
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import TemplateError
from ansible_collections.native.helm.plugins.module_utils._helm.gotmpl.template import TemplateSet
from ansible_collections.native.helm.plugins.module_utils._helm.sprig import table

HERE = Path(__file__).resolve().parent
FUNCTIONS = table.functions(Env())


@pytest.fixture(autouse=True, scope="module")
def _zone() -> Iterator[None]:
    """The machine's zone is the one that make_expected.py sets."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = "America/New_York"
    time.tzset()
    yield
    os.environ.pop("TZ")
    if before is not None:
        os.environ["TZ"] = before
    time.tzset()


def _groups() -> list[Any]:
    """Return the rows by topic and function, with the data of the topic."""
    found = []
    for path in sorted(HERE.glob("cases_*.json")):
        kept = json.loads(path.read_text(encoding="utf-8"), parse_int=float)
        by_function: dict[str, list[Any]] = {}
        for row in kept["rows"]:
            by_function.setdefault(row["function"], []).append(row)
        for function, rows in by_function.items():
            found.append(pytest.param(kept["data"], rows, id=f"{path.stem[6:]}-{function}"))
    return found


def _expected(row: dict[str, Any]) -> tuple[str, str]:
    if "err" in row:
        return "err", row["err"]
    if "out_b64" in row:
        return "out", base64.b64decode(row["out_b64"]).decode("utf-8", "surrogateescape")
    return "out", row["out"]


def _rendered(template: str, data: Any) -> tuple[str, str]:
    try:
        templates = TemplateSet(FUNCTIONS, name="t")
        templates.parse("t", template)
        # a row must not see what another one has set
        return "out", templates.execute("t", json.loads(json.dumps(data), parse_int=float))
    except TemplateError as problem:
        # the oracle writes what is no UTF-8 in an error as U+FFFD
        return "err", re.sub("[\udc80-\udcff]", "\ufffd", problem.problem)


@pytest.mark.parametrize(("data", "rows"), _groups())
def test_function_gives_what_go_gives(data: Any, rows: list[dict[str, Any]]) -> None:
    wrong = [
        (row["template"], _expected(row), found)
        for row in rows
        if (found := _rendered(row["template"], data)) != _expected(row)
    ]
    assert not wrong


def test_every_function_has_five_rows() -> None:
    counts = dict.fromkeys(FUNCTIONS, 0)
    for path in HERE.glob("cases_*.json"):
        for row in json.loads(path.read_text(encoding="utf-8"))["rows"]:
            counts[row["function"]] += 1
    assert [name for name, count in counts.items() if count < 5] == []
