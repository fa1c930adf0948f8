# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands behind a type's name, Go's own types and those that the maker of a TemplateSet hands in."""

from __future__ import annotations

from typing import Any, Iterable, Mapping, Optional, Tuple

from ..golang.types import NilDict, TypedDict, TypedList, stringer
from .signatures import any_type

Raw = Any  # True, False, or the container that an element comes from: whether it is one tells TypeTable.is_raw


class TypeTable:
    """The types of what templates are given.

    named: a type's name -> the type behind it, as "url.Values" -> "map[string][]string".
    map_methods: the methods that maps of such types have: Go finds one before a key of its name.
    addressed: the fields with a struct that only has its methods where it has an address (GoStruct.by_pointer).
    """

    __slots__ = ("addressed", "map_methods", "named")

    def __init__(
        self,
        *,
        named: Optional[Mapping[str, str]] = None,
        map_methods: Iterable[str] = (),
        addressed: Tuple[str, ...] = (),
    ) -> None:
        self.named = dict(named or {})
        self.map_methods = frozenset(map_methods)
        self.addressed = addressed

    def key(self) -> Tuple[Any, ...]:
        """Return what compiled code depends on."""
        return (self.addressed, *sorted(self.named.items()))

    def underlying(self, go_type: str) -> str:
        """Return the type behind a name, or the name itself."""
        return self.named.get(go_type, go_type)

    def nilable(self, go_type: str) -> bool:
        """Return whether nil can be given for a parameter of that type. Go: canBeNil."""
        form = self.underlying(go_type)
        return any_type(go_type) or go_type == "error" or form.startswith(("map[", "[]", "*", "func"))

    def element_type(self, go_type: str) -> str:
        """Return the element type of a slice's or map's type name."""
        form = self.underlying(go_type)
        return form[form.find("]") + 1 :] if form.startswith(("map[", "[]")) else "interface {}"

    def is_raw(self, raw: Raw) -> bool:
        """Return the flag; of a container, whether its elements are interfaces."""
        kind = raw.__class__
        if kind is bool:
            return bool(raw)
        if kind is list or kind is dict:
            return True
        if isinstance(raw, (TypedList, TypedDict, NilDict)):
            return self.element_type(raw.go_type) == "interface {}"
        return isinstance(raw, (list, dict))

    def assignable(self, name: str, go_type: str, value: Any) -> bool:
        """Return whether a value of the type name can be given for go_type: one is the name of the other's form."""
        if go_type in ("error", "fmt.Stringer"):
            return stringer(value) is not None
        if (name in self.named) != (go_type in self.named):
            return self.underlying(name) == self.underlying(go_type)
        return False

    def zero_of(self, go_type: str) -> Any:
        """Return a type's zero value: what a map gives for a missing key under missingkey=zero."""
        if go_type in _ZEROS:
            return _ZEROS[go_type]
        if go_type == "[]interface {}":
            return []
        if go_type == "map[string]interface {}":
            return NilDict()
        form = self.underlying(go_type)
        if form.startswith("[]"):
            return TypedList(go_type)
        return TypedDict(go_type) if form.startswith("map[") else None


_ZEROS = {"string": "", "bool": False, "int": 0, "float64": 0.0, "[]uint8": b""}
GO = TypeTable()
