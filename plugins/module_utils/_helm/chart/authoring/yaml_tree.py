# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A YAML text as a tree that knows the place of everything in it: what editing without loss stands on."""

from __future__ import annotations

from typing import Any, Iterator, Optional

from ...codecs.yaml import scalars
from ...codecs.yaml.codec import load_typed, scalar_text
from ...codecs.yaml.load import events

SCALAR, MAP, LIST, ALIAS = "scalar", "map", "list", "alias"
_BLOCK_STYLES = ("|", ">")


class Entry:
    """A key with its value. name: the key as Helm has it, None for a merge ("<<"). value.at is -1 without a colon."""

    __slots__ = ("key", "name", "value")

    def __init__(self, key: Node, name: Optional[str], value: Node) -> None:
        self.key = key
        self.name = name
        self.value = value


class Node:
    """A value and its place.

    start, stop: where its text begins (anchor and tag included) and where its content ends, without the blank lines
    after a block scalar; end: with them. body: where a block collection's first key or dash is, else start. column: of
    a block collection's keys or dashes. at: the place behind the colon or dash that it belongs to, -1 where there is
    none; outer: the column of the collection that it is in. flow: written with braces or brackets; in_flow: within
    such. data: what it means, integers kept.
    """

    __slots__ = (
        "at", "body", "column", "data", "depth", "end", "entries", "flow", "in_flow", "is_item", "items", "kind",
        "outer", "start", "stop", "style", "target",
    )  # fmt: skip

    def __init__(self, kind: str, event: Any, *, in_flow: bool, depth: int) -> None:
        self.kind = kind
        self.start: int = event.start_mark.index
        self.end: int = event.end_mark.index
        self.stop = self.end
        self.column: int = event.end_mark.column
        self.body = self.start
        self.at = -1
        self.outer = 0
        self.depth = depth
        self.is_item = False
        self.in_flow = in_flow
        self.flow = bool(getattr(event, "flow_style", False))
        self.style: Optional[str] = getattr(event, "style", None)
        self.data: Any = None
        self.entries: list[Entry] = []
        self.items: list[Node] = []
        self.target: Optional[Node] = None

    @property
    def is_block_scalar(self) -> bool:
        """Whether it is written with | or >."""
        return self.kind == SCALAR and self.style in _BLOCK_STYLES

    def children(self) -> Iterator[Node]:
        """Yield the values right below."""
        for entry in self.entries:
            yield entry.value
        yield from self.items

    def walk(self) -> Iterator[Node]:
        """Yield this node, then every value below it; aliases are not followed."""
        todo = [self]
        while todo:
            node = todo.pop()
            yield node
            todo += node.children()

    def last(self) -> Node:
        """Return the value that the node's text ends with."""
        node = self
        while not node.flow and (node.entries or node.items):
            node = node.entries[-1].value if node.entries else node.items[-1]
        return node


def compose(text: str) -> Optional[Node]:
    """Return the tree of text's first document, None where there is none. Raises YamlError with Go's text.

    text has no byte order mark, and load_values has taken it: what that refuses is not looked for again.
    """
    return _Composer(text).document()


class _Composer:
    """One run over a text's events."""

    __slots__ = ("anchors", "events", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.events = events(text)
        self.anchors: dict[str, Node] = {}

    def document(self) -> Optional[Node]:
        for event in self.events:
            if not type(event).__name__.startswith(("Stream", "Document")):
                return self._node(event, in_flow=False, depth=0)
        return None

    def _node(self, event: Any, *, in_flow: bool, depth: int) -> Node:
        name = type(event).__name__
        kind = {"ScalarEvent": SCALAR, "AliasEvent": ALIAS, "MappingStartEvent": MAP}.get(name, LIST)
        node = Node(kind, event, in_flow=in_flow, depth=depth)
        if kind == ALIAS:
            node.target = self.anchors[event.anchor]
            node.data = node.target.data
            return node
        if event.anchor:
            self.anchors[event.anchor] = node
        if kind == SCALAR:
            node.data = _scalar(event)
            if node.is_block_scalar:
                node.stop = node.start + len(self.text[node.start : node.end].rstrip("\r\n"))
        elif kind == MAP:
            self._mapping(node)
        else:
            self._sequence(node)
        return node

    def _mapping(self, node: Node) -> None:
        node.data = {}
        node.body = node.start if node.flow else node.end
        inside = node.in_flow or node.flow
        for event in self.events:
            if type(event).__name__ == "MappingEndEvent":
                break
            key = self._node(event, in_flow=inside, depth=node.depth + 1)
            value = self._node(next(self.events), in_flow=inside, depth=node.depth + 1)
            value.at = self._behind_colon(key)
            if value.at < 0:
                value.start = value.stop = value.end = key.stop
            value.outer = node.column
            merge = key.kind == SCALAR and event.value == "<<" and (event.implicit[0] or event.tag == scalars.MERGE)
            entry = Entry(key, None if merge else _name(key.data), value)
            node.entries.append(entry)
            if entry.name is None:
                _merge(node.data, value.data)
            else:
                node.data[entry.name] = value.data
        self._close(node, event)

    def _sequence(self, node: Node) -> None:
        node.data = []
        node.body = node.start if node.flow else node.end
        inside = node.in_flow or node.flow
        if not node.flow and self.text[node.end : node.end + 1] != "-":  # the event of such a list ends behind the dash
            node.column -= 1
            node.body = node.end - 1
        before = node.end - 1
        for event in self.events:
            if type(event).__name__ == "SequenceEndEvent":
                break
            item = self._node(event, in_flow=inside, depth=node.depth + 1)
            item.outer, item.is_item = node.column, True
            item.at = -1 if node.flow else self._behind_dash(node, before, item.start)
            before = item.stop
            node.items.append(item)
            node.data.append(item.data)
        self._close(node, event)

    def _close(self, node: Node, event: Any) -> None:
        if node.flow:
            node.end = node.stop = event.end_mark.index
        else:
            last = node.last()
            node.stop, node.end = last.stop, last.end

    def _behind_colon(self, key: Node) -> int:
        at = key.stop
        while self.text[at : at + 1].isspace():
            at += 1
        return at + 1 if self.text[at : at + 1] == ":" else -1

    def _behind_dash(self, node: Node, before: int, start: int) -> int:
        """The place behind the dash of the item that starts at start; before: where the one above it stops."""
        if not node.items:
            at = before if self.text[before : before + 1] == "-" else before + 1
            return at + 1
        line = self.text.rfind("\n", 0, start) + 1
        while line > before:
            dash = line + node.column
            if self.text[dash : dash + 1] == "-" and not self.text[line:dash].strip(" "):
                return dash + 1
            line = self.text.rfind("\n", 0, line - 1) + 1
        return -1


def _scalar(event: Any) -> Any:
    """What a scalar means."""
    if event.tag is not None:
        if event.tag not in scalars.RESOLVABLE and event.tag != scalars.BINARY:
            return event.value
        from ...codecs.json.codec import dumps

        return load_typed(f"!<{event.tag}> {dumps(event.value)}")
    return scalars.resolve(event.value)[1] if event.implicit[0] else event.value


def _name(key: Any) -> str:
    return key if isinstance(key, str) else scalar_text(key)


def _merge(data: dict[str, Any], value: Any) -> None:
    for source in reversed(value if isinstance(value, list) else [value]):
        data.update(source)
