# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects and fields that are somebody else's."""

from __future__ import annotations

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.asked import requests
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import Conflict, ReleaseError

from .conftest import MakeChart
from .harness import Releases, actions
from .texts import config


def test_foreign_object_is_refused_in_helms_words(releases: Releases, make_chart: MakeChart) -> None:
    chart = make_chart(a=config())
    releases.kubectl("create", "configmap", "web-a", "-n", releases.namespace)
    theirs = releases.helm_fails("install", "web", str(chart))
    with pytest.raises(ReleaseError) as ours:
        releases.apply(chart=chart)
    assert theirs.strip().endswith(ours.value.problem)
    assert releases.writes() == [] and releases.names() == {"configmap/web-a"}
    with pytest.raises(ReleaseError) as predicted:
        releases.apply(chart=chart, check=True)
    assert predicted.value.problem == ours.value.problem
    adopted = releases.apply(chart=chart, applying=requests.ApplyOptions(take_ownership=True))
    assert actions(adopted) == [("update", "web-a")]
    assert releases.apply(chart=chart).changed is False


def test_object_of_another_release_is_refused_on_upgrade(releases: Releases, make_chart: MakeChart) -> None:
    releases.apply(name="other", chart=make_chart(a=config("shared")))
    releases.apply(chart=make_chart("mine", b=config("own")))
    chart = make_chart("mine", a=config("shared"), b=config("own"))
    theirs = releases.helm_fails("upgrade", "web", str(chart))
    with pytest.raises(ReleaseError) as ours:
        releases.apply(chart=chart)
    assert theirs.strip().endswith(ours.value.problem)
    assert releases.writes() == []


def test_field_of_another_manager_is_a_conflict(releases: Releases, make_chart: MakeChart) -> None:
    releases.apply(chart=make_chart(a=config()))
    operator = ("--field-manager", "operator", "-n", releases.namespace)
    releases.kubectl("patch", "configmap", "web-a", *operator, "-p", '{"data":{"more":"1"}}')
    chart = make_chart(a=config() + '  more: "2"\n')
    for check in (True, False):
        with pytest.raises(Conflict) as caught:
            releases.apply(chart=chart, check=check)
        described = {"kind": "ConfigMap", "api_version": "v1", "namespace": releases.namespace, "name": "web-a"}
        expected = [{"object": described, "field": ".data.more", "manager": "operator"}]
        assert caught.value.facts["conflicts"] == expected
        assert releases.writes() == []
    theirs = releases.helm_fails("upgrade", "web", str(chart))
    assert caught.value.problem.partition(": ")[2] in theirs
    releases.rollback(revision="1")
    assert releases.apply(chart=chart, applying=requests.ApplyOptions(force_conflicts=True)).changed is True
    assert releases.get("configmap", "web-a")["data"]["more"] == "2"
