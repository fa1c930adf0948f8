# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Chart.lock: the dependencies' versions as they were resolved, and the digest that tells whether they still hold."""

from __future__ import annotations

import hashlib
from typing import Any, Iterable, Mapping

from ..base import json_codec
from .model import Chart

# Go's order of a dependency's fields; those that are left out when they are empty
_FIELDS = ("name", "version", "repository", "condition", "tags", "enabled", "import-values", "alias")
_ALWAYS = ("name", "repository")


def digest(requirements: Iterable[Mapping[str, Any]], locked: Iterable[Mapping[str, Any]]) -> str:
    """Return "sha256:" and the hash that Chart.lock holds of what Chart.yaml asks for and what it was resolved to.

    Repositories that are given by name must have been replaced by their addresses. Source: helm's resolver, HashReq.
    """
    text = f"[{_json(requirements)},{_json(locked)}]"
    return "sha256:" + hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def is_in_step(chart: Chart) -> bool:
    """Return whether chart has a Chart.lock that was made for the dependencies that Chart.yaml declares."""
    if not chart.lock:
        return False
    declared = chart.metadata.get("dependencies") or []
    return bool(chart.lock.get("digest") == digest(declared, chart.lock.get("dependencies") or []))


def _json(dependencies: Iterable[Mapping[str, Any]]) -> str:
    return "[" + ",".join(_entry(dependency) for dependency in dependencies) + "]"


def _entry(dependency: Mapping[str, Any]) -> str:
    given = ((name, dependency.get(name)) for name in _FIELDS)
    fields = ((name, value or "" if name in _ALWAYS else value) for name, value in given)
    return (
        "{"
        + ",".join(f'"{name}":{json_codec.dumps(value)}' for name, value in fields if value or name in _ALWAYS)
        + "}"
    )
