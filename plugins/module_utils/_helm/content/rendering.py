# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A chart and the user's values as a revision to be: values combined, templates rendered with what the cluster
offers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Optional

from ..asked.requests import ValuesInput
from ..chart import tables
from ..chart.model import Chart
from ..chart.values import coalesce, inputs
from ..plan.served import Served
from ..release import charts
from ..release.model import HookRun, Release, StoredHook
from . import definitions, variation
from .candidate import Candidate, Facts, RenderOptions
from .lookup import Known, Lookup
from .preparation import prepared

if TYPE_CHECKING:
    from ..base.env import Env
    from ..kube.client import Client
    from ..render.capabilities import Capabilities
    from .shaping.shaping import Shaper

Warn = Callable[[str], None]


class Renderer:
    """Renders one chart with one set of values, for one revision or another. record: the chart as a revision's record
    has it. looked_up: whether a template asked the cluster for something, and got it."""

    def __init__(self, client: Client, env: Env, chart: Chart, config: dict[str, Any], options: RenderOptions) -> None:
        self.chart = chart
        self.config = config
        self._client = client
        if options.enable_dns:
            from . import hosts

            env = hosts.with_dns(env)
        self._env = env
        self._options = options
        self.looked_up = False
        self._known: Known = {}
        self._shaper: Optional[Shaper] = None
        self._capabilities: Optional[Capabilities] = None
        self._served: Optional[Served] = None
        self._values = env.at_desk(lambda: prepared(chart, config, skip_schema=options.skip_schema, env=env))
        self.record = charts.chart_record(chart)

    def render(self, facts: Facts, env: Optional[Env] = None, *, own: bool = True) -> Candidate:
        """Return the revision that facts describe. env: another one than the action's. own: False, as if none of the
        release's own objects were there. Raises TemplateError, ChartError, KubeError of lookups."""
        from ..render import engine

        release = engine.ReleaseFacts(
            name=facts.name,
            namespace=facts.namespace,
            revision=facts.revision,
            is_install=not facts.is_upgrade,
            is_upgrade=facts.is_upgrade,
        )
        lookup = Lookup(self._kinds(), hidden=None if own else facts, known=self._known)
        options = engine.Options(
            enable_dns=self._options.enable_dns,
            code_cache=self._options.code_cache,
            post_render=self._post_render(facts.namespace),
        )
        offered = self._capabilities_of_cluster()
        rendered = self._env.at_desk(
            lambda: engine.render(
                self.chart,
                self._values,
                release=release,
                capabilities=offered,
                lookup=lookup,
                env=env or self._env,
                options=options,
            )
        )
        self.looked_up = self.looked_up or lookup.found
        return Candidate(
            self.record,
            self.config,
            rendered.text(),
            rendered.notes,
            [_stored(hook) for hook in rendered.hooks],
            self._shaper.crds(rendered.crds) if self._shaper is not None else list(rendered.crds),
        )

    def _post_render(self, namespace: str) -> Optional[Callable[[dict[str, str]], dict[str, str]]]:
        """What the rendered files go through: they are shaped, then the task's program gets them."""
        if self._options.shaping and self._shaper is None:
            from .shaping import shaping

            self._shaper = shaping.Shaper(self._options.shaping, namespace)
        through = None
        if self._options.post_renderer:
            from . import post_rendering

            through = post_rendering.through(self._options.post_renderer)
        if self._shaper is None:
            return through
        from ..render import crds

        return self._shaper.before(through, crds.of(self.chart))

    def may_differ(self) -> bool:
        """Whether templates may render to something else the next time: random values, times."""
        return variation.may_differ(self.chart, self._values)

    def depends_on_revision(self) -> bool:
        """Whether a template may show the revision's number or whether it is an install: then two revisions of the same
        content differ."""
        return variation.depends_on_revision(self.chart)

    def _kinds(self) -> Served:
        """The kinds that there will be by the time that the objects are made: helm makes CRDs before it renders."""
        if self._served is None:
            self._served = served_with(self._client, self.chart) if self._options.with_crds else Served(self._client)
        return self._served

    def _capabilities_of_cluster(self) -> Capabilities:
        if self._capabilities is None:
            self._capabilities = capabilities(self._kinds())
        return self._capabilities


def served_with(client: Client, chart: Chart) -> Served:
    """Return the kinds that there will be once the CRDs in the chart's crds/ are made."""
    from ..render import crds

    return Served(client, definitions.offered_by(crds.of(chart)))


def capabilities(served: Served) -> Capabilities:
    """Return what the cluster offers to templates."""
    from ..render import capabilities as offer

    version = served.client.version()
    found = offer.Capabilities.default()
    found.kube_version = offer.KubeVersion(version["gitVersion"], version["major"], version["minor"])
    found.api_versions = served.api_versions()
    return found


def combine(given: ValuesInput, chart: Chart, current: Optional[Release], warn: Warn) -> dict[str, Any]:
    """Return the user's values for a revision on top of current, as helm's flags say (Go: action/upgrade.go,
    reuseValues).

    With reuse, chart's own values become the ones that the current revision ran with. Raises ValuesError.
    """
    new = inputs.merge_inputs(given.values, given.files, given.set_values)
    if current is None or given.reset:
        return new
    config = tables.copy_tables(current.config)
    if given.reuse:
        chart.values = coalesce.coalesce(charts.chart_of(current.chart), config, warn)
        chart.has_values = True
        return coalesce.coalesce_tables(new, config, warn)
    if given.reset_then_reuse:
        return coalesce.coalesce_tables(new, config, warn)
    return new or config


def _stored(hook: Any) -> StoredHook:
    return StoredHook(
        name=hook.name,
        kind=hook.kind,
        path=hook.path,
        manifest=hook.manifest,
        events=list(hook.events),
        last_run=HookRun(),
        weight=hook.weight,
        delete_policies=list(hook.delete_policies),
        output_log_policies=list(hook.output_log_policies),
    )
