# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A new chart: a web service that installs as it is, under the values that charts made by helm create have.

The texts are our own; for the same values they render to the objects that helm create's chart renders to
(tests/differential holds one against the other). Helm's own names of the named templates are kept: people include them.
"""

from __future__ import annotations

import os
import re

from ..base.errors import ChartError
from ..base.files import make_folder, write_atomic
from . import scaffold_texts

_NAME = re.compile(r"[a-zA-Z0-9._-]+")
_MAX_NAME = 250
_PLACEHOLDER = "<CHARTNAME>"


def files(name: str) -> dict[str, str]:
    """Return a new chart's files, path -> text. Raises ChartError, in helm's words, for a name that cannot be one."""
    if not _NAME.fullmatch(name) or name in (".", ".."):
        raise _bad_name(f'chart name must match the regular expression "^{_NAME.pattern}$"', name)
    if len(name) > _MAX_NAME:
        raise _bad_name(f"chart name must be between 1 and {_MAX_NAME} characters", name)
    return {path: text.replace(_PLACEHOLDER, name) for path, text in scaffold_texts.FILES.items()}


def create(folder: str, name: str) -> list[str]:
    """Write a new chart into folder, which is made where it is not there; return the paths written, below folder.

    Files that are there already are left as they are. Raises ChartError, HelmError.
    """
    wanted = files(name)
    if os.path.lexists(folder) and not os.path.isdir(folder):
        raise ChartError(
            f"file {folder} already exists and is not a directory", doing="making a chart", hint="give another path"
        )
    written = []
    for path, text in wanted.items():
        target = os.path.join(folder, path)
        if os.path.lexists(target):
            continue
        make_folder(os.path.dirname(target))
        write_atomic(target, text.encode(), mode=0o644)
        written.append(path)
    make_folder(os.path.join(folder, "charts"))
    return written


def _bad_name(problem: str, name: str) -> ChartError:
    return ChartError(
        problem, doing="making a chart", subject=name[: _MAX_NAME + 1], hint="give the chart another name"
    )
