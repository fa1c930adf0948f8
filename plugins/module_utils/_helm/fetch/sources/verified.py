# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an archive is compared with before it is used: its digest, its name and version, its signature."""

from __future__ import annotations

import hashlib
import os
import re
from typing import TYPE_CHECKING, Mapping, Optional

from ...base.env import home_of
from ...base.errors import ChartError, FetchError
from ...base.files import content_of
from ...chart.limits import MAX_PROVENANCE
from ...semver.constraint import fits

if TYPE_CHECKING:
    from ...chart.model import Chart

_DIGEST = re.compile(r"(?:sha256:)?[0-9a-fA-F]{64}")


def bare(digest: str) -> str:
    """Return a digest's 64 hexadecimal digits, in lower case."""
    return digest[len("sha256:") :].lower() if digest.startswith("sha256:") else digest.lower()


def check_form(digest: str) -> None:
    """Raise ChartError where the task's digest is none."""
    if digest and not _DIGEST.fullmatch(digest):
        raise ChartError(
            f"{digest!r} is no digest",
            doing="reading the option",
            subject="digest",
            hint="give sha256: and 64 hexadecimal digits",
        )


def checked(data: bytes, digest: str, origin: str) -> str:
    """Return "sha256:…" of data. Raises ChartError where digest, if there is one, is another."""
    found = hashlib.sha256(data).hexdigest()
    if digest and found != bare(digest):
        raise ChartError(
            f"its digest is sha256:{found}, expected sha256:{bare(digest)}",
            doing="checking the chart's archive",
            subject=origin,
            hint="it was changed since the digest was written down; do not use it before you know why",
        )
    return f"sha256:{found}"


def check_identity(chart: Chart, *, name: str, version: str, subject: str) -> None:
    """Raise ChartError where chart is another one than asked for. name "": any. version: exact, a range, "" for any."""
    if (not name or chart.name == name) and (not version or _fits(version, chart.version)):
        return
    raise ChartError(
        f"the chart there is {chart.name} {chart.version}",
        doing="checking the chart",
        subject=subject,
        hint="correct the name, version or digest, or find out who put another chart there",
    )


def _fits(wanted: str, version: str) -> bool:
    return wanted == version or fits(wanted, version)


def read_provenance(path: str) -> Optional[bytes]:
    """Return the provenance file's bytes, None where there is none, which verification then says in helm's words."""
    return content_of(path, doing="reading the chart's provenance", most=MAX_PROVENANCE)


def no_provenance(path: str) -> ChartError:
    """Return the error for the archive at path, which has no provenance beside it."""
    return ChartError(
        f"could not load provenance file {path}.prov: stat {path}.prov: no such file or directory",
        doing="verifying the chart's provenance",
        subject=path,
        hint="put the .prov file beside the archive; do not use the chart before you know why it has none",
    )


def not_fetched(url: str, cause: Optional[FetchError] = None) -> FetchError:
    """Return the error for the provenance at url, which is not there, or was not to be had because of cause."""
    problem = f'failed to fetch provenance "{url}"'
    if cause is not None:
        made = cause.restated(problem)
        made.told = cause.told or cause.problem
        return made
    hint = "sign the chart and push it again, or leave verify out"
    return FetchError(problem, doing="fetching the chart's provenance", subject=url, hint=hint)


def read_keyring(path: str, environ: Mapping[str, str]) -> bytes:
    """Return the bytes of the keyring at path; "" is gpg's own public one, as for helm. Raises ChartError."""
    from ...chart.signing import keyring

    path = path or os.path.join(environ.get("GNUPGHOME") or os.path.join(home_of(environ), ".gnupg"), "pubring.gpg")
    try:
        with open(os.path.expanduser(path), "rb") as handle:
            return handle.read(keyring.MAX_BYTES + 1)
    except OSError as error:
        raise ChartError(
            f"failed to load keyring: open {path}: {(error.strerror or str(error)).lower()}",
            doing="verifying the chart's provenance",
            subject=path,
            hint="give the file with the public keys as keyring, as gpg --export writes it",
        ) from error
