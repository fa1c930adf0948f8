# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List elements whose key says nothing (a port with protocol: "", or null): given the default that the server gives it.

The API server tells elements of an apply apart before it fills in defaults. A port of protocol "" is another one than
the live port of protocol TCP, which it was made to. So the second apply of the same object adds it again, and is
refused. A key that is left out has its default there, too.
"""

from __future__ import annotations

from typing import Any

from ..kube import patch_schema


def filled(body: dict[str, Any]) -> dict[str, Any]:
    """Return an object with the defaults in place of such keys. Custom resources have no defaults that we know."""
    shape = patch_schema.of_kind(str(body.get("apiVersion")), str(body.get("kind")))
    return body if shape is None else _filled(body, shape)


def _filled(value: dict[str, Any], shape: str) -> dict[str, Any]:
    found = dict(value)
    for name, inner in value.items():
        field = patch_schema.field(shape, name)
        if isinstance(inner, dict) and field.shape:
            found[name] = _filled(inner, field.shape)
        elif isinstance(inner, list):
            blank = {key: default for key, default in field.others if default}
            found[name] = [_element(item, field.shape, blank) if isinstance(item, dict) else item for item in inner]
    return found


def _element(item: dict[str, Any], shape: str, blank: dict[str, str]) -> dict[str, Any]:
    found = _filled(item, shape)
    found.update({key: default for key, default in blank.items() if key in found and found[key] in ("", None)})
    return found
