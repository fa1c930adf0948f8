# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A new chart: the files to begin with."""

from __future__ import annotations

import os
import re

from ..base import files
from ..base.errors import ChartError, HelmError
from .scaffold_texts import FILES

_NAME = re.compile(r"[a-zA-Z0-9._-]+\Z")
_MAX_NAME = 250


def contents(name: str) -> dict[str, bytes]:
    """Return the files of a new chart called name: path inside its folder -> content. Raises ChartError for the name."""
    check_name(name)
    return {path: text.replace("NAME", name).encode() for path, text in FILES.items()}


def create(folder: str, name: str) -> list[str]:
    """Write a new chart called name into folder, which is the chart's own, and return the paths written, in it.

    folder is made where it is missing, with an empty charts/ in it. A file that is there already is left alone; a link
    in the way is an error. Raises ChartError for a name that is none.
    """
    wanted = contents(name)
    written = []
    for path, data in wanted.items():
        target = os.path.join(folder, *path.split("/"))
        _make_folder(os.path.dirname(target))
        if not os.path.lexists(target):
            files.write_atomic(target, data, mode=0o644)
            written.append(path)
    _make_folder(os.path.join(folder, "charts"))
    return written


def check_name(name: str) -> None:
    """Raise ChartError with helm's words where name cannot be a chart's."""
    if not name or len(name.encode("utf-8", "surrogateescape")) > _MAX_NAME:
        raise _bad(f"chart name must be between 1 and {_MAX_NAME} characters")
    if not _NAME.match(name):
        raise _bad('chart name must match the regular expression "^[a-zA-Z0-9._-]+$"')
    if name in (".", ".."):  # helm would write them into this folder, or the one above
        raise _bad(f'chart.metadata.name "{name}" is not allowed')


def _bad(problem: str) -> ChartError:
    return ChartError(
        problem, doing="making a chart", subject="name", hint="use letters, digits, dots, dashes and underscores"
    )


def _make_folder(path: str) -> None:
    try:
        os.makedirs(path, exist_ok=True)
    except OSError as error:
        raise HelmError(error.strerror or str(error), doing="making a folder", subject=path) from error
