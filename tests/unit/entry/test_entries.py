# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""helm_releases' defaults are under each entry before Ansible checks it."""

from __future__ import annotations

import json
from typing import Any, Callable

import pytest
from ansible.module_utils.testing import patch_module_args

from ansible_collections.native.helm.plugins.module_utils._helm.entry import door, entries, specs

Checked = Callable[..., Any]


@pytest.fixture
def checked(capfd: pytest.CaptureFixture[str]) -> Checked:
    """Return the entries as Ansible has checked them, or what it says of a task that it refuses."""

    def check(releases: Any, **params: Any) -> Any:
        with patch_module_args({"releases": releases, **params}):
            try:
                return door.HelmModule(**specs.releases()).params["releases"]
            except SystemExit:
                return json.loads(capfd.readouterr().out)["msg"]

    return check


def test_an_entry_has_helm_releases_own_defaults(checked: Checked) -> None:
    (entry,) = checked([{"name": "shop", "chart": "c"}])
    spec = specs.release()["argument_spec"]
    own = [name for name in spec if name not in ("name", "chart", "plan")]
    assert {name: entry[name] for name in own} == {name: spec[name].get("default") for name in own}
    assert "plan" not in entry  # which is the task's
    assert entry["needs"] == []


def test_defaults_are_under_each_entry_and_the_entry_wins(checked: Checked) -> None:
    first, second = checked(
        [{"name": "a"}, {"name": "b", "chart": "other", "wait": False, "timeout": "9s"}],
        defaults={"chart": "c", "wait": True, "timeout": "2m"},
    )
    assert (first["chart"], first["wait"], first["timeout"]) == ("c", True, "2m")
    assert (second["chart"], second["wait"], second["timeout"]) == ("other", False, "9s")


def test_mappings_are_merged_and_lists_are_not(checked: Checked) -> None:
    (entry,) = checked(
        [{"name": "a", "values": {"image": {"tag": "2"}, "args": ["x"]}, "labels": {"team": "a"}}],
        defaults={
            "chart": "c", "values": {"image": {"name": "n", "tag": "1"}, "args": ["y", "z"], "more": None},
            "labels": {"stage": "test"}, "values_files": ["f.yaml"],
        },
    )  # fmt: skip
    assert entry["values"] == {"image": {"name": "n", "tag": "2"}, "args": ["x"], "more": None}
    assert entry["labels"] == {"stage": "test", "team": "a"}
    assert entry["values_files"] == ["f.yaml"]


def test_aliases_are_the_same_option(checked: Checked) -> None:
    (entry,) = checked(
        [{"name": "a", "version": "2", "release_values": {"b": 2}}],
        defaults={"chart_ref": "c", "chart_version": "1", "values": {"a": 1}},
    )
    assert (entry["chart"], entry["chart_version"], entry["values"]) == ("c", "2", {"a": 1, "b": 2})


def test_a_default_that_excludes_what_the_entry_gives_is_left_out(checked: Checked) -> None:
    (entry,) = checked([{"name": "a", "skip_crds": True}], defaults={"chart": "c", "crds": "apply"})
    assert (entry["crds"], entry["skip_crds"]) == ("create", True)


def test_the_tasks_cluster_is_under_the_defaults(checked: Checked) -> None:
    first, second, third = checked(
        [{"name": "a"}, {"name": "b", "context": "own"}, {"name": "c", "kube_context": "alias"}],
        defaults={"chart": "c", "host": "https://defaults"}, host="https://task", context="task",
    )  # fmt: skip
    assert (first["host"], first["context"]) == ("https://defaults", "task")
    assert second["context"] == "own"
    assert third["context"] == "alias"


def test_a_kubeconfig_is_never_made_of_two(checked: Checked) -> None:
    (entry,) = checked([{"name": "a", "chart": "c", "kubeconfig": {"users": []}}], kubeconfig={"clusters": []})
    assert entry["kubeconfig"] == {"users": []}


@pytest.mark.parametrize(
    ("releases", "said"),
    [
        ([{"name": "a"}], "state is present but all of the following are missing: chart found in releases"),
        ([{"chart": "c"}], "missing required arguments: name found in releases"),
        ([{"name": "a", "chart": "c", "force": True, "force_conflicts": True}], "force|force_conflicts"),
        ([{"name": "a", "chart": "c", "wiat": True}], "releases.wiat"),
        ([{"name": "a", "chart": "c", "crds": "none"}], "value of crds must be one of: skip, create, apply, got: none"),
        ("shop", "dictionary requested"),
        (None, "argument 'releases' is of type NoneType"),
    ],
    ids=["no chart", "no name", "exclusive", "unknown", "choice", "text", "none"],
)
def test_ansible_checks_an_entry_as_it_checks_helm_release(checked: Checked, releases: Any, said: str) -> None:
    assert said in checked(releases)


def test_prune_wants_a_fleet(checked: Checked) -> None:
    assert "fleet" in checked([{"name": "a", "chart": "c"}], prune=True)


def test_json_is_read_as_ansible_reads_it(checked: Checked) -> None:
    (entry,) = checked('[{"name": "a"}]', defaults='{"chart": "c"}')
    assert entry["chart"] == "c"


def test_what_is_no_option_of_a_release_is_told_of_the_defaults() -> None:
    releases = specs.releases()["argument_spec"]["releases"]
    defaults = {"wiat": 1, "name": "x", "needs": [], "version": "1"}
    assert entries.unknown_defaults(defaults, releases) == ["name", "needs", "wiat"]
