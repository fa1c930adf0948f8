# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation fragments that say the same twice, since ansible-test takes only plain texts, say it alike."""

from __future__ import annotations

import yaml

from ansible_collections.native.helm.plugins.doc_fragments.chart_source import ModuleDocFragment


def test_own_chart_source_is_the_chart_source_without_aliases() -> None:
    whole, own = (yaml.safe_load(text)["options"] for text in (ModuleDocFragment.DOCUMENTATION, ModuleDocFragment.OWN))
    assert own == {name: {k: v for k, v in option.items() if k != "aliases"} for name, option in whole.items()}
