# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a run's record is kept, and who holds it."""

from __future__ import annotations

import contextlib
import os
from typing import Iterator

from record_server import Asked, Records
from unit.kube.conftest import World, client_to

from ansible_collections.native.helm.plugins.module_utils._helm.release.keeper import Keeper
from ansible_collections.native.helm.plugins.module_utils._helm.release.model import Info, Release, StoredHook
from ansible_collections.native.helm.plugins.module_utils._helm.release.secrets import SecretsDriver
from ansible_collections.native.helm.plugins.module_utils._helm.release.storage import Storage

KEY = "sh.helm.release.v1.web.v2"
PATH = f"/api/v1/namespaces/ns/secrets/{KEY}"
HOLDER, LEASE = "native.helm/holder", "native.helm/lease-seconds"


class Place:
    """Where a run's record is kept. stops: "hold" and "free" as the run holds stops up and lets them through."""

    def __init__(self, records: Records, url: str, world: World) -> None:
        self.records, self.world = records, world
        self.storage = Storage(SecretsDriver(client_to(url, world), "ns", world))
        self.stops: list[str] = []
        world.hold_stop = self._hold

    @contextlib.contextmanager
    def _hold(self) -> Iterator[None]:
        self.stops.append("hold")
        yield
        self.stops.append("free")

    def keeper(self, lease: float = 0.0, status: str = "pending-upgrade") -> Keeper:
        """A run's keeper, not begun. Without a lease it shows no life of its own accord."""
        hooks = [StoredHook("job", manifest="kind: Job")]
        return Keeper(self.storage, Release("web", "ns", 2, Info(status=status), hooks=hooks), self.world, lease)

    def annotations(self) -> dict[str, str]:
        """Who holds the record, as its object says."""
        found: dict[str, str] = self.records.objects[PATH]["metadata"].get("annotations") or {}
        return found

    def status(self) -> str:
        """The record's status."""
        return self.storage.driver.get(KEY).info.status

    def touched(self, **annotations: str) -> None:
        """Have someone else write the object."""
        metadata = self.records.objects[PATH]["metadata"]
        metadata["resourceVersion"] += "0"
        metadata["annotations"] = {**metadata.get("annotations", {}), **annotations}


def name() -> str:
    """That of this run, with the number that the world's randomness has."""
    return f"{os.uname().nodename}/{os.getpid()}/80808080"


def taken(place: Place) -> None:
    place.touched(**{HOLDER: "another/1/00"})


def puts(place: Place) -> list[Asked]:
    """The record's writings: a dry run is only a question."""
    return [asked for asked in place.records.asked if asked.method == "PUT" and "dryRun" not in asked.query]
