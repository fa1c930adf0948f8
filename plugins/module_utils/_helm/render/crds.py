# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of crds/: installed before everything else, never rendered (Go: chart/v2/chart.go, CRDObjects)."""

from __future__ import annotations

import posixpath

from ..chart.model import Chart
from .model import Crd

_EXTENSIONS = (".yaml", ".yml", ".json")


def of(chart: Chart) -> list[Crd]:
    """Return the CRD files of chart, then those of its subcharts."""
    return [
        Crd(file.name, posixpath.join(owner.path, file.name), file.data)
        for owner in chart.walk()
        for file in owner.files
        if file.name.startswith("crds/") and posixpath.splitext(file.name)[1].lower() in _EXTENSIONS
    ]
