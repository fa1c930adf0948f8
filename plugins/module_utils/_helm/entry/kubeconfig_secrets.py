# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The credentials in a kubeconfig that a task holds itself; loaded where one does."""

from __future__ import annotations

from typing import Any, Iterator, Mapping

_SECRETS = (
    "token", "password", "client-key-data", "id-token", "refresh-token", "client-secret", "access-token",
)  # fmt: skip


def secrets(kubeconfig: Any) -> Iterator[str]:
    """Yield the credentials in a kubeconfig, given as a mapping or as its text; none of what is no YAML."""
    if not isinstance(kubeconfig, Mapping):
        from ..releases import masking

        kubeconfig = masking.data_of(kubeconfig)
    yield from _in(kubeconfig)


def _in(kubeconfig: Any) -> Iterator[str]:
    if isinstance(kubeconfig, Mapping):
        for key, item in kubeconfig.items():
            if str(key) in _SECRETS and isinstance(item, str):
                yield item
            elif str(key) == "env" and isinstance(item, list):  # of an exec plugin: often a token
                yield from (str(entry.get("value") or "") for entry in item if isinstance(entry, Mapping))
            else:
                yield from _in(item)
    elif isinstance(kubeconfig, list):
        for item in kubeconfig:
            yield from _in(item)
