# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON patches (RFC 6902): a list of operations on a document. Pure.

As in kustomize, a negative index counts from the end of a list. Other than there, what is replaced has to be there.
"""

from __future__ import annotations

from typing import Any, Mapping, NamedTuple, Optional

from ...base.errors import HelmError
from ...codecs.json import pointer
from ...codecs.json.codec import dumps

_WITH_VALUE = ("add", "replace", "test")
_WITH_FROM = ("move", "copy")
_OPERATIONS = (*_WITH_VALUE, *_WITH_FROM, "remove")


class Operation(NamedTuple):
    """One step. path, source: a pointer's names."""

    name: str
    path: tuple[str, ...]
    value: Any = None
    source: tuple[str, ...] = ()


def parse(entries: list[Any]) -> list[Operation]:
    """Return the operations that a patch is made of. Raises HelmError for what is none."""
    return [_operation(place, entry) for place, entry in enumerate(entries)]


def apply(document: Any, operations: list[Operation]) -> Any:
    """Return the changed document; the given one stays as it is. Raises HelmError that names the operation."""
    found = copied(document)
    for place, operation in enumerate(operations):
        found = _step(found, place, operation)
    return found


def copied(value: Any) -> Any:
    """Return a copy without parts that stand in two places: what an alias of YAML means is two values."""
    if isinstance(value, dict):
        return {key: copied(item) for key, item in value.items()}
    return [copied(item) for item in value] if isinstance(value, list) else value


def shown(path: tuple[str, ...]) -> str:
    """Return a pointer as text."""
    return "".join(f"/{pointer.escaped(step)}" for step in path)


def at(document: Any, path: tuple[str, ...], missing: Any = None) -> Any:
    """Return what a pointer points to, missing where there is nothing."""
    try:
        return _found(document, path)
    except _Misfit:
        return missing


class _Misfit(Exception):
    """An operation that the document does not allow."""

    def __init__(self, problem: str, path: tuple[str, ...]) -> None:
        super().__init__(problem)
        self.path = path


def _operation(place: int, entry: Any) -> Operation:
    if not isinstance(entry, Mapping):
        raise HelmError(f"operation {place} is no mapping with op and path")
    name = entry.get("op")
    if name not in _OPERATIONS:
        raise HelmError(f"operation {place}: op is {name!r}, none of {', '.join(sorted(_OPERATIONS))}")
    if name in _WITH_VALUE and "value" not in entry:
        raise HelmError(f"operation {place}: {name} has no value")
    source = _steps(entry.get("from"), "from", place) if name in _WITH_FROM else ()
    return Operation(name, _steps(entry.get("path"), "path", place), entry.get("value"), source)


def _steps(text: Any, what: str, place: int) -> tuple[str, ...]:
    if not isinstance(text, str) or (text and not text.startswith("/")):
        raise HelmError(f"operation {place}: {what} is {text!r}, no JSON pointer such as /spec/replicas")
    return tuple(pointer.unescaped(step) for step in text.split("/")[1:])


def _step(document: Any, place: int, operation: Operation) -> Any:
    try:
        return _done(document, operation)
    except _Misfit as problem:
        where = f"{operation.name} {shown(problem.path)}"
        raise HelmError(f"operation {place}, {where}: {problem}") from problem


def _done(document: Any, operation: Operation) -> Any:
    name, path = operation.name, operation.path
    if name == "test":
        if dumps(_found(document, path)) != dumps(operation.value):
            raise _Misfit("the value there is another one", path)
        return document
    if name in _WITH_FROM:
        value = copied(_found(document, operation.source))
        if name == "move":
            document = _removed(document, operation.source)
        return _added(document, path, value)
    if name == "remove":
        return _removed(document, path)
    if name == "replace":
        _found(document, path)
        return _added(document, path, copied(operation.value), instead=True)
    return _added(document, path, copied(operation.value))


def _found(document: Any, path: tuple[str, ...]) -> Any:
    for place, step in enumerate(path):
        if isinstance(document, dict) and step in document:
            document = document[step]
        elif isinstance(document, list):
            document = document[_index(step, len(document), path)]
        else:
            raise _Misfit(f"there is no {shown(path[: place + 1])}", path)
    return document


def _added(document: Any, path: tuple[str, ...], value: Any, *, instead: bool = False) -> Any:
    if not path:
        return value
    parent, last = _found(document, path[:-1]), path[-1]
    if isinstance(parent, dict):
        parent[last] = value
    elif not isinstance(parent, list):
        raise _Misfit(f"{shown(path[:-1])} is neither a mapping nor a list", path)
    elif instead:
        parent[_index(last, len(parent), path)] = value
    else:
        parent.insert(_index(last, len(parent) + 1, path, end=len(parent)), value)
    return document


def _removed(document: Any, path: tuple[str, ...]) -> Any:
    _found(document, path)
    if not path:
        raise _Misfit("the whole object cannot be removed: use $patch: delete", path)
    parent, last = _found(document, path[:-1]), path[-1]
    if isinstance(parent, list):
        del parent[_index(last, len(parent), path)]
    else:
        del parent[last]
    return document


def _index(step: str, size: int, path: tuple[str, ...], *, end: Optional[int] = None) -> int:
    """The place in a list that a step means. end: what "-" means, where it means anything."""
    if step == "-" and end is not None:
        return end
    digits = step[1:] if step.startswith("-") else step
    if not (digits.isascii() and digits.isdigit()) or (digits[0] == "0" and len(step) > 1):
        raise _Misfit(f"{step!r} is no index of a list", path)
    place = int(step)
    if not -size <= place < size:
        raise _Misfit(f"the list has no element {step}", path)
    return place + size if place < 0 else place
