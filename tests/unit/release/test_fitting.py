# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Records are shortened in what is said about a revision, the least important first, never in what it consists of."""

from __future__ import annotations

import base64
import dataclasses
import random
from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import ReleaseError
from ansible_collections.native.helm.plugins.module_utils._helm.release import codec, fitting
from ansible_collections.native.helm.plugins.module_utils._helm.release.model import HookRun, Info, Release, StoredHook


def noise(count: int) -> str:
    """A text of so many characters that does not pack well, the same for the same number."""
    return "".join(random.Random(count).choices("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJ", k=count))


WIDE = "".join(random.Random(6).choices([chr(code) for code in range(0x4E00, 0x9FA5)], k=500_000))  # 15 bits each
RUN = HookRun("2026-01-02T03:04:05.123456789Z", "2026-01-02T03:04:06.987654321Z", "Failed")
FAILED = Release(
    "web",
    "default",
    info=Info(status="failed", description="Upgrade failed: " + noise(3000), notes=noise(2000)),
    config={"a": noise(4000)},
    manifest=noise(4001),
    hooks=[StoredHook(f"hook-{number}", manifest="x", last_run=RUN) for number in range(5)],
)


def stored(most: int, monkeypatch: pytest.MonkeyPatch) -> Release:
    monkeypatch.setattr(fitting, "MAX_STORED", most)
    encoded = fitting.encode(FAILED, lambda _text: None)
    assert len(encoded) <= most
    return codec.decode(encoded)


KEY = "sh.helm.release.v1.web.v1"
SAID = f"the release record {KEY} is at its size limit, and has no room for "


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


def limited(release: Release, most: int, monkeypatch: pytest.MonkeyPatch) -> tuple[Release, list[str]]:
    """What is kept of a release where so many bytes fit, and what is told about it."""
    told: list[str] = []
    monkeypatch.setattr(fitting, "MAX_STORED", most)
    encoded = fitting.encode(release, told.append)
    assert len(encoded) <= most
    return codec.decode(encoded), told


def test_what_has_no_room_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    chart = {"files": [{"name": "a", "data": noise(3000)}]}
    release = dataclasses.replace(
        FAILED, info=dataclasses.replace(FAILED.info, deleted=RUN.started_at), chart={**chart, "templates": []}
    )
    whole = len(codec.encode(release))
    assert limited(release, whole, monkeypatch)[1] == []
    seen: list[str] = []
    for most in range(whole - 1, 0, -25):
        try:
            found, told = limited(release, most, monkeypatch)
        except ReleaseError:
            break
        assert len(told) == 1
        gone = told[0][len(SAID) :]
        assert told == [SAID + gone]
        if gone in seen:
            continue
        seen.append(gone)
        # Files go only at the very last, and then there is room again for what tells more.
        assert bool(found.chart["files"]) is (len(seen) < 6)
        assert bool(found.info.deleted) is (len(seen) != 5)
        assert release.info.description.startswith(found.info.description.replace(fitting._CUT, ""))
    assert seen == [
        "the whole description",
        "the notes",
        "the times of its hooks",
        "more than the begin of its description",
        "a description",
        "the chart's files beside its templates",
    ]
    assert (len(found.info.description), found.chart["templates"], found.info.notes) == (60, [], "")
    assert {hook.last_run.started_at for hook in found.hooks} == {""}


def test_a_short_description_is_not_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    release = dataclasses.replace(
        FAILED, info=Info(status="failed", description=noise(200 + len(fitting._CUT)), notes=noise(2000))
    )
    found, told = limited(release, len(codec.encode(release)) - 1, monkeypatch)
    assert (found.info.description, found.info.notes) == (release.info.description, "")
    assert told == [f"{SAID}the notes"]
    longer = dataclasses.replace(release.info, description=WIDE[: 200 + len(fitting._CUT) + 1])
    release = dataclasses.replace(release, info=longer)
    found, told = limited(release, len(codec.encode(release)) - 1, monkeypatch)
    assert found.info.description == longer.description[:200] + " … (shortened: the record is near its size limit)"
    assert told == [f"{SAID}the whole description"]


def test_what_just_fits_without_its_notes_keeps_all_else(monkeypatch: pytest.MonkeyPatch) -> None:
    release = dataclasses.replace(FAILED, info=Info(status="failed", description="short", notes=noise(2000)))
    without = dataclasses.replace(release, info=Info(status="failed", description="short"))
    found, told = limited(release, len(codec.encode(without)), monkeypatch)
    assert (found, told) == (codec.decode(codec.encode(without)), [f"{SAID}the notes"])


def test_what_does_not_fit_at_all_is_refused_by_its_whole_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fitting, "MAX_STORED", 1000)
    with pytest.raises(ReleaseError) as caught:
        fitting.encode(FAILED, lambda _text: None)
    assert caught.value.problem == (
        f"the release record would be {len(codec.encode(FAILED)):,} bytes, and the API server takes at most 1,000"
    )
    assert (caught.value.doing, caught.value.subject) == ("checking the size of the release record", KEY)
    assert caught.value.hint == (
        "make the chart smaller (.helmignore), or use driver sql; what is biggest in the record: "
        "the value a (4,002 bytes)"
    )


def test_the_five_biggest_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def files(**sizes: int) -> list[dict[str, str]]:
        return [{"name": name, "data": "x" * size} for name, size in sizes.items()]

    chart = {"templates": files(t=400, u=40), "files": files(f=4000)}
    release = Release("web", "ns", chart=chart, config={"b": "x" * 298, "a": "y" * 298, "n": 1, "c": "x" * 98})
    monkeypatch.setattr(fitting, "MAX_STORED", 100)
    with pytest.raises(ReleaseError) as caught:
        fitting.check_size(release, 101)
    assert caught.value.hint.partition("record: ")[2] == (
        "f (3,000 bytes), t (300 bytes), the value a (300 bytes), the value b (300 bytes), the value c (100 bytes)"
    )


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
    found = codec.decode(fitting.encode(dataclasses.replace(deployed, info=info), lambda _text: None))
    assert found.info.status == "uninstalling"


BYTES = random.Random(6).randbytes(900_000)
BASE64 = base64.b64encode(BYTES).decode()

# Every part of a record that may be what is large, as large as the server does not take.
LARGE: dict[str, dict[str, Any]] = {
    "templates": {"chart": {"templates": [{"name": "a", "data": BASE64}]}},
    "files": {"chart": {"files": [{"name": "a", "data": BASE64}, {"name": "b"}], "templates": None}},
    "schema": {"chart": {"schema": BASE64}},
    "values": {"chart": {"values": {"a": [BASE64]}}},
    "metadata": {"chart": {"metadata": {"icon": BASE64}}},
    "lock": {"chart": {"lock": {"digest": BASE64}}},
    "config": {"config": {"a": {"b": BASE64}}},
    "manifest": {"manifest": BASE64},
    "manifest in another script": {"manifest": WIDE},
    "hooks": {"hooks": [StoredHook("a", manifest=BASE64[:700_000]), StoredHook("b", manifest=BASE64[700_000:])]},
    "two together": {"manifest": BASE64[:600_000], "config": {"a": BASE64[600_000:]}},
}


@pytest.mark.parametrize("part", LARGE)
def test_what_is_too_large_is_refused_before_it_is_stored(part: str) -> None:
    release = Release("web", "ns", **LARGE[part])
    assert len(codec.encode(release)) > fitting.MAX_STORED
    with pytest.raises(ReleaseError, match=r"^the release record would be 1,\d\d\d,\d\d\d bytes"):
        fitting.check(release)


def test_what_has_no_room_however_it_is_shortened_is_refused() -> None:
    release = Release("web", "ns", info=Info(notes="some"), chart=LARGE["templates"]["chart"])
    with pytest.raises(ReleaseError, match=r"^the release record would be 1,\d\d\d,\d\d\d bytes"):
        fitting.check(release, room=False)


def test_bytes_that_are_no_text_are_looked_at_too() -> None:
    odd = b"a \xff b".decode("utf-8", "surrogateescape")
    fitting.check(
        Release(
            "web", "ns", info=Info(notes=odd), manifest=odd, config={"a": odd}, hooks=[StoredHook("h", manifest=odd)]
        )
    )


def test_notes_too_large_for_a_record_have_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    release = Release("web", "ns", info=Info(notes=BASE64))
    with pytest.raises(ReleaseError, match="the release record would be"):
        fitting.check(release)
    fitting.check(release, room=False)  # which says nothing of what it would leave out
    assert codec.decode(fitting.encode(release, lambda _text: None)).info.notes == ""


def test_a_small_record_is_not_packed_to_know_that_it_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    packed: list[Release] = []
    real = codec.encode

    def noted(release: Release) -> bytes:
        packed.append(release)
        return real(release)

    monkeypatch.setattr(codec, "encode", noted)
    empty = Release("web", "ns")
    room = fitting.MAX_STORED // 2 - 2 * len("{}")  # chart and values, that are none
    fitting.check(dataclasses.replace(empty, manifest="x" * room))
    assert packed == []
    fitting.check(dataclasses.replace(empty, manifest="x" * (room + 1)))
    assert len(packed) == 1


def test_a_server_takes_a_megabyte() -> None:
    """Go: k8s.io/api/core/v1, MaxSecretSize; ConfigMaps have the same."""
    assert fitting.MAX_STORED == 1_048_576
    fitting.check_size(FAILED, 1_048_576)
    with pytest.raises(ReleaseError):
        fitting.check_size(FAILED, 1_048_577)


def test_room_is_kept_for_what_comes_later(monkeypatch: pytest.MonkeyPatch) -> None:
    pending = dataclasses.replace(FAILED, info=Info(status="pending-upgrade", description="Preparing upgrade"))
    exact = len(codec.encode(pending)) + 2048 + 5 * 140
    monkeypatch.setattr(fitting, "MAX_STORED", exact)
    fitting.check(pending)
    monkeypatch.setattr(fitting, "MAX_STORED", exact - 1)
    with pytest.raises(ReleaseError, match="the release record would be"):
        fitting.check(pending)
    fitting.check(pending, room=False)
