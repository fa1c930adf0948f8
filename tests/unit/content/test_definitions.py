# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds that a definition brings, whatever form it has: what is wrong with it is for the API server to say."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.content import definitions

SERVED = {"name": "v1", "served": True}


def definition(**spec: Any) -> dict[str, Any]:
    whole = {"group": "example.com", "names": {"kind": "Widget"}, "scope": "Namespaced", "versions": [SERVED]}
    return {"kind": "CustomResourceDefinition", "spec": {**whole, **spec}}


@pytest.mark.parametrize(
    ("crd", "kinds"),
    [
        (definition(), {("example.com/v1", "Widget"): True}),
        (definition(scope="Cluster"), {("example.com/v1", "Widget"): False}),
        (definition(versions=[SERVED, {"name": "v0", "served": False}]), {("example.com/v1", "Widget"): True}),
        (definition(versions=[SERVED, "v2"]), {("example.com/v1", "Widget"): True}),
        (definition(names="Widget"), {("example.com/v1", ""): True}),
        (definition(versions="v1"), {}),
        (definition(versions={"name": "v1", "served": True}), {}),
        (definition(versions=None), {}),
        ({"kind": "CustomResourceDefinition", "spec": "x"}, {}),
        ({"kind": "CustomResourceDefinition", "spec": [SERVED]}, {}),
        ({"kind": "CustomResourceDefinition"}, {}),
    ],
)
def test_the_kinds_of_a_definition(crd: dict[str, Any], kinds: dict[tuple[str, str], bool]) -> None:
    assert definitions.kinds_of(crd) == kinds
