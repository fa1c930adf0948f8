# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A schema of the test's own in a real PostgreSQL, a clock that is set by hand, and a revision to store."""

from __future__ import annotations

import secrets
from typing import Any

import psycopg
from postgres_fixture import PASSWORD, USER

from ansible_collections.native.helm.plugins.module_utils._helm.base.env import Env
from ansible_collections.native.helm.plugins.module_utils._helm.release.model import Info, Release

KEY = "sh.helm.release.v1.web.v2"
TABLES = "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()"


class Database:
    """A schema of the test's own. url: leads there."""

    def __init__(self, port: int) -> None:
        self.name = f"s{secrets.token_hex(6)}"
        place = f"postgresql://{USER}:{PASSWORD}@127.0.0.1:{port}/postgres?sslmode=disable"
        self.url = f"{place}&options=-csearch_path%3D{self.name}&application_name={self.name}"
        self.port = port
        self.connection = psycopg.connect(
            f"{place}&options=-csearch_path%3D{self.name}", autocommit=True, prepare_threshold=None
        )
        self.query(f"CREATE SCHEMA {self.name}")

    def query(self, text: str) -> list[tuple[Any, ...]]:
        """Return the rows that a statement gives."""
        done = self.connection.execute(text)  # type: ignore[arg-type]
        return done.fetchall() if done.description else []

    def cut(self) -> None:
        """End every other connection to it, as a restarting server does."""
        ended = self.query(
            f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = '{self.name}'"
        )
        assert ended == [(True,)]


class Clock(Env):
    """An environment whose clock is set by hand."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds = 1_700_000_000
        self.now_ns = lambda: self.seconds * 10**9 + 999_999_999


def revision(version: int = 2, status: str = "deployed", name: str = "web", **labels: str) -> Release:
    return Release(name, "ns", version, Info(status=status), config={"n": version}, labels=labels)
