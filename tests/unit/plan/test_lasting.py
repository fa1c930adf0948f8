# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task's author is told to do about fields that cannot be changed in place."""

from __future__ import annotations

from typing import Any, Optional

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.plan import anew, lasting
from ansible_collections.native.helm.plugins.module_utils._helm.plan.model import Item

IGNORE = "drift_ignore: [{kind: PersistentVolumeClaim, name: x, paths: [/spec/resources/requests/storage]}]"


def item(kind: str, **spec: Any) -> Item:
    return Item({"apiVersion": "v1", "kind": kind, "metadata": {"name": "x"}, "spec": spec}, "ns")


def claim(size: Any, **more: Any) -> Item:
    return item("PersistentVolumeClaim", resources={"requests": {"storage": size}}, **more)


@pytest.mark.parametrize(
    ("wanted", "there", "before", "expected"),
    [
        ("1Gi", "2Gi", claim("1Gi"), f"set 2Gi in the chart's values, or have its size left alone by {IGNORE}"),
        ("1Gi", "2Gi", claim("1024Mi"), IGNORE),
        ("1Gi", "2Gi", claim("2Gi"), "no claim gets smaller: set 2Gi in the chart's values"),  # the chart's own change
        (1, "2Gi", None, "no claim gets smaller: set 2Gi in the chart's values"),
    ],
)
def test_a_claim_that_would_get_smaller(wanted: Any, there: str, before: Optional[Item], expected: str) -> None:
    hint = anew.hint(claim(wanted), claim(there).body, before)
    assert hint.startswith(f"it has {there} and would get {wanted}") and hint.endswith(expected)


def test_what_does_not_get_smaller_has_no_advice() -> None:
    assert lasting.size(item("Service"), claim("2Gi").body, None) == ""
    assert lasting.size(claim("2Gi"), claim("2Gi").body, None) == ""


@pytest.mark.parametrize(("wanted", "there"), [("2Gi", "2Gi"), ("2Gi", "1Gi"), ("x", "1Gi"), ("1Gi", "2048Mi")])
def test_sizes_are_compared_as_what_they_mean(wanted: str, there: str) -> None:
    assert ("no claim gets smaller" in anew.hint(claim(wanted), claim(there).body)) is (there == "2048Mi")


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("PersistentVolumeClaim", "or make a claim of another name and copy the data"),
        ("CustomResourceDefinition", "or remove it by hand, which removes every object of its kind"),
        ("Namespace", "; keep the value that it has in the chart's values"),
    ],
)
def test_what_is_never_made_anew_has_another_way_out(kind: str, expected: str) -> None:
    hint = anew.hint(item(kind, storageClassName="a"), item(kind, storageClassName="b").body)
    assert f"a {kind} is never made anew by this collection" in hint and hint.endswith(expected)


def test_a_volume_at_risk_has_another_way_out() -> None:
    live = {**item("PersistentVolume", persistentVolumeReclaimPolicy="Delete").body, "status": {"phase": "Bound"}}
    hint = anew.hint(item("PersistentVolume"), live)
    assert hint.endswith("could be lost; keep the value that it has in the chart's values, or replace it by hand")


@pytest.mark.parametrize(("size", "told"), [("1Gi", False), ("1024Mi", False), ("2Gi", True)])
def test_the_claims_of_a_stateful_set_stay_as_they_are(size: str, told: bool) -> None:
    def templates(text: str) -> list[dict[str, Any]]:
        return [{"metadata": {"name": "data"}, "spec": {"resources": {"requests": {"storage": text}}}}]

    wanted = item("StatefulSet", volumeClaimTemplates=templates(size))
    hint = anew.hint(wanted, item("StatefulSet", volumeClaimTemplates=templates("1Gi")).body)
    assert "recreate: [StatefulSet/x]" in hint
    assert hint.endswith("give each of them its new size by hand") is told


def templates(*sizes: tuple[Any, str]) -> Item:
    claims = [{"metadata": {"name": name}, "spec": claim(size).body["spec"]} for name, size in sizes]
    return item("StatefulSet", volumeClaimTemplates=claims)


@pytest.mark.parametrize(
    ("wanted", "there", "told"),
    [
        (templates(("a", "1Gi"), ("b", "2Gi")), templates(("b", "2Gi"), ("a", "1024Mi")), False),
        (templates(("a", "1Gi"), ("b", "2Gi")), templates(("a", "2Gi"), ("b", "1Gi")), True),
        (templates(("a", "1Gi")), templates(("b", "1Gi")), True),
        (item("StatefulSet", volumeClaimTemplates=[{"metadata": None}, "odd"]), templates((None, "x")), False),
        (item("StatefulSet"), item("StatefulSet", volumeClaimTemplates=None), False),
    ],
)
def test_claims_are_known_by_their_names_and_sizes(wanted: Item, there: Item, told: bool) -> None:
    hint = anew.hint(wanted, there.body)
    recreate = "set recreate: [StatefulSet/x]"
    claims = "; the claims that it has made stay as they are: give each of them its new size by hand"
    assert hint.endswith(recreate + (claims if told else ""))
