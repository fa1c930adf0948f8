# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the option patches sets in Secrets: found, and masked in the invocation; loaded where there are patches.

In the invocation all of it is masked. In other texts it is looked for where it is telling: 8080 or true may be
anybody's.
"""

from __future__ import annotations

import base64
import re
from typing import Any, Iterator, Mapping

from ..base.mask import MASK, SHORTEST
from ..base.secret_forms import leaves

_PARTS = ("data", "stringData")
_ANYBODYS = re.compile(r"(?i)[\d.,_+-]{0,6}|true|false|null|none")


def secrets(patches: Any) -> Iterator[str]:
    """Yield what patches set in Secrets: as it stands there, and of data what its base64 means."""
    for patch in _contents(patches):
        for value in _values(patch):
            for text in leaves(value):
                yield from filter(_is_telling, (text, *_decoded(text)))


def shown(patches: Any) -> Any:
    """Return patches without what they set in Secrets."""
    if not isinstance(patches, list):
        return patches if patches is None else MASK
    return [_shown(entry) for entry in patches]


def _shown(entry: Any) -> Any:
    if not isinstance(entry, Mapping):
        return entry
    found = [*_contents([entry])]
    if not any(True for patch in found for _value in _values(patch)):
        return entry
    return {**entry, "patch": MASK if isinstance(entry["patch"], str) else _masked(found[0])}


def _contents(patches: Any) -> Iterator[Any]:
    """Yield the patches that may be for a Secret: mappings and lists; of a text that is no YAML, the text."""
    for entry in patches if isinstance(patches, list) else ():
        patch = entry.get("patch") if isinstance(entry, Mapping) else None
        if isinstance(patch, str):
            from ..releases import masking

            read = masking.data_of(patch)
            patch = read if isinstance(read, (Mapping, list)) else patch
        target = entry.get("target") if isinstance(entry, Mapping) else None
        if _may_be_for_a_secret(target, patch):
            yield patch


def _may_be_for_a_secret(target: Any, patch: Any) -> bool:
    kind = target.get("kind") if isinstance(target, Mapping) else None
    if not kind and not isinstance(target, Mapping) and isinstance(patch, Mapping):
        return patch.get("kind") in (None, "Secret")  # it names its object itself
    try:
        return not kind or re.fullmatch(str(kind), "Secret") is not None
    except re.error:  # what RE2 understands and Python does not
        return True


def _values(patch: Any) -> Iterator[Any]:
    if isinstance(patch, Mapping):
        yield from (patch[part] for part in _PARTS if patch.get(part))
    elif isinstance(patch, list):
        for operation in patch:
            if isinstance(operation, Mapping) and operation.get("value") is not None:
                if _is_in_a_part(operation):
                    yield operation["value"]
                elif operation.get("path") == "":  # the whole object
                    yield from _values(operation["value"])
    elif patch:
        yield patch


def _is_in_a_part(operation: Mapping[str, Any]) -> bool:
    return str(operation.get("path") or "").split("/")[1:2] in ([part] for part in _PARTS)


def _is_telling(text: str) -> bool:
    return len(text.strip()) >= SHORTEST and not _ANYBODYS.fullmatch(text.strip())


def _masked(patch: Any) -> Any:
    if isinstance(patch, Mapping):
        return {key: _masked_leaves(value) if key in _PARTS else value for key, value in patch.items()}
    return [
        {**operation, "value": _masked_leaves(operation["value"])}
        if any(True for _value in _values([operation]))
        else operation
        for operation in patch
    ]


def _masked_leaves(value: Any) -> Any:
    """The keys stay, as in objects that results show."""
    if isinstance(value, Mapping):
        return {key: _masked_leaves(item) for key, item in value.items()}
    return value if value is None else MASK


def _decoded(text: str) -> Iterator[str]:
    try:
        yield base64.b64decode(text, validate=True).decode("utf-8")
    except ValueError:  # UnicodeDecodeError and binascii.Error are
        return
