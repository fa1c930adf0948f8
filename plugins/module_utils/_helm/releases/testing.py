# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A release's tests run, as `helm test` does: its hooks of the event test, their logs read, their phases kept in the
record."""

from __future__ import annotations

import re
from typing import Any

from ..apply.hooks import HookRunner, for_event
from ..asked import checks
from ..asked.requests import Context, ReleaseRequest, TestRequest
from ..base.errors import HelmError, HookFailed, RequestError
from ..plan.served import Served
from ..release.model import SERVER_SIDE, Release, StoredHook
from ..release.storage import Storage
from .records import not_found, storage_of
from .results import Result
from .revision import planned_hook

EVENT = "test"

_FILTER = re.compile(r"(!\s?)?name=(.*)", re.DOTALL)


def run_tests(request: TestRequest, context: Context) -> list[dict[str, Any]]:
    """Return the tests that ran, an entry each: {name, kind, event, phase, started_at, completed_at, logs}.

    Raises ReleaseError when there is no such release, HookFailed when a test fails: facts["tests"] has those that ran,
    the failed one last.
    """
    checks.check_name(request.name, "releaseTest: Release name is invalid: NAME")
    parsed(request.filters)
    client = context.client()
    storage = storage_of(context, request.namespace)
    release = last_revision(storage, request)
    chosen, skipped = split(release.hooks, request.filters)
    release.hooks = skipped + chosen  # helm keeps them in this order after a filtered run
    runner = HookRunner(
        client=client,
        env=context.env,
        namespace=release.namespace,
        hooks=chosen,
        store=lambda: storage.update(release),
        scope=Served(client).scope,
        timeout=request.timeout,
        with_logs=True,
        server_side=release.apply_method == SERVER_SIDE,
    )
    try:
        runner.run(EVENT)
    except HookFailed as error:
        error.facts["tests"] = runner.ran
        raise
    finally:
        storage.update(release)
    return runner.ran


def after(result: Result, request: ReleaseRequest, context: Context) -> None:
    """Run the tests of a release that is as request wants it; what they gave is in result.

    Raises as run_tests does, with all that result says in the error's facts. The tests' own objects, and their phases
    in the record, make no change of the release: result.changed stays as it is.
    """
    wanted = TestRequest(request.name, request.namespace, request.test_filters or [], request.waiting.timeout)
    try:
        result.tests = run_tests(wanted, context)
    except HelmError as error:
        error.facts = {**result.as_dict(), **error.facts}
        raise


def planned(hooks: list[StoredHook], filters: list[str]) -> list[dict[str, Any]]:
    """Return the entries of the tests that would run: check mode. Raises RequestError for filters that are none."""
    return [planned_hook(hook.name, hook.kind, EVENT) for hook in chosen(hooks, filters)]


def chosen(hooks: list[StoredHook], filters: list[str]) -> list[StoredHook]:
    """Return the tests that the filters leave, in their order."""
    return for_event(split(hooks, filters)[0], EVENT)


def last_revision(storage: Storage, request: TestRequest) -> Release:
    """Return the release's newest revision, with every label of its object. Raises ReleaseError."""
    heads = storage.heads(request.name)
    release = storage.read(heads[-1]) if heads else None
    if release is None:
        raise not_found("testing", request.namespace, request.name)
    return release


def split(hooks: list[StoredHook], filters: list[str]) -> tuple[list[StoredHook], list[StoredHook]]:
    """Return (hooks that the filters leave, the others), each in their order (Go: action/release_testing.go, Run)."""
    included, excluded = parsed(filters)
    left = [hook for hook in hooks if hook.name not in excluded]
    skipped = [hook for hook in hooks if hook.name in excluded]
    if not included:
        return left, skipped
    skipped += [hook for hook in left if hook.name not in included]
    return [hook for hook in left if hook.name in included], skipped


def parsed(filters: list[str]) -> tuple[set[str], set[str]]:
    """Return the names to (include, exclude) of filters such as name=a and !name=b. Raises RequestError."""
    included: set[str] = set()
    excluded: set[str] = set()
    for text in filters:
        found = _FILTER.fullmatch(text.strip())
        if not found:
            raise RequestError(
                f"{text!r} is no filter", doing="reading the option", subject="test_filters",
                hint="give name=NAME for tests to run, !name=NAME for tests to leave out",
            )  # fmt: skip
        (excluded if found.group(1) else included).add(found.group(2))
    return included, excluded
