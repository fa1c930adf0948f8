# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is secret, and results with it masked."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.env import Env
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import RequestError
from ansible_collections.native.helm.plugins.module_utils._helm.base.mask import MASK
from ansible_collections.native.helm.plugins.module_utils._helm.entry import redact, value_paths
from ansible_collections.native.helm.plugins.module_utils._helm.entry.task import Task


def learned(params: dict[str, Any], **environ: str) -> Task:
    """A task that has learned what its parameters tell."""
    task = Task(params, check=False, env=Env(), environ=environ)
    task.env.secrets.paths += [value_paths.parse(path) for path in params.get("sensitive_paths", ())]
    redact.learn(task)
    return task


KUBECONFIG = "users:\n- name: me\n  user: {token: canary}\n"


@pytest.mark.parametrize(
    ("params", "secret"),
    [
        ({"sensitive_paths": ["auth.password"], "values": {"auth": {"password": "canary"}}}, "canary"),
        ({"sensitive_paths": ["auth"], "values": {"auth": {"users": [{"pass": "canary"}]}}}, "canary"),
        ({"sensitive_paths": ["users[1].pass"], "values": {"users": [{}, {"pass": "canary"}]}}, "canary"),
        ({"sensitive_paths": ["users.*.pass"], "values": {"users": [{}, {"pass": "canary"}]}}, "canary"),
        ({"sensitive_paths": ["users.*.pass"], "values": {"users": {"me": {"pass": "canary"}}}}, "canary"),
        ({"sensitive_paths": [r"data.tls\.key"], "values": {"data": {"tls.key": "canary"}}}, "canary"),
        ({"sensitive_paths": ['data."tls.key"'], "values": {"data": {"tls.key": "canary"}}}, "canary"),
        ({"sensitive_paths": ["data['tls.key']"], "values": {"data": {"tls.key": "canary"}}}, "canary"),
        ({"sensitive_paths": ["pin"], "values": {"pin": 123456}}, "123456"),
        ({"sensitive_paths": ["a.b"], "set_values": [{"value": "x=1,a.b=canary,c=2"}]}, "canary"),
        ({"sensitive_paths": ["a.b"], "set_values": [{"value": r"a.b=can\,ary"}]}, "can,ary"),
        ({"sensitive_paths": ["a"], "set_values": [{"value": "a.b=canary"}]}, "canary"),
        ({"sensitive_paths": [r"a\.b"], "set_values": [{"value": r"a\.b=canary"}]}, "canary"),
        ({"sensitive_paths": ["a.b"], "set_values": [{"value": 'a={"b":"canary"}', "value_type": "json"}]}, "canary"),
        ({"sensitive_paths": ["a[0].b"], "set_values": [{"value": "a[0].b=canary"}]}, "canary"),
        ({"sensitive_paths": ["a.*"], "set_values": [{"value": "a={x,canary}"}]}, "canary"),
        ({"sensitive_paths": ["a"], "set_values": [{"value": "a=x,canary"}]}, "canary"),  # helm refuses it
        ({"kubeconfig": {"users": [{"user": {"token": "canary"}}]}}, "canary"),
        ({"kubeconfig": KUBECONFIG}, "canary"),
        ({"kubeconfig": {"users": [{"user": {"client-key-data": "canary"}}]}}, "canary"),
        ({"kubeconfig": {"users": [{"user": {"exec": {"env": [{"name": "T", "value": "canary"}]}}}]}}, "canary"),
        ({"chart_repo_url": "https://me:canary@charts.example.com/x"}, "canary"),
        ({"chart_repo_url": "https://charts.example.com/x?access_token=canary&b=1"}, "canary"),
        ({"sql_connection": "postgresql://helm:can%40ary@db.example.com/helm"}, "can@ary"),
        ({"sql_connection": "host=db user=helm password=canary dbname=helm"}, "canary"),
        ({"sql_connection": r"host=db password = 'can\'t ary' dbname=helm"}, "can't ary"),
        ({"values_files": ["a.yaml", "https://me:can%40ary@example.com/v.yaml"]}, "can@ary"),
    ],
    ids=str,
)
def test_what_is_secret_in_parameters(params: dict[str, Any], secret: str) -> None:
    assert secret in learned(params).env.secrets.raw()


def test_the_environments_proxies_have_passwords() -> None:
    assert "canary" in learned({}, HTTPS_PROXY="http://me:canary@proxy:3128").env.secrets.raw()


def test_values_that_are_not_named_stay() -> None:
    task = learned({"sensitive_paths": ["a"], "values": {"b": "shown"}, "kubeconfig": "/path"})
    assert task.env.secrets.raw() == set()


@pytest.mark.parametrize(
    ("path", "steps"),
    [
        ("a.b", ("a", "b")),
        ("a[0].b", ("a", "0", "b")),
        ("a[*].b", ("a", None, "b")),
        ("a.*.b", ("a", None, "b")),
        (r"a.\*", ("a", "*")),
        (r"a\.b.c", ("a.b", "c")),
        ('a."b.c".d', ("a", "b.c", "d")),
        ("a['b.c'][2]", ("a", "b.c", "2")),
        ('a["b\\"c"]', ("a", 'b"c')),
        ("it's.fine", ("it's", "fine")),
        ("a..b.", ("a", "b")),
    ],
)
def test_paths(path: str, steps: tuple[str, ...]) -> None:
    assert value_paths.parse(path) == steps
    assert value_paths.parse(value_paths.shown(steps)) == steps


@pytest.mark.parametrize("path", ["a[", "a[x]", 'a["b"', "a]", "a\\"])
def test_a_path_that_is_not_understood_is_refused(path: str) -> None:
    with pytest.raises(RequestError, match="is not understood"):
        value_paths.parse(path)


def test_result_masks_paths_whatever_their_type() -> None:
    result = {"release": {"name": "r", "release_values": {"a": {"b": 8, "c": "shown"}, "l": [{"p": "x"}, {"p": None}]}}}
    masked = redact.result(result, [("a", "b"), ("l", None, "p"), ("nowhere", "at", "all")])
    assert masked["release"]["release_values"] == {"a": {"b": MASK, "c": "shown"}, "l": [{"p": MASK}, {"p": None}]}
    assert result["release"]["release_values"]["a"]["b"] == 8


def test_result_masks_every_release_of_a_list() -> None:
    result = {"releases": [{"release_values": {"p": "canary"}}, {"all_values": {"p": "canary"}}, {"name": "bare"}]}
    assert redact.result(result, [("p",)])["releases"] == [
        {"release_values": {"p": MASK}},
        {"all_values": {"p": MASK}},
        {"name": "bare"},
    ]
    task = learned({"sensitive_paths": ["p"]})
    redact.learn_from_result(result, task)
    assert "canary" in task.env.secrets.raw()


def test_invocation() -> None:
    params = {
        "values": {"a": {"b": 1, "c": 2}},
        "set_values": [{"value": "a.b=1,x=2", "value_type": "raw"}, {"value": "y=1"}, {"value": "a.b"}],
        "kubeconfig": KUBECONFIG,
    }
    assert redact.invocation(params, [("a", "b")], known=True) == {
        "values": {"a": {"b": MASK, "c": 2}},
        "set_values": [{"value": f"a.b={MASK}", "value_type": "raw"}, {"value": "y=1"}, {"value": f"a.b={MASK}"}],
        "kubeconfig": MASK,
    }
    assert redact.invocation({**params, "kubeconfig": "/path"}, [], known=False) == {
        "values": MASK,
        "set_values": MASK,
        "kubeconfig": "/path",
    }


def warned(result: dict[str, Any], params: dict[str, Any], *configs: dict[str, Any]) -> list[str]:
    """What a task warns of at its end."""
    task = learned(params)
    task.env.secrets.configs += configs
    warnings: list[str] = []
    task.env.warn = warnings.append
    redact.learn_from_result(result, task)
    return warnings


def test_a_path_at_which_nothing_is_gives_a_warning_with_the_nearest() -> None:
    params = {"sensitive_paths": ["auth.pasword", "tls.key"], "values": {"auth": {"password": "x"}, "tls": {"key": 1}}}
    (warning,) = warned({}, params)
    assert warning == (
        "sensitive_paths: nothing in the values is at 'auth.pasword', so that nothing is masked for it. "
        "The path that looks most like it is 'auth.password'."
    )


def test_the_nearest_path_has_its_dots_escaped() -> None:
    (warning,) = warned({}, {"sensitive_paths": ["data.tls.key"], "values": {"data": {"tls.key": "x"}}})
    assert r"is 'data.tls\\.key'." in warning


def test_without_one_that_is_near_it_says_what_to_do() -> None:
    (warning,) = warned({}, {"sensitive_paths": ["q"], "values": {"auth": 1}})
    assert warning.endswith("masked for it. Correct the path, or leave it out.")


@pytest.mark.parametrize(
    ("result", "params", "configs"),
    [
        ({}, {"values": {"a": {"b": 1}}}, []),
        ({}, {"values": {"a": {"b": None}}}, []),
        ({}, {"values": {}, "set_values": [{"value": "a.b=1"}]}, []),
        ({}, {"values": {"c": 1}}, [{"a": {"b": "of a file, or of the chart itself"}}]),
        ({"release": {"all_values": {"a": {"b": 1}}}}, {"values": {"c": 1}}, []),
        ({"releases": [{"release_values": {"c": 1}}, {"release_values": {"a": {"b": 1}}}]}, {}, []),
        ({"failed": True}, {"values": {"c": 1}}, []),
        ({}, {}, []),  # a release that is removed: no values are known
    ],
    ids=["values", "null", "set_values", "configs", "release", "releases", "failure", "none known"],
)
def test_a_path_at_which_something_is_gives_none(
    result: dict[str, Any], params: dict[str, Any], configs: list[dict[str, Any]]
) -> None:
    assert warned(result, {"sensitive_paths": ["a.b"], **params}, *configs) == []


def test_a_charts_own_values_count_at_their_place() -> None:
    task = learned({"sensitive_paths": ["own", "sub.deep"]})
    parts = [Part("umbrella", {"own": "first-canary"}), Part("umbrella/charts/sub", {"deep": "second-canary"})]
    task.env.secrets.read_chart(Walked(parts))
    redact.learn(task)
    assert task.env.secrets.raw() == {"first-canary", "second-canary"}


class Part:
    """A chart as far as marking looks at it."""

    def __init__(self, path: str, values: dict[str, Any]) -> None:
        self.path = path
        self.schema = None
        self.values = values


class Walked:
    def __init__(self, parts: list[Part]) -> None:
        self._parts = parts

    def walk(self) -> list[Part]:
        return self._parts


def test_a_drop_ins_status_in_check_mode_is_masked_at_paths_too() -> None:
    values = {"pin": 7, "size": 2}
    both = {"current": values, "declared": {"name": "shop", "release_values": values, "values": values}}
    shown = redact.result({"status": {"values": both, "release_values": both}}, [("pin",)])["status"]
    masked = {"pin": MASK, "size": 2}
    wanted = {"current": masked, "declared": {"name": "shop", "release_values": masked, "values": masked}}
    assert shown == {"values": wanted, "release_values": wanted}
