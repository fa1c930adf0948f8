# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where things are kept: all of it in the cache folder, nothing in the checkout."""

from __future__ import annotations

import os
import re
from pathlib import Path

from .steps import ClusterError

COMPONENTS = ("etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler")


def cache() -> Path:
    """The cache folder: NATIVE_HELM_CACHE, else native-helm in the user's cache folder."""
    own = os.environ.get("NATIVE_HELM_CACHE")
    if own:
        return Path(own).absolute()
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return Path(base).absolute() / "native-helm"


def state_root() -> Path:
    """kwokctl's working folder; the clusters' own folders are in its clusters/."""
    return cache() / "kwok"


class Cluster:
    """The files of one cluster. Nothing is created by making one of these."""

    __slots__ = ("folder", "name")

    def __init__(self, name: str) -> None:
        if not re.fullmatch(r"[a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?", name):
            raise ClusterError(
                f"the cluster's name {name!r} does not do: up to 40 lower-case letters, digits and dashes"
            )
        self.name = name
        self.folder = state_root() / "clusters" / name

    @property
    def kubeconfig(self) -> Path:
        """The administrator's kubeconfig: what `up` prints. It is there only once the cluster is ready."""
        return self.folder / "admin.kubeconfig"

    @property
    def pki(self) -> Path:
        """The folder of the certificates: ca.crt, admin.crt, admin.key."""
        return self.folder / "pki"

    @property
    def logs(self) -> Path:
        """The folder of the components' logs."""
        return self.folder / "logs"

    @property
    def lock(self) -> Path:
        """The lock file: beside the folder, since the folder comes and goes."""
        return state_root() / f".lock-{self.name}"


def existing() -> list[Cluster]:
    """Every cluster of which something is left on disk, by name."""
    folder = state_root() / "clusters"
    return [Cluster(entry.name) for entry in sorted(folder.iterdir()) if entry.is_dir()] if folder.is_dir() else []


def ports_lock() -> Path:
    """The lock of whoever chooses ports, or leaves one free for a while. No cluster's own lock is called so."""
    return state_root() / ".starting"
