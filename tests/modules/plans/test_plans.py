# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plans on a real API server: nothing is changed when one is written, and it is applied as it says."""

from __future__ import annotations

import base64
import hashlib
import json
import stat
from pathlib import Path
from typing import Any

from release.texts import config, hook_job

from .conftest import CRD, PASSWORD, RELEASES, ROLLBACK, Charts, Play, fields, state_of


def test_a_plan_is_written_looked_at_and_applied_once(play: Play, cluster: Any, space: str, charts: Charts) -> None:
    charts.write("shop", hook_job("shop-migrate", "pre-upgrade"))
    before = state_of(cluster, space)
    (planned,) = play([charts.plan("shop")])
    assert state_of(cluster, space) == before
    assert not planned["changed"] and planned["reason"] == ["created"]
    plan, path = planned["plan"], Path(charts.path("shop"))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert json.loads(path.read_text(encoding="utf-8")) == plan["document"] and plan["id"] == plan["document"]["id"]
    assert (plan["summary"]["install"], plan["summary"]["create"], plan["summary"]["delete"]) == (1, 2, 0)
    assert {plan["document"][key] for key in ("server", "user")} == set(planned["connection"].values())
    assert plan["id"] in planned["msg"] and "1 release to be installed; 2 objects to be created" in planned["msg"]
    apply = charts.apply("shop")
    check, done, again = play([{**apply, "check_mode": True}, apply, apply])
    assert check["changed"] and check["release"]["revision"] == 1
    assert done["changed"] and done["plan"] == {"id": plan["id"], "summary": plan["summary"]}
    assert done["secrets_compared"] is False
    assert fields(again)["action"] == ("install", "none")
    assert "Nothing was touched" in again["msg"] and "planned install, now none" in again["msg"]
    assert cluster.get("-n", space, "configmap", "shop")["data"] == {"text": "2"}


def test_no_secret_is_in_a_document_nor_what_one_could_be_guessed_from(
    play: Play, cluster: Any, space: str, charts: Charts
) -> None:
    """A checksum of what holds a password is as good as the password, where it is short."""
    values = {"size": "a-pin-of-42-x", "password": PASSWORD, "url": f"db://u:{PASSWORD}@db", "pin": "42"}
    more = config("shop-env", "{{ .Values.url }}") + "  pin: 'p {{ .Values.pin }} q'\n"
    more += "  sum: {{ .Values.password | sha256sum }}\n  sha256: {{ .Values.password | sha256sum }}\n"
    annotations = "  annotations: {checksum/secret: '{{ .Values.password | sha256sum }}'}"
    more = more.replace("metadata:", f"metadata:\n{annotations}", 1)
    job = hook_job("shop-hook", "pre-install").replace("example.com/run", f"x, env: [{{name: A, value: {PASSWORD}}}]")
    assert PASSWORD in job
    charts.write("quiet", more, job)
    options = {"values": values, "sensitive_paths": ["pin"]}
    by_key = charts.plan("quiet", plan={"write": "", "key": "k" * 32}, **options)
    plain, sealed = play([charts.plan("quiet", **options), by_key])
    known = [PASSWORD, base64.b64encode(PASSWORD.encode()).decode().rstrip("="), "p 42 q"]
    known += [hashlib.new(name, PASSWORD.encode()).hexdigest() for name in ("md5", "sha1", "sha256", "sha512")]
    for result in (plain, sealed):
        text = json.dumps(result["plan"]).lower()
        assert [one for one in known if one.lower() in text] == []
        assert "checksum/secret" in text
    assert "sealed" not in json.dumps(plain["plan"])
    (entry,) = sealed["plan"]["document"]["releases"]
    assert set(entry["sealed"]) == {"chart", "values", "shaping"}


def test_secret_values_are_compared_by_a_key(play: Play, space: str, charts: Charts) -> None:
    charts.write("keyed")
    key = {"key": "a long random text of both"}
    plan, document = charts.plan("keyed", plan={"write": None, **key}), "{{ result_0.plan.document }}"
    wrong = {**key, "key": "another long text"}
    other, lost, unsigned, done = play(
        [
            plan,
            charts.apply("keyed", plan={"apply": document, **key}, values={"size": 2, "password": "another"}),
            charts.apply("keyed", plan={"apply": document}),
            charts.apply("keyed", plan={"apply": document, **wrong}),
            charts.apply("keyed", plan={"apply": document, **key}),
        ]
    )[1:]
    assert set(fields(other)) == {f"Secret {space}/keyed /data/password", "values"}
    assert other["secrets_compared"] is True and "another" not in other["msg"].replace("another one", "")
    assert set(fields(lost)) == {"key"} and "plan.key" in lost["msg"]
    assert set(fields(unsigned)) == {"seal"}
    assert done["changed"] and done["secrets_compared"] is True


def test_check_mode_writes_no_file_and_predicts_the_refusal(play: Play, space: str, charts: Charts) -> None:
    charts.write("checked")
    plan, apply = charts.plan("checked"), charts.apply("checked", values={"size": 9})
    unwritten, gone = play([{**plan, "check_mode": True}, charts.apply("checked")])
    assert unwritten["plan"]["document"]["releases"][0]["action"] == "install"
    assert gone["failed"] and "no such file" in gone["msg"] and charts.path("checked") in gone["msg"]
    refused = play([plan, {**apply, "check_mode": True}])[1]
    assert fields(refused) == {f"ConfigMap {space}/checked /data/text": ("2", "9")}


RANDOM = """apiVersion: v1
kind: ConfigMap
metadata: {name: "{{ .Release.Name }}-random", annotations: {at: "{{ now | unixEpoch }}"}}
data:
  id: {{ uuidv4 }}
  rule: "{{ "{{ $labels.pod }}" }} of {{ .Values.size }}"
  file: |
    id={{ randAlphaNum 12 }}
    size={{ .Values.size }}
"""
MADE = """apiVersion: v1
kind: Secret
metadata: {name: "{{ .Release.Name }}-made"}
stringData: {password: "{{ randAlphaNum 20 }}", user: shop}
"""


def test_random_values_that_are_no_secrets_are_made_as_planned(
    play: Play, cluster: Any, space: str, charts: Charts
) -> None:
    charts.write("random", RANDOM, hook_job("random-{{ randAlphaNum 5 | lower }}", "pre-install"))
    apply = charts.apply("random", plan={"apply": "{{ result_0.plan.document }}"})
    planned, done = play([charts.plan("random"), apply])
    (entry,) = planned["plan"]["document"]["releases"]
    (shown,) = [one["body"] for one in entry["objects"] if one["name"] == "random-random"]
    assert done["changed"], done
    live = cluster.get("-n", space, "configmap", "random-random")
    assert live["data"] == {key: text.replace("\u200b", "") for key, text in shown["data"].items()}
    assert live["data"]["rule"] == "{{ $labels.pod }} of 2"
    assert live["metadata"]["annotations"]["at"] == shown["metadata"]["annotations"]["at"]
    assert [hook["name"] for hook in done["hooks"]] == [hook["name"] for hook in entry["hooks"]]


def test_random_secrets_are_no_part_of_a_plan(play: Play, cluster: Any, space: str, charts: Charts) -> None:
    charts.write("made", RANDOM, MADE)
    key = {"key": "k" * 40}
    write, document = {"write": None, **key}, {"apply": "{{ result_0.plan.document }}", **key}
    planned, other, as_it_comes, done = play(
        [
            charts.plan("made", plan=write),
            charts.apply("made", plan=document, values={"size": 3}),
            charts.apply("made", plan=document, unstable="apply"),
            charts.apply("made", plan=document),
        ]
    )
    (entry,) = planned["plan"]["document"]["releases"]
    assert set(entry["random"]) == {"made_anew"} and "Secret made-made" in entry["random"]["made_anew"]
    bodies = {one["name"]: one["body"] for one in entry["objects"]}
    assert bodies["made-made"]["data"] == {"password": "(random)", "user": "********"}
    assert bodies["made-random"]["data"]["file"] == "(random)\nsize=2\n"
    assert f"ConfigMap {space}/made-random /data/file" in fields(other)
    assert "unstable: " not in other["msg"] and any(name.endswith("unstable") for name in fields(as_it_comes))
    assert done["changed"] and done["secrets_compared"] is True
    assert len(base64.b64decode(cluster.get("-n", space, "secret", "made-made")["data"]["password"])) == 20


def test_a_rollback_and_a_removal_by_plan(play: Play, cluster: Any, space: str, charts: Charts) -> None:
    charts.write("back", config("{{ .Release.Name }}-{{ .Values.size }}"))
    where = {"name": "back", "namespace": space, "kubeconfig": charts.kubeconfig}
    back = {"apply": "{{ result_2.plan.document }}"}
    planned, module, done, gone = play(
        [
            charts.task("back", values={"size": 1}),
            charts.task("back"),
            {ROLLBACK: {**where, "plan": {"write": None}}},
            charts.task("back", plan=back),
            {ROLLBACK: {**where, "plan": back}},
            charts.plan("back", state="absent"),
        ]
    )[2:]
    (entry,) = planned["plan"]["document"]["releases"]
    assert (entry["action"], entry["from_revision"], entry["to_revision"]) == ("rollback", 2, 3)
    assert {one["name"]: one["action"] for one in entry["objects"]} == {
        "back": "update", "back-1": "create", "back-2": "delete",
    }  # fmt: skip
    assert set(fields(module)) == {"module"} and "helm_rollback" in module["msg"]
    assert done["changed"] and (done["from_revision"], done["to_revision"]) == (2, 1)
    assert gone["plan"]["summary"]["uninstall"] == 1 and gone["plan"]["summary"]["delete"] == 3
    cluster.kubectl("patch", "-n", space, "configmap", "back-1", "-p", '{"data": {"more": "by hand"}}')
    apply = charts.apply("back", state="absent")
    refused, planned, removed = play([apply, charts.plan("back", state="absent"), apply])
    assert set(fields(refused)) == {f"ConfigMap {space}/back-1 touched"}
    assert removed["changed"] and removed["release"] is None


def test_a_plan_of_many_releases(play: Play, cluster: Any, space: str, charts: Charts) -> None:
    """One brings the kind and the namespace that another needs; what is listed no more goes."""
    kind, place = f"{space}.test/v1", f"{space}-fleet"
    crd = CRD.format(kind="Shop", group=space)
    charts.write("base", crd=crd)
    body = "kind: Shop\nmetadata: {name: shop}\nspec: {size: {{ .Values.size }}}\n"
    charts.write("user", f"apiVersion: {kind}\n{body}")
    charts.write("old")
    own = {"kubeconfig": charts.kubeconfig, "defaults": {"namespace": place, "create_namespace": True}}
    own.update({"fleet": space, "prune": True})
    old = {RELEASES: {**own, "releases": [{"name": "old", "chart": str(charts.folder / "old")}]}}
    listed = [
        {"name": "user", "chart": str(charts.folder / "user"), "needs": ["base"], "values": {"size": 2}},
        {"name": "base", "chart": str(charts.folder / "base")},
    ]
    changed = [{**listed[0], "values": {"size": 5}}, listed[1]]
    whole = {RELEASES: {**own, "releases": listed}}
    plan = {RELEASES: {**whole[RELEASES], "plan": {"write": charts.path("fleet")}}}
    apply = {RELEASES: {**whole[RELEASES], "plan": {"apply": charts.path("fleet")}}}
    other = {RELEASES: {**apply[RELEASES], "releases": changed}}
    less = {RELEASES: {**apply[RELEASES], "prune": False}}
    planned, less, refused, done, again = play([old, plan, less, other, apply, whole])[1:]
    document = planned["plan"]["document"]
    assert {entry["name"]: entry["action"] for entry in document["releases"]} == {
        "base": "install", "old": "uninstall", "user": "install",
    }  # fmt: skip
    assert (planned["changed"], planned["releases"][f"{place}/old"]["outcome"]) == (False, "pruned")
    assert fields(less) == {"release": ("uninstall", None)}
    assert fields(refused)["ConfigMap " + f"{place}/user /data/text"] == ("2", "5")
    assert f"Shop {place}/shop /spec/size" in fields(refused)
    assert done["changed"] and done["summary"]["changed"] == 2 and done["summary"]["pruned"] == 1
    assert not again["changed"]
    found = json.loads(cluster.helm("list", "-n", place, "-o", "json").stdout)
    assert [(entry["name"], entry["revision"]) for entry in found] == [("base", "1"), ("user", "1")]


def test_what_differs_when_its_turn_comes_is_left_alone(play: Play, cluster: Any, space: str, charts: Charts) -> None:
    """What a template finds in the cluster may be made by the release that it needs: no plan can know."""
    charts.write("seen")
    found = '(lookup "v1" "ConfigMap" .Release.Namespace "seen")'
    charts.write("seeing", config("looked", f'{{{{ dig "data" "text" "none" {found} | quote }}}}'))
    names = ("seen", "seeing")
    listed = [{"name": name, "chart": str(charts.folder / name), "values": {"size": 2}} for name in names]
    listed[1]["needs"] = ["seen"]
    own = {"releases": listed, "defaults": {"namespace": space}, "kubeconfig": charts.kubeconfig}
    apply = {"apply": "{{ result_0.plan.document }}"}
    done = play([{RELEASES: {**own, "plan": {"write": None}}}, {RELEASES: {**own, "plan": apply}}])[1]
    assert {key.rpartition("/")[2]: one["outcome"] for key, one in done["releases"].items()} == {
        "seen": "changed", "seeing": "failed",
    }  # fmt: skip
    refused = {**done["releases"][f"{space}/seeing"], "failed": True}
    assert fields(refused) == {f"ConfigMap {space}/looked /data/text": ("none", "2")}
    assert f"Nothing of release {space}/seeing was touched" in done["msg"]
    assert "seeing" not in cluster.helm("list", "-n", space, "-q").stdout.split()
