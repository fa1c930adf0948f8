# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole charts, byte for byte against helm: our own, and some of the corpus. The rest: tests/differential/corpus."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

import cases
import features
from left_out import leave_out

CHARTS = ("cert-manager-1.5.15.tgz", "prometheus-node-exporter-4.56.1.tgz", "kube-state-metrics-8.4.0.tgz")
# Of our own cases those that helm refuses, and what with: a template's own words, or the schema.
REFUSED = {
    "against-the-schema": "'/service/type': value must be one of 'ClusterIP', 'NodePort', 'LoadBalancer'",
    "both-monitors": "can be enabled at a time, but not both",
    "old-option": "cannot be enabled at the same time as its replacement",
    "refused": "the values repository and branch must be given",
    "without-version": ".Values.config.apiVersion must be set !",
}


def assert_equal(case: cases.Case, refused: str = "") -> None:
    """Ours is helm's, and helm does what the test is about: it renders, or it says the words of refused."""
    compared = cases.compare(case)
    assert compared.wanted.code == (1 if refused else 0) and refused in compared.wanted.error, compared.wanted.error
    assert compared.differences == []


@pytest.mark.parametrize("case", cases.own(), ids=lambda case: case.title)
def test_own_charts(case: cases.Case) -> None:
    assert_equal(case, REFUSED.get(case.values[0].stem, "") if case.values else "")


def test_own_charts_as_an_upgrade_of_another_cluster() -> None:
    more = (
        "--namespace",
        "ns1",
        "--is-upgrade",
        "--kube-version",
        "1.23.4",
        "--api-versions",
        "security.openshift.io/v1",
    )
    for chart in cases.OWN_CHARTS:
        assert_equal(cases.Case(cases.OWN / chart, (), more))


def test_every_refusal_is_tried() -> None:
    assert set(REFUSED) < {case.values[0].stem for case in cases.own() if case.values}


@pytest.mark.parametrize("chart", CHARTS)
def test_public_charts(chart: str) -> None:
    if not cases.CORPUS.is_dir():
        leave_out(*cases.WITHOUT_CORPUS)
    listed = [case for case in cases.corpus() if case.chart.name == chart]
    assert listed, f"{chart} is not in the corpus"
    for case in listed:
        assert_equal(case)


def test_own_charts_use_whatever_the_corpus_uses() -> None:
    """So that little is lost where the corpus is not there."""
    if not cases.CORPUS.is_dir():
        leave_out(*cases.WITHOUT_CORPUS)
    public = features.in_archives(sorted({case.chart for case in cases.corpus()}))
    assert len(public) > 100 and public - features.in_folder(cases.OWN) == set()


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
