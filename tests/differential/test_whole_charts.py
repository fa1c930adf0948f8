# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Our own charts and a few public ones packaged again and linted. The rest of the corpus: make charts."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

import cases
import whole_charts
from left_out import leave_out

CHARTS = ("cert-manager-1.5.15.tgz", "prometheus-node-exporter-4.56.1.tgz", "apache-11.4.30.tgz")


@pytest.mark.parametrize("name", cases.OWN_CHARTS)
def test_own_charts(name: str, tmp_path: Path) -> None:
    made = [str(cases.HELM), "package", str(cases.OWN / name), "--destination", str(tmp_path)]
    subprocess.run(made, check=True, stdout=subprocess.DEVNULL)
    (path,) = tmp_path.iterdir()
    assert whole_charts.check(path) == []


@pytest.mark.parametrize("name", CHARTS)
def test_public_charts(name: str) -> None:
    if not cases.CORPUS.is_dir():
        leave_out(*cases.WITHOUT_CORPUS)
    path = next(case.chart for case in cases.corpus() if case.chart.name == name)
    assert whole_charts.check(path) == []
