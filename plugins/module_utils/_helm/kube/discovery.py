# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the API server serves: read once a client by aggregated discovery, or group by group from an old server."""

from __future__ import annotations

import contextlib
from typing import Any, Iterable, Optional

from ..base.errors import KubeError, NotFound
from ..base.turns import Turns, once_more
from .transport import Transport

_AGGREGATED = ",".join(
    f"application/json;g=apidiscovery.k8s.io;v={version};as=APIGroupDiscoveryList" for version in ("v2", "v2beta1")
)
_ACCEPT = {"Accept": _AGGREGATED + ",application/json"}
_BRIEF = 1.0  # seconds for each API of an old server, when they are all wanted
_REMEMBERED = 10.0  # seconds that an API which is away is not asked again


class Resource:
    """A kind that the server stores or answers to. group: "" for the core. plural: its name in paths."""

    __slots__ = ("group", "kind", "namespaced", "plural", "verbs", "version")

    def __init__(self, api_version: str, kind: str, plural: str, *, namespaced: bool, verbs: Iterable[str]) -> None:
        self.group, _unused, self.version = api_version.rpartition("/")
        self.kind = kind
        self.plural = plural
        self.namespaced = namespaced
        self.verbs = tuple(verbs)

    def __repr__(self) -> str:
        return f"Resource({self.api_version}, {self.kind})"

    @property
    def api_version(self) -> str:
        """apiVersion as objects have it."""
        return f"{self.group}/{self.version}" if self.group else self.version

    @property
    def root(self) -> str:
        """The path of the group and version."""
        return group_path(self.api_version)

    def path(self, namespace: str = "", name: str = "", subresource: str = "") -> str:
        """Return the path of an object, or of the kind's objects in a namespace ("" for all)."""
        parts = [self.root]
        if self.namespaced and namespace:
            parts += ["namespaces", segment(namespace)]
        parts += [self.plural] + [segment(part) for part in (name, subresource) if part]
        return "/".join(parts)


def group_path(api_version: str) -> str:
    """Return the path that a group and version is served under."""
    return ("/apis/" if "/" in api_version else "/api/") + "/".join(segment(part) for part in api_version.split("/"))


def segment(name: str) -> str:
    """Return a name as part of a path. Raises KubeError for one that would lead elsewhere."""
    from urllib.parse import quote

    if name in ("", ".", "..") or "/" in name or "%" in name:
        hint = "correct the name in the chart's templates, or in the task's options"
        raise KubeError(f"{name!r} cannot be a name of an object", doing="asking the API server", hint=hint)
    return quote(name, safe=":")  # roles have names such as system:node


class _Known:
    """What is known of a server, by everyone who asks it. Readers take no lock: what they look into is only added to,
    or put in place whole."""

    def __init__(self) -> None:
        self.kinds: dict[tuple[str, str], Resource] = {}
        self.entries: set[str] = set()
        self.unread: list[str] = []  # of an old server: groups and versions whose kinds nobody has asked for yet
        self.stale: set[str] = set()  # served by a server behind the API server that did not answer it
        self.away: dict[str, tuple[float, KubeError]] = {}  # found to be so, and when

    def add_aggregated(self, answer: dict[str, Any]) -> None:
        """Add what a server says of all of its kinds at once."""
        for group in answer.get("items") or ():
            name = (group.get("metadata") or {}).get("name") or ""
            for version in group.get("versions") or ():
                api_version = f"{name}/{version['version']}" if name else version["version"]
                if version.get("freshness") == "Stale":  # as if it were not there, as client-go has it
                    self.stale.add(api_version)
                    continue
                self.entries.add(api_version)
                for item in version.get("resources") or ():
                    self._add(api_version, item.get("responseKind"), item)
                    for part in item.get("subresources") or ():
                        if (part.get("responseKind") or {}).get("kind"):
                            self.entries.add(f"{api_version}/{part['responseKind']['kind']}")

    def _add(self, api_version: str, response: Optional[dict[str, Any]], item: dict[str, Any]) -> None:
        kind = (response or {}).get("kind")
        if not kind:
            return
        self.entries.add(f"{api_version}/{kind}")
        namespaced = item.get("scope") == "Namespaced"
        self.keep(Resource(api_version, kind, item["resource"], namespaced=namespaced, verbs=item.get("verbs") or ()))

    def keep(self, resource: Resource) -> None:
        """Remember a kind: of several resources that have it the one that can do more."""
        known = self.kinds.get((resource.api_version, resource.kind))
        if known is None or len(resource.verbs) > len(known.verbs):
            self.kinds[resource.api_version, resource.kind] = resource

    def add_classic(self, answer: dict[str, Any]) -> None:
        """Add what an old server lists: its versions (/api), or its groups (/apis). Each is asked for its kinds when
        they are wanted."""
        versions = list(answer.get("versions") or ()) if answer.get("kind") == "APIVersions" else []
        for group in answer.get("groups") or ():
            versions += [version["groupVersion"] for version in group.get("versions") or ()]
        self.entries.update(versions)
        self.unread += versions
        self.stale.update(version for version in versions if "." in version)  # it does not say which are


class _Server:
    """What all clients of a server share. known: None until it was read. forgotten: how often it has to be read
    anew."""

    def __init__(self) -> None:
        self.known: Optional[_Known] = None
        self.version: Optional[dict[str, Any]] = None
        self.forgotten = 0
        self.turns = Turns()


class Discovery:
    """The server's kinds. Thread-safe; a kind that is not known makes its group and version be read anew, and nobody
    waits for that who asks for another one. beside: one whose knowledge is shared."""

    def __init__(self, transport: Transport, beside: Optional[Discovery] = None) -> None:
        self._transport = transport
        self._server: _Server = _Server() if beside is None else beside._server

    def version(self) -> dict[str, Any]:
        """Return the server's version, as /version has it."""
        server = self._server

        def read() -> None:
            server.version = self._transport.request("GET", "/version").json()

        server.turns.take("/version", lambda: server.version is not None, read)
        return server.version or {}

    def api_versions(self) -> list[str]:
        """Return every group/version and group/version/Kind, sorted: Helm's Capabilities.APIVersions when online."""
        known = self._load()
        self._server.turns.take("all", lambda: not known.unread, lambda: self._read_rest(known))
        return sorted(set(known.entries))

    def _read_rest(self, known: _Known) -> None:
        while known.unread:
            api_version = known.unread.pop()
            try:
                self._load_group_version(known, api_version, patience=_BRIEF)
            except KubeError as error:
                if error.status not in (404, 503, 504):  # an API whose server is away hides only its own kinds
                    raise

    def resource(self, api_version: str, kind: str) -> Resource:
        """Return the kind's resource. Raises NotFound with client-go's text when the server does not know it."""
        known = self._load()
        found = known.kinds.get((api_version, kind))
        if found is None:  # perhaps its definition was created since
            key = (api_version, kind)
            self._server.turns.take(api_version, lambda: key in known.kinds, lambda: self._look_up(known, api_version))
            found = known.kinds.get((api_version, kind))
        if found is None:
            problem = f'no matches for kind "{kind}" in version "{api_version}"'
            hint = "ensure that its CustomResourceDefinition is installed first"
            raise NotFound(
                problem, doing="looking up a kind", subject=kind, hint=hint, status=404, reason="NoKindMatch"
            )
        return found

    def _look_up(self, known: _Known, api_version: str) -> None:
        """Read the kinds of a group and version. Raises KubeError where its server is away, within a bounded time."""
        from . import aggregation

        since, cause = known.away.get(api_version, (0.0, None))
        now = self._transport.env.monotonic()
        if cause is not None and now - since < _REMEMBERED:
            raise once_more(cause)
        patience = aggregation.PATIENCE if api_version in known.stale else None
        try:
            self._load_group_version(known, api_version, patience=patience)
        except KubeError as error:
            found = None
            if aggregation.is_away(error):
                found = aggregation.unavailable(self._transport, api_version, error)
            if found is None:
                raise
            known.away[api_version] = (self._transport.env.monotonic(), found)
            raise found from error

    def other_version(self, api_version: str, kind: str) -> Optional[str]:
        """Return another group and version in which the server has the kind, None for none."""
        group = api_version.rpartition("/")[0]
        found = [one for one in list(self._load().kinds.values()) if (one.group, one.kind) == (group, kind)]
        return next((one.api_version for one in found if one.api_version != api_version), None)

    def forget(self) -> None:
        """Read everything anew when it is asked for next."""
        self._server.forgotten += 1  # first: what is being read now is of before
        self._server.known = None

    def _load(self) -> _Known:
        """What is known, read first where nothing is."""
        while True:
            known = self._server.known
            if known is not None:
                return known
            self._server.turns.take("known", lambda: self._server.known is not None, self._read)

    def _read(self) -> None:
        known, forgotten = _Known(), self._server.forgotten
        for path in ("/api", "/apis"):
            answer = self._transport.request("GET", path, headers=_ACCEPT).json()
            if answer.get("kind") == "APIGroupDiscoveryList":
                known.add_aggregated(answer)
            else:
                known.add_classic(answer)
        if forgotten == self._server.forgotten:
            self._server.known = known

    def _load_group_version(self, known: _Known, api_version: str, *, patience: Optional[float] = None) -> None:
        if not api_version or api_version.count("/") > 1:
            return
        try:
            answer = self._transport.request("GET", group_path(api_version), patience=patience).json()
        except NotFound:
            return
        with contextlib.suppress(ValueError):  # read by now, or never to be
            known.unread.remove(api_version)
        known.entries.add(api_version)
        for item in answer.get("resources") or ():
            kind, name = item.get("kind"), item.get("name") or ""
            if not kind:
                continue
            known.entries.add(f"{api_version}/{kind}")
            if "/" not in name:
                known.keep(
                    Resource(
                        api_version, kind, name, namespaced=bool(item.get("namespaced")), verbs=item.get("verbs") or ()
                    )
                )
