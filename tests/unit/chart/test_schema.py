# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values against schemas: the texts in cases_schema.json are helm's, asked through the oracle by regenerate_schema."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import ValuesError
from ansible_collections.native.helm.plugins.module_utils._helm.chart import schema
from ansible_collections.native.helm.plugins.module_utils._helm.chart.model import Chart

CASES = json.loads((Path(__file__).parent / "cases_schema.json").read_text())
# The library that helm uses says why a text does not have a format; jsonschema only says that it does not.
FORMAT_REASON_MISSING = {"format email": ": missing @"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_refusal_is_helms(case):
    expected = case["err"].replace(FORMAT_REASON_MISSING.get(case["name"], "\0"), "")
    assert schema.refusal_of(case["values"], json.dumps(case["schema"]).encode()) == expected


def chart(name, document, *subcharts):
    return Chart(
        {"name": name}, schema=json.dumps(document).encode() if document else None, dependencies=list(subcharts)
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


@pytest.mark.parametrize(
    "address", ["https://127.0.0.1:1/x.json", "file:///dev/zero", "file:///etc/hostname", "other.json"]
)
def test_references_elsewhere_are_denied(address):
    """CVE-2025-55199: a schema may not make the host read a file or fetch an address."""
    assert "failing loading a reference" in schema.refusal_of({"a": 1}, json.dumps({"$ref": address}).encode())


def test_a_schema_that_refers_to_itself_ends():
    """CVE-2025-32387: no endless recursion."""
    assert "without end" in schema.refusal_of({"a": 1}, b'{"$ref": "#"}')


def test_a_pattern_cannot_take_for_ever():
    document = {"properties": {"a": {"pattern": "^(a+)+$"}}}
    assert "does not match pattern" in schema.refusal_of({"a": "a" * 40 + "!"}, json.dumps(document).encode())


def test_a_schema_that_is_no_json():
    assert "unexpected EOF" in schema.refusal_of({}, b"{")
