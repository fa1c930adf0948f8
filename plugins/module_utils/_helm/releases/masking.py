# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rendered text without the data of its Secrets."""

from __future__ import annotations

import re
from typing import Any, Mapping, Optional

from ..base.errors import HelmError
from ..codecs.yaml import codec as yaml_codec
from ..plan import masking

_SEPARATOR = re.compile(r"(?m)^(---[ \t]*(?:#.*)?\n)")
_SOURCE = re.compile(r"(?m)\A# Source: .*\n")


def masked_text(text: str) -> str:
    """Return a manifest's text with the values of Secrets masked: such a document is written anew, the others stay."""
    if "Secret" not in text:
        return text
    return "".join(_masked_document(part) if "Secret" in part else part for part in _SEPARATOR.split(text))


def _masked_document(document: str) -> str:
    value = yaml_codec.load_objects(document)
    masked = masking.masked_object(value)
    if masked is value:
        return document
    head = _SOURCE.match(document)
    return f"{head[0] if head else ''}{yaml_codec.dump(masked)}"


def data_of(text: str) -> Any:
    """Return the data of a YAML text, None where it is none."""
    try:
        return yaml_codec.load_objects(text)
    except HelmError:
        return None


def set_tree(item: Mapping[str, Any]) -> Optional[dict[str, Any]]:
    """Return the values that an item of set_values sets, None where helm's grammar does not understand it.

    Files are not read: what the values combined have of them is known later.
    """
    from ..chart.values import inputs

    try:
        return inputs.merge_inputs({}, [], [item], read_file=lambda _path: "")
    except HelmError:
        return None
