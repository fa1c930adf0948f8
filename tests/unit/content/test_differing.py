# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is the same data once stored: as the text says that Go's encoding/json writes of it."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.codecs.json import codec
from ansible_collections.native.helm.plugins.module_utils._helm.content.differing import same_data
from ansible_collections.native.helm.plugins.module_utils._helm.golang.types import Int64, NilDict, NilList

VALUES: list[Any] = [
    None, True, False, 0, 1, 0.0, -0.0, 1.0, 1.5, Int64(1), "", "1", "\udcff", "\ufffd", "<", {}, [], NilDict(),
    NilList(), {"a": 1.0}, {"a": True}, {"a": None}, {"b": 1.0}, {"a": 1.0, "b": 2.0}, {"b": 2.0, "a": 1.0},
    {"a": {"b": [-0.0]}}, {"a": {"b": [0.0]}}, [1.0], [True], [1.0, 2.0], [2.0, 1.0], [[]], [{}], [None],
]  # fmt: skip


@pytest.mark.parametrize("old", VALUES, ids=repr)
def test_same_data_is_what_has_the_same_text(old: Any) -> None:
    text = codec.dumps(old)
    assert [new for new in VALUES if same_data(old, new) != (codec.dumps(new) == text)] == []
