# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Custom resources in other words than the API server's: no drift, and a changed value changes only that."""

from __future__ import annotations

import json
from typing import Any, Iterator

import pytest
from cluster_fixture import await_definition

from ansible_collections.native.helm.plugins.module_utils._helm.asked.requests import ApplyOptions

from .conftest import MakeChart
from .harness import Releases, actions
from .raw import BOTH, BOTH_IDS, Object
from .test_other_forms import differing

SCHEMA: Object = {
    "count": {"type": "integer"},
    "ratio": {"type": "number"},
    "port": {"x-kubernetes-int-or-string": True},
    "length": {"type": "string", "format": "duration"},
    "when": {"type": "string", "format": "date-time"},
    "blank": {"type": "string", "nullable": True},
    "text": {"type": "string"},
    "filled": {"type": "object", "properties": {"a": {"type": "string", "default": "x"}}, "default": {}},
    "open": {"type": "object", "x-kubernetes-preserve-unknown-fields": True},
    "map": {"type": "object", "additionalProperties": {"type": "string"}},
    "named": {
        "type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["name", "kind"],
        "items": {
            "type": "object", "required": ["name"],
            "properties": {
                "name": {"type": "string"}, "kind": {"type": "string", "default": "k"}, "size": {"type": "integer"},
            },
        },
    },
    "set": {"type": "array", "x-kubernetes-list-type": "set", "items": {"type": "string"}},
}  # fmt: skip

# spec, a change of its text, what of the object is other then
FORMS = {
    "whole-float": ("{count: 1.0, ratio: 1}", "count: 1.0", "count: 2", ["/spec/count"]),
    "float-and-number": ("{ratio: 1.0, text: a}", "text: a", "text: b", ["/spec/text"]),
    "float-becomes-number": ("{ratio: 1.0, count: 3.0}", "1.0, count: 3.0", "1, count: 3", []),
    "exponents": ("{ratio: 1e3, count: 1e2}", "1e2", "2e2", ["/spec/count"]),
    "fractions": ("{ratio: 0.10}", "0.10", "0.2", ["/spec/ratio"]),
    "text-or-number": ('{port: "80", text: a}', '"80"', "80", ["/spec/port"]),
    "duration": ('{length: 60m, when: "2026-01-31T10:00:00Z"}', "60m", "1h", ["/spec/length"]),
    "nullable": ("{blank: , text: a}", "text: a", "text: b", ["/spec/text"]),
    "null-of-a-default": ("{filled: , text: a}", "text: a", "text: b", ["/spec/text"]),
    "default": ("{filled: {}, text: a}", "text: a", "text: b", ["/spec/text"]),
    "empty": ("{map: {}, set: [], named: [], open: {}}", "map: {}", "map: {a: b}", ["/spec/map/a"]),
    "open": (
        "{open: {a: 1.0, b: [1, 1.0, null], c: {d: , e: {}}, f: 1e3, g: true}}", "true", "false", ["/spec/open/g"],
    ),
    # What Python takes for equal.
    "true-becomes-one": ("{open: {a: {b: true}}}", "true", "1", ["/spec/open/a/b"]),
    "zero-becomes-false": ("{open: {a: [{b: 0}, 1]}}", "0", "false", ["/spec/open/a/0/b"]),
    "false-in-a-list": ("{open: {a: [false, 1]}}", "false", "0", ["/spec/open/a/0"]),
    "one-becomes-text": ("{open: {a: 1}}", "1", '"1"', ["/spec/open/a"]),
    "one-becomes-a-whole-float": ("{open: {a: 1, b: [2]}}", "a: 1, b: [2]", "a: 1.0, b: [2.0]", []),
    "big": ("{open: {a: 9007199254740993, b: 12345678901234567890123}, text: a}", "text: a", "text: b", ["/spec/text"]),
    "keys-by-default": (
        "{named: [{name: a, size: 1}, {name: a, kind: j, size: 1}]}", "j, size: 1", "j, size: 2",
        ["/spec/named/1/size"],
    ),
    "set": ("{set: [b, a]}", "[b, a]", "[b, c]", ["/spec/set/1"]),
}  # fmt: skip


@pytest.fixture(params=BOTH, ids=BOTH_IDS)
def method(request: pytest.FixtureRequest, releases: Releases) -> Iterator[ApplyOptions]:
    """How objects are written, beside a kind of the test's own."""
    group = f"{releases.namespace}.example.com"
    schema = {"type": "object", "properties": {"spec": {"type": "object", "properties": SCHEMA}}}
    version = {"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": schema}}
    names = {"kind": "Form", "plural": "forms"}
    releases.kubectl_in(
        {
            "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
            "metadata": {"name": f"forms.{group}"},
            "spec": {"group": group, "names": names, "scope": "Namespaced", "versions": [version]},
        }
    )  # fmt: skip
    await_definition(releases.kubectl, f"forms.{group}")
    yield ApplyOptions(**request.param)
    releases.uninstall()
    releases.kubectl("delete", "crd", f"forms.{group}", "--wait=false")


def text(releases: Releases, *, changed: bool) -> str:
    objects = []
    for name, (spec, old, new, _fields) in FORMS.items():
        assert spec.count(old) == 1, name
        said = spec.replace(old, new) if changed else spec
        head = f"apiVersion: {releases.namespace}.example.com/v1\nkind: Form\nmetadata: {{name: {name}}}\n"
        objects.append(f"{head}spec: {said}\n")
    return "---\n".join(objects)


# spec; what someone writes by hand: field, value
BY_HAND: dict[str, tuple[str, str, Any, Any]] = {
    "by-hand-true": ("{open: {a: true}}", "/spec/open/a", 1, True),
    "by-hand-false": ("{open: {a: {b: false}}}", "/spec/open/a/b", 0, False),
    "by-hand-one": ("{open: {a: 1}}", "/spec/open/a", True, 1),
    "by-hand-text": ('{open: {a: "1"}}', "/spec/open/a", 1, "1"),
}


def test_what_python_takes_for_equal_is_drift(
    releases: Releases, make_chart: MakeChart, method: ApplyOptions
) -> None:
    head = f"apiVersion: {releases.namespace}.example.com/v1\nkind: Form\nmetadata: "
    chart = make_chart(
        "forms", all="---\n".join(f"{head}{{name: {name}}}\nspec: {one[0]}\n" for name, one in BY_HAND.items())
    )
    releases.apply(chart=chart, applying=method)
    before = {name: live(releases, name) for name in BY_HAND}
    for name, (_spec, path, value, _wanted) in BY_HAND.items():
        patch = json.dumps([{"op": "replace", "path": path, "value": value}])
        kind = f"forms.{releases.namespace}.example.com"
        releases.kubectl("patch", kind, name, "-n", releases.namespace, "--type=json", "-p", patch)
    told = [
        (name, {"field": path, "wanted": wanted, "live": value})
        for name, (_spec, path, value, wanted) in BY_HAND.items()
    ]
    for drift, changed in (("warn", False), ("correct", True)):
        found = releases.apply(chart=chart, applying=method, drift=drift)
        assert found.changed is changed
        listed = [(entry["name"], one) for entry in found.drift for one in entry["differences"]]
        assert json.dumps(listed) == json.dumps(told)
    assert json.dumps({name: live(releases, name) for name in BY_HAND}) == json.dumps(before)
    assert releases.apply(chart=chart, applying=method).changed is False


def live(releases: Releases, name: str) -> Any:
    return releases.get(f"forms.{releases.namespace}.example.com", name)["spec"]


def test_custom_resources_in_other_words(releases: Releases, make_chart: MakeChart, method: ApplyOptions) -> None:
    chart = make_chart("forms", all=text(releases, changed=False))
    releases.apply(chart=chart, applying=method)
    for check in (True, False):
        again = releases.apply(chart=chart, applying=method, check=check)
        assert ([(entry["name"], entry["differences"]) for entry in again.drift], again.changed) == ([], False)
    before = {name: live(releases, name) for name in FORMS}
    chart = make_chart("forms", all=text(releases, changed=True))
    done = releases.apply(chart=chart, applying=method)
    found = {name: list(differing(before[name], live(releases, name), "/spec")) for name in FORMS}
    assert found == {name: fields for name, (_spec, _old, _new, fields) in FORMS.items()}
    assert sorted(actions(done)) == sorted(("update", name) for name in FORMS if FORMS[name][3])
    again = releases.apply(chart=chart, applying=method)
    assert ([(entry["name"], entry["differences"]) for entry in again.drift], again.changed) == ([], False)
