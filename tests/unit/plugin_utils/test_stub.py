# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The program that is sent to other hosts, run as one: the core in the cache is used when it is what the controller
means and nobody else can have written it, and is never in the way. Plays are in tests/modules/test_core_cache.py."""

from __future__ import annotations

import hashlib
import json
import os
import resource
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any, Callable, NamedTuple

import pytest
from ansible import constants
from import_graph import CORE, core_files

from ansible_collections.native.helm.plugins.action import helm_chart_info
from ansible_collections.native.helm.plugins.plugin_utils._worker import remote, shipped, stub

MAGIC = b"native.helm code 1\n"  # what DiskCache begins an entry with


class Host(NamedTuple):
    """home: the user's. folder: where charts are and programs are made."""

    home: Path
    folder: Path

    @property
    def core(self) -> Path:
        """Where the core is kept."""
        return self.home / ".cache/native-helm/core"

    def run(self, *, whole: bool = False, payload: bytes | None = None, **more: Any) -> dict[str, Any]:
        """Run a task's program, and return what it printed. whole: with the payload. more: for subprocess."""
        data = shipped.payload().data() if payload is None else payload
        given = remote.told(helm_chart_info.ActionModule, more.pop("digest", hashlib.sha256(data).hexdigest()))
        sent = remote.Sent(shipped.program("helm_chart_info"), given, data if whole else b"")
        arguments = {"chart": str(self.folder / "shown"), "_ansible_module_name": "native.helm.helm_chart_info"}
        program = remote.text(Path(sent.path).read_bytes(), sent, arguments)
        environ = {"HOME": str(self.home), "PATH": os.environ["PATH"], **more.pop("environ", {})}
        done = subprocess.run(
            [sys.executable, "-"], input=program, env=environ, capture_output=True, check=False, cwd=self.home, **more
        )
        assert done.stderr == b""
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def files(self) -> dict[str, bytes]:
        """What is kept."""
        return {path.name: path.read_bytes() for path in self.core.iterdir()}

    def payload(self) -> Path:
        """The kept payload."""
        (found,) = (path for path in self.core.iterdir() if "-" not in path.name)
        return found


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Host:
    monkeypatch.setattr(constants, "DEFAULT_LOCAL_TMP", str(tmp_path / "local"))
    monkeypatch.setenv("NATIVE_HELM_CACHE", str(tmp_path / "controller"))
    (tmp_path / "shown").mkdir()
    (tmp_path / "shown/Chart.yaml").write_text("apiVersion: v2\nname: shown\nversion: 1.0.0\n")
    (tmp_path / "home").mkdir()
    return Host(tmp_path / "home", tmp_path)


@pytest.fixture
def filled(host: Host) -> Host:
    """A host that has the core."""
    assert is_good(host.run(whole=True))
    return host


def is_good(result: dict[str, Any]) -> bool:
    return bool(result.get("metadata", {}).get("name") == "shown")


def test_what_is_not_there_is_said_and_nothing_is_made(host: Host) -> None:
    assert host.run() == {stub.ANSWER: stub.MISSING}
    assert [*host.home.iterdir()] == []


def test_the_payload_is_kept_with_what_was_compiled_of_it(filled: Host) -> None:
    modes = [path.stat().st_mode & 0o777 for path in (filled.core.parent, filled.core, *filled.core.iterdir())]
    assert modes == [0o700, 0o700, 0o600, 0o600]
    before = filled.files()
    assert is_good(filled.run()) and filled.files() == before
    assert filled.payload().name == shipped.payload().digest


def test_more_is_compiled_when_more_is_needed(filled: Host) -> None:
    (code,) = (path for path in filled.core.iterdir() if "-" in path.name)
    before = code.stat().st_size
    (filled.folder / "shown/Chart.yaml").write_text("no chart")
    assert filled.run()["failed"]
    assert code.stat().st_size > before


def test_a_payload_that_was_damaged_is_asked_for_again(filled: Host) -> None:
    before = filled.files()
    data = bytearray(filled.payload().read_bytes())
    data[len(data) // 2] ^= 1
    filled.payload().write_bytes(data)
    assert filled.run() == {stub.ANSWER: stub.MISSING}
    assert is_good(filled.run(whole=True)) and filled.files() == before


def test_a_payload_that_is_another_than_its_name_says_is_not_used(filled: Host) -> None:
    data = b"another core, and a digest that is its own"
    filled.payload().write_bytes(MAGIC + hashlib.sha256(data).digest() + data)
    assert filled.run() == {stub.ANSWER: stub.MISSING}


def test_what_is_sent_is_held_against_its_digest_too(host: Host) -> None:
    digest = hashlib.sha256(b"what the controller means").hexdigest()
    assert host.run(whole=True, digest=digest) == {stub.ANSWER: stub.MISSING}
    assert [*host.home.iterdir()] == []


def test_code_that_was_damaged_is_compiled_again(filled: Host) -> None:
    before = filled.files()
    (code,) = (path for path in filled.core.iterdir() if "-" in path.name)
    code.write_bytes(code.read_bytes()[:-1])
    assert is_good(filled.run()) and sorted(filled.files()) == sorted(before)
    assert len(filled.files()[code.name]) == len(before[code.name])


def _open(host: Host) -> None:
    host.core.chmod(0o770)


def _link(host: Host) -> None:
    host.core.symlink_to(host.core.rename(host.home / "elsewhere"))


def _foreign(host: Host) -> None:
    os.chown(host.core, 65534, 65534)


@pytest.mark.parametrize(
    "spoil",
    [
        _open,
        _link,
        pytest.param(_foreign, marks=pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")),
    ],
)
def test_a_folder_that_is_not_this_users_alone_is_not_used(filled: Host, spoil: Callable[[Host], None]) -> None:
    before = filled.files()
    spoil(filled)
    assert filled.run() == {stub.ANSWER: stub.MISSING}
    assert is_good(filled.run(whole=True)) and filled.files() == before, "and nothing is written there"


def test_a_file_that_others_may_write_is_not_used(filled: Host) -> None:
    filled.payload().chmod(0o666)
    assert filled.run() == {stub.ANSWER: stub.MISSING}


def test_a_payload_that_is_a_link_is_not_used(filled: Host) -> None:
    filled.payload().symlink_to(filled.payload().rename(filled.home / "elsewhere"))
    assert filled.run() == {stub.ANSWER: stub.MISSING}


def test_nothing_is_made_in_another_users_home(host: Host) -> None:
    """A task that became another user may have the first one's HOME."""
    if os.geteuid() != 0:
        pytest.skip("only root can give files away")
    os.chown(host.home, 65534, 65534)
    assert is_good(host.run(whole=True)) and [*host.home.iterdir()] == []


def test_turned_off_or_without_a_home_there_is_no_place(host: Host) -> None:
    assert host.run(environ={"NATIVE_HELM_CACHE": "off"}) == {stub.ANSWER: stub.NONE}
    assert host.run(environ={"HOME": ""}) == {stub.ANSWER: stub.NONE}
    assert is_good(host.run(whole=True, environ={"HOME": ""})) and [*host.home.iterdir()] == []


def test_a_task_runs_where_the_core_cannot_be_kept(host: Host) -> None:
    def full() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    assert is_good(host.run(whole=True, preexec_fn=full)) and [*host.core.iterdir()] == [], "as on a full disk"
    host.core.rmdir()
    host.core.parent.rmdir()
    host.core.parent.write_text("no folder")
    assert is_good(host.run(whole=True)) and host.core.parent.is_file()


def test_controllers_of_two_versions_do_not_disturb_each_other(filled: Host) -> None:
    ours = filled.files()
    other = zlib.compress(zlib.decompress(shipped.payload().data()).replace(b"native.helm contributors", b"others"))
    assert filled.run(payload=other) == {stub.ANSWER: stub.MISSING}
    assert is_good(filled.run(payload=other, whole=True)) and is_good(filled.run(payload=other))
    assert len(filled.files()) == 4 and ours.items() <= filled.files().items()
    assert is_good(filled.run())


def test_the_payload_is_all_of_the_core_and_known_by_its_files(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    packages, codes = stub.Core(None, "", shipped.payload().data())._packages, shipped.payload().data()
    prefix = f"{shipped._OURS}.module_utils._helm"
    wanted = {f"{prefix}.{'.'.join(path.relative_to(CORE).with_suffix('').parts)}" for path in core_files()}
    assert {name for name in wanted if not name.endswith(".__init__")} <= set(packages)
    monkeypatch.setattr(constants, "DEFAULT_LOCAL_TMP", str(host.folder / "next"))
    monkeypatch.setattr(shipped, "_module", lambda _file: pytest.fail("made again"))
    assert shipped.payload().data() == codes
