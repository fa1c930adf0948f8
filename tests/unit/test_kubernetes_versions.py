# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The versions of Kubernetes that a control plane of the tests' own can be built of. None is built here."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "cluster"))

from _control_plane import build, versions
from _control_plane.steps import ClusterError

SUPPORTED = ["1.33", "1.34", "1.35", "1.36"]  # as docs and the support matrix say


def test_every_supported_version_is_pinned() -> None:
    assert versions.known() == SUPPORTED
    assert versions.modules() == versions.modules("1.36") == versions.SOURCE / "go.mod"


@pytest.mark.parametrize("version", SUPPORTED)
def test_all_of_a_version_is_of_one_release(version: str) -> None:
    text = versions.modules(version).read_text(encoding="utf-8")
    whole = versions.kubernetes(version)
    assert whole.startswith(f"v{version}.")
    replaced = re.findall(r"^\t(k8s\.io/\S+) => (k8s\.io/\S+) (v\S+)$", text, re.MULTILINE)
    assert len(replaced) >= 30
    assert {found for _old, _new, found in replaced} == {f"v0{whole[2:]}"}
    sums = versions.modules(version).with_suffix(".sum").read_text(encoding="utf-8")
    assert f"k8s.io/kubernetes {whole} h1:" in sums


def test_each_has_programs_of_its_own() -> None:
    assert len({build.programs(version) for version in SUPPORTED}) == len(SUPPORTED)
    assert build.programs() == build.programs("1.36")


def test_what_is_not_pinned_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NATIVE_HELM_KUBERNETES", "1.30")
    with pytest.raises(ClusterError, match=r"Kubernetes 1\.30 is not pinned; pinned are 1\.33, 1\.34, 1\.35, 1\.36"):
        versions.modules(versions.wanted())
