# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a revision would hold, and what it is rendered with: plain records."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..release.model import StoredHook
    from ..render.model import Crd


@dataclass
class Candidate:
    """What a revision would hold. chart: as the record has it. config: the user's values. crds: the chart's crds/
    files."""

    chart: dict[str, Any]
    config: dict[str, Any]
    manifest: str = ""
    notes: str = ""
    hooks: list[StoredHook] = field(default_factory=list)
    crds: list[Crd] = field(default_factory=list)


@dataclass
class Facts:
    """What templates see of the release."""

    name: str
    namespace: str
    revision: int
    is_upgrade: bool = False


@dataclass
class RenderOptions:
    """with_crds: the chart's CRDs will be there when its objects are made. code_cache: as in Context. post_renderer: a
    program, see post_rendering.py. shaping: patches and images as the options have them, see shaping/."""

    skip_schema: bool = False
    enable_dns: bool = False
    with_crds: bool = False
    code_cache: Any = None
    post_renderer: list[str] = field(default_factory=list)
    shaping: dict[str, Any] = field(default_factory=dict)
