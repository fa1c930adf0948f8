# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands at the gate of each release where a task has a plan: it notes what is decided, or compares it with what
was approved."""

from __future__ import annotations

import dataclasses
import threading
from typing import TYPE_CHECKING, Any, Callable, Optional

from ..base.errors import KubeError
from . import differences, intended
from .discretion import Discretion, as_it_was
from .document import Who
from .random_parts import RandomParts, pinned

if TYPE_CHECKING:
    from ..base.env import Env
    from ..content.candidate import Candidate
    from ..kube.client import Client
    from ..releases.attempt.intent import Intent, Stage
    from .document import Planned
    from .sealing import Seal

Entry = dict[str, Any]
Render = Callable[["Env"], "Candidate"]


class Notes:
    """What was decided for each release, by NAMESPACE/NAME. Thread-safe."""

    def __init__(self) -> None:
        self.entries: dict[str, Entry] = {}
        self._known: dict[int, tuple[Any, Who]] = {}
        self._lock = threading.Lock()

    def add(self, entry: Entry) -> None:
        """Note what is to be done to a release."""
        with self._lock:
            self.entries[f"{entry['namespace']}/{entry['name']}"] = entry

    def who(self, client: Client) -> Who:
        """Return who asks whom. A server is asked once. Raises KubeError."""
        with self._lock:
            known = self._known.get(id(client.connection))
        if known is None:
            known = (client.connection, identify(client))
            with self._lock:
                self._known[id(client.connection)] = known
        return known[1]


@dataclasses.dataclass
class Approval:
    """notes: where what is decided goes. seal: of the document. planned: what was approved, None where nobody was asked
    yet. begun: the plan is being applied: what differs now is an error. learn: tells the release's secrets what is
    known by now; masked: gives an entry as results show it."""

    notes: Notes
    seal: Optional[Seal] = None
    planned: Optional[Planned] = None
    begun: bool = False
    learn: Callable[[], None] = lambda: None
    masked: Callable[[Entry], Entry] = dict
    _again: Optional[Render] = None

    def of_release(self, learn: Callable[[], None], masked: Callable[[Entry], Entry]) -> Approval:
        """Return the one of a release."""
        return dataclasses.replace(self, learn=learn, masked=masked)

    def settled(self, name: str, candidate: Candidate, again: Optional[Render], env: Env) -> Candidate:
        """Return candidate with its random values as they were approved. name: NAMESPACE/NAME. again: renders the same
        once more; None where that gives the same."""
        self._again = again
        planned = self.planned.releases.get(name) if self.planned is not None else None
        held = (planned or {}).get("random") or {}
        if again is None or "documents" not in held:
            return candidate
        texts = {
            "documents": [as_it_was(text) for text in held["documents"]],
            "hooks": {path: as_it_was(text) for path, text in held["hooks"].items()},
        }
        return pinned(texts, candidate, again, env)

    def decided(self, intent: Intent, stage: Stage) -> None:
        """Take notice of what is decided. Raises ReleaseError where something else was approved."""
        look = stage.look
        env = look.context.env
        if stage.record is not None:
            env.secrets.configs.append(stage.record.config)
        self.learn()
        name = f"{intent.request.namespace}/{intent.request.name}"
        parts = RandomParts(stage.wanted.candidate, self._again if stage.record is not None else None, env)
        entry = self.masked(intended.entry(intent, stage, Discretion(env.secrets, self.seal, name), parts))
        if self.planned is None or not self.begun:
            self.notes.add({**entry, **self.notes.who(look.client).described()})
            return
        planned = self.planned.releases
        if name in planned:
            made = _made_by_others(planned, name)
            found = differences.of_release(
                name, planned[name], entry, sealed=self.seal is not None, begun=True, made=made
            )
        else:
            found = differences.of_releases({}, {name: entry}, sealed=False)
        if found:
            raise differences.refusal(found, self.planned.id, begun=f"release {name}")


def identify(client: Client) -> Who:
    """Return who asks whom, as far as the server tells. Raises KubeError where it does not answer."""
    found = Who(client.connection.server, client.connection.user)
    try:
        metadata = client.get("v1", "Namespace", "", "kube-system")["metadata"]
        found.cluster = str(metadata.get("uid") or "")
    except KubeError as error:
        if error.status not in (403, 404):
            raise
    review = {"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview", "metadata": {}}
    try:
        answer = client.create(review, "", dry_run=True)
        found.name = str(((answer.get("status") or {}).get("userInfo") or {}).get("username") or "")
    except KubeError as error:
        if not 400 <= error.status < 500 or error.status in (401, 429):
            raise
    return found


def _made_by_others(planned: dict[str, Entry], name: str) -> set[str]:
    """What other releases of the plan make, too: the namespace and CRDs that several need."""
    return {
        f"{one['kind']} {one['name']}"
        for key, entry in planned.items()
        for one in (entry["objects"] if key != name else ())
        if one["action"] == "create" and not one["namespace"]
    }
