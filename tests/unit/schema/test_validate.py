# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values against schemas: the texts in cases_schema.json are helm's, asked through the oracle by make_expected.py."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.chart.values.schema import refusal_of

CASES = json.loads((Path(__file__).parent / "cases_schema.json").read_text())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"][:80])
def test_the_refusal_is_helms(case):
    assert refusal_of(case["values"], json.dumps(case["schema"]).encode()) == case["err"]


@pytest.mark.parametrize(
    "address", ["https://127.0.0.1:1/x.json", "file:///dev/zero", "file:///etc/hostname", "other.json"]
)
def test_references_elsewhere_are_denied(address):
    """CVE-2025-55199: a schema may not make the host read a file or fetch an address."""
    url = f"file:///{address}" if address == "other.json" else address
    said = refusal_of({"a": 1}, json.dumps({"$ref": address}).encode())
    assert said.startswith(f'failing loading "{url}": it is not in the schema itself')


def test_a_schema_of_another_address_is_denied():
    said = refusal_of({}, b'{"$schema": "http://127.0.0.1:1/draft"}')
    assert said.startswith('failing loading "http://127.0.0.1:1/draft": it is not in the schema')


@pytest.mark.parametrize(
    "document",
    [
        {"$ref": "#"},
        {"properties": {"a": {"$ref": "#/properties/a"}}},
        {"$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}, "$ref": "#/$defs/a"},
        {"$defs": {"n": {"$dynamicAnchor": "n", "$dynamicRef": "#n"}}, "$ref": "#/$defs/n"},
    ],
)
def test_a_schema_that_refers_to_itself_ends(document):
    """CVE-2025-32387: no endless recursion."""
    assert "causing reference cycle" in refusal_of({"a": 1}, json.dumps(document).encode())


def test_a_schema_nested_very_deeply_ends():
    text = "{" + '"not":{' * 20_000 + "}" * 20_001
    assert "nested too deeply" in refusal_of({"a": 1}, text.encode())


def test_a_schema_that_multiplies_ends_in_time():
    """Each step of this one doubles the work: 2^40 of them."""
    steps = {str(number): {"anyOf": [{"$ref": f"#/$defs/{number + 1}"}] * 2} for number in range(40)}
    document = {"$defs": {**steps, "40": False}, "$ref": "#/$defs/0"}
    assert "too many steps" in refusal_of({}, json.dumps(document).encode())
