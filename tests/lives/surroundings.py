# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a task of ours is given, and what all lives of a process share."""

from __future__ import annotations

import contextlib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Iterator

from faults.driver import Driver
from faults.proxy import Proxy

from ansible_collections.native.helm.plugins.module_utils._helm.asked.requests import ApplyOptions, WaitOptions

WAIT = 20.0  # seconds for hooks and what is waited for


@dataclass(frozen=True)
class Choice:
    """How a task of ours is given. method: server_side; force goes with the client's merge only."""

    method: str = "auto"
    force_conflicts: bool = False
    wait: bool = False
    atomic: bool = False
    drift: str = "correct"
    recreate: tuple[str, ...] = ()
    unstable: str = "ignore"
    force: bool = False
    take_ownership: bool = False
    history_max: int = 10
    disable_hooks: bool = False
    cleanup_on_fail: bool = False
    crds: str = "create"

    def options(self) -> dict[str, Any]:
        """As both actions take them."""
        return {
            "applying": ApplyOptions(
                self.method, force_conflicts=self.force_conflicts, take_ownership=self.take_ownership,
                force=self.force, recreate=self.recreate,
            ),
            "waiting": WaitOptions(wait=self.wait, timeout=WAIT),
            "history_max": self.history_max,
            "disable_hooks": self.disable_hooks,
            "cleanup_on_fail": self.cleanup_on_fail,
        }  # fmt: skip

    def of_upgrades(self) -> dict[str, Any]:
        """As an installation or upgrade takes them."""
        return {
            **self.options(), "atomic": self.atomic, "drift": self.drift, "unstable": self.unstable, "crds": self.crds,
        }  # fmt: skip

    def told(self) -> dict[str, Any]:
        """As a task of helm_rollback has them."""
        return {
            "server_side": self.method, "force_conflicts": self.force_conflicts, "wait": self.wait,
            "recreate": list(self.recreate), "force": self.force, "take_ownership": self.take_ownership,
            "history_max": self.history_max, "disable_hook": self.disable_hooks,
            "cleanup_on_fail": self.cleanup_on_fail,
        }  # fmt: skip

    def told_of_upgrades(self) -> dict[str, Any]:
        """As a task of helm_release has them."""
        drift = None if self.drift == "correct" else self.drift
        more = {"atomic": self.atomic, "drift": drift, "unstable": self.unstable, "crds": self.crds}
        return {**self.told(), **more}


@dataclass
class Surroundings:
    """What all lives of a process share: the cluster, the proxy in front of it, the process that is killed. tally: how
    often each step ended in which way."""

    kubeconfig: str
    proxy: Proxy
    driver: Driver
    proxied: Path
    folder: Path
    tally: Counter[str] = field(default_factory=Counter)

    @classmethod
    @contextlib.contextmanager
    def opened(cls, kubeconfig: str, folder: Path) -> Iterator[Surroundings]:
        """The surroundings, for a with block."""

        def started(pid: int) -> None:
            proxy.victim = pid

        with Proxy(kubeconfig) as proxy:
            driver = Driver(started)
            try:
                yield cls(kubeconfig, proxy, driver, proxy.kubeconfig(folder / "proxied"), folder)
            finally:
                driver.close()
