# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The home folder of users, and of those who have none."""

from __future__ import annotations

import os

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base import env
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.oci import logins
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.web.paths import Paths


@pytest.fixture
def nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """A user of whom nothing is known, as a container may be run by."""
    monkeypatch.delenv("HOME")
    monkeypatch.setattr(os, "getuid", lambda: 987_654_321)


@pytest.mark.usefixtures("nobody")
def test_a_user_without_a_home_has_no_folder_named_tilde() -> None:
    assert os.path.expanduser("~") == "~"  # which is what Python makes of it
    assert env.home_of({}) == env.NOWHERE
    paths = Paths({})
    found = [paths.repositories, paths.registry_config, paths.charts, paths.starters, logins.docker_file({})]
    assert [path.startswith(f"{env.NOWHERE}/") for path in found] == [True] * 5


def test_home_is_what_the_environment_says_before_what_is_known_of_the_user() -> None:
    assert env.home_of({"HOME": "/home/someone"}) == "/home/someone"
    assert env.home_of({}) == os.path.expanduser("~")
