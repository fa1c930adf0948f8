# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""In what a plan differs from what is to be done now. Pure.

A difference: {release, object, field, planned, now}. object: "Kind namespace/name", "" for the release itself. field:
what of it, a JSON pointer inside an object. planned, now: as the document shows it, None for nothing.
"""

from __future__ import annotations

from typing import Any, Collection, Mapping, Optional

from ..base.errors import ReleaseError
from ..plan import drift
from .random_parts import RANDOM

Entry = dict[str, Any]
Difference = dict[str, Any]

_OF_RELEASE = ("action", "from_revision", "to_revision", "chart", "reason", "options", "values")
_OF_OBJECT = ("action", "uid", "touched", "definition", "body")
_MOST = 10  # lines of a message; the result's differences has them all
_LONGEST = 80  # characters of a value in a line
_AS_IT_COMES = "other values with each rendering: plan with unstable ignore or keep"
HIDDEN = "a value that is not shown"


def of_releases(planned: Mapping[str, Entry], now: Mapping[str, Entry], *, sealed: bool) -> list[Difference]:
    """Return all differences, of each release in the plan's order. sealed: HMACs are compared too."""
    found: list[Difference] = []
    for key in {**planned, **now}:
        if key not in now:
            found.append(_one(key, "", "release", planned[key]["action"], None))
        elif key not in planned:
            found.append(_one(key, "", "release", None, now[key]["action"]))
        else:
            found += of_release(key, planned[key], now[key], sealed=sealed)
    return found


def of_order(planned: Any, now: Any) -> list[Difference]:
    """Return the difference in what could run together, of a task of many releases."""
    return [] if planned == now else [_one("", "", "order", planned, now)]


def of_release(
    key: str, planned: Entry, now: Entry, *, sealed: bool, begun: bool = False, made: Collection[str] = ()
) -> list[Difference]:
    """Return the differences of one release. begun: the plan is being applied: a revision that was left pending is
    marked as failed by now. made: the labels of what other releases of the plan make too, and may have made by now."""
    names: tuple[str, ...] = ("action", "from_revision")
    if planned["action"] == now["action"]:  # else all the rest follows from that
        names = _OF_RELEASE if begun else (*_OF_RELEASE, "from_status")
    found = [_one(key, "", name, planned.get(name), now.get(name)) for name in names if _differ(planned, now, name)]
    if sealed and not found:
        seals = [name for name in ("chart", "values", "shaping") if _differ(_seals(planned), _seals(now), name)]
        found += [_one(key, "", name, HIDDEN, "another one") for name in seals]
    was, will = _by_label(planned), _by_label(now)
    for label in {**was, **will}:
        one, other = was.get(label), will.get(label)
        if one is None or other is None:
            if not (other is None and begun and label in made):
                found.append(_one(key, label, "action", _action(one), _action(other)))
        else:
            found += _of_object(key, label, one, other, sealed=sealed)
    return found + _of_random(key, planned, now)


def failing(planned: Mapping[str, Entry], problems: Mapping[str, str]) -> list[Difference]:
    """Return the differences of what cannot be done any more. problems: by release, why."""
    return [
        _one(key, "", "action", planned[key]["action"] if key in planned else None, f"fails: {problem}")
        for key, problem in problems.items()
    ]


def refusal(found: list[Difference], plan: str, *, begun: str = "") -> ReleaseError:
    """Return the error of a plan that is not what is to be done now. begun: the release at which that was found while
    the plan was being applied already."""
    lines = [line(one) for one in found]
    more = [f"and {len(lines) - _MOST} more, see differences"] if len(lines) > _MOST + 1 else []
    told = ["what is to be done now is not what the plan says:", *(lines[:_MOST] if more else lines), *more]
    hint = "plan anew, and have that approved"
    error = ReleaseError("\n- ".join(told), doing="applying the plan", subject=plan, hint=hint)
    error.aftermath = f"Nothing of {begun} was touched" if begun else "Nothing was touched"
    error.facts["differences"] = found
    return error


def line(one: Difference) -> str:
    """Return a difference for people."""
    head = ": ".join(part for part in (one["release"], " ".join(filter(None, (one["object"], one["field"])))) if part)
    return f"{head}: planned {_shown(one['planned'])}, now {_shown(one['now'])}"


def _differ(planned: Mapping[str, Any], now: Mapping[str, Any], name: str) -> bool:
    return _is_another(planned.get(name), now.get(name))


def _is_another(planned: Any, now: Any) -> bool:
    return next(drift.differing(planned, now), None) is not None


def _seals(entry: Entry) -> Entry:
    return entry.get("sealed") or {}


def _by_label(entry: Entry) -> dict[str, Entry]:
    """The objects and hooks of a release, by what messages call them."""
    found: dict[str, Entry] = {}
    for one in entry["objects"]:
        place = f"{one['namespace']}/" if one["namespace"] else ""
        found[_free(found, f"{one['kind']} {place}{one['name']}")] = one
    for word, name in (("hook", "hooks"), ("test", "tests")):
        for one in entry.get(name) or ():
            found[_free(found, f"{word} {one.get('kind')} {one['name']}")] = {"action": word, **one}
    return found


def _free(found: Collection[str], label: str) -> str:
    """A label of its own, also for what has a name that others have: a random one, or in another template."""
    number = 2
    free = label
    while free in found:
        free, number = f"{label} ({number})", number + 1
    return free


def _action(one: Optional[Entry]) -> Optional[str]:
    return None if one is None else str(one["action"])


def _of_object(key: str, label: str, planned: Entry, now: Entry, *, sealed: bool) -> list[Difference]:
    if planned["action"] != now["action"]:
        return [_one(key, label, "action", planned["action"], now["action"])]
    found: list[Difference] = []
    names = (*_OF_OBJECT, "path", "events", "weight", "delete_policies", "bodies")
    for name in (name for name in names if name in planned or name in now):
        found += _inside(key, label, name, planned.get(name), now.get(name))
    one, other = (_changes(entry) for entry in (planned, now))
    for field in {**one, **other}:
        if _differ(one, other, field):
            found.append(_one(key, label, field, _step(one.get(field)), _step(other.get(field))))
    if sealed and not found:
        was, will = _seals(planned), _seals(now)
        seals = [field for field in {**was, **will} if _differ(was, will, field)]
        found += [_one(key, label, field, HIDDEN, "another one") for field in seals]
    return found


def _inside(key: str, label: str, name: str, planned: Any, now: Any) -> list[Difference]:
    """The differences in one part of an object's entry: inside of a body each by itself."""
    if name not in ("body", "bodies"):
        return [_one(key, label, name, planned, now)] if _is_another(planned, now) else []
    return [
        _one(key, label, drift.pointer_of(place), drift.value_at(planned, place), drift.value_at(now, place))
        for place in drift.differing(planned, now)
    ]


def _changes(entry: Entry) -> dict[str, Any]:
    return {one["field"]: [one["before"], one["after"]] for one in entry.get("changes") or ()}


def _step(change: Optional[list[Any]]) -> Any:
    """A change of a field, None where it is not changed."""
    return None if change is None else {"before": change[0], "after": change[1]}


def _of_random(key: str, planned: Entry, now: Entry) -> list[Difference]:
    """What stands against random values: a task that takes each rendering as it comes (unstable: apply)."""
    if now["options"].get("unstable") != "apply" or not ("random" in planned or "random" in now):
        return []
    names = [(entry.get("random") or {}) for entry in (planned, now)]
    told = [", ".join(one.get("made_anew") or one.get("held") or ()) or None for one in names]
    return [_one(key, told[1] or told[0] or "", "unstable", RANDOM, _AS_IT_COMES)]


def _one(release: str, label: str, field: str, planned: Any, now: Any) -> Difference:
    return {"release": release, "object": label, "field": field, "planned": planned, "now": now}


def _shown(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, dict) and set(value) == {"before", "after"}:
        return f"{_shown(value['before'])} to {_shown(value['after'])}"
    if isinstance(value, dict):
        text = ", ".join(f"{key} {_shown(item)}" for key, item in value.items() if item is not None)
    elif isinstance(value, list):
        text = ", ".join(map(_shown, value)) or "nothing"
    else:
        text = str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
