# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An aggregated API whose server is away fails only what needs it, soon, and by its name. On a control plane of its
own: everybody's discovery sees it."""

from __future__ import annotations

import contextlib
import re
from typing import Iterator

import pytest
from cluster_fixture import create_namespace, until
from release.conftest import MakeChart
from release.harness import Releases
from release.texts import config

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import HelmError, KubeError, NotFound
from ansible_collections.native.helm.plugins.module_utils._helm.kube import discovery

from .own_cluster import OwnCluster

GROUP = "away.example.com"
WIDGET = f"apiVersion: {GROUP}/v1\nkind: Widget\nmetadata: {{name: web-widget}}\n"
CRD = f"""apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {{name: widgets.{GROUP}}}
spec:
  group: {GROUP}
  scope: Namespaced
  names: {{plural: widgets, singular: widget, kind: Widget, listKind: WidgetList}}
  versions: [{{name: v1, served: true, storage: true, schema: {{openAPIV3Schema: {{type: object}}}}}}]
"""
PROBLEM = f"the API {GROUP}/v1 is not available (APIService v1.{GROUP}: ServiceNotFound: "
API = ("apiregistration.k8s.io/v1", "APIService", "", f"v1.{GROUP}")


@pytest.fixture
def away(own_cluster: OwnCluster, make_chart: MakeChart) -> Iterator[Releases]:
    """A namespace with two releases: web has an object of the API, other has none. The API is there at first, by a CRD
    that then goes: what is left is an APIService whose server nobody has ever seen."""
    releases = Releases(own_cluster.kubeconfig)
    create_namespace(releases.kubeconfig, releases.namespace)
    releases.apply(chart=make_chart(a=config(text="x"), w=WIDGET, crds__widget=CRD))
    releases.apply("other", chart=make_chart("other", b=config("other-b", "x")))
    admin = own_cluster.client
    admin.delete("apiextensions.k8s.io/v1", "CustomResourceDefinition", "", f"widgets.{GROUP}")
    service = {
        "apiVersion": API[0],
        "kind": API[1],
        "metadata": {"name": API[3]},
        "spec": {
            "group": GROUP,
            "version": "v1",
            "groupPriorityMinimum": 100,
            "versionPriority": 100,
            "insecureSkipTLSVerify": True,
            "service": {"namespace": releases.namespace, "name": "never"},
        },
    }

    def is_replaced() -> bool:
        found = admin.find(*API)
        if found is not None and found["spec"].get("service"):
            return any(entry["status"] == "False" for entry in (found.get("status") or {}).get("conditions") or ())
        if found is not None:
            with contextlib.suppress(NotFound):  # the controller of local APIs was quicker
                admin.delete(*API)
        try:
            admin.create(service, "")
        except KubeError:
            return False
        return False

    until(is_replaced)
    yield releases
    admin.delete(*API)
    releases.kubectl("delete", "namespace", releases.namespace, "--wait=false")


@pytest.mark.parametrize("accept", ["aggregated", "application/json"])
def test_api_that_is_away(away: Releases, make_chart: MakeChart, accept: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if accept != "aggregated":  # as servers before Kubernetes 1.26 list their kinds
        monkeypatch.setattr(discovery, "_ACCEPT", {"Accept": accept})
    clock = Clock(away)
    chart = make_chart("other", b=config("other-b", "two"))
    assert away.apply("other", chart=chart, check=True).changed is True
    assert away.apply("other", chart=chart).changed is True
    (told,) = away.info("other", fields=["resources", "drift"]).releases
    assert [entry["state"] for entry in told["resources"]] == ["ready"] and told["drift"] == []
    assert clock.slept() == 0.0 or accept != "aggregated"

    (told,) = away.info("web", fields=["resources"]).releases
    states = {entry["name"]: (entry["state"], entry["message"]) for entry in told["resources"]}
    assert states["web-a"][0] == "ready"
    assert states["web-widget"][0] == "unknown" and states["web-widget"][1].startswith(PROBLEM)

    assert clock.slept() < 6
    with_widget = make_chart(a=config(text="two"), w=WIDGET)
    looked_up = f'"{{{{ lookup "{GROUP}/v1" "Widget" .Release.Namespace "x" }}}}"'
    acts = {
        "upgrade": lambda check: away.apply(chart=with_widget, check=check),
        "without it": lambda check: away.apply(chart=make_chart("small", a=config(text="two")), check=check),
        "uninstall": lambda check: away.uninstall(check=check),
        "lookup": lambda check: away.apply("new", chart=make_chart("looks", a=config(text=looked_up)), check=check),
    }
    for name, act in acts.items():
        for check in (True, False):
            with pytest.raises(HelmError, match=re.escape(PROBLEM)):
                act(check)
            assert away.writes() == [], name
            assert clock.slept() < 6, name


class Clock:
    """How long the actions waited since it was asked last; they do not really wait."""

    def __init__(self, releases: Releases) -> None:
        self._seconds = 0.0
        self._ahead = 0.0
        monotonic = releases.env.monotonic
        releases.env.sleep = self._sleep
        releases.env.monotonic = lambda: monotonic() + self._ahead

    def _sleep(self, seconds: float) -> None:
        self._ahead += seconds
        self._seconds += seconds

    def slept(self) -> float:
        found, self._seconds = self._seconds, 0.0
        return found
