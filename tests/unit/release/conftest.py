# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where records are kept: a held one's place, and a real PostgreSQL."""

from __future__ import annotations

from typing import Iterator

import pytest
from held_record import Place
from postgres_fixture import Server as Postgres
from record_server import Records, Server
from sql_database import Clock, Database
from unit.kube.conftest import World

from ansible_collections.native.helm.plugins.module_utils._helm.release.sql import SqlDriver


@pytest.fixture
def database(postgres: Postgres) -> Iterator[Database]:
    """An empty schema."""
    found = Database(postgres.port)
    yield found
    found.query(f"DROP SCHEMA {found.name} CASCADE")
    found.connection.close()


@pytest.fixture
def env() -> Clock:
    return Clock()


@pytest.fixture
def driver(database: Database, env: Clock) -> Iterator[SqlDriver]:
    found = SqlDriver(database.url, "ns", env)
    yield found
    if found._connection is not None:
        found._connection.close()


@pytest.fixture
def place(world: World) -> Iterator[Place]:
    records = Records()
    with Server(records) as server:
        yield Place(records, server.url, world)


@pytest.fixture
def world() -> World:
    return World()
