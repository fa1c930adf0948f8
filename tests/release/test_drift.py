# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What someone else changed in the cluster: put back, told, or left, as the task says."""

from __future__ import annotations

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.mask import ANOTHER, MASK

from .conftest import MakeChart
from .harness import Releases, actions
from .raw import BOTH, BOTH_IDS, Object, Raw
from .raw import config as config_map
from .raw import deployment as empty_deployment
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


@pytest.fixture(params=BOTH, ids=BOTH_IDS)
def both(request: pytest.FixtureRequest, releases: Releases, make_chart: MakeChart) -> Raw:
    """Releases by both methods."""
    return Raw(releases, make_chart, **request.param)


def secret(**texts: str) -> Object:
    return {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s"}, "stringData": texts}


def differences(found: list[Object]) -> dict[tuple[str, str], tuple[object, object]]:
    return {
        (entry["name"], one["field"]): (one["wanted"], one["live"]) for entry in found for one in entry["differences"]
    }


EDITED = {
    ("cm", "/data/a"): ("1", "edited"),
    ("d", "/spec/replicas"): (0, 3),
    ("d", "/spec/template/spec/containers/0/image"): ("x", "y"),
    ("s", "/data/password"): (ANOTHER, MASK),
}


def edit(raw: Raw) -> list[Object]:
    """The chart's objects, installed and edited; one is gone."""
    found = [config_map(a="1"), config_map("gone", a="1"), empty_deployment(), secret(password="hunter22", other="o")]
    raw.run(*found)
    raw.kubectl("patch", "configmap", "cm", "-p", '{"data": {"a": "edited", "mine": "x"}}')
    raw.kubectl("delete", "configmap", "gone")
    raw.kubectl("patch", "secret", "s", "-p", '{"stringData": {"password": "hunter23"}}')
    patch = '{"spec": {"replicas": 3, "template": {"spec": {"containers": [{"name": "c", "image": "y"}]}}}}'
    raw.kubectl("patch", "deployment", "d", "-p", patch)
    return found


def test_what_is_left_is_named_with_wanted_and_live_value(both: Raw) -> None:
    found = edit(both)
    namespace = both.releases.namespace
    for check in (True, False):
        done = both.run(*found, drift="warn", check=check)
        assert (done.changed, done.reason, done.diff, actions(done)) == (False, [], [], [])
        assert differences(done.drift) == EDITED
        assert {entry["name"]: entry["action"] for entry in done.drift} == {
            **dict.fromkeys(("cm", "d", "s"), "update"),
            "gone": "create",
        }
        (warning,) = both.releases.warnings
        lines = warning.split("\n")
        assert lines[0] == "release web: not as in revision 1, and left so:"
        assert set(lines[1:]) == {
            f'- ConfigMap {namespace}/cm /data/a: wanted "1", live "edited"',
            f"- ConfigMap {namespace}/gone: it is missing",
            f"- Deployment {namespace}/d /spec/replicas: wanted 0, live 3",
            f'- Deployment {namespace}/d /spec/template/spec/containers/0/image: wanted "x", live "y"',
            f'- Secret {namespace}/s /data/password: wanted "{ANOTHER}", live "{MASK}"',
        }
    (release,) = both.releases.info("web", fields=["drift"]).releases
    assert differences(release["drift"]) == EDITED
    silent = both.run(*found, drift="ignore")
    assert (silent.drift, silent.changed, both.releases.warnings) == ([], False, [])
    predicted = both.run(*found, check=True)
    done = both.run(*found)
    assert differences(predicted.drift) == differences(done.drift) == EDITED and done.changed
    assert both.releases.warnings == [] and "hunter" not in repr((done.drift, done.diff))
    assert both.run(*found).drift == []


def test_a_rollback_to_where_it_is_tells_what_it_puts_back(both: Raw) -> None:
    edit(both)
    for check in (True, False):
        done = both.releases.rollback(revision="1", check=check)
        assert (differences(done.drift), done.reason) == (EDITED, ["drift"])
    assert both.releases.rollback(revision="1").drift == []


def test_what_a_new_revision_leaves_is_told(both: Raw) -> None:
    found = edit(both)
    for check in (True, False):
        done = both.run(*found, config_map("new", a="1"), drift="warn", check=check)
        assert ("create", "new") in actions(done)
        assert differences(done.drift) == EDITED and {entry["action"] for entry in done.drift} == {"update"}
        (warning,) = both.releases.warnings
        assert f"- Deployment {both.releases.namespace}/d /spec/replicas: wanted 0, live 3" in warning
    assert both.get("deployment", "d")["spec"]["replicas"] == 3
