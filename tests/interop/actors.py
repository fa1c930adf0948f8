# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who works on a release: a helm of some version, or we. Both are asked in the same words."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any, Protocol

import pytest
from release.harness import Releases

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import HookFailed

NEWEST = "4.3.1"
ESTATE = Path(__file__).resolve().parent / "charts" / "estate"
RELEASE = "web"

Values = dict[str, Any]


class Actor(Protocol):
    """Does an operation on the release of a namespace."""

    name: str

    def install(self, place: Releases, values: Values) -> None:
        """Make the first revision, or the first after the release was uninstalled."""

    def upgrade(self, place: Releases, values: Values) -> None:
        """Make the next revision."""

    def rollback(self, place: Releases, revision: int) -> None:
        """Go back to a revision."""

    def uninstall(self, place: Releases, *, keep_history: bool = False) -> None:
        """Remove the release."""

    def test(self, place: Releases, values: Values, *, fails: bool = False, filters: tuple[str, ...] = ()) -> None:
        """Run the release's tests; with fails, they have to fail."""


class Helm:
    """The real helm of a version."""

    def __init__(self, version: str) -> None:
        self.name = f"helm {version}"
        self._version = version

    def install(self, place: Releases, values: Values) -> None:
        """helm install; --replace, so that an uninstalled release's name is taken up again."""
        self._run(place, "install", RELEASE, str(ESTATE), "--replace", "--labels", "team=a", *_flags(values))

    def upgrade(self, place: Releases, values: Values) -> None:
        """helm upgrade."""
        self._run(place, "upgrade", RELEASE, str(ESTATE), *_flags(values))

    def rollback(self, place: Releases, revision: int) -> None:
        """helm rollback."""
        self._run(place, "rollback", RELEASE, str(revision))

    def uninstall(self, place: Releases, *, keep_history: bool = False) -> None:
        """helm uninstall."""
        self._run(place, "uninstall", RELEASE, *(["--keep-history"] if keep_history else []))

    def test(self, place: Releases, values: Values, *, fails: bool = False, filters: tuple[str, ...] = ()) -> None:
        """helm test."""
        words = ["test", RELEASE, *(word for text in filters for word in ("--filter", text))]
        if fails:
            place.helm_fails(*words, version=self._version)
        else:
            self._run(place, *words)

    def _run(self, place: Releases, *words: str) -> None:
        place.helm(*words, version=self._version)


class Ours:
    """The actions of this collection."""

    name = "ours"

    def install(self, place: Releases, values: Values) -> None:
        """helm_release, state present."""
        done = place.apply(RELEASE, ESTATE, values=values, labels={"team": "a"})
        assert done.release is not None and done.release["status"] == "deployed"

    def upgrade(self, place: Releases, values: Values) -> None:
        """helm_release, state present, with other values."""
        done = place.apply(RELEASE, ESTATE, values=values)
        assert done.changed and done.release is not None and done.release["status"] == "deployed"

    def rollback(self, place: Releases, revision: int) -> None:
        """helm_rollback."""
        assert place.rollback(RELEASE, str(revision)).changed

    def uninstall(self, place: Releases, *, keep_history: bool = False) -> None:
        """helm_release, state absent."""
        assert place.uninstall(RELEASE, purge=not keep_history).changed

    def test(self, place: Releases, values: Values, *, fails: bool = False, filters: tuple[str, ...] = ()) -> None:
        """helm_release with the same content and run_tests."""
        failing = contextlib.nullcontext()
        if fails:
            failing = pytest.raises(HookFailed)
        with failing:
            done = place.apply(RELEASE, ESTATE, values=values, test_filters=list(filters))
            assert done.tests and not done.changed, (done.reason, done.changes)


def _flags(values: Values) -> list[str]:
    """Values as helm's command line has them, of the same types as those of a task."""
    return [word for key, value in values.items() for word in ("--set-json", f"{key}={json.dumps(value)}")]
