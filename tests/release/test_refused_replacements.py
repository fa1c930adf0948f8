# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects that the server would not take: they are refused before anything is touched, however objects are written."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import (
    KubeError,
)

from .conftest import MakeChart
from .harness import Releases, actions
from .raw import BOTH, BOTH_IDS, PUT, Object, Raw, deployment
from .test_recreate import ALL


@pytest.fixture(params=[*BOTH, PUT], ids=[*BOTH_IDS, "force"])
def raw(request: pytest.FixtureRequest, releases: Releases, make_chart: MakeChart) -> Raw:
    """Releases by every method."""
    return Raw(releases, make_chart, **request.param)


WRONG: dict[str, tuple[Object, str]] = {
    "a truth value as an image": (deployment(image=True), ".image"),
    "a name as a port": (deployment(ports=[{"containerPort": "http"}]), "containerPort"),
    "no quantity": (deployment(resources={"limits": {"cpu": "1x"}}), "quantities must match"),
    "a number in the environment": (deployment(env=[{"name": "A", "value": 1}]), "value"),
    "another selector and a number": (deployment("z", env=[{"name": "A", "value": 1}]), "value"),
    "a selector that does not match": (deployment("z", "b"), "`selector` does not match template `labels`"),
}


def test_what_the_server_does_not_take_is_refused_before_anything_is_touched(raw: Raw) -> None:
    raw.run(deployment())
    uid = raw.uid("deployment", "d")
    for case, (wrong, words) in WRONG.items():
        for check in (True, False):
            with pytest.raises(KubeError) as caught:
                raw.run(wrong, check=check, recreate=ALL)
            assert words in f"{caught.value.problem} {caught.value.hint}", case
            assert "recreate" not in caught.value.hint, case
            assert raw.releases.writes() == [], case
    assert raw.uid("deployment", "d") == uid
    assert actions(raw.run(deployment("z"), check=True, recreate=ALL)) == [("replace", "d")]
    assert actions(raw.run(deployment("z"), recreate=ALL)) == [("replace", "d")]
    assert raw.run(deployment("z"), recreate=ALL).changed is False


def test_no_value_of_a_secret_is_in_a_refusal(raw: Raw) -> None:
    def secret(**parts: Any) -> Object:
        return {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s"}, **parts}

    raw.run(secret(stringData={"a": "hush-hush"}))
    wrong = [{"stringData": {"a": 1, "b": "hush-hush"}}, {"stringData": {"a": {"b": "hush-hush"}}}]
    for parts in [*wrong, {"data": {"a": "hush-hush"}}, {"data": ["hush-hush"]}]:
        with pytest.raises(KubeError) as caught:
            raw.run(secret(**parts), recreate=("Secret",))
        told = caught.value
        for part in ("release", "status"):  # the values of the last revision, which its author gave
            told.facts[part].pop("release_values")
        assert "hush" not in f"{told.problem} {told.hint} {told.facts}" and told.problem
        assert raw.releases.writes() == []
