# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hooks: manifests that run at an event instead of belonging to the release."""

from __future__ import annotations

import re
from typing import Optional

from ..base.patterns import lazy
from ..golang.space import SPACE
from .model import Head, Hook

HOOK = "helm.sh/hook"
WEIGHT = "helm.sh/hook-weight"
DELETE_POLICY = "helm.sh/hook-delete-policy"
OUTPUT_LOG_POLICY = "helm.sh/hook-output-log-policy"

TEST = "test"
EVENTS = frozenset(
    (
        "pre-install",
        "post-install",
        "pre-delete",
        "post-delete",
        "pre-upgrade",
        "post-upgrade",
        "pre-rollback",
        "post-rollback",
        TEST,
    )
)
_OLD_NAMES = {"test-success": TEST}  # Helm 2
_WEIGHT = lazy(r"[-+]?[0-9]+", re.ASCII)


def from_head(head: Head, path: str, manifest: str) -> Optional[Hook]:
    """Return the hook that a manifest with the hook annotation is; None (it is dropped) when an event is unknown."""
    events = []
    for name in _words(head.annotations[HOOK]):
        event = _OLD_NAMES.get(name, name)
        if event not in EVENTS:
            return None
        events.append(event)
    return Hook(
        name=head.name,
        kind=head.kind,
        path=path,
        manifest=manifest,
        events=events,
        weight=_weight(head.annotations.get(WEIGHT, "")),
        delete_policies=_words(head.annotations.get(DELETE_POLICY)),
        output_log_policies=_words(head.annotations.get(OUTPUT_LOG_POLICY)),
    )


def _words(text: Optional[str]) -> list[str]:
    """The words between commas, in lower case."""
    return [] if text is None else [word.strip(SPACE).lower() for word in text.split(",")]


def _weight(text: str) -> int:
    """A weight is a decimal number of 64 bits; what is none counts as 0."""
    number = int(text) if _WEIGHT.fullmatch(text) else 0
    return number if -(1 << 63) <= number < 1 << 63 else 0
