# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What has to be true after every step of a life, each promise a function that raises BrokenError."""

from __future__ import annotations

import base64
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Iterator, Optional

import yaml
from release.harness import Releases

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import HelmError, NotFound
from ansible_collections.native.helm.plugins.module_utils._helm.kube.client import Client
from ansible_collections.native.helm.plugins.module_utils._helm.release.model import Release
from ansible_collections.native.helm.plugins.module_utils._helm.release.secrets import SecretsDriver
from ansible_collections.native.helm.plugins.module_utils._helm.release.storage import Storage

from . import parts

NAME = "life"
# What only the real run knows: when it was, how hooks ended, and what is random.
_UNKNOWN = ("first_deployed", "last_deployed", "updated", "started_at", "completed_at", "phase", "logs", "diff")
_CLUSTERS = ("ValidatingWebhookConfiguration",)  # what lives in no namespace
_LOOKS = 10
_SERVERS_OWN = ("managedFields", "resourceVersion", "generation", "creationTimestamp", "uid")

Outcome = tuple[str, Any]  # "result" and it as a dict, or the error's class and its words


class BrokenError(AssertionError):
    """A promise that was not kept."""


def expect(truth: bool, promise: str, *facts: Any) -> None:
    """Raise BrokenError where truth is False. facts: what was seen."""
    if not truth:
        raise BrokenError("\n".join([promise, *(text if isinstance(text, str) else _shown(text) for text in facts)]))


def predicted(before: Outcome, after: Outcome) -> None:
    """Check mode just before said what the run did."""
    expect(
        _known(before) == _known(after),
        "check mode said something else than the run did",
        *_differences(_known(before), _known(after)),
    )


def nothing_left_to_do(again: Outcome, writes: list[tuple[str, str]]) -> None:
    """The same once more is ok, and writes nothing."""
    expect(again[0] == "result", "the same task again failed", again)
    expect(not again[1]["changed"], "the same task again changed something", again[1]["reason"], _changes(again[1]))
    expect(not writes, "the same task again wrote something", writes)


def no_secret(outcome: Outcome) -> None:
    """No value of a Secret is in a result or an error, neither as the chart has it nor as the API server has it."""
    text = json.dumps(outcome[1], default=str)
    packed = [base64.b64encode(word.encode()).decode() for word in (parts.CANARY, parts.VALUES_CANARY)]
    for word in (parts.CANARY, packed[0].rstrip("=")[:-1], packed[1]):  # the first one may have more behind it
        expect(word not in text, "a secret is in the result", _around(text, word))


def as_the_manifest_says(client: Client, manifest: list[dict[str, Any]], *, autoscaled: bool) -> None:
    """Every live object has all that the manifest says: applied by another manager, as a dry run, it would stay the
    same."""

    def check(body: dict[str, Any]) -> None:
        if autoscaled and body["kind"] == "Deployment":
            body["spec"].pop("replicas", None)
        _is_said(client, body)

    with ThreadPoolExecutor(4) as pool:
        for _unused in pool.map(check, manifest):
            pass


def _is_said(client: Client, body: dict[str, Any]) -> None:
    kind, place, name = body["kind"], body["metadata"].get("namespace"), body["metadata"]["name"]
    for _unused in range(_LOOKS):
        live = client.find(body["apiVersion"], kind, place, name)
        expect(live is not None, f"{kind} {name} is in the manifest, not in the cluster")
        assert live is not None
        expect(not live["metadata"].get("deletionTimestamp"), f"{kind} {name} is being deleted")
        try:
            wanted = client.apply(body, place, manager="witness", force=True, dry_run=True)
        except HelmError as error:
            raise BrokenError(f"{kind} {name} cannot be applied again: {error.problem}") from error
        if wanted["metadata"]["resourceVersion"] == live["metadata"]["resourceVersion"]:
            break  # else a controller wrote in between: its status, say
    lines = _differences(_in_one_order(_plain(wanted)), _in_one_order(_plain(live)))
    expect(not lines, f"{kind} {name} is not as the manifest says", *lines)


def last_of_each(manifest: str, namespace: str) -> Iterator[dict[str, Any]]:
    """Yield the manifest's objects, lists taken apart, each in its namespace; the last of those that are the same."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for document in yaml.load_all(manifest, Loader=yaml.CSafeLoader):
        kind = str((document or {}).get("kind", ""))
        items = document.get("items") or [] if kind.endswith("List") else [document]
        for body in items:
            if body:
                body.setdefault("apiVersion", document["apiVersion"])
                body.setdefault("kind", kind[: -len("List")])
                metadata = body.setdefault("metadata", {})
                if body["kind"] not in _CLUSTERS:
                    metadata.setdefault("namespace", namespace)
                found[body["kind"], body["metadata"]["name"]] = body
    yield from found.values()


class Records:
    """The records of a release, as helm and we read them. What both said is kept until a record changes: it is all that
    they go by."""

    def __init__(self, place: Releases, client: Client, name: str = NAME) -> None:
        self._name = name
        self._place = place
        self._storage = Storage(SecretsDriver(client, place.namespace, client.env))
        self._marks: Optional[list[tuple[str, str, str]]] = None
        self._known: Optional[dict[str, Any]] = None

    def are_there(self) -> bool:
        """Return whether there were any at the last look."""
        return self._known is not None

    def have_objects(self) -> bool:
        """Return whether the release consisted of anything at the last look."""
        return bool((self._known or {}).get("manifest")) and self._known["info"]["status"] != "uninstalled"

    def helm_agrees(self) -> Optional[dict[str, Any]]:
        """helm's status and history say what we say. Returns helm's release, None where there is none."""
        heads = self._storage.heads(self._name)
        marks = [(head.key, head.uid, head.mark) for head in heads]
        if marks != self._marks:
            self._known = self._asked(self._storage.read(heads[-1]) if heads else None)
            self._marks = marks
        return self._known

    def _asked(self, record: Optional[Release]) -> Optional[dict[str, Any]]:
        found = self._place.info(self._name, fields=["values", "history"]).releases
        expect(len(found) == (record is not None), "our info knows another release than our storage", found)
        if record is None:
            expect("not found" in self._place.helm_fails("history", self._name), "helm knows a release that we do not")
            return None
        with ThreadPoolExecutor(2) as pool:
            printed = pool.map(lambda word: self._place.helm(word, self._name, "-o", "json"), ("status", "history"))
        status, entries = map(json.loads, printed)
        mine = found[0]
        theirs = [status["version"], status["info"]["status"], status.get("manifest", ""), status.get("config") or {}]
        said = [record.version, mine["status"], record.manifest, mine["release_values"] or {}]
        expect(theirs == said, "helm's status is another", *_differences(said, theirs))
        history = sorted((entry["revision"], entry["status"]) for entry in entries)
        told = sorted((entry["revision"], entry["status"]) for entry in mine["history"])
        expect(told == history, "helm's history is another", told, history)
        deployed = [revision for revision, state in history if state == "deployed"]
        expect(len(deployed) <= 1, "more than one revision is deployed", history)
        return dict(status)


def stamp(client: Client, api_version: str, kind: str, namespace: str, name: str) -> str:
    """Return what tells whether an object was touched; "" where it is gone."""
    try:
        metadata = client.get(api_version, kind, namespace, name)["metadata"]
    except NotFound:
        return ""
    return f"{metadata['uid']} {metadata['resourceVersion']}"


def _plain(item: dict[str, Any]) -> dict[str, Any]:
    metadata = {key: value for key, value in item["metadata"].items() if key not in _SERVERS_OWN}
    return {**item, "metadata": metadata}


def _in_one_order(value: Any) -> Any:
    """Ports in which a number stands twice by their keys: a merge puts these side by side, an apply does not."""
    if isinstance(value, dict):
        return {key: _in_one_order(inner) for key, inner in value.items()}
    if not isinstance(value, list):
        return value
    numbers = [item.get("containerPort", item.get("port")) for item in value if isinstance(item, dict)]
    if None in numbers or len(set(numbers)) == len(numbers):
        return [_in_one_order(inner) for inner in value]
    return sorted(value, key=lambda port: json.dumps([port.get("protocol"), port], sort_keys=True))


def _known(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _known(item) for key, item in value.items() if key not in _UNKNOWN}
    return [_known(item) for item in value] if isinstance(value, (list, tuple)) else value


def _changes(result: dict[str, Any]) -> list[str]:
    return [f"{entry['action']} {entry['kind']} {entry['name']}" for entry in result["changes"]]


def _differences(one: Any, other: Any, path: str = "") -> list[str]:
    """In what two structures differ, a line a place."""
    if isinstance(one, dict) and isinstance(other, dict):
        keys = sorted({*one, *other}, key=str)
        return [line for key in keys for line in _differences(one.get(key), other.get(key), f"{path}/{key}")]
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        return [line for at, pair in enumerate(zip(one, other)) for line in _differences(*pair, f"{path}/{at}")]
    return [] if one == other else [f"{path or '/'}: {_shown(one)} / {_shown(other)}"]


def _shown(value: Any) -> str:
    return json.dumps(value, default=str)[:2000]


def _around(text: str, word: str) -> str:
    at = text.find(word)
    return text[max(0, at - 200) : at + 60]
