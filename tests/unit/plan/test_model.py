# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How objects and operations are called, and what of a plan counts as a change."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.plan.model import (
    APPLY,
    CREATE,
    DELETE,
    KEEP,
    KEY_DEFAULTS,
    MANAGER,
    MERGE,
    PUT,
    REPLACE,
    UNCHANGED,
    UPDATE,
    FieldConflict,
    Item,
    Key,
    ObjectState,
    Observation,
    Operation,
    Patch,
    Plan,
)

from .api import item, live

DEPLOYMENT, NODE, SECRET = item("Deployment", "web"), item("Node", "n"), item("Secret", "tls")


@pytest.mark.parametrize(
    ("one", "key", "label", "gvk", "described"),
    [
        (
            DEPLOYMENT,
            Key("apps", "Deployment", "ns", "web"),
            "Deployment ns/web",
            "apps/v1, Kind=Deployment",
            {"kind": "Deployment", "api_version": "apps/v1", "namespace": "ns", "name": "web"},
        ),
        (
            NODE,
            Key("", "Node", "", "n"),
            "Node n",
            "/v1, Kind=Node",
            {"kind": "Node", "api_version": "v1", "namespace": "", "name": "n"},
        ),
    ],
)
def test_how_an_object_is_called(  # its five names
    one: Item, key: Key, label: str, gvk: str, described: dict[str, str]
) -> None:
    assert (one.key, one.label, one.gvk, one.described()) == (key, label, gvk, described)


def test_names_are_texts_whatever_the_manifest_has() -> None:
    one = Item({"apiVersion": 1, "kind": 2, "metadata": {"name": 3}}, "")
    assert (one.api_version, one.kind, one.name, one.source) == ("1", "2", "3", "")


def test_another_version_of_an_api_is_the_same_object() -> None:
    other = Item({**DEPLOYMENT.body, "apiVersion": "apps/v1beta1"}, "ns")
    assert other.key == DEPLOYMENT.key


@pytest.mark.parametrize(
    ("action", "changes"),
    [(CREATE, True), (UPDATE, True), (REPLACE, True), (DELETE, True), (KEEP, False), (UNCHANGED, False)],
)
def test_what_writes_or_deletes_is_a_change(action: str, changes: bool) -> None:
    assert Plan([Operation(UNCHANGED, NODE), Operation(action, SECRET)]).changes is changes
    assert Operation(action, SECRET).described() == {
        "action": action,
        "kind": "Secret",
        "api_version": "v1",
        "namespace": "ns",
        "name": "tls",
    }


def test_the_words_of_actions_are_those_of_results() -> None:
    assert (CREATE, UPDATE, REPLACE, DELETE, KEEP, UNCHANGED) == (
        "create",
        "update",
        "replace",
        "delete",
        "keep",
        "unchanged",
    )


@pytest.mark.parametrize("action", [UPDATE, UNCHANGED])
def test_an_object_that_goes_away_says_so(action: str) -> None:
    going = live(SECRET)
    going["metadata"]["deletionTimestamp"] = "2026-01-01T00:00:00Z"
    operation = Operation(action, SECRET, before=going)
    assert operation.is_going is True
    assert operation.described()["state"] == "terminating"


@pytest.mark.parametrize("action", [CREATE, REPLACE, DELETE, KEEP])
def test_what_is_made_anew_or_deleted_is_not_told_as_going(action: str) -> None:
    going = live(SECRET)
    going["metadata"]["deletionTimestamp"] = "2026-01-01T00:00:00Z"
    assert Operation(action, SECRET, before=going).is_going is False
    assert "state" not in Operation(action, SECRET, before=going).described()


@pytest.mark.parametrize("before", [None, live(SECRET), {"metadata": None}])
def test_what_stays_is_not_going(before: Any) -> None:
    assert Operation(UPDATE, SECRET, before=before).is_going is False


def test_what_is_not_said_is_not_so() -> None:
    state, operation, patch = ObjectState(NODE, NODE.body), Operation(UPDATE, NODE), Patch("merge", {}, {})
    facts = (state.same, state.held, state.force, state.anew, state.ignored, state.unsure)
    assert facts == (False,) * 6
    assert (state.live, state.wanted, state.problem, state.patch, state.refusal) == (None,) * 5
    assert (operation.before, operation.after, operation.patch, operation.refusal, operation.resolve) == (None,) * 5
    assert (state.method, operation.method) == (APPLY, APPLY) == ("apply", "apply")
    assert (operation.force, operation.migrate, operation.anew, patch.lasting, Plan().unsure) == (False,) * 5
    assert (operation.why, operation.body, operation.left, Plan().changes) == ("", {}, [], False)
    assert KEY_DEFAULTS == {"protocol": "TCP"}  # Kubernetes: of the ports of containers and Services
    assert len({APPLY, MERGE, PUT}) == 3 and MANAGER == "helm"  # the manager is what helm's binary calls itself


def test_nothing_is_shared_between_two_of_a_kind() -> None:
    one, other = ObjectState(NODE, {}), ObjectState(NODE, {})
    for part in (one.conflicts, one.refused, one.drifted):
        part.append(FieldConflict(".a", one.item.label, "", ""))
    assert (other.conflicts, other.refused, other.drifted) == ([], [], [])
    seen, plan = Observation(), Plan()
    seen.targets.append(one)
    seen.leftovers.append((NODE, None))
    seen.original[NODE.key] = NODE
    assert (Observation().targets, Observation().leftovers, Observation().original) == ([], [], {})
    for listed in (plan.operations, plan.drifted):
        listed.append(Operation(UPDATE, NODE))
    plan.reasons.append("drift")
    assert (Plan().operations, Plan().drifted, Plan().reasons) == ([], [], [])
