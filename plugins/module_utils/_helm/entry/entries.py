# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""helm_releases' entries: their specification, and what they do not say themselves, put under them before Ansible
checks each as a whole, as it would check helm_release's options; what of them is secret, and what may be shown."""

from __future__ import annotations

import json
from typing import Any, Callable, Iterator, Mapping, Optional

from ..base.errors import RequestError
from ..base.mask import MASK
from .task import plain

_OWN = ("name", "needs")  # no default: each release has its own
_PASSWORDS = ("api_key", "chart_repo_password", "password", "sql_connection")


def spec(one: dict[str, Any], cluster: Mapping[str, Any], plan: Mapping[str, Any]) -> dict[str, Any]:
    """Return helm_releases' specification. one: helm_release's; cluster: the options of the cluster; plan: that of a
    plan, which is the task's own."""
    texts: dict[str, Any] = {"type": "list", "elements": "str", "default": []}
    entry = {name: given for name, given in one.pop("argument_spec").items() if name not in plan}
    entry["needs"] = texts
    del one["supports_check_mode"]
    prepare = one.pop("prepare")
    releases = {"type": "list", "elements": "dict", "required": True, "options": entry, **one}

    def prepare_all(params: dict[str, Any]) -> None:
        prepare(params)
        merge(params, releases)

    own: dict[str, Any] = {
        "releases": releases,
        "defaults": {"type": "dict", "default": {}},
        "parallel": {"type": "int", "default": 8},
        "on_failure": {"type": "str", "choices": ["stop", "continue"], "default": "stop"},
        "only": texts,
        "fleet": {"type": "str"},
        "prune": {"type": "bool", "default": False},
        "allow_empty": {"type": "bool", "default": False},
    }
    return {
        "argument_spec": {**cluster, **own, **plan},
        "supports_check_mode": True,
        "required_if": [("prune", True, ["fleet"])],
        "prepare": prepare_all,
    }


def merge(params: dict[str, Any], releases: Mapping[str, Any]) -> None:
    """Put the task's cluster, and over it its defaults, under each entry of params' releases. An entry's mappings are
    merged with the defaults', all else that it gives wins, whichever alias stands where. What is no mapping stays as
    it is, for Ansible to refuse.

    releases: the option's specification, with its options and what excludes each other.
    """
    options = _Options(releases)
    entries, defaults = _data(params.get("releases")), _data(params.get("defaults") or {})
    if not isinstance(entries, list) or not isinstance(defaults, Mapping):
        return
    known = {key: value for key, value in defaults.items() if options.is_known(key)}
    given = options.under(known, _top(params, options))
    params["releases"] = [
        options.under(entry, given) if isinstance(entry, Mapping) else entry for entry in map(_data, entries)
    ]


def checked(entry: Mapping[str, Any], params: Mapping[str, Any], releases: Mapping[str, Any]) -> dict[str, Any]:
    """Return an entry that is not in the list, with what would be under it, checked as Ansible checks it. params: the
    task's. Raises RequestError with Ansible's words."""
    from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

    whole = {**params, "releases": [entry]}
    merge(whole, releases)
    rules = {name: releases[name] for name in ("mutually_exclusive", "required_if", "required_by")}
    found = ArgumentSpecValidator(releases["options"], **rules).validate(whole["releases"][0])
    if found.error_messages:
        problem = "; ".join(found.error_messages)
        raise RequestError(problem, doing="reading the option", subject="defaults", hint="correct it")
    options: dict[str, Any] = plain(found.validated_parameters)
    return options


def unknown_defaults(defaults: Mapping[str, Any], releases: Mapping[str, Any]) -> list[str]:
    """Return what stands in defaults and is no option that a release may have a default of."""
    options = _Options(releases)
    return sorted(str(key) for key in defaults if not options.is_known(key))


def secrets(params: Mapping[str, Any], of: Callable[..., Iterator[str]]) -> Iterator[str]:
    """Yield the texts in the entries and their defaults that may appear in no output. of: finds those of a mapping of
    options, passwords apart."""
    releases = params.get("releases")
    for entry in [params.get("defaults"), *(releases if isinstance(releases, list) else ())]:
        if isinstance(entry, Mapping):
            yield from (str(entry[name]) for name in _PASSWORDS if entry.get(name))
            yield from of(entry, {})


def shown(params: Mapping[str, Any], of: Callable[[dict[str, Any]], dict[str, Any]]) -> dict[str, Any]:
    """Return the entries and their defaults as a result may show them, less what was not given. of: does that to a
    mapping of options."""

    def one(entry: Any) -> Any:
        if not isinstance(entry, Mapping):
            return MASK
        return of({name: value for name, value in entry.items() if value not in (None, [], {})})

    releases = params["releases"] if isinstance(params["releases"], list) else []
    known = {name for entry in releases if isinstance(entry, Mapping) for name in entry}
    defaults = one(params.get("defaults") or {})
    if isinstance(defaults, dict):  # what is no option of a release may be anything
        defaults = {name: value if name in known else MASK for name, value in defaults.items()}
    return {"releases": [one(entry) for entry in releases], "defaults": defaults}


def _top(params: Mapping[str, Any], options: _Options) -> dict[str, Any]:
    """The options of the task itself that an entry has too: those of the cluster."""
    return {key: value for key, value in params.items() if options.is_known(key) and value is not None}


def _data(value: Any) -> Any:
    """A value that came as JSON, as options of a command line do."""
    if isinstance(value, str) and value.lstrip()[:1] in ("[", "{"):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


class _Options:
    """An entry's options, by any of their names."""

    def __init__(self, releases: Mapping[str, Any]) -> None:
        self._options: Mapping[str, Any] = releases["options"]
        self._names = {
            alias: name for name, option in self._options.items() for alias in (name, *option.get("aliases", ()))
        }
        self._exclusive = [frozenset(group) for group in releases.get("mutually_exclusive", ())]

    def is_known(self, key: Any) -> bool:
        """Whether there may be a default by that name."""
        name = self._names.get(key)
        return name is not None and name not in _OWN

    def under(self, entry: Mapping[str, Any], defaults: Mapping[str, Any]) -> dict[str, Any]:
        """Return entry with what defaults have besides. A default that excludes what the entry gives is left out."""
        merged = dict(entry)
        given = {name for name in map(self._names.get, entry) if name is not None}
        for key, default in defaults.items():
            name = self._names[key]
            own = self._key(entry, name)
            if own is not None:
                if self._options[name]["type"] == "dict":
                    merged[own] = joined(entry[own], default)
            elif not any(name in group and group & given for group in self._exclusive):
                merged[key] = default
        return merged

    def _key(self, entry: Mapping[str, Any], name: str) -> Optional[str]:
        """Which of an option's names an entry uses, None where it does not give the option."""
        return next((key for key in entry if self._names.get(key) == name), None)


def joined(value: Any, default: Any) -> Any:
    """Return value over default: mappings key by key, at every depth; anything else wins whole."""
    if isinstance(value, Mapping) and isinstance(default, Mapping):
        merged = dict(default)
        for key, item in value.items():
            merged[key] = joined(item, default[key]) if key in default else item
        return merged
    return value
