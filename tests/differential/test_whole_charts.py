# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A few public charts packaged again and linted. The rest of the corpus: make charts."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

import cases
import whole_charts

CHARTS = ("cert-manager-1.5.15.tgz", "prometheus-node-exporter-4.56.1.tgz", "apache-11.4.30.tgz")


@pytest.mark.parametrize("name", CHARTS)
def test_public_charts(name: str) -> None:
    path = next(case.chart for case in cases.corpus() if case.chart.name == name)
    assert whole_charts.check(path) == []
