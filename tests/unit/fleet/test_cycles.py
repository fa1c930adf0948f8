# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every circle of needs is named, each once."""

from __future__ import annotations

import graphlib
import itertools
import random

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.fleet import cycles


def test_no_circle() -> None:
    assert cycles.described({"a": ["b", "c"], "b": ["c"], "c": []}) == []


def test_each_circle_is_named_once_from_its_first_member() -> None:
    needs = {"a": ["b"], "b": ["c", "a"], "c": ["a"], "d": ["d"], "e": ["a"], "f": ["g"], "g": ["f"]}
    assert cycles.described(needs) == [
        "a needs b, which needs c, which needs a",
        "a needs b, which needs a",
        "d needs itself",
        "f needs g, which needs f",
    ]


def test_who_only_leads_to_a_circle_stands_in_none() -> None:
    (line,) = cycles.described({"outside": ["a"], "a": ["b"], "b": ["a", "leaf"], "leaf": []})
    assert line == "a needs b, which needs a"


def test_too_many_circles_are_cut_and_their_members_named() -> None:
    names = [f"r{number:02}" for number in range(12)]
    lines = cycles.described({name: [other for other in names if other != name] for name in names})
    assert len(lines) == 21
    assert lines[-1] == f"there are more circles than these, among: {', '.join(names)}"


def test_a_search_without_end_is_given_up() -> None:
    """Each layer needs all of the next one; the last one needs the first: more ways than can be walked."""
    layers = [[f"l{layer}n{number}" for number in range(4)] for layer in range(12)]
    needs = {name: layers[(at + 1) % 12] for at, layer in enumerate(layers) for name in layer}
    assert cycles.described(needs)[-1].startswith("there are more circles than these, among: ")


@pytest.mark.parametrize("seed", range(30))
def test_the_circles_are_those_that_trying_all_orders_finds(seed: int) -> None:
    chance = random.Random(seed)
    names = list("abcde")
    needs = {name: [other for other in names if chance.random() < 0.3] for name in names}
    expected = set()
    for length in range(1, len(names) + 1):
        for path in itertools.permutations(names, length):
            closed = all(path[(at + 1) % length] in needs[name] for at, name in enumerate(path))
            if closed and path[0] == min(path):
                expected.add(path)
    lines = cycles.described(needs)
    told = [line for line in lines if "more circles" not in line]
    found = {
        (line[0],) if "itself" in line else tuple(line.replace(", which", "").split(" needs "))[:-1] for line in told
    }
    assert found == expected or (len(lines) == 21 and found < expected)
    try:
        graphlib.TopologicalSorter(needs).prepare()
        assert not lines
    except graphlib.CycleError:
        assert lines
