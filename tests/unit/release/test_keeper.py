# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A record while its release is worked on: held, shown to be alive, taken over, given up."""

from __future__ import annotations

import os
from typing import Any, Callable

import pytest
from held_record import HOLDER, LEASE, PATH, Place, name, puts, taken
from record_server import refusal

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import (
    Conflict,
    Forbidden,
    HelmError,
    NotFound,
    ReleaseError,
)
from ansible_collections.native.helm.plugins.module_utils._helm.release import keeper as keepers
from ansible_collections.native.helm.plugins.module_utils._helm.release.keeper import Keeper, ReleaseLost, note_failure
from ansible_collections.native.helm.plugins.module_utils._helm.release.model import HookRun, Info, Release
from ansible_collections.native.helm.plugins.module_utils._helm.release.storage import ReleaseTaken


def test_a_record_is_made_as_held(place: Place) -> None:
    keeper = place.keeper(0.0)
    assert (keeper.is_open, keeper.stored) == (False, None)
    keeper.create([])
    assert place.annotations() == {HOLDER: name(), LEASE: "0"}
    assert (place.status(), keeper.is_open, place.stops) == ("pending-upgrade", True, ["hold", "free"])
    assert keeper.stored == keeper.record and keeper.stored is not keeper.record


def test_old_revisions_make_room_when_it_is_made(place: Place) -> None:
    old = Release("web", "ns", 1, Info(status="failed"))
    place.storage.create(old, [])
    place.storage.history_max = 1
    place.keeper().create(place.storage.heads("web"))
    assert [head.version for head in place.storage.heads("web")] == [2]


def test_a_revision_that_another_run_made_is_not_taken(place: Place) -> None:
    place.storage.create(Release("web", "ns", 2, Info(status="pending-upgrade"), labels={"team": "a"}), [])
    keeper = place.keeper()
    with pytest.raises(ReleaseTaken):
        keeper.create([])
    assert (keeper.is_open, keeper.stored, place.annotations()) == (False, None, {})


def test_what_is_stored_is_kept_as_it_was(place: Place) -> None:
    """Whatever becomes of the record afterwards."""
    keeper = place.keeper()
    keeper.create([])
    keeper.record.info.status = "deployed"
    keeper.record.hooks[0].last_run = HookRun(phase="Running")
    assert keeper.stored is not None
    assert (keeper.stored.info.status, keeper.stored.hooks[0].last_run.phase) == ("pending-upgrade", "")
    keeper.store()
    assert keeper.stored is not None
    assert (keeper.stored.info.status, keeper.stored.hooks[0].last_run.phase) == ("deployed", "Running")
    assert (place.status(), place.annotations()[HOLDER]) == ("deployed", name())
    assert place.stops == ["hold", "free"] * 2


def test_a_record_is_taken_over_only_as_it_was_seen(place: Place) -> None:
    place.storage.create(Release("web", "ns", 2, Info(status="pending-upgrade")), [])
    keeper = place.keeper(status="failed")
    keeper.record.mark = "1"
    with pytest.raises(Conflict):
        keeper.store()
    assert (keeper.is_open, keeper.stored, place.annotations()) == (False, None, {})
    keeper.record.mark = place.storage.heads("web")[0].mark
    keeper.store()
    assert (keeper.is_open, place.annotations()[HOLDER], place.status()) == (True, name(), "failed")


def test_a_record_that_is_gone_is_not_taken_over(place: Place) -> None:
    with pytest.raises(NotFound):
        place.keeper().store()


def test_the_end_leaves_what_helm_would_have_written(place: Place) -> None:
    keeper = place.keeper()
    keeper.create([])
    keeper.record.info.status = "deployed"
    keeper.end()
    assert "annotations" not in place.records.objects[PATH]["metadata"]
    assert (place.status(), keeper.is_open, keeper.record.holder) == ("deployed", False, None)
    assert keeper.stored is not None and keeper.stored.info.status == "deployed"
    assert place.stops == ["hold", "free"] * 2


@pytest.mark.parametrize("leave", [Keeper.let_go, lambda keeper: keeper.__exit__(None, None, None)])
def test_who_lets_go_leaves_the_record_as_it_was(place: Place, leave: Callable[[Keeper], None]) -> None:
    keeper = place.keeper()
    with keeper as entered:
        assert entered is keeper
        keeper.create([])
        count = len(place.records.asked)
        leave(keeper)
        assert (keeper.is_open, len(place.records.asked)) == (False, count)
    assert place.annotations()[HOLDER] == name()


def test_leaving_the_context_lets_go(place: Place) -> None:
    with pytest.raises(ZeroDivisionError), place.keeper() as keeper:
        keeper.create([])
        raise ZeroDivisionError
    assert keeper.is_open is False


# Other writers.


@pytest.mark.parametrize("write", [Keeper.store, Keeper.end])
def test_a_record_that_someone_labelled_is_still_ours(place: Place, write: Callable[[Keeper], None]) -> None:
    keeper = place.keeper()
    keeper.create([])
    place.touched(note="looked at")
    touched = place.records.objects[PATH]["metadata"]["resourceVersion"]
    keeper.record.info.status = "deployed"
    write(keeper)
    assert puts(place)[-1].json()["metadata"]["resourceVersion"] == touched
    assert place.status() == "deployed"
    keeper.check()
    assert keeper.record.mark == place.records.objects[PATH]["metadata"]["resourceVersion"]


def longer(place: Place) -> None:
    place.touched(**{LEASE: "31"})


def removed(place: Place) -> None:
    del place.records.objects[PATH]


@pytest.mark.parametrize("happen", [taken, longer, removed])
@pytest.mark.parametrize("write", [Keeper.store, Keeper.end])
def test_a_record_that_another_run_took_is_lost(
    place: Place, happen: Callable[[Place], None], write: Callable[[Keeper], None]
) -> None:
    keeper = place.keeper()
    keeper.create([])
    keeper.check()
    stored = keeper.stored
    happen(place)
    before = repr(place.records.objects)
    keeper.record.info.status = "deployed"
    with pytest.raises(ReleaseLost) as caught:
        write(keeper)
    error = caught.value
    assert error.problem == "revision 2 was taken over by another run, which took this one for dead"
    assert (error.doing, error.subject) == ("working on the release", "ns/web")
    assert error.hint == "run the task again: it waits for the other run and then does what is still to be done"
    assert isinstance(error.__cause__, (Conflict, NotFound))
    assert repr(place.records.objects) == before
    assert keeper.stored == stored
    count = len(place.records.asked)
    for again in (keeper.check, keeper.store, keeper.end):
        with pytest.raises(ReleaseLost, match="was taken over by another run"):
            again()
    assert len(place.records.asked) == count


def test_a_second_change_at_the_same_time_is_told(place: Place) -> None:
    keeper = place.keeper()
    keeper.create([])
    place.touched()
    place.records.before = lambda asked: refusal(409) if asked.method == "PUT" else None
    with pytest.raises(Conflict):
        keeper.store()
    keeper.check()


# Names.


def test_a_run_without_a_hosts_name_has_a_number_of_its_own(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> Any:
        raise OSError("no name")

    monkeypatch.setattr(keepers.os, "uname", none)
    place.keeper().create([])
    assert place.annotations()[HOLDER] == f"{os.getpid()}/80808080"
    monkeypatch.delattr(keepers.os, "uname")
    place.records.objects.clear()
    place.keeper().create([])
    assert place.annotations()[HOLDER] == f"{os.getpid()}/80808080"


def test_two_runs_have_two_names(place: Place) -> None:
    numbers = iter((b"\x01\x02\x03\x04", b"\x0a\x0b\x0c\x0d"))
    asked: list[int] = []
    place.world.random_bytes = lambda count: asked.append(count) or next(numbers)  # type: ignore[func-returns-value]
    names = [place.keeper()._holder.name.rpartition("/")[2] for _run in range(2)]
    assert (names, asked) == (["01020304", "0a0b0c0d"], [4, 4])


# A failure is stored.


def test_a_failure_is_noted(place: Place) -> None:
    keeper = place.keeper()
    keeper.create([])
    keeper.record.info.status = "failed"
    assert note_failure(keeper) is None
    assert (place.status(), keeper.is_open) == ("failed", False)


@pytest.mark.parametrize(
    ("happen", "kind"),
    [
        (taken, ReleaseLost),
        (lambda place: place.records.faults.append(refusal(403)), Forbidden),
    ],
)
def test_what_goes_wrong_at_noting_a_failure_is_given_back(
    place: Place, happen: Callable[[Place], None], kind: type[HelmError]
) -> None:
    keeper = place.keeper()
    keeper.create([])
    happen(place)
    problem = note_failure(keeper)
    assert type(problem) is kind
    assert isinstance(problem, (ReleaseError, Forbidden))
