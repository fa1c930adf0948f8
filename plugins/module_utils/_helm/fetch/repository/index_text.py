# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An index's text cut into its charts without parsing it, so that one chart of 15,000 entries costs its own lines only.

It works on the layout that helm, ChartMuseum and their kind write: block style, names two spaces in. Any other text is
left to the parser.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any, Optional

from ...base.errors import HelmError
from ...codecs.yaml import codec as yaml_codec
from ...codecs.yaml import load as yaml_load

_ENTRIES = re.compile(rb"^entries:[ ]*\n", re.MULTILINE)
_NEXT_KEY = re.compile(rb"\n[^ \n#-]")
_NAME = re.compile(rb"\n  ([^ \n#-][^\n]*)")
_PLAIN_NAME = re.compile(rb'(?:[A-Za-z0-9_][A-Za-z0-9._-]*|"[A-Za-z0-9_][A-Za-z0-9._-]*"):[ ]*')
_ODD = re.compile(rb"[\t\r]|^(?:---|\.\.\.|%)", re.MULTILINE)


class Sections:
    """Where an index's charts are in its text. head: the text without them. entries: a name -> its lines' place."""

    __slots__ = ("_data", "entries", "head")

    def __init__(self, data: bytes, head: bytes, entries: dict[str, tuple[int, int]]) -> None:
        self._data = data
        self.head = head
        self.entries = entries

    def text(self, name: str) -> bytes:
        """Return the chart's lines, its name among them."""
        start, end = self.entries[name]
        return self._data[start:end]

    @property
    def last(self) -> str:
        """The name of the chart whose lines are the last ones, "" where there is none."""
        return max(self.entries, key=lambda name: self.entries[name][0], default="")


def cut(data: bytes) -> Optional[Sections]:
    """Return where the charts are in data; None where its layout is another one or has a name twice."""
    found = _ENTRIES.search(data)
    if found is None or _ODD.search(data[: found.start()]) or data[found.end() :].startswith((b"---", b"...")):
        return None
    start = found.end() - 1  # with the line break before the first name
    after = _NEXT_KEY.search(data, start)
    end = after.start() + 1 if after else len(data)
    if _ENTRIES.search(data, end) or data.find(b"\n- ", start, end) >= 0:
        return None
    names = list(_NAME.finditer(data, start, end))
    entries: dict[str, tuple[int, int]] = {}
    for number, match in enumerate(names):
        if not _PLAIN_NAME.fullmatch(match[1]):
            return None
        name = match[1].rstrip().rstrip(b":").strip(b'"').decode("ascii")
        if name in entries:
            return None  # the parser says where
        stop = names[number + 1].start() + 1 if number + 1 < len(names) else end
        entries[name] = (match.start() + 1, stop)
    if not names and data[start:end].strip():
        return None
    return Sections(data, data[: found.start()] + data[end:], entries)


def parse(data: bytes) -> Any:
    """Return data's document, every mapping's keys once. Raises HelmError with Go's text, as UnmarshalStrict."""
    document = yaml_codec.load_objects(data)
    _check_unique(data.decode("utf-8", "surrogateescape"))
    return document


def _check_unique(text: str) -> None:
    """Raise HelmError where a mapping has a key twice."""
    open_: list[Optional[set[str]]] = []  # the keys so far of each mapping that is open, None for a list
    waiting: list[str] = []  # the key whose value comes next, of each mapping
    problems = []
    for event in yaml_load.events(text):
        kind = event.__class__.__name__
        if kind in ("SequenceEndEvent", "MappingEndEvent"):
            if open_.pop() is not None:
                waiting.pop()
            continue
        if kind not in ("ScalarEvent", "AliasEvent", "SequenceStartEvent", "MappingStartEvent"):
            continue
        keys = open_[-1] if open_ else None
        if keys is not None and not waiting[-1] and kind == "ScalarEvent":
            waiting[-1] = f"={event.value}"
            continue
        if keys is not None and waiting[-1]:
            key, waiting[-1] = waiting[-1], ""
            if key in keys and key != "=<<":
                problems.append(f'  line {event.start_mark.line + 1}: key "{key[1:]}" already set in map')
            keys.add(key)
        if kind in ("SequenceStartEvent", "MappingStartEvent"):
            open_.append(set() if kind == "MappingStartEvent" else None)
            if kind == "MappingStartEvent":
                waiting.append("")
    if problems:
        raise HelmError("error converting YAML to JSON: yaml: unmarshal errors:\n" + "\n".join(problems[:10]))


def fingerprint(data: bytes) -> str:
    """Return what is the same for two texts of one index: when it was generated makes no difference."""
    start = 0 if data.startswith(b"generated:") else data.rfind(b"\ngenerated:") + 1
    if not start and not data.startswith(b"generated:"):
        return hashlib.sha256(data).hexdigest()
    end = data.find(b"\n", start) + 1 or len(data)
    hashed = hashlib.sha256(memoryview(data)[:start])
    hashed.update(memoryview(data)[end:])
    return hashed.hexdigest()
