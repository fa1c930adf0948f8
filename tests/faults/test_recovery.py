# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs that die, runs that are taken for dead, runs that are stopped, and many runs at once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any, Callable, Iterator

import pytest
from cluster_fixture import create_namespace
from release.harness import Releases
from release.texts import config, hook_job

from ansible_collections.native.helm.plugins.module_utils._helm.asked import requests
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import HelmError, ReleaseError
from ansible_collections.native.helm.plugins.module_utils._helm.release.keeper import ReleaseLost
from ansible_collections.native.helm.plugins.module_utils._helm.releases.results import Result

from .matrix import Row, disturb, name, rows
from .proxy import Fault, Seen
from .world import TOOLS, Case, World

ROOT = Path(__file__).resolve().parent.parent.parent
STOPPED = rows(
    ("terminate", "alarm"),
    [("upgrade", "terminate", 0.55), ("uninstall", "terminate", 0.6), ("install", "alarm", 0.4)],
)
ENDINGS = (("Stopped", "interrupted by SIGTERM"), ("TaskTimeout", "Timed out after 5 second(s)."))
AT_ONCE = requests.PendingOptions(timeout=0.0)


class Leased(Releases):
    """Runs of a lease of one's own choice."""

    lease = 30.0

    def context(self) -> requests.Context:
        found = super().context()
        found.lease = self.lease
        return found


@pytest.fixture
def releases(world: World) -> Iterator[Leased]:
    """The actions in a namespace of the test's own."""
    found = Leased(world.direct)
    create_namespace(found.kubeconfig, found.namespace)
    yield found
    found.kubectl("delete", "namespace", found.namespace, "--wait=false")


@pytest.fixture
def slow(tmp_path: Path) -> Callable[[str], Path]:
    """A function that writes a chart whose hook before the installation runs for so long, "" for none."""

    def write(seconds: str) -> Path:
        hook = hook_job("web-job", "pre-install")
        hook = hook.replace("metadata: {}", f"metadata: {{annotations: {{native.helm.test/run: {seconds}}}}}")
        (tmp_path / "templates").mkdir(exist_ok=True)
        (tmp_path / "Chart.yaml").write_text("apiVersion: v2\nname: slow\nversion: 1.0.0\n", encoding="utf-8")
        text = config(text='"x"') + (f"---\n{hook}" if seconds else "")
        (tmp_path / "templates/all.yaml").write_text(text, encoding="utf-8")
        return tmp_path

    return write


def until_pending(releases: Releases) -> None:
    """Return when the first revision is pending, as soon as its record is there."""
    client = releases.context().client()
    for _event, found in client.watch("v1", "Secret", releases.namespace, label_selector="owner=helm", timeout=60):
        if found["metadata"]["labels"]["status"].startswith("pending"):
            return
    raise AssertionError("no record was made")


def statuses(releases: Releases, most: int = 10) -> list[str]:
    """The statuses of the latest revisions, oldest first, as helm tells them."""
    told = releases.helm("history", "web", "-o", "json", "--max", str(most))
    return [entry["status"] for entry in json.loads(told)]


def beside(call: Callable[[], Any]) -> tuple[threading.Thread, list[Any]]:
    """Start call in a thread; its result, or its error, is in the list when it has ended."""
    found: list[Any] = []

    def run() -> None:
        try:
            found.append(call())
        except HelmError as error:
            found.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    return thread, found


def test_release_that_a_killed_helm_left_pending_is_recovered(releases: Leased, slow: Callable[[str], Path]) -> None:
    command = [str(TOOLS / "helm"), "install", "web", str(slow("600s")), "-n", releases.namespace]
    with subprocess.Popen([*command, "--kubeconfig", releases.kubeconfig], stderr=subprocess.DEVNULL) as helm:
        until_pending(releases)
        helm.kill()
    assert statuses(releases) == ["pending-install"]
    chart = slow("")
    refused = releases.helm_fails("upgrade", "web", str(chart))
    with pytest.raises(ReleaseError) as caught:
        releases.apply(chart=chart, pending=requests.PendingOptions("fail"))
    assert caught.value.problem in refused
    done = releases.apply(chart=chart, pending=AT_ONCE)
    assert "recovered" in done.reason and done.changed is True
    assert statuses(releases) == ["superseded", "deployed"]
    assert releases.apply(chart=chart).changed is False


def test_live_run_is_waited_for_beyond_its_lease(releases: Leased, slow: Callable[[str], Path]) -> None:
    first, second = (Leased(releases.kubeconfig, releases.namespace) for _ in range(2))
    first.lease, chart = 1.5, slow("6s")
    thread, found = beside(lambda: first.apply(chart=chart))
    until_pending(releases)
    waited = second.apply(chart=chart, pending=AT_ONCE)
    thread.join()
    assert isinstance(found[0], Result) and found[0].changed is True, found
    assert (waited.changed, statuses(releases)) == (False, ["deployed"])
    assert "annotations" not in releases.get("secret", "sh.helm.release.v1.web.v1")["metadata"]


def test_run_that_was_taken_for_dead_stops(releases: Leased, slow: Callable[[str], Path]) -> None:
    first = Leased(releases.kubeconfig, releases.namespace)
    first.lease = 0.0
    chart = slow("5s")
    thread, found = beside(lambda: first.apply(chart=chart))
    until_pending(releases)
    taken = releases.apply(chart=chart, pending=AT_ONCE)
    thread.join()
    assert taken.changed is True
    assert isinstance(found[0], (ReleaseLost, HelmError)), found
    assert statuses(releases) == ["superseded", "deployed"]
    assert releases.apply(chart=chart).changed is False


def test_twenty_releases_at_once_in_one_namespace(releases: Leased, slow: Callable[[str], Path]) -> None:
    names = [f"web-{number}" for number in range(20)]
    chart = slow("")
    runs = [
        beside(lambda name=name: Leased(releases.kubeconfig, releases.namespace).apply(name, chart=chart))  # type: ignore[misc]
        for name in names
    ]
    for thread, _found in runs:
        thread.join()
    assert all(isinstance(found[0], Result) and found[0].changed for _thread, found in runs), runs
    listed = json.loads(releases.helm("list", "-o", "json"))
    assert sorted((entry["name"], entry["revision"], entry["status"]) for entry in listed) == sorted(
        (name, "1", "deployed") for name in names
    )


HOSTS = 20


def configured(tmp_path: Path) -> Path:
    """A chart that shows a value."""
    (tmp_path / "one/templates").mkdir(parents=True)
    (tmp_path / "one/Chart.yaml").write_text("apiVersion: v2\nname: one\nversion: 1.0.0\n", encoding="utf-8")
    (tmp_path / "one/templates/all.yaml").write_text(config(text='"{{ .Values.host }}"'), encoding="utf-8")
    return tmp_path / "one"


def test_twenty_hosts_with_other_values_have_their_turns_on_one_release(releases: Leased, tmp_path: Path) -> None:
    """Each makes a revision of its own, whoever is quicker: none fails, none is lost."""
    chart = configured(tmp_path)
    runs = [
        beside(
            lambda host=host: Leased(releases.kubeconfig, releases.namespace).apply(  # type: ignore[misc]
                chart=chart, values={"host": f"host-{host}"}, history_max=0
            )
        )
        for host in range(HOSTS)
    ]
    for thread, _found in runs:
        thread.join()
    assert all(isinstance(found[0], Result) and found[0].changed for _thread, found in runs), [r[1] for r in runs]
    revisions = sorted((found[0].release["revision"], host) for host, (_thread, found) in enumerate(runs))
    assert [revision for revision, _host in revisions] == list(range(1, HOSTS + 1))
    assert statuses(releases, HOSTS) == ["superseded"] * (HOSTS - 1) + ["deployed"]
    for revision, host in revisions:
        shown = releases.helm("get", "values", "web", "--revision", str(revision), "-o", "json")
        assert json.loads(shown) == {"host": f"host-{host}"}
    last = revisions[-1][1]
    assert releases.get("configmap", "web-a")["data"]["text"] == f"host-{last}"


def stopped(case: Case, fault: Fault) -> None:
    """A run that is stopped closes its record and says how far it came; the same task again brings it to its end."""
    result = case.run(fault)
    assert result is not None
    if "error" in result:
        assert (result["error"], result["problem"]) in ENDINGS
    statuses = [record["status"] for record in case.records()]
    assert not [status for status in statuses if status.startswith("pending")], statuses
    assert not case.held()
    case.helm_reads_it()
    case.converges()
    assert case.world.proxy.precious_deletions() == []


@pytest.mark.parametrize("row", STOPPED, ids=name)
def test_run_that_is_stopped_leaves_nothing_pending(world: World, row: Row) -> None:
    disturb(world, row, stopped, make=Fault)


def writes_a_record(seen: Seen) -> bool:
    return seen.writes and seen.method in ("POST", "PUT") and "/secrets" in seen.path


def test_timeout_of_a_task_tears_no_record(world: World) -> None:
    """The alarm rings while the record is being written, for each of its writes: what is stored says how it ended."""
    for number in range(1, 4):
        case = world.case("upgrade")
        ring = Fault("alarm", number, only=writes_a_record)
        result = case.run(ring, options={"disable_hooks": True}, lease=30.0)
        assert case.disturbed and result is not None and result["error"] == "TaskTimeout"
        last = case.records()[-1]
        # the first write makes the record, the second ends the one before it, the third ends the record itself
        assert (last["version"], last["status"]) == (2, "failed" if number == 1 else "deployed"), number
        if number == 1:
            told = json.loads(case._helm("history", "web", "-o", "json"))[-1]["description"]
            assert told == 'Upgrade "web" failed: interrupted (TaskTimeout: Timed out after 5 second(s))'
        case.helm_reads_it()
        case.remove()


def test_run_that_loses_the_race_for_the_revision_tells_what_it_made_before(world: World) -> None:
    case = world.case("install")
    expected = world.expected("install")
    taken = Fault("409", only=lambda seen: seen.method == "POST" and seen.path.endswith("/secrets"))
    result = case.run(taken)
    assert case.disturbed and result is not None
    assert case.told(result) == expected.told
    case.is_as(expected)
    case.remove()


def test_task_that_is_stopped_fails_with_a_result(world: World, tmp_path: Path) -> None:
    case = world.case("upgrade")
    collections = tmp_path / "ansible_collections/native"
    collections.mkdir(parents=True)
    (collections / "helm").symlink_to(ROOT)
    options = {"name": "web", "namespace": case.namespace, "chart": case.charts[2], "kubeconfig": str(world.proxied)}
    (tmp_path / "args").write_text(json.dumps({"ANSIBLE_MODULE_ARGS": options}), encoding="utf-8")
    hook = Fault("terminate", only=lambda seen: seen.writes and seen.path.endswith("web-pre-upgrade"))
    world.proxy.reset(hook)
    command = [sys.executable, "-m", "ansible_collections.native.helm.plugins.modules.helm_release"]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    with subprocess.Popen(
        [*command, str(tmp_path / "args")], env=environment, cwd=tmp_path, stdout=subprocess.PIPE, text=True
    ) as module:
        world.proxy.victim = module.pid
        printed, _unused = module.communicate(timeout=120)
    result = json.loads(printed)
    assert (result["failed"], result["changed"], module.returncode) == (True, True, 1)
    assert "interrupted by SIGTERM" in result["msg"]
    assert (result["release"]["revision"], result["release"]["status"]) == (2, "failed")
    assert [record["status"] for record in case.records()] == ["deployed", "failed"]
    case.converges()
    case.remove()


def test_api_server_that_is_away_for_a_while_starts_no_remedy(world: World) -> None:
    case = world.case("upgrade")

    def write_of_an_object(seen: Seen) -> bool:
        return seen.method == "PATCH" and seen.writes and seen.path.endswith("configmaps/web-a")

    result = case.run(Fault("503", lasting=True, only=write_of_an_object), options={"atomic": True})
    assert result is not None and result["error"] == "KubeError", result
    assert result["facts"]["release"]["status"] == "failed"
    assert [record["status"] for record in case.records()] == ["deployed", "failed"]
    assert not [seen for seen in world.proxy.seen if seen.deletes and "configmaps/web-b" in seen.path]
    case.converges()
    case.remove()


def test_clock_of_the_tests_runs_ahead() -> None:
    """The driver's runs do not sleep: what the matrices wait for is real, what they retry takes no time."""
    from ansible_collections.native.helm.plugins.module_utils._helm.base.env import Env

    from .driver import hurry

    env = Env()
    hurry(env)
    start, before = time.monotonic(), env.monotonic()
    env.sleep(60.0)
    assert env.monotonic() - before >= 60.0 and time.monotonic() - start < 5.0
