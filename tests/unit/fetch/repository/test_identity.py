# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one rule of who we are to a repository."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.fetch.repository import identity
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.web.tls import ANONYMOUS, Credentials

TASK = Credentials(username="task", password="t", ca_cert="/ca.pem")
ENTRIES = [{"name": "kept", "url": "https://charts.example/team-b/", "username": "kept", "password": "k"}]


@pytest.mark.parametrize(
    ("url", "home", "user"),
    [
        ("https://charts.example/team-a", "https://charts.example/team-a/", "task"),  # the very repository
        ("https://charts.example/team-b", "https://charts.example/team-b", "task"),  # the task's own comes first
        ("https://charts.example/team-b", "https://charts.example/team-a", "kept"),  # the same host, but known better
        ("https://charts.example/team-c", "https://charts.example/team-a", "task"),  # the task's own host
        ("https://other.example/team-a", "https://charts.example/team-a", ""),
        ("http://charts.example/team-c", "https://charts.example/team-a", ""),  # another scheme is another host
        ("https://charts.example:8443/x", "https://charts.example/team-a", ""),
        ("https://charts.example/team-b", "/a/folder", "kept"),
        ("oci://charts.example/x", "https://charts.example/team-a", ""),
        ("https://charts.example.evil/team-b", "https://charts.example/team-a", ""),
    ],
)
def test_what_knows_a_repository_best_wins(url, home, user):
    found = identity.choose(url, TASK, home=home, entries=ENTRIES)
    assert found.username == user
    assert bool(found.password) == bool(user)
    assert user == "kept" or found.ca_cert == "/ca.pem"  # whom the task trusts goes for all


def test_without_a_user_the_kept_one_goes_to_its_own_repository_only():
    for url, user in (("https://charts.example/team-b", "kept"), ("https://charts.example/team-c", "")):
        assert identity.choose(url, ANONYMOUS, home=url, entries=ENTRIES).username == user


def test_pass_credentials_goes_everywhere_but_where_another_user_is_kept():
    task = replace(TASK, pass_credentials=True)
    for url, user in (("https://other.example", "task"), ("https://charts.example/team-b", "kept")):
        assert identity.choose(url, task, home="https://charts.example/team-a", entries=ENTRIES).username == user


@pytest.mark.parametrize(
    ("url", "other", "same"),
    [
        ("https://a.example", "https://a.example/", True),
        ("https://a.example/x/../y", "https://a.example/y", True),
        ("HTTPS://A.example/x", "https://a.example/x", True),
        ("https://a.example/x", "https://a.example/X", False),
        ("https://a.example/x?a=1", "https://a.example/x", False),
    ],
)
def test_which_urls_are_one_repository(url, other, same):
    assert identity.same_repository(url, other) is same
