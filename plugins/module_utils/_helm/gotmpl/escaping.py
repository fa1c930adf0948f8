# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Escaping for HTML, JavaScript and URLs. Go: text/template funcs.go, net/url QueryEscape."""

from __future__ import annotations

import re
from urllib.parse import quote_plus

from ..base.patterns import lazy

_HTML = {0: "\ufffd", ord('"'): "&#34;", ord("'"): "&#39;", ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;"}
_JS = {"\\": "\\\\", "'": "\\'", '"': '\\"', "<": "\\u003C", ">": "\\u003E", "&": "\\u0026", "=": "\\u003D"}
_JS_SPECIAL = lazy("[\\\\'\"<>&=\x00-\x1f]|[^\x00-\x7f]")


def escape_html(text: str) -> str:
    """Return text safe between HTML tags and in attributes."""
    return text.translate(_HTML)


def escape_js(text: str) -> str:
    """Return text safe in a JavaScript string."""
    return _JS_SPECIAL.sub(_js_char, text)


def _js_char(match: re.Match[str]) -> str:
    char = match.group()
    if char in _JS:
        return _JS[char]
    if char < " ":
        return f"\\u00{ord(char):02X}"
    if "\udc80" <= char <= "\udcff":
        return char  # a byte that is no UTF-8 stays as it is
    return char if char.isprintable() else f"\\u{ord(char):04X}"


def escape_query(text: str) -> str:
    """Return text safe in a URL's query: a space is a plus sign."""
    return quote_plus(text.encode("utf-8", "surrogateescape"), safe="")
