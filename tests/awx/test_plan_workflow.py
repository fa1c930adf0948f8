# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The workflow of playbooks/awx as AWX does it: a job that plans, an approval, a job that does what it was handed."""

from __future__ import annotations

import json
from typing import Any, Iterator

import pytest
import yaml
from modules.test_runner import ROOT, Job, Jobs, telling

CHART = """apiVersion: v1
kind: ConfigMap
metadata: {name: rule}
data: {replicas: {{ .Values.replicaCount | quote }}, rule: "{{ "{{ $labels.pod }}" }}"}
---
apiVersion: v1
kind: Secret
metadata: {name: word}
stringData: {word: {{ .Values.word | default "" | quote }}}
"""


class Loader(yaml.SafeLoader):
    """Reads Ansible's YAML: a text that is !unsafe is a text."""


Loader.add_constructor("!unsafe", lambda loader, node: loader.construct_scalar(node))


@pytest.fixture
def given(jobs: Jobs) -> Iterator[dict[str, Any]]:
    """The variables of both job templates, with a chart of our own."""
    jobs.chart({"all.yaml": CHART, "NOTES.txt": ""})
    (play,) = yaml.load((ROOT / "playbooks/awx/configure.yml").read_text(encoding="utf-8"), Loader)
    planned = play["vars"]["awx_planned"]
    (shop,) = planned["plan_releases"]
    shop["values"]["word"] = "{{ shop_word }}"  # which is vaulted
    before = (jobs.private / "env/extravars").read_text(encoding="utf-8")
    yield {**planned, "plan_key": "k" * 40, "shop_chart": str(jobs.folder / "chart"), "shop_replicas": 3}
    jobs.write("env/extravars", before)


def documents(job: Job) -> dict[str, Any]:
    """What a job hands to those after it."""
    stats = next(event["event_data"] for event in job.events if event["event"] == "playbook_on_stats")
    found: dict[str, Any] = stats["artifact_data"]
    return found


def test_what_was_approved_is_done_once_and_nothing_else(jobs: Jobs, cluster: Any, given: dict[str, Any]) -> None:
    jobs.write("env/extravars", given)
    planned = jobs.run("awx/plan.yml", "plan")
    handed = documents(planned)
    assert planned.status == "successful" and set(handed["plan_documents"]) == set(jobs.spaces)
    for space in jobs.spaces.values():
        assert not cluster.kubectl("get", "namespace", space, "--ignore-not-found")
    jobs.write("env/extravars", {**given, **handed})
    applied = jobs.run("awx/apply.yml", "apply")
    assert applied.status == "successful"
    for space in jobs.spaces.values():
        live = cluster.get("-n", space, "configmap", "rule")["data"]
        assert live == {"replicas": "3", "rule": "{{ $labels.pod }}"}
    again = jobs.run("awx/apply.yml", "again", ends=2)
    assert again.status == "failed"
    assert telling(jobs.private / "artifacts") == []


def test_what_is_not_as_it_was_planned_is_refused(jobs: Jobs, cluster: Any, given: dict[str, Any]) -> None:
    jobs.write("env/extravars", {**given, "shop_replicas": 4})
    handed = documents(jobs.run("awx/plan.yml", "second"))
    jobs.write("env/extravars", {**given, **handed, "shop_replicas": 5})
    assert jobs.run("awx/apply.yml", "other", ends=2).status == "failed"
    for space in jobs.spaces.values():
        assert cluster.get("-n", space, "configmap", "rule")["data"]["replicas"] == "3"
        assert len(json.loads(cluster.helm("history", "shop", "-n", space, "-o", "json").stdout)) == 1
