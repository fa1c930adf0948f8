# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Check mode says what the run then does, to the word: every scenario is predicted, then done, and the two compared."""

from __future__ import annotations

import functools
from typing import Any, Callable, NamedTuple

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.asked.requests import ApplyOptions
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import HelmError

from .conftest import MakeChart
from .harness import Releases
from .texts import annotated, config, deployment, hook_job

Act = Callable[[Releases, bool], Any]
Outcome = tuple[str, Any]

# What only the real run knows: when it was, how hooks ended, and the random part of what it made.
UNKNOWN = ("first_deployed", "last_deployed", "updated", "started_at", "completed_at", "phase", "logs", "diff")


class Step(NamedTuple):
    """act: what is predicted and then done. before: what happens to the cluster first. reason: of the change, its words
    in order, "" for no change, an error's class where it fails. random: the diffs differ by values that nobody
    foresees."""

    act: Act
    reason: str
    before: tuple[str, ...] = ()
    random: bool = False


def known(value: Any) -> Any:
    """A result without what only the real run knows."""
    if isinstance(value, dict):
        return {key: known(item) for key, item in value.items() if key not in UNKNOWN}
    return [known(item) for item in value] if isinstance(value, list) else value


def outcome(step: Step, releases: Releases, check: bool) -> Outcome:
    """The result, or the error's class and words."""
    try:
        return "result", step.act(releases, check).as_dict()
    except HelmError as error:
        return type(error).__name__, (error.problem, error.hint, error.facts.get("conflicts"))


def shown(entry: dict[str, str]) -> dict[str, str]:
    """A diff's entry, the markers of secrets and of the version masked: they are this run's own."""
    return {key: text for key, text in entry.items() if "***" not in text}


def apply(chart: Any, **options: Any) -> Act:
    """The act of helm_release with these options."""
    return lambda releases, check: releases.apply(chart=chart, check=check, **options)


def rollback(revision: str) -> Act:
    return lambda releases, check: releases.rollback(revision=revision, check=check)


def uninstall(**options: Any) -> Act:
    return lambda releases, check: releases.uninstall(check=check, **options)


def follow(releases: Releases, steps: dict[str, Step]) -> None:
    """Predict and do each step, one after another."""
    for name, step in steps.items():
        if step.before:
            releases.kubectl(*step.before, "-n", releases.namespace)
        predicted = outcome(step, releases, True)
        assert releases.writes() == [], name
        done = outcome(step, releases, False)
        assert known(predicted[1]) == known(done[1]), name
        if done[0] != "result":
            assert (predicted[0], done[0]) == (step.reason, step.reason), name
            continue
        assert predicted[1].keys() == done[1].keys(), name
        assert done[1]["reason"] == step.reason.split(), name
        assert done[1]["changed"] == bool(step.reason), name
        if not step.random:
            assert [shown(entry) for entry in predicted[1]["diff"]] == [shown(entry) for entry in done[1]["diff"]], name


def test_the_life_of_a_release(releases: Releases, make_chart: MakeChart) -> None:
    job = functools.partial(hook_job, "web-job")
    texts = {"a": config(text="one"), "b": config("web-b", "same"), "hook": job("pre-install,post-upgrade")}
    one = make_chart("small", **texts)
    kept = config("web-kept", "x", annotated(helm_sh__resource_policy="keep"))
    two = make_chart("two", a=config(text="two"), kept=kept, hook=texts["hook"])
    edited = make_chart("three", a=config(text="three"), kept=kept, hook=texts["hook"])
    hooks = make_chart("four", a=config(text="three"), kept=kept, hook=job("post-upgrade"))
    follow(
        releases,
        {
            "install": Step(apply(one), "created"),
            "nothing": Step(apply(one), ""),
            "labels": Step(apply(one, labels={"team": "a"}), "metadata"),
            "the same labels": Step(apply(one, labels={"team": "a"}), ""),
            "description": Step(apply(one, description="Said"), "metadata"),
        },
    )
    follow(
        releases,
        {
            "objects changed, added and gone": Step(apply(two), "chart manifest hooks"),
            "template changed": Step(apply(edited), "chart manifest hooks"),
            "hook changed": Step(apply(hooks), "chart manifest hooks"),
            "values only": Step(apply(hooks, values={"unused": 1}), "values"),
            "edited": Step(
                apply(hooks, values={"unused": 1}), "drift",
                ("patch", "configmap", "web-a", "-p", '{"data": {"text": "edited"}}'),
            ),
            "deleted": Step(apply(hooks, values={"unused": 1}), "drift", ("delete", "configmap", "web-a")),
            "drift left": Step(
                apply(hooks, values={"unused": 1}, drift="ignore"), "",
                ("patch", "configmap", "web-a", "-p", '{"data": {"text": "edited"}}'),
            ),
            "drift put back": Step(apply(hooks, values={"unused": 1}), "drift"),
            "roll back": Step(rollback("1"), "rollback chart values manifest hooks"),
            "rolled back already": Step(rollback("1"), ""),
            "uninstall, history kept": Step(uninstall(purge=False), "removed"),
            "uninstalled already": Step(uninstall(purge=False), ""),
            "install again": Step(apply(one), "created"),
            "uninstall": Step(uninstall(), "removed"),
            "no release": Step(uninstall(), ""),
        },
    )  # fmt: skip


@pytest.mark.parametrize("method", ["true", "false"], ids=["server-side", "client-side"])
def test_other_managers_and_what_cannot_be_changed(releases: Releases, make_chart: MakeChart, method: str) -> None:
    plain = ApplyOptions(method)
    start = make_chart("start", a=config(text="one"), b=deployment())
    other = make_chart("other", a=config(text="one"), b=deployment(label="other"))
    releases.kubectl("create", "configmap", "web-a", "-n", releases.namespace, "--from-literal=text=theirs")
    taking = ApplyOptions(method, force_conflicts=method == "true", take_ownership=True)
    scale = ("scale", "deployment/web", "--replicas=5")
    steps = {
        "foreign object": Step(apply(start, applying=plain), "ReleaseError"),
        "adopted": Step(apply(start, applying=taking), "created"),
        "nothing": Step(apply(start, applying=plain), ""),
        "scaled": Step(apply(start, applying=plain), "drift", scale),
        "immutable": Step(apply(other, applying=plain), "Invalid"),
    }
    allowed = ApplyOptions(method, recreate=("Deployment/web",))
    steps["made anew"] = Step(apply(other, applying=allowed), "chart manifest", random=True)  # the server's defaults
    follow(releases, steps)


def test_conflicts_that_are_refused_name_field_and_manager(releases: Releases, make_chart: MakeChart) -> None:
    releases.apply(chart=make_chart("one", a=config(text="one")))
    more = make_chart("two", a=config(text="one") + "  other: ours\n")
    set_by_another = ("patch", "configmap", "web-a", "--field-manager=robot", "-p", '{"data": {"other": "theirs"}}')
    step = Step(apply(more), "Conflict", set_by_another)
    follow(releases, {"refused": step})
    conflicts = outcome(step, releases, True)[1][2]
    assert [(entry["field"], entry["manager"], entry["object"]["name"]) for entry in conflicts] == [
        (".data.other", "robot", "web-a")
    ]
    forced = apply(more, applying=ApplyOptions(force_conflicts=True))
    follow(releases, {"forced": Step(forced, "chart manifest"), "nothing": Step(apply(more), "")})
    assert releases.get("configmap", "web-a")["data"]["other"] == "ours"


def test_replicas_of_an_autoscaler(releases: Releases, make_chart: MakeChart) -> None:
    scaler = """apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec: {maxReplicas: 9, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}}
"""
    chart = make_chart(a=deployment(), b=scaler)
    releases.apply(chart=chart)
    follow(releases, {"scaled": Step(apply(chart), "", ("scale", "deployment/web", "--replicas=4"))})
    follow(releases, {"and values": Step(apply(chart, values={"n": 1}), "values")})
    assert releases.get("deployment", "web")["spec"]["replicas"] == 4


def test_random_values_and_failures_that_are_fixed(releases: Releases, make_chart: MakeChart) -> None:
    random = config().replace('"{{ .Values.text }}"', '"{{ randAlphaNum 12 }}"')
    chart = make_chart(a=random, b=config("web-b"))
    broken = make_chart("broken", a=random, b=config("web-b"), hook=hook_job("web-job", "post-upgrade", pod="fail"))
    follow(
        releases,
        {
            "install": Step(apply(chart), "created", random=True),
            "nothing": Step(apply(chart), ""),
            "values": Step(apply(chart, values={"text": "x"}, unstable="keep"), "values manifest"),
        },
    )
    with pytest.raises(HelmError):
        releases.apply(chart=broken)
    again = apply(chart, values={"text": "x"}, unstable="keep")
    follow(releases, {"fixed": Step(again, "chart values manifest hooks recovered")})
