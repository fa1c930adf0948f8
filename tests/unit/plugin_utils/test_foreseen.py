# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What tasks in check mode would have made is kept for the tasks after them, a machine's for that machine.

Whole plays are in tests/modules/test_check_mode_play.py.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from ansible import constants

from ansible_collections.native.helm.plugins.action import helm_release, helm_repo
from ansible_collections.native.helm.plugins.plugin_utils._worker import foreseen

FILE = "/home/u/.config/helm/repositories.yaml"
KNOWN = {"name": "mine", "url": "https://charts.example.com", "username": "u", "password": "word-of-it"}
NAMESPACE = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "web"}}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(constants, "DEFAULT_LOCAL_TMP", str(tmp_path))
    return tmp_path


def action(kind: type[Any] = helm_repo.ActionModule, *, address: str = "", **arguments: Any) -> Any:
    """A task's action, as far as it is looked at. address: of another host than the controller."""
    made = kind.__new__(kind)
    made._task = SimpleNamespace(args=arguments)
    made._connection = SimpleNamespace(transport="ssh" if address else "local")
    made._play_context = SimpleNamespace(remote_addr=address)
    return made


def keep(one: Any, *, changed: bool = True, objects: Any = None) -> None:
    foreseen.keep(one, {"changed": changed, "path": FILE}, objects or {}, type(one).expected)


def entry_of(one: Any) -> Any:
    return foreseen.read(one).get("repositories", {}).get(FILE, {}).get("mine", "nothing")


def test_a_repository_is_known_to_the_tasks_of_that_machine_only() -> None:
    keep(action(**KNOWN))
    assert entry_of(action(helm_release.ActionModule))["url"] == KNOWN["url"]
    assert entry_of(action(address="203.0.113.7")) == "nothing"
    keep(action(address="203.0.113.7", **{**KNOWN, "url": "https://other.example.com"}))
    assert entry_of(action(address="203.0.113.7"))["url"] == "https://other.example.com"
    assert entry_of(action())["url"] == KNOWN["url"] and entry_of(action(address="203.0.113.8")) == "nothing"


def test_one_that_is_gone_is_known_to_be() -> None:
    keep(action(**KNOWN))
    keep(action(name="mine", state="absent"))
    assert entry_of(action()) is None
    assert foreseen.secrets_of(foreseen.read(action())) == []


def test_what_was_there_before_is_not_kept(folder: Path) -> None:
    keep(action(**KNOWN), changed=False)
    assert foreseen.read(action()) == {} and os.listdir(folder) == []


def test_passwords_are_told_and_the_file_is_the_users_alone(folder: Path) -> None:
    keep(action(**KNOWN))
    keep(action(url="oci://registry.example.com", username="u", password="word-of-the-registry"))
    assert foreseen.secrets_of(foreseen.read(action())) == ["word-of-it", "word-of-the-registry"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


def test_objects_of_a_server_gather() -> None:
    release = action(helm_release.ActionModule)
    for _task in range(2):
        keep(release, objects={"https://one": [NAMESPACE]})
    assert foreseen.read(release)["objects"] == {"https://one": [NAMESPACE, NAMESPACE]}


def test_without_a_place_nothing_is_kept_and_nothing_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "DEFAULT_LOCAL_TMP", "/nonexistent/tmp")
    keep(action(**KNOWN))
    assert foreseen.read(action()) == {}
