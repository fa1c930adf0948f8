# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is done to the code: mutmut's operators, and some of our own in the same form.

An operator takes a node of libcst and yields what may stand in its place, or in that of a part of it: (part, other).
"""

from __future__ import annotations

import re
from typing import Any, Callable, Iterable, Iterator, Union

import libcst as cst
from mutmut.mutation import mutators

Other = Union[cst.CSTNode, tuple[cst.CSTNode, cst.CSTNode]]
Operator = tuple[Any, Callable[[Any], Iterable[Other]]]

_SWAPPED = {"any": "all", "all": "any", "min": "max", "max": "min", "sorted": "list"}
# What a call with one argument less, or None, would only break, so that any test that comes by would see it.
_PLAIN_CALLS = {"isinstance", "len", "cast", "str", "super", "enumerate", "zip", "range"}
_NEVER = cst.parse_expression("()")
_PASS = cst.Pass()


def _is_sentence(node: cst.BaseExpression) -> bool:
    """Whether a text is for people: it has two words."""
    return isinstance(node, cst.SimpleString) and re.search(r"\w\s+\w", node.value) is not None


def _is_nothing(node: cst.BaseExpression) -> bool:
    """Whether None instead of it would be much the same. What stands for False is True, by another operator."""
    return isinstance(node, cst.Name) and node.value in ("None", "False")


def assignments(node: Any) -> Iterator[cst.CSTNode]:
    """None assigned, or for None an empty text."""
    value = node.value
    if value is not None and not _is_sentence(value) and not (isinstance(value, cst.Name) and value.value == "False"):
        yield from mutators.operator_assignment(node)


def texts(node: cst.SimpleString) -> Iterator[cst.CSTNode]:
    """Another text, where it is no sentence for people."""
    value = node.value
    quote = re.match(r"[a-zA-Z]*('|\")", value)
    if quote is None or value[quote.end() - 1 :].startswith(('"""', "'''")) or _is_sentence(node):
        return
    yield node.with_changes(value=f"{value[: quote.end()]}XX{value[quote.end() : -1]}XX{value[-1]}")


def arguments(node: cst.Call) -> Iterator[cst.CSTNode]:
    """None for an argument; a call without a named one, or without the last."""
    if isinstance(node.func, cst.Name) and node.func.value in _PLAIN_CALLS:
        return
    for at, argument in enumerate(node.args):
        if not argument.star and not _is_nothing(argument.value):
            nothing = argument.with_changes(value=cst.Name("None"))
            yield node.with_changes(args=[*node.args[:at], nothing, *node.args[at + 1 :]])
        if len(node.args) > 1 and (argument.keyword or at == len(node.args) - 1):
            rest = [*node.args[:at], *node.args[at + 1 :]]
            rest[-1] = rest[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
            yield node.with_changes(args=rest)


def functions(node: cst.Call) -> Iterator[cst.CSTNode]:
    """all for any, max for min, and what is not sorted."""
    if isinstance(node.func, cst.Name) and node.func.value in _SWAPPED:
        name = _SWAPPED[node.func.value]
        args = [node.args[0].with_changes(comma=cst.MaybeSentinel.DEFAULT)] if name == "list" else node.args
        yield node.with_changes(func=cst.Name(name), args=args)


def conditions(node: Any) -> Iterator[Other]:
    """A condition turned round, where no other operator does it."""
    if isinstance(node.test, (cst.Comparison, cst.UnaryOperation)):
        return
    test = node.test if node.test.lpar else node.test.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    turned = cst.UnaryOperation(operator=cst.Not(), expression=test)
    yield node.test, turned


def loops(node: Any) -> Iterator[Other]:
    """A loop over nothing."""
    yield node.iter, _NEVER.deep_clone()


def results(node: cst.Return) -> Iterator[cst.CSTNode]:
    """Nothing returned."""
    if node.value is not None and not _is_nothing(node.value):
        yield node.with_changes(value=cst.Name("None"), whitespace_after_return=cst.SimpleWhitespace(" "))


def statements(node: cst.Expr) -> Iterator[cst.CSTNode]:
    """A call for its effect, left out."""
    if isinstance(node.value, cst.Call):
        yield _PASS.deep_clone()


def handlers(node: cst.ExceptHandler) -> Iterator[Other]:
    """A handler that catches nothing."""
    if node.type is not None:
        yield node.type, _NEVER.deep_clone()


OPERATORS: tuple[Operator, ...] = (
    (cst.BaseNumber, mutators.operator_number),
    (cst.SimpleString, texts),
    (cst.Name, mutators.operator_name),
    ((cst.Assign, cst.AnnAssign), assignments),
    (cst.AugAssign, mutators.operator_augmented_assignment),
    (cst.UnaryOperation, mutators.operator_remove_unary_ops),
    (cst.Call, arguments),
    (cst.Call, functions),
    (cst.Call, mutators.operator_symmetric_string_methods_swap),
    (cst.Call, mutators.operator_unsymmetrical_string_methods_swap),
    (cst.Lambda, mutators.operator_lambda),
    (cst.CSTNode, mutators.operator_keywords),
    (cst.CSTNode, mutators.operator_swap_op),
    (cst.IfExp, mutators.operator_if_exp),
    ((cst.If, cst.While, cst.CompIf), conditions),
    ((cst.For, cst.CompFor), loops),
    (cst.Return, results),
    (cst.Expr, statements),
    (cst.ExceptHandler, handlers),
)
