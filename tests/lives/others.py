# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What others do to a life's objects: people, other managers, an autoscaler. And what of it has to stay."""

from __future__ import annotations

import contextlib
import json
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Callable, Optional

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import NotFound
from ansible_collections.native.helm.plugins.module_utils._helm.kube.client import Client

from .promises import expect

if TYPE_CHECKING:
    from .life import Life

Body = dict[str, Any]
ROBOT_LABEL = "robot.example.com/a.b"
PORT = 15090  # what another manager adds to the ports of others


@dataclass
class Left:
    """Something that another manager has set, and that stays as long as the object is the same one. shown: what it is
    now. stays: whether the manifest's object leaves it alone."""

    uid: str
    value: Any
    shown: Callable[[Body], Any]
    stays: Callable[[Body], bool] = lambda _body: True


@dataclass
class Others:
    """What is others' in a life. left: by what it is, apiVersion, kind and name. seized: objects of which another
    manager holds a field of the chart."""

    left: dict[tuple[str, str, str, str], Left] = field(default_factory=dict)
    seized: set[tuple[str, str]] = field(default_factory=set)

    def forget(self, what: str) -> None:
        """Expect no longer that something stays."""
        self.left = {key: left for key, left in self.left.items() if key[0] != what}

    def kept(self, client: Client, namespace: str, manifest: list[Body]) -> None:
        """Raise BrokenError where something of others was changed. manifest: what the release consists of now."""
        said = {(body["kind"], body["metadata"]["name"]): body for body in manifest}
        for key, left in list(self.left.items()):
            what, api_version, kind, name = key
            live = client.find(api_version, kind, namespace, name)
            body = said.get((kind, name))
            if live is None or live["metadata"]["uid"] != left.uid or (body is not None and not left.stays(body)):
                del self.left[key]  # the object itself was made anew, or is gone
                continue
            found = left.shown(live)
            expect(found == left.value, f"{kind} {name}: {what} of another manager was {left.value!r} and is {found!r}")


def edit(life: Life, share: float, value: str) -> None:
    """Someone changes an object by hand, as kubectl does it: one of its texts, or its labels; or deletes it."""
    body = life.some_object(share)
    if body is None:
        return
    api_version, kind, name = body["apiVersion"], body["kind"], body["metadata"]["name"]
    where = (api_version, kind, life.place.namespace, name)
    target = (f"{kind.lower()}.{_group(body)}".rstrip("."), name, "-n", life.place.namespace)
    if value == "scale" and kind not in ("Deployment", "StatefulSet"):
        return
    life.around.tally[f"kubectl {value}"] += 1
    with contextlib.suppress(NotFound):  # what is not there any more cannot be edited
        if value == "delete":
            life.story.command("kubectl", "delete", *target)
            life.client.delete(*where)
            expect(any(_is_gone(life.client, where) for _unused in range(200)), f"{kind} {name} does not go away")
        elif value == "scale":
            life.story.command("kubectl", "scale", *target, "--replicas=4")
            life.others.forget("replicas")
            _scale(life, kind, name, 4, manager="kubectl")
        else:
            patch: Body = {"metadata": {"labels": {"tier": "edited", "by-hand": "yes"}}}
            if kind == "ConfigMap" and body.get("data"):
                patch = {"data": {sorted(body["data"])[0]: "edited"}}
            life.story.command("kubectl", "patch", *target, "--type=merge", "-p", json.dumps(patch))
            life.client.patch(*where, patch, patch_type="merge", manager="kubectl-patch")


def _is_gone(client: Client, where: tuple[str, str, str, str]) -> bool:
    if client.find(*where) is None:
        return True
    time.sleep(0.05)
    return False


def _scale(life: Life, kind: str, name: str, replicas: int, *, manager: str) -> None:
    body = {"spec": {"replicas": replicas}}
    life.client.patch("apps/v1", kind, life.place.namespace, name, body, manager=manager, subresource="scale")


def seize(life: Life, share: float) -> None:
    """Another manager takes a field that the chart sets, and gives it another value."""
    body = life.some_object(share)
    if body is None or body["kind"] != "ConfigMap" or not body.get("data"):
        return
    name, place = body["metadata"]["name"], life.place.namespace
    if life.client.find("v1", "ConfigMap", place, name) is None:
        return
    data = {sorted(body["data"])[0]: "seized"}
    life.around.tally["another manager seizes a field"] += 1
    life.story.note(f"Manager robot applies {json.dumps(data)} to ConfigMap {name}, by force")
    body = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, "data": data}
    life.client.apply(body, place, manager="robot", force=True)
    life.others.left.pop(("label", "v1", "ConfigMap", name), None)  # what it does not apply any more is gone
    life.others.seized.add(("ConfigMap", name))


def robot(life: Life, share: float, value: str) -> None:
    """Another manager sets a label that the chart knows nothing of."""
    body = life.some_object(share)
    if body is None:
        return
    kind, name, api_version = body["kind"], body["metadata"]["name"], body["apiVersion"]
    live = life.client.find(api_version, kind, life.place.namespace, name)
    if live is None:
        return
    more = {"labels": {ROBOT_LABEL: value}}
    life.around.tally["another manager sets a label"] += 1
    life.story.note(f"Manager robot applies {json.dumps(more)} to {kind} {name}")
    life.client.apply(
        {"apiVersion": api_version, "kind": kind, "metadata": {"name": name, **more}},
        life.place.namespace, manager="robot", force=True,
    )  # fmt: skip
    life.others.seized.discard((kind, name))  # it does not apply the other field any more
    life.others.left["label", api_version, kind, name] = Left(live["metadata"]["uid"], value, _robots_label)


def inject(life: Life, kind: str) -> None:
    """Another manager adds a port to the Service or to a container of the Deployment."""
    api_version = {"Service": "v1", "Deployment": "apps/v1"}[kind]
    live = life.client.find(api_version, kind, life.place.namespace, "web")
    if live is None or not _main(live):
        return
    if kind == "Service":
        spec: Body = {"ports": [{"port": PORT, "protocol": "TCP", "name": "injected"}]}
    else:
        ports = [{"containerPort": PORT, "protocol": "TCP", "name": "injected"}]
        spec = {"template": {"spec": {"containers": [{"name": "main", "ports": ports}]}}}
    life.around.tally["another manager adds a port"] += 1
    life.story.note(f"Manager injector applies the spec {json.dumps(spec)} to {kind} web")
    body = {"apiVersion": api_version, "kind": kind, "metadata": {"name": "web"}, "spec": spec}
    life.client.apply(body, life.place.namespace, manager="injector", force=True)
    # Where the chart's list goes as a whole, so does what is in it: as a merge, of helm's or kubectl's, has it.
    life.others.left["port", api_version, kind, "web"] = Left(
        live["metadata"]["uid"], True, _has_injected, lambda body: bool((_main(body) or {}).get("ports"))
    )


def autoscale(life: Life, replicas: int) -> None:
    """The autoscaler of the Deployment sets its replicas, as the controller does it."""
    place = life.place.namespace
    live = life.client.find("apps/v1", "Deployment", place, "web")
    if live is None or life.client.find("autoscaling/v2", "HorizontalPodAutoscaler", place, "web") is None:
        return
    life.around.tally["the autoscaler scales"] += 1
    life.story.note(f"The autoscaler sets spec.replicas of Deployment web to {replicas}")
    _scale(life, "Deployment", "web", replicas, manager="kube-controller-manager")

    def scaled(live: Body) -> Any:
        """Its replicas, where there is still an autoscaler that sets them."""
        scaler = life.client.find("autoscaling/v2", "HorizontalPodAutoscaler", place, "web")
        return live["spec"]["replicas"] if scaler is not None else replicas

    life.others.left["replicas", "apps/v1", "Deployment", "web"] = Left(live["metadata"]["uid"], replicas, scaled)


def occupy(life: Life) -> None:
    """Someone makes an object of a name that the chart may come to use: it is none of the release's."""
    if "foreign" in life.used or life.client.find("v1", "ConfigMap", life.place.namespace, "foreign"):
        return
    life.around.tally["someone's object is in the way"] += 1
    life.story.note("Someone makes a ConfigMap foreign")
    body = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "foreign"}, "data": {"a": "someone's"}}
    life.client.create(body, life.place.namespace)
    life.stand_by("v1", "ConfigMap", "foreign")


def _robots_label(live: Body) -> Any:
    return (live["metadata"].get("labels") or {}).get(ROBOT_LABEL)


def _main(body: Body) -> Optional[Body]:
    """What has the ports: a Service's spec, a Deployment's container main."""
    if body["kind"] == "Service":
        found: Optional[Body] = body["spec"]
        return found
    containers = body["spec"]["template"]["spec"]["containers"]
    return next((container for container in containers if container["name"] == "main"), None)


def _has_injected(live: Body) -> bool:
    ports = (_main(live) or {}).get("ports") or []
    return any(PORT in (port.get("port"), port.get("containerPort")) for port in ports)


def _group(body: Body) -> str:
    return str(body["apiVersion"]).rpartition("/")[0]
