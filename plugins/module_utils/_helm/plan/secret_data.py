# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A Secret's stringData as the data that the API server makes of it. Pure.

The server keeps no stringData: it writes it into data, over what is there. So nobody holds those fields of data, and a
key that leaves stringData would stay in data for ever; the same goes for merges. That is why data is sent.
"""

from __future__ import annotations

import base64
from typing import Any, Optional

Object = dict[str, Any]

_TEXTS, _BYTES = "stringData", "data"
_FIELD_OF = {f"f:{_TEXTS}": f"f:{_BYTES}"}


def as_stored(body: Object) -> Object:
    """Return a Secret with its stringData as data; body itself where it has none, and where it has something else in
    its place: that is for the server to refuse, in its own words."""
    texts, data = body.get(_TEXTS), body.get(_BYTES)
    if _TEXTS not in body or not _is_of_texts(texts) or not isinstance(data, (dict, type(None))):
        return body
    rest = {key: value for key, value in body.items() if key != _TEXTS}
    if not texts:
        return rest
    return {**rest, _BYTES: {**(data or {}), **{key: _encoded(text) for key, text in texts.items()}}}


def pointer_as_stored(names: list[str]) -> list[str]:
    """Return where in a live Secret is what a JSON pointer means in a chart's."""
    return [_BYTES, *names[1:]] if names[0] == _TEXTS else names


def fields_as_stored(fields: Object) -> Object:
    """Return the fields of a Secret that a manager holds (fieldsV1), those of stringData as data's."""
    if f"f:{_TEXTS}" not in fields:
        return fields
    found: Object = {}
    for key, inner in fields.items():
        name = _FIELD_OF.get(key, key)
        found[name] = {**found.get(name, {}), **inner}
    return found


def _is_of_texts(texts: Any) -> bool:
    return texts is None or (
        isinstance(texts, dict) and all(text is None or isinstance(text, str) for text in texts.values())
    )


def _encoded(text: Optional[str]) -> str:
    return base64.b64encode((text or "").encode("utf-8", "surrogateescape")).decode("ascii")
