# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Records that have to fit into an object of the API server: looked at before the cluster is touched, with room for the
longest later state, and shortened where a later state does not fit all the same.

What is shortened is what is said about a revision, the least important first. Only where that is not enough, because
helm packs what it just could store a little tighter, are those of the chart's files left out that no template is.
"""

from __future__ import annotations

import dataclasses
from typing import Callable, Iterator

from ..base.errors import ReleaseError
from . import charts, codec
from .model import HookRun, Release

MAX_STORED = 1024 * 1024  # what the API server takes as the data of a Secret or a ConfigMap
ROOM = 2048  # encoded bytes for the text of a failure
_ROOM_OF_HOOK = 140  # encoded bytes for when a hook ran and how it ended
_SHORT = 200  # characters of a description that still tell what happened
_CUT = " … (shortened: the record is near its size limit)"


def check(release: Release, *, room: bool = True) -> None:
    """Return when the record of release will fit, and with room those of its later states as they are; else raise
    ReleaseError, naming the biggest files and values.

    Most releases are so small that this is known without packing them.
    """
    if 2 * _unpacked(release) <= MAX_STORED:
        return
    if room:
        check_size(release, len(codec.encode(release)) + ROOM + _ROOM_OF_HOOK * len(release.hooks))
    else:
        encode(release, _unsaid)


def check_size(release: Release, size: int) -> None:
    """Return when so many bytes fit into a Secret or ConfigMap; else raise ReleaseError."""
    if size > MAX_STORED:
        raise _too_large(release, size)


def _too_large(release: Release, size: int) -> ReleaseError:
    parts = ", ".join(f"{name} ({bytes_:,} bytes)" for name, bytes_ in _biggest(release))
    return ReleaseError(
        f"the release record would be {size:,} bytes, and the API server takes at most {MAX_STORED:,}",
        doing="checking the size of the release record",
        subject=release.key,
        hint=f"make the chart smaller (.helmignore), or use driver sql; what is biggest in the record: {parts}",
    )


def encode(release: Release, warn: Callable[[str], None]) -> bytes:
    """Return the record as it is kept, with less in it where it would not fit otherwise, which warn is told. Raises
    ReleaseError where that is not enough."""
    whole = codec.encode(release)
    if len(whole) <= MAX_STORED:
        return whole
    for what, shorter in _shorter(release):
        encoded = codec.encode(shorter)
        if len(encoded) <= MAX_STORED:
            warn(f"the release record {release.key} is at its size limit, and has no room for {what}")
            return encoded
    raise _too_large(release, len(whole))


def _unpacked(release: Release) -> int:
    """About how many bytes the record has before it is packed, which makes it hardly ever larger."""
    texts = [repr(release.chart), repr(release.config), release.manifest, release.info.notes]
    texts += [hook.manifest for hook in release.hooks]
    return sum(len(text.encode("utf-8", "surrogatepass")) for text in texts)


def _unsaid(_text: str) -> None:
    """Where it is only looked whether a record fits."""


def _shorter(release: Release) -> Iterator[tuple[str, Release]]:
    """(What is left out, the release with less and less in it)."""
    info = release.info
    if len(info.description) > _SHORT + len(_CUT):
        info = dataclasses.replace(info, description=info.description[:_SHORT] + _CUT)
        yield "the whole description", dataclasses.replace(release, info=info)
    if info.notes:
        info = dataclasses.replace(info, notes="")
        yield "the notes", dataclasses.replace(release, info=info)
    hooks = [dataclasses.replace(hook, last_run=HookRun(phase=hook.last_run.phase)) for hook in release.hooks]
    yield "the times of its hooks", dataclasses.replace(release, info=info, hooks=hooks)
    info = dataclasses.replace(info, description=info.description[:60])
    yield "more than the begin of its description", dataclasses.replace(release, info=info, hooks=hooks)
    last = dataclasses.replace(info, description="", deleted="")
    yield "a description", dataclasses.replace(release, info=last, hooks=hooks)
    if release.chart.get("files"):
        chart = {**release.chart, "files": []}
        yield (
            "the chart's files beside its templates",
            dataclasses.replace(release, info=info, hooks=hooks, chart=chart),
        )


def _biggest(release: Release) -> list[tuple[str, int]]:
    """The five biggest of the chart's files and of the user's values, as (name, bytes)."""
    values = [(f"the value {key}", len(repr(value))) for key, value in release.config.items()]
    sizes = charts.file_sizes(release.chart) + values
    return sorted(sizes, key=lambda item: (-item[1], item[0]))[:5]
