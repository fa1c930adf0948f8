# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A task has the same result in Ansible's worker as in a process of its own, and is in the worker only where it may."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Any, Callable

import pytest

Play = Callable[..., list[dict[str, Any]]]
PACKED = "AnsiballZ_helm_"  # what -vvv shows of a module that is packed
TEMPLATE = (
    "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\ndata:\n"
    "  values: {{ .Values | toJson | quote }}\n"
)


@pytest.fixture
def chart(tmp_path: Path) -> Path:
    """A chart that shows its values, and a starter."""
    folder = tmp_path / "work/shown"
    starter = tmp_path / "work/own/starters/mine"
    starter.mkdir(parents=True)
    (starter / "Chart.yaml").write_text("apiVersion: v2\nname: mine\nversion: 9.9.9\n")
    (folder / "templates").mkdir(parents=True)
    (folder / "Chart.yaml").write_text("apiVersion: v2\nname: shown\nversion: 1.0.0\n")
    (folder / "templates/all.yaml").write_text(TEMPLATE)
    return folder


def tasks(folder: Path) -> list[dict[str, Any]]:
    """Tasks in which the way to the module could make a difference."""
    shown = {"chart": str(folder / "shown"), "namespace": "web"}
    odd = {1: "a", False: "b", "none": None, "day": "2026-01-02", "big": 12345678901234567890, "text": "é\u2028"}
    secret = {"password": "canary-7f3a"}
    return [
        {"native.helm.helm_template": {**shown, "values": odd}},
        {"native.helm.helm_template": {**shown, "set_values": [{"value": "a.b=1"}], "values": {"a": {"b": 2.0}}}},
        {"native.helm.helm_template": {**shown, "chart_ref": str(folder / "shown")}},
        {"native.helm.helm_template": {**shown, "values": secret, "sensitive_paths": ["password"]}},
        {"native.helm.helm_template": {"chart": "shown"}},
        {"native.helm.helm_template": {**shown, "nonsense": 1}},
        {"native.helm.helm_template": {**shown, "values": "no mapping"}},
        {"native.helm.helm_template": {**shown, "kube_version": "first"}},
        {"native.helm.helm_chart": {"path": str(folder / "shown"), "version": "1.0.1"}},
        {"native.helm.helm_chart": {"path": str(folder / "shown"), "state": "packaged", "dest": str(folder)}},
        {"native.helm.helm_chart": {"path": str(folder / "shown"), "maintainers": [{"email": "a"}]}},
        {"native.helm.helm_chart_info": {"chart": str(folder / "shown"), "lint": True}},
        {
            "native.helm.helm_chart": {"path": str(folder / "made"), "starter": "mine"},
            "environment": {"HELM_DATA_HOME": str(folder / "own")},
        },
        {
            "native.helm.helm_repo": {
                "name": "r",
                "url": "http://127.0.0.1:9/",
                "username": "u",
                "password": "canary-91",
            }
        },
        {"native.helm.helm_release_info": {"name": "x", "kubeconfig": str(folder / "none")}},
    ]


def comparable(result: dict[str, Any]) -> dict[str, Any]:
    """A result without what was printed around it, and without what says of the warnings where they arose."""
    kept = {name: value for name, value in result.items() if name not in ("_printed", "exception")}
    if "warnings" in kept:
        kept["warnings"] = [warning["msg"] if isinstance(warning, dict) else warning for warning in kept["warnings"]]
    return kept


@pytest.mark.parametrize("check", [False, True], ids=["run", "check"])
def test_same_result_as_in_a_process(play: Play, chart: Path, *, check: bool) -> None:
    kept = chart.parent.with_name("kept")
    shutil.copytree(chart.parent, kept)
    inside = play(tasks(chart.parent), check=check, options=["-vvv"])
    assert any(result.get("files") == ["Chart.yaml"] for result in inside), (
        "the task's environment names the folder of starters"
    )
    assert PACKED not in inside[0]["_printed"] and "canary" not in inside[0]["_printed"]
    shutil.rmtree(chart.parent)
    kept.rename(chart.parent)
    outside = play(tasks(chart.parent), check=check, options=["-vvv"], environ={"NATIVE_HELM_IN_WORKER": "no"})
    assert PACKED in outside[0]["_printed"] and "canary" not in outside[0]["_printed"]
    assert [comparable(result) for result in inside] == [comparable(result) for result in outside]


def test_the_tasks_zone_is_that_of_the_rendering(play: Play, chart: Path) -> None:
    (chart / "templates/all.yaml").write_text(
        "kind: ConfigMap\napiVersion: v1\nmetadata: {name: a}\ndata:\n"
        '  day: {{ date "2006-01-02T15:04 MST" 1700000000 | quote }}\n'
    )
    task = {"native.helm.helm_template": {"chart": str(chart)}}
    zones = [{**task, "environment": {"TZ": zone}} for zone in ("Asia/Tokyo", "America/New_York")]
    for switch in ("yes", "no"):
        found = play(zones, environ={"NATIVE_HELM_IN_WORKER": switch, "TZ": "UTC"})
        days = [result["manifests"][0]["data"]["day"] for result in found]
        assert days == ["2023-11-15T07:13 JST", "2023-11-14T17:13 EST"]


def test_relative_paths_are_those_of_the_playbooks_folder(play: Play) -> None:
    options = {"path": "made/here", "name": "here"}
    done, again = play([{"native.helm.helm_chart": options}, {"native.helm.helm_chart": options}])
    assert done["changed"] and not again["changed"]


@pytest.mark.parametrize(
    "keywords",
    [
        {"vars": {"native_helm_in_worker": False}},
        {"vars": {"ansible_python_interpreter": "{{ other }}", "other": "OTHER"}},
        {"vars": {"ansible_connection": "ssh", "ansible_ssh_executable": "SSH"}},
        {"async": 600, "poll": 1},
    ],
    ids=["switched off", "another Python", "another connection", "async"],
)
def test_elsewhere_it_is_a_module_like_others(play: Play, chart: Path, keywords: dict[str, Any]) -> None:
    other = chart.with_name("python")  # the same libraries, but how should it be known
    other.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    other.chmod(0o755)
    nowhere = chart.with_name("ssh")  # which ends as ssh does where nobody answers
    nowhere.write_text("#!/bin/sh\nexit 255\n")
    nowhere.chmod(0o755)
    if "ansible_connection" in keywords.get("vars", {}):
        keywords = {"vars": {**keywords["vars"], "ansible_ssh_executable": str(nowhere)}}
    if "other" in keywords.get("vars", {}):
        keywords = {"vars": {**keywords["vars"], "other": str(other)}}
    if "async" in keywords:  # not the home folder, which HOME and the system's user may not agree on
        keywords = {**keywords, "vars": {"ansible_async_dir": str(chart.parent / "async")}}
    task = {"native.helm.helm_template": {"chart": str(chart)}, **keywords}
    (result,) = play([task], options=["-vvv"])
    if "ansible_connection" in keywords.get("vars", {}):
        assert result["unreachable"]
    else:
        assert not result.get("failed") and "kind: ConfigMap" in result["text"]
        assert PACKED in result["_printed"]
