# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Credentials of a kubeconfig's auth-provider (OIDC and the old cloud ones), by the official client."""

from __future__ import annotations

import threading
from typing import Any, Mapping, Optional

from ..base import limited
from ..base.errors import MissingLibrary, Unauthorized
from .credentials import Credentials
from .kubeconfig import Entry

TIME_LIMIT = 30.0  # seconds


class AuthProvider(Credentials):
    """A bearer token that the kubernetes package reads from, or refreshes for, the user's auth-provider."""

    __slots__ = ("_headers", "_lock", "_user")

    def __init__(self, user: Entry) -> None:
        super().__init__()
        self._user = user
        self._headers: dict[str, str] = {}
        self._lock = threading.Lock()

    def headers(self) -> dict[str, str]:
        with self._lock:
            if not self._headers:
                self._headers = {"Authorization": self._load()}
            return self._headers

    def renew(self, refused: Optional[Mapping[str, str]] = None) -> bool:
        with self._lock:
            if refused is None or refused is self._headers:
                self._headers = {}
        return True

    def _load(self) -> str:
        doing = "getting a token from the kubeconfig's auth-provider"
        try:
            from kubernetes.client import Configuration
            from kubernetes.config.config_exception import ConfigException
            from kubernetes.config.kube_config import KubeConfigLoader
        except ImportError:
            raise MissingLibrary("kubernetes", doing=doing) from None
        name = str(self._user.body["auth-provider"].get("name"))
        config = {
            "current-context": "one",
            "contexts": [{"name": "one", "context": {"cluster": "one", "user": "one"}}],
            "clusters": [{"name": "one", "cluster": {"server": "https://localhost"}}],
            "users": [{"name": "one", "user": {"auth-provider": self._user.body["auth-provider"]}}],
        }
        into = Configuration()
        hint = "log in again with kubectl, or use an exec plugin"
        try:
            kind: Any = KubeConfigLoader
            loader = kind(config_dict=config, config_base_path=self._user.folder)
            limited.within(TIME_LIMIT, lambda: loader.load_and_set(into))  # it sets no limit to what it asks
        except limited.TooLate:
            hint = "look after the server that it gets its tokens of, or use an exec plugin"
            raise Unauthorized(f"no answer within {TIME_LIMIT:g} s", doing=doing, subject=name, hint=hint) from None
        except (ConfigException, OSError, ValueError) as error:
            raise Unauthorized(f"it gave none: {type(error).__name__}", doing=doing, subject=name, hint=hint) from None
        for key in ("authorization", "BearerToken"):
            if into.api_key.get(key):
                return str(into.api_key[key])
        raise Unauthorized("it gave no token", doing=doing, subject=name, hint=hint)
