# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What few YAML texts have: tags on scalars, numbers with a fraction as keys."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any

from ...golang import floats
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


def float_text(number: float) -> str:
    """Return number as Go's float32, with YAML's names for what is not finite."""
    text = floats.float32_text(number)
    return {"NaN": ".nan", "+Inf": ".inf", "-Inf": "-.inf"}.get(text, text)
