# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole charts, byte for byte against helm. The rest of the corpus: tests/differential/corpus."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

import cases

CHARTS = ("cert-manager-1.5.15.tgz", "prometheus-node-exporter-4.56.1.tgz", "kube-state-metrics-8.4.0.tgz")


def assert_equal(case: cases.Case) -> None:
    compared = cases.compare(case)
    assert compared.wanted.code == 0, compared.wanted.error
    assert compared.differences == []


@pytest.mark.parametrize("chart", CHARTS)
def test_public_charts(chart: str) -> None:
    listed = [case for case in cases.corpus() if case.chart.name == chart]
    assert listed, f"{chart} is not in the corpus"
    for case in listed:
        assert_equal(case)


def test_chart_that_helm_creates(tmp_path: Path) -> None:
    subprocess.run([str(cases.HELM), "create", "web"], cwd=tmp_path, check=True, stdout=subprocess.DEVNULL)
    values = tmp_path / "values.yaml"
    values.write_text(
        "replicaCount: 3\ningress: {enabled: true}\nautoscaling: {enabled: true}\nhttpRoute: {enabled: true}\n"
        "serviceAccount: {annotations: {a.b/c: 'on'}}\n",
        encoding="utf-8",
    )
    assert_equal(cases.Case(tmp_path / "web"))
    assert_equal(cases.Case(tmp_path / "web", (values,)))
