# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What few YAML texts have: tags on scalars, numbers with a fraction as keys."""

from __future__ import annotations

import base64
import binascii
import math
import re
import struct
from typing import Any

from . import scalars
from .faults import DecodeError


def tagged(tag: str, text: str) -> Any:
    """The value of a scalar with an explicit tag (Go: resolve.go, resolve; decode.go, scalar)."""
    if tag == scalars.BINARY:
        try:
            data = base64.b64decode(text.replace("\r", "").replace("\n", ""), validate=True)
        except (binascii.Error, ValueError):
            raise DecodeError("yaml: !!binary value contains invalid base64 data") from None
        return re.sub("[\udc80-\udcff]", "\ufffd", data.decode("utf-8", "surrogateescape"))
    if tag == scalars.STR or tag not in scalars.RESOLVABLE:
        return text
    found, value = scalars.resolve(text)
    if found == scalars.TIMESTAMP and tag != scalars.TIMESTAMP:
        found, value = scalars.STR, text
    if found == tag or (tag == scalars.NULL and text == ""):
        return value
    if tag == scalars.FLOAT and found == scalars.INT and value < 1 << 63:
        return float(value)
    raise DecodeError(f"yaml: cannot decode {scalars.short_tag(found)} `{text}` as a {scalars.short_tag(tag)}")


def float32_text(number: float) -> str:
    """strconv.FormatFloat(number, 'g', -1, 32), with YAML's names for what is not finite."""
    if math.isnan(number):
        return ".nan"
    try:
        single = struct.unpack("f", struct.pack("f", number))[0]
    except OverflowError:
        single = float("inf") if number > 0 else float("-inf")
    if single in (float("inf"), float("-inf")):
        return ".inf" if single > 0 else "-.inf"
    for digits in range(17):
        text = f"{single:.{digits}e}"
        if struct.unpack("f", struct.pack("f", float(text)))[0] == single:
            break
    mantissa, exponent = text.split("e")
    power = int(exponent)
    if -4 <= power < 6:
        return f"{single:.{max(digits - power, 0)}f}"
    return f"{mantissa}e{'-' if power < 0 else '+'}{abs(power):02d}"
