# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sets of templates that call each other. Go: text/template Template."""

from __future__ import annotations

import sys
from types import FunctionType
from typing import TYPE_CHECKING, Any, Callable, Dict, Iterable, List, Mapping, Optional, Tuple

from ..base.errors import ExecError, LimitError, TemplateError
from ..golang.types import Int32, Int64, Uint8, Uint32, Uint64
from . import builtins, names, runtime
from .fields import Fields
from .limits import RECURSION, Limits
from .ranges import Ranges
from .signatures import params_of
from .type_table import GO, TypeTable
from .units import Compiled, signature_of, unit_of

if TYPE_CHECKING:
    from .bundle import Bundle, Cache


class _Bound(Dict[Any, Any]):
    """The functions of a set's templates, by name, and of parts, by what is around them and their number there: made
    when first called."""

    __slots__ = ("owner",)

    def __init__(self, owner: TemplateSet) -> None:
        super().__init__()
        self.owner = owner

    def __missing__(self, name: Any) -> Any:
        compiled = name[0].parts[name[1]] if name.__class__ is tuple else self.owner.table.get(name)
        if compiled is None:
            from ..golang.quoting import quote

            raise runtime.Stop(f"template {quote(name)} not defined")
        function = self[name] = self.owner.bind(compiled)
        return function


class TemplateSet:
    """Templates by name, their functions and options.

    functions: name -> callable (see golang.types.go_function). types: what stands behind names of types that are not
    Go's own. missing_key: what a key that a map has not gives: default or zero ("no value", with Go's small
    differences), or error. cache: of compiled code, see bundle; used between expect() and save(). name: the set's own,
    for messages.
    """

    __slots__ = (
        *("_bundle", "_cache", "_functions", "_globals", "_limits", "_missing_key", "_shared", "_signature", "_types"),
        *("bound", "name", "table"),
    )

    def __init__(
        self,
        functions: Mapping[str, Callable[..., Any]],
        *,
        types: TypeTable = GO,
        missing_key: str = "default",
        limits: Optional[Limits] = None,
        cache: Optional[Cache] = None,
        name: str = "gotpl",
    ) -> None:
        self.name = name
        self.table: Dict[str, Compiled] = {}
        self.bound = _Bound(self)
        self._shared = False
        self._functions = dict(functions)
        self._types = types
        self._signature = signature_of(functions, types)
        self._missing_key = missing_key
        self._limits = limits or Limits()
        self._globals: Optional[Dict[str, Any]] = None
        self._cache = cache
        self._bundle: Optional[Bundle] = None

    def expect(self, files: Iterable[Tuple[str, str]]) -> None:
        """Get what the cache has for these names and texts, which are going to be parsed; without a cache, nothing."""
        if self._cache is not None:
            from .bundle import Bundle

            self._bundle = Bundle(self._cache, self._signature, files)

    def save(self) -> None:
        """Give the cache what was compiled since expect()."""
        if self._bundle is not None:
            self._bundle.save()

    def add_functions(self, functions: Mapping[str, Callable[..., Any]]) -> None:
        """Add or replace functions of this set only. Go: Funcs."""
        params = self._signature.params
        self._functions = {**self._functions, **functions}
        for name, function in functions.items():
            if name not in params or params[name] != params_of(function):
                self._signature = signature_of(self._functions, self._types)
                break
        self._globals = None
        self.bound = _Bound(self)

    def parse(self, name: str, text: str) -> Compiled:
        """Add the templates that text defines, its own under name; return that one. Go: New(name).Parse(text).

        A template that holds nothing but space does not replace one that is there. Raises ParseError.
        """
        unit = unit_of(name, text, self._signature, self._bundle)
        table = self.table
        if self._shared:
            table = self.table = dict(table)
            self._shared = False
        for compiled in unit.templates:
            if compiled.empty and compiled.name in table:
                continue
            table[compiled.name] = compiled
            self.bound.pop(compiled.name, None)
        return unit.own()

    def clone(self) -> TemplateSet:
        """Return a set with the same templates and functions; what is parsed or added later stays in one of the two."""
        copy = TemplateSet.__new__(TemplateSet)
        copy.name = self.name
        copy.table = self.table
        copy._shared = self._shared = True
        copy._functions = self._functions
        copy._types = self._types
        copy._signature = self._signature
        copy._missing_key = self._missing_key
        copy._limits = self._limits
        copy._globals = None
        copy._cache = None
        copy._bundle = self._bundle
        copy.bound = _Bound(copy)
        return copy

    def has(self, name: str) -> bool:
        """Return whether there is a template of that name."""
        return name in self.table

    def names(self) -> List[str]:
        """Return the templates' names, sorted."""
        return sorted(self.table)

    def execute(self, name: str, data: Any) -> str:
        """Return what the template gives for data. Go: ExecuteTemplate. Raises ExecError with Go's text."""
        function = self.bound.get(name)
        if function is None:
            if name not in self.table:
                from ..golang.quoting import quote

                message = f"template: no template {quote(name)} associated with template {quote(self.name)}"
                raise ExecError(message, template=name)
            function = self.bound[name]
        return self._run(function, data)

    def run(self, compiled: Compiled, data: Any) -> str:
        """Return what a template that parse() returned gives, also when its name went to another one."""
        return self._run(self.bind(compiled), data)

    def bind(self, compiled: Compiled) -> FunctionType:
        """Return a template's function with this set's functions."""
        scope = self._globals
        if scope is None:
            scope = self._globals = self._make_globals()
        return FunctionType(compiled.load(), scope, compiled.name, (compiled,))

    def _make_globals(self) -> Dict[str, Any]:
        """Return the names that compiled code uses."""
        ranges = Ranges(self._limits.spend)
        scope: Dict[str, Any] = {
            **_common(self._types, self._missing_key),
            names.ELEMENTS: ranges.elements,
            names.PAIRS: ranges.pairs,
            names.SPEND: self._limits.spend,
            names.TEMPLATES: self.bound,
        }
        scope.update([(names.function(name), function) for name, function in self._functions.items()])
        return scope

    def _run(self, function: Callable[..., Any], data: Any) -> str:
        """Return a template's output, its failure being Go's."""
        out: List[str] = []
        limits = self._limits
        before = sys.getrecursionlimit()
        if before < RECURSION:  # deep_recursion, without its cost for the includes inside
            sys.setrecursionlimit(RECURSION)
        try:
            function(data, out.append)
        except LimitError:
            raise
        except (runtime.Stop, TemplateError, RecursionError, NameError) as error:
            from .positions import located

            raise located(error) from (error if isinstance(error, TemplateError) else None)
        finally:
            if before < RECURSION:
                sys.setrecursionlimit(before)
        if sum(map(len, out)) > limits.output:
            raise LimitError(f"a template gives more than {limits.output} characters")
        return "".join(out)


def _duration(nanoseconds: int) -> Any:
    """Return a constant as the time.Duration that a function's parameter is; rarely needed, so imported here."""
    from ..golang.duration import Duration

    return Duration(nanoseconds)


_CLASSES: Dict[str, Any] = {
    "Int32": Int32,
    "Duration": _duration,
    "Int64": Int64,
    "Uint8": Uint8,
    "Uint32": Uint32,
    "Uint64": Uint64,
    "bool": bool,
    "complex": complex,
    "dict": dict,
    "float": float,
    "int": int,
    "list": list,
    "str": str,
}
_by_option: Dict[Tuple[TypeTable, str], Dict[str, Any]] = {}


def _common(types: TypeTable, missing_key: str) -> Dict[str, Any]:
    """Return what compiled code uses in every set with these types and this option, with the getters made for it."""
    found = _by_option.get((types, missing_key))
    if found is None:
        arguments, typed = runtime.Arguments(types), builtins.TypedBuiltins(types)
        fields = Fields(missing_key, arguments)
        found = _by_option[types, missing_key] = {
            "__builtins__": {},
            names.CALLEE_NAME: builtins.callee_name,
            names.CHECKED: arguments.checked,
            names.COPIED: builtins.copied,
            names.FIELD: fields.getters,
            names.FIELD_IS_RAW: fields.is_raw,
            names.METHOD: fields.method,
            names.METHOD_ARGUMENT: arguments.of_method,
            names.METHOD_CONSTANT: arguments.constant,
            names.PRINTED: runtime.printed,
            names.STILL_WRAPPED: typed.still_wrapped,
            names.STOP: runtime.stop,
            **_CLASSES,
            **{names.builtin(name): function for name, function in typed.table().items()},
        }
    return found
