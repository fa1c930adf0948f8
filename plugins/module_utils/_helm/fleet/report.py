# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What came of a fleet, as the task returns it; to be read by people where there are fifty releases (pure)."""

from __future__ import annotations

from typing import Any, Mapping, Sequence

CHANGED, UNCHANGED, FAILED, SKIPPED, PRUNED = "changed", "unchanged", "failed", "skipped", "pruned"
_WORDS = {
    CHANGED: ("changed", "would change"),
    UNCHANGED: ("unchanged", "as wanted"),
    PRUNED: ("pruned", "would be pruned"),
    FAILED: ("failed", "would fail"),
    SKIPPED: ("skipped", "skipped"),
}
_MOST_TOLD = 10  # releases that failed, in msg

Result = dict[str, Any]


def result(
    results: Mapping[str, Result],
    order: Sequence[Sequence[str]],
    *,
    skipped: Mapping[str, str],
    pruned: Sequence[str],
    seconds: float,
    check: bool,
) -> Result:
    """Return the task's result.

    results: helm_release's of each that was begun, with diff and seconds. order: all that were meant, by level, the
    pruned ones too. skipped: who was not begun, and why. Names are in failed_releases and skipped_releases: of failed
    and skipped Ansible makes its own verdict on the whole task.
    """
    outcomes: dict[str, str] = {}
    shown: dict[str, Result] = {}
    diff: list[dict[str, Any]] = []
    spaces = _Namespaces()
    for key in (key for level in order for key in level):
        own = dict(results.get(key) or {"changed": False, "msg": skipped.get(key, "")})
        spaces.count_once(own)
        outcomes[key] = _outcome(own, key in results, key in pruned)
        diff += [_headed(entry, key) for entry in own.pop("diff", None) or ()]
        shown[key] = {"outcome": outcomes[key], **_shortened(own, outcomes[key])}
    named = {word: [key for key, outcome in outcomes.items() if outcome == word] for word in _WORDS}
    summary: Result = {word: len(keys) for word, keys in named.items()}
    summary["seconds"] = round(seconds, 1)
    whole = {
        "changed": any(own.get("changed") for own in shown.values()),
        "releases": shown,
        "order": [list(level) for level in order],
        "summary": summary,
        "msg": "\n".join([_sentence(summary, check), *_troubles(shown, named[FAILED])]),
        "diff": diff,
        "failed_releases": named[FAILED],
        "skipped_releases": named[SKIPPED],
        "failed": bool(named[FAILED]),
    }
    return _with_connection(whole)


class _Namespaces:
    """Namespaces that are made. Releases that begin at the same moment each find theirs missing; one of them makes it,
    and it is told of the first one only."""

    def __init__(self) -> None:
        self._seen: set[str] = set()

    def count_once(self, own: Result) -> None:
        """Take out of a result what an earlier one told."""
        made = {
            str(entry["name"])
            for entry in own.get("changes") or ()
            if (entry["action"], entry["kind"]) == ("create", "Namespace")
        }
        known = made & self._seen
        self._seen |= made
        if not known:
            return
        heads = {f"v1 Namespace {name} (absent)" for name in known}
        own["changes"] = [
            entry for entry in own["changes"] if entry["kind"] != "Namespace" or entry["name"] not in known
        ]
        own["diff"] = [entry for entry in own.get("diff") or () if entry.get("before_header") not in heads]


def _outcome(own: Result, begun: bool, pruned: bool) -> str:
    if not begun:
        return SKIPPED
    if own.get("failed"):
        return FAILED
    if not own.get("changed"):
        return UNCHANGED
    return PRUNED if pruned else CHANGED


def _shortened(own: Result, outcome: str) -> Result:
    """A release's result, without the list of its objects where none of them had to be changed."""
    if outcome == UNCHANGED and isinstance(own.get("changes"), list):
        objects = own.pop("changes")
        own["unchanged_objects"] = len(objects)
    return own


def _headed(entry: Mapping[str, Any], key: str) -> dict[str, Any]:
    """An entry of a diff that says whose it is."""
    heads = {name: f"{key}: {entry[name]}" for name in ("before_header", "after_header") if name in entry}
    return {**entry, **heads}


def _with_connection(whole: Result) -> Result:
    """The connection told once, where it is everyone's."""
    told = [own["connection"] for own in whole["releases"].values() if own.get("connection")]
    if told and all(connection == told[0] for connection in told):
        whole["connection"] = told[0]
        for own in whole["releases"].values():
            own.pop("connection", None)
    return whole


def _sentence(summary: Mapping[str, Any], check: bool) -> str:
    """The summary in words: "2 of 50 releases changed, 48 unchanged, in 9.1 s"."""
    total = sum(summary[word] for word in _WORDS)
    counts = [(summary[word], words[check]) for word, words in _WORDS.items() if summary[word]]
    if not counts:
        return "There are no releases to look after"
    number, said = counts[0]
    first = f"{number} of {total} release{'' if total == 1 else 's'} {said}"
    return ", ".join([first, *(f"{number} {said}" for number, said in counts[1:]), f"in {summary['seconds']} s"])


def _troubles(shown: Mapping[str, Result], failed: Sequence[str]) -> list[str]:
    """What the releases say that failed."""
    lines = [f"{key}: {shown[key].get('msg', '')}" for key in failed[:_MOST_TOLD]]
    more = len(failed) - _MOST_TOLD
    return [*lines, f"… and {more} more: see failed_releases"] if more > 0 else lines
