# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options that change what a chart renders, for the modules that have them."""

from __future__ import annotations

from typing import Any

_TEXT: dict[str, Any] = {"type": "str"}
_MUST: dict[str, Any] = {"type": "str", "required": True}


def _list_of(options: dict[str, Any]) -> dict[str, Any]:
    return {"type": "list", "elements": "dict", "default": [], "options": options}


IMAGE_PATHS = _list_of({"path": _MUST, "kind": _TEXT, "group": _TEXT, "version": _TEXT})

_TARGET = {
    **dict.fromkeys(("group", "version", "kind", "name", "namespace"), _TEXT),
    "label_selector": {"type": "str", "aliases": ["labelSelector"]},
    "annotation_selector": {"type": "str", "aliases": ["annotationSelector"]},
}

SHAPING: dict[str, Any] = {
    "patches": _list_of(
        {
            "target": {"type": "dict", "options": _TARGET},
            "patch": {"type": "raw", "required": True},
            "optional": {"type": "bool", "default": False},
        }
    ),
    "images": _list_of(
        {
            "name": _MUST,
            "new_name": {"type": "str", "aliases": ["newName"]},
            "new_tag": {"type": "str", "aliases": ["newTag"]},
            "digest": _TEXT,
        }
    ),
    "registries": {"type": "dict", "default": {}},
    "image_paths": IMAGE_PATHS,
}
