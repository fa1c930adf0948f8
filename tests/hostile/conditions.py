# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wrong with a namespace: set up before a case, taken away after it."""

from __future__ import annotations

import contextlib
import itertools
from pathlib import Path
from typing import Any, Callable, ContextManager, Iterator, NamedTuple, Optional, Sequence

from cluster_fixture import until
from faults.proxy import Fault, Proxy, Seen

from ansible_collections.native.helm.plugins.module_utils._helm.asked.requests import WaitOptions
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import KubeError, NotFound
from ansible_collections.native.helm.plugins.module_utils._helm.kube.client import Client

from .webhook import NEVER, Webhook

REGISTRATION = "admissionregistration.k8s.io/v1"
RBAC = "rbac.authorization.k8s.io/v1"
USER = "limited@hostile.example.com"


class Servers(NamedTuple):
    """What stands beside the API server, or in front of it."""

    webhook: Webhook
    proxy: Proxy


SetUp = Callable[["Place"], ContextManager[Optional[str]]]


class Place(NamedTuple):
    """Where a condition is set up: as an administrator, in a namespace, with the webhook server at hand, and a proxy in
    front of the API server. folder: for files."""

    client: Client
    namespace: str
    webhook: Webhook
    proxy: Optional[Proxy] = None
    folder: Path = Path()


class Condition(NamedTuple):
    """set_up: a context in which it holds; gives the kubeconfig to act with, None for the usual one. fails: the
    operations that the cluster then refuses, "?" where that is not said. user: who acts, "" for the administrator.
    values: what the chart is given. again: a part of the words in which the second run of an operation may be refused
    that the first one did, "" for none. waits: whether operations wait for the objects. disturbs: operations that the
    proxy does something to."""

    set_up: SetUp
    fails: Sequence[str] = ()
    user: str = ""
    values: dict[str, Any] = {}
    again: str = ""
    waits: bool = False
    disturbs: Sequence[str] = ()

    def waiting(self) -> WaitOptions:
        """Return how operations wait."""
        return WaitOptions(wait=self.waits, timeout=60.0)


@contextlib.contextmanager
def healthy(_place: Place) -> Iterator[None]:
    yield


def webhook(behaviour: str, **options: Any) -> SetUp:
    """An admission webhook that behaves so."""

    @contextlib.contextmanager
    def set_up(place: Place) -> Iterator[None]:
        configuration = place.webhook.configuration(behaviour, place.namespace, **options)
        with _there(place.client, configuration):
            until(lambda: _reaches(place, behaviour))
            yield
        until(lambda: not _reaches(place, behaviour))

    return set_up


def _reaches(place: Place, behaviour: str) -> bool:
    """Whether the API server asks the webhook by now: it learns of configurations a moment later."""
    body = _config_map(place.namespace, "probe")
    before = len(place.webhook.asked)
    try:
        place.client.create(body, place.namespace, dry_run=True)
    except KubeError as error:
        return behaviour in error.problem
    return len(place.webhook.asked) > before


@contextlib.contextmanager
def validating_policy(place: Place) -> Iterator[None]:
    """A ValidatingAdmissionPolicy that refuses objects with the label."""
    name = f"{place.namespace}.hostile.example.com"
    what = {"apiGroups": [""], "apiVersions": ["v1"], "resources": ["configmaps"]}
    rules = [{**what, "operations": ["CREATE", "UPDATE"]}]
    here = {"matchLabels": {"kubernetes.io/metadata.name": place.namespace}}
    policy = {
        "apiVersion": REGISTRATION,
        "kind": "ValidatingAdmissionPolicy",
        "metadata": {"name": name},
        "spec": {
            "failurePolicy": "Fail",
            "matchConstraints": {"resourceRules": rules, "namespaceSelector": here},
            "validations": [
                {
                    "expression": f"!has(object.metadata.labels) || !('{NEVER}' in object.metadata.labels)",
                    "message": "never means never",
                }
            ],
        },
    }
    binding = {
        "apiVersion": REGISTRATION,
        "kind": "ValidatingAdmissionPolicyBinding",
        "metadata": {"name": name},
        "spec": {"policyName": name, "validationActions": ["Deny"]},
    }
    body = _config_map(place.namespace, "probe", {NEVER: ""})
    with _there(place.client, policy), _there(place.client, binding):
        until(lambda: refuses(place, body))
        yield
    until(lambda: not refuses(place, body))


@contextlib.contextmanager
def pod_security(place: Place) -> Iterator[None]:
    """Pod Security that takes no pod of the chart."""
    label = "pod-security.kubernetes.io/enforce"
    _label(place, {label: "restricted"})
    until(lambda: refuses(place, _pod(place.namespace)))
    yield
    _label(place, {label: None})
    until(lambda: not refuses(place, _pod(place.namespace)))


def quota(**hard: str) -> SetUp:
    """A quota on top of what is there. hard: how much more of each there may be, by names with _ for / and __ for a
    dot."""

    @contextlib.contextmanager
    def set_up(place: Place) -> Iterator[None]:
        # A controller's own: counted only where it is there already, and a run that it comes into has one less.
        until(lambda: place.client.find("v1", "ConfigMap", place.namespace, "kube-root-ca.crt") is not None)
        used = {name: len(place.client.list("v1", kind, place.namespace)) for name, kind in _COUNTED.items()}
        limits = {f"count/{name}": str(used[name] + int(more)) for name, more in hard.items()}
        body = {
            "apiVersion": "v1",
            "kind": "ResourceQuota",
            "metadata": {"name": "hostile", "namespace": place.namespace},
            "spec": {"hard": limits},
        }
        with _there(place.client, body):
            until(lambda: _is_counted(place, limits))
            yield
        until(lambda: place.client.find("v1", "ResourceQuota", place.namespace, "hostile") is None)

    return set_up


_COUNTED = {"configmaps": "ConfigMap", "pods": "Pod", "secrets": "Secret"}


def _is_counted(place: Place, limits: dict[str, str]) -> bool:
    found = place.client.get("v1", "ResourceQuota", place.namespace, "hostile")
    return set((found.get("status") or {}).get("used") or {}) == set(limits)


@contextlib.contextmanager
def limit_range(place: Place) -> Iterator[None]:
    """A LimitRange under what the chart's pod asks for."""
    body = {
        "apiVersion": "v1",
        "kind": "LimitRange",
        "metadata": {"name": "hostile", "namespace": place.namespace},
        "spec": {"limits": [{"type": "Container", "max": {"cpu": "10m"}}]},
    }
    with _there(place.client, body):
        until(lambda: refuses(place, _pod(place.namespace)))
        yield
    until(lambda: not refuses(place, _pod(place.namespace)))


@contextlib.contextmanager
def terminating(place: Place) -> Iterator[None]:
    """The namespace is being deleted: what is in it stays for its finalizers."""
    body = _config_map(place.namespace, "holds")
    body["metadata"]["finalizers"] = ["hostile.example.com/held"]
    place.client.create(body, place.namespace)
    place.client.delete("v1", "Namespace", "", place.namespace)
    until(lambda: refuses(place, _config_map(place.namespace, "probe")))
    try:
        yield
    finally:
        place.client.patch("v1", "ConfigMap", place.namespace, "holds", {"metadata": {"finalizers": None}})


FULL = {
    "configmaps": ("get", "create", "patch", "delete"),
    "secrets": ("get", "list", "create", "update", "delete"),
    "serviceaccounts": ("get", "create", "patch", "delete"),
    "pods": ("get", "list", "watch", "create", "patch", "delete"),
}


def rights_without(resource: str, verb: str) -> SetUp:
    """A user who may do all that the chart takes, but for one verb."""

    @contextlib.contextmanager
    def set_up(place: Place) -> Iterator[None]:
        rules = [
            {
                "apiGroups": [""],
                "resources": [name],
                "verbs": [each for each in verbs if (name, each) != (resource, verb)],
            }
            for name, verbs in FULL.items()
        ]
        metadata = {"name": "hostile", "namespace": place.namespace}
        role = {"apiVersion": RBAC, "kind": "Role", "metadata": metadata, "rules": rules}
        subjects = [{"kind": "User", "apiGroup": "rbac.authorization.k8s.io", "name": USER}]
        binding = {
            "apiVersion": RBAC,
            "kind": "RoleBinding",
            "metadata": metadata,
            "subjects": subjects,
            "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "hostile"},
        }
        with _there(place.client, role), _there(place.client, binding):
            until(lambda: _may(place, "get" if resource != "configmaps" or verb != "get" else "create"))
            yield

    return set_up


def _may(place: Place, verb: str) -> bool:
    attributes = {"verb": verb, "resource": "configmaps", "namespace": place.namespace}
    review = {
        "apiVersion": "authorization.k8s.io/v1",
        "kind": "SubjectAccessReview",
        "spec": {"user": USER, "resourceAttributes": attributes},
    }
    return bool(place.client.create(review, "")["status"]["allowed"])


@contextlib.contextmanager
def _there(client: Client, body: dict[str, Any]) -> Iterator[None]:
    """An object that goes again."""
    namespace = body["metadata"].get("namespace", "")
    client.create(body, namespace)
    try:
        yield
    finally:
        with contextlib.suppress(NotFound):
            client.delete(body["apiVersion"], body["kind"], namespace, body["metadata"]["name"])


def _config_map(namespace: str, name: str, labels: dict[str, str] | None = None) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": name, "namespace": namespace, "labels": labels or {}},
    }


def _pod(namespace: str) -> dict[str, Any]:
    container = {"name": "run", "image": "example.com/run", "resources": {"requests": {"cpu": "100m"}}}
    container["resources"]["limits"] = {"cpu": "100m"}  # type: ignore[index]
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "probe", "namespace": namespace},
        "spec": {"containers": [container]},
    }


def refuses(place: Place, body: dict[str, Any]) -> bool:
    """Return whether the API server refuses the creation of an object."""
    try:
        place.client.create(body, place.namespace, dry_run=True)
    except KubeError:
        return True
    return False


def _label(place: Place, labels: dict[str, Any]) -> None:
    place.client.patch("v1", "Namespace", "", place.namespace, {"metadata": {"labels": labels}})


def proxy(kind: str, only: Callable[[], Callable[[Seen], bool]]) -> SetUp:
    """A proxy on the way that does something to the requests which only's function picks."""

    @contextlib.contextmanager
    def set_up(place: Place) -> Iterator[Optional[str]]:
        assert place.proxy is not None
        place.proxy.reset(Fault(kind, lasting=True, only=only()))
        yield str(place.proxy.kubeconfig(place.folder / "proxied"))

    return set_up


def each_of(number: int) -> Callable[[], Callable[[Seen], bool]]:
    """Picks one of so many requests, and no watch."""

    def only() -> Callable[[Seen], bool]:
        counted = itertools.count(1)
        return lambda seen: not seen.is_watch and next(counted) % number == 0

    return only


CHANGING = ("install", "upgrade", "rollback", "uninstall")
ADDING = ("install", "upgrade", "template")  # what makes new objects of a kind, besides the record, or would
EVERY = (*CHANGING, "no-op", "info", "template")
LABELLED = {"label": NEVER}

CONDITIONS: dict[str, Condition] = {
    "healthy": Condition(healthy),
    "refuses dry runs, 400": Condition(webhook("refuse-dry-run-400")),
    "refuses dry runs, 403": Condition(webhook("refuse-dry-run-403")),
    "refuses dry runs, no word": Condition(webhook("refuse-dry-run-silently")),
    "denies one object": Condition(webhook("deny"), (*ADDING, "rollback"), values=LABELLED),
    "denies all": Condition(webhook("deny-all"), (*CHANGING, "template")),
    "denies deletions": Condition(webhook("deny-deletion"), ("upgrade", "rollback", "uninstall")),
    "mutates": Condition(webhook("mutate")),
    "slow": Condition(webhook("slow", resources=("configmaps",))),
    "down": Condition(webhook("down", url="https://127.0.0.1:1"), (*CHANGING, "template")),
    "policy": Condition(validating_policy, ADDING, values=LABELLED),
    "Pod Security": Condition(pod_security, ADDING),
    "quota of pods": Condition(quota(pods="0"), ADDING),
    "quota of records": Condition(quota(secrets="0"), ("install", "upgrade", "rollback")),
    "quota, one short": Condition(quota(configmaps="1"), ("install",)),
    "LimitRange": Condition(limit_range, ADDING),
    "terminating": Condition(terminating, (*CHANGING, "template")),
    "proxy cuts": Condition(proxy("lost reply", each_of(4)), disturbs=EVERY),
    "proxy is slow": Condition(proxy("delayed", each_of(1)), disturbs=EVERY),
    "proxy buffers": Condition(
        proxy("held back", lambda: lambda seen: seen.is_watch),
        values={"delay": "1s"},
        waits=True,
        disturbs=("install", "upgrade", "uninstall"),
    ),
    "proxy repeats": Condition(proxy("repeated", each_of(1)), disturbs=EVERY),
}
for _resource, _verbs in FULL.items():
    for _verb in _verbs:
        # What is new is made by a dry run and an apply, which take no right to read, as helm's install takes none. The
        # second run looks at what is there, and says which right that takes.
        _again = f'cannot get resource "{_resource}"' if _verb == "get" else ""
        CONDITIONS[f"may not {_verb} {_resource}"] = Condition(
            rights_without(_resource, _verb), ("?",), USER, again=_again
        )
