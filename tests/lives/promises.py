# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What has to be true after every step of a life, each promise a function that raises BrokenError."""

from __future__ import annotations

import json
from typing import Any, Iterator, Optional

import yaml
from release.harness import Releases

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import HelmError, NotFound
from ansible_collections.native.helm.plugins.module_utils._helm.kube.client import Client
from ansible_collections.native.helm.plugins.module_utils._helm.release.secrets import SecretsDriver
from ansible_collections.native.helm.plugins.module_utils._helm.release.storage import Storage

from . import parts

NAME = "life"
# What only the real run knows: when it was, how hooks ended, and what is random.
_UNKNOWN = ("first_deployed", "last_deployed", "updated", "started_at", "completed_at", "phase", "logs", "diff")
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
    """No value of a Secret is in a result or an error."""
    text = json.dumps(outcome[1], default=str)
    expect(parts.CANARY not in text, "a secret is in the result", _around(text, parts.CANARY))


def as_the_manifest_says(
    client: Client, manifest: str, namespace: str, *, autoscaled: bool, seized: set[tuple[str, str]]
) -> None:
    """Every live object has all that the manifest says: applied by another manager, as a dry run, it would stay the
    same. seized: objects (kind, name) of which another manager holds a field of the chart."""
    for body in last_of_each(manifest, namespace):
        if (body["kind"], body["metadata"]["name"]) in seized:
            continue
        if autoscaled and body["kind"] == "Deployment":
            body["spec"].pop("replicas", None)
        place, name = body["metadata"]["namespace"], body["metadata"]["name"]
        live = client.find(body["apiVersion"], body["kind"], place, name)
        expect(live is not None, f"{body['kind']} {name} is in the manifest, not in the cluster")
        assert live is not None
        expect(not live["metadata"].get("deletionTimestamp"), f"{body['kind']} {name} is being deleted")
        try:
            wanted = client.apply(body, place, manager="witness", force=True, dry_run=True)
        except HelmError as error:
            raise BrokenError(f"{body['kind']} {name} cannot be applied again: {error.problem}") from error
        lines = _differences(_plain(wanted), _plain(live))
        expect(not lines, f"{body['kind']} {name} is not as the manifest says", *lines)


def last_of_each(manifest: str, namespace: str) -> Iterator[dict[str, Any]]:
    """Yield the manifest's objects, lists taken apart, each in its namespace; the last of those that are the same."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for document in yaml.safe_load_all(manifest):
        kind = str((document or {}).get("kind", ""))
        items = document.get("items") or [] if kind.endswith("List") else [document]
        for body in items:
            if body:
                body.setdefault("apiVersion", document["apiVersion"])
                body.setdefault("kind", kind[: -len("List")])
                body.setdefault("metadata", {}).setdefault("namespace", namespace)
                found[body["kind"], body["metadata"]["name"]] = body
    yield from found.values()


def helm_agrees(place: Releases, client: Client) -> Optional[dict[str, Any]]:
    """helm's status and history say what we say. Returns helm's release, None where there is none."""
    storage = Storage(SecretsDriver(client, place.namespace, client.env))
    heads = storage.heads(NAME)
    record = storage.read(heads[-1]) if heads else None
    found = place.info(NAME, fields=["values", "history"]).releases
    expect(len(found) == (record is not None), "our info knows another release than our storage", found)
    if record is None:
        expect("not found" in place.helm_fails("history", NAME), "helm knows a release that we do not")
        return None
    mine = found[0]
    status = json.loads(place.helm("status", NAME, "-o", "json"))
    history = [(entry["revision"], entry["status"]) for entry in json.loads(place.helm("history", NAME, "-o", "json"))]
    theirs = [status["version"], status["info"]["status"], status.get("manifest", ""), status.get("config") or {}]
    said = [record.version, mine["status"], record.manifest, mine["release_values"] or {}]
    expect(theirs == said, "helm's status is another", *_differences(said, theirs))
    told = [(entry["revision"], entry["status"]) for entry in mine["history"]]
    expect(sorted(told) == sorted(history), "helm's history is another", told, history)
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
