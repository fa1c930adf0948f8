# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options, environment and kubeconfigs made a connection."""

from __future__ import annotations

import base64
import os
from pathlib import Path
from typing import Any, Optional

import pytest
import yaml

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import RequestError, Unauthorized
from ansible_collections.native.helm.plugins.module_utils._helm.kube import config as config_module
from ansible_collections.native.helm.plugins.module_utils._helm.kube.config import Connection

SECRET = "canary-5ecret-token"


def kubeconfig(
    name: str = "one",
    *,
    user: Optional[dict[str, Any]] = None,
    cluster: Optional[dict[str, Any]] = None,
    **context: Any,
) -> dict[str, Any]:
    """A kubeconfig with one context, cluster and user, all of that name."""
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": name,
        "contexts": [{"name": name, "context": {"cluster": name, "user": name, **context}}],
        "clusters": [{"name": name, "cluster": {"server": f"https://{name}.example.com:6443", **(cluster or {})}}],
        "users": [{"name": name, "user": {"token": SECRET} if user is None else user}],
    }


def write(path: Path, content: Any) -> str:
    path.write_text(content if isinstance(content, str) else yaml.safe_dump(content))
    return str(path)


def connect(options: Optional[dict[str, Any]] = None, environ: Optional[dict[str, str]] = None) -> Connection:
    return Connection.from_options(options or {}, {"HOME": "/nonexistent", **(environ or {})})


def token_of(connection: Connection) -> str:
    return connection.credentials.headers().get("Authorization", "")


# --- where the kubeconfig comes from


def test_a_mapping_is_taken_as_it_is() -> None:
    found = connect({"kubeconfig": kubeconfig(namespace="team")})
    assert (found.server, found.user, found.namespace) == ("https://one.example.com:6443", "one", "team")
    assert token_of(found) == f"Bearer {SECRET}"


def test_the_order_is_option_then_k8s_auth_then_kubeconfig_then_home(tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / ".kube").mkdir(parents=True)
    write(home / ".kube" / "config", kubeconfig("home"))
    files = {name: write(tmp_path / name, kubeconfig(name)) for name in ("option", "auth", "variable")}
    environ = {"HOME": str(home)}
    assert connect({}, environ).user == "home"
    environ["KUBECONFIG"] = files["variable"]
    assert connect({}, environ).user == "variable"
    environ["K8S_AUTH_KUBECONFIG"] = files["auth"]
    assert connect({}, environ).user == "auth"
    assert connect({"kubeconfig": files["option"]}, environ).user == "option"


def test_a_tilde_is_the_home_folder(tmp_path: Path) -> None:
    write(tmp_path / "my.yaml", kubeconfig())
    assert connect({"kubeconfig": "~/my.yaml"}, {"HOME": str(tmp_path)}).user == "one"


def test_several_files_are_merged_the_first_one_wins(tmp_path: Path) -> None:
    first = kubeconfig("a", cluster={"server": "https://first.example.com"})
    second = {**kubeconfig("b"), "clusters": kubeconfig("a")["clusters"] + kubeconfig("b")["clusters"]}
    paths = [write(tmp_path / "1", first), str(tmp_path / "missing"), write(tmp_path / "2", second)]
    environ = {"KUBECONFIG": os.pathsep.join(paths)}
    assert connect({}, environ).server == "https://first.example.com"
    assert connect({"context": "b"}, environ).server == "https://b.example.com:6443"


def test_the_current_context_is_the_first_files_that_has_one(tmp_path: Path) -> None:
    first = {**kubeconfig("a"), "current-context": ""}
    paths = [write(tmp_path / "1", first), write(tmp_path / "2", kubeconfig("b"))]
    assert connect({}, {"KUBECONFIG": os.pathsep.join(paths)}).user == "b"


def test_relative_paths_are_relative_to_their_own_file(tmp_path: Path) -> None:
    for name in ("east", "west"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "token").write_text(f"of-{name}\n")
    paths = [
        write(tmp_path / name / "config", kubeconfig(name, user={"tokenFile": "token"})) for name in ("east", "west")
    ]
    environ = {"KUBECONFIG": os.pathsep.join(paths)}
    assert token_of(connect({"context": "east"}, environ)) == "Bearer of-east"
    assert token_of(connect({"context": "west"}, environ)) == "Bearer of-west"


# --- what goes wrong


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("a: [1", "it is no valid YAML"),
        ("- 1", "a mapping is expected"),
        ("contexts: 1", "contexts must be a list"),
        ("contexts: [{name: 1}]", "an entry of contexts is not of the form"),
        ("contexts: [null]", "an entry of contexts is not of the form"),
        ("users: [{name: a, user: []}, {name: a, user: x}]", "an entry of users is not of the form"),
        ("clusters: [{name: a}, {name: a}]", 'duplicate name "a" in clusters'),
        ("current-context: [1]", "current-context must be a string"),
        ("", "no current context"),
        ("current-context: gone", 'context "gone" does not exist'),
        (
            "{current-context: a, contexts: [{name: a, context: {cluster: c}}]}",
            'cluster "c" of context "a" does not exist',
        ),
    ],
)
def test_a_broken_kubeconfig_is_named(tmp_path: Path, content: str, problem: str) -> None:
    path = write(tmp_path / "config", content)
    with pytest.raises(RequestError) as caught:
        connect({"kubeconfig": path})
    assert problem in caught.value.problem
    assert caught.value.subject == path
    assert caught.value.doing == "reading the kubeconfig"


def test_a_wrong_context_names_those_that_exist(tmp_path: Path) -> None:
    config = kubeconfig("prod")
    config["contexts"].append({"name": "dev", "context": {"cluster": "prod"}})
    with pytest.raises(RequestError) as caught:
        connect({"kubeconfig": config, "context": "prdo"})
    assert caught.value.problem == 'context "prdo" does not exist'
    assert caught.value.hint == "its contexts: dev, prod"


def test_a_missing_file_that_was_asked_for_is_an_error_whoever_named_it(tmp_path: Path) -> None:
    path = str(tmp_path / "none")
    for options, environ in (
        ({"kubeconfig": path}, {}),
        ({}, {"K8S_AUTH_KUBECONFIG": path}),
        ({}, {"KUBECONFIG": path}),
    ):
        with pytest.raises(RequestError, match="no such file") as caught:
            connect(options, environ)
        assert caught.value.subject == path


def test_without_any_kubeconfig_the_error_says_what_to_set() -> None:
    with pytest.raises(RequestError, match="there is no kubeconfig") as caught:
        connect()
    assert "kubeconfig" in caught.value.hint
    assert "in_cluster" in caught.value.hint


def test_a_folder_is_no_kubeconfig(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="directory"):
        connect({"kubeconfig": str(tmp_path)})


@pytest.mark.parametrize("field", ["client-certificate-data", "client-key-data"])
def test_data_that_is_not_base64_is_named_without_being_shown(field: str) -> None:
    with pytest.raises(RequestError) as caught:
        connect({"kubeconfig": kubeconfig(user={field: "?" + SECRET})})
    assert caught.value.problem == f"{field} of 'one' is not valid base64"
    assert SECRET not in repr(vars(caught.value))


def test_a_token_that_yaml_takes_for_a_number_is_an_error() -> None:
    with pytest.raises(RequestError, match="token of 'one' must be a string"):
        connect({"kubeconfig": kubeconfig(user={"token": 12345})})


@pytest.mark.parametrize("server", ["ftp://x", "https://", "https://user:pw@host", "https://x/?a=b", "https://a b"])
def test_a_server_that_is_no_url_is_refused_without_its_password(server: str) -> None:
    with pytest.raises(RequestError) as caught:
        connect({"kubeconfig": kubeconfig(cluster={"server": server})})
    assert "pw" not in str(vars(caught.value))


def test_a_bare_host_is_taken_for_http() -> None:
    assert connect({"kubeconfig": kubeconfig(cluster={"server": "localhost:8080/"})}).server == "http://localhost:8080"


# --- identities


def test_basic_authentication() -> None:
    found = connect({"kubeconfig": kubeconfig(user={"username": "jo", "password": "pä:ss"})})
    assert token_of(found) == "Basic " + base64.b64encode("jo:pä:ss".encode()).decode()


def test_a_token_file_wins_over_the_token_beside_it(tmp_path: Path) -> None:
    (tmp_path / "t").write_text("from-file")
    found = connect({"kubeconfig": kubeconfig(user={"token": "beside", "tokenFile": str(tmp_path / "t")})})
    assert token_of(found) == "Bearer from-file"


def test_a_token_file_is_read_again_after_a_minute(tmp_path: Path) -> None:
    path = tmp_path / "t"
    path.write_text("one")
    found = connect({"kubeconfig": kubeconfig(user={"tokenFile": str(path)})})
    clock = [100.0]
    found.credentials.env.monotonic = lambda: clock[0]
    assert token_of(found) == "Bearer one"
    path.write_text("two")
    clock[0] += 30
    assert token_of(found) == "Bearer one"
    clock[0] += 31
    assert token_of(found) == "Bearer two"


@pytest.mark.parametrize("content", [None, "", b"\xff"])
def test_a_token_file_that_gives_none_is_an_error(tmp_path: Path, content: Any) -> None:
    path = tmp_path / "t"
    if content is not None:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    found = connect({"kubeconfig": kubeconfig(user={"tokenFile": str(path)})})
    with pytest.raises(Unauthorized) as caught:
        found.credentials.headers()
    assert caught.value.subject == str(path)


def test_the_options_identity_replaces_the_kubeconfigs() -> None:
    user = {"token": SECRET, "as": "other", "client-certificate-data": base64.b64encode(b"C").decode()}
    found = connect({"kubeconfig": kubeconfig(user=user), "api_key": "mine"})
    assert token_of(found) == "Bearer mine"
    assert (found.user, found.headers, found.tls.certificate) == ("api_key", [], None)


def test_the_kubeconfigs_impersonation_is_taken_over() -> None:
    user = {"token": "t", "as": "jane", "as-uid": "7", "as-groups": ["a", "b"], "as-user-extra": {"scope": ["x", "y"]}}
    found = connect({"kubeconfig": kubeconfig(user=user)})
    assert found.user == "jane"
    assert found.headers == [
        ("Impersonate-User", "jane"), ("Impersonate-Group", "a"), ("Impersonate-Group", "b"), ("Impersonate-Uid", "7"),
        ("Impersonate-Extra-scope", "x"), ("Impersonate-Extra-scope", "y"),
    ]  # fmt: skip


def test_groups_come_as_a_list_or_as_text_of_the_environment() -> None:
    environ = {"K8S_AUTH_IMPERSONATE_USER": "jane", "K8S_AUTH_IMPERSONATE_GROUPS": "a, b"}
    found = connect({"kubeconfig": kubeconfig()}, environ)
    assert found.headers[1:] == [("Impersonate-Group", "a"), ("Impersonate-Group", "b")]


def test_groups_without_a_user_are_refused() -> None:
    with pytest.raises(RequestError, match="impersonate_groups needs impersonate_user"):
        connect({"kubeconfig": kubeconfig(), "impersonate_groups": ["a"]})


def test_a_host_with_credentials_needs_no_kubeconfig() -> None:
    found = connect({"host": "https://h.example.com", "api_key": "mine"})
    assert (found.server, found.user, found.namespace, found.context) == (
        "https://h.example.com",
        "api_key",
        "default",
        "",
    )


def test_a_host_without_credentials_keeps_the_kubeconfigs_user() -> None:
    found = connect({"host": "https://h.example.com", "kubeconfig": kubeconfig()})
    assert (found.server, found.user) == ("https://h.example.com", "one")


def test_nothing_of_the_identity_shows_in_repr() -> None:
    user = {"token": SECRET, "client-key-data": base64.b64encode(SECRET.encode()).decode()}
    found = connect({"kubeconfig": kubeconfig(user=user)})
    shown = repr(found) + repr(found.credentials) + repr(found.tls)
    assert SECRET not in shown
    assert "one.example.com" in shown


# --- the pod's own identity


@pytest.fixture
def pod(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The environment of a pod with a service account."""
    for name, text in (("token", "pod-token"), ("ca.crt", "CA"), ("namespace", "apps")):
        (tmp_path / name).write_text(text)
    monkeypatch.setattr(config_module, "_SERVICE_ACCOUNT", str(tmp_path))
    return {"KUBERNETES_SERVICE_HOST": "10.0.0.1", "KUBERNETES_SERVICE_PORT": "443"}


def test_the_pods_identity_is_used_when_it_is_asked_for(pod: dict[str, str]) -> None:
    found = connect({"in_cluster": True}, pod)
    assert (found.server, found.namespace, found.tls.ca) == ("https://10.0.0.1:443", "apps", b"CA")
    assert token_of(found) == "Bearer pod-token"


def test_the_pods_identity_is_never_fallen_back_to(pod: dict[str, str]) -> None:
    with pytest.raises(RequestError, match="there is no kubeconfig"):
        connect({"in_cluster": False}, pod)


def test_an_address_of_ipv6_gets_its_brackets(pod: dict[str, str]) -> None:
    assert (
        connect({"in_cluster": True}, {**pod, "KUBERNETES_SERVICE_HOST": "fd00::1"}).server == "https://[fd00::1]:443"
    )


def test_outside_of_a_pod_asking_for_its_identity_is_an_error() -> None:
    with pytest.raises(RequestError, match="does not run in a pod"):
        connect({"in_cluster": True})
