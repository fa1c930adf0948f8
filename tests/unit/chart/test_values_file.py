# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""values.yaml's documents; what they hold is in values/cases_merge.json."""

from __future__ import annotations

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import ValuesError
from ansible_collections.native.helm.plugins.module_utils._helm.chart import values_file


def test_a_separator_that_is_no_text_is_refused():
    with pytest.raises(ValuesError, match="invalid Yaml document separator"):
        values_file.parse(b"a: 1\n---\xff\n")
