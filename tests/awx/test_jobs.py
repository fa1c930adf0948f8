# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs of playbooks/awx that are worked on elsewhere, in slices, and that run out of time."""

from __future__ import annotations

import json
from typing import Any

from modules.test_runner import PLAIN, VAULTED, Job, Jobs, telling
from release.texts import deployment


def test_a_job_is_worked_on_elsewhere_and_in_slices(jobs: Jobs) -> None:
    assert jobs.run("awx/deploy.yml", "whole").status == "successful"
    everything = json.loads((jobs.private / "inventory/hosts.json").read_text(encoding="utf-8"))
    for number, host in enumerate(jobs.spaces):
        elsewhere, back = jobs.folder / f"elsewhere-{host}", jobs.folder / f"back-{host}"
        jobs.write("inventory/hosts.json", {"all": {"hosts": {host: everything["all"]["hosts"][host]}}})
        sent = jobs.runner("transmit", str(jobs.private), "-p", "awx/deploy.yml", "--ident", "slice")
        worked = jobs.runner("worker", "--private-data-dir", str(elsewhere), given=sent)
        jobs.runner("process", str(back), "--ident", "slice", given=worked)
        job = Job(back / "artifacts/slice" if (back / "artifacts/slice/status").exists() else back / "artifacts")
        assert job.status == "successful" and list(job.results("runner_on_ok")) == [host], number
        assert job.results("runner_on_ok")[host]["changed"] is False
        assert telling(back) == [] and PLAIN.encode() not in worked and VAULTED.encode() not in worked
    jobs.write("inventory/hosts.json", everything)


def test_a_job_out_of_time_leaves_a_record_that_says_so_and_the_next_goes_on(jobs: Jobs, cluster: Any) -> None:
    jobs.chart({"late.yaml": deployment(pod="never-ready")})
    jobs.write("env/settings", {"job_timeout": 12})
    job = jobs.run("awx/deploy.yml", "late", ends=254)
    assert job.status == "timeout"
    for host, space in jobs.spaces.items():
        ended(cluster, space)
        newest = json.loads(cluster.helm("history", "shop", "-n", space, "-o", "json").stdout)[-1]
        assert (newest["status"], "interrupted" in newest["description"]) == ("failed", True), (host, newest)
    jobs.write("env/settings", {})
    jobs.chart({"late.yaml": ""})
    assert jobs.run("awx/deploy.yml", "next").status == "successful"
    for space in jobs.spaces.values():
        newest = json.loads(cluster.helm("history", "shop", "-n", space, "-o", "json").stdout)[-1]
        assert newest["status"] == "deployed"
    assert telling(jobs.private / "artifacts") == []


def ended(cluster: Any, space: str) -> None:
    """Wait until nobody has the release any more."""
    for _attempt in range(40):
        items = cluster.get("-n", space, "secrets", "-l", "owner=helm")["items"]
        if not any("annotations" in item["metadata"] for item in items):
            return
    raise AssertionError(f"somebody still holds the release in {space}")
