# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rolling back, by us in one namespace and by the newest helm in another: the same histories, fields and refusals."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Callable, NamedTuple, Union

import pytest
from release.harness import Releases
from release.texts import config, deployment, hook_job

from ansible_collections.native.helm.plugins.module_utils._helm.asked import requests
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import HelmError

from . import snapshot
from .conftest import Pair, whole

SECONDS = 2


class Up(NamedTuple):
    """A revision with these values: text, sick (its Deployment never gets ready), gone (an object less), hook (how the
    pre-rollback hook's pod ends)."""

    values: dict[str, Any]
    wait: bool = False
    fails: bool = False
    history_max: int = 10
    labels: str = ""


class Back(NamedTuple):
    """A rollback to a revision, "previous" for helm's 0."""

    revision: str
    wait: bool = False
    fails: bool = False
    history_max: int = 10
    description: str = ""
    hooks: bool = True


class Gone(NamedTuple):
    """The release removed, its history kept."""


Step = Union[Up, Back, Gone]
ONE, TWO, THREE = {"text": "one"}, {"text": "two"}, {"text": "three", "gone": True}
SICK = {"text": "sick", "sick": "never-ready"}

SCRIPTS: dict[str, list[Step]] = {
    "previous": [Up(ONE), Up(TWO), Back("previous")],
    "to the first, over what was removed": [Up(ONE), Up(TWO), Up(THREE), Back("1")],
    "a rollback rolled back": [Up(ONE), Up(TWO), Back("1"), Back("2"), Back("3")],
    "description": [Up(ONE), Up(TWO), Back("1", description="because")],
    "labels of the target": [Up(ONE, labels="team=a"), Up(TWO, labels="team=b,tier=web"), Back("1")],
    "waiting": [Up(ONE), Up(TWO), Back("1", wait=True)],
    "after a failed upgrade": [Up(ONE), Up(SICK, wait=True, fails=True), Back("previous")],
    "to a failed revision": [Up(ONE), Up(SICK, wait=True, fails=True), Up(TWO), Back("2")],
    "from failed to failed": [
        Up(ONE),
        Up(SICK, wait=True, fails=True),
        Up({**SICK, "text": "worse"}, wait=True, fails=True),
        Back("2"),
    ],
    "that fails by waiting": [Up(SICK), Up(TWO), Back("1", wait=True, fails=True)],
    "after a rollback that failed": [Up(SICK), Up(TWO), Back("1", wait=True, fails=True), Back("2")],
    "history's limit": [Up(ONE), Up(TWO), Up(THREE), Up(ONE), Back("3", history_max=3)],
    "history's limit, one": [Up(ONE), Up(TWO), Back("1", history_max=1)],
    "gaps in the numbers": [
        Up(ONE),
        *(Up({"text": letter}, history_max=3) for letter in "abcde"),
        Back("4"),
        Back("6"),
    ],
    "what is pruned": [Up(ONE), Up(TWO, history_max=2), Up(THREE, history_max=2), Back("1", fails=True)],
    "an uninstalled release": [Up(ONE), Up(TWO), Gone(), Back("1")],
    "an uninstalled release, to its last": [Up(ONE), Up(TWO), Gone(), Back("2")],
    "without hooks": [Up({**ONE, "hook": "fail"}), Up(TWO), Back("1", hooks=False)],
    "no such revision": [Up(ONE), Back("7", fails=True)],
    "nothing before": [Up(ONE), Back("previous", fails=True)],
}
# Where helm leaves the record pending for good, we say failed: the one difference, which users asked for.
HOOK_FAILS: list[Step] = [Up({**ONE, "hook": "fail"}), Up(TWO), Back("1", fails=True)]
SAMPLE = ("to the first, over what was removed", "gaps in the numbers", "after a failed upgrade")


@pytest.fixture(scope="module")
def chart(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A chart whose values say what becomes of it."""
    folder = tmp_path_factory.mktemp("charts") / "small"
    (folder / "templates").mkdir(parents=True)
    (folder / "Chart.yaml").write_text("apiVersion: v2\nname: small\nversion: 0.1.0\n")
    (folder / "values.yaml").write_text("text: none\nsick: ''\ngone: false\nhook: ''\n")
    texts = {
        "a": config(),
        "b": "{{ if not .Values.gone }}\n" + config("{{ .Release.Name }}-b") + "{{ end }}\n",
        "c": deployment(pod="{{ .Values.sick }}"),
        "d": hook_job("back-{{ .Release.Name }}", "pre-rollback,post-rollback", pod="'{{ .Values.hook }}'"),
        "NOTES.txt": "{{ .Values.text }} it is\n",
    }
    for name, text in texts.items():
        (folder / "templates" / (name if "." in name else f"{name}.yaml")).write_text(text)
    return folder


def helm_does(place: Releases, chart: Path, step: Step) -> str:
    """Do a step by the real helm; its error, "" for none."""
    if isinstance(step, Gone):
        place.helm("uninstall", "web", "--keep-history")
        return ""
    waiting = ["--wait", "--timeout", f"{SECONDS}s"] if step.wait else []
    words = [*waiting, "--history-max", str(step.history_max)]
    if isinstance(step, Up):
        flags = [word for key, value in step.values.items() for word in ("--set", f"{key}={str(value).lower()}")]
        words = ["upgrade", "--install", "web", str(chart), *words, *flags]
        words += ["--labels", step.labels] if step.labels else []
    else:
        more = ["--description", step.description] if step.description else []
        words = ["rollback", "web", "0" if step.revision == "previous" else step.revision, *words, *more]
        words += [] if step.hooks else ["--no-hooks"]
    return place.helm_fails(*words) if step.fails else place.helm(*words) and ""


def we_do(place: Releases, chart: Path, step: Step) -> str:
    """Do a step by ourselves; its error, "" for none."""
    if isinstance(step, Gone):
        place.uninstall(purge=False)
        return ""
    waiting = requests.WaitOptions(wait=step.wait, timeout=SECONDS if step.wait else 300.0)
    try:
        if isinstance(step, Up):
            labels = dict(pair.split("=") for pair in step.labels.split(",")) if step.labels else None
            place.apply("web", chart, values=step.values, waiting=waiting, history_max=step.history_max, labels=labels)
        else:
            more = {"description": step.description, "disable_hooks": not step.hooks, "history_max": step.history_max}
            place.rollback("web", step.revision, waiting=waiting, **more)
    except HelmError as error:
        assert step.fails, error
        return error.problem
    assert not step.fails
    return ""


def played(pair: Pair, chart: Path, steps: list[Step]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return both snapshots after all the steps; refusals must be in helm's words."""
    ours, alone = pair
    for step in steps:
        told, expected = we_do(ours, chart, step), helm_does(alone, chart, step)
        if isinstance(step, Back) and step is not HOOK_FAILS[-1]:
            assert told.replace(ours.namespace, alone.namespace) in expected
    return snapshot.taken(ours), snapshot.taken(alone)


@pytest.mark.parametrize("name", [name for name in SCRIPTS if whole() or name in SAMPLE])
def test_rollback_is_helms(pairs: Callable[[], AbstractContextManager[Pair]], chart: Path, name: str) -> None:
    with pairs() as pair:
        found, expected = played(pair, chart, SCRIPTS[name])
    assert found["records"]
    assert snapshot.differences(found, expected) == []


def test_failing_hook_leaves_nothing_pending(pairs: Callable[[], AbstractContextManager[Pair]], chart: Path) -> None:
    with pairs() as pair:
        found, expected = played(pair, chart, HOOK_FAILS)
        again = pair[0].rollback("web", "2")
    record = "sh.helm.release.v1.web.v3"
    lines = snapshot.differences(found["records"], expected["records"])
    assert {line.partition(":")[0] for line in lines if "/order/" not in line} == {
        f"/{record}/labels/status",
        f"/{record}/json/info/status",
        f"/{record}/json/info/description",
        f"/{record}/json/hooks/0/last_run/completed_at",  # it stays Running in helm's
        f"/{record}/json/hooks/0/last_run/phase",
    }
    info = found["records"][record]["json"]["info"]
    assert (info["status"], expected["records"][record]["json"]["info"]["status"]) == ("failed", "pending-rollback")
    assert (again.changed, again.release and again.release["revision"]) == (True, 4)
