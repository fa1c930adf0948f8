# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The API server tells a new kind a moment after its definition is established. Nothing in a real one makes that moment
long: here a client stands in for it that tells the kind late."""

from __future__ import annotations

from typing import Any, Optional

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.env import Env
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import NotFound
from ansible_collections.native.helm.plugins.module_utils._helm.plan.model import UNCHANGED, Item, Operation
from ansible_collections.native.helm.plugins.module_utils._helm.releases import prelude


class Late:
    """A client whose server tells a kind at the given look for it, never for 0."""

    def __init__(self, at: int) -> None:
        self.at, self.asked = at, 0
        self.coming: dict[tuple[str, str], bool] = {}

    def resource(self, api_version: str, kind: str) -> Any:
        assert (api_version, kind) == ("example.org/v1", "Gadget")
        self.asked += 1
        if self.asked == self.at:
            return type("Resource", (), {"namespaced": True})
        raise NotFound("no matches for kind", status=404, reason="NoKindMatch")


class Clock(Env):
    """Time passes only by sleeping."""

    __slots__ = ("seconds",)

    def __init__(self) -> None:
        super().__init__()
        self.seconds = 0.0
        self.monotonic = lambda: self.seconds
        self.sleep = self.pass_by

    def pass_by(self, seconds: float) -> None:
        self.seconds += seconds


def definition(condition: Optional[dict[str, str]] = None) -> Operation:
    """A CRD that is as it should be, made by another run a moment ago."""
    body = {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": "gadgets.example.org"},
        "spec": {
            "group": "example.org",
            "names": {"kind": "Gadget"},
            "scope": "Namespaced",
            "versions": [{"name": "v1", "served": True}, {"name": "v0", "served": False}],
        },
        "status": {"conditions": [condition] if condition else []},
    }
    return Operation(UNCHANGED, Item({**body, "spec": {}}, ""), after=body)


@pytest.mark.parametrize("at", [1, 2, 30])
def test_a_kind_that_the_server_tells_late_is_waited_for(at):
    client, clock = Late(at), Clock()
    established = {"type": "Established", "status": "True", "reason": "", "message": ""}
    prelude.write(client, clock, [definition(established)], [])
    assert client.asked == at
    assert clock.seconds == pytest.approx((at - 1) * 0.1)


def test_a_kind_that_never_comes_is_given_up():
    client, clock = Late(0), Clock()
    prelude.write(client, clock, [definition()], [])
    assert 59 < clock.seconds < 61


def test_a_definition_whose_names_were_refused_is_not_waited_for():
    client, clock = Late(0), Clock()
    refused = {"type": "NamesAccepted", "status": "False", "reason": "Conflict", "message": "taken"}
    prelude.write(client, clock, [definition(refused)], [])
    assert (client.asked, clock.seconds) == (0, 0.0)
