# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A custom resource definition in crds/ and in the templates: the templates' counts once it is there."""

from __future__ import annotations

from pathlib import Path
from typing import Callable, Iterator

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.asked.requests import ApplyOptions
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import ReleaseError

from .conftest import MakeChart
from .harness import Releases, actions
from .raw import BOTH, BOTH_IDS


def definition(group: str, description: str, scope: str = "Namespaced") -> str:
    return f"""apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {{name: twices.{group}}}
spec:
  group: {group}
  scope: {scope}
  names: {{kind: Twice, plural: twices}}
  versions:
    - name: v1
      served: true
      storage: true
      schema: {{openAPIV3Schema: {{type: object, description: {description}}}}}
"""


@pytest.fixture
def chart(releases: Releases, make_chart: MakeChart) -> Iterator[Callable[[str], Path]]:
    """A function that gives the chart, with a description in its templates."""
    group = f"{releases.namespace}.example.com"
    name = f"customresourcedefinition/twices.{group}"

    def make(text: str) -> Path:
        return make_chart("twice", crds__a=definition(group, "folder"), templates__b=definition(group, text))

    yield make
    releases.kubectl("delete", name, "--ignore-not-found", "--wait=false")


def described(releases: Releases) -> str:
    live = releases.get("crd", f"twices.{releases.namespace}.example.com")
    return str(live["spec"]["versions"][0]["schema"]["openAPIV3Schema"]["description"])


@pytest.mark.parametrize("method", BOTH, ids=BOTH_IDS)
def test_it_does_not_go_to_and_fro(releases: Releases, chart: Callable[[str], Path], method: dict[str, str]) -> None:
    applying = ApplyOptions(**method)
    releases.apply(chart=chart("template"), crds="skip", applying=applying)
    for check in (True, False):
        done = releases.apply(chart=chart("template"), crds="apply", check=check, applying=applying)
        assert (done.changed, actions(done), described(releases)) == (False, [], "template")
        (warning,) = [text for text in releases.warnings if "the last one counts" in text]
        assert "is in twice/crds/a.yaml and in twice/templates/b.yaml" in warning
    done = releases.apply(chart=chart("other"), crds="apply", applying=applying)
    assert (len(actions(done)), described(releases)) == (1, "other")
    assert releases.apply(chart=chart("other"), crds="apply", applying=applying).changed is False


def test_the_first_install_is_refused_in_helms_words(releases: Releases, chart: Callable[[str], Path]) -> None:
    told = releases.helm_fails("install", "web", str(chart("template")))
    assert "cannot be imported into the current release" in told
    with pytest.raises(ReleaseError, match="cannot be imported into the current release"):
        releases.apply(chart=chart("template"))


@pytest.mark.parametrize("method", BOTH, ids=BOTH_IDS)
def test_taken_into_ownership_by_the_first_install_it_stays(
    releases: Releases, chart: Callable[[str], Path], method: dict[str, str]
) -> None:
    applying = ApplyOptions(**method, take_ownership=True)  # type: ignore[arg-type]
    assert releases.apply(chart=chart("template"), crds="apply", applying=applying).changed
    assert described(releases) == "template"
    assert releases.apply(chart=chart("template"), crds="apply", applying=applying).changed is False
