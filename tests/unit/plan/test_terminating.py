# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects that are being deleted, and what is said of them."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.plan import terminating
from ansible_collections.native.helm.plugins.module_utils._helm.plan.model import DELETE, UNCHANGED, UPDATE, Operation

from .api import item, live

STAMP = {"deletionTimestamp": "2026-11-22T11:13:08Z"}


def going(name: str = "a", **metadata: Any) -> dict[str, Any]:
    found = live(item("ConfigMap", name))
    return {**found, "metadata": {**found["metadata"], **STAMP, **metadata}}


@pytest.mark.parametrize(
    ("found", "goes"),
    [
        (going(), True),
        (live(item("ConfigMap")), False),
        ({"metadata": {"deletionTimestamp": None}}, False),
        ({"metadata": None}, False),
        ({}, False),
    ],
)
def test_an_object_with_a_time_of_its_deletion_is_going(found: Any, goes: bool) -> None:
    assert terminating.is_terminating(found) is goes


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (going(), "Resource scheduled for deletion"),
        (going(finalizers=[]), "Resource scheduled for deletion"),
        (going(finalizers=["a/b"]), "Resource scheduled for deletion, waits for the finalizers a/b"),
        (going(finalizers=["a/b", 5]), "Resource scheduled for deletion, waits for the finalizers a/b, 5"),
        ({"metadata": None}, "Resource scheduled for deletion"),
        ({}, "Resource scheduled for deletion"),
    ],
)
def test_what_it_waits_for_is_told(found: Any, said: str) -> None:
    assert terminating.told(found) == said


def test_who_wants_what_somebody_deletes_is_warned() -> None:
    operations = [
        Operation(UPDATE, item("ConfigMap"), before=going(finalizers=["a/b"])),
        Operation(DELETE, item("ConfigMap", "b"), before=going("b")),
        Operation(UPDATE, item("ConfigMap", "c"), before=live(item("ConfigMap", "c"))),
        Operation(UNCHANGED, item("Namespace", "d"), before=going("d")),
    ]
    then = "Once it is gone it is missing: run the task again then, or with wait, which makes it anew"
    assert terminating.warnings(operations) == [
        f"ConfigMap ns/a: Resource scheduled for deletion, waits for the finalizers a/b. {then}",
        f"Namespace d: Resource scheduled for deletion. {then}",
    ]
    assert terminating.warnings([]) == []
