# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changing a YAML text so that it holds other data, and nothing else in it changes.

The text's tree (yaml_tree) is held against the data wanted; where they differ, the smallest piece of text that can be
replaced on its own is. A value that aliases share is written out at the aliases when its anchor's text changes. Nothing
here is trusted blindly: keep.py reads every result back.
"""

from __future__ import annotations

import re
from typing import Any, Callable, Optional

from ...base.errors import ChartError, YamlError
from ...codecs.yaml.codec import load_typed, scalar_text
from ...codecs.yaml.style import Unmarshallable
from . import yaml_block
from .yaml_block import Layout
from .yaml_tree import ALIAS, LIST, MAP, Entry, Node, compose

Same = Callable[[Any, Any], bool]
_PROPERTIES = re.compile(r"(?:[ \t]+[&!][^ \t\r\n]*)+")
_HEADER = re.compile(r"[|>][-+0-9]*")


def same(found: Any, wanted: Any) -> bool:
    """Return whether both are one value to Helm: every number a float, and true is not 1."""
    if isinstance(wanted, dict) and isinstance(found, dict):
        return found.keys() == wanted.keys() and all(same(found[key], value) for key, value in wanted.items())
    if isinstance(wanted, list) and isinstance(found, list):
        return len(found) == len(wanted) and all(map(same, found, wanted))
    if isinstance(wanted, bool) or isinstance(found, bool):
        return found is wanted
    if isinstance(wanted, (int, float)) and isinstance(found, (int, float)):
        return found == wanted or float(found) == float(wanted)
    return type(found) is type(wanted) and bool(found == wanted)


def same_text(found: Any, wanted: Any) -> bool:
    """Return the same where a number or boolean stands for its text too: fields that Go reads as strings."""
    if isinstance(wanted, dict) and isinstance(found, dict):
        return found.keys() == wanted.keys() and all(same_text(found[key], value) for key, value in wanted.items())
    if isinstance(wanted, list) and isinstance(found, list):
        return len(found) == len(wanted) and all(map(same_text, found, wanted))
    if isinstance(wanted, str) and isinstance(found, (bool, int, float)):
        return scalar_text(found) == wanted
    return same(found, wanted)


def edit(text: str, wanted: dict[str, Any], *, is_same: Same = same) -> str:
    """Return text, a document, so changed that it holds wanted; what it holds that is_same stays as it is.

    Raises ChartError where only writing the whole document anew would do, and for text that YAML cannot hold.
    """
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    try:
        result = _Editor(text[len(mark) :], is_same).run(wanted)
        if not _holds(result, wanted, is_same):  # comments that follow can become part of a text written as lines
            result = _Editor(text[len(mark) :], is_same, literals=False).run(wanted)
        return mark + result
    except Unmarshallable as error:
        raise ChartError(str(error), hint="YAML has no such characters; give the text in another form") from error


def _holds(text: str, wanted: Any, is_same: Same) -> bool:
    try:
        return is_same(load_typed(text) or {}, wanted)
    except YamlError:
        return False


class _TooFine(Exception):
    """The change cannot be made inside this node: what holds it has to be replaced."""


class _Editor:
    """One text and the changes that it gets."""

    def __init__(self, text: str, is_same: Same, *, literals: bool = True) -> None:
        self.same = is_same
        self.root = compose(text)
        self.line_break = "\r\n" if re.match(r"[^\n]*\r\n", text) else "\n"
        self.bare = bool(text) and not text.endswith("\n")
        self.text = text + self.line_break if self.bare else text
        self.layout = _layout(self.root)
        self.layout.literals = literals
        self.edits: list[tuple[int, int, int, int, str]] = []  # start, end, -rank, number, text
        self.changed: set[Node] = set()  # their data is another now, or their text is gone
        self.gone: set[Node] = set()

    def run(self, wanted: dict[str, Any]) -> str:
        """Return the text with wanted in it."""
        root = self.root
        if root is None or root.start == root.stop or not root.data:
            if not wanted:
                return self._applied()
            self._fill(root, yaml_block.block(wanted, 0, self.layout))
        elif root.kind == MAP:
            try:
                self._mapping(root, wanted)
            except _TooFine:
                raise _by_hand() from None
        else:
            raise _by_hand()
        self._write_out_aliases()
        return self._applied()

    # The text

    def _line_start(self, at: int) -> int:
        return self.text.rfind("\n", 0, at) + 1

    def _line_end(self, at: int) -> int:
        found = self.text.find("\n", at)
        return len(self.text) if found < 0 else found + 1

    def _replace(self, start: int, end: int, text: str, *, rank: int = 0) -> None:
        self.edits.append((start, end, -rank, len(self.edits), text))

    def _insert_lines(self, at: int, lines: list[str], rank: int) -> None:
        if lines:
            self._replace(at, at, "".join(line + self.line_break for line in lines), rank=rank)

    def _applied(self) -> str:
        pieces, at = [], 0
        for start, end, _rank, _number, text in sorted(self.edits):
            pieces += [self.text[at:start], text]
            at = max(at, end)
        text = "".join(pieces) + self.text[at:]
        if self.bare:
            end = len(self.text)
            added = any(stop == end and new for _start, stop, _rank, _number, new in self.edits)
            return text if added or not text.endswith(self.line_break) else text[: -len(self.line_break)]
        return text

    # Finding out what differs

    def _value(self, node: Node, wanted: Any) -> None:
        """Make node hold wanted, which it does not yet."""
        if node.at < 0 and not (node.is_item and node.in_flow):
            raise _TooFine
        before = len(self.edits)
        try:
            if node.kind == MAP and isinstance(wanted, dict) and node.data and wanted:
                return self._mapping(node, wanted)
            if node.kind == LIST and isinstance(wanted, list) and node.data and wanted:
                return self._sequence(node, wanted)
        except _TooFine:
            del self.edits[before:]
        return self._put(node, wanted)

    def _mapping(self, node: Node, wanted: dict[str, Any]) -> None:
        self.changed.add(node)
        entries = {entry.name: entry for entry in node.entries if entry.name is not None}
        new = {}
        for name, value in wanted.items():
            if name in node.data and self.same(node.data[name], value):
                continue
            entry = entries.get(name)
            if entry is None:
                new[name] = value
            elif _is_overridden(node, entry):
                raise _TooFine
            else:
                self._value(entry.value, value)
        self._remove(node, [name for name in node.data if name not in wanted], bool(new))
        if new:
            self._add(node, new)

    def _sequence(self, node: Node, wanted: list[Any]) -> None:
        """The items alike at the start and the end stay; those between are changed one by one, added, removed."""
        self.changed.add(node)
        items, common = node.items, min(len(node.items), len(wanted))
        head = next((at for at in range(common) if not self.same(items[at].data, wanted[at])), common)
        tail = 0
        while tail < common - head and self.same(items[-1 - tail].data, wanted[-1 - tail]):
            tail += 1
        old, new = items[head : len(items) - tail], wanted[head : len(wanted) - tail]
        if len(old) != len(new) and (node.flow or node.in_flow):
            raise _TooFine
        for item, value in zip(old, new):
            if not self.same(item.data, value):
                self._value(item, value)
        for item in old[len(new) :]:
            self._drop(item, self._item_start(item))
        if len(new) > len(old):
            self._add_items(node, head + len(old), new[len(old) :])

    # Adding

    def _add(self, node: Node, new: dict[str, Any]) -> None:
        if node.flow:
            return self._add_in_flow(node, new)
        lines = yaml_block.block(new, node.column, self.layout)
        return self._insert_lines(self._behind(node, node.column), lines, 2 * node.depth + 2)

    def _add_items(self, node: Node, at: int, new: list[Any]) -> None:
        lines = yaml_block.block(new, node.column, self.layout)
        if at == len(node.items):
            place = self._behind(node, node.column + (node.column <= node.outer))
        elif at:
            place = self._behind(node.items[at - 1], -1)
        else:
            place = self._item_start(node.items[0])
        self._insert_lines(place, lines, 2 * node.depth + 2)

    def _behind(self, node: Node, column: int) -> int:
        """The place of a line below node and the comments that are indented to column or more; -1: only below node."""
        last = node.last()
        place = self._line_end(node.stop)
        if last.is_block_scalar:
            header = _HEADER.search(self.text, last.start)
            if header and self.bare and not self.text[last.stop :].strip("\r\n"):
                self._trim(last, header)
            elif header and "+" in header[0]:
                place = max(place, last.end)
        at = place
        while column >= 0 and at < len(self.text):
            line = self.text[at : self._line_end(at)]
            at += len(line)
            text = line.strip()
            if text and not (text[0] == "#" and len(line) - len(line.lstrip(" ")) >= column):
                break
            place = at if text else place
        return place

    def _trim(self, last: Node, header: re.Match[str]) -> None:
        """Keep a block scalar that the file ends with, without a line break, from getting one."""
        if last not in self.gone:
            self.gone.add(last)
            self._replace(header.start(), header.end(), re.sub(r"[-+]", "", header[0]) + "-")

    def _add_in_flow(self, node: Node, new: dict[str, Any]) -> None:
        """Behind the last pair: on a line of its own where that has one."""
        last = node.entries[-1]
        key, stop = last.key.start, last.value.stop
        if self.text[node.stop - 1] != "}" or "," in self.text[stop : node.stop]:
            raise _TooFine
        pairs = yaml_block.flow(new, quoted=self.text[key] == '"')[1:-1]
        line = self.text[self._line_start(key) : key]
        rest = self.text[stop : self._line_end(stop)]
        if line.strip() or (rest.strip() and not rest.strip().startswith("#")):
            return self._replace(stop, stop, f", {pairs}")
        self._replace(stop, stop, ",")
        return self._insert_lines(self._line_end(stop), [line + pairs], 2 * node.depth + 2)

    def _fill(self, root: Optional[Node], lines: list[str]) -> None:
        """Put lines into a document that holds nothing, below its comments."""
        if root is None or root.start == root.stop:
            end = len(self.text.rstrip())
            return self._insert_lines(self._line_end(end) if end else len(self.text), lines, 0)
        rest = self.text[root.stop : self._line_end(root.stop)]
        if not rest.strip():
            return self._replace(root.start, root.stop, self.line_break.join(lines))
        self._replace(root.start, root.stop + len(rest) - len(rest.lstrip()), "")
        return self._insert_lines(self._line_end(root.stop), lines, 0)

    # Removing

    def _remove(self, node: Node, names: list[str], replaced: bool) -> None:
        if not names:
            return
        if node.flow or (len(names) == len(node.data) and not replaced):
            raise _TooFine
        for name in names:
            found = [at for at, entry in enumerate(node.entries) if entry.name == name]
            if len(found) != 1 or any(entry.name is None for entry in node.entries):
                raise _TooFine
            self._remove_entry(node.entries, found[0], names)

    def _remove_entry(self, entries: list[Entry], at: int, names: list[str]) -> None:
        entry = entries[at]
        start = self._line_start(entry.key.start)
        if not self.text[start : entry.key.start].strip():
            return self._drop(entry.value, start)
        behind_dash = not self.text[start : entry.key.start].strip(" -")
        if not behind_dash or at + 1 == len(entries) or entries[at + 1].name in names:
            raise _TooFine
        self.changed.update(entry.value.walk())
        self.gone.update(entry.value.walk())
        return self._replace(entry.key.start, entries[at + 1].key.start, "")  # the next one moves up behind the dash

    def _drop(self, node: Node, start: int) -> None:
        """Take out the lines from start to the end of node."""
        self.changed.update(node.walk())
        self.gone.update(node.walk())
        last = node.last()
        end = max(self._line_end(node.stop), last.end if last.is_block_scalar else 0)
        if self.root and any(above.is_block_scalar and above.end == start for above in self.root.walk()):
            while end < len(self.text) and not self.text[end : self._line_end(end)].strip():
                end = self._line_end(end)  # or these blank lines would become the end of the text above
        self._replace(start, end, "")

    def _item_start(self, item: Node) -> int:
        """The start of the line that begins with item's dash."""
        start = self._line_start(item.at)
        if item.at < 0 or self.text[start : item.at].strip() != "-":
            raise _TooFine
        return start

    # Replacing

    def _put(self, node: Node, wanted: Any) -> None:
        """Replace the whole of node."""
        self.changed.update(node.walk())
        self.gone.update(node.walk())
        if node.in_flow:
            gap = " " if node.start == node.stop and not node.is_item else ""
            return self._replace(node.start, node.stop, gap + yaml_block.flow(wanted, quoted=node.style == '"'))
        write = yaml_block.item if node.is_item else yaml_block.after
        head, tail = write(wanted, node.outer, self.layout)
        rank = 2 * node.depth + 1
        behind = self._properties_end(node)
        if "\n" not in self.text[behind : node.body]:
            return self._put_behind(node, head, tail)
        own = self._line_start(node.body)
        if behind > node.at:
            self._replace(node.at, behind, "")
        if not (isinstance(wanted, (dict, list)) and wanted):
            self._replace(node.at, node.at, f" {head}")
            self._insert_lines(self._line_end(node.at), tail, rank)
            tail = []
        elif node.kind in (MAP, LIST) and not node.flow and type(node.data) is type(wanted):
            tail = yaml_block.block(wanted, node.column, self.layout)
        elif node.is_item:
            tail = yaml_block.block(wanted, node.outer + 2, self.layout)
        return self._replace(own, self._line_end(node.stop), "".join(line + self.line_break for line in tail))

    def _properties_end(self, node: Node) -> int:
        """The place behind the colon or dash of node, and behind its anchor and tag where they stand on that line."""
        found = _PROPERTIES.match(self.text, node.at) if node.body > node.start else None
        return found.end() if found else node.at

    def _put_behind(self, node: Node, head: str, tail: list[str]) -> None:
        """Replace node, which begins on the line of its colon or dash."""
        line_end = self._line_end(node.stop)
        if head:
            self._replace(node.start, node.stop, head if node.start > node.at else f" {head}")
        elif self.text[node.stop : line_end].strip():
            self._replace(node.at, node.stop, "")
        else:
            self._replace(node.at, line_end, self.line_break)
        self._insert_lines(line_end, tail, 2 * node.depth + 1)

    def _write_out_aliases(self) -> None:
        """Where an anchor's data changed, its aliases keep what they had."""
        if self.root is None:
            return
        for node in list(self.root.walk()):
            if node.kind == ALIAS and node.target in self.changed and node not in self.gone:
                self._put(node, node.data)


def _is_overridden(node: Node, entry: Entry) -> bool:
    """Whether a merge below entry gives its key another value (Go: the later one wins)."""
    below = node.entries[node.entries.index(entry) + 1 :]
    sources = [source for merge in below if merge.name is None for source in _sources(merge.value)]
    return any(entry.name in source for source in sources)


def _sources(value: Node) -> list[Any]:
    return value.data if isinstance(value.data, list) else [value.data]


def _layout(root: Optional[Node]) -> Layout:
    """The indentation that the document has, that of its first mapping and list that tell."""
    layout = Layout()
    step = dashes = None
    todo = [root] if root is not None else []
    for node in todo:
        if step is not None and dashes is not None:
            break
        if node.kind == MAP and not node.flow:
            for child in node.children():
                if child.flow or child.in_flow or not child.data:
                    continue
                if child.kind == MAP and step is None and child.column > node.column:
                    step = child.column - node.column
                elif child.kind == LIST and dashes is None:
                    dashes = child.column - node.column
        todo += node.children()
    layout.step = step or layout.step
    layout.dashes = dashes if dashes is not None else min(layout.step, 2)
    return layout


def _by_hand() -> ChartError:
    return ChartError(
        "it cannot be changed without writing the whole file anew, which would lose its comments",
        hint="change the file by hand: give each key its own line, without merges that override it",
    )
