# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""helm_repo's task as a request to its action."""

from __future__ import annotations

from typing import Any

from .task import Task


def apply(task: Task) -> dict[str, Any]:
    """Do helm_repo."""
    from ..actions import repo

    params = task.params
    if params["state"] == "indexed":
        request = repo.IndexRequest(
            path=params["path"], url=task.text("url"), merge=task.text("merge"), check=task.check
        )
        return repo.index(request, task.env)
    if params["state"] == "absent":
        return repo.remove(params["name"], task.environ, check=task.check)
    return repo.add(_request(task), task.env, task.environ)


def _request(task: Task) -> Any:
    from ..actions import repo

    params = task.params
    return repo.RepoRequest(
        name=params["name"],
        url=params["url"],
        credentials=repo.credentials(params),
        force=params["force"],
        max_age=params["cache_valid_time"] if params["update_cache"] else None,
        check=task.check,
    )
