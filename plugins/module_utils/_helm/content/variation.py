# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What in a chart may render otherwise the next time, or in the next revision: by the words that templates name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ..codecs.json import codec as json_codec

if TYPE_CHECKING:
    from ..chart.model import Chart

_FUNCTIONS = re.compile(rb"\b(?:rand\w*|uuidv4|gen[A-Z]\w*|bcrypt|htpasswd|encryptAES|now|ago|shuffle|durationRound)\b")
_WORDS = (b"Revision", b"IsInstall", b"IsUpgrade", b".Release }}", b".Release)", b".Release |")


def may_differ(chart: Chart, values: dict[str, Any]) -> bool:
    """Return whether a template may render to something else the next time: by the functions that its chart names."""
    files = [file.data for found in chart.walk() for file in found.templates]
    if any(_FUNCTIONS.search(data) for data in files):
        return True
    return any(b"tpl" in data for data in files) and bool(_FUNCTIONS.search(json_codec.dumps(values).encode("utf-8")))


def depends_on_revision(chart: Chart) -> bool:
    """Return whether a template may show the revision's number, or whether it is an install."""
    return any(word in file.data for found in chart.walk() for file in found.templates for word in _WORDS)
