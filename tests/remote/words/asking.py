# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What helm says of a row, with the world's places taken out of it, and put back in for another world."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Mapping, NamedTuple

from remote.conftest import Home

from . import charts, clusters, places
from .case import Case

EXPECTED = Path(__file__).with_name("expected.json")
ROWS: dict[str, Case] = {**charts.ROWS, **places.ROWS, **clusters.ROWS}

_PASSING = (
    (re.compile(r"index\.yaml\d+"), "index.yaml"),  # what helm repo index writes first
    (re.compile(r"current time \S+ is after \S+"), "current time TIME is after TIME"),
    (re.compile(r"(lookup \S+) on \S+:53:"), r"\1 on RESOLVER:"),
)


class Answer(NamedTuple):
    """What helm printed from "Error: " on, for a command line that is kept to see whether it is still the row's."""

    command: str
    said: str


def known() -> dict[str, Answer]:
    """Return what helm said, by row."""
    return {name: Answer(*answer) for name, answer in json.loads(EXPECTED.read_text("utf-8")).items()}


def filled(value: Any, where: Mapping[str, str]) -> Any:
    """Return value with the places in the texts that it is or holds."""
    if isinstance(value, dict):
        return {key: filled(item, where) for key, item in value.items()}
    if isinstance(value, list):
        return [filled(item, where) for item in value]
    if not isinstance(value, str):
        return value
    for name, text in where.items():
        value = value.replace(f"{{{name}}}", text)
    return value


def general(text: str, where: Mapping[str, str]) -> str:
    """Return text with the names of the places in the place of what they are here."""
    for name, place in sorted(where.items(), key=lambda item: -len(item[1])):
        text = text.replace(place, f"{{{name}}}")
    for pattern, instead in _PASSING:
        text = pattern.sub(instead, text)
    return text.rstrip("\n")


def ask(home: Home, case: Case, where: Mapping[str, str]) -> Answer:
    """Return helm's answer to a row's command."""
    home.environ.update(filled(case.environ, where))
    home.helm("repo", "add", "known", where["repo"], "--repository-config", home.folder / "config/repositories.yaml")
    done = home.try_helm(*filled(case.command, where).split())
    at = done.stderr.find("Error: ")
    if not done.returncode or at < 0:
        raise ValueError(f"helm {case.command} has no error:\n{done.stdout}{done.stderr}")
    return Answer(case.command, general(done.stderr[at:], where))
