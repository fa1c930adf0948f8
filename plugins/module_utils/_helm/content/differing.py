# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""In what a revision to be differs from one that was: chart, values, manifest, hooks. Times of files do not count."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..codecs.json import codec as json_codec
from ..plan import objects
from ..release import charts
from ..release.model import Release, StoredHook

if TYPE_CHECKING:
    from .candidate import Candidate

MANIFEST = "manifest"
HOOKS = "hooks"
_PLAIN = (str, bool, int, type(None))


def differences(last: Release, candidate: Candidate) -> list[str]:
    """Return in what a candidate differs from a revision: chart, values, manifest, hooks."""
    return given_differences(last, candidate.chart, candidate.config) + rendered_differences(last, candidate)


def given_differences(
    last: Release, chart: dict[str, Any], config: dict[str, Any], *, reused: bool = False
) -> list[str]:
    """Return in what a chart, as a record has it, and the user's values differ from a revision's.

    reused: the chart's own values are those that the revision ran with, the user's among them (Go: action/upgrade.go,
    reuseValues): they are the same chart's.
    """
    old, new = charts.content(last.chart), charts.content(chart)
    equal = {
        "chart": same_data(old, {**new, "values": old["values"]} if reused else new),
        "values": same_data(last.config, config),
    }
    return [reason for reason, same in equal.items() if not same]


def rendered_differences(last: Release, candidate: Candidate) -> list[str]:
    """Return in what the rendered parts of a candidate differ from a revision."""
    equal = {
        MANIFEST: objects.same_manifest(last.manifest, candidate.manifest),
        HOOKS: _same_hooks(last.hooks, candidate.hooks),
    }
    return [reason for reason, same in equal.items() if not same]


def same_data(old: Any, new: Any) -> bool:
    """Return whether two values are the same data once stored: 1 and 1.0 are, 1 and true are not."""
    return _is_identical(old, new) or json_codec.dumps(old) == json_codec.dumps(new)


def _is_identical(old: Any, new: Any) -> bool:
    """Whether two values are of the very same plain data. Mostly they are, and then no text has to be written of them,
    which takes several times as long."""
    kind = old.__class__
    if kind is not new.__class__:
        return False
    if kind is dict:
        return len(old) == len(new) and all(key in new and _is_identical(item, new[key]) for key, item in old.items())
    if kind is list:
        return len(old) == len(new) and all(map(_is_identical, old, new))
    if kind is float:
        return repr(old) == repr(new)  # -0 is not 0
    return kind in _PLAIN and bool(old == new)


def _same_hooks(old: list[StoredHook], new: list[StoredHook]) -> bool:
    """Whether hooks are the same in all but their runs and the policy that helm fills in when they run."""
    before, after = (sorted(hooks, key=lambda hook: (hook.path, hook.kind, hook.name)) for hooks in (old, new))
    return len(before) == len(after) and all(
        _facts(one) == _facts(other) and objects.same_manifest(one.manifest, other.manifest)
        for one, other in zip(before, after)
    )


def _facts(hook: StoredHook) -> tuple[Any, ...]:
    """What is compared besides the manifest. Log policies are in it, and records of helm 3 lack them."""
    return hook.name, hook.kind, hook.path, hook.events, hook.weight
