# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A chart as a release: installed when there is none, upgraded when it differs, left alone when it does not."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Callable, Optional

from ...asked import checks, writing
from ...asked.requests import ApplyOptions, Context, ReleaseRequest
from ...base.errors import HelmError, Stopped
from ...content import preparation
from ...content.candidate import Candidate, Facts, RenderOptions
from ...content.differing import given_differences, rendered_differences
from ...content.rendering import Renderer, combine
from ...plan import build, objects
from ...plan.conflicts import Policy
from ...release.model import DEPLOYED, SERVER_SIDE, Release
from ...release.storage import ReleaseTaken, Storage
from .. import draft, framing
from ..records import storage_of
from ..results import Result
from . import pipeline
from .intent import Intent, Stage, Wanted

if TYPE_CHECKING:
    from ...base.env import Env
    from ...chart.model import Chart
    from ...plan.model import Item, Operation
    from ...release.model import StoredHook
    from ..history import History
    from ..revision import Revision
    from .intent import Look, Work

RECOVERED = "recovered"
METADATA = "metadata"


def install_or_upgrade(request: ReleaseRequest, context: Context) -> Result:
    """Make the release what the request says, and return what was done. Raises HelmError: once something was changed,
    its facts tell how far that came."""
    storage = storage_of(context, request.namespace, request.history_max)
    _check(request, storage)
    result = _converge(request, context, storage)
    if request.test_filters is not None and not request.check:
        from .. import testing as test

        test.after(result, request, context)
    return result


def _converge(request: ReleaseRequest, context: Context, storage: Storage) -> Result:
    intent = _Install(request)
    with framing.framed(lambda: intent.around or framing.release_command(storage, request.name, began=intent.began)):
        return pipeline.run(intent, context)


def _check(request: ReleaseRequest, storage: Storage) -> None:
    with framing.framed(lambda: framing.INSTALLING):
        checks.check_name(request.name, "release name check failed: {}")
    with framing.framed(lambda: framing.release_command(storage, request.name, began=True)):
        checks.check_labels(request.labels)
    checks.check_choice("crds", request.crds, ("skip", "create", "apply"))
    checks.check_choice("drift", request.drift, ("correct", "warn", "ignore"))
    checks.check_choice("unstable", request.unstable, ("ignore", "keep", "apply"))
    writing.check(request.applying)
    checks.check_choice("wait_strategy", request.waiting.strategy, ("watcher", "legacy"))
    if request.test_filters:
        from .. import testing as test

        test.parsed(request.test_filters)
    checks.check_choice("on_pending", request.pending.on_pending, ("recover", "fail"))


class _Install(Intent):
    """What an install or upgrade wants: the chart with these values. began: whether it was read. around: what helm
    prints around an error, once that is known. method: how objects are written, "ssa" or "csa". _again: renders what is
    wanted once more."""

    def __init__(self, request: ReleaseRequest) -> None:
        self.request: ReleaseRequest = request
        self.history_max, self.drift = request.history_max, request.drift
        self.around = ""
        self.began = False
        self.method = SERVER_SIDE
        self.chart: Chart
        self._again: Callable[[Env], Candidate]

    def open(self, context: Context) -> None:
        """Read the chart."""
        self.chart = self.request.chart()
        context.env.secrets.read_chart(self.chart)
        self.began = True

    def wanted(self, look: Look) -> Wanted:
        """Return what the revision would be, rendered, and in what it differs from the last one."""
        request, history, env, chart = self.request, look.history, look.context.env, self.chart
        history.replaced = request.replace and history.is_failure
        self.around = framing.INSTALLING if history.is_new else framing.UPGRADING
        self.method = writing.method_of(
            request.applying, None if history.is_new or history.last is None else history.last.apply_method
        )
        config = combine(request.values, chart, None if history.is_new else history.base, env.warn)
        env.secrets.configs.append(config)
        self.around = framing.INSTALLING if history.is_new else "{}"
        preparation.check_installable(chart)
        self.around = framing.INSTALLING if history.is_new else framing.UPGRADING
        options = RenderOptions(
            request.values.skip_schema,
            request.enable_dns,
            self._with_crds(history),
            look.context.code_cache,
            request.post_renderer,
            request.shaping,
        )
        renderer = Renderer(look.client, env, chart, config, options)
        candidate, reasons = self._candidate(renderer, history, env)
        if look.context.approval is not None:
            again = self._again if renderer.may_differ() else None
            candidate = look.context.approval.settled(f"{request.namespace}/{request.name}", candidate, again, env)
        if look.recovered or (not history.is_new and history.last is not None and history.last.info.status != DEPLOYED):
            reasons.append(RECOVERED)
        return Wanted(candidate, reasons, self.method)

    def _with_crds(self, history: History) -> bool:
        """Whether the chart's CRDs are made: on an install, or always when they are to be kept in force."""
        return self.request.crds == "apply" or (self.request.crds == "create" and history.installs)

    def _candidate(self, renderer: Renderer, history: History, env: Env) -> tuple[Candidate, list[str]]:
        """What the revision would be, and in what it differs from the last one.

        A chart that shows the revision's number is compared by what it would have been in the last revision, unless
        there is another reason anyway: else no two runs would ever be equal.
        """
        request, last = self.request, history.last
        if history.is_new or last is None:
            first = Facts(request.name, request.namespace, 1)
            self._again = lambda later: renderer.render(first, later)
            return renderer.render(first), [build.CREATED]
        facts = Facts(request.name, request.namespace, history.next_version, is_upgrade=True)
        if history.installs:
            facts = Facts(request.name, request.namespace, 1)
        reused = request.values.reuse and not request.values.reset
        given = given_differences(last, renderer.record, renderer.config, reused=reused)
        metadata = self._metadata_reasons(last)
        shown = renderer.depends_on_revision()
        as_last = shown and not (given or metadata)
        first = draft.facts_of(last) if as_last else facts
        candidate, rendered = self._compared(renderer, first, last, env, alone=not given)
        if rendered and as_last:
            candidate = self._compared(renderer, facts, last, env, alone=True)[0]
        return candidate, [*given, *rendered, *metadata]

    def _compared(
        self, renderer: Renderer, facts: Facts, last: Release, env: Env, *, alone: bool
    ) -> tuple[Candidate, list[str]]:
        """The revision rendered, and in what that differs from the last one, random values treated as the task says.
        alone: nothing but that would be a reason for a new revision."""
        unstable = self.request.unstable
        self._again = lambda later: renderer.render(facts, later)
        candidate = renderer.render(facts)
        reasons = rendered_differences(last, candidate)
        if unstable == "apply" or not reasons:
            return candidate, reasons
        from ...content import steady

        steadied = steady.Steadied(last, renderer, facts, env)
        return steadied.compared(candidate, reasons, alone=alone, keep=unstable == "keep")

    def _metadata_reasons(self, last: Release) -> list[str]:
        labels = draft.merged_labels(last.labels, self.request.labels)
        same = {key: labels.get(key) for key in labels} == last.labels
        description = self.request.description
        method = writing.is_other(self.method, last.apply_method)
        return [] if same and not method and (not description or description == last.info.description) else [METADATA]

    def prelude(self, look: Look, wanted: Wanted) -> list[Operation]:
        """Return what is done about the namespace, on an install, and about the CRDs."""
        request, history, candidate = self.request, look.history, wanted.candidate
        operations: list[Operation] = []
        if history.is_new:
            from .. import namespace

            operations += namespace.operations(look.client, request, look.context.brought)
        if candidate is not None and candidate.crds and self._with_crds(history):
            from .. import prelude

            policy = Policy(force=request.applying.force_conflicts, method=writing.way_of(self.method, ApplyOptions()))
            once = request.crds == "create"
            operations += prelude.crd_operations(look.client, candidate.crds, policy, candidate.manifest, once=once)
        return operations

    def record(self, look: Look, wanted: Wanted) -> Optional[Release]:
        """Return the revision to come."""
        if wanted.candidate is None:
            return None
        now = look.context.env.now_ns()
        return draft.record(self.request, look.history, wanted.candidate, method=self.method, now_ns=now)

    def place(self, look: Look) -> tuple[str, str]:  # noqa: ARG002  also where there is no revision
        """Return the release's name and namespace."""
        return self.request.name, self.request.namespace

    def left_by(self, history: History) -> list[Release]:
        """Return the revision that is in force, and the failed ones after it, which may have made objects."""
        releases = [] if history.is_new or history.base is None else [history.base]
        return releases + history.failed if releases or history.replaced else []

    def base_of(self, history: History) -> Optional[Release]:
        """Return the revision that an upgrade starts from."""
        return history.base

    def policy(self, wanted: Wanted) -> Policy:
        """Return what the task allows."""
        return draft.policy(self.request, wanted.method)

    def beside_hooks(
        self, policy: Policy, candidate: Candidate, targets: list[Item], tell: Callable[[str], None], *, settled: bool
    ) -> Policy:
        """Return the policy that leaves an object alone which a hook put in the place of one of the chart's: to put the
        chart's back would undo what the revision itself did."""
        names = {(item.kind, item.name) for item in targets}
        if not any((hook.kind, hook.name) in names for hook in candidate.hooks):
            return policy
        from ...plan import doubles

        rules = []
        for item, hook in doubles.hooks_in_place(candidate.hooks, targets):
            tell(doubles.told_of_hook(item, hook))
            if settled and any(event.startswith("post-") for event in hook.events):
                rules.append({"kind": item.kind, "name": item.name, "namespace": item.namespace})
        return dataclasses.replace(policy, ignored=(*policy.ignored, *draft.ignored(rules)))

    def unable(self, history: History) -> str:
        """Return what helm puts before the error of a plan that cannot be made."""
        return f"unable to continue with {'install' if history.installs else 'update'}: "

    def unread(self, error: HelmError, history: History) -> None:
        """Put the error of a manifest that cannot be read into helm's words."""
        if not history.is_new:
            error.problem = error.problem.removeprefix(objects.BUILDING)

    def work(self, stage: Stage) -> Revision:
        """Return what makes the revision."""
        from ..revision import Revision

        request, history = self.request, stage.look.history
        base = history.last if history.is_new else history.base
        base = None if history.replaced else base  # a failed revision stays one
        if history.is_new and history.last is not None:
            history.last.info.description = "superseded by new release"
        return Revision(
            context=stage.look.context,
            storage=stage.look.storage,
            record=stage.new,
            heads=history.heads,
            plan=stage.plan,
            words=draft.words(request, history),
            waiting=dataclasses.replace(request.waiting, wait=request.waiting.wait or request.atomic),
            base=base,
            before=history.last,
            prelude=list(stage.before or ()),
            disable_hooks=request.disable_hooks,
            cleanup_on_fail=request.cleanup_on_fail,
        )

    def tests(self, hooks: list[StoredHook]) -> list[StoredHook]:
        """Return the tests that will run after all."""
        if self.request.test_filters is None:
            return []
        from .. import testing as test

        return test.chosen(hooks, self.request.test_filters)

    def stays(self, history: History) -> Optional[Release]:
        """Return the revision that a refusal at the gate tells to stay as it is."""
        return None if history.is_new else history.last

    def failure(self, error: HelmError | Stopped, work: Work, look: Look) -> HelmError | Stopped:
        """Return the error to raise, after the failed revision was undone where the task is atomic."""
        if isinstance(error, ReleaseTaken):
            return error
        work.note(error)
        from ...release.keeper import ReleaseLost

        if not self.request.atomic or isinstance(error, (Stopped, ReleaseLost)):
            return error
        from . import remedy

        return remedy.undo(self.request, look.context, look.storage, error, installed=look.history.installs)

    def complete(self, result: Result, stage: Stage) -> Result:
        """Return the result, in check mode with the tests that would run."""
        if self.request.test_filters is not None and self.request.check and stage.release is not None:
            from .. import testing as test

            result.tests = test.planned(stage.release.hooks, self.request.test_filters)
        return result
