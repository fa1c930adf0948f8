# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the actions find release records: one driver a namespace for the whole task, so that what is kept in memory is
still there for the next step, and a database is connected to once."""

from __future__ import annotations

from ..asked.requests import Context
from ..base.errors import ReleaseError
from ..release.storage import Storage, open_driver


def storage_of(context: Context, namespace: str, history_max: int = 0) -> Storage:
    """Return the records of namespace. Raises RequestError for an unknown driver."""
    driver = context.drivers.get(namespace)
    if driver is None:
        driver = open_driver(
            context.driver,
            context.client,
            namespace,
            context.env,
            sql=context.sql_connection,
            memory=context.memory,
        )
        context.drivers[namespace] = driver
    lend = None if context.listed is None else context.listed.lender(driver, context.env)
    return Storage(driver, history_max, lend)


def not_found(doing: str, namespace: str, name: str, hint: str = "") -> ReleaseError:
    """Return helm's error for a release that is not there. doing: a verb."""
    hint = hint or "check its name and namespace: helm_release_info lists the releases that there are"
    return ReleaseError("release: not found", doing=f"{doing} release", subject=f"{namespace}/{name}", hint=hint)
