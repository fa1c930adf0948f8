# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a job finds nothing, or may write nowhere: it works, and what is kept for the next time goes where it can or
nowhere. `make awx` does every row, `make test` a sample."""

from __future__ import annotations

import json
import os
import stat
import subprocess
from pathlib import Path
from typing import Any, Iterator, NamedTuple

import left_out
import loopback
import pytest

from .programs import ansible_playbook
from .test_check_mode_play import publish

# A user of whom the machine knows nothing, who owns what ours does and has none of our rights.
NOBODY = ("unshare", "--user", "--map-user=12345", "--map-group=12345")
SAMPLE = ("read-only home", "no home, no user")
CACHES = (".cache/helm/native.helm/charts", ".cache/native-helm/templates")


class Row(NamedTuple):
    """words: before the command. environ: an environment, None for what is not in it; HOME and TMP stand for folders.
    mode: of HOME. kept: whether anything is kept in HOME."""

    words: tuple[str, ...]
    environ: dict[str, Any]
    mode: int = 0o700
    kept: bool = True


ELSEWHERE = {"ANSIBLE_HOME": "TMP", "ANSIBLE_REMOTE_TEMP": "TMP"}  # Ansible's own files, which it cannot do without
ROWS = {
    "empty home": Row((), {"HOME": "HOME"}),
    "read-only home": Row(NOBODY, {"HOME": "HOME", **ELSEWHERE}, 0o500, kept=False),
    "no home, no user": Row(NOBODY, {"HOME": None}, kept=False),
    "home is /": Row(NOBODY, {"HOME": "/", **ELSEWHERE}, kept=False),
    "umask 077": Row(("sh", "-c", 'umask 077; exec "$@"', "sh"), {"HOME": "HOME"}),
    "odd TMPDIR": Row((), {"HOME": "HOME", "TMPDIR": "TMP"}),
    "no TMPDIR": Row((), {"HOME": "HOME", "TMPDIR": "/nonexistent/tmp"}),
    "no variables": Row(("env", "-i"), {"HOME": "HOME"}),
}
CHOSEN = [name for name in ROWS if name in SAMPLE or os.environ.get("NATIVE_HELM_MATRIX") == "full"]


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a repository with a chart."""
    pages = tmp_path_factory.mktemp("r") / "pages"
    publish(pages)
    with loopback.files(pages) as server:
        yield server.url


def book(url: str, namespace: str, results: Path) -> list[dict[str, Any]]:
    """A play that fetches and renders, in the worker and not, and installs and removes."""
    chart = {"chart": "app", "chart_repo_url": url}
    there = {"name": "fresh", "namespace": namespace}
    tasks: list[dict[str, Any]] = [
        {"native.helm.helm_template": chart},
        {"native.helm.helm_template": chart, "vars": {"native_helm_in_worker": False}},
        {"native.helm.helm_release": {**there, **chart}},
        {"native.helm.helm_release": {**there, **chart}},
        {"native.helm.helm_release": {**there, "state": "absent"}},
    ]
    named = [{**task, "register": f"r{number}"} for number, task in enumerate(tasks)]
    listed = ", ".join(f"r{number}" for number in range(len(tasks)))
    named.append({"ansible.builtin.copy": {"content": f"{{{{ [{listed}] | to_json }}}}", "dest": str(results)}})
    return [{"hosts": "localhost", "gather_facts": False, "tasks": named}]


@pytest.mark.parametrize("name", CHOSEN)
def test_a_job_works_where_it_finds_nothing(
    cluster: Any, collections: Path, tmp_path: Path, url: str, namespace: str, name: str
) -> None:
    row = ROWS[name]
    if row.words == NOBODY and subprocess.run([*NOBODY, "true"], capture_output=True, check=False).returncode:
        left_out.leave_out("no user namespaces", "a Linux that lets anyone make one, with util-linux's unshare")
    home, temporary, work = tmp_path / "home", tmp_path / "odd ü folder", tmp_path / "work"
    for folder in (home, temporary, work):
        folder.mkdir()
    home.chmod(row.mode)
    (work / "play.json").write_text(json.dumps(book(url, namespace, work / "results.json")), encoding="utf-8")
    environ: dict[str, str] = {
        **os.environ,
        "ANSIBLE_COLLECTIONS_PATH": str(collections),
        "K8S_AUTH_KUBECONFIG": cluster.kubeconfig,
        "LC_ALL": "C.UTF-8",
    }
    for variable, value in row.environ.items():
        environ.pop(variable, None)
        if value is not None:
            environ[variable] = {"HOME": str(home), "TMP": str(temporary)}.get(value, value)
    words = [*row.words]
    if name == "no variables":
        left = ("ANSIBLE_COLLECTIONS_PATH", "K8S_AUTH_KUBECONFIG", "LC_ALL", "HOME")
        words += [f"{variable}={environ[variable]}" for variable in left]
    command = [*words, ansible_playbook()[0], "play.json"]
    done = subprocess.run(command, cwd=work, env=environ, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    results = json.loads((work / "results.json").read_text(encoding="utf-8"))
    assert [result["changed"] for result in results] == [False, False, True, False, True]
    kept = [folder for folder in CACHES if (home / folder).is_dir()]
    assert kept == (list(CACHES) if row.kept else [])
    assert [stat.S_IMODE((home / folder).stat().st_mode) for folder in kept] == [0o700] * len(kept)
    assert not (work / "~/.cache").exists()
    assert [path for path in temporary.rglob("*") if path.is_file()] == []


def test_the_sample_is_of_the_matrix() -> None:
    assert set(SAMPLE) < set(ROWS) and len(CHOSEN) >= 2
