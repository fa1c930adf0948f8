# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""values.yaml's documents; what they hold is in values/cases_merge.json."""

from __future__ import annotations

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import ValuesError
from ansible_collections.native.helm.plugins.module_utils._helm.chart import values_file


@pytest.mark.parametrize("blank", ["\x85", "\xa0", "\u3000"])
def test_white_space_of_go_may_stand_behind_a_separator(blank):
    assert values_file.parse(f"a: 1\n---{blank}\nb: 2\n".encode()) == {"a": 1.0, "b": 2.0}


@pytest.mark.parametrize("sign", ["\x1c", "\x1f"])
def test_what_only_python_takes_for_white_space_is_refused_behind_a_separator(sign):
    with pytest.raises(ValuesError, match=f"^error reading yaml document: invalid Yaml document separator: {sign}$"):
        values_file.parse(f"a: 1\n---{sign}\nb: 2\n".encode())


def test_a_separator_that_is_no_text_is_refused():
    with pytest.raises(ValuesError, match="invalid Yaml document separator"):
        values_file.parse(b"a: 1\n---\xff\n")
