# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a validation is: in which schema, on which part of the values, and by which way it came there."""

from __future__ import annotations

from typing import Any, Callable, Optional

from .documents import Resource


class Frame:
    """A schema that a part of the values is held against. where: that part's path. keyword: the step that led here from
    outer."""

    __slots__ = ("keyword", "outer", "resource", "schema", "where")

    def __init__(
        self, schema: Any, resource: Resource, where: tuple[str, ...], outer: Optional[Frame] = None, keyword: str = ""
    ) -> None:
        self.schema = schema
        self.resource = resource
        self.where = where
        self.outer = outer
        self.keyword = keyword

    def to(self, schema: Any, resource: Resource, keyword: str) -> Frame:
        """Return the frame of another schema for the same part of the values."""
        return Frame(schema, resource.of(schema), self.where, self, keyword)

    def inside(self, schema: Any, keyword: str, name: str) -> Frame:
        """Return the frame of a schema for what is at name in this part of the values."""
        return Frame(schema, self.resource.of(schema), (*self.where, name), self, keyword)

    def name(self, schema: Any, keyword: str) -> Frame:
        """Return the frame of a schema for a name: it stands nowhere in the values."""
        return Frame(schema, self.resource.of(schema), (), self, keyword)

    def cycle(self) -> Optional[Frame]:
        """Return the frame further out that holds the same schema against the same part, if there is one. Only a
        reference can come back to one."""
        if not self.keyword.startswith("$"):
            return None
        frame: Optional[Frame] = self.outer
        within = self
        while frame is not None and frame.where == self.where and within.keyword != "propertyNames":
            if frame.schema is self.schema:
                return frame
            within = frame
            frame = frame.outer
        return None

    def keywords(self) -> str:
        """Return the way here as a JSON pointer of keywords."""
        steps = []
        frame: Optional[Frame] = self
        while frame is not None and frame.outer is not None:
            steps.append(frame.keyword)
            frame = frame.outer
        return "".join(f"/{step}" for step in reversed(steps))

    def outermost(self, wanted: Callable[[Resource], bool]) -> Optional[Resource]:
        """Return the outermost resource on the way here that is wanted."""
        found = None
        frame: Optional[Frame] = self
        while frame is not None:
            if wanted(frame.resource):
                found = frame.resource
            frame = frame.outer
        return found


class Evaluated:
    """The parts of a value that no keyword has looked at so far: names of an object, places of a list."""

    __slots__ = ("names", "places")

    def __init__(self, value: Any) -> None:
        self.names = set(value) if isinstance(value, dict) else set()
        self.places = set(range(len(value))) if isinstance(value, list) else set()

    def add(self, other: Evaluated) -> None:
        """Take over what was looked at elsewhere."""
        self.names &= other.names
        self.places &= other.places
