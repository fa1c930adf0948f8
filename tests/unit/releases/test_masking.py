# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No value of a Secret is left in a masked text, and nothing else is touched."""

from __future__ import annotations

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.releases.masking import masked_text

MAP = "---\n# Source: a/templates/map.yaml\nkind:   ConfigMap # a Secret is elsewhere\ndata:\n    a: 'x'\n"
SECRET = '---\n# Source: a/templates/s.yaml\napiVersion: v1\nkind: "Secret"\ndata: {a: Y2FuYXJ5, b: Y2FuYXJ5}\n'
BLOCK = "---\nkind: Secret\nstringData:\n  file: |\n    canary\n    ---\n    canary\n"
TYPED = "---\nkind: SecretList\nitems:\n- data:\n    a: Y2FuYXJ5\n- metadata: {name: b}\n  stringData: {c: canary}\n"
NESTED = "kind: List\nitems:\n- kind: SecretList\n  items:\n  - {data: {a: Y2FuYXJ5}}\n"
LIST = "---\nkind: List\nitems:\n- kind: Secret\n  data:\n    a: Y2FuYXJ5\n- kind: ConfigMap\n  data:\n    b: c\n"


@pytest.mark.parametrize("text", [SECRET, LIST, TYPED, NESTED, BLOCK, "kind: Secret\ndata: canary\n"])
def test_values_are_gone_and_names_stay(text: str) -> None:
    shown = masked_text(text)
    assert "canary" not in shown and "Y2FuYXJ5" not in shown and "'********'" in shown


def test_other_documents_stay_as_they_are() -> None:
    shown = masked_text(MAP + SECRET + MAP)
    assert shown.startswith(f"{MAP}---\n# Source: a/templates/s.yaml\napiVersion: v1\n") and shown.endswith(MAP)
    assert masked_text(MAP) == MAP
    assert masked_text("kind: Secret\nmetadata: {name:  a}\n") == "kind: Secret\nmetadata: {name:  a}\n"
