# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""References into OCI registries: oci://HOST/REPOSITORY/CHART:TAG@DIGEST."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ...base.errors import FetchError
from ...golang.quoting import quote

SCHEME = "oci://"
_HOST = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")
_WORD = r"[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*"  # one way to read each name: linear time
_REPOSITORY = re.compile(rf"{_WORD}(?:/{_WORD})*")
_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_MAX_REPOSITORY = 255  # of the distribution specification; it also keeps the pattern's work small


@dataclass(frozen=True)
class Reference:
    """Where something is in a registry. tag: "_" where the version has "+". digest: "sha256:…" of the manifest."""

    host: str
    repository: str
    tag: str = ""
    digest: str = ""

    @classmethod
    def parse(cls, text: str) -> Reference:
        """Return what text means, with or without oci:// in front. Raises FetchError with helm's words."""
        rest = text[len(SCHEME) :] if text.startswith(SCHEME) else text
        rest, at, digest = rest.rpartition("@") if "@" in rest else (rest, "", "")
        host, slash, path = rest.partition("/")
        if not slash:
            raise _invalid("missing registry or repository", text)
        repository, colon, tag = path.rpartition(":") if ":" in path else (path, "", "")
        tag = tag.replace("+", "_")
        if not _HOST.fullmatch(host):
            raise _invalid(f"invalid registry {quote(host)}", text)
        if len(repository) > _MAX_REPOSITORY or not _REPOSITORY.fullmatch(repository):
            raise _invalid(f"invalid repository {quote(repository)}", text)
        if colon and not _TAG.fullmatch(tag):
            raise _invalid(f"invalid tag {quote(tag)}", text)
        if at and not _DIGEST.fullmatch(digest):
            raise _invalid(f"invalid digest {quote(digest)}: {_bad_digest(digest)}", text)
        return cls(host, repository, tag, digest)

    @property
    def chart(self) -> str:
        """The last part of the repository's name, which is the chart's."""
        return self.repository.rpartition("/")[2]

    @property
    def target(self) -> str:
        """What a registry is asked for: the digest, where there is one, else the tag."""
        return self.digest or self.tag

    def at(self, *, tag: str = "", digest: str = "") -> Reference:
        """Return the reference to that tag or digest of the same repository."""
        return replace(self, tag=tag, digest=digest)

    def __str__(self) -> str:
        end = f"@{self.digest}" if self.digest else f":{self.tag}" if self.tag else ""
        return f"{self.host}/{self.repository}{end}"


def _bad_digest(digest: str) -> str:
    """Return what is wrong with a digest (opencontainers/go-digest, Validate)."""
    algorithm, colon, encoded = digest.partition(":")
    if not colon or not re.fullmatch(r"[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[a-zA-Z0-9=_-]+", digest):
        return "invalid checksum digest format"
    if algorithm != "sha256":
        return "unsupported digest algorithm"
    return "invalid checksum digest format" if len(encoded) == 64 else "invalid checksum digest length"


def _invalid(problem: str, text: str) -> FetchError:
    return FetchError(
        f"invalid reference: {problem}",
        doing="reading the chart's address",
        subject=text,
        hint="as in oci://registry.example.com/charts/shop, names in lower case",
    )


def is_host(text: str) -> bool:
    """Whether text is a registry's host, with or without a port."""
    return _HOST.fullmatch(text) is not None


def tag_of(version: str) -> str:
    """Return the tag of a version: tags have no "+"."""
    return version.replace("+", "_")


def version_of(tag: str) -> str:
    """Return the version that a tag means."""
    return tag.replace("_", "+")
