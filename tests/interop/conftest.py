# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Namespaces in pairs: in one, helm and we take turns; in the other, helm alone does the same."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Callable, Iterator

import pytest
from cluster_fixture import Cluster, create_namespace
from release.harness import Releases

from .actors import NEWEST, Actor, Helm, Ours

VERSIONS = ("3.17.3", "4.1.4", "4.2.3", "4.3.1")
EVERYTHING = "NATIVE_HELM_INTEROP"
OURS = Ours()


Pair = tuple[Releases, Releases]


def whole() -> bool:
    """Whether the whole matrix runs (make interop), not the sample of make test."""
    return os.environ.get(EVERYTHING) == "all"


class Cast:
    """first and second work on a release one after the other; in for_first and for_second helm alone does: it is the
    newest helm in the place of us."""

    def __init__(self, version: str, *, ours_first: bool) -> None:
        helm, newest = Helm(version), Helm(NEWEST)
        self.id = f"ours-then-{version}" if ours_first else f"{version}-then-ours"
        self.version = version
        self.ours_first = ours_first
        self.first: Actor = OURS if ours_first else helm
        self.second: Actor = helm if ours_first else OURS
        self.for_first: Actor = newest if ours_first else helm
        self.for_second: Actor = helm if ours_first else newest


CASTS = [Cast(version, ours_first=ours_first) for version in VERSIONS for ours_first in (True, False)]


@pytest.fixture(scope="session")
def pairs(cluster: Cluster) -> Iterator[Callable[[], contextlib.AbstractContextManager[Pair]]]:
    """A function that gives a pair of fresh namespaces for a with block."""

    @contextlib.contextmanager
    def made() -> Iterator[Pair]:
        stem = f"interop-{secrets.token_hex(5)}"
        pair = Releases(cluster.kubeconfig, f"{stem}-mixed"), Releases(cluster.kubeconfig, f"{stem}-alone")
        for place in pair:
            create_namespace(place.kubeconfig, place.namespace)
        try:
            yield pair
        finally:
            names = [place.namespace for place in pair]
            pair[0].kubectl("delete", "namespace", *names, "--wait=false")
            pair[0].kubectl("delete", "clusterrole", *(f"{name}-reader" for name in names), "--ignore-not-found")

    yield made
