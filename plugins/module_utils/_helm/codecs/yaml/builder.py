# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A document's value from a parser's events, with Go's limits on aliases and depth: in one pass, without recursion."""

from __future__ import annotations

from typing import Any, Callable, Optional

from ...base.errors import YamlError
from . import scalars
from .faults import CONVERTING, GO_DEPTH, MAX_DEPTH, WANT_MAP, BadKey, DecodeError, NotAsGo, syntax_error

_NO_KEY, _MERGE_KEY, _OPEN = object(), object(), object()


class _Frame:
    """A mapping or sequence under construction. before: decode operations counted when it began."""

    __slots__ = ("anchor", "before", "is_map", "key", "value")

    def __init__(self, is_map: bool, anchor: Optional[str], before: int) -> None:
        self.value: Any = {} if is_map else []
        self.is_map = is_map
        self.anchor = anchor
        self.before = before
        self.key: Any = _NO_KEY


def pyyaml_parser(yaml: Any, data: Any) -> Any:
    """A PyYAML parser over data, bytes or what they are read from: libyaml's where PyYAML was built with it, else the
    slow one in Python."""
    if yaml.__with_libyaml__:
        return yaml.cyaml.CParser(data)

    class PythonParser(yaml.reader.Reader, yaml.scanner.Scanner, yaml.parser.Parser):  # type: ignore[misc]
        def __init__(self) -> None:
            yaml.reader.Reader.__init__(self, data)
            yaml.scanner.Scanner.__init__(self)
            yaml.parser.Parser.__init__(self)

    return PythonParser()


def built(builder: Builder, parser: Callable[[], Any]) -> Any:
    """What the builder gives. parser: makes another one of the same text, for a look at bad keys."""
    try:
        return builder.document()
    except BadKey as error:
        from . import keys

        builder.drain()
        problem = keys.explain(parser(), builder)
        if not problem:  # the key was in a value that a second one of the same name takes the place of
            return builder.lenient(parser()).document()
        raise YamlError(CONVERTING + problem) from error
    except DecodeError as error:
        # Go parses a document before it decodes any of it: what is wrong further down is what it reports.
        builder.drain()
        problem = ""
        if builder.merges:  # Go looks at the last of what is merged first
            from . import keys

            problem = keys.explain(parser(), builder, keys=False)
        raise YamlError(CONVERTING + (problem or str(error))) from error


class Builder:
    """Builds the value of one document from a parser's events, and counts Go's decode operations on the way."""

    def __init__(self, yaml: Any, parser: Any, number: Callable[[Any], Any], *, watch: bool = False) -> None:
        """watch: there is a "?" somewhere, and the parser is libyaml's."""
        self.merges = False  # there was a merge key
        self._yaml = yaml
        self._kinds = (yaml.ScalarEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent, yaml.AliasEvent)
        self._watch = watch
        self._flow: Optional[int] = None  # how many collections are around the flow style, when watched
        self._parser = parser
        self._number = number
        self._anchors: dict[str, Any] = {}
        self._operations = 1
        self._aliased = 0
        self._plain: dict[str, Any] = {}
        self._key: Callable[[Any], Any] = _key

    def lenient(self, parser: Any) -> Builder:
        """Return a builder over another parser of the same text that takes keys which JSON has not."""
        other = Builder(self._yaml, parser, self._number, watch=self._watch)
        other._key = lambda value: "" if _no_json_key(value) else scalar_text(value)
        return other

    def document(self) -> Any:
        """The first document's value."""
        yaml = self._yaml
        try:
            self._parser.get_event()
            start = self._parser.get_event()
            if not isinstance(start, yaml.DocumentStartEvent):
                return None
            if start.version not in (None, (1, 1)):  # libyaml takes 1.2 too
                raise YamlError(f"{CONVERTING}yaml: found incompatible YAML document")
            value = self._node()
            self._parser.get_event()
        except yaml.reader.ReaderError:
            raise
        except (yaml.YAMLError, UnicodeError) as error:
            raise YamlError(f"{CONVERTING}yaml: {syntax_error(yaml, error)}") from error
        return value

    def _node(self) -> Any:
        """The value of the node that comes next: the loop that everything large goes through."""
        get = self._parser.get_event
        scalar_event, map_event, list_event, alias_event = self._kinds
        stack: list[_Frame] = []
        top: Optional[_Frame] = None
        while True:
            event = get()
            kind = type(event)
            is_key = top is not None and top.is_map and top.key is _NO_KEY
            if kind is scalar_event:
                self._operations += 1
                if is_key and event.value == "<<" and (event.implicit[0] or event.tag == scalars.MERGE):
                    top.key = self._merge_key()  # type: ignore[union-attr]
                    continue
                value = self._scalar(event)
                if value.__class__ is not str and value is not None and not is_key:
                    value = self._number(value)
            elif kind is map_event or kind is list_event:
                top = self._open(event, kind is map_event, len(stack))
                stack.append(top)
                continue
            elif kind is alias_event:
                value = self._alias(event.anchor, is_key)
            else:
                value = self._close(stack.pop(), len(stack))
                top = stack[-1] if stack else None
                is_key = top is not None and top.is_map and top.key is _NO_KEY
            if top is None:
                return value
            if is_key:
                top.key = value if value.__class__ is str else self._key(value)
            elif not top.is_map:
                top.value.append(value)
            elif top.key.__class__ is str:
                top.value[top.key] = value
                top.key = _NO_KEY
            else:
                _merge(top, value, kind is alias_event)
                top.key = _NO_KEY

    def _merge_key(self) -> Any:
        """The key of what is merged into a map, which has to be a map or a list of maps."""
        self.merges = True
        if isinstance(self._parser.peek_event(), self._yaml.ScalarEvent):  # whatever its tag makes of it
            raise DecodeError(WANT_MAP)
        return _MERGE_KEY

    def _open(self, event: Any, is_map: bool, depth: int) -> _Frame:
        """The collection that an event begins, so many around it."""
        if depth >= MAX_DEPTH:
            raise DecodeError(f"yaml: exceeded max depth of {MAX_DEPTH}")
        if self._watch and self._flow is None and event.flow_style:
            self._flow = depth
        if event.tag is not None and self._flow is not None:
            raise NotAsGo(None)
        frame = _Frame(is_map, event.anchor, self._operations)
        self._operations += 1
        if event.anchor:
            self._anchors[event.anchor] = frame
        return frame

    def _close(self, frame: _Frame, depth: int) -> Any:
        """The finished value of frame, so many collections around it, remembered under its anchor with the operations
        it cost."""
        if self._flow is not None and depth <= self._flow:
            self._flow = None
        if frame.anchor and self._anchors[frame.anchor] is frame:  # else something inside it has the name now
            self._anchors[frame.anchor] = (frame.value, self._operations - frame.before)
        return frame.value

    def _scalar(self, event: Any) -> Any:
        """A scalar's value: None, bool, int, float or str."""
        value: Any = event.value
        tag = event.tag
        if self._flow is not None and (tag is not None or ("?" in value and not event.style)):
            raise NotAsGo(None)  # Go ends a plain scalar there, and reads another tag
        if tag is not None:
            if event.anchor:
                self._anchors[event.anchor] = _OPEN  # known, also where the value cannot be decoded
            from . import rare

            value = rare.tagged(tag, value)
        elif event.implicit[0]:
            text = value
            try:
                value = self._plain[text]
            except KeyError:
                value = self._plain[text] = scalars.resolve(text)[1]
        if event.anchor:
            self._anchors[event.anchor] = (value, 1)
        return value

    def _alias(self, name: str, is_key: bool) -> Any:
        """A copy of what the anchor stands for. Copies, because Go decodes it anew each time."""
        target = self._anchors.get(name)
        if target is None:
            raise YamlError(f"{CONVERTING}yaml: unknown anchor '{name}' referenced")
        if target is _OPEN or isinstance(target, _Frame):
            raise DecodeError(f"yaml: anchor '{name}' value contains itself")
        value, cost = target
        self._operations += 1 + cost
        self._aliased += cost
        if (
            self._aliased > 100
            and self._operations > 1000
            and self._aliased / self._operations > _allowed_alias_ratio(self._operations)
        ):
            raise DecodeError("yaml: document contains excessive aliasing")
        if isinstance(value, (dict, list)):
            return _copy(value)
        return value if isinstance(value, str) or value is None or is_key else self._number(value)

    def drain(self) -> None:
        """Read on to the document's end; raise YamlError for a syntax error or an unknown anchor there."""
        yaml = self._yaml
        depth = MAX_DEPTH
        try:
            while True:
                event = self._parser.get_event()
                if event is None or isinstance(event, (yaml.DocumentEndEvent, yaml.StreamEndEvent)):
                    return
                depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
                if depth > GO_DEPTH:
                    raise YamlError(f"{CONVERTING}yaml: exceeded max depth of {GO_DEPTH}")
                name = getattr(event, "anchor", None)
                if isinstance(event, yaml.AliasEvent) and name not in self._anchors:
                    raise YamlError(f"{CONVERTING}yaml: unknown anchor '{name}' referenced")
                if name:
                    self._anchors.setdefault(name, _OPEN)
        except yaml.reader.ReaderError:
            raise
        except (yaml.YAMLError, UnicodeError) as error:
            raise YamlError(f"{CONVERTING}yaml: {syntax_error(yaml, error)}") from error


def _copy(value: Any) -> Any:
    """A deep copy of plain data; its depth is limited already."""
    if isinstance(value, dict):
        return {key: _copy(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_copy(item) for item in value]
    return value


def _allowed_alias_ratio(operations: int) -> float:
    """How much of a document may come from aliases (Go: decode.go, allowedAliasRatio)."""
    low, high = 400_000, 4_000_000
    if operations <= low:
        return 0.99
    if operations >= high:
        return 0.10
    return 0.99 - 0.89 * ((operations - low) / (high - low))


def _key(value: Any) -> Any:
    """A mapping's key as a string (Go: sigs.k8s.io/yaml, convertToJSONableObject)."""
    if _no_json_key(value):
        raise BadKey
    return scalar_text(value)


def _no_json_key(value: Any) -> bool:
    return value is None or isinstance(value, (dict, list)) or (isinstance(value, int) and value >= 1 << 63)


def scalar_text(value: Any) -> str:
    """Return the text that a bool, int or float becomes where sigs.k8s.io/yaml wants a string: "1", "1e+06", "true"."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        from . import rare

        return rare.float_text(value)
    return str(value)


def _merge(frame: _Frame, value: Any, is_alias: bool) -> None:
    """Merge value into frame ("<<")."""
    sources = [value] if isinstance(value, dict) else value
    if not isinstance(sources, list) or (is_alias and sources is value):
        raise DecodeError(WANT_MAP)
    for source in reversed(sources):  # the first of a list wins, so it comes last
        if not isinstance(source, dict):
            raise DecodeError(WANT_MAP)
        frame.value.update(source)
