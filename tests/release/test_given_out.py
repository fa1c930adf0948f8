# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a real API server's dry runs do not look at: ports and addresses that it gives out but once, and what only its
store looks at. Check mode and the gate say it all the same, in the server's words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Iterator

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.asked.requests import ApplyOptions
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import HelmError, Invalid

from .conftest import MakeChart
from .harness import Releases
from .raw import BOTH, BOTH_IDS, CLIENT, Object, Raw, config, service

SAID = {"resourceVersion": "12", "selfLink": "/api/v1/namespaces/x/configmaps/a", "generation": 3,
        "creationTimestamp": "2020-01-01T00:00:00Z", "deletionTimestamp": "2020-01-01T00:00:00Z",
        "deletionGracePeriodSeconds": 0}  # fmt: skip
# The server gives these ports and addresses to those who ask for them only, as long as it has others. Each test has its
# own, by each method: what another one made may still be there.
PORTS = {"port": 30010, "other protocol": 30012, "health check": 30014, "address": 30016, "moved": 30018, "new": 30020,
         "refused": 30022}  # fmt: skip


@pytest.fixture(params=BOTH, ids=BOTH_IDS)
def both(request: pytest.FixtureRequest, releases: Releases, make_chart: MakeChart) -> Iterator[Raw]:
    """Releases by both methods."""
    yield Raw(releases, make_chart, **request.param)
    releases.kubectl("delete", "service", "--all", "-n", releases.namespace)


def own_port(raw: Raw, what: str) -> int:
    return PORTS[what] + (raw.method == CLIENT)


def node_port(name: str, number: int, protocol: str = "TCP") -> Object:
    return service(name, type="NodePort", ports=[{"port": 80, "nodePort": number, "protocol": protocol}])


def health_port(name: str, number: int) -> Object:
    return service(name, type="LoadBalancer", externalTrafficPolicy="Local", healthCheckNodePort=number)


def said_by_the_server(raw: Raw, folder: Path, *objects: Object) -> str:
    """What the server says when it is to create the last of the objects after the others. None is left."""
    place = folder / "objects.json"
    place.write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": list(objects)}))
    where = ("-n", raw.releases.namespace, "-f", str(place))
    done = raw.releases._run("kubectl", "create", *where)
    raw.releases.kubectl("delete", "--ignore-not-found", *where)
    assert done.returncode == 1
    return done.stderr


def refusal(raw: Raw, *objects: Object, kind: type[HelmError] = HelmError) -> HelmError:
    """The error of check mode, which is that of the run. Nothing was written."""
    found = []
    for check in (True, False):
        with pytest.raises(kind, match=r"^(?s:.*)$") as caught:
            raw.run(*objects, check=check)
        assert raw.releases.writes() == []
        found.append(caught.value)
    assert (found[0].problem, found[0].hint) == (found[1].problem, found[1].hint)
    return found[1]


@pytest.mark.parametrize("what", ["port", "other protocol", "health check", "address"])
def test_two_services_that_ask_for_the_same(both: Raw, tmp_path: Path, what: str) -> None:
    number = own_port(both, what)
    first = json.loads(both.releases.kubectl("get", "service", "kubernetes", "-n", "default", "-o", "json"))
    address = f"{first['spec']['clusterIP'].rpartition('.')[0]}.{number % 256}"
    pairs = {
        "port": (node_port("a", number), node_port("b", number)),
        "other protocol": (node_port("a", number), node_port("b", number, "UDP")),
        "health check": (node_port("a", number), health_port("b", number)),
        "address": (service("a", clusterIP=address), service("b", clusterIP=address)),
    }
    theirs = said_by_the_server(both, tmp_path, *pairs[what])
    error = refusal(both, *pairs[what], kind=Invalid)
    assert error.told in theirs and "already allocated" in error.told
    assert error.hint.startswith(f"Service {both.releases.namespace}/a of the same chart asks for it too")
    assert [entry["name"] for entry in error.facts["failed_objects"]] == ["b"]


def test_they_are_seen_in_a_namespace_to_come(both: Raw) -> None:
    both.releases.namespace, there = f"{both.releases.namespace}-new", both.releases.namespace
    number = own_port(both, "new")
    objects = {"m": [node_port("a", number), node_port("b", number)]}
    for check in (True, False):
        with pytest.raises(Invalid, match=f"{number}: provided port is already allocated"):
            both.releases.apply(
                chart=both._chart, values=objects, applying=ApplyOptions(**both.method), check=check,
                create_namespace=True,
            )  # fmt: skip
        assert both.releases.writes() == []
    both.releases.namespace = there


def test_one_that_the_server_refuses_already_is_told_of_once(both: Raw) -> None:
    number = own_port(both, "refused")
    broken = node_port("b", number)
    broken["spec"]["ports"][0]["port"] = 0
    error = refusal(both, node_port("a", number), broken, kind=Invalid)
    assert [entry["name"] for entry in error.facts["failed_objects"]] == ["b"]
    assert "allocated" not in error.problem


def test_a_port_may_move_from_one_service_to_another(both: Raw) -> None:
    number = own_port(both, "moved")
    both.run(node_port("a", number), service("b"))
    both.run(service("a"), node_port("b", number))
    assert both.get("service", "b")["spec"]["ports"][0]["nodePort"] == number
    assert both.run(service("a"), node_port("b", number)).changed is False


def test_a_port_out_of_the_range(both: Raw) -> None:
    both.run(node_port("b", 80), check=True)
    (told,) = both.releases.warnings
    assert told.startswith(f"Service {both.releases.namespace}/b: port 80 is not one of 30000 to 32767, ")
    with pytest.raises(Invalid, match="provided port is not in the valid range"):
        both.run(node_port("b", 80))


def test_what_the_server_said_of_another_object_is_left_out(both: Raw) -> None:
    """As in what kubectl printed of it. Helm leaves the version out of new objects, too; its next upgrade fails."""

    def versioned(name: str, text: str, **metadata: Any) -> Object:
        found = config(name, text=text)
        return {**found, "metadata": {**found["metadata"], **SAID, **metadata}}

    hook = versioned("h", "1", annotations={"helm.sh/hook": "pre-install,pre-upgrade"})
    for text in ("1", "2"):
        objects = (versioned("a", text), hook)
        assert [both.run(*objects, check=check).changed for check in (True, False)] == [True, True]
        assert both.run(*objects).changed is False
        assert both.get("configmap", "a")["data"] == {"text": text}


def test_a_quota_of_the_chart_itself(both: Raw) -> None:
    def quota(most: str) -> dict[str, Any]:
        spec = {"hard": {"count/services": most}}
        return {"apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"name": "q"}, "spec": spec}

    both.run(quota("2"), service("a"), service("b"), check=True)
    assert both.releases.warnings == []
    both.run(quota("1"), service("a"), service("b"), check=True)
    (told,) = both.releases.warnings
    assert told.startswith(
        f"ResourceQuota {both.releases.namespace}/q is of this run, and leaves no room for all of its new objects: "
        'services "b" is forbidden: exceeded quota: q, requested: count/services=1, used: count/services=1, '
        "limited: count/services=1. "
    )
