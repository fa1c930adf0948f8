# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs that are gone before anyone has looked at them (ttlSecondsAfterFinished: 0): how they ended is still told."""

from __future__ import annotations

from typing import Any, Optional

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.apply.wait import Waiter
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import WaitTimeout
from ansible_collections.native.helm.plugins.module_utils._helm.plan.model import Item

from .conftest import World, client_to
from .server import Asked, Reply, Server, status
from .test_discovery import aggregated, group, resource, serving
from .test_watch import ENDED, event, stream

DISCOVERY = {
    "/api": aggregated(),
    "/apis": aggregated(group("batch", {"version": "v1", "resources": [resource("jobs", "Job")]})),
}
GONE = Reply(404, status(404, "NotFound", 'jobs.batch "j" not found'))
TOO_OLD = event("ERROR", status(410, "Expired", "too old resource version: 5 (9)"))
FORBIDDEN = Reply(403, status(403, "Forbidden", "jobs is forbidden: cannot watch"))


def job(version: int, *conditions: str, ttl: Optional[int] = 0, **metadata: Any) -> dict[str, Any]:
    spec = {"template": {}} if ttl is None else {"template": {}, "ttlSecondsAfterFinished": ttl}
    found = [{"type": name, "status": "True", "reason": "", "message": ""} for name in conditions]
    names = {"name": "j", "namespace": "n", "uid": "u", "resourceVersion": str(version), **metadata}
    return {"apiVersion": "batch/v1", "kind": "Job", "metadata": names, "spec": spec, "status": {"conditions": found}}


GOING = {"deletionTimestamp": "2026-01-31T10:00:00Z", "finalizers": ["foregroundDeletion"]}
COMPLETE = [event("MODIFIED", job(6, "Complete")), event("DELETED", job(7, "Complete", **GOING))]
FAILED = [event("MODIFIED", job(6, "Failed")), event("DELETED", job(7, "Failed", **GOING))]
DELETED = [event("MODIFIED", job(6)), event("DELETED", job(7))]
ANOTHERS = [event("DELETED", job(7, "Complete", uid="another"))]


class Jobs:
    """Serves no job, or one, and what was changed since version 5."""

    def __init__(self, changes: Any, found: Reply = GONE) -> None:
        self.changes, self.found = changes, found
        self.since: list[str] = []

    def __call__(self, asked: Asked) -> Any:
        if asked.path in ("/api", "/apis"):
            return serving(DISCOVERY)(asked)
        if asked.query.get("watch"):
            self.since.append(asked.query["resourceVersion"])
            if self.since[-1] != "5":
                return ENDED
            return self.changes if isinstance(self.changes, Reply) else stream(*self.changes)
        if asked.path.endswith("/jobs/j"):
            return self.found
        return Reply(200, {"metadata": {"resourceVersion": "9"}, "items": []})


def wait(jobs: Jobs, world: World, *, ttl: Optional[int] = 0, hook: bool = True, known: bool = True) -> list[str]:
    """Wait for the job up to 20 s; return what was warned of."""
    warned: list[str] = []
    world.warn = warned.append
    item = Item(job(0, ttl=ttl), "n")
    made = {item.key: job(5, ttl=ttl)} if known else {}
    with Server(jobs) as server:
        waiter = Waiter(client_to(server.url, world), world, 20.0)
        if hook:
            waiter.until_done([item], made)
        else:
            waiter.until_ready([item], jobs=True, made=made)
    return warned


@pytest.mark.parametrize("hook", [True, False], ids=["hook", "wait_for_jobs"])
def test_one_that_completed_is_done_at_once(world: World, hook: bool) -> None:
    before, jobs = world.clock, Jobs(COMPLETE)
    assert wait(jobs, world, hook=hook) == []
    assert (jobs.since, world.clock - before) == (["5"], 0.0)


@pytest.mark.parametrize("hook", [True, False], ids=["hook", "wait_for_jobs"])
def test_one_that_failed_has_failed(world: World, hook: bool) -> None:
    before = world.clock
    with pytest.raises(WaitTimeout, match="Job Failed"):
        wait(Jobs(FAILED), world, hook=hook)
    assert world.clock == before


@pytest.mark.parametrize("ended", ["Complete", "Failed"])
def test_one_that_is_going_after_its_end_has_ended(world: World, ended: str) -> None:
    jobs = Jobs([], Reply(200, job(6, ended, **GOING)))
    if ended == "Complete":
        assert wait(jobs, world) == []
    else:
        with pytest.raises(WaitTimeout, match="Job Failed"):
            wait(jobs, world)
    assert jobs.since == []


@pytest.mark.parametrize("changes", [DELETED, ANOTHERS], ids=["deleted by hand", "of another one"])
def test_one_that_did_not_end_is_waited_for(world: World, changes: list[bytes]) -> None:
    with pytest.raises(WaitTimeout, match="Resource not found"):
        wait(Jobs(changes), world)


@pytest.mark.parametrize("changes", [[TOO_OLD], FORBIDDEN], ids=["forgotten", "not to be watched"])
def test_where_nobody_can_tell_how_it_ended_that_is_told(world: World, changes: Any) -> None:
    (warning,) = wait(Jobs(changes), world)
    assert warning.startswith("Job n/j is gone, as it goes by itself once it is done; how it ended cannot be told: ")


@pytest.mark.parametrize(("ttl", "known"), [(None, True), (0, False)], ids=["without a TTL", "of another run"])
def test_what_does_not_go_by_itself_or_was_not_seen_is_missing(world: World, ttl: Optional[int], known: bool) -> None:
    with pytest.raises(WaitTimeout, match="Resource not found"):
        wait(Jobs(COMPLETE), world, ttl=ttl, known=known)
