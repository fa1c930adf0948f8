# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One entry of the option patches: its target, and what it makes of an object. Pure."""

from __future__ import annotations

from typing import Any, Mapping, Optional

from ...base.errors import HelmError, RequestError
from ...codecs.yaml import codec as yaml_codec
from . import json_patch, strategic
from .targets import FIELDS, SELECTORS, Target, identity

Object = dict[str, Any]

_DOING = "reading the option"
_SHAPING = "changing what the chart renders by"


class Patch:
    """A patch. name: how messages call it. optional: it may find no object."""

    def __init__(self, number: int, entry: Mapping[str, Any]) -> None:
        self.name = f"patches[{number}]"
        self.optional = bool(entry.get("optional"))
        self.operations: Optional[list[json_patch.Operation]] = None
        self._merge: Object = {}
        try:
            self._read(entry)
        except HelmError as error:
            raise RequestError(error.problem, doing=_DOING, subject=self.name, hint=error.hint or _HINT) from error
        self.name = f"{self.name} ({self.target.text})"

    def _read(self, entry: Mapping[str, Any]) -> None:
        content = entry.get("patch")
        if isinstance(content, str):
            content = yaml_codec.load_objects(content)
        if isinstance(content, list) and content:
            self.operations = json_patch.parse(content)
        elif isinstance(content, dict) and content:
            self._merge = content
        else:
            raise HelmError("patch is neither a mapping nor a list of operations")
        wanted = {name: str((entry.get("target") or {}).get(name) or "") for name in (*FIELDS, *SELECTORS)}
        if entry.get("target") is not None:
            self.target = Target(wanted)
            return
        own = identity(self._merge, "")
        if not (own.version and own.kind and own.name):
            raise HelmError("it has no target, and the patch does not say apiVersion, kind and metadata.name of one")
        self.target = Target(own._asdict(), exact=True)

    def made_of(self, body: Object) -> Optional[Object]:
        """Return what the patch makes of an object, None where it deletes it. Raises RequestError."""
        try:
            if self.operations is None:
                return strategic.patched(body, self._merge)
            made = json_patch.apply(body, self.operations)
            _check(made)
        except HelmError as error:
            raise self.error(f"{_told(body)}: {error.problem}") from error
        found: Object = made
        return found

    def error(self, problem: str, hint: str = "") -> RequestError:
        """Return the error of a patch that does not do."""
        return RequestError(problem, doing=_SHAPING, subject=self.name, hint=hint or _HINT_MISFIT)

    def missed(self) -> RequestError:
        """Return the error of a patch that has found no object."""
        return self.error("the chart renders no object that is its target", _HINT_MISSED)


_HINT = "a patch has a target, and is a mapping (strategic merge) or a list of operations (JSON 6902)"
_HINT_MISFIT = "compare the patch with the object as helm_template shows it"
_HINT_MISSED = "correct the target: names are whole names; or set optional, where it need not be there"


def _check(made: Any) -> None:
    """Raise HelmError where a JSON patch has left no object."""
    metadata = made.get("metadata") if isinstance(made, dict) else None
    if not (isinstance(metadata, dict) and metadata.get("name") and made.get("kind") and made.get("apiVersion")):
        raise HelmError("what it leaves has no apiVersion, kind or metadata.name")


def _told(body: Object) -> str:
    return f"{body.get('kind')} {(body.get('metadata') or {}).get('name')}"
