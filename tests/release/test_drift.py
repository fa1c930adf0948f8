# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What someone else changed in the cluster: put back, told, or left, as the task says."""

from __future__ import annotations

from .conftest import MakeChart
from .harness import Releases, actions
from .texts import config, deployment


def test_drift_is_put_back_without_a_new_revision(releases: Releases, make_chart: MakeChart) -> None:
    chart = make_chart(a=config(text='"as it should be"'), b=config("web-b"))
    releases.apply(chart=chart)
    releases.kubectl("patch", "configmap", "web-a", "-n", releases.namespace, "-p", '{"data":{"text":"edited"}}')
    releases.kubectl("delete", "configmap", "web-b", "-n", releases.namespace)
    predicted = releases.apply(chart=chart, check=True)
    assert releases.apply(chart=chart, drift="ignore").changed is False
    assert releases.apply(chart=chart, drift="warn").changed is False
    assert ["ConfigMap" in text for text in releases.warnings] == [True]
    done = releases.apply(chart=chart)
    assert actions(done) == actions(predicted) == [("update", "web-a"), ("create", "web-b")]
    assert (done.changed, done.reason, done.release and done.release["revision"]) == (True, ["drift"], 1)
    assert releases.get("configmap", "web-a")["data"]["text"] == "as it should be"
    assert [entry["name"] for entry in releases.info("web", fields=["drift"]).releases[0]["drift"]] == []


def test_scaled_deployment_is_drift(releases: Releases, make_chart: MakeChart) -> None:
    chart = make_chart(a=deployment())
    releases.apply(chart=chart)
    releases.kubectl("scale", "deployment", "web", "-n", releases.namespace, "--replicas=3")
    assert [entry["name"] for entry in releases.info("web", fields=["drift"]).releases[0]["drift"]] == ["web"]
    assert releases.apply(chart=chart, drift="ignore").changed is False
    assert releases.get("deployment", "web")["spec"]["replicas"] == 3
    assert releases.apply(chart=chart).reason == ["drift"]
    assert releases.get("deployment", "web")["spec"]["replicas"] == 1


def test_replicas_of_an_autoscaler_are_no_drift(releases: Releases, make_chart: MakeChart) -> None:
    chart = make_chart(a=deployment(replicas="{{ .Values.n | default 1 }}"))
    releases.apply(chart=chart)
    place = ("-n", releases.namespace)
    releases.kubectl("autoscale", "deployment", "web", *place, "--min=2", "--max=5")
    releases.kubectl("scale", "deployment", "web", *place, "--replicas=4")
    assert releases.apply(chart=chart).changed is False
    assert releases.apply(chart=chart, values={"n": 2}).changed is True
    assert releases.get("deployment", "web")["spec"]["replicas"] == 4
