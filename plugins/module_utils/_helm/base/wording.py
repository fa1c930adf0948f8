# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What helm prints before the words of a server; imported where something has failed."""

from __future__ import annotations

from .errors import E, HelmError, Unreachable

NO_CLUSTER = "kubernetes cluster unreachable: "
NOT_UPDATED = "failed to update the following repositories: "
NO_REPOSITORIES = "no repositories configured"  # also where helm cannot read its list of them
NO_CREDENTIALS = "the server has asked for the client to provide credentials"
UNREACHABLE = "Kubernetes cluster unreachable: "  # how our own text of it begins, which a person reads


def before(error: E, words: str) -> E:
    """Return the same error with helm's words before its text; what people are told stays."""
    return instead(error, f"{words}{error.problem}")


def instead(error: E, words: str) -> E:
    """Return the same error with helm's words in the place of its own; what people are told stays."""
    same = error.restated(words)
    same.told = error.told or error.problem
    same.__cause__ = error
    return same


def not_updated(error: E, url: str) -> E:
    """Return the error of an index that cannot be fetched, as helm repo update has it."""
    return instead(error, f"{NOT_UPDATED}[{url}]")


def own(error: E) -> E:
    """Return an error as the server gave it, without words that before() put before it."""
    cause = error.__cause__
    return cause if isinstance(cause, type(error)) and error.problem.endswith(cause.problem) else error


def said(error: E, words: str) -> E:
    """Return error with what helm says in its place; its own text is what people are told."""
    error.around = words
    return error


def without_cluster(error: E, words: str) -> E:
    """Return error, of which helm says that no cluster is reached, and why: words, in the place of our own."""
    return said(error, f"{NO_CLUSTER}{words}")


def unframed(error: HelmError) -> str:
    """Return what is around an error of a cluster that is not reached, without what helm's command puts there."""
    return error.around[error.around.index(NO_CLUSTER) :] if NO_CLUSTER in error.around else "{}"


def unknown(error: E) -> E:
    """Return error, of an identity that the server does not know, as helm tells it of its first request."""
    if is_without_cluster(error):  # which says why there are no credentials
        return error
    return without_cluster(error, NO_CREDENTIALS)


def is_without_cluster(error: HelmError) -> bool:
    """Return whether error says that no API server was reached, or that the kubeconfig does not say which."""
    return isinstance(error, Unreachable) or NO_CLUSTER in error.around
