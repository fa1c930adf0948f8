# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An object that takes the place of another one between the look and the deletion: only what was looked at is deleted,
or what turns out to be the release's own."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.asked.requests import ApplyOptions
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import HelmError

from .conftest import MakeChart
from .harness import Releases, actions
from .texts import config, deployment, hook_job


def replace_before_deletion(releases: Releases, name: str, *, own: bool = False, after: str = "") -> None:
    """Have ConfigMap name replaced just before its first deletion: by one of someone else, or of the release web.
    after: only once a request to a path with this text was sent."""
    seen = {"after": not after, "done": False}

    def meddle(method: str, path: str) -> None:
        written = method != "GET" and not releases.sent[-1][2].get("dryRun")
        seen["after"] = seen["after"] or (after in path and written)
        if seen["done"] or not seen["after"] or method != "DELETE" or not path.endswith(f"/configmaps/{name}"):
            return
        if releases.sent[-1][2].get("dryRun"):
            return
        seen["done"] = True
        place = ("-n", releases.namespace)
        releases.kubectl("delete", "configmap", name, *place)
        releases.kubectl("create", "configmap", name, "--from-literal=text=another", *place)
        if own:
            owner = ("meta.helm.sh/release-name=web", f"meta.helm.sh/release-namespace={releases.namespace}")
            releases.kubectl("annotate", "configmap", name, *owner, *place)
            releases.kubectl("label", "configmap", name, "app.kubernetes.io/managed-by=Helm", *place)

    releases.before = meddle


def is_the_other(releases: Releases, name: str) -> bool:
    return bool(releases.get("configmap", name)["data"] == {"text": "another"})


@pytest.mark.parametrize("server_side", ["true", "false"])
def test_upgrade_and_uninstall_keep_a_namesake_and_delete_their_own(
    releases: Releases, make_chart: MakeChart, server_side: str
) -> None:
    applying: dict[str, Any] = {"applying": ApplyOptions(server_side=server_side)}
    both = {"a": config("a"), "b": config("b"), "c": config("c")}
    releases.apply(chart=make_chart(**both), **applying)
    replace_before_deletion(releases, "b")
    done = releases.apply(chart=make_chart(a=config("a"), c=config("c")), **applying)
    assert actions(done) == [("keep", "b")]
    assert is_the_other(releases, "b")
    assert any("ConfigMap" in text and "/b: not deleted: invalid ownership" in text for text in releases.warnings)
    replace_before_deletion(releases, "c", own=True)
    assert actions(releases.apply(chart=make_chart(a=config("a")), **applying)) == [("delete", "c")]
    assert "configmap/c" not in releases.names()
    replace_before_deletion(releases, "a")
    assert actions(releases.uninstall()) == [("keep", "a")]
    assert is_the_other(releases, "a")


@pytest.mark.parametrize("server_side", ["true", "false"])
def test_recreation_leaves_a_namesake_alone_and_fails(
    releases: Releases, make_chart: MakeChart, server_side: str
) -> None:
    applying = ApplyOptions(server_side=server_side, recreate=("ConfigMap",))
    releases.apply(chart=make_chart(a=config("a", '"1"') + "immutable: true\n"), applying=applying)
    replace_before_deletion(releases, "a")
    with pytest.raises(HelmError, match=r'ConfigMap "a" in namespace .* exists and cannot be imported'):
        releases.apply(chart=make_chart(a=config("a", '"2"') + "immutable: true\n"), applying=applying)
    assert is_the_other(releases, "a")


def test_clearing_up_after_a_failure_leaves_a_namesake_alone(releases: Releases, make_chart: MakeChart) -> None:
    failing = hook_job("fail", "post-upgrade", pod="fail")
    releases.apply(chart=make_chart(a=config("a")))
    replace_before_deletion(releases, "b")
    with pytest.raises(HelmError, match="post-upgrade hooks failed"):
        releases.apply(chart=make_chart(a=config("a"), b=config("b"), h=failing), cleanup_on_fail=True)
    assert is_the_other(releases, "b")
    replace_before_deletion(releases, "c")
    with pytest.raises(HelmError, match="rolled back"):
        releases.apply(chart=make_chart(a=config("a"), c=config("c"), h=failing), atomic=True)
    assert is_the_other(releases, "c")


def test_clearing_up_leaves_alone_what_someone_else_made_first(releases: Releases, make_chart: MakeChart) -> None:
    by_client = ApplyOptions(server_side="false")
    releases.apply(chart=make_chart(a=config("a")), applying=by_client)
    made = []

    def meddle(method: str, path: str) -> None:
        if method == "POST" and path.endswith("/secrets") and not made:  # the record, after the look at the objects
            made.append(releases.kubectl("create", "configmap", "b", "-n", releases.namespace))

    releases.before = meddle
    with pytest.raises(HelmError, match="already exists"):
        releases.apply(chart=make_chart(a=config("a"), b=config("b")), applying=by_client, cleanup_on_fail=True)
    assert made and "configmap/b" in releases.names()


def test_hooks_delete_what_this_run_made(releases: Releases, make_chart: MakeChart) -> None:
    hook = config("h", '"hook"', more="annotations: {helm.sh/hook: 'pre-install,post-upgrade', "
                  "helm.sh/hook-delete-policy: 'before-hook-creation,hook-succeeded'}")  # fmt: skip
    replace_before_deletion(releases, "h", after="/configmaps/h")
    releases.apply(chart=make_chart(h=hook, d=deployment()))
    assert is_the_other(releases, "h")
    assert any("h: not deleted: another object has taken" in text for text in releases.warnings)
    replace_before_deletion(releases, "h")  # before a hook is made, whatever has its name goes, as in helm
    releases.apply(chart=make_chart(h=hook, d=deployment(replicas="2")))
    assert "configmap/h" not in releases.names()


def test_record_of_another_run_under_the_same_name_stays(releases: Releases, make_chart: MakeChart) -> None:
    releases.apply(chart=make_chart(a=config("a")))
    key = "sh.helm.release.v1.web.v1"
    done = []

    def meddle(method: str, path: str) -> None:
        if method == "DELETE" and path.endswith(key) and not done and not releases.sent[-1][2].get("dryRun"):
            done.append(releases.kubectl("delete", "secret", key, "-n", releases.namespace))
            releases.kubectl("create", "secret", "generic", key, "-n", releases.namespace)

    releases.before = meddle
    assert releases.uninstall().changed is True
    assert done and f"secret/{key}" in releases.names()
