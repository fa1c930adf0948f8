# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How often a chart is rendered until it is known that nothing changed. What comes of it is held by
tests/release/test_unstable.py on a real API server."""

from __future__ import annotations

import itertools
from typing import Any, Optional

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.env import Env
from ansible_collections.native.helm.plugins.module_utils._helm.content.candidate import Candidate, Facts
from ansible_collections.native.helm.plugins.module_utils._helm.content.differing import rendered_differences
from ansible_collections.native.helm.plugins.module_utils._helm.content.steady import Steadied
from ansible_collections.native.helm.plugins.module_utils._helm.release.model import Info, Release

CHART = {"metadata": {"name": "c", "version": "1.0.0"}}


def manifest(password: str, color: str = "blue") -> str:
    return f"---\n# Source: c/a.yaml\npassword: {password}\ncolor: {color}\n"


class Chart:
    """Makes a random password where it finds none, and takes the one that it finds."""

    looked_up = True

    def __init__(self, color: str = "blue") -> None:
        self.color, self.renders, self._random = color, 0, itertools.count()

    def may_differ(self) -> bool:
        return True

    def render(self, _facts: Facts, _env: Optional[Env] = None, *, own: bool = True) -> Candidate:
        self.renders += 1
        password = "found" if own else f"random-{next(self._random)}"
        return Candidate(CHART, {}, manifest(password, self.color))


def compared(chart: Any, last: Release) -> tuple[str, list[str], int]:
    """The manifest, the reasons and the number of renders."""
    facts = Facts("web", "ns", last.version)
    candidate = chart.render(facts)
    reasons = rendered_differences(last, candidate)
    assert reasons
    found, why = Steadied(last, chart, facts, Env()).compared(candidate, reasons, alone=True, keep=False)
    return found.manifest, why, chart.renders


def left(version: int, password: str) -> Release:
    return Release("web", "ns", version, Info(status="deployed"), chart=CHART, manifest=manifest(password))


@pytest.mark.parametrize(("version", "renders"), [(1, 4), (2, 6)])
def test_what_the_release_made_itself_is_no_change(version: int, renders: int) -> None:
    """After a first revision that is what differs, so it is looked at first."""
    assert compared(Chart(), left(version, "random-7")) == (manifest("random-7"), [], renders)


@pytest.mark.parametrize("version", [1, 2])
def test_a_change_is_one_whatever_is_looked_at_first(version: int) -> None:
    assert compared(Chart("red"), left(version, "random-7")) == (manifest("found", "red"), ["manifest"], 6)
