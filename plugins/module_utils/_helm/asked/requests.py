# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the actions on a release are asked: the task's options as plain data, a request an action, and the Context
they run in.

Every request has `check`: True means that nothing is written, anywhere (the API server is asked for dry runs only),
and that the result has the keys and values that the real run would have, as far as they can be known beforehand.
`diff`: whether the result's diff is to be made.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Callable, Optional

if TYPE_CHECKING:
    from ..base.env import Env
    from ..chart.model import Chart
    from ..kube.client import Client
    from ..plan.model import Operation
    from ..release.driver import Driver
    from ..release.listed import Listed


@dataclass
class Context:
    """What an action runs in.

    client: makes the client of the API server at its first call and gives the same one after that. env: clock,
    randomness, messages, and what is secret (env.secrets): whoever learns of something adds it there. driver: where
    release records are kept: secret, configmap, memory or sql (HELM_DRIVER's words). sql_connection: the database of
    sql, a secret. drivers: those that are open, by namespace (records.py). memory: the records of memory. code_cache:
    of compiled templates, see gotmpl/bundle.py; None for none.
    listed: the heads of releases that are worked on at the same time (release/listed.py), None for one by itself.
    lease: the seconds without a sign of life after which other runs may take this one for dead. brought: in check mode,
    what others would have made by then. planned: gets what this one makes, or would. approval:
    what stands at the gate where the task has a plan (approval/approval.py), None for none.
    """

    client: Callable[[], Client]
    env: Env
    driver: str = "secret"
    code_cache: Any = None
    sql_connection: str = field(default="", repr=False)
    drivers: dict[str, Driver] = field(default_factory=dict)
    memory: dict[Any, Any] = field(default_factory=dict)
    listed: Optional[Listed] = None
    lease: float = 30.0
    brought: list[Operation] = field(default_factory=list)
    planned: list[Operation] = field(default_factory=list)
    approval: Any = None

    def beside(self, env: Env) -> Context:
        """Return the context of another release that is worked on at the same time, in a thread of its own. What is the
        server's is shared (connections, credentials, what it serves), and the cache of compiled templates and the
        records in memory; what is told, and by whom it is stopped, is env's (base/desk.py)."""
        made = self.client().beside(env)
        return dataclasses.replace(self, client=lambda: made, env=env, drivers={}, brought=[], planned=[])


@dataclass
class ValuesInput:
    """The user's values, in rising precedence as helm's: files, then values, then set_values.

    files: (name for messages, content). set_values: {value: "a.b=c", value_type: raw | string | json | file | literal}.
    reset, reuse, reset_then_reuse: what an upgrade starts from, helm's three flags.
    """

    values: dict[str, Any] = field(default_factory=dict)
    files: list[tuple[str, bytes]] = field(default_factory=list)
    set_values: list[dict[str, Any]] = field(default_factory=list)
    reset: bool = True
    reuse: bool = False
    reset_then_reuse: bool = False
    skip_schema: bool = False


@dataclass
class WaitOptions:
    """Whether and how to wait for objects to be ready. timeout: seconds, for each hook and for the waiting."""

    wait: bool = False
    strategy: str = "watcher"  # watcher | legacy
    jobs: bool = False
    timeout: float = 300.0


@dataclass
class ApplyOptions:
    """How objects are written.

    server_side: auto (as the last revision was, as helm), true or false. force: objects are put in the place of the
    live ones instead of being merged into them. recreate: kinds, or Kind/name, that may be deleted and made anew where
    a field cannot be changed.
    """

    server_side: str = "auto"
    force_conflicts: bool = False
    take_ownership: bool = False
    force: bool = False
    recreate: tuple[str, ...] = ()


@dataclass
class PendingOptions:
    """What a record in a pending-* status means. on_pending: recover (waits for a live holder, goes on after a dead
    one) or fail. timeout: the seconds after which a record that names no holder, as helm's do not, counts as left
    behind."""

    on_pending: str = "recover"
    timeout: float = 300.0


@dataclass
class ReleaseRequest:
    """helm_release state=present: a chart as a release.

    chart: gives the Chart, dependencies in it; called after the request itself was checked, again when another run on
    the release was quicker. crds: skip, create or apply. replace: a failed release that never was deployed is installed
    anew instead of upgraded. drift: correct, warn or ignore; drift_ignore: {kind, name, namespace, paths}, what drift
    does not count. unstable: ignore, keep or apply, what to do about random values. shaping: what is changed in the
    rendered manifests, as inputs.shaping gives it. post_renderer: a program that they go through after that.
    history_max: 0 keeps every revision. labels: the record's own, None leaves those of the last revision. test_filters:
    the release's tests run afterwards, those that the filters leave; None runs none.
    """

    name: str
    namespace: str
    chart: Callable[[], Chart]
    values: ValuesInput = field(default_factory=ValuesInput)
    waiting: WaitOptions = field(default_factory=WaitOptions)
    applying: ApplyOptions = field(default_factory=ApplyOptions)
    pending: PendingOptions = field(default_factory=PendingOptions)
    create_namespace: bool = False
    namespace_labels: dict[str, str] = field(default_factory=dict)
    crds: str = "create"
    disable_hooks: bool = False
    atomic: bool = False
    cleanup_on_fail: bool = False
    replace: bool = False
    drift: str = "correct"
    drift_ignore: list[dict[str, Any]] = field(default_factory=list)
    unstable: str = "ignore"
    post_renderer: list[str] = field(default_factory=list)
    shaping: dict[str, Any] = field(default_factory=dict)
    history_max: int = 10
    description: str = ""
    labels: Optional[dict[str, str]] = None
    enable_dns: bool = False
    test_filters: Optional[list[str]] = None
    check: bool = False
    diff: bool = True


@dataclass
class UninstallRequest:
    """helm_release state=absent. purge False keeps the history. cascade: background, foreground or orphan. pending: a
    live run is waited for; what helm left pending is removed at once, as helm does. uninstalled_is_gone: a history that
    was kept is left, whatever purge says, as kubernetes.core does."""

    name: str
    namespace: str
    waiting: WaitOptions = field(default_factory=WaitOptions)
    pending: PendingOptions = field(default_factory=lambda: PendingOptions(timeout=0.0))
    purge: bool = True
    cascade: str = "background"
    uninstalled_is_gone: bool = False
    disable_hooks: bool = False
    description: str = ""
    check: bool = False
    diff: bool = True


@dataclass
class RollbackRequest:
    """helm_rollback. revision: a number, "previous" or "last_deployed". pending: as for the removal."""

    name: str
    namespace: str
    revision: str = "previous"
    pending: PendingOptions = field(default_factory=lambda: PendingOptions(timeout=0.0))
    waiting: WaitOptions = field(default_factory=WaitOptions)
    applying: ApplyOptions = field(default_factory=ApplyOptions)
    disable_hooks: bool = False
    cleanup_on_fail: bool = False
    history_max: int = 10
    description: str = ""
    labels: Optional[dict[str, str]] = None
    check: bool = False
    diff: bool = True


@dataclass
class TestRequest:
    """helm_release's run_tests. filters: as helm's, name=NAME or !name=NAME. timeout: seconds, for each test."""

    name: str
    namespace: str
    filters: list[str] = field(default_factory=list)
    timeout: float = 300.0


@dataclass
class InfoRequest:
    """helm_release_info. name "" lists; namespace "" with all_namespaces lists everywhere.

    states: statuses wanted, empty for all. selector: a label selector over the records' labels. fields: what beyond the
    listing: values, all_values, manifest, hooks, notes, metadata, history, resources, drift, updates. updates: gives
    that field for a release as it is shown. revision: 0 is the last. owner_of: {api_version, kind, namespace, name} of
    an object whose release is wanted, instead of name. all_values: whether the status of one release has the chart's
    values too.
    """

    name: str = ""
    namespace: str = ""
    all_namespaces: bool = False
    states: list[str] = field(default_factory=list)
    selector: str = ""
    fields: list[str] = field(default_factory=list)
    revision: int = 0
    owner_of: Optional[dict[str, str]] = None
    all_values: bool = False
    updates: Callable[[dict[str, Any]], Any] = lambda _release: None
