# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who we are to a repository: the one rule for charts, dependencies and uploads."""

from __future__ import annotations

import posixpath
from typing import Any, Mapping, Sequence
from urllib.parse import urlsplit

from ..web.http import same_host
from ..web.tls import Credentials, trust_of
from .repositories import credentials_of


def choose(url: str, given: Credentials, *, home: str, entries: Sequence[Mapping[str, Any]]) -> Credentials:
    """Return the credentials for the repository at url; what knows it best wins.

    given: the task's, which are for the repository, registry or chart at home. In turn: the task's for that very
    repository; those that helm keeps for the one at url (entries of repositories.yaml), as helm does for dependencies;
    the task's for their own host, for every host with pass_credentials; else nobody, and only whom the task trusts.
    """
    has_identity = bool(given.username or given.client_cert)
    if has_identity and same_repository(url, home):
        return given
    for entry in entries:
        if same_repository(str(entry.get("url") or ""), url):
            return credentials_of(dict(entry))
    return given if given.pass_credentials or same_host(url, home) else trust_of(given)


def same_repository(url: str, other: str) -> bool:
    """Return whether two URLs are one repository's (Go: urlutil.Equal)."""
    return _normal(url) == _normal(other)


def _normal(url: str) -> tuple[str, str, str, str]:
    parts = urlsplit(url)
    path = posixpath.normpath(f"/{parts.path.strip('/')}")
    return parts.scheme.lower(), parts.netloc.lower(), path, parts.query
