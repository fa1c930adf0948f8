# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is told while a release is worked on: objects, hooks, waits and turns, as they happen on a real API server."""

from __future__ import annotations

import threading

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.asked.requests import WaitOptions
from ansible_collections.native.helm.plugins.module_utils._helm.base import events
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import HelmError
from ansible_collections.native.helm.plugins.module_utils._helm.base.events import Event

from .conftest import MakeChart
from .harness import Releases
from .texts import config, deployment, hook_job


def listening(releases: Releases) -> list[Event]:
    """What is told from now on."""
    heard: list[Event] = []
    releases.env.tell = heard.append
    releases.env.release = f"{releases.namespace}/web"
    return heard


def steps(heard: list[Event], *wanted: str) -> list[tuple[str, str, str]]:
    """(step, state, object) of the events of these steps."""
    return [(event.step, event.state, event.object) for event in heard if event.step in wanted]


def test_objects_and_hooks_are_told_in_the_order_in_which_they_happen(
    releases: Releases, make_chart: MakeChart
) -> None:
    place = releases.namespace
    policy = "before-hook-creation\n    helm.sh/hook-output-log-policy: hook-succeeded"
    logging = hook_job("web-before", "pre-install", policy=policy)
    heard = listening(releases)
    releases.apply(chart=make_chart(a=config(), hook=logging))
    assert steps(heard, events.OBJECT, events.HOOK, events.LOG) == [
        (events.HOOK, "started", "pre-install hook Job web-before"),
        (events.HOOK, "succeeded", "pre-install hook Job web-before"),
        (events.LOG, "hook-succeeded", "Job web-before"),
        (events.OBJECT, "create", f"ConfigMap {place}/web-a"),
    ]
    assert {event.release for event in heard} == {f"{place}/web"}
    assert next(event.text for event in heard if event.step == events.LOG)
    releases.env.tell = heard.append
    heard.clear()
    releases.uninstall()
    assert steps(heard, events.OBJECT) == [(events.OBJECT, "delete", f"ConfigMap {place}/web-a")]


def test_a_wait_tells_each_object_and_why_it_is_not_ready(releases: Releases, make_chart: MakeChart) -> None:
    heard = listening(releases)
    label = f"Deployment {releases.namespace}/web"
    releases.hold_clock(lambda: any(event.why for event in heard))
    with pytest.raises(HelmError):
        releases.apply(
            chart=make_chart(a=deployment(pod="never-ready")), waiting=WaitOptions(wait=True, timeout=4.0)
        )
    waits = [event for event in heard if event.step == events.WAIT]
    assert {event.object for event in waits} == {label}
    assert waits[0].state == "waiting" and not waits[0].why
    assert waits[-1].why  # what the API server's controllers say of it
    assert len({(event.state, event.why) for event in waits}) == len(waits)  # each thing once


def test_a_run_that_waits_for_its_turn_says_so(releases: Releases, make_chart: MakeChart) -> None:
    releases.apply(chart=make_chart(a=config()))
    first = Releases(releases.kubeconfig, releases.namespace)
    endless = make_chart(name="small", a=config(), hook=hook_job("web-endless", "pre-upgrade", pod="run"))
    errors: list[HelmError] = []
    heard = listening(releases)

    def turns() -> list[tuple[str, str]]:
        return [(event.state, event.why.partition(",")[0]) for event in heard if event.step == events.TURN]

    def upgrade() -> None:
        first.hold_clock(lambda: bool(turns()))
        try:
            first.apply(chart=endless, waiting=WaitOptions(timeout=4.0))
        except HelmError as error:
            errors.append(error)

    other = threading.Thread(target=upgrade)
    other.start()
    while "secret/sh.helm.release.v1.web.v2" not in releases.names("secret"):
        assert other.is_alive()
    releases.apply(chart=endless, disable_hooks=True)
    other.join()
    assert turns() == [("waiting", "waiting for revision 2"), ("ended", "waiting for revision 2")]
    assert errors
