# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""TLS, proxies and time limits of a connection, from options, environment and kubeconfigs."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import RequestError
from ansible_collections.native.helm.plugins.module_utils._helm.kube.config import Connection

from .test_config import connect, kubeconfig

# --- TLS, proxies, time limits


def test_tls_settings_of_the_kubeconfig() -> None:
    cluster = {
        "certificate-authority-data": base64.b64encode(b"CA").decode(),
        "tls-server-name": "api.internal",
        "insecure-skip-tls-verify": True,
    }
    tls = connect({"kubeconfig": kubeconfig(cluster=cluster)}).tls
    assert (tls.ca, tls.server_name, tls.verify) == (b"CA", "api.internal", False)


def test_the_options_win_over_the_kubeconfigs_tls_settings(tmp_path: Path) -> None:
    (tmp_path / "ca").write_text("OTHER")
    cluster = {"certificate-authority-data": base64.b64encode(b"CA").decode(), "insecure-skip-tls-verify": True}
    options = {"ca_cert": str(tmp_path / "ca"), "validate_certs": True, "tls_server_name": "n"}
    tls = connect({"kubeconfig": kubeconfig(cluster=cluster), **options}).tls
    assert (tls.ca, tls.server_name, tls.verify) == (b"OTHER", "n", True)


@pytest.mark.parametrize(
    ("text", "verify"), [("no", False), ("False", False), ("0", False), ("yes", True), ("1", True)]
)
def test_truth_values_of_the_environment(text: str, verify: bool) -> None:
    assert connect({"kubeconfig": kubeconfig()}, {"K8S_AUTH_VERIFY_SSL": text}).tls.verify is verify


def test_another_word_is_no_truth_value() -> None:
    with pytest.raises(RequestError, match="validate_certs must be true or false"):
        connect({"kubeconfig": kubeconfig()}, {"K8S_AUTH_VERIFY_SSL": "perhaps"})


@pytest.mark.parametrize("option", ["ca_cert", "client_cert", "client_key"])
def test_a_missing_certificate_file_is_named(tmp_path: Path, option: str) -> None:
    options = {"client_cert": str(tmp_path / "c"), "client_key": str(tmp_path / "k"), "ca_cert": str(tmp_path / "a")}
    for name, path in options.items():
        if name != option:
            Path(path).write_text("x")
    with pytest.raises(RequestError) as caught:
        connect({"kubeconfig": kubeconfig(), **options})
    assert caught.value.subject == options[option]


@pytest.mark.parametrize(
    ("text", "seconds"), [("30", 30), (12, 12), ("1.5", 1.5), ("45s", 45), ("1m30s", 90), ("1h", 3600), ("500ms", 0.5)]
)
def test_time_limits(text: Any, seconds: float) -> None:
    assert connect({"kubeconfig": kubeconfig(), "request_timeout": text}).request_timeout == seconds


@pytest.mark.parametrize("text", ["soon", "0", "-1", "inf", "nan", "1x", "1m 30s", "s"])
def test_what_is_no_time_limit(text: str) -> None:
    with pytest.raises(RequestError, match="is no duration"):
        connect({"kubeconfig": kubeconfig(), "request_timeout": text})


def test_the_kubeconfigs_proxy_and_the_options() -> None:
    config = kubeconfig(cluster={"proxy-url": "http://of-kubeconfig:1"})
    assert connect({"kubeconfig": config}).proxy == "http://of-kubeconfig:1"
    assert connect({"kubeconfig": config, "proxy": "http://of-task:1"}).proxy == "http://of-task:1"
    assert connect({"kubeconfig": config, "no_proxy": "example.com"}).proxy == ""


def test_a_broken_exec_plugin_is_told_before_anything_is_sent() -> None:
    with pytest.raises(RequestError, match="exec plugin: invalid apiVersion"):
        connect({"kubeconfig": kubeconfig(user={"exec": {"command": "x", "apiVersion": "v1"}})})


@pytest.mark.parametrize(
    ("given", "server"),
    [
        ("HTTPS://Api.example.com:6443/", "https://Api.example.com:6443"),
        ("Http://127.0.0.1:8001", "http://127.0.0.1:8001"),
        ("https://rancher.example.com/k8s/clusters/c-m-1", "https://rancher.example.com/k8s/clusters/c-m-1"),
        ("https://rancher.example.com/k8s/clusters/c-m-1/", "https://rancher.example.com/k8s/clusters/c-m-1"),
        ("HTTPS://[fd00::1]:6443", "https://[fd00::1]:6443"),
    ],
)
def test_addresses_of_servers_in_all_their_forms(given: str, server: str) -> None:
    assert Connection.from_options({"host": given, "api_key": "t"}, {}).server == server
