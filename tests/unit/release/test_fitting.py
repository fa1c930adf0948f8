# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Records are shortened in what is said about a revision, the least important first, never in what it consists of."""

from __future__ import annotations

import dataclasses
import random

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import ReleaseError
from ansible_collections.native.helm.plugins.module_utils._helm.release import codec, fitting
from ansible_collections.native.helm.plugins.module_utils._helm.release.model import HookRun, Info, Release, StoredHook

RANDOM = random.Random(5)


def noise(count: int) -> str:
    return "".join(RANDOM.choices("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJ", k=count))


RUN = HookRun("2026-01-02T03:04:05.123456789Z", "2026-01-02T03:04:06.987654321Z", "Failed")
FAILED = Release(
    "web",
    "default",
    info=Info(status="failed", description="Upgrade failed: " + noise(3000), notes=noise(2000)),
    config={"a": noise(4000)},
    manifest=noise(4000),
    hooks=[StoredHook(f"hook-{number}", manifest="x", last_run=RUN) for number in range(5)],
)


def stored(most: int, monkeypatch: pytest.MonkeyPatch) -> Release:
    monkeypatch.setattr(fitting, "MAX_STORED", most)
    encoded = fitting.encode(FAILED)
    assert len(encoded) <= most
    return codec.decode(encoded)


def test_the_least_important_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = len(codec.encode(FAILED))
    assert stored(whole, monkeypatch) == codec.decode(codec.encode(FAILED))
    seen = []
    for most in range(whole - 1, 0, -50):
        try:
            found = stored(most, monkeypatch)
        except ReleaseError:
            break
        assert (found.info.status, found.config, found.manifest) == ("failed", FAILED.config, FAILED.manifest)
        assert [hook.last_run.phase for hook in found.hooks] == ["Failed"] * 5
        step = (len(found.info.description), len(found.info.notes), bool(found.hooks[0].last_run.started_at))
        if step not in seen:
            seen.append(step)
    cut = 200 + len(fitting._CUT)
    assert seen == [(cut, 2000, True), (cut, 0, True), (cut, 0, False), (60, 0, False), (0, 0, False)]


def test_a_record_that_is_being_removed_never_needs_more_than_it_had(monkeypatch: pytest.MonkeyPatch) -> None:
    deployed = dataclasses.replace(
        FAILED, info=Info("2026-01-02T03:04:05Z", "2026-01-02T03:04:05Z", "", "Install complete", "deployed")
    )
    monkeypatch.setattr(fitting, "MAX_STORED", len(codec.encode(deployed)))
    info = dataclasses.replace(
        deployed.info,
        status="uninstalling",
        deleted="2026-02-03T04:05:06.123456789Z",
        description="Deletion in progress (or silently failed)",
    )
    found = codec.decode(fitting.encode(dataclasses.replace(deployed, info=info)))
    assert found.info.status == "uninstalling"


def test_room_is_kept_for_what_comes_later(monkeypatch: pytest.MonkeyPatch) -> None:
    pending = dataclasses.replace(FAILED, info=Info(status="pending-upgrade", description="Preparing upgrade"))
    exact = len(codec.encode(pending)) + fitting.ROOM + 5 * fitting._ROOM_OF_HOOK
    monkeypatch.setattr(fitting, "MAX_STORED", exact)
    fitting.check(pending)
    monkeypatch.setattr(fitting, "MAX_STORED", exact - 1)
    with pytest.raises(ReleaseError, match="the release record would be"):
        fitting.check(pending)
    fitting.check(pending, room=False)
