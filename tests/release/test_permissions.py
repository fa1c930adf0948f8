# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users who may not do everything, as service accounts of a real API server."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cluster_fixture import await_right

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import Forbidden

from .conftest import MakeChart
from .harness import Releases
from .texts import config, deployment


def restricted(releases: Releases, tmp_path: Path, *rules: str) -> Releases:
    """The same namespace as a service account that may only do what rules say ("verbs resources")."""
    place = ("-n", releases.namespace)
    releases.kubectl("create", "serviceaccount", "limited", *place)
    for number, rule in enumerate(rules):
        verbs, resources = rule.split()
        releases.kubectl("create", "role", f"r{number}", f"--verb={verbs}", f"--resource={resources}", *place)
        account = f"{releases.namespace}:limited"
        releases.kubectl(
            "create", "rolebinding", f"r{number}", f"--role=r{number}", f"--serviceaccount={account}", *place
        )
        await_right(releases.kubeconfig, releases.namespace, ":limited", verbs.split(",")[0], resources.split(",")[0])
    token = releases.kubectl("create", "token", "limited", *place).strip()
    shown = json.loads(releases.kubectl("config", "view", "--raw", "-o", "json"))
    shown["users"] = [{"name": "limited", "user": {"token": token}}]
    shown["contexts"][0]["context"]["user"] = "limited"
    path = tmp_path / "limited.kubeconfig"
    path.write_text(json.dumps(shown), encoding="utf-8")
    return Releases(str(path), releases.namespace)


def refuse_reviews(releases: Releases) -> None:
    """Have every question for the user's own rights refused."""

    def refuse(_method: str, path: str) -> None:
        if "selfsubject" in path:
            raise Forbidden("cannot create resource selfsubjectaccessreviews", status=403)

    releases.before = refuse


def test_user_who_may_not_write_an_object_writes_nothing(
    releases: Releases, make_chart: MakeChart, tmp_path: Path
) -> None:
    limited = restricted(
        releases, tmp_path, "get,list,create,update,patch,delete secrets", "get,list,create,patch configmaps"
    )
    before = releases.names()
    for check in (True, False):
        with pytest.raises(Forbidden) as caught:
            limited.apply(chart=make_chart(a=config(), b=deployment()), check=check)
        assert 'cannot patch resource "deployments" in API group "apps"' in caught.value.problem
        assert limited.writes() == []
    assert releases.names() == before
    refuse_reviews(limited)  # that nobody tells what the user may do does not hide what was refused
    with pytest.raises(Forbidden, match='cannot patch resource "deployments"'):
        limited.apply(chart=make_chart(a=config(), b=deployment()))
    assert limited.writes() == []
    done = limited.apply(chart=make_chart(a=config()))
    assert done.changed is True and done.connection["user"]


def test_user_who_may_not_read_records(releases: Releases, make_chart: MakeChart, tmp_path: Path) -> None:
    limited = restricted(releases, tmp_path, "get,list configmaps")
    with pytest.raises(Forbidden, match='cannot list resource "secrets"'):
        limited.apply(chart=make_chart(a=config()))
    assert limited.writes() == []


def test_check_mode_of_a_user_who_may_only_read_compares_and_says_so(
    releases: Releases, make_chart: MakeChart, tmp_path: Path
) -> None:
    reader = restricted(releases, tmp_path, "get,list secrets", "get,list configmaps")
    releases.apply(chart=make_chart(a=config(text="one"), b=config("web-b", "same")))
    result = reader.apply(chart=make_chart("other", a=config(text="two"), b=config("web-b", "same")), check=True)
    assert [(entry["action"], entry["name"]) for entry in result.changes] == [
        ("update", "web-a"),
        ("unchanged", "web-b"),
    ]
    assert [("text: two" in entry["after"], "text: one" in entry["before"]) for entry in result.diff] == [(True, True)]
    (warning,) = reader.warnings  # web-b needs no dry run: its managed fields tell that nothing would change
    assert "web-a: no server-side dry run" in warning and "cannot patch" in warning
    assert reader.writes() == []
