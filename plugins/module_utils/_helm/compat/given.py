# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a drop-in module was given, and what all of them make of it alike."""

from __future__ import annotations

from typing import Any, Callable, Mapping

# Options of the cluster that mean the same in both; validate_certs does not.
_CLUSTER = (
    "kubeconfig", "context", "host", "api_key", "ca_cert", "client_cert", "client_key", "tls_server_name", "proxy",
    "no_proxy", "impersonate_user", "impersonate_groups", "in_cluster", "request_timeout",
)  # fmt: skip


class Given:
    """A task's options by the peer's names (params, every option of the spec in it), the module's environment, check
    mode, and how to warn."""

    def __init__(
        self, params: Mapping[str, Any], *, environ: Mapping[str, str], check: bool, warn: Callable[[str], None]
    ) -> None:
        self.params = params
        self.environ = environ
        self.check = check
        self.warn = warn

    @property
    def binary(self) -> str:
        """The program that the peer would have run."""
        return str(self.params.get("binary_path") or "helm")

    def same(self, *names: str) -> dict[str, Any]:
        """Return the options of these names, which mean the same in both modules."""
        return {name: self.params[name] for name in names}

    def renamed(self, **names: str) -> dict[str, Any]:
        """Return options that have another name in our own module: ours=theirs."""
        return {ours: self.params[theirs] for ours, theirs in names.items()}

    def cluster(self) -> dict[str, Any]:
        """Return the cluster's options. The peer's validate_certs=true says nothing: the kubeconfig does then."""
        return {**self.same(*_CLUSTER), "validate_certs": None if self.params["validate_certs"] else False}
