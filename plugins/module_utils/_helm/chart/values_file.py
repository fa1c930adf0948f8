# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""values.yaml, and every file of values: YAML documents, the later ones over the earlier."""

from __future__ import annotations

from typing import Any, Iterator

from ..base.errors import HelmError, ValuesError
from ..codecs.yaml import codec as yaml_codec
from ..golang.space import SPACE
from .tables import merge_maps


def parse(data: bytes) -> dict[str, Any]:
    """Return the values that the YAML in data holds, its documents merged, the last one winning.

    Every number is a float. Raises HelmError with helm's text (Go: loader.LoadValues).
    """
    values: dict[str, Any] = {}
    for text in _documents(data):
        try:
            found = yaml_codec.load_values(text)
        except HelmError as error:
            raise ValuesError(f"cannot unmarshal yaml document: {error.problem}") from error
        if found is None:
            continue
        if not isinstance(found, dict):
            from ..codecs.json import mistakes

            raise ValuesError(
                "cannot unmarshal yaml document: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal "
                f"{mistakes.kind(found)} into Go value of type map[string]interface {{}}"
            )
        values = merge_maps(values, found)
    return values


def _documents(data: bytes) -> Iterator[bytes]:
    """Yield the texts between the lines that separate documents (Go: apimachinery's YAMLReader).

    A wrong separator is an error when it is come to: what is wrong in a document before it was said first.
    """
    data = data.replace(b"\r\n", b"\n")
    if data and not data.endswith(b"\n"):  # Go's reader ends each line that it hands on, the last one too
        data = data.removesuffix(b"\r") + b"\n"
    if b"\n---" not in data and not data.startswith(b"---"):
        yield data
        return
    lines: list[bytes] = []
    for line in data.split(b"\n"):
        if line.startswith(b"---"):
            rest = line[3:].decode("utf-8", "replace").strip(SPACE)
            if rest and not rest.startswith("#"):
                raise ValuesError(f"error reading yaml document: invalid Yaml document separator: {rest}")
            if lines:
                yield b"\n".join(lines) + b"\n"
                lines = []
                continue
        lines.append(line)
    yield b"\n".join(lines)
