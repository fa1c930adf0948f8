# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A failed task's stderr is the line that helm install and helm upgrade print, with what they put around it."""

# ruff: noqa: E501 - a table has long lines

from __future__ import annotations

from pathlib import Path
from typing import Any, Iterator

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import HelmError
from ansible_collections.native.helm.plugins.module_utils._helm.entry import telling

from .harness import Releases

HEAD = "apiVersion: v2\nname: c\nversion: 1.0.0\n"
MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: words}\n"
CHARTS: dict[str, dict[str, str]] = {
    "no Chart.yaml": {"values.yaml": "a: 1\n"},
    "library": {"Chart.yaml": HEAD + "type: library\n"},
    "no version": {"Chart.yaml": "apiVersion: v2\nname: c\n"},
    "dependency missing": {"Chart.yaml": HEAD + "dependencies: [{name: d, version: 1.0.0}]\n"},
    "template error": {"Chart.yaml": HEAD, "templates/a.yaml": 'a: {{ fail "no" }}\n'},
    "parse error": {"Chart.yaml": HEAD, "templates/a.yaml": "a: {{ nope }}\n"},
    "no YAML": {"Chart.yaml": HEAD, "templates/a.yaml": "a: b: c\n"},
    "schema": {"Chart.yaml": HEAD, "values.yaml": "a: 1\n", "values.schema.json": '{"properties": {"a": {"type": "string"}}}'},
    "kube version": {"Chart.yaml": HEAD + "kubeVersion: '>=99'\n", "templates/a.yaml": MAP},
}  # fmt: skip


@pytest.fixture(scope="module")
def place(cluster: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Releases]:
    """A namespace with a release to upgrade."""
    found = Releases(cluster.kubeconfig)
    found.kubectl("create", "namespace", found.namespace)
    found.apply("there", laid(tmp_path_factory.mktemp("good"), {"Chart.yaml": HEAD, "templates/a.yaml": MAP}))
    yield found
    found.kubectl("delete", "namespace", found.namespace, "--wait=false")


def laid(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / "c" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "c" / name).write_text(text)
    return folder / "c"


# helm upgrade takes a library for a release without objects; ours refuses to empty a release that way
CASES = [(case, name) for case in CHARTS for name in ("new", "there") if (case, name) != ("library", "there")]


@pytest.mark.parametrize(("case", "name"), CASES)
def test_stderr_is_helms_line(place: Releases, case: str, name: str, tmp_path: Path) -> None:
    folder = laid(tmp_path, CHARTS[case])
    said = place.helm_fails("install" if name == "new" else "upgrade", name, str(folder))
    with pytest.raises(HelmError) as caught:
        place.apply(name, folder)
    assert telling.failure(caught.value)["stderr"].rstrip("\n") == said[said.index("Error: ") :].rstrip("\n")
