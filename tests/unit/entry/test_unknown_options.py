# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands at a misspelled option is not shown: it may be a password."""

from __future__ import annotations

from ansible_collections.native.helm.plugins.module_utils._helm.base.mask import MASK
from ansible_collections.native.helm.plugins.module_utils._helm.entry import specs, unknown_options

RELEASES = specs.releases()["argument_spec"]


def test_what_no_module_has_is_masked_and_all_else_stays() -> None:
    entry = {"name": "web", "release_namespace": "shop", "values": {"any": "thing"}, "chart_repo_pasword": "canary"}
    given = {"releases": [entry, "no mapping"], "defaults": {"chart": "web"}, "api_kee": "canary", "parallel": 2}
    assert unknown_options.masked(given, RELEASES) == {
        "releases": [{**entry, "chart_repo_pasword": MASK}, "no mapping"],
        "defaults": {"chart": "web"},
        "api_kee": MASK,
        "parallel": 2,
    }
