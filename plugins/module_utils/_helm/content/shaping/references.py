# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""References to container images, by the distribution project's grammar (Go: github.com/distribution/reference). Pure.

    [DOMAIN/]PATH[:TAG][@DIGEST]

A first part without a dot or a port, that is not localhost, is no domain: "nginx" is docker.io/library/nginx.
"""

from __future__ import annotations

import re
from typing import NamedTuple, Optional

from ...base.patterns import lazy

HUB = "docker.io"
_OFFICIAL = "library"
_MOST = 255  # characters of a path
_LONGEST = 1024  # characters of a text that is looked at
_COMPONENT = r"[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*"
_LABEL = r"[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?"
_DOMAIN = lazy(rf"(?:{_LABEL}(?:\.{_LABEL})*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?", re.ASCII)
_TAG = r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}"
_PATH = rf"{_COMPONENT}(?:/{_COMPONENT})*"
_REST = lazy(rf"(?P<path>{_PATH})(?::(?P<tag>{_TAG}))?(?:@(?P<digest>.+))?", re.ASCII)
_TAG_ALONE = lazy(_TAG, re.ASCII)
_IDENTIFIER = lazy(r"[a-f0-9]{64}")
_DIGEST = lazy(r"sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128}")


class Reference(NamedTuple):
    """An image. name: as it is written. domain, path: what it means in full."""

    name: str
    domain: str
    path: str
    tag: str = ""
    digest: str = ""

    @property
    def full(self) -> str:
        """The name in full: docker.io/library/nginx."""
        return f"{self.domain}/{self.path}"

    def text(self) -> str:
        """The reference, its name as it is written."""
        tag = f":{self.tag}" if self.tag else ""
        return f"{self.name}{tag}" + (f"@{self.digest}" if self.digest else "")


def parse(text: str) -> Optional[Reference]:
    """Return the reference that a text is, None where it is none."""
    if len(text) > _LONGEST or _IDENTIFIER.fullmatch(text):
        return None
    first, slash, rest = text.partition("/")
    own = bool(slash) and _is_domain(first)
    found = _REST.fullmatch(rest if own else text)
    if found is None or (own and not _DOMAIN.fullmatch(first)):
        return None
    if found["digest"] is not None and not is_digest(found["digest"]):
        return None
    domain = first if own and first != f"index.{HUB}" else HUB
    path = found["path"] if domain != HUB or "/" in found["path"] else f"{_OFFICIAL}/{found['path']}"
    name = f"{first}/{found['path']}" if own else found["path"]
    made = Reference(name, domain, path, found["tag"] or "", found["digest"] or "")
    return made if len(path) <= _MOST else None


def is_tag(text: str) -> bool:
    """Return whether a text can be a tag."""
    return bool(_TAG_ALONE.fullmatch(text))


def is_digest(text: str) -> bool:
    """Return whether a text is a digest."""
    return bool(_DIGEST.fullmatch(text))


def _is_domain(first: str) -> bool:
    return "." in first or ":" in first or first == "localhost" or first != first.lower()
