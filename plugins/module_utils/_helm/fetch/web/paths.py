# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Helm's own folders and files, where helm looks for them."""

from __future__ import annotations

import os
from typing import Mapping

from ...base.env import home_of


class Paths:
    """Helm's folders under one environment: HELM_*_HOME first, then XDG_*_HOME/helm, then the home folder's usual ones.

    Every attribute but environ is an absolute path; nothing is made or read. Source: helmpath.
    """

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.config = self._home("HELM_CONFIG_HOME", "XDG_CONFIG_HOME", ".config")
        self.cache = self._home("HELM_CACHE_HOME", "XDG_CACHE_HOME", ".cache")
        self.starters = os.path.join(self._home("HELM_DATA_HOME", "XDG_DATA_HOME", ".local/share"), "starters")
        self.repositories = environ.get("HELM_REPOSITORY_CONFIG") or os.path.join(self.config, "repositories.yaml")
        self.repository_cache = environ.get("HELM_REPOSITORY_CACHE") or os.path.join(self.cache, "repository")
        self.registry_config = environ.get("HELM_REGISTRY_CONFIG") or os.path.join(
            self.config, "registry", "config.json"
        )
        self.indexes = os.path.join(self.cache, "native.helm", "indexes")
        self.schemas = os.path.join(self.cache, "native.helm", "schemas")
        self.charts = os.path.join(self.cache, "native.helm", "charts")

    def _home(self, own: str, shared: str, usual: str) -> str:
        if self.environ.get(own):
            return os.path.abspath(self.environ[own])
        if self.environ.get(shared):
            return os.path.join(os.path.abspath(self.environ[shared]), "helm")
        return os.path.join(home_of(self.environ), usual, "helm")

    def index_file(self, repository: str) -> str:
        """The cached index of the repository of that name."""
        return os.path.join(self.repository_cache, f"{repository}-index.yaml")

    def charts_file(self, repository: str) -> str:
        """The list of chart names beside it, which helm's shell completion reads."""
        return os.path.join(self.repository_cache, f"{repository}-charts.txt")
