# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Credential plugins: real programs, run without a shell; what they print is checked, what they say is redacted."""

from __future__ import annotations

import json
import sys
import threading
from pathlib import Path
from typing import Any, Optional

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import HelmError, RequestError, Unauthorized
from ansible_collections.native.helm.plugins.module_utils._helm.kube import exec_plugin
from ansible_collections.native.helm.plugins.module_utils._helm.kube.config import Connection

from .conftest import World

V1 = "client.authentication.k8s.io/v1"
CANARY = "canary-Secret-0123456789abcdef"


class Plugin:
    """A plugin that writes down how it was called, and prints what the test wants."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "plugin"
        self.calls = folder / "calls"
        self.answer(token=CANARY)

    def answer(self, *, status: Optional[dict[str, Any]] = None, **fields: Any) -> None:
        credential = {"apiVersion": V1, "kind": "ExecCredential", "status": fields if status is None else status}
        self.script(f"print({json.dumps(json.dumps(credential))})")

    def script(self, body: str) -> None:
        self.path.write_text(
            f"#!{sys.executable} -I\nimport json, os, sys, time\n"
            f"with open({str(self.calls)!r}, 'a') as calls:\n"
            "    line = {'argv': sys.argv[1:], 'env': dict(os.environ), 'stdin': sys.stdin.read()}\n"
            "    calls.write(json.dumps(line) + '\\n')\n" + body + "\n"
        )
        self.path.chmod(0o755)

    def called(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.calls.read_text().splitlines()]

    def connect(self, cluster: Optional[dict[str, Any]] = None, **spec: Any) -> Connection:
        config = {
            "current-context": "c",
            "contexts": [{"name": "c", "context": {"cluster": "c", "user": "u"}}],
            "clusters": [{"name": "c", "cluster": {"server": "https://api.example.com", **(cluster or {})}}],
            "users": [{"name": "u", "user": {"exec": {"apiVersion": V1, "command": str(self.path), **spec}}}],
        }
        return Connection.from_options({"kubeconfig": config}, {"PATH": "/usr/bin:/bin", "OWN": "kept"})


@pytest.fixture
def plugin(tmp_path: Path) -> Plugin:
    return Plugin(tmp_path)


def test_it_is_called_with_its_very_arguments_and_variables(plugin: Plugin) -> None:
    connection = plugin.connect(args=["a b", "$(id)", ""], env=[{"name": "MORE", "value": "x y"}])
    assert connection.credentials.headers() == {"Authorization": f"Bearer {CANARY}"}
    call = plugin.called()[0]
    assert call["argv"] == ["a b", "$(id)", ""]
    assert (call["env"]["MORE"], call["env"]["OWN"], call["stdin"]) == ("x y", "kept", "")
    info = json.loads(call["env"]["KUBERNETES_EXEC_INFO"])
    assert info == {"apiVersion": V1, "kind": "ExecCredential", "spec": {"interactive": False}}


def test_it_is_told_of_the_cluster_only_where_it_wants_that(plugin: Plugin) -> None:
    extension = {"name": "client.authentication.k8s.io/exec", "extension": {"audience": "x"}}
    cluster = {"tls-server-name": "n", "certificate-authority-data": "Q0E=", "extensions": [extension]}
    plugin.connect(cluster, provideClusterInfo=True).credentials.headers()
    spec = json.loads(plugin.called()[0]["env"]["KUBERNETES_EXEC_INFO"])["spec"]
    assert spec["cluster"] == {
        "server": "https://api.example.com", "tls-server-name": "n", "certificate-authority-data": "Q0E=",
        "config": {"audience": "x"},
    }  # fmt: skip


def test_a_credential_is_kept_until_shortly_before_it_ends(plugin: Plugin, world: World) -> None:
    plugin.answer(token="t", expirationTimestamp="1970-01-01T00:20:00.123456789Z")
    connection = plugin.connect()
    connection.credentials.env = world
    for clock, calls in ((1000, 1), (1189, 1), (1191, 2), (1192, 3)):
        world.clock = float(clock)
        connection.credentials.headers()
        assert len(plugin.called()) == calls


def test_one_without_an_end_is_kept_for_good_until_it_is_refused(plugin: Plugin) -> None:
    credentials = plugin.connect().credentials
    credentials.headers()
    credentials.headers()
    assert len(plugin.called()) == 1
    assert credentials.renew()
    credentials.headers()
    assert len(plugin.called()) == 2


def test_threads_that_were_refused_together_run_it_once(plugin: Plugin) -> None:
    credentials = plugin.connect().credentials
    refused = credentials.headers()
    plugin.answer(token="second")
    for _unused in range(3):
        assert credentials.renew(refused)
        assert credentials.headers() == {"Authorization": "Bearer second"}
    assert len(plugin.called()) == 2


def test_threads_that_were_refused_together_run_it_once_also_where_its_answer_is_the_same(plugin: Plugin) -> None:
    """client-go: credentials that are newer than the refused ones are not refreshed, whatever is in them."""
    credentials = plugin.connect().credentials
    refused = credentials.headers()
    threads = [threading.Thread(target=lambda: credentials.renew(refused) and credentials.headers()) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(plugin.called()) == 2


def test_a_certificate_is_handed_on(plugin: Plugin) -> None:
    plugin.answer(clientCertificateData="CERT", clientKeyData="KEY")
    credentials = plugin.connect().credentials
    assert credentials.certificate() == (b"CERT", b"KEY")
    assert credentials.headers() == {}


def test_v1beta1_is_spoken_too(plugin: Plugin) -> None:
    plugin.script(
        'print(json.dumps({"apiVersion": "client.authentication.k8s.io/v1beta1", "kind": "ExecCredential",'
        ' "status": {"token": "t"}}))'
    )
    credentials = plugin.connect(apiVersion="client.authentication.k8s.io/v1beta1").credentials
    assert credentials.headers() == {"Authorization": "Bearer t"}


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (f"print('{CANARY}')", "it did not print JSON"),
        (f"print(json.dumps('{CANARY}'))", f"it did not print an ExecCredential of {V1}"),
        (f"print(json.dumps({{'kind': 'X', 'a': '{CANARY}'}}))", f"it did not print an ExecCredential of {V1}"),
        (
            f"sys.stderr.write('no\\ntoken={CANARY} given')\nsys.exit(3)",
            "it failed with exit code 3: no\ntoken=******** given",
        ),
        (f"sys.stderr.write('bad {CANARY}')\nsys.exit(1)", "it failed with exit code 1: bad ********"),
        (
            "sys.stderr.write('password of env: own-pass')\nsys.exit(1)",
            "it failed with exit code 1: password of env: ********",
        ),
        ("sys.exit(1)", "it failed with exit code 1: it said nothing"),
    ],
)
def test_a_failure_is_told_without_what_may_be_secret(plugin: Plugin, body: str, problem: str) -> None:
    plugin.script(body)
    with pytest.raises(Unauthorized) as caught:
        plugin.connect(env=[{"name": "PASS", "value": "own-pass"}]).credentials.headers()
    assert caught.value.problem == problem
    assert CANARY not in repr(vars(caught.value))


@pytest.mark.parametrize(
    ("status", "problem"),
    [
        ({}, "neither a token nor a client certificate"),
        ({"clientCertificateData": "C"}, "a client certificate without its key"),
        ({"token": "t", "expirationTimestamp": "tomorrow"}, "no RFC 3339 time"),
    ],
)
def test_half_a_credential_is_refused(plugin: Plugin, status: dict[str, Any], problem: str) -> None:
    plugin.answer(status=status)
    with pytest.raises(Unauthorized, match=problem):
        plugin.connect().credentials.headers()


def test_one_that_does_not_end_is_ended(plugin: Plugin, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exec_plugin, "TIME_LIMIT", 0.2)
    plugin.script("time.sleep(600)")
    with pytest.raises(Unauthorized, match="no answer within"):
        plugin.connect().credentials.headers()


def test_one_that_is_missing_says_how_to_install_it_without_escape_codes(plugin: Plugin) -> None:
    connection = plugin.connect(command="no-such-program", installHint="get it\x1b[1m at example.com")
    with pytest.raises(Unauthorized, match="not installed") as caught:
        connection.credentials.headers()
    assert caught.value.hint == "get it[1m at example.com"


def test_a_path_is_relative_to_the_kubeconfig(plugin: Plugin, tmp_path: Path) -> None:
    import yaml

    config = {
        "current-context": "c",
        "contexts": [{"name": "c", "context": {"cluster": "c", "user": "u"}}],
        "clusters": [{"name": "c", "cluster": {"server": "https://x"}}],
        "users": [{"name": "u", "user": {"exec": {"apiVersion": V1, "command": "./plugin"}}}],
    }
    (tmp_path / "config").write_text(yaml.safe_dump(config))
    connection = Connection.from_options({"kubeconfig": str(tmp_path / "config")}, {"PATH": "/bin"})
    assert connection.credentials.headers() == {"Authorization": f"Bearer {CANARY}"}


@pytest.mark.parametrize(
    ("spec", "problem"),
    [
        ({"apiVersion": "client.authentication.k8s.io/v1alpha1"}, "invalid apiVersion"),
        ({"command": ""}, "no command"),
        ({"interactiveMode": "Always"}, "wants a terminal"),
    ],
)
def test_a_plugin_that_cannot_work_is_refused_before_it_runs(
    plugin: Plugin, spec: dict[str, Any], problem: str
) -> None:
    with pytest.raises(RequestError, match=problem):
        plugin.connect(**spec)
    assert not plugin.calls.exists()


def test_its_failures_are_errors_of_the_one_tree(plugin: Plugin) -> None:
    plugin.path.chmod(0o644)
    with pytest.raises(HelmError, match=r"[Pp]ermission"):
        plugin.connect().credentials.headers()
