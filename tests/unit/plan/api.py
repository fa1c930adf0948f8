# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An API server of the test's own: it has the objects that it is given, answers writes as it is told, and notes what it
was asked. Its refusals have the texts and shapes of the real one."""

from __future__ import annotations

from typing import Any, Callable, Iterator, Optional, Union

from unit.kube.server import Asked, Reply, Server, status

from ansible_collections.native.helm.plugins.module_utils._helm.base.env import Env
from ansible_collections.native.helm.plugins.module_utils._helm.kube.client import Client
from ansible_collections.native.helm.plugins.module_utils._helm.kube.config import Connection
from ansible_collections.native.helm.plugins.module_utils._helm.plan.conflicts import Policy
from ansible_collections.native.helm.plugins.module_utils._helm.plan.model import Item
from ansible_collections.native.helm.plugins.module_utils._helm.plan.situation import Situation

# group and version, kind, plural, namespaced
KINDS = (
    ("v1", "ConfigMap", "configmaps", True),
    ("v1", "Namespace", "namespaces", False),
    ("v1", "Node", "nodes", False),
    ("v1", "PersistentVolumeClaim", "persistentvolumeclaims", True),
    ("v1", "Pod", "pods", True),
    ("v1", "ReplicationController", "replicationcontrollers", True),
    ("v1", "ResourceQuota", "resourcequotas", True),
    ("v1", "Secret", "secrets", True),
    ("v1", "Service", "services", True),
    ("v1", "ServiceAccount", "serviceaccounts", True),
    ("apiextensions.k8s.io/v1", "CustomResourceDefinition", "customresourcedefinitions", False),
    ("apps/v1", "Deployment", "deployments", True),
    ("apps/v1", "StatefulSet", "statefulsets", True),
    ("autoscaling/v2", "HorizontalPodAutoscaler", "horizontalpodautoscalers", True),
    ("batch/v1", "Job", "jobs", True),
    ("example.org/v1", "Widget", "widgets", True),
    ("example.org/v2", "Gadget", "gadgets", True),
)
Answer = Union[Reply, dict[str, Any], Callable[[Asked], Union[Reply, dict[str, Any]]]]


class Api:
    """client: what asks it, whose warnings and debug lines are in warned and told. asked: what it was asked, discovery
    not counted."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._objects: list[dict[str, Any]] = []
        self._answers: dict[str, list[Answer]] = {}
        self.asked: list[Asked] = []
        self.warned: list[str] = []
        self.told: list[str] = []
        self._seconds = 0.0  # pass only by sleeping
        self.client = self._connected()

    def _connected(self) -> Client:
        env = Env()
        env.warn, env.debug = self.warned.append, self.told.append
        env.monotonic, env.sleep = lambda: self._seconds, self._pass_by
        return Client(Connection.from_options({"host": self._server.url, "api_key": "t", "namespace": "ns"}, {}), env)

    def _pass_by(self, seconds: float) -> None:
        self._seconds += seconds

    def has(self, *objects: dict[str, Any]) -> None:
        """Put objects into it, in the place of those of the same name."""
        for one in objects:
            self._objects = [known for known in self._objects if _identity(known) != _identity(one)]
            self._objects.append(one)

    def lost(self, one: dict[str, Any]) -> None:
        """Take an object out of it."""
        self._objects = [known for known in self._objects if _identity(known) != _identity(one)]

    def on(self, request: str, *answers: Answer) -> None:
        """Say what it answers to a request ("PATCH configmaps/a", "POST configmaps"), one after the other, the last
        one for ever."""
        self._answers[request] = list(answers)

    def did(self) -> list[str]:
        """Return what it was asked, as on() names requests."""
        return [_named(asked) for asked in self.asked]

    def sent(self, request: str) -> list[Any]:
        """Return the bodies of the requests of a name."""
        return [asked.json() for asked in self.asked if _named(asked) == request]

    def __call__(self, asked: Asked) -> Reply:
        if asked.path in ("/api", "/apis"):
            return _discovery(asked.path)
        if asked.path.count("/") == (2 if asked.path.startswith("/api/") else 3):
            return Reply(404, status(404, "NotFound", "the server could not find the requested resource"))
        self.asked.append(asked)
        answers = self._answers.get(_named(asked))
        if not answers:
            return self._stored(asked) if asked.method == "GET" else Reply(418, b"nobody said what to answer")
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        found = answer(asked) if callable(answer) else answer
        return found if isinstance(found, Reply) else Reply(200, found)

    def _stored(self, asked: Asked) -> Reply:
        namespace, plural, name = _parts(asked)
        kind = next(kind for _api, kind, known, _namespaced in KINDS if known == plural)
        found = [
            one
            for one in self._objects
            if one["kind"] == kind
            and one["metadata"].get("namespace", "") == namespace
            and name in ("", one["metadata"]["name"])
        ]
        if not name:
            return Reply(200, {"kind": f"{kind}List", "metadata": {"resourceVersion": "1"}, "items": found})
        return Reply(200, found[0]) if found else not_found(plural, name)


def stated(**facts: Any) -> tuple[Policy, Situation]:
    """What the task wishes and what is known, in one breath: the fields of both, by their names."""
    known = {name: facts.pop(name) for name in vars(Situation()) if name in facts}
    return Policy(**facts), Situation(**known)


def serving() -> Iterator[Api]:
    """An Api as long as the test lasts: for a fixture."""
    found: list[Api] = []
    with Server(lambda asked: found[0](asked)) as server:
        found.append(Api(server))
        yield found[0]


def _identity(one: dict[str, Any]) -> tuple[str, str, str]:
    return one["kind"], one["metadata"].get("namespace", ""), one["metadata"]["name"]


def _discovery(path: str) -> Reply:
    groups: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for api_version, kind, plural, namespaced in KINDS:
        group, _slash, version = api_version.rpartition("/")
        if bool(group) is (path == "/apis"):
            groups.setdefault(group, {}).setdefault(version, []).append({
                "resource": plural, "responseKind": {"group": group, "version": version, "kind": kind},
                "scope": "Namespaced" if namespaced else "Cluster", "verbs": ["get"],
            })  # fmt: skip
    items = [
        {
            "metadata": {"name": group} if group else {},
            "versions": [{"version": version, "resources": resources} for version, resources in versions.items()],
        }
        for group, versions in groups.items()
    ]
    return Reply(200, {"kind": "APIGroupDiscoveryList", "apiVersion": "apidiscovery.k8s.io/v2", "items": items})


def _parts(asked: Asked) -> tuple[str, str, str]:
    """The namespace, plural and name that a path means."""
    parts = asked.path.split("/")[3 if asked.path.startswith("/api/") else 4 :]
    namespace = ""
    if parts[0] == "namespaces" and len(parts) > 2:
        namespace, parts = parts[1], parts[2:]
    return namespace, parts[0], parts[1] if len(parts) > 1 else ""


def _named(asked: Asked) -> str:
    _namespace, plural, name = _parts(asked)
    return f"{asked.method} {plural}/{name}" if name else f"{asked.method} {plural}"


def item(kind: str, name: str = "a", namespace: str = "ns", **body: Any) -> Item:
    """Return an object of one of KINDS."""
    api_version, namespaced = next((api, there) for api, known, _plural, there in KINDS if known == kind)
    metadata = {"name": name, "namespace": namespace} if namespaced else {"name": name}
    whole = {"apiVersion": api_version, "kind": kind, "metadata": metadata, **body}
    return Item(whole, namespace if namespaced else "")


def live(one: Item, **body: Any) -> dict[str, Any]:
    """Return an object as the server has it."""
    metadata = {**one.body["metadata"], "uid": f"uid-of-{one.name}", "resourceVersion": "7"}
    return {**one.body, "metadata": metadata, **body}


def not_found(plural: str, name: str, group: str = "") -> Reply:
    """What an object that is not there gives (Kubernetes: apimachinery/pkg/api/errors, as all of these)."""
    what = f"{plural}.{group}" if group else plural
    details = {"name": name, "kind": plural, **({"group": group} if group else {})}
    return Reply(404, status(404, "NotFound", f'{what} "{name}" not found', **details))


def exists(plural: str, name: str) -> Reply:
    """What a creation under a name that is taken gives."""
    return Reply(409, status(409, "AlreadyExists", f'{plural} "{name}" already exists', name=name, kind=plural))


def stale(plural: str, name: str) -> Reply:
    """What a write with an old resourceVersion gives."""
    problem = (
        f'Operation cannot be fulfilled on {plural} "{name}": the object has been modified; please apply your changes '
        "to the latest version and try again"
    )
    return Reply(409, status(409, "Conflict", problem, name=name, kind=plural))


def forbidden(verb: str, plural: str, name: str = "", group: str = "") -> Reply:
    """What a right that is missing gives."""
    of = f'{plural}.{group} "{name}"' if group else f'{plural} "{name}"'
    problem = (
        f'{of} is forbidden: User "jane" cannot {verb} resource "{plural}" in API group "{group}" in the namespace "ns"'
    )
    return Reply(403, status(403, "Forbidden", problem, name=name, kind=plural))


def denied(problem: str, plural: str = "configmaps", name: str = "a", reason: str = "Forbidden") -> Reply:
    """What an admission plugin's refusal gives."""
    return Reply(403, status(403, reason, f'{plural} "{name}" is forbidden: {problem}', name=name, kind=plural))


def webhook(said: str, name: str = "no.example.org", code: int = 400) -> Reply:
    """What a webhook's refusal gives."""
    return Reply(code, status(code, "BadRequest", f'admission webhook "{name}" {said}'))


def invalid(kind: str, name: str, *fields: tuple[str, str]) -> Reply:
    """What values that are not allowed give, a field and what is said of it each."""
    causes = [{"reason": "FieldValueInvalid", "message": said, "field": field} for field, said in fields]
    told = [f"{field}: {said}" for field, said in fields]
    listed = told[0] if len(told) == 1 else f"[{', '.join(told)}]"
    problem = f'{kind} "{name}" is invalid: {listed}'
    return Reply(422, status(422, "Invalid", problem, name=name, kind=kind, causes=causes))


def held(*fields: tuple[str, str], subresource: str = "") -> Reply:
    """What an apply of fields that others hold gives, a field and its manager each."""
    part = f' with subresource "{subresource}"' if subresource else ""
    causes = [
        {"reason": "FieldManagerConflict", "message": f'conflict with "{manager}"{part} using v1', "field": field}
        for field, manager in fields
    ]
    listed = f"1 conflict: {causes[0]['message']}: {causes[0]['field']}"
    if len(causes) > 1:
        messages = sorted({cause["message"] for cause in causes})
        groups = [
            "\n- ".join([said.replace("conflict", "conflicts"), *(c["field"] for c in causes if c["message"] == said)])
            for said in messages
        ]
        listed = f"{len(causes)} conflicts: " + "\n".join(groups)
    return Reply(409, status(409, "Conflict", f"Apply failed with {listed}", causes=causes))


def managed(one: dict[str, Any], fields: dict[str, Any], manager: str = "helm", **entry: Any) -> dict[str, Any]:
    """Return an object of which a manager holds fields too."""
    known: Optional[list[dict[str, Any]]] = one["metadata"].get("managedFields")
    new = {
        "manager": manager, "operation": "Apply", "apiVersion": one["apiVersion"], "fieldsType": "FieldsV1",
        "fieldsV1": fields, **entry,
    }  # fmt: skip
    return {**one, "metadata": {**one["metadata"], "managedFields": [*(known or []), new]}}
