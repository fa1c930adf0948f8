# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A plan's document: made, and read again by who applies it. Pure.

{format, id, module, time, server, user, identity, summary, releases}, and where it is sealed {salt, seal}.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Iterable, Mapping, Optional

from ..base.errors import RequestError
from ..golang.calendar import rfc3339
from ..release import holding
from . import sealing
from .differences import Difference

FORMAT = 1
KIND = "native.helm/plan"
_WHO = ("server", "user", "identity")
_DOING = "reading the plan"
_AHEAD = 300.0  # seconds by which the clock of who planned may be ahead
_SECOND = 1_000_000_000
_ACTIONS = ("create", "update", "replace", "delete", "keep")
_RELEASES = ("install", "upgrade", "rollback", "uninstall", "correct", "none")
_DONE = {"install": "installed", "upgrade": "upgraded", "rollback": "rolled back", "uninstall": "removed",
         "correct": "put right", "none": "as wanted"}  # fmt: skip
_MADE = {"create": "created", "update": "updated", "replace": "replaced", "delete": "deleted", "keep": "kept"}

Document = dict[str, Any]


@dataclass
class Who:
    """By whom, and where. server, user: as results name them. cluster: the uid of the namespace kube-system; name: what
    the server calls the user; "" where they cannot be read."""

    server: str
    user: str
    cluster: str = ""
    name: str = ""

    def described(self) -> dict[str, Any]:
        """Return it as a document has it."""
        return {"server": self.server, "user": self.user, "identity": {"cluster": self.cluster, "user": self.name}}


def made(module: str, entries: list[dict[str, Any]], now_ns: int, seal: Optional[tuple[str, sealing.Seal]]) -> Document:
    """Return the document of what is to be done. entries: of each release, with who. seal: the salt, and what it
    makes."""
    whole: Document = {"kind": KIND, "format": FORMAT, "module": module, "time": rfc3339(now_ns // _SECOND * _SECOND)}
    whole.update({"summary": summary(entries), "releases": entries})
    places = [{key: entry.get(key) for key in _WHO} for entry in entries]
    if places and all(place == places[0] for place in places):
        whole.update(places[0])
        whole["releases"] = [{key: value for key, value in entry.items() if key not in _WHO} for entry in entries]
    if seal is not None:
        whole["salt"] = seal[0]
    return whole


def signed(whole: Document, seal: Optional[sealing.Seal]) -> Document:
    """Return the document with what tells that it was changed: its id, which anybody could make anew, and by a key."""
    plain = {key: value for key, value in whole.items() if key not in ("id", "seal")}
    if seal is not None:
        plain["seal"] = seal.of("document", plain)
    return {"id": sealing.digest(plain), **plain}


def summary(entries: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Return how many releases and objects something is done to."""
    found = dict.fromkeys((*_RELEASES, *_ACTIONS, "unchanged", "hooks"), 0)
    for entry in entries:
        found[entry["action"]] += 1
        found["unchanged"] += entry["unchanged"]
        found["hooks"] += len(entry["hooks"])
        for one in entry["objects"]:
            found[one["action"]] = found.get(one["action"], 0) + 1
    return found


def sentence(counts: Mapping[str, int]) -> str:
    """Return a summary in words: "1 release to be upgraded; 2 objects to be created, 1 updated"."""
    releases = [(counts[word], _DONE[word]) for word in _RELEASES if counts[word] and word != "none"]
    things = [(counts[word], _MADE[word]) for word in _ACTIONS if counts[word]]
    if not releases:
        return "nothing is to be done"
    told = []
    for noun, found in (("release", releases), ("object", things)):
        if found:
            number, word = found[0]
            first = f"{number} {noun}{'' if number == 1 else 's'} to be {word}"
            told.append(", ".join([first, *(f"{number} {word}" for number, word in found[1:])]))
    return "; ".join(told)


class Planned:
    """A document that was handed in. Raises RequestError for what is none, was changed, or cannot be compared.

    releases: the entries, by NAMESPACE/NAME, each with who. seal: makes its HMACs, None where it has none.
    """

    def __init__(self, given: Any, module: str, key: str) -> None:
        self.whole = _parsed(given)
        self._check_form(module)
        self.id = str(self.whole["id"])
        told: dict[str, Any] = {name: self.whole[name] for name in _WHO if name in self.whole}
        self.releases: dict[str, dict[str, Any]] = {
            f"{entry['namespace']}/{entry['name']}": {**told, **entry} for entry in self.whole["releases"]
        }
        self.seal = self._opened(key)
        self._check_unchanged()

    def check_age(self, now_ns: int, most: float) -> None:
        """Return where the plan is not older than so many seconds. Raises RequestError where it is."""
        age = now_ns / _SECOND - _seconds(self.whole["time"])
        if -_AHEAD <= age <= most:
            return
        when = f"it was made at {self.whole['time']}, {_duration(abs(age))} {'ago' if age > 0 else 'from now'}"
        limit = f"max_age is {_duration(most)}" if age > 0 else "the clocks differ"
        problem = f"{when}, and {limit}"
        raise _refused(problem, self.id, "plan anew, and have that approved", field="time", planned=self.whole["time"],
                       now=rfc3339(now_ns // _SECOND * _SECOND))  # fmt: skip

    def check_who(self, who: Who) -> None:
        """Return where the plan is for this server and this user. Raises RequestError where it is for others."""
        known = [_who(entry) for entry in self.releases.values()]
        if not known or any(not differing(one, who) for one in known):
            return
        found = differing(known[0], who)
        told = "; ".join(f"it is for the {word} {planned}, and this is {now}" for word, planned, now in found)
        word, planned, now = found[0]
        hint = "apply it there, as the user who planned it, or plan anew here"
        raise _refused(told, self.id, hint, field=word, planned=planned, now=now)

    def _check_form(self, module: str) -> None:
        whole = self.whole
        if whole.get("kind") != KIND or "id" not in whole:
            raise _refused("it is no plan of this collection", "", "give what plan.write made, as a path or a mapping")
        if whole.get("format") != FORMAT:
            problem = f"it has the format {whole.get('format')!r}, and this release of native.helm reads {FORMAT}"
            hint = "plan anew with the collection that applies it"
            raise _refused(problem, str(whole["id"]), hint, field="format", planned=whole.get("format"), now=FORMAT)
        if whole.get("module") != module:
            problem = f"it is a plan of {whole.get('module')}, and this is {module}"
            hint = f"apply it by {whole.get('module')}, with the options that it was planned with"
            raise _refused(problem, str(whole["id"]), hint, field="module", planned=whole.get("module"), now=module)
        if not isinstance(whole.get("releases"), list) or not all(map(_is_entry, whole["releases"])):
            raise _refused("a part of it is missing", str(whole["id"]), "plan anew")

    def _opened(self, key: str) -> Optional[sealing.Seal]:
        salt = self.whole.get("salt")
        if bool(salt) == bool(key):
            return sealing.Seal(key, str(salt)) if key else None
        if salt:
            problem = "it was planned with a key, and none is given: nobody can tell whether it was changed"
            hint = "give the same plan.key"
        else:
            problem = "a key is given, and it was planned without one: its secrets cannot be compared"
            hint = "plan with the same plan.key, or leave it out here too"
        raise _refused(problem, self.id, hint, field="key", planned=bool(salt), now=bool(key))

    def _check_unchanged(self) -> None:
        plain = {key: value for key, value in self.whole.items() if key not in ("id", "seal")}
        if self.seal is not None and not self.seal.fits(self.whole.get("seal"), "document", plain):
            problem = "the key is another one than it was planned with, or it was changed since"
            raise _refused(problem, self.id, "give the same plan.key, or plan anew", field="seal")
        found = str(signed(plain, self.seal)["id"])
        if found != self.id:
            problem, hint = f"it was changed since it was made: its id would be {found}", "plan anew"
            raise _refused(problem, self.id, hint, field="id", planned=self.id, now=found)


def differing(planned: Who, now: Who) -> list[tuple[str, str, str]]:
    """Return in what two differ, as (word, planned, now). A server is known by its cluster, whatever it is called, and
    a user by the name that the server gives him, where both could read these."""
    found = []
    if planned.cluster and now.cluster:
        if planned.cluster != now.cluster:
            names = (planned.server, now.server)
            same = names[0] == names[1]
            found.append(("server", *((planned.cluster, now.cluster) if same else names)))
    elif planned.server.rstrip("/") != now.server.rstrip("/"):
        found.append(("server", planned.server, now.server))
    if planned.name and now.name:
        if planned.name != now.name:
            found.append(("user", planned.name, now.name))
    elif planned.user != now.user:
        found.append(("user", planned.user, now.user))
    return found


def elsewhere(planned: Mapping[str, Any], now: Mapping[str, Any]) -> list[Difference]:
    """Return the differences in where each release is, and who asks: the releases of one task may be in several
    clusters. planned, now: entries with who, by NAMESPACE/NAME."""
    return [
        {"release": key, "object": "", "field": word, "planned": was, "now": will}
        for key in planned
        if key in now
        for word, was, will in differing(_who(planned[key]), _who(now[key]))
    ]


def _is_entry(entry: Any) -> bool:
    """Whether something has the form of what is to be done to a release."""
    if not isinstance(entry, dict) or entry.get("action") not in _RELEASES:
        return False
    lists = [entry.get("objects"), entry.get("hooks"), entry.get("tests", [])]
    things = [one for found in lists if isinstance(found, list) for one in found]
    names = [entry, *(one for one in things if isinstance(one, dict))]
    return (
        all(isinstance(found, list) for found in lists)
        and isinstance(entry.get("options"), dict)
        and all(isinstance(one, dict) for one in things)
        and all(isinstance(one.get("name"), str) for one in names)
        and all(isinstance(one.get(key), str) for one in entry["objects"] for key in ("kind", "namespace", "action"))
        and isinstance(entry.get("namespace"), str)
    )


def _who(entry: Mapping[str, Any]) -> Who:
    identity = entry.get("identity") or {}
    return Who(
        str(entry.get("server")), str(entry.get("user")), str(identity.get("cluster") or ""),
        str(identity.get("user") or ""),
    )  # fmt: skip


def _parsed(given: Any) -> Document:
    if isinstance(given, (str, bytes)):
        try:
            given = json.loads(given)
        except ValueError as error:
            raise _refused(f"it is no JSON: {error}", "", "give what plan.write made") from None
    if not isinstance(given, dict):
        raise _refused("it is no mapping", "", "give what plan.write made, as a path or a mapping")
    return given


def _refused(problem: str, plan: str, hint: str, **difference: Any) -> RequestError:
    error = RequestError(problem, doing=_DOING, subject=plan, hint=hint)
    error.aftermath, error.facts["secrets_compared"] = "Nothing was touched", False
    if difference:
        one: Difference = {"release": "", "object": "", "field": "", "planned": None, "now": None, **difference}
        error.facts["differences"] = [one]
    return error


def _seconds(text: Any) -> float:
    try:
        return holding.seconds(str(text))
    except ValueError:
        return 0.0


def _duration(seconds: float) -> str:
    hours, rest = divmod(int(seconds), 3600)
    parts = ((hours, "h"), (rest // 60, "min"), (rest % 60 if not hours else 0, "s"))
    return " ".join(f"{number} {unit}" for number, unit in parts if number) or "0 s"
