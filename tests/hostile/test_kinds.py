# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kinds that a chart's templates make: check mode says what the run does, and that is what helm does."""

from __future__ import annotations

from typing import Iterator

import pytest
from cluster_fixture import await_definition
from release.conftest import MakeChart
from release.harness import Releases, actions
from release.texts import config

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import HelmError

CRD = """apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.%(group)s}
spec:
  group: %(group)s
  scope: Namespaced
  names: {plural: widgets, singular: widget, kind: Widget, listKind: WidgetList}
  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]
"""
WIDGET = "apiVersion: %(group)s/v1\nkind: Widget\nmetadata: {name: web-widget}\n"
NO_MATCH = 'no matches for kind "Widget" in version'


@pytest.fixture
def kind(releases: Releases) -> Iterator[dict[str, str]]:
    """A group that nobody else has; its kind is gone after the test."""
    group = f"{releases.namespace}.example.com"
    yield {"group": group}
    releases.kubectl("delete", "crd", f"widgets.{group}", "--ignore-not-found", "--wait=false")


def test_kind_of_the_same_templates_is_refused_before_anything_is_written(
    releases: Releases, make_chart: MakeChart, kind: dict[str, str]
) -> None:
    chart = make_chart(a=config("web-a", "x"), c=CRD % kind, w=WIDGET % kind)
    told = []
    for check in (True, False):
        with pytest.raises(HelmError, match=NO_MATCH) as caught:
            releases.apply(chart=chart, check=check)
        assert releases.writes() == []
        told.append(caught.value.problem)
    assert told[0] == told[1]
    assert NO_MATCH in releases.helm_fails("install", "web", str(chart))


def test_kind_of_an_earlier_revision_serves_a_later_one(
    releases: Releases, make_chart: MakeChart, kind: dict[str, str]
) -> None:
    first = make_chart(a=config("web-a", "x"), c=CRD % kind)
    both = make_chart("both", a=config("web-a", "x"), c=CRD % kind, w=WIDGET % kind)
    for chart, expected in (
        (first, [("create", f"widgets.{kind['group']}"), ("create", "web-a")]),
        (both, [("create", "web-widget")]),
    ):
        predicted = releases.apply(chart=chart, check=True)
        done = releases.apply(chart=chart)
        assert predicted.changes == done.changes
        assert sorted(actions(done)) == sorted(expected)
        assert releases.apply(chart=chart).changed is False
        await_definition(releases.kubectl, f"widgets.{kind['group']}")
    predicted = releases.uninstall(check=True)
    assert predicted.changes == releases.uninstall().changes
    assert releases.uninstall().changed is False


def test_kind_of_the_crds_folder_comes_with_its_object(
    releases: Releases, make_chart: MakeChart, kind: dict[str, str]
) -> None:
    chart = make_chart(a=config("web-a", "x"), w=WIDGET % kind, crds__widget=CRD % kind)
    predicted = releases.apply(chart=chart, check=True)
    done = releases.apply(chart=chart)
    assert predicted.changes == done.changes
    assert releases.apply(chart=chart).changed is False
