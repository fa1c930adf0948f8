# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ansible's diff entries of files: of texts as they are, of archives by their digests."""

from __future__ import annotations

from typing import Optional

from ..base.files import digest_of


def entry(path: str, before: str, after: str) -> dict[str, str]:
    """Return the entry of a text, "" where there is none."""
    return {"before": before, "after": after, "before_header": path, "after_header": path}


def by_digest(path: str, before: Optional[bytes], after: Optional[bytes]) -> dict[str, str]:
    """Return the entry of a file that is no text, None where there is none."""
    return entry(path, *("" if data is None else f"{digest_of(data)}\n" for data in (before, after)))
