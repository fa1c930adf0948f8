# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""On what grounds the API server refuses, told from its answers. The texts are its own."""

from __future__ import annotations

from typing import Optional

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import (
    Forbidden,
    Invalid,
    KubeError,
    NotFound,
    Unauthorized,
    Unreachable,
)
from ansible_collections.native.helm.plugins.module_utils._helm.plan import grounds
from ansible_collections.native.helm.plugins.module_utils._helm.plan.grounds import Missing


def denied(problem: str, status: int = 403) -> KubeError:
    return Forbidden(problem, status=status)


@pytest.mark.parametrize(
    ("error", "verdict"),
    [
        (denied("no"), True),
        (Invalid("no", status=400), True),
        (KubeError("failed calling webhook", status=500), True),
        (KubeError("odd", status=399), False),
        (KubeError("slow down", status=429), False),
        (Unauthorized("who", status=401), False),
        (Unreachable("refused"), False),
    ],
)
def test_a_verdict_is_a_refusal_of_what_was_asked_for(error: KubeError, verdict: bool) -> None:
    assert grounds.is_verdict(error) is verdict


def test_what_the_network_or_a_busy_server_says_is_no_verdict() -> None:
    error = KubeError("etcd is away", status=500)
    error.passing = True
    assert grounds.is_verdict(error) is False


CANNOT = (
    'secrets "a" is forbidden: User "system:serviceaccount:ci:deployer" cannot patch resource "secrets" in API group ""'
)


@pytest.mark.parametrize(
    ("error", "verb"),
    [
        (denied(CANNOT), "patch"),
        (denied('User "" cannot get path "/metrics"'), "get"),
        (denied(CANNOT, 422), ""),
        (denied("exceeded quota: q"), ""),
        (denied('User "jane" cannot be found'), ""),
    ],
)
def test_the_right_that_is_missing(error: KubeError, verb: str) -> None:
    assert grounds.missing_right(error) == verb


HOOK = 'admission webhook "no.example.org" '


@pytest.mark.parametrize(
    ("problem", "status", "name"),
    [
        (HOOK + "does not support dry run", 400, "no.example.org"),
        (HOOK + "denied the request: DryRun is not supported", 403, "no.example.org"),
        (HOOK + "denied the request: dry-run is not supported", 499, "no.example.org"),
        (HOOK + "denied the request: no dry_run here", 422, "no.example.org"),
        (HOOK + "denied the request without explanation", 400, "no.example.org"),
        (HOOK + "denied the request without explanation at all", 400, ""),
        (HOOK + "denied the request: no", 400, ""),
        (HOOK + "does not support dry run", 500, ""),
        (HOOK + "does not support dry run", 399, ""),
        ('admission webhook "dry-run.example.org" denied the request: no', 400, ""),
        ("failed: " + HOOK + "does not support dry run", 400, ""),
        ("dry run is not supported", 400, ""),
    ],
)
def test_a_webhook_that_refuses_because_of_the_dry_run(problem: str, status: int, name: str) -> None:
    assert grounds.webhook_without_dry_run(denied(problem, status)) == name


ACCOUNT = 'pods "a" is forbidden: error looking up service account ns/runner: serviceaccount "runner" not found'


@pytest.mark.parametrize(
    ("error", "missing"),
    [
        (denied(ACCOUNT), Missing("serviceaccount", "runner")),
        (denied('pods "a" is forbidden: no PriorityClass with name high was found'), Missing("priorityclass", "high")),
        (denied('pods "a" is forbidden: pod rejected: RuntimeClass "fast" not found'), Missing("runtimeclass", "fast")),
        (denied(ACCOUNT, 422), None),
        (denied("exceeded quota: q"), None),
        (NotFound("x", status=404, details={"kind": "namespaces", "name": "ns"}), Missing("namespace", "ns")),
        (NotFound("x", status=404, details={"kind": "ingressclass", "name": "a"}), Missing("ingressclass", "a")),
        (NotFound("x", status=404, details={"kind": "role", "name": None}), Missing("role", "")),
        (NotFound("x", status=404, details={"name": "a"}), None),
        (NotFound("x", status=404, reason="NoKindMatch", details={"kind": "pods", "name": "a"}), None),
        (KubeError("x", status=500, details={"kind": "pods", "name": "a"}), None),
    ],
)
def test_what_is_not_there_and_would_have_to_be(error: KubeError, missing: Optional[Missing]) -> None:
    assert grounds.missing(error) == missing
