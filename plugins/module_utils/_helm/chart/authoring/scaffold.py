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
from typing import Mapping

from ...base.errors import ChartError
from ...base.files import make_folder, write_atomic
from ...codecs.yaml import codec as yaml_codec
from .. import archive
from ..model import Chart
from . import scaffold_texts

_NAME = re.compile(r"[a-zA-Z0-9._-]+")
_MAX_NAME = 250
_PLACEHOLDER = "<CHARTNAME>"


def files(name: str) -> dict[str, str]:
    """Return a new chart's files, path -> text. Raises ChartError, in helm's words, for a name that cannot be one."""
    _check_name(name)
    return {path: text.replace(_PLACEHOLDER, name) for path, text in scaffold_texts.FILES.items()}


def files_of_starter(starter: Chart, name: str) -> dict[str, str]:
    """Return the files of a new chart made of a starter: its name in templates and values, metadata of its own.

    Texts hold bytes that are no UTF-8 as surrogates. Subcharts become archives, as by helm create --starter (Go:
    chart/v2/util.CreateFrom).
    """
    _check_name(name)
    facts = {
        "apiVersion": "v2",
        "appVersion": "0.1.0",
        "description": "A Helm chart for Kubernetes",
        "name": name,
        "type": "application",
        "version": "0.1.0",
    }
    found = {"Chart.yaml": yaml_codec.dump(facts)}
    for item in starter.raw:
        if item.name == "values.yaml":
            found[item.name] = _text(item.data).replace(_PLACEHOLDER, name)
    if starter.schema is not None:
        found["values.schema.json"] = _text(starter.schema)
    for item in starter.templates:
        found[item.name] = _text(item.data).replace(_PLACEHOLDER, name)
    found.update({item.name: _text(item.data) for item in starter.files})
    if starter.subcharts:
        from .. import packing
    for subchart in starter.subcharts:
        found[f"charts/{archive.file_name(subchart)}"] = _text(packing.pack(subchart))
    return found


def create(folder: str, wanted: Mapping[str, str]) -> list[str]:
    """Write a new chart's files into folder, which is made where it is not there; return the paths written, below it.

    Files that are there already are left as they are. Raises ChartError, HelmError.
    """
    if os.path.lexists(folder) and not os.path.isdir(folder):
        raise ChartError(
            f"file {folder} already exists and is not a directory", doing="making a chart", hint="give another path"
        )
    above = os.path.dirname(folder)
    if os.path.lexists(above) and not os.path.isdir(above):
        hint = "give another path: something else is there"
        made = ChartError(f"no such directory {above}", doing="making a folder", subject=above, hint=hint)
        made.told = "File exists"
        raise made
    written = []
    for path, text in wanted.items():
        target = os.path.join(folder, path)
        if os.path.lexists(target):
            continue
        make_folder(os.path.dirname(target))
        write_atomic(target, text.encode("utf-8", "surrogateescape"), mode=0o644)
        written.append(path)
    make_folder(os.path.join(folder, "charts"))
    return written


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name) or name in (".", ".."):
        raise _bad_name(f'chart name must match the regular expression "^{_NAME.pattern}$"', name)
    if len(name) > _MAX_NAME:
        raise _bad_name(f"chart name must be between 1 and {_MAX_NAME} characters", name)


def _bad_name(problem: str, name: str) -> ChartError:
    return ChartError(
        problem, doing="making a chart", subject=name[: _MAX_NAME + 1], hint="give the chart another name"
    )
