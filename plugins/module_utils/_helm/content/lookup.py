# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The template function lookup on a cluster (Go: engine/lookup_func.go)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Optional

from ..base.errors import KubeError, NotFound
from ..golang.quoting import quote
from ..golang.types import Int64
from ..plan import ownership

if TYPE_CHECKING:
    from ..kube.discovery import Resource
    from ..plan.served import Served
    from .candidate import Facts

Object = dict[str, Any]
Known = dict[tuple[str, str, str, str], list[Object]]
_NO_KIND = "NoKindMatch"
_ROOT = "/api"  # what client-go asks for a kind that its group does not have


class Lookup:
    """{} for what is not there, a list where no name is given; an empty namespace is none, or all of them.

    served: the kinds that there are and will be. hidden: the release whose own objects are as if they were
    not there. known: what was found by name already, where one chart is rendered several times: what differs between
    its renders is random then, and not what someone wrote meanwhile. found: whether there was anything.
    """

    __slots__ = ("_client", "_hidden", "_known", "_served", "found")

    def __init__(self, served: Served, *, hidden: Optional[Facts] = None, known: Optional[Known] = None) -> None:
        self._client = served.client
        self._served = served
        self._hidden = hidden
        self._known: Known = {} if known is None else known
        self.found = False

    def __call__(self, api_version: str, kind: str, namespace: str, name: str) -> Object:
        """Return what there is, its numbers typed as in Go. Raises KubeError in helm's words."""
        if self._served.is_coming(api_version, kind):
            listed = {"apiVersion": api_version, "kind": f"{kind}List", "metadata": {}, "items": []}
            return {} if name else listed
        resource = self._resource(api_version, kind)
        _check_segments(namespace if resource is not None and resource.namespaced else "", name)
        found: Object = typed(self._read(resource, namespace, name))
        return found

    def _resource(self, api_version: str, kind: str) -> Optional[Resource]:
        """Return how the kind is served, None where its group and version lacks it. Raises NotFound for a group and
        version that is not served."""
        known = api_version if api_version.count("/") < 2 else ""
        try:
            return self._client.resource(known, kind)
        except NotFound as error:
            if error.reason != _NO_KIND:
                raise
            if known and known in self._client.api_versions():
                return None
            gvk = f"{known if '/' in known else f'/{known}'}, Kind={kind}"
            problem = "the server could not find the requested resource" if known else "groupVersion shouldn't be empty"
            raise error.restated(f"unable to get apiresource from unstructured: {gvk}: {problem}") from error

    def _read(self, resource: Optional[Resource], namespace: str, name: str) -> Object:
        try:
            if resource is None:
                return self._of_root(name)
            if name:
                found = self._seen(self._named(resource, namespace, name))
                return found[0] if found else {}
            listed = self._client.list_at(resource, namespace)
            return {**listed, "items": self._seen(listed["items"])}
        except NotFound:
            return {}

    def _named(self, resource: Resource, namespace: str, name: str) -> list[Object]:
        """The object of a name in a list of its own, an empty one for none."""
        place = (resource.api_version, resource.kind, namespace, name)
        if place not in self._known:
            try:
                self._known[place] = [self._client.get_at(resource, namespace, name)]
            except NotFound:
                self._known[place] = []
        return self._known[place]

    def _of_root(self, name: str) -> Object:
        """Return what client-go gets for a kind without a name in paths: nothing, or what the server is."""
        path = f"{_ROOT}/{name}" if name else _ROOT
        answer: Object = self._client.transport.request("GET", path).json()
        return answer if name else {**answer, "items": answer.get("items") or []}

    def _seen(self, objects: list[Object]) -> list[Object]:
        """Those of the objects that are not hidden."""
        if self._hidden is not None:
            owner = (self._hidden.name, self._hidden.namespace)
            objects = [found for found in objects if ownership.owner(found) != owner]
        self.found = self.found or bool(objects)
        return objects


def typed(value: Any) -> Any:
    """Return JSON with its whole numbers as int64, as Kubernetes decodes them; beyond 64 bits they are float64."""
    if isinstance(value, dict):
        return {key: typed(item) for key, item in value.items()}
    if isinstance(value, list):
        return [typed(item) for item in value]
    if isinstance(value, int) and not isinstance(value, bool):
        return Int64(value) if -(1 << 63) <= value < 1 << 63 else float(value)
    return value


def _check_segments(namespace: str, name: str) -> None:
    """Raise KubeError for what can be no part of a path, in client-go's words."""
    for what, text in (("namespace", namespace), ("resource name", name)):
        wrong = _why_no_segment(text)
        if wrong:
            problem, hint = f"invalid {what} {quote(text)}: [{' '.join(wrong)}]", "correct what the template looks up"
            raise KubeError(problem, doing="looking an object up", hint=hint)


def _why_no_segment(text: str) -> list[str]:
    if text in (".", ".."):
        return [f"may not be '{text}'"]
    return [f"may not contain '{mark}'" for mark in "/%" if mark in text]
