# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the task's author says that a chart is, and the chart that was found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Optional, Union

from ..web.http import ANONYMOUS, Credentials

if TYPE_CHECKING:
    from ...chart.model import Chart
    from ...chart.signing.provenance import Verification
    from ..cosign.trust import Trust, Verified


@dataclass(frozen=True)
class ChartSource:
    """Where the task's author says the chart is.

    chart: a folder, an archive, an http or https URL, oci://…, NAME (with repo_url) or REPO/NAME. version: exact or a
    range. digest: "sha256:…" that the archive must have, in a registry the archive or the manifest, "" for any. verify:
    a good signature by a key of keyring, a file's path, is asked for; cosign: one by cosign of whom it trusts. refresh:
    a repository known by name is asked for its index, whatever helm's copy of it has. provenance: what there is of a
    signature comes too, verified or not.
    """

    chart: str
    version: str = ""
    repo_url: str = ""
    credentials: Credentials = ANONYMOUS
    devel: bool = False
    digest: str = ""
    verify: bool = False
    keyring: str = ""
    refresh: bool = False
    provenance: bool = False
    cosign: Optional[Trust] = None

    @property
    def is_in_registry(self) -> bool:
        """Whether chart or repo_url is an address of a registry."""
        return self.chart.startswith("oci://") or self.repo_url.startswith("oci://")

    @property
    def address(self) -> str:
        """The chart's address below repo_url, chart itself where there is none."""
        return f"{self.repo_url.rstrip('/')}/{self.chart}" if self.repo_url else self.chart


@dataclass(frozen=True)
class Located:
    """A chart and where it was found. origin: path or URL, without credentials. digest: "sha256:…", "" for a folder.

    archive: its bytes, file_name: what helm pull would call it; empty for a folder. provenance, verification: only
    where they were asked for. reference: in a registry, with the manifest's digest.
    """

    chart: Chart
    origin: str
    digest: str
    archive: bytes = b""
    file_name: str = ""
    provenance: Optional[bytes] = None
    verification: Union[Verification, Verified, None] = None
    reference: str = ""
