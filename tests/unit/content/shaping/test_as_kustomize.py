# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Patches and rules for images make of objects what kustomize makes of them: cases.jsonl holds its answers."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import RequestError
from ansible_collections.native.helm.plugins.module_utils._helm.codecs.yaml import codec
from ansible_collections.native.helm.plugins.module_utils._helm.content.shaping.shaping import Shaper

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import corners
import image_corners

Object = dict[str, Any]

NAMES = {"labelSelector": "label_selector", "annotationSelector": "annotation_selector"}
ANSWERS = [json.loads(line) for line in (HERE / "cases.jsonl").read_text("utf-8").splitlines()]
OWN = {case["id"]: case for case in [*corners.cases(), *image_corners.cases()]}


def ours(case: Object) -> list[Any]:
    """Return the objects that we make of a case's, in our words for the options."""
    patches = [
        {
            "patch": entry["patch"],
            "target": {NAMES.get(key, key): value for key, value in entry["target"].items()}
            if "target" in entry
            else None,
            "optional": True,  # kustomize does not mind
        }
        for entry in case.get("patches", [])
    ]
    rules = [
        {"new_name": rule.get("newName"), "new_tag": rule.get("newTag"), **rule} for rule in case.get("images", [])
    ]
    text = "---\n".join(f"{json.dumps(item)}\n" for item in case["objects"])
    made = Shaper({"patches": patches, "images": rules}, "default").files({"objects.yaml": text}, [])
    return [codec.load_objects(part) for part in made.get("objects.yaml", "").split("---\n") if part]


def stored(items: list[Any], case: Object) -> list[Any]:
    """Return an answer's objects as we write them: kustomize drops annotations and labels that are empty."""
    return [bare(case["objects"][item] if isinstance(item, int) else item) for item in items]


def bare(item: Object) -> Object:
    """Return an object without empty annotations and labels."""
    metadata = {key: value for key, value in item["metadata"].items() if key[-1] != "s" or value}
    return {**item, "metadata": metadata}


def unordered(value: Any) -> Any:
    """Return a value in which the order of lists does not count."""
    if isinstance(value, dict):
        return {key: unordered(item) for key, item in value.items()}
    return sorted(json.dumps(unordered(item), sort_keys=True) for item in value) if isinstance(value, list) else value


def collides(answer: Object) -> bool:
    """Whether it matters to kustomize which patch comes first: what we refuse."""
    turned = answer["answer"].get("turned", answer["answer"].get("objects"))
    return answer["id"] not in IN_ORDER and unordered(turned) != unordered(answer["answer"]["objects"])


# Matters, too, but in the order that they have each leaves what the other wanted.
IN_ORDER = ("operations, then a merge",)


# What kustomize makes of these is none of what was asked for: null becomes the text "null", and the directive is lost.
BETTER = {
    "labels": lambda item: item["metadata"]["labels"] == {"team": "shop"},
    "the object is replaced": lambda item: item["spec"] == {"replicas": 1} and item["metadata"] == {"name": "web"},
}
FINE = [answer for answer in ANSWERS if "objects" in answer["answer"] and not collides(answer)]
REFUSED = [answer for answer in ANSWERS if "err" in answer["answer"]]
COLLIDING = [answer for answer in ANSWERS if "objects" in answer["answer"] and collides(answer)]


def named(answers: list[Object]) -> Any:
    """Return a decorator that runs a test for each answer."""
    return pytest.mark.parametrize("answer", answers, ids=[answer["id"] for answer in answers])


def test_there_are_cases_of_every_sort() -> None:
    assert (len(FINE) > 150, len(REFUSED) > 10, len(COLLIDING) > 10) == (True, True, True)


@named([answer for answer in FINE if answer["id"] not in BETTER])
def test_the_same_objects(answer: Object) -> None:
    case = {**OWN.get(answer["id"], {}), **answer}
    assert [bare(item) for item in ours(case)] == stored(answer["answer"]["objects"], case)


@named([answer for answer in FINE if answer["id"] in BETTER])
def test_better_objects(answer: Object) -> None:
    case = {**OWN[answer["id"]], **answer}
    assert BETTER[answer["id"]](ours(case)[0])
    assert not BETTER[answer["id"]](stored(answer["answer"]["objects"], case)[0])


@named(REFUSED)
def test_what_kustomize_refuses_names_the_patch(answer: Object) -> None:
    with pytest.raises(RequestError) as caught:
        ours({**OWN.get(answer["id"], {}), **answer})
    assert caught.value.subject.startswith("patches[0]")


@named(COLLIDING)
def test_two_patches_that_want_different_things_are_refused_and_both_named(answer: Object) -> None:
    with pytest.raises(RequestError, match=re.escape("it collides with patches[1]")) as caught:
        ours({**OWN.get(answer["id"], {}), **answer})
    assert caught.value.subject.startswith("patches[0]")
