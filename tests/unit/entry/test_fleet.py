# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wrong with a task of many releases is told before a server is asked for anything."""

from __future__ import annotations

from typing import Any

import pytest
from ansible.module_utils.testing import patch_module_args

from ansible_collections.native.helm.plugins.module_utils._helm.base.env import Env
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import RequestError
from ansible_collections.native.helm.plugins.module_utils._helm.entry import door, releases, specs
from ansible_collections.native.helm.plugins.module_utils._helm.entry.task import Task

SERVER = {"host": "https://127.0.0.1:9", "api_key": "t"}
ONE = {"name": "shop", "namespace": "web", "chart": "c"}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"defaults": {"wiat": True, "name": "x"}}, "name, wiat may not be in defaults"),
        ({"parallel": 0}, "0 is no number of releases at once"),
        ({"fleet": "no label/"}, "'no label/' is no value of a label"),
        ({"fleet": "", "prune": True}, "prune needs a name"),
        ({"releases": [], "fleet": "shop", "prune": True}, "releases is empty, and prune would remove the whole fleet"),
        ({"releases": [ONE, ONE]}, "web/shop is listed 2 times (entries 1 and 2)"),
        ({"releases": [{**ONE, "needs": ["cache"]}]}, "web/shop needs cache, which is not in the list"),
        ({"only": ["shpo"]}, "no release of the list is meant by shpo"),
        (
            {"releases": [ONE, {**ONE, "name": "b", "host": "https://127.0.0.2:9"}], "fleet": "shop", "prune": True},
            "the releases of the list are in several clusters, or their records in several places",
        ),
        (
            {"releases": [], "defaults": {"crds": "none"}, "fleet": "s", "prune": True, "allow_empty": True},
            "value of crds must be one of: skip, create, apply, got: none",
        ),
    ],
    ids=["defaults", "parallel", "label", "no fleet", "empty", "double", "need", "only", "clusters", "checked"],
)
def test_what_is_wrong_is_told_first(options: dict[str, Any], said: str) -> None:
    with patch_module_args({"releases": [ONE], **SERVER, **options}):
        params = door.HelmModule(**specs.releases()).params
    with pytest.raises(RequestError) as caught:
        releases.apply(Task(params, check=False, env=Env(), environ={}))
    assert caught.value.problem == said
