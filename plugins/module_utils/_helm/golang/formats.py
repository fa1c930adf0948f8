# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Formats with every flag, width, precision and argument index of Go's fmt.Sprintf. Go: fmt print.go (doPrintf)."""

from __future__ import annotations

from typing import Any, List, Optional, Sequence, Tuple

from .types import type_name
from .verbs import Spec, format_value

_LARGEST = 1_000_000  # widths and precisions beyond it are refused


class _Scanner:
    """The walk through a format and its arguments."""

    def __init__(self, template: str, args: Sequence[Any]) -> None:
        self.template = template
        self.args = args
        self.index = 0
        self.pos = 0
        self.reordered = False
        self.good_index = True
        self.after_index = False

    def number(self, start: int) -> Tuple[Optional[int], int]:
        """Return the digits at start as a number (None: none, or too large) and where they end."""
        end = start
        size = len(self.template)
        value = 0
        while end < size and "0" <= self.template[end] <= "9":
            if value > _LARGEST:
                return None, size
            value = value * 10 + int(self.template[end])
            end += 1
        return (value if end > start else None), end

    def argument_index(self) -> None:
        """Take an explicit [n], if there is one here."""
        self.after_index = False
        if self.template[self.pos : self.pos + 1] != "[":
            return
        self.reordered = True
        end = self.template.find("]", self.pos)
        if len(self.template) - self.pos < 3 or end < 0:
            self.pos += 1
            self.good_index = False
            return
        number, stop = self.number(self.pos + 1)
        well_formed = number is not None and stop == end
        self.pos = end + 1
        if well_formed and number is not None and 1 <= number <= len(self.args):
            self.index = number - 1
        else:
            self.good_index = False
        self.after_index = well_formed

    def star(self) -> Optional[int]:
        """Take an argument as a width or precision; None where it is no fit integer."""
        if self.index >= len(self.args):
            return None
        value = self.args[self.index]
        self.index += 1
        if isinstance(value, int) and not isinstance(value, bool) and -_LARGEST <= value <= _LARGEST:
            return int(value)
        return None


def full_sprintf(template: str, args: Sequence[Any]) -> str:
    """Return what fmt.Sprintf(template, args...) returns."""
    scan = _Scanner(template, args)
    out: List[str] = []
    size = len(template)
    while scan.pos < size:
        start = template.find("%", scan.pos)
        if start < 0:
            out.append(template[scan.pos :])
            break
        out.append(template[scan.pos : start])
        scan.pos = start + 1
        _directive(scan, out)
    if not scan.reordered and scan.index < len(args):
        rest = [
            "<nil>" if arg is None else f"{type_name(arg)}={format_value(arg, 'v', Spec())}"
            for arg in args[scan.index :]
        ]
        out.append(f"%!(EXTRA {', '.join(rest)})")
    return "".join(out)


def _directive(scan: _Scanner, out: List[str]) -> None:
    """Take one directive, from after its %, and append what it prints."""
    template, size = scan.template, len(scan.template)
    spec = Spec()
    scan.good_index = True
    _flags(scan, spec)
    simple = template[scan.pos : scan.pos + 1]
    if not ("a" <= simple <= "z" and scan.index < len(scan.args)):
        scan.argument_index()
        _width(scan, spec, out)
        _precision(scan, spec, out)
        if not scan.after_index:
            scan.argument_index()
    if scan.pos >= size:
        out.append("%!(NOVERB)")
        return
    verb = template[scan.pos]
    scan.pos += 1
    shown = "\ufffd" if "\udc80" <= verb <= "\udcff" else verb
    if verb == "%":
        out.append("%")
    elif not scan.good_index:
        out.append(f"%!{shown}(BADINDEX)")
    elif scan.index >= len(scan.args):
        out.append(f"%!{shown}(MISSING)")
    else:
        if verb in "vw":
            spec.sharp_v, spec.sharp = spec.sharp, False
            spec.plus_v, spec.plus = spec.plus, False
        out.append(format_value(scan.args[scan.index], shown, spec))
        scan.index += 1


def _flags(scan: _Scanner, spec: Spec) -> None:
    names = {"#": "sharp", "0": "zero", "+": "plus", "-": "minus", " ": "space"}
    while scan.template[scan.pos : scan.pos + 1] in names:
        setattr(spec, names[scan.template[scan.pos]], True)
        scan.pos += 1


def _width(scan: _Scanner, spec: Spec, out: List[str]) -> None:
    if scan.template[scan.pos : scan.pos + 1] == "*":
        scan.pos += 1
        spec.width = scan.star()
        if spec.width is None:
            out.append("%!(BADWIDTH)")
        elif spec.width < 0:
            spec.width = -spec.width
            spec.minus = True
            spec.zero = False
        scan.after_index = False
        return
    spec.width, scan.pos = scan.number(scan.pos)
    if scan.after_index and spec.width is not None:
        scan.good_index = False


def _precision(scan: _Scanner, spec: Spec, out: List[str]) -> None:
    if scan.template[scan.pos : scan.pos + 1] != "." or scan.pos + 1 >= len(scan.template):
        return
    scan.pos += 1
    if scan.after_index:
        scan.good_index = False
    scan.argument_index()
    if scan.template[scan.pos : scan.pos + 1] == "*":
        scan.pos += 1
        spec.precision = scan.star()
        if spec.precision is not None and spec.precision < 0:
            spec.precision = None
        if spec.precision is None:
            out.append("%!(BADPREC)")
        scan.after_index = False
        return
    spec.precision, scan.pos = scan.number(scan.pos)
    if spec.precision is None:
        spec.precision = 0
