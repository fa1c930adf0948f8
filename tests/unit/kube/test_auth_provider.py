# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A kubeconfig's auth-provider: by the official client, which is imported only then."""

from __future__ import annotations

import base64
import builtins
import json
from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import MissingLibrary, Unauthorized
from ansible_collections.native.helm.plugins.module_utils._helm.kube.config import Connection


def part(content: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


TOKEN = f"{part({'alg': 'none'})}.{part({'exp': 4102444800})}.c2ln"  # until 2100


def connect(provider: dict[str, Any]) -> Connection:
    config = {
        "current-context": "c",
        "contexts": [{"name": "c", "context": {"cluster": "c", "user": "u"}}],
        "clusters": [{"name": "c", "cluster": {"server": "https://api.example.com"}}],
        "users": [{"name": "u", "user": {"auth-provider": provider}}],
    }
    return Connection.from_options({"kubeconfig": config}, {})


def test_an_oidc_token_that_still_counts_is_used() -> None:
    credentials = connect({"name": "oidc", "config": {"id-token": TOKEN}}).credentials
    assert credentials.headers() == {"Authorization": f"Bearer {TOKEN}"}
    assert credentials.renew()
    assert TOKEN not in repr(credentials)


def test_a_provider_that_gives_nothing_is_named() -> None:
    with pytest.raises(Unauthorized, match="it gave no token") as caught:
        connect({"name": "unheard-of", "config": {"secret": "canary"}}).credentials.headers()
    assert caught.value.subject == "unheard-of"
    assert "canary" not in repr(vars(caught.value))


def test_without_the_official_client_its_pip_name_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name.partition(".")[0] == "kubernetes":
            raise ImportError(name)
        return real(name, *rest, **more)

    credentials = connect({"name": "oidc", "config": {"id-token": TOKEN}}).credentials
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingLibrary) as caught:
        credentials.headers()
    assert caught.value.library == "kubernetes"
