# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""kubernetes.core's helm as helm_release: what its options mean there, by the command line that it makes of them."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import RequestError
from ansible_collections.native.helm.plugins.module_utils._helm.compat import helm, shell
from ansible_collections.native.helm.plugins.module_utils._helm.compat.given import Given
from ansible_collections.native.helm.plugins.module_utils._helm.entry import dropin_specs, telling

ENVIRON = {"HOME": "/home/someone", "RELEASE": "blue"}


def given(warnings: list[str] | None = None, *, check: bool = False, **options: Any) -> Given:
    params = {name: option.get("default") for name, option in dropin_specs.helm()["argument_spec"].items()}
    params.update({"release_name": "shop", "release_namespace": "web", "chart_ref": "example/shop"}, **options)
    kept = [] if warnings is None else warnings
    return Given(params, environ=ENVIRON, check=check, warn=kept.append)


def start(**options: Any) -> tuple[bool, bool, bool]:
    made = helm.options(given(**options))
    return made["reset_values"], made["reuse_values"], made["reset_then_reuse_values"]


# helm looks at reset-values, reuse-values and reset-then-reuse-values in this order (Go: action/upgrade.go).
@pytest.mark.parametrize(
    ("options", "meant"),
    [
        ({}, (True, False, False)),
        ({"reuse_values": True}, (True, False, False)),
        ({"reset_then_reuse_values": True}, (True, False, False)),
        ({"reset_values": False}, (False, False, False)),
        ({"reset_values": False, "reuse_values": True}, (False, True, False)),
        ({"reset_values": False, "reuse_values": False, "reset_then_reuse_values": True}, (False, False, True)),
        ({"reset_values": False, "reuse_values": True, "reset_then_reuse_values": True}, (False, True, False)),
    ],
)
def test_one_of_three_flags_counts(options: dict[str, Any], meant: tuple[bool, bool, bool]) -> None:
    assert start(**options) == meant


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"reuse_values": True}, ["reuse_values"]),
        ({"reuse_values": False}, []),
        ({"reset_then_reuse_values": True, "reuse_values": True}, ["reuse_values", "reset_then_reuse_values"]),
        ({"reset_values": False, "reuse_values": True}, []),
        ({"reset_values": False, "reuse_values": True, "reset_then_reuse_values": True}, ["reset_then_reuse_values"]),
        ({"replace": True, "reset_values": False, "reuse_values": True}, ["reuse_values"]),
        ({"release_state": "absent", "reuse_values": True}, []),
    ],
)
def test_flags_without_effect_are_warned_of(options: dict[str, Any], named: list[str]) -> None:
    warnings: list[str] = []
    helm.warn(given(warnings, **options))
    assert [warning.partition(" has no effect")[0] for warning in warnings] == named


@pytest.mark.parametrize(
    ("options", "timeout"),
    [
        ({}, "5m"),
        ({"timeout": "1m"}, "1m"),
        ({"wait_timeout": "2m"}, "5m"),
        ({"wait": True, "wait_timeout": "2m"}, "2m"),
        ({"release_state": "absent", "wait_timeout": "2m"}, "2m"),
    ],
)
def test_wait_timeout_counts_where_there_is_a_wait(options: dict[str, Any], timeout: str) -> None:
    assert helm.options(given(**options))["timeout"] == timeout


def test_force_is_a_replacement_by_the_client() -> None:
    made = helm.options(given(force=True))
    assert (made["force"], made["server_side"]) == (True, "false")
    assert helm.options(given())["server_side"] == "auto"
    assert helm.options(given(server_side="true"))["server_side"] == "true"


def test_validate_certs_says_something_only_where_it_is_false() -> None:
    assert helm.options(given())["validate_certs"] is None
    assert helm.options(given(validate_certs=False))["validate_certs"] is False


# The words are what Python's shlex, with which Ansible's run_command cuts the peer's command line, makes of them.
@pytest.mark.parametrize(
    ("value", "kind", "meant"),
    [
        ("a=b", "raw", "a=b"),
        ("a='b c'", "raw", "a=b c"),
        ('a="b c"', "raw", "a=b c"),
        (r"a=b\,c", "raw", "a=b,c"),
        (r"'a=b\,c'", "raw", r"a=b\,c"),
        ("a=b c", "string", "a=b c"),
        (r"a=b\,c", "string", r"a=b\,c"),
        ("'a=b'", "string", "a=b"),
        ('a={"k": [1, 2]}', "json", 'a={"k": [1, 2]}'),
        ("a=it's", "string", "a=it's"),
        ("a=$RELEASE", "raw", "a=blue"),
        ("a=${RELEASE}-1", "string", "a=blue-1"),
        ("a=$UNKNOWN", "raw", "a=$UNKNOWN"),
        ("a=$HOME/values.txt", "file", "a=/home/someone/values.txt"),
    ],
)
def test_quotes_are_a_shells(value: str, kind: str, meant: str) -> None:
    assert shell.set_values([{"value": value, "value_type": kind}], ENVIRON) == [{"value": meant, "value_type": kind}]


def test_a_value_is_raw_where_nothing_is_said() -> None:
    assert shell.set_values([{"value": "a=b"}], ENVIRON) == [{"value": "a=b", "value_type": "raw"}]


@pytest.mark.parametrize(
    ("item", "problem"),
    [
        ({"value": "a=b c"}, "a has a blank outside of quotes"),
        ({"value": "a='b c'", "value_type": "string"}, "a has a blank outside of quotes"),
        ({"value_type": "raw"}, "an item has no value"),
        ({"value": "a=b", "value_type": "yaml"}, "'yaml' is no value_type"),
    ],
)
def test_what_no_command_line_takes_is_refused(item: dict[str, Any], problem: str) -> None:
    with pytest.raises(RequestError, match=problem):
        shell.set_values([item], ENVIRON)


def command(**options: Any) -> str:
    return helm.command(given(**options))


def test_command_is_the_peers() -> None:
    """Each as kubernetes.core 6.6 put it together; its values are in a file of their own, ours on standard input."""
    assert command() == "helm upgrade -i --reset-values shop 'example/shop'"
    assert command(reset_values=False, reuse_values=True, reset_then_reuse_values=True) == (
        "helm upgrade -i --reuse-values=True --reset-then-reuse-values shop 'example/shop'"
    )
    assert command(binary_path="/opt/helm", chart_version="1.2", chart_repo_url="http://c", replace=True) == (
        "/opt/helm --version=1.2 --repo=http://c install --replace shop 'example/shop'"
    )
    assert command(wait=True, wait_for_jobs=True, wait_timeout="1m", atomic=True, release_values={"a": 1}) == (
        "helm upgrade -i --reset-values --wait --wait-for-jobs --timeout 1m --rollback-on-failure -f=- shop"
        " 'example/shop'"
    )
    assert command(release_state="absent", purge=False, wait=True, disable_hook=True) == (
        "helm uninstall  --keep-history --no-hooks --wait shop"
    )


def test_force_is_for_upgrades() -> None:
    """As the peer's playbook showed."""
    assert helm.command(given(force=True), created=True) == command()
    assert " --server-side=false --force-replace " in helm.command(given(force=True))


def test_a_hidden_command_shows_no_value() -> None:
    items = [{"value": "password=hunter2"}, {"value": "token=abc", "value_type": "string"}]
    assert helm.command(given(set_values=items), hidden=True) == (
        "helm upgrade -i --reset-values --set password=******** --set-string 'token=********' shop 'example/shop'"
    )


def test_there_is_a_diff_only_where_something_differs() -> None:
    result = {"changed": False, "release": None, "status": None, "diff": [], "reason": []}
    assert "diff" not in helm.answer(given(), result)
    entry = {"before": "", "after": "a: 1\n", "before_header": "v1 ConfigMap web/x (absent)"}
    prepared = "v1 ConfigMap web/x has been added:\n...\n+ a: 1"
    assert helm.answer(given(), {**result, "diff": [entry]})["diff"] == {"prepared": prepared}


def test_a_chart_and_values_files_are_expanded_as_on_a_command_line() -> None:
    files = ["$HOME/a.yml", "${RELEASE}.yml", "b.yml"]
    made = helm.options(given(chart_ref="$HOME/charts/$RELEASE", values_files=files))
    assert made["chart"] == "/home/someone/charts/blue"
    assert made["values_files"] == ["/home/someone/a.yml", "blue.yml", "b.yml"]
    assert helm.options(given(chart_ref=None, release_state="absent"))["chart"] is None


def test_a_release_that_is_to_be_replaced_and_is_there_is_helms_error() -> None:
    """As the peer's play has it: tests/modules/dropins/peer/helm.json, replace a release that would change."""
    refused = helm.refusal(given(replace=True))
    assert refused is not None
    assert telling.failure(refused)["stderr"] == (
        "Error: INSTALLATION FAILED: release name check failed: cannot reuse a name that is still in use"
    )
    assert refused.facts["command"].startswith("helm install --replace")
