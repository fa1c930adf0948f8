# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`make demo` with a control plane and an ansible-playbook that do what a test says: what is on the screen and when,
how it ends, and that nothing is left. `make test` plays the demo itself."""

from __future__ import annotations

import os
import re
import select
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS), str(TESTS / "cluster")]

from _run import cli, clusters, environments

LONG = 120.0  # seconds that nothing here takes
DRIVER = """
import signal, sys
from pathlib import Path
from _run import cli, clusters, environments, suite

signal.signal(signal.SIGINT, signal.default_int_handler)
fakes = Path(sys.argv.pop(1))
clusters.CONTROL_PLANE, clusters.KUBECTL = fakes / "control_plane", fakes / "kubectl"
suite.BUILD = fakes / "build"
environments.environment, environments.install = lambda name: fakes, lambda programs: programs
sys.exit(cli.main())
"""
# Each does what the variable of its name says: BUILD, UP, CHART, RELEASE.
CONTROL_PLANE = "import os, sys\nos.execvp('sh', ['sh', '-c', os.environ[sys.argv[1].upper()]])\n"
PLAYBOOK = '#!/bin/sh\ncase $1 in *demo_chart.yml) eval "$CHART";; *demo_release.yml) eval "$RELEASE";; esac\n'
USUAL = {"BUILD": ":", "UP": ":", "CHART": "echo charts", "RELEASE": "echo release on ${KUBECONFIG##*/}"}
# Two processes that hold the pipe `alive` open until they are ended, and say on stderr that they do.
STAYS = "exec 3>$FAKES/alive; sleep 1000 & echo begun >&2; wait"
# What was half made is removed before it ends, however long that takes.
TIDIES = f"touch $FAKES/half; trap 'sleep 1; rm $FAKES/half; exit 1' TERM; {STAYS}"
# As what Ansible starts by `async`: no child of the play's any more. The folder of the demo is among its words.
SERVES = 'exec 3>$FAKES/alive; python3 -c "import os, time; os.setsid(); time.sleep(1000)" "$3" & echo begun; wait'


class Demo:
    """A `make demo` that runs. lines: what is on the screen, stdout and stderr, as it comes."""

    def __init__(self, fakes: Path, does: dict[str, str]) -> None:
        self._alive = os.open(fakes / "alive", os.O_RDONLY | os.O_NONBLOCK)
        path = os.pathsep.join([str(TESTS), str(TESTS / "cluster")])
        own = {"PYTHONPATH": path, "NATIVE_HELM_CACHE": str(fakes / "cache"), "FAKES": str(fakes)}
        self.process = subprocess.Popen(
            [sys.executable, "-c", DRIVER, str(fakes), "demo", "--cluster", "local"],
            env={**os.environ, **USUAL, **own, **does},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._watchdog = threading.Timer(LONG, self.process.kill)
        self._watchdog.start()
        assert self.process.stdout is not None
        self.lines = (line.rstrip("\n") for line in self.process.stdout)

    def until(self, beginning: str) -> list[str]:
        """The lines up to one with that beginning."""
        read = []
        for line in self.lines:
            read.append(line)
            if line.startswith(beginning):
                return read
        raise AssertionError(f"no line {beginning!r} among {read}")

    def end(self) -> list[str]:
        """The rest of the lines."""
        rest = list(self.lines)
        self.process.wait()
        self._watchdog.cancel()
        return rest

    def nobody_is_left(self) -> bool:
        """Wait until all who opened the pipe are gone; False if that does not come about."""
        closed, _written, _failed = select.select([self._alive], [], [], LONG)
        return bool(closed)


@pytest.fixture
def fakes(tmp_path: Path) -> Path:
    os.mkfifo(tmp_path / "alive")
    os.mkfifo(tmp_path / "goes_on")
    (tmp_path / "control_plane").write_text(CONTROL_PLANE, encoding="utf-8")
    for name, text in (("ansible-playbook", PLAYBOOK), ("kubectl", "#!/bin/sh\n")):
        (tmp_path / name).write_text(text, encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    return tmp_path


def test_the_first_part_is_shown_while_the_control_plane_is_built(fakes: Path) -> None:
    slow = "echo building >&2; read go < $FAKES/goes_on; echo built >&2"
    demo = Demo(fakes, {"BUILD": slow, "UP": "echo started >&2"})
    first, played, waiting = demo.until("run: waiting")
    assert first.startswith("run: playbooks/demo_chart.yml: ") and played == "charts"
    assert waiting.startswith("run: waiting for the control plane, which has taken ")
    assert "/cache/demo-" in waiting
    (fakes / "goes_on").write_text("go\n", encoding="utf-8")
    *built, second, played = demo.end()
    assert built == ["building", "built", "started"]
    assert second.startswith("run: playbooks/demo_release.yml: ") and played == "release on admin.kubeconfig"
    assert demo.process.returncode == 0


def test_a_build_that_fails_is_told_with_its_last_lines(fakes: Path) -> None:
    demo = Demo(fakes, {"BUILD": "echo downloading >&2; echo no space left >&2; exit 3"})
    rest = demo.end()
    assert demo.process.returncode == 1
    assert "charts" in rest
    assert not any(line.startswith("release") for line in rest)
    assert rest[-3].startswith("run: error: the control plane failed after ")
    assert rest[-2:] == ["    downloading", "    no space left"]
    (log,) = (fakes / "cache").glob("demo-*.log")
    assert str(log) in rest[-3]


BUILDS = "exec 3>$FAKES/alive; echo go > $FAKES/goes_on; sleep 1000"


@pytest.mark.parametrize(
    ("does", "failed"),
    [
        ({"BUILD": BUILDS, "CHART": "read go < $FAKES/goes_on; exit 2"}, "playbooks/demo_chart.yml"),
        ({"RELEASE": "exec 3>$FAKES/alive; exit 2"}, "playbooks/demo_release.yml"),
    ],
    ids=["while it is built", "on the cluster"],
)
def test_a_play_that_fails_ends_the_whole(fakes: Path, does: dict[str, str], failed: str) -> None:
    demo = Demo(fakes, does)
    assert demo.end()[-1] == f"run: error: {failed} failed: ansible-playbook ended with 2, see above"
    assert demo.process.returncode == 1
    assert demo.nobody_is_left()
    assert list((fakes / "cache").glob("demo-*")) == []


LEFT = {"build": {"BUILD": TIDIES}, "start": {"UP": STAYS}, "play": {"RELEASE": SERVES}}


@pytest.mark.parametrize("does", LEFT.values(), ids=LEFT)
def test_nothing_is_left_of_what_is_interrupted(fakes: Path, does: dict[str, str]) -> None:
    demo = Demo(fakes, does)
    demo.until("begun")
    demo.process.send_signal(signal.SIGINT)
    assert demo.end()[-1] == "run: interrupted"
    assert demo.process.returncode == 130
    assert demo.nobody_is_left()
    assert not (fakes / "half").exists()
    assert [path.name for path in (fakes / "cache").iterdir()] == []
    assert list((fakes / "build/helm").iterdir()) == []


def answering(folder: Path, **programs: str) -> None:
    """Programs that are all that is on the PATH: each ends with a code."""
    folder.mkdir()
    for name, code in programs.items():
        (folder / name).write_text(f"#!/bin/sh\nexit {code}\n", encoding="utf-8")
        (folder / name).chmod(0o755)


@pytest.mark.parametrize(
    ("programs", "kind"),
    [
        ({}, "local"),
        ({"kind": "0"}, "local"),
        ({"docker": "0"}, "local"),
        ({"kind": "0", "docker": "0"}, "kind"),
        ({"kind": "0", "podman": "0"}, "kind"),
        ({"kind": "0", "docker": "1"}, "local"),
        ({"kind": "0", "docker": "1", "podman": "0"}, "local"),  # kind takes docker's client, whose server is not there
    ],
    ids=lambda value: "+".join(value) if isinstance(value, dict) else value,
)
def test_kind_is_picked_where_it_can_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, programs: dict[str, str], kind: str
) -> None:
    answering(tmp_path / "bin", **programs)
    (tmp_path / "config").touch()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("KUBECONFIG", str(tmp_path / "config"))  # no reason to take the user's own
    monkeypatch.setenv("CONTEXT", "production")
    monkeypatch.delenv("KIND_EXPERIMENTAL_PROVIDER", raising=False)
    assert clusters.picked() == kind


def test_only_the_demo_picks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests want what the control plane of our own plays."""
    monkeypatch.delenv("CLUSTER", raising=False)
    assert (cli.parser().parse_args(["demo"]).cluster, cli.parser().parse_args(["test"]).cluster) == (None, "local")
    monkeypatch.setenv("CLUSTER", "current")
    assert cli.parser().parse_args(["demo"]).cluster == "current"


def test_no_variable_names_another_cluster() -> None:
    foreign = {"K8S_AUTH_HOST": "https://production", "HELM_KUBECONTEXT": "production", "KUBECONFIG": "production"}
    joined = clusters.joined({**foreign, "HELM_CACHE_HOME": "cache", "PATH": "/bin"}, {"KUBECONFIG": "ours"})
    assert joined == {"HELM_CACHE_HOME": "cache", "PATH": "/bin", "KUBECONFIG": "ours"}


def test_the_demo_has_libraries_of_the_collection_s() -> None:
    """Fewer, for the first minute's sake."""
    files = ("tests/requirements-demo-libraries.txt", "requirements.txt")
    some, every = (set(re.findall(r"^[\w-]+", (environments.ROOT / file).read_text(), re.MULTILINE)) for file in files)
    assert some and some < every
