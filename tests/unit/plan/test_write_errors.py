# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the API server refused about an object, in helm's words (Go: kube/client.go), its facts with it."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import (
    Conflict,
    Forbidden,
    Invalid,
    KubeError,
)
from ansible_collections.native.helm.plugins.module_utils._helm.plan import write_errors
from ansible_collections.native.helm.plugins.module_utils._helm.plan.model import APPLY, MERGE, PUT

from .api import item

MAP, NODE, SECRET = item("ConfigMap"), item("Node", "n"), item("Secret")
WHAT = "object ns/a /v1, Kind=ConfigMap"


@pytest.mark.parametrize(
    ("error", "method", "exists", "words"),
    [
        (Invalid("no", status=422), APPLY, True, f"server-side apply failed for {WHAT}: no"),
        (Invalid("no", status=422), APPLY, False, f"server-side apply failed for {WHAT}: no"),
        (Conflict("no", status=409), APPLY, True, f"conflict occurred while applying {WHAT}: no"),
        (Conflict("no", status=409), MERGE, True, 'cannot patch "a" with kind ConfigMap: no'),
        (Invalid("no", status=422), MERGE, True, 'cannot patch "a" with kind ConfigMap: no'),
        (Invalid("no", status=422), MERGE, False, "no"),
        (Invalid("no", status=422), PUT, True, "failed to replace object: no"),
        (Invalid("no", status=422), PUT, False, "no"),
    ],
)
def test_a_write_that_failed_is_told_in_helms_words(error: KubeError, method: str, exists: bool, words: str) -> None:
    found = write_errors.of_write(error, MAP, method, exists=exists, before="first: ")
    assert found.problem == f"first: {words}"
    assert write_errors.of_write(error, MAP, method, exists=exists).problem == words
    assert type(found) is type(error) and found.status == error.status
    assert found.told == "no"  # the server's own words, for people


def test_a_write_is_an_apply_of_what_is_there_unless_told() -> None:
    assert write_errors.of_write(KubeError("no"), MAP).problem == f"server-side apply failed for {WHAT}: no"


def test_a_merge_is_of_what_is_there_unless_told() -> None:
    assert write_errors.of_write(KubeError("no"), MAP, MERGE).problem == 'cannot patch "a" with kind ConfigMap: no'


def test_the_object_is_among_the_facts_and_the_error_given_stays_as_it_is() -> None:
    error = Forbidden("no", status=403)
    found = write_errors.about(error, MAP, "it went wrong: no")
    assert (found.problem, found.subject) == ("it went wrong: no", "ConfigMap ns/a")
    assert found.facts == {
        "failed_objects": [{"kind": "ConfigMap", "api_version": "v1", "namespace": "ns", "name": "a", "why": "no"}]
    }
    assert (error.problem, error.subject, error.facts) == ("no", "", {})


def test_an_object_of_the_cluster_is_named_without_a_namespace() -> None:
    assert write_errors.about(KubeError("no"), NODE, "no").subject == "Node n"


def test_what_is_known_of_the_subject_and_the_facts_already_stays() -> None:
    error = Forbidden("no", subject="Secret ns/other")
    error.told = "told: no"
    error.facts["failed_objects"] = ["known"]
    found = write_errors.about(error, MAP, "x")
    assert (found.subject, found.facts, found.told) == ("Secret ns/other", {"failed_objects": ["known"]}, "told: no")


def test_the_fields_of_others_are_among_the_facts() -> None:
    causes = [
        {"reason": "FieldManagerConflict", "field": field, "message": f'conflict with "{manager}" using v1'}
        for field, manager in ((".data.a", "one"), (".data.b", "two"))
    ]
    found = write_errors.of_write(Conflict("no", status=409, details={"causes": causes}), MAP)
    assert found.facts["conflicts"] == [
        {"object": MAP.described(), "field": ".data.a", "manager": "one"},
        {"object": MAP.described(), "field": ".data.b", "manager": "two"},
    ]


QUOTED = ".data.p: expected string, got &value.valueUnstructured{Value:12345}"
PATCH = 'unable to decode "map[data:map[p:12345]\n x:1]": no'


@pytest.mark.parametrize(
    ("problem", "told"),
    [
        (QUOTED, ".data.p: expected string, got something else"),
        (PATCH, 'unable to decode "********": no'),
        (f"{PATCH}, got &x{{1}}", 'unable to decode "********": no, got something else'),
        (f"{QUOTED}, got &{{canary}}", ".data.p: expected string, got something else"),
        ("no", "no"),
    ],
)
def test_no_value_of_a_secret_is_quoted(problem: str, told: str) -> None:
    error = Invalid(problem, status=422)
    found = write_errors.about(error, SECRET, f"cannot patch: {problem}")
    assert found.problem == f"cannot patch: {told}"
    assert (found.told, found.facts["failed_objects"][0]["why"]) == (told, told)


@pytest.mark.parametrize("problem", [QUOTED, PATCH])
def test_the_values_of_other_objects_are_quoted(problem: str) -> None:
    found = write_errors.about(Invalid(problem), MAP, problem)
    assert (found.problem, found.told, found.facts["failed_objects"][0]["why"]) == (problem,) * 3


def test_what_was_told_of_a_secret_is_masked_too() -> None:
    error: Any = Invalid("no")
    error.told = QUOTED
    assert write_errors.about(error, SECRET, "x").told == ".data.p: expected string, got something else"
