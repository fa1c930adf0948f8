# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task's options mean: the chart and the values files. What is on this machine needs no room for fetching."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Callable, Mapping, Optional, Union

from ..base.env import Env
from ..base.errors import HelmError, ValuesError
from ..chart import declared, loader
from ..chart.model import Chart

if TYPE_CHECKING:
    from ..base.content import Content
    from ..fetch.cosign.trust import Trust
    from ..fetch.sources.chart_source import ChartSource
    from ..fetch.sources.indexes import Indexes
    from ..fetch.web.tls import Credentials

_REMOTE = ("http://", "https://")
# What an encrypted file has in it; encrypted.py knows more.
_ENCRYPTED = (b"$ANSIBLE_VAULT;", b"\0GITCRYPT", b"ENC[", b"BEGIN AGE ENC", b"age-encryption.org/", b"BEGIN PGP MES")


def open_chart(
    params: Mapping[str, Any], env: Env, environ: Mapping[str, str], *, check: bool, indexes: Optional[Indexes] = None
) -> Chart:
    """Return the chart that the options chart, chart_version, chart_repo_* and digest mean, its dependencies in it:
    those of charts/, or with dependency_update the newest ones that fit.

    check: caches are only read. indexes: of repositories, those that others of the task have read. Raises ChartError,
    FetchError.
    """
    path = os.path.expanduser(params["chart"])
    if not (params["chart_repo_url"] or params["digest"] or verification(params)) and os.path.exists(path):
        chart = loader.load(path, warn=env.warn)
        if not (declared.missing(chart) or params["dependency_update"]):
            return chart  # what is whole on this machine pays nothing for the room that fetches
    return _fetch(params, env, environ, check=check, indexes=indexes)


def shaping(params: Mapping[str, Any]) -> dict[str, Any]:
    """Return those of the options that shape what a chart renders which are given."""
    return {name: params[name] for name in ("patches", "images", "registries", "image_paths") if params.get(name)}


def chart_source(params: Mapping[str, Any]) -> ChartSource:
    """Return where the options of a chart's source say that it is, and who we are there."""
    from ..fetch.sources import chart_source as sources

    return sources.ChartSource(
        chart=params["chart"],
        version=params["chart_version"] or "",
        repo_url=params["chart_repo_url"] or "",
        credentials=chart_credentials(params),
        devel=params["devel"],
        digest=params["digest"] or "",
        verify=verification(params) == "true",
        keyring=params["keyring"] or "",
        cosign=_trust(params),
        refresh=bool(params.get("update_repo_cache")),
        provenance=bool(params.get("provenance")),
    )


def verification(params: Mapping[str, Any]) -> str:
    """Return how the chart is to be verified: "true" by its provenance, "cosign", "" not at all. Whoever says whom
    cosign trusts wants it, too."""
    given = params.get("verify")
    if given is None:
        return "cosign" if any(params.get(f"cosign_{name}") for name in ("key", "identity", "issuer")) else ""
    return {"false": ""}.get(str(given).lower(), str(given).lower())


def _trust(params: Mapping[str, Any]) -> Optional[Trust]:
    if verification(params) != "cosign":
        return None
    from . import trusted

    return trusted.of_options(params)


def chart_credentials(params: Mapping[str, Any]) -> Credentials:
    """Return who the options chart_repo_* and chart_* say that we are to the chart's repository or registry."""
    from ..fetch.web import tls

    return tls.Credentials(
        username=params["chart_repo_username"] or "",
        password=params["chart_repo_password"] or "",
        ca_cert=params["chart_ca_cert"] or "",
        client_cert=params["chart_client_cert"] or "",
        client_key=params["chart_client_key"] or "",
        validate_certs=params["chart_validate_certs"] and not params["insecure_skip_tls_verify"],
        pass_credentials=params["pass_credentials"],
        plain_http=params["plain_http"],
    )


def _fetch(
    params: Mapping[str, Any], env: Env, environ: Mapping[str, str], *, check: bool, indexes: Optional[Indexes]
) -> Chart:
    from ..fetch.sources import source
    from ..fetch.sources.missing import fetch_missing, forget
    from ..fetch.web.paths import Paths

    locator = source.Locator(Paths(environ), env, writable=not check, indexes=indexes)
    wanted = chart_source(params)
    located = locator.locate(wanted)
    if params["dependency_update"]:
        forget(located.chart)
    try:
        names = fetch_missing(located, locator, wanted)
    except HelmError as error:
        if params["dependency_update"]:
            from ..fetch.sources import resolvable

            raise resolvable.not_updated(error, located, locator, wanted) from error
        raise _lacking(error, located.chart) from error
    env.debug(f"not in charts/, fetched: {', '.join(names) or 'nothing'}")
    return located.chart


def _lacking(error: HelmError, chart: Chart) -> HelmError:
    """Return error, of a dependency that could not be fetched, in the words of helm, which does not try to."""
    absent = declared.missing(chart)
    if not absent:
        return error
    made = error.restated(declared.lacking(absent))
    made.told = error.told or error.problem
    return made


def schema_loader(
    params: Mapping[str, Any], env: Env, environ: Mapping[str, str], *, check: bool
) -> Optional[Callable[[str], bytes]]:
    """Return how what a values schema refers to is fetched, None where the task does not allow it."""
    if params["schema_references"] != "fetch":
        return None
    from ..fetch.sources import schemas
    from ..fetch.web.paths import Paths

    return schemas.SchemaFetcher(Paths(environ).schemas, env, writable=not check).load


def read_values_files(names: list[Union[str, Content]]) -> list[tuple[str, bytes]]:
    """Return each file's name and content, in order. names: paths, URLs. Raises ValuesError, also for a file that is
    encrypted, and FetchError."""
    found = [_download(str(name)) if str(name).startswith(_REMOTE) else (str(name), _read(name)) for name in names]
    for name, data in found:
        if any(mark in data for mark in _ENCRYPTED):
            from . import encrypted

            encrypted.check_file(name, data)
    return found


def given_values(params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the option values. Raises ValuesError where they are those of an encrypted file."""
    values: dict[str, Any] = params["values"]
    if "sops" in values:
        from . import encrypted

        encrypted.check_values(values)
    return values


def _download(url: str) -> tuple[str, bytes]:
    from ..fetch.sources import source
    from ..fetch.web import http

    return http.shown(url), http.HttpSession().get(url, max_bytes=source.MAX_ARCHIVE_BYTES)


def _read(name: Union[str, Content]) -> bytes:
    if not isinstance(name, str):
        return name.read()
    doing = "reading the values file"
    try:
        with open(os.path.expanduser(name), "rb") as handle:
            data = handle.read()
    except OSError as error:
        verb = "read" if isinstance(error, IsADirectoryError) else "open"  # a folder opens, as in Go
        problem = f"{verb} {name}: {(error.strerror or str(error)).lower()}"
        raise ValuesError(problem, doing=doing, subject=name, hint="the path is one of the task's host") from error
    return data
