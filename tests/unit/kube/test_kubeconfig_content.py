# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A kubeconfig given as a text; and what cannot be read of it, or of other files with secrets, is never quoted."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any, Callable

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base import content, errors
from ansible_collections.native.helm.plugins.module_utils._helm.base.mask import MASK
from ansible_collections.native.helm.plugins.module_utils._helm.chart.values import inputs
from ansible_collections.native.helm.plugins.module_utils._helm.entry import redact, telling
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.oci import logins
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.repository import repositories
from ansible_collections.native.helm.plugins.module_utils._helm.kube import config, kubeconfig
from ansible_collections.native.helm.plugins.module_utils._helm.kube.credentials import Token

CANARY = "s3cr3t9"
GOOD = {
    "current-context": "one",
    "contexts": [{"name": "one", "context": {"cluster": "c", "user": "u"}}],
    "clusters": [{"name": "c", "cluster": {"server": "https://127.0.0.1:6443"}}],
    "users": [{"name": "u", "user": {"token": CANARY}}],
}
ENCODED = [  # of a document, in short; of a token, whole, cut, and as clouds have it
    base64.b64encode(f"apiVersion: v1\nusers: [{{token: {CANARY}}}]".encode()).decode(),
    base64.b64encode(json.dumps({"users": [{"token": CANARY}]}).encode()).decode(),
    f"eyJhbGciOiJSUzI1NiIsImtpZCI6IkpXVCJ9.{base64.urlsafe_b64encode(CANARY.encode() * 9).decode()}.{CANARY}",
    f"eyJhbGciOiJSUzI1NiIsImtpZCI6IkpXVCJ9.{CANARY}",
    f"k8s-aws-v1.aHR0cHM6Ly9zdHMuYW1hem9uYXdzLmNvbS8_QWN0aW9uPQ.{CANARY}",
]
BROKEN = [
    f"password: *{CANARY}\n",
    f"password: {{{CANARY}\n",
    f"{CANARY}\n",
    f"- {CANARY}\n",
    f"a: 1\n  {CANARY}: x: y\n",
    f'password: "{CANARY}\n',
    f"password: @{CANARY}\n",
    f"a: &{CANARY} *{CANARY}x\n",
    f"a: !!int {CANARY}\n",
    f"a: !!binary {CANARY}!\n",
    f"? [{CANARY}]\n: 1\n",
    f"a:\n\t{CANARY}: 1\n",
    f'a: "\\{CANARY}"\n',
    f"%{CANARY} 1\n---\n",
    f"<<: {CANARY}\n",
    f'{{"a": {CANARY}',
    f"--- {CANARY}\n...\n{CANARY}x: 1\n",
    f"apiVersion: v1 users: token: {CANARY}",  # a text that was folded
    f"users:\n- name: u\n  user: {CANARY}\n",
    f"users: {CANARY}\n",
    f"users:\n- {CANARY}\n",
    f"current-context: [{CANARY}]\n",
    json.dumps({**GOOD, "users": [{"name": "u", "user": {"token": [CANARY]}}]}),
    json.dumps({**GOOD, "users": [{"name": "u", "user": {"client-certificate-data": f"!{CANARY}"}}]}),
    json.dumps({**GOOD, "users": [{"name": "u", "user": {"exec": CANARY}}]}),
    CANARY * 200,
    *ENCODED,
]


def told(call: Callable[[], Any]) -> str:
    """All that a failure says, with what led to it."""
    try:
        call()
    except errors.HelmError as error:
        assert error.problem
        lines = [str(telling.failure(error)), error.doing, error.subject, error.hint, str(error.facts)]
        assert error.__cause__ is None  # else ansible-core tells it, too
        return "\n".join(lines)
    return ""


@pytest.mark.parametrize("text", BROKEN)
def test_a_kubeconfigs_text_is_not_quoted(text: str, tmp_path: Path) -> None:
    assert CANARY not in told(lambda: config.Connection.from_options({"kubeconfig": text}, {}))
    path = tmp_path / "config"
    path.write_text(text)
    said = told(lambda: config.Connection.from_options({"kubeconfig": str(path)}, {}))
    assert CANARY not in said and (not said or str(path) in said or "kubeconfig" in said)


@pytest.mark.parametrize("text", BROKEN)
def test_nor_are_values_files_repositories_and_logins(text: str, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text(text)
    assert CANARY not in told(lambda: inputs.merge_inputs({}, [("secrets.yaml", text.encode())], []))
    assert CANARY not in told(lambda: repositories.RepositoriesFile(str(path)))
    assert CANARY not in told(lambda: logins.LoginFile(str(path), {}))


@pytest.mark.parametrize("text", [json.dumps(GOOD), json.dumps(GOOD, indent=1), f"# mine\n{json.dumps(GOOD)}\n"])
def test_a_kubeconfig_may_be_given_as_its_text(text: str) -> None:
    connection = config.Connection.from_options({"kubeconfig": text}, {"KUBECONFIG": "/none"})
    assert connection.credentials.headers() == {"Authorization": f"Bearer {CANARY}"}


def test_a_file_that_was_read_elsewhere() -> None:
    source = [content.Content("mine", json.dumps(GOOD).encode(), "/somewhere")]
    found = kubeconfig.load(source, {})
    assert found.origin == "mine" and found.users["u"].folder == "/somewhere"


def test_an_encrypted_one_says_so(tmp_path: Path) -> None:
    path = tmp_path / "config"
    path.write_text("$ANSIBLE_VAULT;1.1;AES256\n3132\n")
    with pytest.raises(errors.RequestError, match="encrypted with ansible-vault"):
        kubeconfig.load(str(path), {})


def test_a_token_of_a_file_ends_in_a_newline() -> None:
    assert Token("abc\n").headers() == {"Authorization": "Bearer abc"}


@pytest.mark.parametrize("token", [f"{CANARY}\nx", f"{CANARY}…", f"{CANARY}\0"])
def test_a_token_that_is_none_is_not_quoted(token: str) -> None:
    said = told(lambda: Token(token))
    assert said and CANARY not in said


@pytest.mark.parametrize("text", ENCODED)
def test_what_is_in_base64_is_no_path_and_shown_nowhere(text: str) -> None:
    said = told(lambda: config.Connection.from_options({"kubeconfig": text}, {}))
    assert text not in said and "the filter b64decode" in said and "Reading the kubeconfig given as a text:" in said
    assert redact.invocation({"kubeconfig": text}, [], known=True)["kubeconfig"] == MASK


@pytest.mark.parametrize(
    "path",
    ["kubeconfigs/production/cluster/of/the/north", "/home/somebody/.kube/config", "clusters_of_the_whole_company"],
)
def test_a_path_stays_one_though_it_has_the_letters_of_base64(path: str) -> None:
    assert path in told(lambda: config.Connection.from_options({"kubeconfig": path}, {}))
    assert redact.invocation({"kubeconfig": path}, [], known=True)["kubeconfig"] == path
