# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What patches set in Secrets is in no output."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.mask import MASK
from ansible_collections.native.helm.plugins.module_utils._helm.entry import patch_secrets, redact

SECRET = {"kind": "Secret"}
ENCODED = base64.b64encode(b"a-canary").decode()


def entry(patch: Any, **target: str) -> dict[str, Any]:
    return {"target": target, "patch": patch, "optional": False}


@pytest.mark.parametrize(
    "one",
    [
        entry({"stringData": {"key": "a-canary"}}, **SECRET),
        entry({"data": {"key": ENCODED}}, **SECRET),
        entry({"data": {"key": ENCODED}}, kind="ConfigMap|Secret"),
        entry({"data": {"key": ENCODED}}, kind="(?i-m:secret|Secret"),  # Python refuses it
        entry({"stringData": {"key": "a-canary"}}, name="keys"),
        {"patch": {"kind": "Secret", "metadata": {"name": "keys"}, "stringData": {"key": "a-canary"}}},
        entry([{"op": "add", "path": "/stringData/key", "value": "a-canary"}], **SECRET),
        entry([{"op": "replace", "path": "/data", "value": {"key": ENCODED}}], **SECRET),
        entry([{"op": "test", "path": "/data/key", "value": ENCODED}], **SECRET),
        entry([{"op": "add", "path": "", "value": {"kind": "Secret", "stringData": {"key": "a-canary"}}}], **SECRET),
        entry("stringData: {key: a-canary}", **SECRET),
        entry("- {op: add, path: /stringData/key, value: a-canary}", **SECRET),
        entry("stringData:\n  key: |\n    a-canary\n", **SECRET),
        entry("stringData: {key: a-canary", **SECRET),  # no YAML: it may be anything
    ],
    ids=str,
)
def test_what_a_patch_sets_in_a_secret_is_found_and_masked(one: dict[str, Any]) -> None:
    assert any("a-canary" in text for text in redact.secrets_of({"patches": [one]}, {}))
    text = json.dumps(redact.invocation({"patches": [one]}, [], known=True))
    assert MASK in text and "canary" not in text and ENCODED not in text


@pytest.mark.parametrize(
    "one",
    [
        entry({"data": {"level": "a-canary"}}, kind="ConfigMap"),
        entry({"metadata": {"labels": {"a": "a-canary"}}}, **SECRET),
        entry([{"op": "add", "path": "/metadata/labels/data", "value": "a-canary"}], **SECRET),
        entry([{"op": "remove", "path": "/data/key"}], **SECRET),
        entry({"data": {"key": None}}, kind="StatefulSet"),
        {"patch": {"kind": "ConfigMap", "metadata": {"name": "a"}, "data": {"key": "a-canary"}}},
        "no mapping",
    ],
    ids=str,
)
def test_what_no_secret_gets_stays(one: Any) -> None:
    assert [*patch_secrets.secrets([one])] == []
    assert patch_secrets.shown([one]) == [one]


@pytest.mark.parametrize("value", ["8080", 8080, "true", "abc", "", None, True])
def test_what_may_be_anybodys_is_masked_in_the_invocation_only(value: Any) -> None:
    one = entry({"stringData": {"key": value, "other": "a-canary"}}, **SECRET)
    assert [*patch_secrets.secrets([one])] == ["a-canary"]
    wanted = {"key": None if value is None else MASK, "other": MASK}
    assert patch_secrets.shown([one]) == [{**one, "patch": {"stringData": wanted}}]


def test_keys_that_are_taken_away_are_shown() -> None:
    one = entry({"data": {"old": None}}, **SECRET)
    assert patch_secrets.shown([one]) == [one]


def test_patches_of_many_releases() -> None:
    one = entry({"stringData": {"key": "a-canary"}}, **SECRET)
    params = {"releases": [{"name": "a", "patches": [one]}], "defaults": {"patches": [one]}}
    assert "a-canary" in [*redact.secrets_of(params, {})]
    assert "canary" not in json.dumps(redact.invocation(params, [], known=False))


def test_what_is_no_list_is_masked_whole() -> None:
    """Before Ansible refuses it, it is shown."""
    assert redact.invocation({"patches": "stringData: {a: a-canary}"}, [], known=True) == {"patches": MASK}
