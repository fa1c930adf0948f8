# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One value under a verb with its flags, width and precision. Go: fmt print.go (printArg, printValue), format.go."""

from __future__ import annotations

from typing import Any, List, Optional

from .floats import format_float
from .quoting import can_backquote, quote, quote_ascii, quote_char
from .types import POINTER, GoStruct, NilDict, NilList, Uint8, kind_name, sorted_keys, stringer, type_name

_INTEGER_VERBS = "bcdoOqUvxX"
_FLOAT_VERBS = "bgGxXfFeEv"
_UNSIGNED = ("uint", "uint8", "uint16", "uint32", "uint64", "uintptr")


class Spec:
    """One directive: its flags, width and precision (None where absent)."""

    __slots__ = ("erroring", "minus", "plus", "plus_v", "precision", "sharp", "sharp_v", "space", "width", "zero")

    def __init__(self) -> None:
        self.minus = self.plus = self.sharp = self.space = self.zero = self.plus_v = self.sharp_v = False
        self.erroring = False  # inside the text about a verb that does not fit: no methods, no further complaints
        self.width: Optional[int] = None
        self.precision: Optional[int] = None

    def pad(self, text: str, zero: Optional[bool] = None) -> str:
        """Return text filled up to the width, zeros only on the left."""
        if not self.width or len(text) >= self.width:
            return text
        if self.minus:
            return text.ljust(self.width)
        return text.rjust(self.width, "0" if (self.zero if zero is None else zero) else " ")


def format_value(value: Any, verb: str, spec: Spec, depth: int = 0) -> str:
    """Return one value under a verb. depth: how far inside another value it is."""
    if value is None:
        return _format_nil(verb, spec, depth)
    if depth == 0 and verb == "T":
        return _string(type_name(value), "s", spec)
    if depth == 0 and verb == "p":
        if kind_name(value) in ("map", "slice", "ptr") or callable(value):
            return POINTER
        return _bad_verb(value, verb, spec)
    if verb == "w" and (depth or not isinstance(value, bytes)):
        return _bad_verb(value, verb, spec)
    if spec.sharp_v and not spec.erroring and hasattr(value, "go_syntax"):
        return _string(value.go_syntax(), "s", spec)
    if not spec.sharp_v and not spec.erroring and verb in "vsxXq":
        method = stringer(value)
        if method is not None:
            return _string(str(method()), verb, spec)
    return _format_kind(value, verb, spec, depth)


def _format_nil(verb: str, spec: Spec, depth: int) -> str:
    if depth and spec.sharp_v:
        return "interface {}(nil)"
    if depth:
        return "<nil>"
    if verb in "Tv":
        return spec.pad("<nil>")
    return f"%!{verb}(<nil>)"


def _format_kind(value: Any, verb: str, spec: Spec, depth: int) -> str:
    if isinstance(value, bool):
        return spec.pad("true" if value else "false") if verb in "tv" else _bad_verb(value, verb, spec)
    if isinstance(value, int):
        return _integer(value, verb, spec)
    if isinstance(value, float):
        return _float(value, verb, spec)
    if isinstance(value, str):
        return _string(value, verb, spec)
    if isinstance(value, bytes):
        return _bytes(value, verb, spec, depth)
    if isinstance(value, list):
        return _list(value, verb, spec, depth)
    if isinstance(value, dict):
        return _map(value, verb, spec, depth)
    if isinstance(value, GoStruct):
        return _struct(value, verb, spec, depth)
    if isinstance(value, complex):
        return _complex(value, verb, spec)
    if callable(value):
        return "0x0"
    raise TypeError(f"no Go form for {type(value).__name__}")


def _bad_verb(value: Any, verb: str, spec: Spec) -> str:
    """Return Go's text for a verb that does not fit; the flags stay in force inside it."""
    outer, spec.erroring = spec.erroring, True
    text = f"%!{verb}({type_name(value)}={_format_kind(value, 'v', spec, 0)})"
    spec.erroring = outer
    return text


def _string(text: str, verb: str, spec: Spec) -> str:
    if (verb == "v" and spec.sharp_v) or verb == "q":
        cut = _cut(text, spec)
        if spec.sharp and can_backquote(cut):
            return spec.pad(f"`{cut}`")
        return spec.pad(quote_ascii(cut) if spec.plus else quote(cut))
    if verb in "vs":
        return spec.pad(_cut(text, spec))
    if verb in "xX":
        return _hex(text.encode("utf-8", "surrogateescape"), verb, spec)
    return _bad_verb(text, verb, spec)


def _cut(text: str, spec: Spec) -> str:
    return text if spec.precision is None else text[: spec.precision]


def _hex(data: bytes, verb: str, spec: Spec) -> str:
    if spec.precision is not None:
        data = data[: spec.precision]
    if not data:
        return spec.pad("")
    lead = "0x" if spec.sharp else ""
    text = " ".join(f"{lead}{byte:02x}" for byte in data) if spec.space else lead + data.hex()
    return spec.pad(text.upper() if verb == "X" else text)


def _bytes(data: bytes, verb: str, spec: Spec, depth: int) -> str:
    if verb in "sq":
        text = data.decode("utf-8", "surrogateescape")
        if verb == "q":
            return _string(text, verb, spec)
        return spec.pad(_cut(text, spec))
    if verb in "xX":
        return _hex(data, verb, spec)
    if verb in "vd" and spec.sharp_v:
        name = "[]byte" if depth == 0 else "[]uint8"
        return f"{name}{{{', '.join(_integer(Uint8(byte), 'v', spec) for byte in data)}}}"
    inner = [format_value(Uint8(byte), verb, spec, depth + 1) for byte in data]
    return f"[]uint8{{{', '.join(inner)}}}" if spec.sharp_v else f"[{' '.join(inner)}]"


def _list(values: List[Any], verb: str, spec: Spec, depth: int) -> str:
    if spec.sharp_v and isinstance(values, NilList):
        return f"{values.go_type}(nil)"
    inner = [format_value(value, verb, spec, depth + 1) for value in values]
    if spec.sharp_v:
        return f"{type_name(values)}{{{', '.join(inner)}}}"
    return f"[{' '.join(inner)}]"


def _map(values: dict[Any, Any], verb: str, spec: Spec, depth: int) -> str:
    if spec.sharp_v and isinstance(values, NilDict):
        return f"{values.go_type}(nil)"
    inner = [
        f"{format_value(key, verb, spec, depth + 1)}:{format_value(values[key], verb, spec, depth + 1)}"
        for key in sorted_keys(values)
    ]
    if spec.sharp_v:
        return f"{type_name(values)}{{{', '.join(inner)}}}"
    return f"map[{' '.join(inner)}]"


def _struct(value: GoStruct, verb: str, spec: Spec, depth: int) -> str:
    pointer = value.go_type.startswith("*")
    if pointer and depth:
        if verb not in "vpbodxX":
            return _bad_verb(value, verb, spec)
        return f"({value.go_type})({POINTER})" if spec.sharp_v else POINTER
    named = spec.plus_v or spec.sharp_v
    inner = [
        f"{name + ':' if named else ''}{format_value(field, verb, spec, depth + 1)}"
        for name, field in value.fields.items()
    ]
    body = "{" + (", " if spec.sharp_v else " ").join(inner) + "}"
    if spec.sharp_v:
        body = value.go_type.lstrip("*") + body
    return "&" + body if pointer else body


def _integer(value: int, verb: str, spec: Spec) -> str:
    unsigned = getattr(value, "go_kind", "int") in _UNSIGNED
    number = int(value)
    if verb == "c":
        return spec.pad(_char(number))
    if verb == "q":
        return spec.pad(quote_char(_char(number), ascii_only=spec.plus))
    if verb == "U":
        return _code_point(number, spec)
    if verb not in _INTEGER_VERBS:
        return _bad_verb(value, verb, spec)
    sharp = spec.sharp
    if verb == "v" and spec.sharp_v and unsigned:
        sharp, verb = True, "x"
    if spec.precision == 0 and number == 0:
        return " " * (spec.width or 0)
    digits = format(abs(number), {"v": "d", "d": "d", "b": "b", "o": "o", "O": "o", "x": "x", "X": "X"}[verb])
    sign = "-" if number < 0 else "+" if spec.plus else " " if spec.space else ""
    wanted = 0
    if spec.precision is not None:
        wanted = spec.precision
    elif spec.zero and not spec.minus and spec.width is not None:
        wanted = spec.width - len(sign)
    digits = digits.rjust(wanted, "0")
    if sharp and verb in "bxX":
        digits = f"0{verb}{digits}"
    elif sharp and verb in "oO" and digits[0] != "0":
        digits = "0" + digits
    if verb == "O":
        digits = "0o" + digits
    return spec.pad(sign + digits, zero=False)


def _char(number: int) -> str:
    return "\ufffd" if not 0 <= number <= 0x10FFFF or 0xD800 <= number <= 0xDFFF else chr(number)


def _code_point(number: int, spec: Spec) -> str:
    number &= (1 << 64) - 1
    text = f"U+{number:0{max(spec.precision or 0, 4)}X}"
    if spec.sharp and number <= 0x10FFFF and chr(number).isprintable():
        text += f" '{chr(number)}'"
    return spec.pad(text, zero=False)


def _float(number: float, verb: str, spec: Spec) -> str:
    if verb not in _FLOAT_VERBS:
        return _bad_verb(number, verb, spec)
    precision = spec.precision
    if precision is None:
        precision = 6 if verb in "feEF" else -1
    letter = {"v": "g", "F": "f"}.get(verb, verb)
    text = format_float(number, letter, precision)
    if text[0] not in "+-":
        text = "+" + text
    if spec.space and text[0] == "+" and not spec.plus:
        text = " " + text[1:]
    if text[1] in "IN":
        if text[1] == "N" and not spec.space and not spec.plus:
            text = text[1:]
        return spec.pad(text, zero=False)
    if spec.sharp and letter != "b":
        text = _keep_zeros(text, letter, precision)
    if not spec.plus and text[0] == "+":
        return spec.pad(text[1:])
    if spec.zero and not spec.minus and spec.width is not None and spec.width > len(text):
        return text[0] + text[1:].rjust(spec.width - 1, "0")
    return spec.pad(text)


def _keep_zeros(text: str, letter: str, precision: int) -> str:
    """Return a number (with its sign) with the point and the zeros that the flag # keeps."""
    wanted = 0
    if letter in "gGx":
        wanted = 6 if precision == -1 else precision
    tail = ""
    for index, char in enumerate(text):
        if index and (char in "pP" or (char in "eE" and letter not in "xX")):
            text, tail = text[:index], text[index:]
            break
    seen = False
    for char in text[1:]:
        if char != ".":
            seen = seen or char != "0"
            wanted -= seen
    if "." not in text:
        if text[1:] == "0":
            wanted -= 1
        text += "."
    return text + "0" * max(wanted, 0) + tail


def _complex(value: complex, verb: str, spec: Spec) -> str:
    if verb not in _FLOAT_VERBS:
        return _bad_verb(value, verb, spec)
    real = _float(value.real, verb, spec)
    plus, spec.plus = spec.plus, True
    imaginary = _float(value.imag, verb, spec)
    spec.plus = plus
    return f"({real}{imaginary}i)"
