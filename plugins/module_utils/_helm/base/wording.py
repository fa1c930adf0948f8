# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What helm prints before the words of a server; imported where something has failed."""

from __future__ import annotations

from .errors import E, HelmError, Unreachable

NO_CLUSTER = "kubernetes cluster unreachable: "


def before(error: E, words: str) -> E:
    """Return the same error with helm's words before its text; what people are told stays."""
    same = error.restated(f"{words}{error.problem}")
    same.told = error.told or error.problem
    return same


def is_without_cluster(error: HelmError) -> bool:
    """Return whether error says that no API server was reached, or that the kubeconfig does not say which."""
    return isinstance(error, Unreachable) or NO_CLUSTER in error.around
