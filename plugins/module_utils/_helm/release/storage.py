# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The revisions of releases, wherever they are kept: last, deployed, history; new ones with the history's limit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Optional

from ..base.env import Env
from ..base.errors import Conflict, NotFound, ReleaseError, RequestError
from .driver import Driver
from .model import DEPLOYED, Head, Release, custom_labels, record_key

if TYPE_CHECKING:
    from ..kube.client import Client

    Lend = Callable[[str], Optional[list[Head]]]

_DRIVERS = {"": "secret", "secrets": "secret", "configmaps": "configmap"}


def open_driver(
    name: str,
    client: Callable[[], Client],
    namespace: str,
    env: Env,
    *,
    sql: str = "",
    memory: Optional[dict[Any, Any]] = None,
) -> Driver:
    """Return the driver that HELM_DRIVER's word names: secret(s), configmap(s), memory, sql. Raises RequestError for
    another.

    client: makes the API server's client where records are kept there. sql: the connection string of the database.
    memory: where those in memory are.
    """
    kind = _DRIVERS.get(name.lower(), name.lower())
    if kind == "secret":
        from .secrets import SecretsDriver

        return SecretsDriver(client(), namespace, env)
    if kind == "configmap":
        from .configmaps import ConfigMapsDriver

        return ConfigMapsDriver(client(), namespace, env)
    if kind == "memory":
        from .memory import MemoryDriver

        return MemoryDriver(namespace, env, memory)
    if kind == "sql":
        from .sql import SqlDriver

        return SqlDriver(sql, namespace, env)
    hint = "one of: secret, configmap, memory, sql"
    raise RequestError(f"unknown storage driver {name!r}", doing="reading the option", subject="driver", hint=hint)


class Storage:
    """Releases over a driver. history_max: how many revisions a release keeps, 0 for all. lend: gives the heads of a
    release that were listed with others' (listed.py), None where nobody lends."""

    def __init__(self, driver: Driver, history_max: int = 0, lend: Optional[Lend] = None) -> None:
        self.driver = driver
        self.history_max = history_max
        self._lend = lend

    def heads(self, name: str) -> list[Head]:
        """Return the heads of name's revisions, oldest first."""
        return sorted(self.driver.heads(name), key=lambda head: head.version)

    def lent(self, name: str) -> Optional[list[Head]]:
        """Return the heads of name's revisions as they were a moment ago, oldest first, where they were listed together
        with others' and nobody took them; else None."""
        heads = None if self._lend is None else self._lend(name)
        return None if heads is None else sorted(heads, key=lambda head: head.version)

    def read(self, head: Head) -> Optional[Release]:
        """Return the revision that head stands for, with every label of its object; None when it is gone by now."""
        try:
            return self.driver.get(head.key)
        except NotFound:
            return None

    def get(self, name: str, version: int) -> Release:
        """Return a revision, with the user's labels only, as helm's get does. Raises ReleaseError when there is
        none."""
        try:
            release = self.driver.get(record_key(name, version))
        except NotFound as error:
            doing, hint = f"reading revision {version} of release", "helm_release_info lists its revisions"
            raise ReleaseError("release: not found", doing=doing, subject=name, hint=hint) from error
        release.labels = custom_labels(release.labels)
        return release

    def create(self, release: Release, heads: list[Head]) -> None:
        """Store a new revision, after old ones made room for it. heads: the release's, oldest first.

        Raises ReleaseError when the revision exists: someone else works on the release.
        """
        for head in surplus(heads, self.history_max):
            self.delete(head)
        try:
            self.driver.create(release)
        except Conflict as error:
            raise ReleaseTaken(
                "another operation (install/upgrade/rollback) is in progress",
                doing=f"storing revision {release.version} of release",
                subject=f"{release.namespace}/{release.name}",
                hint="wait for it to end, and run the task again",
            ) from error

    def update(self, release: Release) -> None:
        """Store a revision again, as one that nobody works on, whatever became of it meanwhile: as helm does."""
        release.mark = ""
        self.settle(release)

    def settle(self, release: Release) -> None:
        """Store a revision as one that nobody works on any more. Raises Conflict when it changed since it was read."""
        release.holder = None
        self.driver.update(release)

    def delete(self, head: Head) -> None:
        """Remove a revision; that it is gone already is no error. Raises KubeError."""
        try:
            self.driver.delete(head.key, head.uid)
        except NotFound:  # someone else removed it, as was wanted
            return
        except Conflict:  # what was made in its place is not this run's; where it stands itself, it is about that
            if any(other.uid == head.uid for other in self.heads(head.name)):
                raise


class ReleaseTaken(ReleaseError):
    """The revision that was to be made exists: another run was quicker."""


def surplus(heads: list[Head], history_max: int) -> list[Head]:
    """Return the revisions to remove so that one more makes at most history_max: the oldest, never the last deployed.

    Go: storage.go, removeLeastRecent.
    """
    if history_max <= 0:
        return []
    excess = len(heads) - (history_max - 1)
    deployed = last_deployed(heads)
    return [head for head in heads if head is not deployed][: max(excess, 0)]


def last_deployed(heads: list[Head]) -> Optional[Head]:
    """Return the newest head with status deployed (after a crash there may be several), or None."""
    deployed = [head for head in heads if head.status == DEPLOYED]
    return deployed[-1] if deployed else None
