# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rooms below the door list options by name: a new option of the cluster or of charts is not forgotten there."""

from __future__ import annotations

from ansible_collections.native.helm.plugins.module_utils._helm.asked import shared
from ansible_collections.native.helm.plugins.module_utils._helm.compat import given
from ansible_collections.native.helm.plugins.module_utils._helm.entry import specs


def test_clusters_are_told_apart_by_all_that_names_one() -> None:
    assert set(shared.PLACE) == {*specs.CLUSTER, "driver", "sql_connection"}


def test_charts_are_told_apart_by_all_that_names_one() -> None:
    assert set(shared._CHART) == {*specs.CHART_SOURCE, *specs.DEPENDENCIES}


def test_a_drop_in_hands_all_of_the_clusters_options_on() -> None:
    assert {*given._CLUSTER, "validate_certs"} == set(specs.CLUSTER)
