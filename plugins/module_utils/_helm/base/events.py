# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What happens to a release while a task works on it, as data: told to Env.tell, which nobody has to hear."""

from __future__ import annotations

from typing import NamedTuple

from .env import Env, ignored

# The steps that events are of.
TURN = "turn"  # another run works on the release, or died while it did
OBJECT = "object"  # an object was written or deleted
HOOK = "hook"
LOG = "log"  # a hook's log, where its output-log-policy asks for it: text
WAIT = "wait"  # an object is waited for
RETRY = "retry"  # a request failed, and is sent again

# Their states; those of OBJECT are a plan's actions (plan/model.py): create, update, replace, delete.
WAITING = "waiting"
STARTED = "started"
READY = "ready"  # an object is as it was waited for: ready, done or gone
SUCCEEDED = "succeeded"
FAILED = "failed"
RECOVERED = "recovered"  # what another run left behind was cleared up
ENDED = "ended"  # what was waited for is over


class Event(NamedTuple):
    """step, state: see above. object: what it is about ("Deployment shop/web", "GET /version"), "" for the release
    itself. why: what it waits for, or what went wrong, in the server's own words. since: when that began, by
    Env.monotonic; 0.0 where it has just happened. text: what a LOG holds. release: NAMESPACE/NAME, "" where no release
    is worked on.

    Texts may hold secrets: whoever shows one sends it through Env.secrets first.
    """

    step: str
    state: str
    object: str = ""
    why: str = ""
    since: float = 0.0
    text: str = ""
    release: str = ""


def is_heard(env: Env) -> bool:
    """Return whether somebody listens: what costs requests is not found out for nobody."""
    return env.tell is not ignored


def tell(  # what happened, to what and why: more than six
    env: Env, step: str, state: str, what: str = "", *, why: str = "", since: float = 0.0, text: str = ""
) -> None:
    """Tell an event of the release that env is for; next to nothing where nobody listens. what: its object."""
    if env.tell is not ignored:
        env.tell(Event(step, state, what, why, since, text, env.release))
