# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What encoding/json calls what it refuses."""

from __future__ import annotations

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.codecs.json import mistakes


@pytest.mark.parametrize(
    ("value", "kind"), [(True, "bool"), ("x", "string"), ([1.0], "array"), ({"a": 1.0}, "object"), (1.0, "number")]
)
def test_kinds_have_the_names_of_encoding_json(value, kind):
    """Go: encoding/json, UnmarshalTypeError.Value."""
    assert mistakes.kind(value) == kind
