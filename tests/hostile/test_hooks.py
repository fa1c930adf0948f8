# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hooks under limited rights: what they leave alone is not written again, what they touch is, and all that making them
takes is asked about first."""

from __future__ import annotations

import pytest
from release.conftest import MakeChart
from release.harness import Releases, actions
from release.texts import config

from ansible_collections.native.helm.plugins.module_utils._helm.asked.requests import ApplyOptions
from ansible_collections.native.helm.plugins.module_utils._helm.base.env import Env
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import HelmError, HookFailed
from ansible_collections.native.helm.plugins.module_utils._helm.kube.client import Client
from ansible_collections.native.helm.plugins.module_utils._helm.kube.config import Connection

from . import conditions
from .conditions import Place
from .webhook import Webhook
from .world import Acting

HOOK = '"helm.sh/hook": pre-upgrade,pre-delete'
ACCOUNT = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: web-account}\n"


def hook(name: str = "web-hook", text: str = "hook", policy: str = "before-hook-creation") -> str:
    more = f'annotations:\n  {HOOK}\n  "helm.sh/hook-delete-policy": {policy}\n'
    return config(name, text, more)


@pytest.fixture
def acting(releases: Releases) -> Acting:
    """The administrator; a limited user once user is set."""
    return Acting(releases.kubeconfig, releases.namespace)


@pytest.fixture
def place(releases: Releases, webhook: Webhook) -> Place:
    client = Client(Connection.from_options({"kubeconfig": releases.kubeconfig}, {}), Env())
    return Place(client, releases.namespace, webhook)


@pytest.mark.parametrize("server_side", ["true", "false"])
def test_what_hooks_leave_alone_is_read_and_not_written(
    acting: Acting, make_chart: MakeChart, server_side: str
) -> None:
    chart = make_chart(a=config("web-a"), s=ACCOUNT, h=hook())
    applying = ApplyOptions(server_side=server_side)
    acting.apply(chart=chart, values={"text": "one"}, applying=applying)
    done = acting.apply(chart=chart, values={"text": "two"}, applying=applying)
    assert actions(done) == [("update", "web-a")]
    assert [path for _method, path in acting.writes() if "serviceaccounts" in path] == []


@pytest.mark.parametrize("server_side", ["true", "false"])
def test_what_a_hook_puts_in_the_place_of_an_unchanged_object_is_put_back(
    acting: Acting, make_chart: MakeChart, server_side: str
) -> None:
    chart = make_chart(a=config("web-a"), b=config("web-b", "chart"), h=hook("web-b"))
    applying = ApplyOptions(server_side=server_side)
    acting.apply(chart=chart, values={"text": "one"}, applying=applying)
    acting.apply(chart=chart, values={"text": "two"}, applying=applying)
    assert acting.get("configmap", "web-b")["data"] == {"text": "chart"}


@pytest.mark.parametrize("policy", ["before-hook-creation", "hook-succeeded"])
@pytest.mark.parametrize("verb", ["get", "patch", "delete"])
def test_right_that_a_hook_which_is_there_takes_is_asked_about(
    acting: Acting, make_chart: MakeChart, place: Place, verb: str, policy: str
) -> None:
    acting.apply(chart=make_chart(s=ACCOUNT, h=hook(policy=policy)))
    there = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "web-hook"}}
    place.client.create(there, acting.namespace)
    with conditions.rights_without("configmaps", verb)(place):
        acting.user = conditions.USER
        told = []
        for check in (True, False):
            with pytest.raises(HookFailed, match=f"cannot {verb} resource") as caught:
                acting.uninstall(check=check)
            assert acting.writes() == []
            told.append(caught.value.problem)
        acting.user = ""
    assert told[0] == told[1]
    assert acting.uninstall().changed is True


def test_another_ground_against_the_hook_that_goes_first_is_none(
    acting: Acting, make_chart: MakeChart, place: Place
) -> None:
    """An immutable one is deleted and made anew: that it cannot be patched says nothing."""
    acting.apply(chart=make_chart(a=config("web-a", "x"), h=hook(text="new")))
    there = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "web-hook"},
        "data": {"text": "old"},
        "immutable": True,
    }
    place.client.create(there, acting.namespace, manager="others")
    assert acting.uninstall(check=True).changed is True
    assert acting.uninstall().changed is True
    with pytest.raises(HelmError):
        acting.rollback()
