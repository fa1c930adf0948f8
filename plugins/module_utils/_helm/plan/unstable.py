# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What differs between renders of the same input, such as random passwords and times: found by comparing them, and
replaced by what the last revision had. Pure.

A text that is random only in part (a file with a password in it) is compared word by word, so that a change in the rest
of it is still seen; so is what a Secret holds in base 64.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any, NamedTuple, Optional

from ..base.errors import HelmError
from ..codecs.yaml import codec as yaml_codec
from . import objects
from .sameness import is_same

_WORDS = re.compile(r"[A-Za-z0-9+/]+=*|[^A-Za-z0-9+/]+")
_ENDS = re.compile(r"[\r\n]")
_HEADER = re.compile(r"\A(?:\s*#[^\n]*\n)*")


class Doc(NamedTuple):
    """A document. source: the template that it comes from."""

    source: str
    text: str


class _Read(NamedTuple):
    source: str
    text: str
    body: Any


class Differing(NamedTuple):
    """A document that is another one in each render. others: what the other renders have in its place, None for
    nothing."""

    doc: Doc
    others: list[Optional[Doc]]


def differing(new: list[Doc], others: list[list[Doc]]) -> list[Differing]:
    """Return those of new that differ by themselves. new and others: renders of the same input."""
    ours = [_read(doc) for doc in new]
    return [
        Differing(doc, [None if render is None else Doc(render.source, render.text) for render in renders])
        for doc, own, renders in zip(new, ours, _renders(ours, others))
        if not _is_steady(own, renders)
    ]


def kept(old: list[Doc], new: list[Doc], others: list[list[Doc]]) -> list[str]:
    """Return new's texts with what is unstable in them as old has it.

    new and others: renders of the same input. A document whose content is then old's has old's very text. What old does
    not have stays as it is in new.
    """
    ours = [_read(doc) for doc in new]
    before = _paired(ours, [_read(doc) for doc in old])
    texts = []
    for doc, last, renders in zip(ours, before, _renders(ours, others)):
        if last is None or _is_steady(doc, renders):
            texts.append(doc.text)
            continue
        texts.append(_text(doc, [render.body for render in renders if render is not None], last))
    return texts


def _renders(ours: list[_Read], others: list[list[Doc]]) -> list[list[Optional[_Read]]]:
    """What each document is in every other render, None for nothing."""
    again = [_paired(ours, [_read(doc) for doc in other]) for other in others]
    return [[pairs[at] for pairs in again] for at in range(len(ours))]


def _is_steady(doc: _Read, renders: list[Optional[_Read]]) -> bool:
    return all(render is not None and render.text == doc.text for render in renders)


def _text(doc: _Read, others: list[Any], old: Optional[_Read]) -> str:
    if old is None or not others:
        return doc.text
    body = _keep(doc.body, others, old.body, in_secret=_is_secret(doc.body))
    if is_same(body, old.body):
        return old.text
    if is_same(body, doc.body):
        return doc.text
    return f"{_HEADER.findall(doc.text)[0]}{yaml_codec.dump(body)}"


def _read(doc: Doc) -> _Read:
    try:
        return _Read(doc.source, doc.text, objects.read(doc.text))
    except HelmError:
        return _Read(doc.source, doc.text, None)  # the plan says what is wrong with it


def _identity(doc: _Read) -> tuple[str, ...]:
    body: dict[str, Any] = doc.body if isinstance(doc.body, dict) else {}
    found = body.get("metadata")
    metadata: dict[str, Any] = found if isinstance(found, dict) else {}
    group = str(body.get("apiVersion")).rpartition("/")[0]
    return group, str(body.get("kind")), str(metadata.get("namespace")), str(metadata.get("name"))


def _place(doc: _Read) -> tuple[str, str]:
    return doc.source, str(doc.body.get("kind")) if isinstance(doc.body, dict) else ""


def _paired(docs: list[_Read], others: list[_Read]) -> list[Optional[_Read]]:
    """Of others the one that is the same object; where names are random, the next of its kind in the same template.

    An object that stands in a chart twice is paired in its order: each text has its own.
    """
    by_identity: dict[tuple[str, ...], list[_Read]] = {}
    for other in reversed(others):
        by_identity.setdefault(_identity(other), []).append(other)
    found = [same.pop() if (same := by_identity.get(_identity(doc))) else None for doc in docs]
    taken = {id(other) for other in found if other is not None}
    rest = [other for other in others if id(other) not in taken]
    for at, doc in enumerate(docs):
        if found[at] is None:
            match = next((other for other in rest if _place(other) == _place(doc)), None)
            if match is not None:
                rest.remove(match)
                found[at] = match
    return found


def _is_secret(body: Any) -> bool:
    return isinstance(body, dict) and body.get("kind") == "Secret" and body.get("apiVersion") == "v1"


def _keep(new: Any, others: list[Any], old: Any, *, in_secret: bool = False, encoded: bool = False) -> Any:
    """new where it is stable, else old. in_secret: new is a Secret; encoded: new is a value of a Secret's data."""
    if all(_same(new, other) for other in others):
        return new
    if not all(other.__class__ is new.__class__ is old.__class__ for other in others):
        return new
    if isinstance(new, dict):
        if any(other.keys() != new.keys() for other in others):
            return old
        found = dict(new)
        for key in new.keys() & old.keys():
            in_data = encoded or (in_secret and key == "data")
            found[key] = _keep(new[key], [other[key] for other in others], old[key], encoded=in_data)
        return found
    if isinstance(new, list):
        if any(len(other) != len(new) for other in others):
            return old
        if len(old) != len(new):
            return new
        return [_keep(value, [other[at] for other in others], old[at]) for at, value in enumerate(new)]
    if isinstance(new, str):
        return _keep_encoded(new, others, old) if encoded else _keep_text(new, others, old)
    return old


def _same(one: Any, other: Any) -> bool:
    return one.__class__ is other.__class__ and bool(one == other)


def _keep_encoded(new: str, others: list[str], old: str) -> str:
    """The same for texts in base 64, by what they say; the ends of lines in it say nothing (Go: encoding/base64)."""
    try:
        plain = [base64.b64decode(_ENDS.sub("", text), validate=True).decode("utf-8") for text in (new, old, *others)]
    except (binascii.Error, ValueError):
        return old
    result = _keep_text(plain[0], plain[2:], plain[1])
    return old if result == plain[1] else base64.b64encode(result.encode("utf-8")).decode("ascii")


def _keep_text(new: str, others: list[str], old: str) -> str:
    words = _WORDS.findall(new)
    renders = [_WORDS.findall(other) for other in others]
    if any(len(render) != len(words) for render in renders):
        return old
    if _fits(words, renders, _WORDS.findall(old)):
        return old
    lines = new.splitlines(keepends=True)
    versions = [other.splitlines(keepends=True) for other in others]
    if any(len(version) != len(lines) for version in versions):
        return new
    rest = old.splitlines(keepends=True)
    return "".join(_keep_line(line, [version[at] for version in versions], rest) for at, line in enumerate(lines))


def _fits(words: list[str], renders: list[list[str]], old: list[str]) -> bool:
    """Whether old says the same as words where that is stable."""
    return len(old) == len(words) and all(
        old[at] == word or any(render[at] != word for render in renders) for at, word in enumerate(words)
    )


def _keep_line(line: str, others: list[str], rest: list[str]) -> str:
    """The line of the old text that says the same, taken from rest; the new line where there is none, or where nothing
    in it tells which one it would be."""
    words = _WORDS.findall(line)
    renders = [_WORDS.findall(other) for other in others]
    if any(len(render) != len(words) for render in renders):
        return line
    told = any(word[0].isalnum() and all(render[at] == word for render in renders) for at, word in enumerate(words))
    found = next((one for one in rest if told and _fits(words, renders, _WORDS.findall(one))), None)
    if found is None:
        return line
    rest.remove(found)
    return found
