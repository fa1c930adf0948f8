# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What releases there are, and what one of them holds. Reads only; a listing reads nothing but metadata."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, Callable, Optional

from ..asked import checks
from ..asked.requests import Context, InfoRequest
from ..base.errors import Forbidden, Invalid, KubeError, NotFound, RequestError, Unauthorized
from ..codecs.yaml import codec as yaml_codec
from ..plan import build, objects, observe, ownership, passing, terminating
from ..plan.conflicts import CORRECT, Policy
from ..plan.masking import masked_object
from ..plan.model import APPLY, MERGE, Item
from ..plan.parallel import each
from ..plan.served import Served
from ..plan.situation import Situation
from ..release import charts, selector
from ..release.model import DEPLOYED, SERVER_SIDE, Head, Release
from ..release.storage import Storage
from . import describe, masking
from .records import not_found, storage_of
from .results import InfoResult

if TYPE_CHECKING:
    from ..kube.client import Client
    from ..plan.reads import Reads

FIELDS = (
    "values", "all_values", "manifest", "hooks", "notes", "metadata", "history", "resources", "drift", "updates",
)  # fmt: skip


def info(request: InfoRequest, context: Context) -> InfoResult:
    """Return the releases that the request asks for; none is no error, a revision that is not there is one
    (ReleaseError).

    With a name the record is read; a listing has what metadata tells, and reads records only for the fields asked
    for.
    """
    unknown = [name for name in request.fields if name not in FIELDS]
    if unknown:
        hint = f"one of: {', '.join(FIELDS)}"
        raise RequestError(f"{unknown[0]!r} is no field", doing="reading the option", subject="fields", hint=hint)
    client = context.client()
    if request.owner_of is not None:
        return _owning(request, context, client)
    reader = _Reader(client, context, storage_of(context, request.namespace), request.updates)
    if request.name:
        return reader.one(request)
    heads = _listed(reader.storage.driver.heads(namespace=_place(request)), request)
    return InfoResult([reader.entry(head, request) for head in heads], describe.connection(client))


def _owning(request: InfoRequest, context: Context, client: Client) -> InfoResult:
    """The release that an object says it belongs to; an object that is not there belongs to none."""
    wanted = request.owner_of or {}
    place = wanted.get("namespace") or request.namespace
    live = client.find(wanted["api_version"], wanted["kind"], place, wanted["name"])
    owner = ownership.owner(live) if live is not None else None
    if owner is None:
        return InfoResult([], describe.connection(client), asked=True)
    name, namespace = owner
    reader = _Reader(client, context, storage_of(context, namespace), request.updates)
    result = reader.one(dataclasses.replace(request, name=name, namespace=namespace, all_namespaces=False))
    result.owner, result.asked = {"name": name, "namespace": namespace}, True
    return result


def _place(request: InfoRequest) -> Optional[str]:
    return "" if request.all_namespaces else None


def _listed(heads: list[Head], request: InfoRequest) -> list[Head]:
    """The newest revision of each release, by namespace and name, of those in the states and with the labels asked for:
    what an older revision was does not count (Go: action/list.go)."""
    meets = selector.parse(request.selector)
    newest: dict[tuple[str, str], Head] = {}
    for head in heads:
        key = (head.name, head.namespace)
        if key not in newest or newest[key].version < head.version:
            newest[key] = head
    found = list(newest.values())
    if request.states == ["superseded"]:  # no newest revision is: the newest that are
        found = [head for head in heads if head.status == "superseded"]
    found = [head for head in found if (not request.states or head.status in request.states) and meets(head.labels)]
    return sorted(found, key=lambda head: (head.namespace, head.name, head.version))


class _Reader:
    """Reads records and what they name. updates: tells newer versions, as InfoRequest has it."""

    def __init__(self, client: Client, context: Context, storage: Storage, updates: Callable[[Any], Any]) -> None:
        self.storage = storage
        self._updates = updates
        self._client = client
        self._context = context

    def one(self, request: InfoRequest) -> InfoResult:
        """A release by name, in the state and with the labels asked for."""
        checks.check_name(request.name, "releaseContent: Release name is invalid: NAME")
        connection = describe.connection(self._client)
        place = _place(request)
        heads = sorted(
            self.storage.driver.heads(request.name, namespace=place),
            key=lambda head: head.version,
        )
        if request.revision:
            wanted = [head for head in heads if head.version == request.revision]
            if not wanted:
                known = ", ".join(str(head.version) for head in heads)
                hint = f"its revisions are {known}" if known else ""
                raise not_found(f"reading revision {request.revision} of", request.namespace, request.name, hint)
        else:
            wanted = _listed(heads, request)
        found = []
        status = None
        for head in wanted:
            release = self._read(head)
            if release is not None:
                siblings = [other for other in heads if other.namespace == head.namespace]
                found.append(self._full(release, request.fields, siblings))
                status = self._status(release, all_values=request.all_values)
        return InfoResult(found, connection, status if len(found) == 1 else None)

    def _status(self, release: Release, *, all_values: bool) -> dict[str, Any]:
        """kubernetes.core's keys of helm_info: those of a release, and what it was rendered to, as objects."""
        status = describe.status(release)
        if all_values:
            status["release_values"] = describe.plain(self._all_values(release))
        status["manifest"] = _documents(release.manifest)
        status["hooks"] = [found for hook in release.hooks for found in _documents(hook.manifest)]
        status["notes"] = release.info.notes
        return status

    def entry(self, head: Head, request: InfoRequest) -> dict[str, Any]:
        """A line of a listing."""
        if not request.fields:
            return describe.listed(head)
        release = self._read(head)
        if release is None:
            return describe.listed(head)
        siblings = []
        if "history" in request.fields:
            siblings = sorted(
                self.storage.driver.heads(head.name, namespace=head.namespace), key=lambda other: other.version
            )
        return self._full(release, request.fields, siblings)

    def _read(self, head: Head) -> Optional[Release]:
        try:
            return self.storage.driver.get(head.key, head.namespace)
        except NotFound:
            return None

    def _full(self, release: Release, fields: list[str], heads: list[Head]) -> dict[str, Any]:
        from . import revealing

        revealing.learn(self._context.env.secrets, release)
        entry = describe.described(release)
        del entry["release_values"]  # shown when asked for
        makers: dict[str, Callable[[], Any]] = {
            "values": lambda: describe.plain(release.config),
            "all_values": lambda: describe.plain(self._all_values(release)),
            "manifest": lambda: masking.masked_text(release.manifest),
            "hooks": lambda: [_hook(hook) for hook in release.hooks],
            "notes": lambda: release.info.notes,
            "metadata": lambda: describe.metadata(release),
            "history": lambda: each(self._revision, heads, workers=self._client.width()),
            "resources": lambda: self._resources(release),
            "drift": lambda: self._drift(release),
            "updates": lambda: self._updates(entry),
        }
        for name in fields:
            entry[_KEYS.get(name, name)] = makers[name]()
        return entry

    def _all_values(self, release: Release) -> dict[str, Any]:
        from ..chart.values import coalesce

        return coalesce.coalesce(charts.chart_of(release.chart), release.config, self._context.env.warn)

    def _revision(self, head: Head) -> dict[str, Any]:
        release = self._read(head)
        if release is None:
            return describe.listed(head)
        return {**_without_details(describe.described(release)), "rollback_revision": release.went_back_to}

    def _items(self, release: Release) -> list[Item]:
        return objects.items(
            release.manifest, Served(self._client).scope, release=release.name, namespace=release.namespace, unknown=[]
        )

    def _resources(self, release: Release) -> list[dict[str, Any]]:
        """Every object with its readiness; one that cannot be read, with the reason, hides no other."""
        from ..plan.reads import Reads

        known = Served(self._client).scope
        odd: dict[tuple[str, str], tuple[str, str]] = {}  # kinds that the cluster does not tell: state, reason

        def scope(api_version: str, kind: str) -> bool:
            try:
                namespaced = known(api_version, kind)
            except Unauthorized:
                raise
            except KubeError as error:
                odd[api_version, kind] = ("unknown", error.problem)
                return True
            if namespaced is None:
                odd[api_version, kind] = ("missing", f'no matches for kind "{kind}" in version "{api_version}"')
            return namespaced is not False

        found = objects.items(release.manifest, scope, release=release.name, namespace=release.namespace)
        reads = Reads(self._client, [item for item in found if (item.api_version, item.kind) not in odd])

        def resource(item: Item) -> dict[str, Any]:
            return self._resource(item, odd.get((item.api_version, item.kind)), reads)

        return each(resource, found, workers=self._client.width())

    @staticmethod
    def _resource(item: Item, odd: Optional[tuple[str, str]], reads: Reads) -> dict[str, Any]:
        """An object with its readiness. odd: what is known of a kind that the cluster does not tell."""
        from ..kube import readiness

        entry: dict[str, Any] = item.described()
        if odd is not None:
            return {**entry, "state": odd[0], "message": odd[1]}
        try:
            live = reads.of(item)
        except Unauthorized:
            raise
        except KubeError as error:
            if not isinstance(error, Forbidden) and error.status != 503:
                raise
            return {**entry, "state": "unknown", "message": error.problem}
        if live is None and passing.is_passing(item):
            return {**entry, "state": "missing", "message": "it goes by itself once it is done"}
        if live is None:
            return {**entry, "state": "missing", "message": "Resource not found"}
        if terminating.is_terminating(live):
            return {**entry, "state": terminating.TERMINATING, "message": terminating.told(live)}
        found = readiness.ready(live)
        return {**entry, "state": found.state, "message": found.message}

    def _drift(self, release: Release) -> list[dict[str, Any]]:
        """What is not as the revision has it."""
        from ..plan import drift

        items = self._items(release)
        policy = Policy(
            drift=CORRECT, take_ownership=True, method=APPLY if release.apply_method == SERVER_SIDE else MERGE
        )
        situation = Situation(
            original={item.key: item for item in items},
            settled=True,
            passing=passing.passing(items) if release.info.status == DEPLOYED else frozenset(),
        )
        try:
            observation = observe.observe(self._client, items, policy, situation)
            plan = build.build(
                observation, [], policy, situation, release=release.name, namespace=release.namespace
            )
        except KubeError as error:
            raise error.restated(f"drift cannot be told: {error.problem}") from error
        for entry in plan.operations:
            if entry.refusal is not None and entry.before is not None:
                self._refused(entry.item, entry.refusal)
        return drift.entries(plan, self._context.env.secrets, settled=True)

    def _refused(self, item: Item, error: KubeError) -> None:
        """An object of which the server does not say what it should be: the user may not write it, or nobody may.
        What it refuses because of fields is compared, and told with its words."""
        from ..plan import anew, fallback, grounds

        if isinstance(error, Invalid) and anew.is_of_fields(error):
            return
        if not grounds.missing_right(error):
            raise error.restated(f"drift cannot be told: {error.problem}") from error
        fallback.tell(self._client, item.label, error)


_KEYS = {"values": "release_values"}  # "values" is a method of every dict in a template


def _documents(text: str) -> list[Any]:
    """The objects in a manifest's text, the values of Secrets masked."""
    return [masked_object(found) for found in yaml_codec.load_documents(text) if found is not None]


def _hook(hook: Any) -> dict[str, Any]:
    return {
        "name": hook.name,
        "kind": hook.kind,
        "path": hook.path,
        "events": list(hook.events),
        "weight": hook.weight,
        "delete_policies": list(hook.delete_policies),
        "manifest": masking.masked_text(hook.manifest),
        "phase": hook.last_run.phase,
        "started_at": hook.last_run.started_at,
        "completed_at": hook.last_run.completed_at,
    }


def _without_details(entry: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in entry.items() if key not in ("notes", "release_values")}
