# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation fragments that say the same twice, as plain texts that people read, say it alike."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from ansible_collections.native.helm.plugins.doc_fragments import chart_source, cluster, dropin
from ansible_collections.native.helm.plugins.modules import helm_release, helm_releases, helm_rollback

SOURCE, CLUSTER, DROPIN = (module.ModuleDocFragment for module in (chart_source, cluster, dropin))


def options(text: str, *, aliases: bool = True) -> dict[str, Any]:
    """A fragment's options, on request without their aliases."""
    found: dict[str, Any] = yaml.safe_load(text)["options"]
    return {name: {k: v for k, v in option.items() if aliases or k != "aliases"} for name, option in found.items()}


def test_own_chart_source_is_the_chart_source_without_aliases() -> None:
    assert options(SOURCE.OWN) == options(SOURCE.DOCUMENTATION, aliases=False)


@pytest.mark.parametrize(("copy", "of"), [("MORE", "DOCUMENTATION"), ("ACCEPTED", "ACCEPTED")])
def test_the_drop_ins_have_the_clusters_options_without_aliases(copy: str, of: str) -> None:
    copied, whole = options(getattr(DROPIN, copy)), options(getattr(CLUSTER, of), aliases=False)
    assert copied == {name: whole[name] for name in copied}
    assert len(copied) >= 9


@pytest.mark.parametrize("key", ["plan", "secrets_compared", "differences"])
def test_what_comes_of_a_plan_is_told_alike(key: str) -> None:
    """Ansible has no fragments for what modules return."""
    told = [yaml.safe_load(module.RETURN)[key] for module in (helm_release, helm_releases, helm_rollback)]
    assert told[1:] == told[:1] * 2
