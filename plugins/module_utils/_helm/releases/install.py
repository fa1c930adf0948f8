# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A chart as a release: installed when there is none, upgraded when it differs, left alone when it does not."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Callable, Optional

from ..asked import checks, writing
from ..asked.requests import ApplyOptions, Context, ReleaseRequest
from ..base.errors import HelmError, Stopped
from ..content import preparation
from ..content.candidate import Candidate, Facts, RenderOptions
from ..content.rendering import Renderer, combine, given_differences, rendered_differences
from ..plan import build, diff, objects, observe, terminating
from ..plan.conflicts import Policy
from ..plan.model import Item, Operation, Plan
from ..plan.served import Served
from ..plan.situation import Situation
from ..release.keeper import ReleaseLost
from ..release.model import DEPLOYED, SERVER_SIDE, Release, StoredHook
from ..release.storage import ReleaseTaken, Storage
from . import describe, draft, drifting, framing, prelude
from .history import History, in_turn, settle
from .records import storage_of
from .results import Result

if TYPE_CHECKING:
    from ..kube.client import Client
    from .gate import Gate

RECOVERED = "recovered"
METADATA = "metadata"


def install_or_upgrade(request: ReleaseRequest, context: Context) -> Result:
    """Return what was done so that the release is as the request says. Raises HelmError; after changes began its
    facts tell how far it came."""
    _check(request)
    result = _converge(request, context)
    if request.test_filters is not None and not request.check:
        from . import testing as test

        test.after(result, request, context)
    return result


def _converge(request: ReleaseRequest, context: Context) -> Result:
    client = context.client()
    storage = storage_of(context, request.namespace, request.history_max)
    attempt = _Attempt(request, context, client, storage)
    with framing.framed(lambda: attempt.around or framing.release_command(storage, request.name, began=False)):
        if request.pending.on_pending == "recover":
            return in_turn(attempt.run, request.name, request.waiting.timeout, context.env)
        return attempt.run()


def _check(request: ReleaseRequest) -> None:
    with framing.framed(lambda: framing.INSTALLING):
        checks.check_name(request.name, "release name check failed: {}")
    checks.check_labels(request.labels)
    checks.check_choice("crds", request.crds, ("skip", "create", "apply"))
    checks.check_choice("drift", request.drift, ("correct", "warn", "ignore"))
    checks.check_choice("unstable", request.unstable, ("ignore", "keep", "apply"))
    writing.check(request.applying)
    checks.check_choice("wait_strategy", request.waiting.strategy, ("watcher", "legacy"))
    if request.test_filters:
        from . import testing as test

        test.parsed(request.test_filters)
    checks.check_choice("on_pending", request.pending.on_pending, ("recover", "fail"))


@dataclass
class _Attempt:
    """A look at the release and what follows from it. written: of the namespace and CRDs, what earlier looks made.
    told: what was warned of that each look finds. around: what helm prints around an error, once that is known."""

    request: ReleaseRequest
    context: Context
    client: Client
    storage: Storage
    method: str = SERVER_SIDE
    written: list[Operation] = field(default_factory=list)
    told: set[str] = field(default_factory=set)
    around: str = ""

    def run(self) -> Result:
        request, env = self.request, self.context.env
        chart = request.chart()
        env.secrets.read_chart(chart)
        history, recovered = settle(self.storage, request.name, request.pending, env, check=request.check)
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
        with_crds = request.crds == "apply" or (request.crds == "create" and history.installs)
        options = RenderOptions(
            request.values.skip_schema, request.enable_dns, with_crds, self.context.code_cache, request.post_renderer
        )
        renderer = Renderer(self.client, env, chart, config, options)
        candidate, reasons = self._candidate(renderer, history)
        if recovered or (not history.is_new and history.last is not None and history.last.info.status != DEPLOYED):
            reasons.append(RECOVERED)
        before = self._prelude(candidate, history)
        record = draft.record(request, history, candidate, method=self.method, now_ns=env.now_ns())
        if reasons:
            self.storage.driver.check(record)

        def look(served: Served) -> Plan:
            return self._plan(history, candidate, served, reasons)

        plan = look(prelude.served_after(self.client, before))
        self.context.planned[:] = [*before, *plan.operations]
        if not reasons:
            return self._keep(history, plan, before, look)
        return self._make(history, record, plan, before, look)

    def _begin(self, plan: Plan, before: list[Operation], look: Callable[[Served], Plan]) -> Plan:
        """Write the namespace and the CRDs, now that all else is decided, and return the plan: looked at again where it
        holds what could not be asked for without them. Raises HelmError, its facts telling what was written."""
        done: list[Operation] = []
        try:
            prelude.write(self.client, self.context.env, before, done)
            self.written = prelude.joined(self.written, done)
            if plan.unsure or prelude.shares(done, plan):
                plan = look(Served(self.client))
                self._gate(plan.operations).pass_through()  # what is written by now is no excuse any more
        except HelmError as error:
            self.written = prelude.joined(self.written, done)
            prelude.tell(error, self.written, plan.reasons)
            raise
        self.written = prelude.joined(self.written, before)
        return plan

    def _gate(self, operations: list[Operation]) -> Gate:
        """What stands between operations, and no new revision, and the first write."""
        from .gate import Gate

        place, server_side = self.request.namespace, self.method == SERVER_SIDE
        gate = Gate(self.client, self.context.env, place, operations, self.request.check, server_side=server_side)
        gate.brought = self.context.brought
        return gate

    def _candidate(self, renderer: Renderer, history: History) -> tuple[Candidate, list[str]]:
        """What the revision would be, and in what it differs from the last one.

        A chart that shows the revision's number is compared by what it would have been in the last revision, unless
        there is another reason anyway: else no two runs would ever be equal.
        """
        request, last = self.request, history.last
        if history.is_new or last is None:
            return renderer.render(Facts(request.name, request.namespace, 1)), [build.CREATED]
        facts = Facts(request.name, request.namespace, history.next_version, is_upgrade=True)
        if history.installs:
            facts = Facts(request.name, request.namespace, 1)
        given = given_differences(last, renderer.record, renderer.config)
        metadata = self._metadata_reasons(last)
        shown = renderer.depends_on_revision()
        as_last = shown and not (given or metadata)
        first = draft.facts_of(last) if as_last else facts
        candidate, rendered = self._compared(renderer, first, last, alone=not given)
        if rendered and as_last:
            candidate = self._compared(renderer, facts, last, alone=True)[0]
        return candidate, [*given, *rendered, *metadata]

    def _compared(self, renderer: Renderer, facts: Facts, last: Release, *, alone: bool) -> tuple[Candidate, list[str]]:
        """The revision rendered, and in what that differs from the last one, random values treated as the task says.
        alone: nothing but that would be a reason for a new revision."""
        unstable = self.request.unstable
        candidate = renderer.render(facts)
        reasons = rendered_differences(last, candidate)
        if unstable == "apply" or not reasons:
            return candidate, reasons
        from ..content import steady

        if (alone or unstable == "keep") and renderer.may_differ():  # else it is a change anyway
            env = self.context.env
            steadied = steady.with_last_values(last, candidate, lambda later: renderer.render(facts, later), env)
            reasons = rendered_differences(last, steadied)
            if unstable == "keep" or not reasons:
                candidate = steadied
        if alone and reasons and renderer.looked_up:
            first = steady.as_at_first(last, renderer, facts, self.context.env)
            if not rendered_differences(last, first):
                return first, []
        return candidate, reasons

    def _metadata_reasons(self, last: Release) -> list[str]:
        labels = draft.merged_labels(last.labels, self.request.labels)
        same = {key: labels.get(key) for key in labels} == last.labels
        description = self.request.description
        method = writing.is_other(self.method, last.apply_method)
        return [] if same and not method and (not description or description == last.info.description) else [METADATA]

    def _prelude(self, candidate: Candidate, history: History) -> list[Operation]:
        """The namespace, on an install; the CRDs on an install, or always when they are to be kept in force."""
        request = self.request
        operations: list[Operation] = []
        if history.is_new:
            from . import namespace

            operations += namespace.operations(self.client, request, self.context.brought)
        if candidate.crds and (request.crds == "apply" or (request.crds == "create" and history.installs)):
            force = request.applying.force_conflicts
            policy = Policy(force=force, method=writing.way_of(self.method, ApplyOptions()))
            once = request.crds == "create"
            operations += prelude.crd_operations(self.client, candidate.crds, policy, candidate.manifest, once=once)
        return operations

    def _situation(self, history: History, served: Served, *, settled: bool) -> Situation:
        return Situation(
            original={item.key: item for item in self._originals(history)},
            settled=settled,
            client_side=history.base is not None and history.base.apply_method != SERVER_SIDE,
            passing=draft.passing(history.deployed, self.client),
            served=served,
            made=frozenset(entry.item.key for entry in self.written if entry.item.kind == "Namespace"),
        )

    def _originals(self, history: History) -> list[Item]:
        """The objects of the revision that is in force, and those that failed revisions after it may have made."""
        releases = [] if history.is_new or history.base is None else [history.base]
        if releases or history.replaced:
            releases += history.failed
        found: dict[Any, Item] = {}
        scope = Served(self.client).scope
        for release in releases:
            for item in objects.items(
                release.manifest, scope, release=release.name, namespace=release.namespace, unknown=[]
            ):
                found.setdefault(item.key, item)
        return list(found.values())

    def _plan(self, history: History, candidate: Candidate, served: Served, reasons: list[str]) -> Plan:
        """What is to be done to the objects. served: with the kinds that the prelude brings. Nothing is written."""
        request = self.request
        policy = draft.policy(request, self.method)
        situation = self._situation(history, served, settled=not reasons)
        targets = self._targets(candidate, served, history)
        policy = self._with_hooks_left(policy, candidate, targets, settled=situation.settled)
        observation = observe.observe(self.client, targets, policy, situation)
        try:
            plan = build.build(
                observation, reasons, policy, situation, release=request.name, namespace=request.namespace
            )
        except HelmError as error:
            moment = "install" if history.installs else "update"
            raise error.restated(f"unable to continue with {moment}: {error.problem}") from error
        texts = drifting.warnings(plan, self.context.env, request.drift, history.last, settled=not reasons)
        for text in [*terminating.warnings(plan.operations), *texts]:
            self._tell_once(text)
        return plan

    def _with_hooks_left(
        self, policy: Policy, candidate: Candidate, targets: list[Item], *, settled: bool
    ) -> Policy:
        """The policy by which an object stays that a hook put in the place of one of the chart's: to put that back
        would undo what the revision did itself."""
        names = {(item.kind, item.name) for item in targets}
        if not any((hook.kind, hook.name) in names for hook in candidate.hooks):
            return policy
        from ..plan import doubles

        rules = []
        for item, hook in doubles.hooks_in_place(candidate.hooks, targets):
            self._tell_once(doubles.told_of_hook(item, hook))
            if settled and any(event.startswith("post-") for event in hook.events):
                rules.append({"kind": item.kind, "name": item.name, "namespace": item.namespace})
        return dataclasses.replace(policy, ignored=(*policy.ignored, *draft.ignored(rules)))

    def _tell_once(self, text: str) -> None:
        """Warn of what each look at the chart finds."""
        if text not in self.told:
            self.told.add(text)
            self.context.env.warn(text)

    def _targets(self, candidate: Candidate, served: Served, history: History) -> list[Item]:
        request = self.request
        try:
            return objects.items(
                candidate.manifest,
                served.scope,
                release=request.name,
                namespace=request.namespace,
                warn=self._tell_once,
            )
        except HelmError as error:
            if not history.is_new:
                error.problem = error.problem.removeprefix(objects.BUILDING)
            raise

    def _keep(self, history: History, plan: Plan, before: list[Operation], look: Callable[[Served], Plan]) -> Result:
        """No new revision: what differs in the cluster is put back, or told."""
        from ..apply.execute import Executor

        last = history.last
        if last is None:
            raise AssertionError("nothing differs from a revision that is not there")
        made = [operation.why for operation in before if operation.why]
        tests = self._tests(last.hooks)
        if plan.reasons or made or tests:
            gate = self._gate([*before, *plan.operations])
            gate.expect_tests(tests)
            gate.pass_through(last)
        if not self.request.check:
            plan = self._begin(plan, before, look)
            before = self.written
        if plan.reasons and not self.request.check:
            from . import standing

            executor = Executor(self.client, self.context.env, timeout=self.request.waiting.timeout)
            standing.corrected(executor, plan, last, before)
        operations = [*before, *plan.operations]
        return Result(
            changed=bool(plan.reasons or made),
            reason=[*plan.reasons, *dict.fromkeys(made)],
            release=describe.described(last),
            changes=[operation.described() for operation in operations],
            diff=diff.entries(operations, self.context.env.secrets) if self.request.diff else [],
            drift=drifting.entries(plan, self.context.env, self.request.drift, settled=True),
            connection=describe.connection(self.client),
            status=describe.status(last),
            tests=self._planned_tests(last.hooks),
        )

    def _make(
        self, history: History, record: Release, plan: Plan, before: list[Operation], look: Callable[[Served], Plan]
    ) -> Result:
        request = self.request
        base = history.last if history.is_new else history.base
        base = None if history.replaced else base  # a failed revision stays one
        if history.is_new and history.last is not None:
            history.last.info.description = "superseded by new release"
        from .revision import Revision

        revision = Revision(
            context=self.context,
            storage=self.storage,
            record=record,
            heads=history.heads,
            plan=plan,
            words=draft.words(request, history),
            waiting=dataclasses.replace(request.waiting, wait=request.waiting.wait or request.atomic),
            base=base,
            before=history.last,
            prelude=before,
            disable_hooks=request.disable_hooks,
            cleanup_on_fail=request.cleanup_on_fail,
        )
        from . import gate, pod_security

        if before:
            pod_security.foresee(self.client, before, plan.operations, check=request.check)
        passage = gate.of_revision(revision, check=request.check, tests=self._tests(record.hooks))
        passage.pass_through(None if history.is_new else history.last)
        if request.check:
            revision.predict()
            result = revision.result(with_diff=request.diff, drift=request.drift)
            result.tests = self._planned_tests(record.hooks)
            return result
        revision.plan = self._begin(plan, before, look)
        revision.prelude = self.written
        try:
            revision.carry_out()
        except ReleaseTaken:
            raise
        except (HelmError, Stopped) as error:
            revision.note(error)
            if not request.atomic or isinstance(error, (Stopped, ReleaseLost)):
                raise
            from . import remedy

            raise remedy.undo(request, self.context, self.storage, error, installed=history.installs) from error
        return revision.result(with_diff=request.diff, drift=request.drift)

    def _tests(self, hooks: list[StoredHook]) -> list[StoredHook]:
        """The tests that will run after all."""
        if self.request.test_filters is None:
            return []
        from . import testing as test

        return test.chosen(hooks, self.request.test_filters)

    def _planned_tests(self, hooks: list[StoredHook]) -> Optional[list[dict[str, Any]]]:
        """In check mode the tests that would run."""
        if self.request.test_filters is None or not self.request.check:
            return None
        from . import testing as test

        return test.planned(hooks, self.request.test_filters)
