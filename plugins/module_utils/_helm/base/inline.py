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
_QUOTED = re.compile(r"`[^`]*`|(?<=unknown anchor )'[^']*'|(?<=map key: ).+|(?<=document separator: ).+", re.DOTALL)
_LINE = re.compile(r"\bline (\d+)")


def is_content(option: Any) -> bool:
    """Return whether an option holds a document, and not the path of one."""
    if not isinstance(option, str):
        return isinstance(option, Mapping)
    if os.path.exists(option):
        return False
    if "\n" in option or ": " in option or option.lstrip().startswith("{") or len(option) > _LONGEST_PATH:
        return True
    from . import encoded

    return encoded.is_encoded(option)


def discreet(problem: str) -> str:
    """Return what is wrong with a document without what the words quote of it: it may be a password."""
    return _QUOTED.sub("…", problem)


def where(problem: str) -> str:
    """Return only the line that a problem names, as in " (line 3)", "" for none."""
    found = _LINE.search(problem)
    return f" (line {found[1]})" if found else ""
