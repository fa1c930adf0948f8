# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Semantic versions. Sprig: semver.go."""

from __future__ import annotations

from ..base.errors import FunctionError
from ..semver.constraint import Constraint
from ..semver.version import InvalidVersion, Version, parse_version


def version(text: str) -> Version:
    """Return the version that text says."""
    try:
        return parse_version(text)
    except InvalidVersion as problem:
        raise FunctionError(problem.problem) from problem


def compare(constraint: str, text: str) -> bool:
    """Return whether the version that text says meets the constraint."""
    try:
        wanted = Constraint.parse(constraint)
        return wanted.check(parse_version(text))
    except InvalidVersion as problem:
        raise FunctionError(problem.problem) from problem
