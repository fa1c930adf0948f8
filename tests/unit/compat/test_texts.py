# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What helm prints, as helm 4.3.1 printed it; and its diff plugin's way to show a change."""

from __future__ import annotations

from ansible_collections.native.helm.plugins.module_utils._helm.compat import texts

RELEASE = {
    "name": "shop",
    "namespace": "web",
    "revision": 2,
    "status": "deployed",
    "description": "Upgrade complete",
    "last_deployed": "2026-11-03T10:47:08.254748552Z",
    "notes": "",
}
STATUS = """\
NAME: shop
LAST DEPLOYED: Tue Nov  3 10:47:08 2026
NAMESPACE: web
STATUS: deployed
REVISION: 2
DESCRIPTION: Upgrade complete
"""


def test_a_release_is_told_as_by_helm() -> None:
    assert texts.head("shop", created=False) == 'Release "shop" has been upgraded. Happy Helming!\n'
    assert texts.head("shop", created=True) == 'Release "shop" does not exist. Installing it now.\n'
    assert texts.released(RELEASE, tests=True) == STATUS
    notes = {**RELEASE, "notes": "\nIt is open.\n\n"}
    assert texts.released(notes, tests=False) == f"{STATUS}TEST SUITE: None\nNOTES:\nIt is open.\n"


def test_events_of_a_hook() -> None:
    hook = {"metadata": {"annotations": {"helm.sh/hook": "pre-install, test"}}}
    assert texts.events(hook) == ["pre-install", "test"]


def test_a_change_is_shown_line_by_line() -> None:
    """The diff plugin's form: a sign, a blank, the line."""
    entries = [
        {"before": "a: 1\nb: 2\n", "after": "a: 1\nb: 3\n", "before_header": "v1 ConfigMap web/x (live)"},
        {"before": "", "after": "foo: bar\n", "before_header": "v1 ConfigMap web/y (absent)"},
        {"before": "foo: bar\n", "after": "", "before_header": "v1 ConfigMap web/z (live)"},
    ]
    assert texts.prepared(entries).split("\n") == [
        "v1 ConfigMap web/x has changed:", "...", "  a: 1", "- b: 2", "+ b: 3",
        "v1 ConfigMap web/y has been added:", "...", "+ foo: bar",
        "v1 ConfigMap web/z has been removed:", "...", "- foo: bar",
    ]  # fmt: skip
