# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The values of a chart and of its subcharts, each against its own schema."""

from __future__ import annotations

import json

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import ValuesError
from ansible_collections.native.helm.plugins.module_utils._helm.chart.model import Chart
from ansible_collections.native.helm.plugins.module_utils._helm.chart.values import schema


def chart(name, document, *subcharts):
    return Chart(
        {"name": name}, schema=json.dumps(document).encode() if document else None, subcharts=subcharts
    )


def test_each_chart_is_held_against_its_own_values():
    tree = chart("top", {"required": ["q"]}, chart("sub", {"required": ["r"]}), chart("off", {"required": ["s"]}))
    with pytest.raises(ValuesError) as caught:
        schema.validate(tree, {"sub": {}})
    assert caught.value.problem == (
        "values don't meet the specifications of the schema(s) in the following chart(s):\n"
        "top:\n- at '': missing property 'q'\nsub:\n- at '': missing property 'r'\n"
    )


def test_numbers_are_as_go_sees_them():
    tree = chart("top", {"properties": {"a": {"type": "integer"}}})
    schema.validate(tree, {"a": 3.0})


@pytest.mark.parametrize("address", ["https://example.com/x.json", "http://127.0.0.1:9/x.json", "file:///etc/passwd"])
def test_a_reference_to_elsewhere_is_refused_with_what_to_do(address):
    tree = chart("top", None, chart("sub", {"properties": {"a": {"$ref": address}}}))
    with pytest.raises(ValuesError) as caught:
        schema.validate(tree, {"sub": {"a": 1}})
    assert "failing loading" in caught.value.problem
    assert "put what it refers to into the schema itself" in caught.value.hint


@pytest.mark.parametrize(
    ("text", "problem"),
    [  # in helm 4.3.1's words
        (b'{"a"', "top:\nunexpected EOF"),
        (b"", "top:\nEOF"),
        (b"[]", 'top:\n"file:///values.schema.json#" is not valid against metaschema: '),
        (b'{"$ref": "#/nowhere"}', 'top:\njson-pointer in "file:///values.schema.json#/nowhere" not found'),
        (b'{"$defs": %s1%s}' % (b"[" * 100_000, b"]" * 100_000), "top:\n"),
    ],
)
def test_a_broken_schema_is_not_mended_by_other_values(text, problem):
    with pytest.raises(ValuesError) as caught:
        schema.validate(Chart({"name": "top"}, schema=text), {"a": 1})
    assert problem in caught.value.problem
    assert "values.schema.json" in caught.value.hint and "skip_schema_validation" in caught.value.hint


def test_values_that_a_schema_refuses_are_to_be_corrected():
    with pytest.raises(ValuesError) as caught:
        schema.validate(chart("top", {"required": ["a"]}), {})
    assert caught.value.hint == "correct the values"
