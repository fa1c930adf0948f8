# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What helm prints before the words of a server; imported where something has failed."""

from __future__ import annotations

from .errors import E, HelmError, Unreachable

NO_CLUSTER = "kubernetes cluster unreachable: "
UNREACHABLE = "Kubernetes cluster unreachable: "  # how our own text of it begins, which a person reads


def before(error: E, words: str) -> E:
    """Return the same error with helm's words before its text; what people are told stays."""
    same = error.restated(f"{words}{error.problem}")
    same.told = error.told or error.problem
    same.__cause__ = error
    return same


def own(error: E) -> E:
    """Return an error as the server gave it, without words that before() put before it."""
    cause = error.__cause__
    return cause if isinstance(cause, type(error)) and error.problem.endswith(cause.problem) else error


def is_without_cluster(error: HelmError) -> bool:
    """Return whether error says that no API server was reached, or that the kubeconfig does not say which."""
    return isinstance(error, Unreachable) or NO_CLUSTER in error.around
