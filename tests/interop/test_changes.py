# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What one began, the other goes on with; then everything in the cluster is as if helm alone had done it.

A case is a script of two halves. In one namespace we do the one half and a helm of some version the other; in a second
namespace the same happens with the newest helm in our place. Every record, field by field, every object with all that
helm's field manager holds of it, must be the same.
"""

from __future__ import annotations

import re
from contextlib import AbstractContextManager, nullcontext
from typing import Callable, NamedTuple

import pytest
from release.harness import Releases

from . import snapshot
from .actors import Actor
from .conftest import CASTS, Cast, Pair, whole

FIRST = {"message": "one", "ratio": 2.5, "nothing": None, "list": [1, "<b>&ü", False]}
SECOND = {"message": "two", "replicas": 2, "annex": False, "wine": {"bottles": 24, "enabled": False}}
FAILING = {"ping": "fail"}

Half = Callable[[Actor, Releases], None]


class Script(NamedTuple):
    """What is done to a release: before by the one, then by the other."""

    name: str
    before: Half
    then: Half


def installed(actor: Actor, place: Releases) -> None:
    actor.install(place, FIRST)


def upgraded(actor: Actor, place: Releases) -> None:
    actor.install(place, FIRST)
    actor.upgrade(place, SECOND)


def removed_but_remembered(actor: Actor, place: Releases) -> None:
    upgraded(actor, place)
    actor.uninstall(place, keep_history=True)


def with_a_failing_test(actor: Actor, place: Releases) -> None:
    actor.install(place, FAILING)


def failing_test(actor: Actor, place: Releases) -> None:
    actor.test(place, FAILING, fails=True)


SCRIPTS = (
    Script("install", removed_but_remembered, lambda actor, place: actor.install(place, FIRST)),
    Script("upgrade", installed, lambda actor, place: actor.upgrade(place, SECOND)),
    Script("rollback", upgraded, lambda actor, place: actor.rollback(place, 1)),
    Script("uninstall", upgraded, lambda actor, place: actor.uninstall(place)),
    Script("uninstall-keeping-history", upgraded, lambda actor, place: actor.uninstall(place, keep_history=True)),
    Script("test", installed, lambda actor, place: actor.test(place, FIRST)),
    Script("test-filtered", installed, lambda actor, place: actor.test(place, FIRST, filters=("!name=web-audit",))),
    Script("test-failing", with_a_failing_test, failing_test),
)

# What a helm cannot do, with nobody else's part in it: its own words, for which nothing may be different either.
REFUSED = {
    ("ours-then-3.17.3", "rollback"): 'Error: no ConfigMap with the name "web-kept-annex" found',
    ("ours-then-4.1.4", "rollback"): 'Error: original object ConfigMap with the name "web-kept-annex" not found',
}

# What make test runs of it; make interop runs all.
SAMPLE = [("ours-then-4.3.1", "upgrade"), ("4.1.4-then-ours", "test")]


def cases() -> list[object]:
    return [
        pytest.param(cast, script, id=f"{cast.id}-{script.name}")
        for cast in CASTS
        for script in SCRIPTS
        if whole() or (cast.id, script.name) in SAMPLE
    ]


@pytest.mark.parametrize(("cast", "script"), cases())
def test_the_cluster_is_as_if_helm_alone_had_done_it(
    pairs: Callable[[], AbstractContextManager[Pair]], cast: Cast, script: Script
) -> None:
    words = REFUSED.get((cast.id, script.name), "")
    refused = pytest.raises(AssertionError, match=re.escape(words)) if words else nullcontext()
    with pairs() as (mixed, alone):
        for place, first, second in ((mixed, cast.first, cast.second), (alone, cast.for_first, cast.for_second)):
            script.before(first, place)
            with refused:
                script.then(second, place)
        found, expected = snapshot.taken(mixed), snapshot.taken(alone)
    assert found["records"] or script.name == "uninstall"
    assert snapshot.differences(found, expected) == []
