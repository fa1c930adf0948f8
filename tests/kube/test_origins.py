# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whoever is refused by the real API server is told which credentials were used, and what names them."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path
from typing import Any, Callable, Mapping
from urllib.parse import urlsplit

import pytest
import yaml
from authority import Authority
from cluster_fixture import Cluster

from ansible_collections.native.helm.plugins.module_utils._helm.base.env import Env
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import Forbidden, KubeError, Unauthorized
from ansible_collections.native.helm.plugins.module_utils._helm.entry import telling
from ansible_collections.native.helm.plugins.module_utils._helm.kube import config
from ansible_collections.native.helm.plugins.module_utils._helm.kube.client import Client
from ansible_collections.native.helm.plugins.module_utils._helm.kube.config import Connection

WRONG = "wrong-token-0123456789abcdef"
V1 = "client.authentication.k8s.io/v1"
Write = Callable[..., str]


class Place:
    """server: the API server's address. ca: its authority's certificate, a path."""

    def __init__(self, cluster: Cluster, folder: Path) -> None:
        shown = yaml.safe_load(Path(cluster.kubeconfig).read_text(encoding="utf-8"))
        self.admin = cluster.kubeconfig
        self.cluster: dict[str, Any] = shown["clusters"][0]["cluster"]
        self.server: str = self.cluster["server"]
        self.folder = folder
        self.ca = str(folder / "ca.crt")
        Path(self.ca).write_bytes(base64.b64decode(self.cluster["certificate-authority-data"]))

    def kubeconfig(self, **user: Any) -> str:
        """Write a kubeconfig for a user "one"; return its path."""
        body = {
            "apiVersion": "v1",
            "kind": "Config",
            "current-context": "here",
            "contexts": [{"name": "here", "context": {"cluster": "its", "user": "one"}}],
            "clusters": [{"name": "its", "cluster": self.cluster}],
            "users": [{"name": "one", "user": user}],
        }
        path = self.folder / "config"
        path.write_text(json.dumps(body), encoding="utf-8")
        return str(path)

    def refused(self, options: Mapping[str, Any], environ: Mapping[str, str], kind: type[KubeError]) -> str:
        """The message of the failure."""
        client = Client(Connection.from_options(options, environ), Env())
        with pytest.raises(kind) as caught:
            client.transport.request("GET", "/api/v1/namespaces/default/secrets")
        text = telling.message(caught.value)
        assert WRONG not in text
        return text


@pytest.fixture
def place(cluster: Cluster, tmp_path: Path) -> Place:
    return Place(cluster, tmp_path)


def test_token_of_a_credential_plugin(place: Place) -> None:
    status = {"apiVersion": V1, "kind": "ExecCredential", "status": {"token": WRONG}}
    program = place.folder / "login"
    program.write_text(f"#!/bin/sh\necho '{json.dumps(status)}'\n", encoding="utf-8")
    program.chmod(0o755)
    path = place.kubeconfig(exec={"apiVersion": V1, "command": str(program), "interactiveMode": "Never"})
    text = place.refused({"kubeconfig": path}, {"PATH": "/usr/bin:/bin"}, Unauthorized)
    assert f'{place.server} does not know "one", who asked to list secrets in namespace "default"' in text
    assert f'Check the credential plugin {program} of user "one" in the kubeconfig {path} (context "here")' in text


def test_token_in_a_file(place: Place) -> None:
    (place.folder / "token").write_text(WRONG, encoding="utf-8")
    path = place.kubeconfig(tokenFile="token")
    text = place.refused({"kubeconfig": path}, {}, Unauthorized)
    assert f'Check the token file {place.folder / "token"} of user "one" in the kubeconfig {path}' in text


def test_client_certificate_of_a_kubeconfig(place: Place) -> None:
    pair = Authority("another").issue("one")
    data = {"client-certificate-data": pair.certificate, "client-key-data": pair.key}
    path = place.kubeconfig(**{name: base64.b64encode(text).decode() for name, text in data.items()})
    text = place.refused({"kubeconfig": path}, {}, Unauthorized)
    assert f'Check the client certificate of user "one" in the kubeconfig {path} (context "here")' in text


@pytest.mark.parametrize("by", ["option", "environment"])
def test_client_certificate_of_its_own(place: Place, by: str) -> None:
    pair = Authority("another").issue("one")
    certificate, key = place.folder / "own.crt", place.folder / "own.key"
    certificate.write_bytes(pair.certificate)
    key.write_bytes(pair.key)
    options = {"client_cert": str(certificate), "client_key": str(key)}
    environ = {"K8S_AUTH_CERT_FILE": str(certificate), "K8S_AUTH_KEY_FILE": str(key)}
    where = {"host": place.server, "ca_cert": place.ca}
    if by == "option":
        text = place.refused({**where, **options}, {}, Unauthorized)
    else:
        text = place.refused(where, environ, Unauthorized)
    named = "the option client_cert" if by == "option" else "the environment variable K8S_AUTH_CERT_FILE"
    assert f"Check the client certificate {certificate} of {named}" in text


def test_token_of_the_environment(place: Place) -> None:
    environ = {"K8S_AUTH_API_KEY": WRONG, "K8S_AUTH_HOST": place.server, "K8S_AUTH_SSL_CA_CERT": place.ca}
    text = place.refused({}, environ, Unauthorized)
    assert "Check the token of the environment variable K8S_AUTH_API_KEY" in text


@pytest.mark.parametrize(
    ("variable", "words"),
    [
        ("KUBECONFIG", '(context "here", found by KUBECONFIG or at its default place)'),
        ("K8S_AUTH_KUBECONFIG", '(context "here", the environment variable K8S_AUTH_KUBECONFIG)'),
    ],
)
def test_kubeconfig_of_the_environment(place: Place, variable: str, words: str) -> None:
    path = place.kubeconfig(token=WRONG)
    text = place.refused({}, {variable: path}, Unauthorized)
    assert f'Check the token of user "one" in the kubeconfig {path} {words}' in text


@pytest.fixture
def pod(place: Place, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The environment of a pod whose service account's token is none of the cluster's."""
    (place.folder / "token").write_text(WRONG, encoding="utf-8")
    (place.folder / "namespace").write_text("apps", encoding="utf-8")
    monkeypatch.setattr(config, "_SERVICE_ACCOUNT", str(place.folder))
    address = urlsplit(place.server)
    return {"KUBERNETES_SERVICE_HOST": str(address.hostname), "KUBERNETES_SERVICE_PORT": str(address.port)}


def test_identity_of_the_pod(place: Place, pod: dict[str, str]) -> None:
    text = place.refused({"in_cluster": True}, pod, Unauthorized)
    assert 'does not know "the pod\'s service account"' in text
    assert "Check the token of the pod's service account (in_cluster)" in text


@pytest.mark.parametrize("by", ["option", "environment", "kubeconfig"])
def test_user_who_is_acted_as(place: Place, by: str) -> None:
    """The administrator may act as anybody, who may do less."""
    shown = yaml.safe_load(Path(place.admin).read_text(encoding="utf-8"))
    user = shown["users"][0]["user"]
    acting = {"as": "nobody"} if by == "kubeconfig" else {}
    options = {"kubeconfig": place.kubeconfig(**user, **acting)}
    environ = {"K8S_AUTH_IMPERSONATE_USER": "nobody"} if by == "environment" else {}
    named = {"option": "the option impersonate_user", "kubeconfig": "the kubeconfig"}
    if by == "option":
        options["impersonate_user"] = "nobody"
    text = place.refused(options, environ, Forbidden)
    assert 'User "nobody" cannot list resource "secrets"' in text
    assert f'Let a role allow "nobody" to list secrets in namespace "default" on {place.server}' in text
    by_what = named.get(by, "the environment variable K8S_AUTH_IMPERSONATE_USER")
    assert f', acting as "nobody" ({by_what})' in text


def test_user_who_may_not_act_as_another(place: Place, cluster: Cluster, namespace: str) -> None:
    cluster.kubectl("create", "serviceaccount", "limited", "-n", namespace)
    token = cluster.kubectl("create", "token", "limited", "-n", namespace).strip()
    path = place.kubeconfig(token=token)
    text = place.refused({"kubeconfig": path, "impersonate_user": "boss"}, {}, Forbidden)
    assert re.search(r'User "system:serviceaccount:\S+:limited" cannot impersonate', text)
    assert f'Let a role allow "system:serviceaccount:{namespace}:limited" to impersonate "boss"' in text
    assert f'the token of user "one" in the kubeconfig {path} (context "here")' in text
    assert token not in text
