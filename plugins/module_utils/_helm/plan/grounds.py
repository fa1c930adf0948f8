# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""On what grounds the API server refuses: rights, values, something that is missing, or only that it is asked by a dry
run. Pure.

Admission gives its grounds in words only; those quoted here are the API server's own.
"""

from __future__ import annotations

import re
from typing import NamedTuple, Optional

from ..base.errors import KubeError, Unauthorized

_RIGHT = re.compile(r'User "[^"]*" cannot (\S+) (?:resource|path) ')
_WEBHOOK = re.compile(r'^admission webhook "([^"]*)" ')
_DRY_RUN = re.compile(r"dry[\s_-]*run", re.IGNORECASE)
# What a pod says of what it needs, which another one may do without, by the kinds of missing().
NEEDS = {
    "serviceaccount": ("serviceAccountName", "serviceAccount"),
    "priorityclass": ("priorityClassName",),
    "runtimeclass": ("runtimeClassName",),
}
CLASSES = ("priorityclass", "runtimeclass")  # those of the whole cluster
SILENT = "denied the request without explanation"
_MISSING = (
    (
        "serviceaccount",
        re.compile(r'error looking up service account \S*?/?[^\s/]+: serviceaccount "([^"]+)" not found'),
    ),
    ("priorityclass", re.compile(r"no PriorityClass with name (\S+) was found")),
    ("runtimeclass", re.compile(r'RuntimeClass "([^"]+)" not found')),
)


class Missing(NamedTuple):
    """What the server did not find. kind: in lower case, singular."""

    kind: str
    name: str


def is_verdict(error: KubeError) -> bool:
    """Return whether the server has looked at what was asked for, and refuses it: no failure of network or load."""
    return error.status >= 400 and error.status != 429 and not error.passing and not isinstance(error, Unauthorized)


def missing_right(error: KubeError) -> str:
    """Return the verb that the user may not, "" for a refusal on other grounds (Kubernetes: responsewriters,
    forbiddenMessage)."""
    found = _RIGHT.search(error.problem) if error.status == 403 else None
    return found.group(1) if found else ""


def webhook_without_dry_run(error: KubeError) -> str:
    """Return the admission webhook that refuses because it was asked by a dry run, "" for none.

    The server says so itself of a webhook with side effects (Kubernetes: webhook/errors, NewDryRunUnsupportedErr). One
    that is asked says so in words of its own, or refuses dry runs without a word: who has something against an object
    says what.
    """
    found = _WEBHOOK.search(error.problem) if 400 <= error.status < 500 else None
    if found and (_DRY_RUN.search(error.problem[found.end() :]) or error.problem.endswith(SILENT)):
        return found.group(1)
    return ""


def lacks_namespace(error: KubeError) -> bool:
    """Return whether the namespace is not there."""
    lacking = missing(error)
    return lacking is not None and lacking.kind == "namespace"


def missing(error: KubeError) -> Optional[Missing]:
    """Return what is not there and would have to be, None where that is not the ground."""
    if error.status == 404 and error.reason != "NoKindMatch":
        kind, name = str(error.details.get("kind") or ""), str(error.details.get("name") or "")
        return Missing(kind[:-1] if kind.endswith("s") and not kind.endswith("ss") else kind, name) if kind else None
    if error.status == 403:
        for kind, words in _MISSING:
            found = words.search(error.problem)
            if found:
                return Missing(kind, found.group(1))
    return None
