# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Several refusals as one message: a line for each ground, with what is refused on it."""

from __future__ import annotations

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import Forbidden, HelmError, Invalid
from ansible_collections.native.helm.plugins.module_utils._helm.entry import telling
from ansible_collections.native.helm.plugins.module_utils._helm.releases import gate

GOING = "unable to create new content in namespace n because it is being terminated"


def going(kind: str, name: str) -> HelmError:
    """A refusal as the API server words it: the resource and the name first."""
    error = Forbidden(f'{kind.lower()}s "{name}" is forbidden: {GOING}', status=403, hint="wait until it is gone")
    error.doing, error.subject = "applying an object", f"{kind} n/{name}"
    return error


def test_one_refusal_is_told_as_it_is() -> None:
    error = going("ConfigMap", "a")
    assert gate.together([error]) is error
    assert telling.message(error).startswith('Applying ConfigMap n/a: configmaps "a" is forbidden: unable to')


def test_what_is_refused_on_one_ground_stands_in_one_line() -> None:
    other = Invalid("spec.ports: Required value", subject="Service n/c", status=422, hint="correct it")
    other.facts["failed_objects"] = [{"name": "c"}]
    error = gate.together([going("ConfigMap", "a"), other, going("Secret", "b")])
    assert telling.message(error) == (
        "Asking the API server about all of it: it refuses 3:\n"
        f"ConfigMap n/a, Secret n/b: {GOING}\n"
        "Service n/c: spec.ports: Required value\n"
        "Wait until it is gone; correct it."
    )
    assert isinstance(error, Forbidden) and error.facts["failed_objects"] == [{"name": "c"}]
    assert error.problem.split("\n")[1] == "spec.ports: Required value"


@pytest.mark.parametrize(("count", "end"), [(5, "n/d, ConfigMap n/e"), (6, "n/d, 2 more"), (9, "n/d, 5 more")])
def test_of_many_objects_the_first_are_named(count: int, end: str) -> None:
    error = gate.together([going("ConfigMap", name) for name in "abcdefghi"[:count]])
    assert error.told.split("\n")[1] == f"ConfigMap n/a, ConfigMap n/b, ConfigMap n/c, ConfigMap {end}: {GOING}"


def test_of_many_grounds_the_first_ten_are_told() -> None:
    found: list[HelmError] = [Invalid(f"no {number}", subject=f"Pod n/{number}") for number in range(12)]
    lines = gate.together(found).told.split("\n")
    assert lines[0] == "it refuses 12:" and lines[10] == "Pod n/9: no 9"
    assert lines[11:] == ["and 2 more grounds, see failed_objects"]
