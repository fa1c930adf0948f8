# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON as encoding/json has it; the expected texts are Go's."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import JsonError
from ansible_collections.native.helm.plugins.module_utils._helm.codecs.json import codec as json_codec
from ansible_collections.native.helm.plugins.module_utils._helm.golang.types import GoStruct, NilList


def test_numbers_are_floats() -> None:
    assert json_codec.dumps(json_codec.loads("[1, 1.50, 1e21, -0]")) == "[1,1.5,1e+21,-0]"
    assert [type(item) for item in json_codec.loads("[1, 1.5]")] == [float, float]


def test_error_is_gos() -> None:
    with pytest.raises(JsonError) as found:
        json_codec.loads('{"a" 1}')
    assert found.value.problem == "invalid character '1' after object key"


def test_objects_keep_integers() -> None:
    made = json_codec.loads_objects('{"a": 1, "b": 1.0, "c": 9223372036854775808}')
    assert [type(made[name]) for name in "abc"] == [int, float, float]


def test_html_escapes_can_be_left_out() -> None:
    assert json_codec.dumps("<&>\u2028") == '"\\u003c\\u0026\\u003e\\u2028"'
    assert json_codec.dumps("<&>\u2028", escape_html=False) == '"<&>\\u2028"'


def test_indented_form() -> None:
    value = {"b": [1.0, {}], "a": {"x": []}, "n": NilList()}
    assert json_codec.dumps_indent(value) == (
        '{\n  "a": {\n    "x": []\n  },\n  "b": [\n    1,\n    {}\n  ],\n  "n": null\n}'
    )


def test_bytes_that_are_no_text_become_replacement_characters() -> None:
    assert json_codec.dumps("a\udcff\udcfe") == '"a\ufffd\ufffd"'
    assert json_codec.loads(b'"a\xff"') == "a\ufffd"


def test_structs_keep_their_order_and_names() -> None:
    struct = GoStruct("t.T", {"B": 1, "A": b"\x01"}, {})
    assert json_codec.dumps(struct) == '{"B":1,"A":"AQ=="}'
    own = GoStruct("*semver.Version", {}, {"MarshalJSON": lambda: b'"1.2.3"'})
    assert json_codec.dumps({"v": own}) == '{"v":"1.2.3"}'


@pytest.mark.parametrize("value", [float("nan"), float("inf"), len])
def test_what_has_no_json(value: Any) -> None:
    with pytest.raises(json_codec.Unsupported, match=r"json: unsupported (value|type): "):
        json_codec.dumps(value)
