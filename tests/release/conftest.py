# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real API server for the tests of releases, a namespace a test, and the actions at hand."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Callable, Iterator

import pytest
from cluster_fixture import Cluster

from .harness import Releases, in_a_namespace

MakeChart = Callable[..., Path]


@pytest.fixture
def kubeconfig(cluster: Cluster) -> str:
    """The kubeconfig of the tests' cluster."""
    return cluster.kubeconfig


@pytest.fixture
def make_chart(tmp_path: Path) -> MakeChart:
    """A function that writes a chart: its files' texts by path, template names without their folder; gives its folder.

    Written again it replaces what was there.
    """

    def make(name: str = "small", version: str = "0.1.0", **files: str) -> Path:
        folder = tmp_path / name
        if folder.exists():
            shutil.rmtree(folder)
        texts = {"Chart.yaml": f"apiVersion: v2\nname: {name}\nversion: {version}\n", "values.yaml": "{}\n"}
        for path, text in files.items():
            place = path.replace("__", "/") + ("" if "." in path else ".yaml")
            texts[place if "/" in place or place in texts else f"templates/{place}"] = text
        for place, text in texts.items():
            (folder / place).parent.mkdir(parents=True, exist_ok=True)
            (folder / place).write_text(text, encoding="utf-8")
        return folder

    return make


@pytest.fixture
def releases(kubeconfig: str) -> Iterator[Releases]:
    """The actions in a namespace of the test's own, which is gone afterwards."""
    with in_a_namespace(kubeconfig) as found:
        yield found
