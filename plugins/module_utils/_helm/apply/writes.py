# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One object written, failures in helm's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable

from ..base import events
from ..base.env import Env
from ..base.errors import Conflict, KubeError
from ..plan import write_errors
from ..plan.conflicts import read_conflicts
from ..plan.model import MANAGER, MERGE, Item

if TYPE_CHECKING:
    from ..kube.client import Client

_QUOTA_RETRIES = 5


def apply_item(
    client: Client, env: Env, item: Item, body: dict[str, Any], *, force: bool = False, problem: str = ""
) -> dict[str, Any]:
    """Return the API server's object after a server-side apply of body as helm does it. problem: put before an
    error's text.

    A conflict that is not about fields (a quota that is being counted) is tried again a few times, as helm does.
    """
    try:
        return retried(lambda: client.apply(body, item.namespace, manager=MANAGER, force=force), env)
    except KubeError as error:
        raise write_errors.of_write(error, item, before=problem) from error


def create_item(client: Client, env: Env, item: Item, body: dict[str, Any], *, problem: str = "") -> dict[str, Any]:
    """Return the API server's object after its creation without server-side apply. problem: put before an error's
    text."""
    try:
        return retried(lambda: client.create(body, item.namespace), env)
    except KubeError as error:
        raise write_errors.of_write(error, item, MERGE, exists=False, before=problem) from error


def retried(call: Callable[[], dict[str, Any]], env: Env) -> dict[str, Any]:
    """Return what call does, tried again a few times after a conflict that is neither about fields nor about an
    object that exists already."""
    began = env.monotonic()
    for tries in range(1, _QUOTA_RETRIES):
        try:
            return call()
        except Conflict as error:  # noqa: PERF203  a request takes a thousand times as long
            if read_conflicts(error) or error.reason == "AlreadyExists":
                raise
            events.tell(env, events.RETRY, events.WAITING, error.subject, why=error.problem, since=began)
            env.sleep(0.01 * 2**tries)
    return call()
