# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""URLs taken apart and put together, and host names. Sprig: url.go, network.go."""

from __future__ import annotations

from typing import Any, Optional

from ..base.env import Env
from ..base.errors import FunctionError
from ..golang import urls
from ..golang.types import kind_name
from .lists import NIL_POINTER


def parse(text: str) -> dict[str, Any]:
    """Return the parts of a URL as a map."""
    try:
        url = urls.read(text)
    except urls.BadUrl as problem:
        raise FunctionError(f"unable to parse url: {problem}") from problem
    return {
        "scheme": urls.as_text(url.scheme),
        "host": urls.as_text(url.host),
        "hostname": urls.as_text(urls.host_name(url.host)),
        "path": urls.as_text(url.path),
        "query": urls.as_text(url.query),
        "opaque": urls.as_text(url.opaque),
        "fragment": urls.as_text(url.fragment),
        "userinfo": urls.as_text(url.user or ""),
    }


def join(parts: Optional[dict[str, Any]]) -> str:
    """Return the URL of the parts that parse gives."""
    parts = parts or {}
    names = ("scheme", "host", "path", "query", "opaque", "fragment", "userinfo")
    scheme, host, path, query, opaque, fragment, userinfo = (urls.as_bytes(_part(parts, name)) for name in names)
    user = None
    if userinfo:
        try:
            user = urls.parse(f"proto://{userinfo}@host").user
        except urls.BadUrl as problem:
            raise FunctionError(f"unable to parse userinfo in dict: {problem}") from problem
    text = f"{scheme}:" if scheme else ""
    if opaque:
        text += opaque
    else:
        if (host or user is not None) or (scheme and path):
            text += "//"
        text += (f"{user}@" if user is not None else "") + urls.escape(host, urls.IN_HOST)
        text = _with_path(text, path, bool(host))
    if query:
        text += f"?{query}"
    if fragment:
        text += "#" + urls.escape(fragment, urls.IN_FRAGMENT)
    return urls.as_text(text)


def _part(parts: dict[str, Any], name: str) -> str:
    """Return one part, "" when it is not there."""
    value = parts.get(name, "")
    if value is None:
        raise FunctionError(NIL_POINTER)
    if not isinstance(value, str):
        found = kind_name(value)
        raise FunctionError(f"unable to parse {name} key, must be of type string, but {found} found")
    return value


def _with_path(text: str, path: str, has_host: bool) -> str:
    """Return text with the path behind it, kept apart from the host, and from being taken for a scheme."""
    escaped = path if path == "*" else urls.escape(path, urls.IN_PATH)
    if escaped and escaped[0] != "/" and has_host:
        text += "/"
    if not text and ":" in escaped.partition("/")[0]:
        text = "./"
    return text + escaped


def host_by_name(env: Env, name: str) -> str:
    """Return the address of a host, "" where Env does not resolve names."""
    return env.resolve_host(name)
