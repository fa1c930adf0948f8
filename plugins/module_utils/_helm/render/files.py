# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The chart's other files, as templates see them: .Files (Go: engine/files.go)."""

from __future__ import annotations

import base64
import posixpath
from typing import Any, Iterable

from ..chart.model import File
from ..golang.types import TypedDict, TypedList, go_function
from . import data_functions


class Files(TypedDict):
    """engine.files: path -> content, with the methods Get, GetBytes, Glob, Lines, AsConfig and AsSecrets."""

    __slots__ = ()

    def __init__(self, items: Any = ()) -> None:
        super().__init__("engine.files", items)

    @classmethod
    def of(cls, files: Iterable[File]) -> Files:
        """Return the files of a chart."""
        return cls((file.name, file.data) for file in files)

    @property
    def methods(self) -> dict[str, Any]:
        """What templates may call on it."""
        return {
            "Get": self.text_of,
            "GetBytes": self.bytes_of,
            "Glob": self.glob,
            "Lines": self.lines_of,
            "AsConfig": self.as_config,
            "AsSecrets": self.as_secrets,
        }

    @go_function("string")
    def bytes_of(self, name: str) -> bytes:
        """Return a file's content, empty when there is no such file."""
        return bytes(self.get(name, b""))

    @go_function("string")
    def text_of(self, name: str) -> str:
        """Return a file's content as text, "" when there is no such file."""
        return _text(self.get(name, b""))

    @go_function("string")
    def glob(self, pattern: str) -> Files:
        """Return the files whose path matches; all of them when the pattern is broken."""
        from . import globs

        matches = globs.matcher(pattern)
        return Files((name, data) for name, data in self.items() if matches(name))

    @go_function("string")
    def lines_of(self, name: str) -> TypedList:
        """Return a file's lines, none when there is no such file or it is empty."""
        text = _text(self.get(name, b""))
        return TypedList("[]string", (text[:-1] if text.endswith("\n") else text).split("\n") if text else [])

    @go_function()
    def as_config(self) -> str:
        """Return the files as YAML for a ConfigMap's data: base name -> text."""
        return data_functions.to_yaml({posixpath.basename(name): _text(self[name]) for name in sorted(self)})

    @go_function()
    def as_secrets(self) -> str:
        """Return the files as YAML for a Secret's data: base name -> base64."""
        encoded = {posixpath.basename(name): base64.b64encode(self[name]).decode("ascii") for name in sorted(self)}
        return data_functions.to_yaml(encoded)


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")
