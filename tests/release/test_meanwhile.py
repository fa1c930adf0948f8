# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What others write to an object between two requests that look at it is no change of ours."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import MakeChart
from .harness import Releases
from .raw import BOTH, BOTH_IDS, Object, Raw, deployment

WRITES = 2  # between looks, one after another


@pytest.fixture(params=BOTH, ids=BOTH_IDS)
def both(request: pytest.FixtureRequest, releases: Releases, make_chart: MakeChart) -> Raw:
    return Raw(releases, make_chart, **request.param)


@pytest.fixture
def anew(both: Raw) -> Object:
    """A Deployment that was made anew: its replicas are helm's though the chart has none, so that a read alone does not
    settle it."""
    first, second = deployment(), deployment("z")
    for body in (first, second):
        del body["spec"]["replicas"]
    both.run(first)
    both.kubectl("autoscale", "deployment", "d", "--min=1", "--max=5")
    both.run(second, recreate=("Deployment",))
    return second


def meddle(raw: Raw) -> list[str]:
    """Have a controller write to the Deployment just before it is asked about, twice. Returns what it wrote."""
    written: list[str] = []

    def controller(method: str, path: str) -> None:
        if method == "PATCH" and path.endswith("/deployments/d") and len(written) < WRITES:
            written.append(f"seen={len(written)}")
            raw.kubectl("annotate", "deployment", "d", written[-1], "--overwrite")

    raw.releases.before = controller
    return written


@pytest.mark.parametrize("check", [True, False], ids=["check", "run"])
def test_it_is_no_drift(both: Raw, anew: Object, check: bool) -> None:
    written = meddle(both)
    result = both.run(anew, check=check)
    assert (result.changed, result.reason, both.releases.writes()) == (False, [], [])
    assert {entry["action"] for entry in result.changes} == {"unchanged"}
    asked = both.method["server_side"] == "true"  # the other one is settled by what was sent before
    assert len(written) == (WRITES if asked else 0)


def test_what_changes_is_told_without_it(both: Raw, anew: Object) -> None:
    written = meddle(both)
    anew["spec"]["paused"] = True
    result: Any = both.run(anew, check=True)
    (told,) = [entry for entry in result.diff if "Deployment" in entry["before_header"]]
    assert "paused" in told["after"] and "paused" not in told["before"]
    assert written[-1].replace("=", ': "') in told["before"] and written[-1].replace("=", ': "') in told["after"]
