# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A password is one still when another one has come, or the task no longer gives it."""

from __future__ import annotations

import base64

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.mask import MASK
from ansible_collections.native.helm.plugins.module_utils._helm.base.secrets import Secrets
from ansible_collections.native.helm.plugins.module_utils._helm.release.model import Release
from ansible_collections.native.helm.plugins.module_utils._helm.releases import revealing


def revision(schema: str = "", **config: object) -> Release:
    """A stored revision with these values. schema: of its chart."""
    chart = {"schema": base64.b64encode(schema.encode()).decode(), "values": {"own": "chart-canary"}}
    return Release("web", "shop", chart=chart, config=config)


def test_what_an_earlier_revision_has_at_secret_places_is_known() -> None:
    known = Secrets()
    revealing.learn(known, revision('{"properties": {"marked": {"writeOnly": true}}}', marked="old", pw="old-canary"))
    assert known.paths == [("marked",)]
    assert known.configs == [{"marked": "old", "pw": "old-canary"}, {"own": "chart-canary"}]


@pytest.mark.parametrize(
    ("before", "after", "learned"),
    [
        ({"pw": "old-canary"}, {"pw": "new-canary"}, ["old-canary"]),
        ({"pw": "new-canary"}, {"pw": "old-canary"}, ["old-canary"]),  # a rollback
        ({"a": {"b": [1, {"pw": "x-old-canary"}]}}, {"a": {"b": [1, {"pw": "x-new-canary"}]}}, ["x-old-canary"]),
        ({"pw": 12345678.0}, {"pw": "new-canary"}, ["12345678"]),
        ({"f": "level: debugging\npw: old-canary\n"}, {"f": "level: debugging\npw: new-canary\n"}, ["pw: old-canary"]),
        ({"pw": "old-canary"}, {"pw": "other-text"}, []),  # neither is known to be secret
        ({"pw": "a-new-canary"}, {"pw": "b-new-canary"}, []),  # the same secret in both
        ({"pw": ["old-canary"]}, {"pw": "new-canary"}, []),
        ({"pw": None, "x": True}, {"pw": "new-canary", "x": "new-canary"}, []),
        ({"pw": "old-canary"}, {}, []),
    ],
)
def test_what_a_secret_took_the_place_of_is_one_too(before: object, after: object, learned: list[str]) -> None:
    known = Secrets()
    known.add("new-canary")
    revealing.learn_changed(known, before, after)
    shown = known.text("old-canary x-old-canary other-text 12345678 level: debugging pw: old-canary")
    expected = "old-canary x-old-canary other-text 12345678 level: debugging pw: old-canary"
    for text in learned:
        expected = expected.replace(text, MASK)
    assert shown == expected
