# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The events of a YAML text's first document by Go's rules, for the texts that libyaml does not read as Go does."""

from __future__ import annotations

import itertools
from typing import Any, Iterator, List, Optional

from .tokens import Mistake, Scanner, Token

_OWN_TAGS = {"!": "!", "!!": "tag:yaml.org,2002:"}
_DIRECTIVES = ("%YAML", "%TAG")
_NO_CONTENT = (*_DIRECTIVES, "document start", "document end", "end")
_MOST_NESTED = 600  # more than yaml_load.py reads


class TooDeep(Exception):
    """Nested deeper than is read here."""


class _Enough(Exception):
    """Go stops here, at an alias of nothing, whose event is the last."""


class ExactParser:
    """As PyYAML's parsers: get_event() gives the next event. Mistake where Go finds one."""

    def __init__(self, yaml: Any, text: str) -> None:
        self._yaml = yaml
        self._scanner = Scanner(text)
        self._tags: dict[str, str] = {}
        self._events: List[Any] = []
        self._mistake: Optional[Mistake] = None
        self._depth = 0
        self._anchors: set[str] = set()
        try:
            self._document()
        except Mistake as mistake:
            self._mistake = mistake
        except _Enough:
            pass
        self._next: Iterator[Any] = iter(self._events)

    @property
    def position(self) -> int:
        """How many characters are scanned: up to the mistake or the document's end."""
        return self._scanner.position

    def get_event(self) -> Any:
        """The next event of the first document, None after the last."""
        event = next(self._next, None)
        if event is None and self._mistake is not None:
            raise self._mistake
        return event

    def peek_event(self) -> Any:
        """The next event, which get_event() gives again."""
        event = self.get_event()
        self._next = itertools.chain((event,), self._next)
        return event

    def _add(self, name: str, **facts: Any) -> None:
        self._events.append(getattr(self._yaml, f"{name}Event")(**facts))

    def _end(self, name: str) -> None:
        self._scanner.take()
        self._add(name)

    def _empty(self) -> None:
        self._add("Scalar", anchor=None, tag=None, implicit=(True, False), value="")

    # Documents

    def _document(self) -> None:
        scanner = self._scanner
        self._add("StreamStart")
        first = scanner.peek()
        if first.kind == "end":
            self._add("StreamEnd")
            return
        if first.kind in (*_DIRECTIVES, "document start"):
            self._directives()
            token = scanner.peek()
            if token.kind != "document start":
                raise Mistake("did not find expected <document start>", token.line)
            scanner.take()
            self._add("DocumentStart", explicit=True)
            if scanner.peek().kind in _NO_CONTENT:
                self._empty()
            else:
                self._node(block=True)
        else:
            self._directives()
            self._add("DocumentStart", explicit=False)
            self._node(block=True)
        scanner.peek()
        self._add("DocumentEnd", explicit=False)

    def _directives(self) -> None:
        scanner = self._scanner
        versions = 0
        while scanner.peek().kind in _DIRECTIVES:
            token = scanner.peek()
            if token.kind == "%TAG":
                if token.text in self._tags:
                    raise Mistake(f"found duplicate {token.kind} directive", token.line)
                self._tags[token.text] = token.more
            elif versions:
                raise Mistake(f"found duplicate {token.kind} directive", token.line)
            elif token.more != (1, 1):
                raise Mistake("found incompatible YAML document", token.line)
            else:
                versions = 1
            scanner.take()
        self._tags = {**_OWN_TAGS, **self._tags}

    # Nodes

    def _node(self, *, block: bool, indentless: bool = False) -> None:
        """Add a node's events. block: block collections are allowed; indentless: a sequence no deeper than its key."""
        scanner = self._scanner
        if scanner.peek().kind == "alias":
            name = scanner.take().text
            self._add("Alias", anchor=name)
            if name not in self._anchors:
                raise _Enough
            return
        start = scanner.peek()
        anchor, tag = self._properties()
        if anchor:
            self._anchors.add(anchor)
        token = scanner.peek()
        facts: dict[str, Any] = {"anchor": anchor, "tag": tag, "implicit": tag is None}
        self._depth += 1
        if self._depth > _MOST_NESTED:
            raise TooDeep
        if indentless and token.kind == "-":
            self._add("SequenceStart", **facts, flow_style=False)
            self._indentless()
        elif token.kind == "scalar":
            self._scalar(scanner.take(), anchor, tag)
        elif token.kind == "[":
            self._add("SequenceStart", **facts, flow_style=True)
            self._flow_sequence()
        elif token.kind == "{":
            self._add("MappingStart", **facts, flow_style=True)
            self._flow_mapping()
        elif block and token.kind == "block sequence":
            self._add("SequenceStart", **facts, flow_style=False)
            self._block_sequence()
        elif block and token.kind == "block mapping":
            self._add("MappingStart", **facts, flow_style=False)
            self._block_mapping()
        elif anchor or tag:
            self._add("Scalar", anchor=anchor, tag=tag, implicit=(tag is None, False), value="")
        else:
            raise Mistake("did not find expected node content", token.line, start.line)
        self._depth -= 1

    def _scalar(self, token: Token, anchor: Optional[str], tag: Optional[str]) -> None:
        plain = (tag is None and token.more is None) or tag == "!"
        implicit = (plain, tag is None and not plain)
        self._add("Scalar", anchor=anchor, tag=tag, implicit=implicit, value=token.text, style=token.more)

    def _properties(self) -> tuple[Optional[str], Optional[str]]:
        """Read an anchor and a tag, in either order."""
        scanner = self._scanner
        start = scanner.peek()
        anchor: Optional[str] = None
        tag: Optional[Token] = None
        for _unused in range(2):
            token = scanner.peek()
            if token.kind == "anchor" and anchor is None:
                anchor = scanner.take().text
            elif token.kind == "tag" and tag is None:
                tag = scanner.take()
        scanner.peek()
        if tag is None:
            return anchor, None
        if not tag.text:
            return anchor, tag.more
        if not self._tags.get(tag.text):
            raise Mistake("found undefined tag handle", tag.line, start.line)
        return anchor, self._tags[tag.text] + tag.more

    # Collections

    def _block_sequence(self) -> None:
        scanner = self._scanner
        start = scanner.take()
        while scanner.peek().kind == "-":
            scanner.take()
            if scanner.peek().kind in ("-", "block end"):
                self._empty()
            else:
                self._node(block=True)
        if scanner.peek().kind != "block end":
            raise Mistake("did not find expected '-' indicator", scanner.peek().line, start.line)
        self._end("SequenceEnd")

    def _indentless(self) -> None:
        scanner = self._scanner
        while scanner.peek().kind == "-":
            scanner.take()
            if scanner.peek().kind in ("-", "?", ":", "block end"):
                self._empty()
            else:
                self._node(block=True)
        self._add("SequenceEnd")

    def _block_mapping(self) -> None:
        scanner = self._scanner
        start = scanner.take()
        while scanner.peek().kind == "?":
            scanner.take()
            self._block_part()
            if scanner.peek().kind == ":":
                scanner.take()
                self._block_part()
            else:
                self._empty()
        if scanner.peek().kind != "block end":
            raise Mistake("did not find expected key", scanner.peek().line, start.line)
        self._end("MappingEnd")

    def _block_part(self) -> None:
        """Add a key or a value of a block mapping."""
        if self._scanner.peek().kind in ("?", ":", "block end"):
            self._empty()
        else:
            self._node(block=True, indentless=True)

    def _flow_sequence(self) -> None:
        scanner = self._scanner
        start = scanner.take()
        first = True
        while scanner.peek().kind != "]":
            if not first:
                self._comma("]", start)
                if scanner.peek().kind == "]":
                    break
            first = False
            if scanner.peek().kind == "?":
                scanner.take()
                self._pair()
            else:
                self._node(block=False)
        self._end("SequenceEnd")

    def _comma(self, end: str, start: Token) -> None:
        token = self._scanner.peek()
        if token.kind != ",":
            raise Mistake(f"did not find expected ',' or '{end}'", token.line, start.line)
        self._scanner.take()

    def _pair(self) -> None:
        """Add a mapping of one pair inside a sequence, behind its "?"."""
        scanner = self._scanner
        self._add("MappingStart", anchor=None, tag=None, implicit=True, flow_style=True)
        if scanner.peek().kind in (":", ",", "]"):
            scanner.take()  # whatever it was: Go's parser forgets that it was not the key
            self._empty()
        else:
            self._node(block=False)
        if scanner.peek().kind == ":":
            scanner.take()
            if scanner.peek().kind in (",", "]"):
                self._empty()
            else:
                self._node(block=False)
        else:
            self._empty()
        scanner.peek()
        self._add("MappingEnd")

    def _flow_mapping(self) -> None:
        scanner = self._scanner
        start = scanner.take()
        first = True
        while scanner.peek().kind != "}":
            if not first:
                self._comma("}", start)
                if scanner.peek().kind == "}":
                    break
            first = False
            if scanner.peek().kind != "?":
                self._node(block=False)
                scanner.peek()
                self._empty()
                continue
            scanner.take()
            if scanner.peek().kind in (":", ",", "}"):
                self._empty()
            else:
                self._node(block=False)
            self._flow_value()
        self._end("MappingEnd")

    def _flow_value(self) -> None:
        scanner = self._scanner
        if scanner.peek().kind == ":":
            scanner.take()
            if scanner.peek().kind not in (",", "}"):
                self._node(block=False)
                return
        self._empty()
