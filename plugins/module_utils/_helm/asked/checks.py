# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is asked of a release, checked before anything is fetched or contacted. Helm's words where Helm has such an
error."""

from __future__ import annotations

import re
from typing import Optional

from ..base.errors import HelmsRequestError, ReleaseError, RequestError

_NAME = r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"
_MAX_NAME = 53
_LABEL_KEY = re.compile(r"([a-zA-Z0-9]([-a-zA-Z0-9.]*[a-zA-Z0-9])?/)?[a-zA-Z0-9]([-\w.]*[a-zA-Z0-9])?", re.ASCII)
_LABEL_VALUE = re.compile(r"([a-zA-Z0-9]([-\w.]*[a-zA-Z0-9])?)?", re.ASCII)
_MAX_LABEL = 63
_LABELS = (
    "use up to 63 letters, digits, '-', '_' and '.', first and last a letter or digit; names may begin with domain/"
)


def is_name(name: str) -> bool:
    """Return whether name may be a release's (Go: chartutil.ValidateReleaseName)."""
    return len(name) <= _MAX_NAME and re.match(_NAME[:-1] + r"\Z", name) is not None


def check_name(name: str, helms: str = "{}") -> None:
    """Return when name may be a release's. Raises ReleaseError.

    helms: what helm's command makes of it, {} is what it says of the name itself.
    """
    if not name:
        problem = "no name provided"
    elif not is_name(name):
        problem = f"invalid release name, must match regex {_NAME} and the length must not be longer than {_MAX_NAME}"
    else:
        return
    told = f'release name "{name}": {problem}'
    error = ReleaseError(
        helms.replace("{}", told).replace("NAME", name),
        doing="checking the release's name",
        hint="use lower-case letters, digits, '-' and '.', and begin and end with a letter or digit",
    )
    error.told = told
    raise error


def check_labels(labels: Optional[dict[str, str]]) -> None:
    """Return when labels may be a release's own. Raises RequestError for Helm's names and for what is no label."""
    if not labels:
        return
    from ..release.labels import reserved
    from ..release.model import SYSTEM_LABELS

    if reserved(labels):
        raise HelmsRequestError(
            f"user supplied labels contains system reserved label name. System labels: [{' '.join(SYSTEM_LABELS)}]",
            doing="checking the release's labels", hint="give the label another name",
        )  # fmt: skip
    for key, value in labels.items():
        if not _LABEL_KEY.fullmatch(key) or len(key.rpartition("/")[2]) > _MAX_LABEL:
            raise RequestError(f"{key!r} is no name of a label", doing="checking the release's labels", hint=_LABELS)
        if not _LABEL_VALUE.fullmatch(value) or len(value) > _MAX_LABEL:
            problem = f"{value!r} is no value of a label"
            raise RequestError(problem, doing="checking the release's labels", subject=key, hint=_LABELS)


def check_choice(name: str, value: str, choices: tuple[str, ...]) -> None:
    """Return when value is one of choices. Raises RequestError."""
    if value not in choices:
        hint = f"one of: {', '.join(choices)}"
        raise RequestError(f"{value!r} is no value of {name}", doing="reading the option", subject=name, hint=hint)
