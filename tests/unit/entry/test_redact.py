# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is secret, and results with it masked."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.entry import redact


@pytest.mark.parametrize(
    ("params", "secret"),
    [
        ({"sensitive_paths": ["auth.password"], "values": {"auth": {"password": "canary"}}}, "canary"),
        ({"sensitive_paths": ["auth"], "values": {"auth": {"users": [{"pass": "canary"}]}}}, "canary"),
        ({"sensitive_paths": ["users[1].pass"], "values": {"users": [{}, {"pass": "canary"}]}}, "canary"),
        ({"sensitive_paths": ["users.*.pass"], "values": {"users": [{}, {"pass": "canary"}]}}, "canary"),
        ({"sensitive_paths": ["pin"], "values": {"pin": 123456}}, "123456"),
        ({"sensitive_paths": ["a.b"], "set_values": [{"value": "x=1,a.b=canary,c=2"}]}, "canary"),
        ({"sensitive_paths": ["a.b"], "set_values": [{"value": r"a.b=can\,ary"}]}, "can,ary"),
        ({"sensitive_paths": ["a"], "set_values": [{"value": "a.b=canary"}]}, "canary"),
        ({"kubeconfig": {"users": [{"user": {"token": "canary"}}]}}, "canary"),
        ({"kubeconfig": {"users": [{"user": {"client-key-data": "canary"}}]}}, "canary"),
        ({"kubeconfig": {"users": [{"user": {"exec": {"env": [{"name": "T", "value": "canary"}]}}}]}}, "canary"),
        ({"chart_repo_url": "https://me:canary@charts.example.com/x"}, "canary"),
        ({"sql_connection": "postgresql://helm:can%40ary@db.example.com/helm"}, "can@ary"),
        ({"sql_connection": "host=db user=helm password=canary dbname=helm"}, "canary"),
        ({"sql_connection": r"host=db password = 'can\'t ary' dbname=helm"}, "can't ary"),
        ({"values_files": ["a.yaml", "https://me:can%40ary@example.com/v.yaml"]}, "can@ary"),
    ],
    ids=lambda item: None if isinstance(item, str) else ",".join(item),
)
def test_secrets_of(params: dict[str, Any], secret: str) -> None:
    assert secret in redact.secrets_of(params)


def test_secrets_as_a_secret_object_keeps_them() -> None:
    params = {"sensitive_paths": ["p"], "values": {"p": "canary"}}
    assert base64.b64encode(b"canary").decode() in redact.secrets_of(params)


def test_short_numbers_and_booleans_are_no_secrets() -> None:
    """Masking every true, or every 8, would hide the rest of the result."""
    params = {"sensitive_paths": ["a", "b", "c", "d"], "values": {"a": True, "b": 8, "c": None, "d": ""}}
    assert redact.secrets_of(params) == set()


def test_values_that_are_not_named_stay() -> None:
    assert redact.secrets_of({"sensitive_paths": ["a"], "values": {"b": "shown"}, "kubeconfig": "/path"}) == set()


def test_result_masks_paths_whatever_their_type() -> None:
    result = {"release": {"name": "r", "release_values": {"a": {"b": 8, "c": "shown"}, "l": [{"p": "x"}, {"p": None}]}}}
    masked = redact.result(result, {"sensitive_paths": ["a.b", "l.*.p", "nowhere.at.all"]})
    assert masked["release"]["release_values"] == {
        "a": {"b": redact.MASK, "c": "shown"},
        "l": [{"p": redact.MASK}, {"p": None}],
    }
    assert result["release"]["release_values"]["a"]["b"] == 8


def test_result_masks_every_release_of_a_list() -> None:
    result = {"releases": [{"release_values": {"p": "canary"}}, {"all_values": {"p": "canary"}}, {"name": "bare"}]}
    masked = redact.result(result, {"sensitive_paths": ["p"]})
    assert masked["releases"] == [
        {"release_values": {"p": redact.MASK}},
        {"all_values": {"p": redact.MASK}},
        {"name": "bare"},
    ]
    assert "canary" in redact.secrets_in_result(result, {"sensitive_paths": ["p"]})


def test_schema_paths() -> None:
    schema = {
        "properties": {
            "auth": {"properties": {"password": {"type": "string", "format": "password"}, "user": {"type": "string"}}},
            "key": {"writeOnly": True},
            "odd": True,
        }
    }
    assert list(redact.schema_paths(schema, "sub.")) == ["sub.auth.password", "sub.key"]
    assert list(redact.schema_paths(True)) == []
