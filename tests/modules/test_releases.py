# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""helm_releases on a real API server, by playbooks: in check mode and run; helm reads what is there then."""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import Any, Callable, Iterator

import pytest
from release.texts import config, hook_job

MODULE = "native.helm.helm_releases"
Play = Callable[..., list[dict[str, Any]]]
Chart = Callable[..., str]
Fleet = Callable[..., dict[str, Any]]
CRD = """apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {{name: {plural}.fleet.test}}
spec:
  group: fleet.test
  scope: Namespaced
  names: {{kind: {kind}, plural: {plural}, singular: {singular}}}
  versions:
    - name: v1
      served: true
      storage: true
      schema: {{openAPIV3Schema: {{type: object, x-kubernetes-preserve-unknown-fields: true}}}}
"""


@pytest.fixture
def space(cluster: Any) -> Iterator[str]:
    """The name of a namespace of the test's own, which is not there yet; it and what begins with it go afterwards."""
    name = f"fleet-{secrets.token_hex(3)}"
    yield name
    for found in cluster.get("namespaces")["items"]:
        if found["metadata"]["name"].startswith(name):
            cluster.kubectl("delete", "namespace", found["metadata"]["name"], "--wait=false")


@pytest.fixture
def chart(tmp_path: Path) -> Chart:
    """A function that writes a chart, with one ConfigMap that has the value size, and gives its folder."""

    def write(name: str = "small", *texts: str, crd: str = "") -> str:
        folder = tmp_path / name
        (folder / "templates").mkdir(parents=True, exist_ok=True)
        (folder / "Chart.yaml").write_text(f"apiVersion: v2\nname: {name}\nversion: 0.1.0\n", encoding="utf-8")
        (folder / "values.yaml").write_text("size: 1\n", encoding="utf-8")
        own = config("{{ .Release.Name }}", "{{ .Values.size | quote }}")
        (folder / "templates/all.yaml").write_text("---\n".join((own, *texts)), encoding="utf-8")
        if crd:
            (folder / "crds").mkdir()
            (folder / "crds/crd.yaml").write_text(crd, encoding="utf-8")
        return str(folder)

    return write


@pytest.fixture
def fleet(cluster: Any, space: str) -> Fleet:
    """A function that makes a task of releases: their options, and the task's."""

    def make(*releases: dict[str, Any], chart: str = "", **options: Any) -> dict[str, Any]:
        defaults = {"namespace": space, "create_namespace": True, "chart": chart or None, **options.pop("defaults", {})}
        own = {"releases": list(releases), "defaults": defaults, "kubeconfig": cluster.kubeconfig, **options}
        return {MODULE: own}

    return make


def listed(cluster: Any, space: str) -> dict[str, tuple[str, str]]:
    """What helm lists: name -> status and revision."""
    found = json.loads(cluster.helm("list", "-n", space, "-o", "json").stdout)
    return {entry["name"]: (entry["status"], entry["revision"]) for entry in found}


def outcomes(result: dict[str, Any]) -> dict[str, str]:
    return {key.partition("/")[2]: own["outcome"] for key, own in result["releases"].items()}


def test_needs_are_kept_in_check_mode_and_in_the_run(
    play: Play, cluster: Any, space: str, chart: Chart, fleet: Fleet
) -> None:
    small = chart()
    names = [{"name": "shop", "needs": ["cache"]}, {"name": "cache", "needs": ["base"]}, {"name": "base"}]
    names.append({"name": "mail"})
    changed = [*names[:2], {**names[2], "values": {"size": 2}}, names[3]]
    task = fleet(*names, chart=small)
    check, run, again, upgrade = play(
        [{**task, "check_mode": True, "diff": True}, task, task, fleet(*changed, chart=small)]
    )
    assert check["changed"] and run["changed"]
    for result in (check, run):
        assert result["order"] == [[f"{space}/base", f"{space}/mail"], [f"{space}/cache"], [f"{space}/shop"]]
        assert outcomes(result) == dict.fromkeys(("shop", "cache", "base", "mail"), "changed")
        kinds = [entry["kind"] for own in result["releases"].values() for entry in own["changes"]]
        assert kinds.count("Namespace") == 1  # two found it missing, one made it
    assert f"{space}/shop: v1 ConfigMap {space}/shop (absent)" in [entry["before_header"] for entry in check["diff"]]
    begun = [run["releases"][f"{space}/{name}"]["release"]["first_deployed"] for name in ("base", "cache", "shop")]
    assert begun == sorted(begun)
    assert not again["changed"] and outcomes(again) == dict.fromkeys(("shop", "cache", "base", "mail"), "unchanged")
    assert again["releases"][f"{space}/shop"]["unchanged_objects"] == 1
    assert again["msg"].startswith("4 of 4 releases unchanged, in ")
    assert outcomes(upgrade) == {"shop": "unchanged", "cache": "unchanged", "base": "changed", "mail": "unchanged"}
    assert listed(cluster, space) == {
        "shop": ("deployed", "1"), "cache": ("deployed", "1"), "base": ("deployed", "2"), "mail": ("deployed", "1"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("on_failure", "expected"),
    [
        ("stop", {"first": "failed", "behind": "skipped", "last": "skipped"}),
        ("continue", {"first": "failed", "behind": "skipped", "last": "changed"}),
    ],
)
def test_what_needs_a_failed_release_is_skipped(
    play: Play, cluster: Any, space: str, chart: Chart, fleet: Fleet,
    on_failure: str, expected: dict[str, str],
) -> None:  # fmt: skip
    broken = chart("broken", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: '{{ fail \"it is broken\" }}'}\n")
    task = fleet(
        {"name": "first", "chart": broken}, {"name": "behind", "needs": ["first"]}, {"name": "last"},
        chart=chart(), parallel=1, on_failure=on_failure,
    )  # fmt: skip
    check, run = play([{**task, "check_mode": True}, task])
    for result in (check, run):
        assert result["failed"] is True
        assert outcomes(result) == expected
        assert result["failed_releases"] == [f"{space}/first"]
        skipped = {f"{space}/{name}" for name, outcome in expected.items() if outcome == "skipped"}
        assert set(result["skipped_releases"]) == skipped
        assert f"\n{space}/first: " in result["msg"] and "it is broken" in result["msg"]
        assert f"{space}/first failed" in result["releases"][f"{space}/behind"]["msg"]
    assert listed(cluster, space) == ({"last": ("deployed", "1")} if on_failure == "continue" else {})


def test_what_is_listed_no_more_is_pruned_the_youngest_first(
    play: Play, cluster: Any, space: str, chart: Chart, fleet: Fleet
) -> None:
    small = chart()
    names = [{"name": name} for name in ("a", "b", "c")]
    whole = {"chart": small, "fleet": space, "parallel": 1}
    less = fleet(names[1], prune=True, **whole)
    one = {"native.helm.helm_release": {
        "name": "nobodys", "namespace": space, "chart": small, "kubeconfig": cluster.kubeconfig,
    }}  # fmt: skip
    _made, _one, only, check, run, refused, last = play(
        [
            fleet(*names, **whole), one, fleet(*names, only=["b"], prune=True, **whole), {**less, "check_mode": True},
            less, fleet(prune=True, **whole), fleet(prune=True, allow_empty=True, **whole),
        ]
    )  # fmt: skip
    assert outcomes(only) == {"b": "unchanged"}
    for result in (check, run):
        assert outcomes(result) == {"b": "unchanged", "c": "pruned", "a": "pruned"}
        assert result["order"] == [[f"{space}/b"], [f"{space}/c"], [f"{space}/a"]]
        assert result["releases"][f"{space}/a"]["reason"] == ["removed"]
    assert "2 would be pruned" in check["msg"] and "2 pruned" in run["msg"]
    assert refused["failed"] and "would remove the whole fleet" in refused["msg"]
    assert outcomes(last) == {"b": "pruned"}
    assert listed(cluster, space) == {"nobodys": ("deployed", "1")}


def test_the_fleets_name_is_a_label_that_helm_finds(
    play: Play, cluster: Any, space: str, chart: Chart, fleet: Fleet
) -> None:
    play([fleet({"name": "a"}, chart=chart(), fleet=space, defaults={"labels": {"team": "x"}})])
    selector = f"native.helm/fleet={space},team=x"
    found = json.loads(cluster.helm("list", "-n", space, "-l", selector, "-o", "json").stdout)
    assert [entry["name"] for entry in found] == ["a"]


@pytest.mark.parametrize("place", ["crds", "templates"])
def test_a_release_finds_the_kinds_and_the_namespace_of_one_that_it_needs(
    play: Play, cluster: Any, space: str, chart: Chart, fleet: Fleet, place: str
) -> None:
    kind = f"Fleet{secrets.token_hex(3)}"
    crd = CRD.format(kind=kind, plural=f"{kind.lower()}s", singular=kind.lower())
    other = f"{space}-other"
    texts = [f"apiVersion: v1\nkind: Namespace\nmetadata: {{name: {other}}}\n"]
    texts += [crd] if place == "templates" else []
    brings = chart("brings", *texts, crd=crd if place == "crds" else "")
    has = '{{ if not (.Capabilities.APIVersions.Has "fleet.test/v1/KIND") }}{{ fail "no kind" }}{{ end }}\n'
    text = has + "apiVersion: fleet.test/v1\nkind: KIND\nmetadata: {name: own}\nspec: {size: 1}\n"
    uses = chart("uses", text.replace("KIND", kind))
    task = fleet(
        {"name": "uses", "chart": uses, "namespace": other, "create_namespace": False, "needs": ["brings"]},
        {"name": "brings", "chart": brings},
    )
    try:
        check, run, again = play([{**task, "check_mode": True, "diff": True}, task, task])
    finally:
        cluster.kubectl("delete", "crd", f"{kind.lower()}s.fleet.test", "--ignore-not-found", "--wait=false")
    assert not check.get("failed"), check["msg"]
    assert not run.get("failed"), run["msg"]
    for result in (check, run):
        assert [entry["kind"] for entry in result["releases"][f"{other}/uses"]["changes"]] == ["ConfigMap", kind]
    assert not again["changed"]
    assert listed(cluster, other) == {"uses": ("deployed", "1")}


def test_absent_entries_go_before_what_they_need(
    play: Play, cluster: Any, space: str, chart: Chart, fleet: Fleet
) -> None:
    names = [{"name": "base"}, {"name": "app", "needs": ["base"]}, {"name": "stays"}]
    small = chart()
    gone = [{**entry, "state": "absent"} for entry in names[:2]]
    _made, check, run, again = play(
        [fleet(*names, chart=small), {**fleet(*gone, names[2], chart=small), "check_mode": True}]
        + [fleet(*gone, names[2], chart=small)] * 2
    )
    for result in (check, run):
        assert result["order"] == [[f"{space}/app", f"{space}/stays"], [f"{space}/base"]]
        assert outcomes(result) == {"app": "changed", "base": "changed", "stays": "unchanged"}
    assert not again["changed"]
    assert listed(cluster, space) == {"stays": ("deployed", "1")}


def test_a_slow_hook_holds_up_nothing_but_what_needs_it(
    play: Play, space: str, chart: Chart, fleet: Fleet
) -> None:
    hook = hook_job("slow-job", "pre-install")
    hook = hook.replace("metadata: {}", "metadata: {annotations: {native.helm.test/run: 12s}}")
    (run,) = play(
        [
            fleet(
                {"name": "slow", "chart": chart("slow", hook)}, {"name": "behind", "needs": ["slow"]},
                {"name": "a"}, {"name": "b", "needs": ["a"]}, {"name": "c", "needs": ["b"]}, chart=chart(), parallel=2,
            )
        ]
    )  # fmt: skip
    deployed = {key.partition("/")[2]: own["release"]["last_deployed"] for key, own in run["releases"].items()}
    ended = run["releases"][f"{space}/slow"]["hooks"][0]["completed_at"]
    assert max(deployed["a"], deployed["b"], deployed["c"]) < ended < deployed["behind"]


def check_only_what_changed_is_listed(result: dict[str, Any], changed: str) -> None:
    """One release of twenty changed, in one of its two objects."""
    space, _slash, name = changed.partition("/")
    assert result["msg"].startswith("1 of 20 releases changed, 19 unchanged, in ")
    assert [entry["after_header"] for entry in result["diff"]] == [
        f"{changed}: v1 ConfigMap {space}/{name} (update: manifest)"
    ]
    own = result["releases"].pop(changed)
    assert [(entry["action"], entry["name"]) for entry in own["changes"]] == [
        ("update", name), ("unchanged", f"more-{name}"),
    ]  # fmt: skip
    assert len(result["releases"]) == 19
    assert all(other["unchanged_objects"] == 2 and "changes" not in other for other in result["releases"].values())


def test_twenty_releases_at_once(
    play: Play, cluster: Any, space: str, chart: Chart, fleet: Fleet
) -> None:
    """Each with values of its own, of one chart: what one release changes in its copy is not the others'."""
    small = chart("shared", config("more-{{ .Release.Name }}", "{{ .Values.deep.text | quote }}"))
    (Path(small) / "values.yaml").write_text("size: 1\ndeep: {text: none}\n", encoding="utf-8")
    many = [
        {"name": f"r{number}", "values": {"deep": {"text": f"text {number}"}}, "chart": small} for number in range(20)
    ]
    other = [{**many[0], "values": {"deep": {"text": "text 0"}, "size": 2}}, *many[1:]]
    run, again, one = play(
        [fleet(*many, parallel=20), fleet(*many, parallel=20), {**fleet(*other, parallel=20), "diff": True}]
    )
    assert not run.get("failed"), run["msg"]
    assert again["msg"].startswith("20 of 20 releases unchanged"), again["msg"]
    check_only_what_changed_is_listed(one, f"{space}/r0")
    assert listed(cluster, space) == {f"r{number}": ("deployed", "1" if number else "2") for number in range(20)}
    for number in (1, 7, 19):
        live = cluster.get("-n", space, "configmap", f"more-r{number}")
        assert live["data"] == {"text": f"text {number}"}
        assert json.loads(cluster.helm("get", "values", "-n", space, f"r{number}", "-o", "json").stdout) == {
            "deep": {"text": f"text {number}"}
        }


def test_a_lists_mistakes_are_all_told_before_anything_is_touched(
    play: Play, cluster: Any, space: str, chart: Chart, fleet: Fleet
) -> None:
    (result,) = play(
        [
            fleet(
                {"name": "fine"}, {"name": "a", "needs": ["b"]}, {"name": "b", "needs": ["a", "nowhere"]},
                {"name": "fine", "values": {"size": 2}}, chart=chart(),
            )
        ]
    )  # fmt: skip
    assert result["failed"]
    for said in ("fine is listed 2 times", "needs nowhere, which is not in the list", f"which needs {space}/a"):
        assert said in result["msg"]
    assert listed(cluster, space) == {}


def test_secrets_of_one_release_are_its_own(
    play: Play, space: str, chart: Chart, fleet: Fleet
) -> None:
    word = f"pass-{secrets.token_hex(8)}"
    (result,) = play(
        [
            fleet(
                {"name": "a", "values": {"size": word}, "sensitive_paths": ["size"]},
                {"name": "b", "values": {"size": "plain"}}, chart=chart(),
            )
        ]
    )  # fmt: skip
    assert word not in json.dumps(result)
    assert result["releases"][f"{space}/a"]["release"]["release_values"]["size"] == "********"
    assert result["releases"][f"{space}/b"]["release"]["release_values"]["size"] == "plain"
