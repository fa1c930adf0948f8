# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Chart repositories: known by name in helm's own files, or made of a folder of archives."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass
from typing import Any, Mapping, Optional

from ..base.env import Env
from ..base.errors import FetchError, HelmsRequestError, RequestError
from ..base.files import content_of, write_atomic
from ..base.mask import ANOTHER, MASK
from ..codecs.yaml import codec as yaml_codec
from ..fetch.repository import index as indexes
from ..fetch.repository import repositories
from ..fetch.sources.source import Locator
from ..fetch.web.http import Credentials, shown
from ..fetch.web.paths import Paths
from . import file_diff


@dataclass
class RepoRequest:
    """A repository to be known by name.

    max_age: the seconds after which its index is fetched anew, None for never. force: fetch it in any case. only_adds:
    what is known by that name is not replaced; another URL is refused, and settings that the task does not give stay.
    check: write nothing.
    """

    name: str
    url: str
    credentials: Credentials
    force: bool = False
    max_age: Optional[float] = None
    only_adds: bool = False
    check: bool = False


@dataclass
class IndexRequest:
    """A folder of archives to be a repository. url: what addresses begin with. merge: the path of another index."""

    path: str
    url: str = ""
    merge: str = ""
    check: bool = False


def credentials(options: Mapping[str, Any]) -> Credentials:
    """Return who the options username, password, ca_cert, client_cert, client_key … say we are to the repository."""
    return Credentials(
        username=options["username"] or "",
        password=options["password"] or "",
        ca_cert=options["ca_cert"] or "",
        client_cert=options["client_cert"] or "",
        client_key=options["client_key"] or "",
        validate_certs=options["validate_certs"] and not options["insecure_skip_tls_verify"],
        pass_credentials=options["pass_credentials"],
        plain_http=options["plain_http"],
    )


def add(request: RepoRequest, env: Env, environ: Mapping[str, str]) -> dict[str, Any]:
    """Return the result of making the repository known: changed, name, url, path, cache_updated, diff.

    A repository with these settings and a fresh index stays untouched. Its index is read before anything is written.
    Raises RequestError, FetchError.
    """
    _check_request(request)
    paths = Paths(environ)
    wanted = expected(request)
    with contextlib.nullcontext() if request.check else repositories.lock_of(paths.repositories):
        locator = Locator(paths, env, writable=not request.check)
        before = locator.repositories.get(request.name)
        if request.only_adds and before is not None:
            wanted = _added_to(before, wanted)
        after = before if before is not None and _same(before, wanted) else wanted
        known = _cached_index(paths.index_file(request.name), env)
        foreseen = locator.foresees(request.name)  # then its index would be there, and new
        lacking = known is None and not foreseen
        stale = after is wanted or lacking or request.force or (not foreseen and _is_old(request, paths, env))
        how = {"again": request.force, "update": after is before and request.max_age is not None}
        renewed = stale and (locator.refresh(after, **how).is_new or lacking) and not foreseen
        if after is wanted and not request.check:
            locator.repositories.put(wanted)
            locator.repositories.save()
    return {
        "changed": after is wanted or renewed,
        "name": request.name,
        "url": shown(request.url),
        "path": paths.repositories,
        "cache_updated": stale,
        "diff": _diff(paths.repositories, before, after),
    }


def expected(request: RepoRequest) -> dict[str, Any]:
    """Return the entry in helm's file that add() would have made of a repository."""
    return repositories.entry(request.name, request.url, request.credentials)


def remove(name: str, env: Env, environ: Mapping[str, str], *, check: bool) -> dict[str, Any]:
    """Return the result of making the repository unknown and its cached files gone: changed, name, path, diff."""
    paths = Paths(environ)
    foreseen = repositories.foreseen_in(env, paths.repositories)
    cached = [path for path in (paths.index_file(name), paths.charts_file(name)) if os.path.lexists(path)]
    try:
        known = repositories.RepositoriesFile(paths.repositories, foreseen).get(name) is not None
    except FetchError as error:
        from ..base import wording

        raise wording.instead(error, wording.NO_REPOSITORIES) from error
    before = None
    if known:
        with contextlib.nullcontext() if check else repositories.lock_of(paths.repositories):
            listed = repositories.RepositoriesFile(paths.repositories, foreseen)
            before = listed.get(name)
            if not check:
                listed.remove(name)
                listed.save()
    for path in () if check else cached:
        _unlink(path)
    diff = _diff(paths.repositories, before, None)
    return {"changed": known or bool(cached), "name": name, "path": paths.repositories, "diff": diff}


def index(request: IndexRequest, env: Env) -> dict[str, Any]:
    """Return the result of giving the folder an index.yaml: changed, path, charts, diff. Raises HelmError."""
    path = os.path.join(os.path.abspath(request.path), "index.yaml")
    known = _load_index(path, env) if os.path.isdir(request.path) else None
    wanted = indexes.build(request.path, url=request.url, known=known, now_ns=env.now_ns())
    if request.merge:
        other = _load_other(request.merge, env)  # none there is an empty one, as for helm
        wanted = wanted if other is None else wanted.merged(other)
    before = "" if known is None else known.dump(0).decode()
    after = wanted.dump(0).decode()  # with one time for both: when an index was made is no difference
    if before != after and not request.check:
        write_atomic(path, wanted.dump(env.now_ns()), mode=0o644)
    return {
        "changed": before != after,
        "path": path,
        "charts": {name: [found["version"] for found in wanted.versions(name)] for name in wanted.names},
        "diff": [file_diff.entry(path, before, after)] if before != after else [],
    }


def _check_request(request: RepoRequest) -> None:
    doing = "adding a repository"
    if "/" in request.name:
        problem = f"repository name ({request.name}) contains '/', please specify a different name without '/'"
        raise HelmsRequestError(problem, doing=doing, hint="its charts are called NAME/CHART then")
    if request.name in (".", "..") or any(not letter.isprintable() or letter in "\\" for letter in request.name):
        problem = f"repository name ({request.name!r}) is no name of a file"
        raise RequestError(problem, doing=doing, hint="the index is kept in a file of that name")


def _same(known: dict[str, Any], wanted: dict[str, Any]) -> bool:
    """Whether both entries say the same; a slash at an address's end makes no difference, nor an absent setting."""
    for key, value in wanted.items():
        found = known.get(key) or type(value)()
        if key == "url":
            found, value = str(found).rstrip("/"), value.rstrip("/")
        if found != value:
            return False
    return True


def _added_to(known: dict[str, Any], wanted: dict[str, Any]) -> dict[str, Any]:
    """Return the entry that is known, with the settings of wanted that the task gives. RequestError for another URL."""
    if str(known.get("url") or "").rstrip("/") != wanted["url"].rstrip("/"):
        raise RequestError(
            f"Repository already have a repository named {wanted['name']}",
            doing="adding a repository",
            hint=f"it is {shown(str(known.get('url')))}; say force=true to replace it, or give another name",
        )
    return {**wanted, **known, **{key: value for key, value in wanted.items() if value and key != "url"}}


def _is_old(request: RepoRequest, paths: Paths, env: Env) -> bool:
    if request.max_age is None:
        return False
    fetched_at = os.stat(paths.index_file(request.name)).st_mtime
    return env.now_ns() / 1e9 - fetched_at >= request.max_age


def _cached_index(path: str, env: Env) -> Optional[indexes.Index]:
    """Return helm's copy of an index; None where it is not there or damaged, either of which fetching mends."""
    try:
        return _load_index(path, env)
    except FetchError as error:
        env.debug(f"{path} is damaged and fetched again: {error.problem}")
        return None


def _load_index(path: str, env: Env) -> Optional[indexes.Index]:
    data = content_of(path, doing="reading the repository's index", most=indexes.MAX_BYTES, kind=FetchError)
    return None if data is None else indexes.Index.load(data, path, warn=env.warn)


def _load_other(path: str, env: Env) -> Optional[indexes.Index]:
    """Return the index that another one is merged with; helm says what it is for."""
    try:
        return _load_index(path, env)
    except FetchError as error:
        why = f"error loading {path}: {error.problem}"
        if isinstance(error.__cause__, IsADirectoryError):
            why = f"read {path}: is a directory"
        raise error.restated(f"merge failed: {why}") from error


def _unlink(path: str) -> None:
    try:
        os.unlink(path)
    except FileNotFoundError:
        return  # another task was quicker
    except OSError as error:
        raise FetchError(error.strerror or str(error), doing="removing the cached file", subject=path) from error


def _diff(path: str, before: Optional[dict[str, Any]], after: Optional[dict[str, Any]]) -> list[dict[str, str]]:
    if before is after:
        return []
    changed = before is not None and after is not None and before.get("password") != after["password"]
    return [file_diff.entry(path, _shown_entry(before, MASK), _shown_entry(after, ANOTHER if changed else MASK))]


def _shown_entry(entry: Optional[dict[str, Any]], mask: str) -> str:
    if entry is None:
        return ""
    password = {"password": mask} if entry.get("password") else {}
    return yaml_codec.dump({**entry, **password, "url": shown(str(entry.get("url") or ""))})
