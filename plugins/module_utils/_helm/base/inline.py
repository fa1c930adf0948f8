# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An option that is a path or the content itself; and errors about content that quote nothing of it."""

from __future__ import annotations

import os
import re
from typing import Any, Mapping

VAULTED = b"$ANSIBLE_VAULT;"  # how a file begins that is encrypted as a whole
_LONGEST_PATH = 1024
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{24,}={0,2}")
_QUOTED = re.compile(r"`[^`]*`|(?<=unknown anchor )'[^']*'|(?<=map key: ).+|(?<=document separator: ).+", re.DOTALL)
_LINE = re.compile(r"\bline (\d+)")


def is_content(option: Any) -> bool:
    """Return whether an option holds a document, and not the path of one."""
    if not isinstance(option, str):
        return isinstance(option, Mapping)
    if os.path.exists(option):
        return False
    told = "\n" in option or ": " in option or option.lstrip().startswith("{") or len(option) > _LONGEST_PATH
    return told or any(map(_is_encoded, option.split(".")))


def _is_encoded(text: str) -> bool:
    """Whether a text is what base64 makes of a readable one: of a document, or of a part of a token. Of a path it would
    make bytes of all kinds."""
    if not _BASE64.fullmatch(text):
        return False
    import binascii

    whole = text.rstrip("=").replace("-", "+").replace("_", "/")
    return all(byte in b"\t\r\n" or 32 <= byte < 127 for byte in binascii.a2b_base64(whole[: len(whole) // 4 * 4]))


def discreet(problem: str) -> str:
    """Return what is wrong with a document without what the words quote of it: it may be a password."""
    return _QUOTED.sub("…", problem)


def where(problem: str) -> str:
    """Return only the line that a problem names, as in " (line 3)", "" for none."""
    found = _LINE.search(problem)
    return f" (line {found[1]})" if found else ""
