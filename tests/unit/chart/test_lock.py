# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Chart.lock: digests as the oracle gives them (values/make_expected.py), files that no link leads away."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import ChartError, HelmError
from ansible_collections.native.helm.plugins.module_utils._helm.chart import lock, metadata
from chart import chart_tables as tables

LOCKED = [{"name": "db", "version": "1.2.3", "repository": "https://charts.example"}]
NOW = "2026-01-02T03:04:05.6Z"


def floats(requirements):
    """Loaded charts have every number of import-values as a float."""
    for item in requirements or []:
        if "import-values" in item:
            item["import-values"] = [float(one) if type(one) is int else one for one in item["import-values"]]
    return requirements


@pytest.mark.parametrize("row", tables.rows("lock"), ids=lambda row: row["gives"][7:15])
def test_the_digest_is_helms(row):
    assert lock.digest(floats(row["ask"]["requirements"]), row["ask"]["lock"]) == row["gives"]


def test_a_lock_is_in_step_until_a_requirement_changes():
    wanted = [{"name": "db", "version": "~1", "repository": "https://charts.example"}]
    made = lock.make(wanted, LOCKED, generated=NOW)
    assert lock.in_sync(wanted, made)
    assert not lock.in_sync([{**wanted[0], "version": "~2"}], made)
    assert not lock.in_sync(wanted, {**made, "dependencies": [{**LOCKED[0], "version": "1.2.4"}]})


def test_a_v1_chart_may_have_the_digest_of_helm_2():
    made = {"digest": lock.digest_v2(LOCKED), "dependencies": LOCKED}
    assert lock.in_sync(LOCKED, made, api_version="v1")
    assert not lock.in_sync(LOCKED, made, api_version="v2")


@pytest.mark.parametrize(("version", "name"), [("v1", "requirements.lock"), ("v2", "Chart.lock")])
def test_what_is_written_is_read_again(tmp_path: Path, version, name):
    made = lock.make(LOCKED, LOCKED, generated=NOW)
    assert lock.read(str(tmp_path), api_version=version) is None
    assert lock.write(str(tmp_path), made, api_version=version) == str(tmp_path / name)
    assert lock.read(str(tmp_path), api_version=version) == made
    assert (tmp_path / name).read_text() == (
        "dependencies:\n- name: db\n  repository: https://charts.example\n  version: 1.2.3\n"
        f'digest: {made["digest"]}\ngenerated: "{NOW}"\n'
    )


def test_a_lock_with_a_null_in_it_is_read_and_out_of_sync():
    found = metadata.read_lock(b"dependencies: [null]\ndigest: sha256:00\n")
    assert not lock.in_sync([{"name": "db"}], found)
    assert b"- null" in lock.dump(found)


def test_cve_2025_53547_a_lock_is_never_written_or_read_through_a_link(tmp_path: Path):
    """Chart.lock as a link to ~/.bashrc makes helm write what the chart says there."""
    victim = tmp_path / "victim"
    victim.write_text("mine")
    chart = tmp_path / "chart"
    chart.mkdir()
    os.symlink(victim, chart / "Chart.lock")
    with pytest.raises(ChartError, match="symlink"):
        lock.write(str(chart), lock.make(LOCKED, LOCKED, generated=NOW))
    with pytest.raises(HelmError, match="symbolic link"):
        lock.read(str(chart))
    assert victim.read_text() == "mine"
    assert os.listdir(chart) == ["Chart.lock"]
