# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A run of an action in a process of its own, so that it can be killed: this file is also that process.

The core is imported once, in a process that then forks for every run: a run costs no start of Python. Its clock goes on
when it sleeps instead of waiting, so that retries take no time.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Callable, Optional

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    import collection_path

    collection_path.install()

from ansible.module_utils.testing import patch_module_args

from ansible_collections.native.helm.plugins.module_utils._helm.apply import wait, why  # noqa: F401
from ansible_collections.native.helm.plugins.module_utils._helm.asked import connect, requests
from ansible_collections.native.helm.plugins.module_utils._helm.asked.inputs import open_chart  # noqa: F401
from ansible_collections.native.helm.plugins.module_utils._helm.base.env import Env
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import HelmError, Stopped
from ansible_collections.native.helm.plugins.module_utils._helm.chart import loader
from ansible_collections.native.helm.plugins.module_utils._helm.entry import door, fleet, plans, release, specs  # noqa: F401
from ansible_collections.native.helm.plugins.module_utils._helm.entry.signals import stoppable
from ansible_collections.native.helm.plugins.module_utils._helm.kube import (  # noqa: F401
    logs,
    retry,
    stream,
    watch,
)
from ansible_collections.native.helm.plugins.module_utils._helm.kube.client import Client
from ansible_collections.native.helm.plugins.module_utils._helm.kube.config import Connection
from ansible_collections.native.helm.plugins.module_utils._helm.release import secrets  # noqa: F401
from ansible_collections.native.helm.plugins.module_utils._helm.releases import info
from ansible_collections.native.helm.plugins.module_utils._helm.releases.attempt import install, rollback, uninstall
from ansible_collections.native.helm.plugins.module_utils._helm.releases.results import InfoResult, Result
from ansible_collections.native.helm.plugins.module_utils._helm.render import engine  # noqa: F401

REQUEST_TIMEOUT = 2  # seconds until a request without an answer counts as lost
WAIT = 40  # seconds for hooks and waiting


class Driver:
    """Runs actions one after another. started: called with the process of a run as soon as it is there."""

    def __init__(self, started: Callable[[int], None]) -> None:
        self._started = started
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).resolve())], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def run(self, action: str, **spec: Any) -> Optional[dict[str, Any]]:
        """Return the action's result, or {"error": …} where it failed, None where it was killed."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps({"action": action, **spec}) + "\n")
        self._process.stdin.flush()
        self._started(json.loads(self._process.stdout.readline())["pid"])
        found: Optional[dict[str, Any]] = json.loads(self._process.stdout.readline())
        return found

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


class TaskTimeout(BaseException):
    """What the handler of Ansible's alarm raises: ansible/_internal/_errors/_task_timeout.py."""


def ring(_number: int, _frame: Any) -> None:
    raise TaskTimeout("Timed out after 5 second(s).")


def act(spec: dict[str, Any]) -> dict[str, Any]:
    """Return what an action answers, or how it failed."""
    env = Env()
    warnings: list[str] = []
    env.warn = warnings.append
    hurry(env)
    begun = env.monotonic()
    connection = Connection.from_options(
        {"kubeconfig": spec["kubeconfig"], "request_timeout": spec.get("request_timeout", REQUEST_TIMEOUT)}, {}
    )
    client = Client(connection, env)
    client.transport.retry_for = spec.get("timeout", WAIT)  # as the door has it
    context = requests.Context(lambda: client, env, lease=spec.get("lease", 30.0))
    options: dict[str, Any] = {
        "name": spec.get("name", "web"),
        "namespace": spec["namespace"],
        "waiting": requests.WaitOptions(wait=spec.get("wait", True), jobs=True, timeout=spec.get("timeout", WAIT)),
        **spec.get("options", {}),
    }
    if "pending" in spec:
        options["pending"] = requests.PendingOptions(**spec["pending"])
    signal.signal(signal.SIGALRM, ring)
    try:
        with stoppable(env):
            result = perform(spec, options, context)
    except TaskTimeout as error:
        told: dict[str, Any] = {"error": type(error).__name__, "problem": str(error)}
    except (HelmError, Stopped) as error:
        told = {"error": type(error).__name__, "problem": error.problem, "facts": error.facts}
    else:
        told = result.as_dict()
    return {**told, "warnings": warnings, "clock": env.monotonic() - begun}


TASKS = {"fleet": (specs.releases, fleet.run), "release": (specs.release, release.apply)}  # all of a module


def act_as_task(spec: dict[str, Any]) -> dict[str, Any]:
    """Return what a task of helm_releases or helm_release returns, with an error where it failed. Its clock is the real
    one, which all of its threads share."""
    options, work = TASKS[spec["action"]]
    made = connect.connect

    def connected(*given: Any, check: bool) -> tuple[requests.Context, str]:
        context, namespace = made(*given, check=check)
        context.lease = spec["lease"]
        return context, namespace

    connect.connect = connected
    with patch_module_args(spec["params"]):
        module = door.HelmModule(**options())
    signal.signal(signal.SIGALRM, ring)
    try:
        told = door.outcome(module, work)
    except TaskTimeout as error:
        return {"error": str(error)}
    return {**told, "error": told["msg"]} if told.get("failed") else told


def perform(spec: dict[str, Any], options: dict[str, Any], context: requests.Context) -> Result | InfoResult:
    """Do the action that spec names."""
    if spec["action"] == "apply":
        values = requests.ValuesInput(spec.get("values", {}))
        request = requests.ReleaseRequest(chart=lambda: loader.load(spec["chart"]), values=values, **options)
        return install.install_or_upgrade(request, context)
    if spec["action"] == "info":
        return info.info(requests.InfoRequest(options["name"], options["namespace"], fields=spec["fields"]), context)
    if spec["action"] == "rollback":
        return rollback.rollback(requests.RollbackRequest(**options), context)
    return uninstall.uninstall(requests.UninstallRequest(**options), context)


def hurry(env: Env) -> None:
    """Let the clock run ahead instead of sleeping, and look again at what is waited for more often than usual."""
    ahead = [0.0]

    def sleep(seconds: float) -> None:
        ahead[0] += seconds
        time.sleep(min(seconds, 0.01))  # others get their turn

    env.sleep = sleep
    env.monotonic = lambda: time.monotonic() + ahead[0]
    watch._GRACE = 0.5
    wait._LONGEST_WATCH = 2.0


def serve() -> None:
    """Fork for every line of the standard input; tell the process, then what came of it."""
    for line in sys.stdin:
        reader, writer = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(reader)
            spec = json.loads(line)
            answer = json.dumps(act_as_task(spec) if spec["action"] in TASKS else act(spec), default=str)
            with os.fdopen(writer, "w") as out:
                out.write(answer)
            os._exit(0)
        os.close(writer)
        print(json.dumps({"pid": pid}), flush=True)
        with os.fdopen(reader) as source:
            answer = source.read()
        os.waitpid(pid, 0)
        print(answer or "null", flush=True)


if __name__ == "__main__":
    serve()
