# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""helm_repo's task as a request to its action."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Mapping, Optional

from ..base.errors import RequestError
from .task import Task

if TYPE_CHECKING:
    from ..actions import repo


def apply(task: Task) -> dict[str, Any]:
    """Do helm_repo."""
    from ..actions import repo

    params = task.params
    if params["state"] == "indexed":
        request = repo.IndexRequest(
            path=params["path"], url=task.text("url"), merge=task.text("merge"), check=task.check
        )
        return repo.index(request, task.env)
    if task.text("url").startswith("oci://"):
        return _registry(task)
    if not task.text("name"):
        problem = f"state is {params['state']} but the following are missing: name"
        hint = "give the repository a name; only a registry, url oci://HOST, has none"
        raise RequestError(problem, doing="reading the options", hint=hint)
    if params["state"] == "absent":
        return repo.remove(params["name"], task.env, task.environ, check=task.check)
    return repo.add(_request(params, check=task.check), task.env, task.environ)


def expected(params: Mapping[str, Any]) -> Optional[tuple[str, str, Any]]:
    """Return what a task with these options would have made of helm's files: repositories or logins, the name there,
    and the entry, None for one that is gone. None for a task that makes an index."""
    from ..actions import registry, repo

    gone = params["state"] == "absent"
    if params["state"] == "indexed":
        return None
    if str(params["url"] or "").startswith("oci://"):
        login = None if gone else [params["username"], params["password"]]
        return "logins", registry.host_of(params["url"]), login
    return "repositories", params["name"], None if gone else repo.expected(_request(params, check=True))


def _registry(task: Task) -> dict[str, Any]:
    from ..actions import registry, repo

    params = task.params
    if params["update_cache"]:
        hint = "leave it out; charts of registries have no index"
        raise RequestError(
            "it has no meaning for a registry", doing="reading the option", subject="update_cache", hint=hint
        )
    if params["state"] == "absent":
        return registry.logout(params["url"], task.environ, check=task.check)
    request = registry.LoginRequest(
        url=params["url"], credentials=repo.credentials(params), force=params["force"], check=task.check
    )
    return registry.login(request, task.environ)


def _request(params: Mapping[str, Any], *, check: bool) -> repo.RepoRequest:
    from ..actions import repo

    return repo.RepoRequest(
        name=params["name"],
        url=params["url"],
        credentials=repo.credentials(params),
        force=params["force"],
        max_age=params["cache_valid_time"] if params["update_cache"] else None,
        only_adds=bool(params.get("only_adds")),  # asked for by a drop-in module only
        check=check,
    )
