# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Records near the size that the API server takes: how a revision ended can always be told, and it can be removed."""

from __future__ import annotations

import base64
import json
import random
from pathlib import Path

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import HookFailed, ReleaseError
from ansible_collections.native.helm.plugins.module_utils._helm.release import codec, fitting
from ansible_collections.native.helm.plugins.module_utils._helm.release.model import Release

from .conftest import MakeChart
from .harness import Releases
from .texts import config, hook_job

DATA = base64.b64encode(random.Random(7).randbytes(1_200_000)).decode("ascii")
NEAR = range(fitting.MAX_STORED - 60, fitting.MAX_STORED + 1)  # sizes with no room for another sentence
NOTES = "This chart has notes.\n" * 3


def size(releases: Releases, version: int) -> int:
    """How large a stored record is."""
    found = releases.get(releases.driver, f"sh.helm.release.v1.web.v{version}")["data"]["release"]
    return len(base64.b64decode(found) if releases.driver == "secret" else found)


def install_near_the_limit(releases: Releases, make_chart: MakeChart, **files: str) -> Path:
    """Install a chart with helm so that its record just fits; return the chart."""
    count = 780_000
    for _unused in range(12):
        chart = make_chart(**files)
        (chart / "data.txt").write_text(DATA[:count], encoding="utf-8")
        releases.helm("install", "web", str(chart))
        found = size(releases, 1)
        if found in NEAR:
            return chart
        releases.helm("uninstall", "web")
        count += (fitting.MAX_STORED - 40 - found) * 3 // 4  # times of files make two records differ by some 20 bytes
    raise AssertionError(f"no such size was found: {found}")


@pytest.mark.parametrize("driver", ["secret", "configmap"])
def test_release_whose_record_just_fits_is_removed_and_told_of(
    releases: Releases, make_chart: MakeChart, driver: str
) -> None:
    releases.driver = driver
    chart = install_near_the_limit(releases, make_chart, a=config(text='"x"'), notes__x=config("b", '"y"'))
    # What is larger by a word is refused before anything is touched, by the names of what is large.
    with pytest.raises(ReleaseError, match="the API server takes at most 1,048,576") as caught:
        releases.apply(chart=chart, values={"certificates": DATA[-4000:]})
    assert "data.txt (" in caught.value.hint and "the value certificates (" in caught.value.hint
    assert {method for method, _path, query in releases.sent if "dryRun" not in query} <= {"GET"}
    # Removal keeps a history, whose texts need more room than there is; then all of it goes.
    kept = releases.uninstall(purge=False)
    assert kept.release is not None and kept.release["status"] == "uninstalled"
    assert json.loads(releases.helm("history", "web", "-o", "json"))[0]["status"] == "uninstalled"
    assert releases.uninstall().changed is True
    assert releases.helm("list", "-q") == ""


def test_failure_of_a_record_that_just_fits_is_stored(
    releases: Releases, make_chart: MakeChart, monkeypatch: pytest.MonkeyPatch
) -> None:
    releases.apply(chart=make_chart("bad", a=config(text='"x"')))
    chart = make_chart("bad", a=config(text='"x"'), hook=hook_job("web-job", "pre-upgrade", pod="fail"))

    def exactly(release: Release, *, room: bool = True) -> None:
        monkeypatch.setattr(fitting, "MAX_STORED", len(codec.encode(release)))

    monkeypatch.setattr(fitting, "check", exactly)
    with pytest.raises(HookFailed):
        releases.apply(chart=chart)
    history = json.loads(releases.helm("history", "web", "-o", "json"))
    assert [entry["status"] for entry in history] == ["deployed", "failed"]
    assert [text for text in releases.warnings if "is at its size limit, and has no room for" in text]
    assert releases.uninstall().changed is True
    assert releases.helm("list", "-q") == ""
