# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Releases of a fleet that are listed no more: which there are, and the order in which they go."""

from __future__ import annotations

import re
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, Collection, Mapping, NamedTuple, Optional

from ..base.errors import Forbidden, RequestError
from ..release.model import UNINSTALLED, Head
from ..releases.records import storage_of

if TYPE_CHECKING:
    from ..asked.requests import Context

LABEL = "native.helm/fleet"
_MOMENT = re.compile(r"(.{19})(?:\.(\d+))?(Z|[+-]\d\d:\d\d)")


class Leftover(NamedTuple):
    """A release that is listed no more. first_deployed: as its record has it."""

    namespace: str
    name: str
    first_deployed: str

    @property
    def key(self) -> str:
        """NAMESPACE/NAME."""
        return f"{self.namespace}/{self.name}"


def labelled(labels: Optional[Mapping[str, Any]], fleet: str) -> dict[str, Any]:
    """Return a release's labels with the fleet's."""
    return {**(labels or {}), LABEL: fleet}


def check_list(listed: Collection[str], *, allow_empty: bool) -> None:
    """Return when a list may be the whole fleet. Raises RequestError for an empty one, which no one may have meant."""
    if not listed and not allow_empty:
        raise RequestError(
            "releases is empty, and prune would remove the whole fleet",
            doing="reading the list of releases",
            hint="nothing was touched; give the releases, or allow_empty: true if nothing is to be left",
        )


def leftovers(context: Context, fleet: str, listed: Collection[str]) -> list[Leftover]:
    """Return the fleet's releases that are not listed, the youngest first: what came later may need what was there.

    listed: NAMESPACE/NAME. Reads the records' metadata in all namespaces, and the records of what is found. Raises
    KubeError.
    """
    storage = storage_of(context, "default")
    try:
        heads = storage.driver.heads(namespace="")
    except Forbidden as error:
        error.doing = f"looking in all namespaces for releases of the fleet {fleet}"
        error.hint = "let a role of this user allow it, or leave out prune"
        raise
    found = []
    for head in _newest(heads):
        if head.labels.get(LABEL) != fleet or head.status == UNINSTALLED or f"{head.namespace}/{head.name}" in listed:
            continue
        record = storage.driver.get(head.key, head.namespace)
        found.append(Leftover(head.namespace, head.name, record.info.first_deployed))
    return sorted(found, key=lambda left: (_nanoseconds(left.first_deployed), left.key), reverse=True)


def _newest(heads: list[Head]) -> list[Head]:
    """The newest revision of each release."""
    found: dict[tuple[str, str], Head] = {}
    for head in heads:
        known = found.get((head.namespace, head.name))
        if known is None or known.version < head.version:
            found[head.namespace, head.name] = head
    return list(found.values())


def _nanoseconds(text: str) -> int:
    """A time of a record since 1970, 0 where it says none."""
    parts = _MOMENT.fullmatch(text)
    if parts is None:
        return 0
    moment = datetime.fromisoformat(parts[1] + parts[3].replace("Z", "+00:00"))
    whole = moment - datetime(1970, 1, 1, tzinfo=timezone.utc)
    return (whole.days * 86_400 + whole.seconds) * 1_000_000_000 + int((parts[2] or "0")[:9].ljust(9, "0"))
